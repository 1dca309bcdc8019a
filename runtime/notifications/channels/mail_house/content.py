"""The HTML of a letter as plain data for the typesetter.

Takes markup, however broken, gives blocks: paragraphs, headings, lists, tables, quotations, rules. Text stays text:
nothing in it can become a command of the typesetter. What a printed page cannot show (scripts, styles, forms, pictures)
is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Final

Block = dict[str, Any]

_HIDDEN: Final = frozenset({"head", "script", "style", "template", "title", "select", "textarea", "button", "svg"})
_VOID: Final = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_MARKS: Final = {
    **dict.fromkeys(("b", "strong", "th"), "strong"),
    **dict.fromkeys(("i", "em", "cite"), "emphasis"),
    **dict.fromkeys(("u", "ins", "a"), "underline"),
}
_HEADINGS: Final = {"h1": 1, "h2": 2, "h3": 3, "h4": 3, "h5": 3, "h6": 3}
_PARAGRAPHS: Final = frozenset(
    {"p", "div", "section", "article", "address", "header", "footer", "main", "body", "html", "dl", "dt", "dd", "li"}
    | {"caption", "thead", "tbody", "tfoot", "tr", "td", "th", "pre", "form", "figure"}
)
#: An element that ends when another like it begins, and what both are inside of.
_ENDS: Final = {
    "p": ({"p"}, {"div", "li", "td", "th", "blockquote"}),
    "li": ({"li"}, {"ul", "ol"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "tr": ({"tr"}, {"table"}),
}
_ALIGN: Final = re.compile(r"text-align:\s*(left|center|right)")
_MOST_DEPTH: Final = 50
#: Tables and lists deeper inside others are set as plain paragraphs.
_MOST_NESTED: Final = 6
#: Control and direction-changing characters: the first cannot be printed, the second make text read as what it is not.
_UNPRINTABLE: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def printable(text: str) -> str:
    """The text without characters that cannot or must not be printed."""
    return _UNPRINTABLE.sub("", text)


@dataclass(slots=True)
class _Node:
    tag: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    children: list[_Node | str] = field(default_factory=list)


class _Tree(HTMLParser):
    """Elements within elements; end tags that are missing or too many are put right."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("body")
        self._open = [self.root]
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        if self._hidden:
            return
        if tag in _ENDS:
            self._end_before(*_ENDS[tag])
        node = _Node(tag, dict(attrs))
        self._open[-1].children.append(node)
        if tag not in _VOID and len(self._open) < _MOST_DEPTH:
            self._open.append(node)

    def _end_before(self, like: set[str], within: set[str]) -> None:
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag in like:
                del self._open[depth:]
                return
            if self._open[depth].tag in within:
                return

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        if self._hidden:
            return
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag == tag:
                del self._open[depth:]
                return

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._open[-1].children.append(printable(data))


@dataclass(slots=True)
class _Setter:
    """Turns elements into blocks; `runs` is the text of the block that is not finished."""

    nested: int = 0
    blocks: list[Block] = field(default_factory=list)
    runs: list[dict[str, Any]] = field(default_factory=list)

    def flow(self, children: Sequence[_Node | str], marks: frozenset[str], align: str) -> None:
        """Text and elements of a block, and blocks inside of it."""
        for child in children:
            if isinstance(child, str):
                self.runs.append({"text": re.sub(r"[ \t\r\n]+", " ", child), "marks": sorted(marks)})
            elif child.tag == "br":
                self.runs.append({"break": True})
            else:
                self._element(child, marks, align)

    def _element(self, node: _Node, marks: frozenset[str], align: str) -> None:
        inner = marks | {_MARKS[node.tag]} if node.tag in _MARKS else marks
        if node.tag == "hr":
            self.finish(align)
            self.blocks.append({"kind": "rule"})
        elif node.tag in _HEADINGS:
            self.finish(align)
            self.flow(node.children, marks, align)
            self.finish(_alignment(node) or align, {"kind": "heading", "level": _HEADINGS[node.tag]})
        elif node.tag in ("ul", "ol", "blockquote", "table") and self.nested < _MOST_NESTED:
            self.finish(align)
            self._nest(node, marks, align)
        elif node.tag in _PARAGRAPHS or node.tag in ("ul", "ol", "blockquote", "table"):
            self.finish(align)
            own = _alignment(node) or align
            self.flow(node.children, inner, own)
            self.finish(own)
        else:
            self.flow(node.children, inner, align)

    def _nest(self, node: _Node, marks: frozenset[str], align: str) -> None:
        if node.tag == "table":
            rows, stray = _rows(node)
            self.flow(stray, marks, align)
            self.finish(align)
            width = max((len(row) for row in rows), default=0)
            empty = {"head": False, "align": "left", "items": []}
            cells = [[self._cell(cell, marks) for cell in row] + [empty] * (width - len(row)) for row in rows]
            if cells:
                self.blocks.append({"kind": "table", "columns": width, "items": cells})
            return
        if node.tag == "blockquote":
            items = [self._inside(node.children, marks, align)]
        else:
            items = [self._inside(_item(child), marks, align) for child in node.children]
        items = [item for item in items if item]
        if items:
            kind = {"ul": "list", "ol": "enumeration", "blockquote": "quotation"}[node.tag]
            self.blocks.append({"kind": kind, "items": items})

    def _cell(self, node: _Node, marks: frozenset[str]) -> Block:
        align, head = _alignment(node) or "left", node.tag == "th"
        items = self._inside(node.children, marks | {"strong"} if head else marks, "left")
        return {"head": head, "align": align, "items": items}

    def _inside(self, children: Sequence[_Node | str], marks: frozenset[str], align: str) -> list[Block]:
        inner = _Setter(self.nested + 1)
        inner.flow(children, marks, align)
        inner.finish(align)
        return inner.blocks

    def finish(self, align: str, block: Block | None = None) -> None:
        """End the block that is not finished, without spaces and breaks at its ends."""
        runs, self.runs = self.runs, []
        while runs and _blank(runs[0]):
            runs.pop(0)
        while runs and _blank(runs[-1]):
            runs.pop()
        if runs:
            runs[0]["text"] = runs[0]["text"].lstrip(" ")
            runs[-1]["text"] = runs[-1]["text"].rstrip(" ")
            self.blocks.append({**(block or {"kind": "paragraph"}), "align": align, "runs": runs})


def _blank(run: dict[str, Any]) -> bool:
    return not run.get("text", "").strip(" ")


def _item(child: _Node | str) -> list[_Node | str]:
    return child.children if isinstance(child, _Node) and child.tag == "li" else [child]


def _rows(table: _Node) -> tuple[list[list[_Node]], list[_Node | str]]:
    """The rows of a table, each a list of cells, and what stands in it outside of cells."""
    rows: list[list[_Node]] = []
    stray: list[_Node | str] = []
    for child in table.children:
        if isinstance(child, _Node) and child.tag in ("thead", "tbody", "tfoot"):
            inner, more = _rows(child)
            rows, stray = rows + inner, stray + more
        elif isinstance(child, _Node) and child.tag == "tr":
            cells = [one for one in child.children if isinstance(one, _Node) and one.tag in ("td", "th")]
            stray += [one for one in child.children if not (isinstance(one, _Node) and one.tag in ("td", "th"))]
            rows += [cells] if cells else []
        elif isinstance(child, _Node) and child.tag in ("td", "th"):
            rows.append([child])
        else:
            stray.append(child)
    return rows, stray


def _alignment(node: _Node) -> str | None:
    found = _ALIGN.search((node.attributes.get("style") or "").lower())
    if found:
        return found[1]
    plain = (node.attributes.get("align") or "").lower()
    return plain if plain in ("left", "center", "right") else None


def blocks_of(markup: str) -> list[Block]:
    """The blocks of HTML."""
    tree = _Tree()
    tree.feed(markup)
    tree.close()
    setter = _Setter()
    setter.flow(tree.root.children, frozenset(), "left")
    setter.finish("left")
    return setter.blocks
