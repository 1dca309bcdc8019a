"""Values and tables for people: what fits on a line on one, maps key by key, collections of like maps as tables.

Takes what the language prints, gives lines no wider than asked where that can be. Works on printed text alone, so that
showing a value evaluates nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from cljrules.parser.reader import parse
from cljrules.parser.tree import Node
from cljrules.render import visible, width
from cljrules.source import Source

#: What ends a collection of which not everything is printed.
MORE: Final = "..."
_OPENERS: Final = {"list": "(", "vector": "[", "map": "{", "set": "#{"}
_CLOSERS: Final = {"list": ")", "vector": "]", "map": "}", "set": "}"}
_TABLE: Final = re.compile(r"(?:\(|\[|#\{)\{:")
_DEEPEST: Final = 40
_LONGEST: Final = 200_000


def value_lines(printed: str, columns: int = 100) -> list[str]:
    """The lines that show a printed value."""
    fits = width(printed) <= columns and "\n" not in printed
    if fits and not _TABLE.match(printed):
        return [visible(printed)]
    if len(printed) > _LONGEST:
        return [visible(line) for line in printed.split("\n")]
    tree = parse(Source("", printed))
    if tree.diagnostics or len(tree.nodes) != 1:
        return [visible(line) for line in printed.split("\n")]
    node = tree.nodes[0]
    return table_of(node, columns) or ([visible(printed)] if fits else _broken(node, columns))


def _broken(node: Node, columns: int) -> list[str]:
    return [visible(line) for line in _laid_out(node, 0, columns, 0).split("\n")]


def table_of(node: Node, columns: int) -> list[str] | None:
    """The lines of a table, for a collection of at least two maps with the same keyword keys that fits; else None."""
    if node.kind not in ("list", "vector", "set"):
        return None
    rows = [item for item in node.children if item.text != MORE]
    if len(rows) < 2 or any(row.kind != "map" or not row.children for row in rows):
        return None
    heads = [key.text for key in rows[0].children[::2]]
    if any(not head.startswith(":") for head in heads):
        return None
    cells = []
    for row in rows:
        values = {key.text: value.text for key, value in zip(row.children[::2], row.children[1::2], strict=False)}
        if list(values) != heads:
            return None
        cells.append([values[head] for head in heads])
    lines = table(heads, cells)
    if max(map(width, lines)) > columns:
        return None
    more = len(rows) < len(node.children)
    return [*lines, f"{'the first ' if more else ''}{len(rows)} rows"]


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table's lines: a line of heads, a rule, the rows; figures to the right."""
    shown = [[visible(cell) for cell in row] for row in rows]
    count = range(len(heads))
    right = [all(_is_figure(row[at]) for row in shown) and bool(shown) for at in count]
    widths = [max([width(heads[at]), *(width(row[at]) for row in shown)]) for at in count]

    def line(cells: Sequence[str]) -> str:
        padded = (
            " " * (widths[at] - width(cell)) + cell if right[at] else cell + " " * (widths[at] - width(cell))
            for at, cell in enumerate(cells)
        )
        return "  ".join(padded).rstrip()

    return [line(heads), "  ".join("─" * wide for wide in widths), *map(line, shown)]


def _is_figure(text: str) -> bool:
    bare = text.lstrip("-$").rstrip("MN%")
    return not bare or bare in ("nothing", "nil") or bare[0].isdigit()


def fitted(heads: Sequence[str], rows: Sequence[Sequence[str]], columns: int) -> list[str]:
    """A table of as many of its columns as fit; what is left out is said."""
    kept = len(heads)
    while kept > 2 and max(map(width, table(heads[:kept], [row[:kept] for row in rows]))) > columns:
        kept -= 1
    lines = table(heads[:kept], [row[:kept] for row in rows])
    left = heads[kept:]
    return [*lines, f"not shown for lack of room: {', '.join(left)}"] if left else lines


def _laid_out(node: Node, indent: int, columns: int, depth: int) -> str:
    text = node.text
    opener = _OPENERS.get(node.kind)
    if (indent + width(text) <= columns and "\n" not in text) or opener is None or depth > _DEEPEST:
        return text
    closer = _CLOSERS[node.kind]
    inner = indent + len(opener)
    pad = "\n" + " " * inner
    if node.kind == "map":
        parts = _entries(node, inner, columns, depth)
        return opener + pad.join(parts) + closer
    items = [_laid_out(item, inner, columns, depth + 1) for item in node.children]
    if all("\n" not in item and len(item) <= columns // 4 for item in items):
        return opener + pad.join(_filled(items, columns - inner)) + closer
    return opener + pad.join(items) + closer


def _entries(node: Node, inner: int, columns: int, depth: int) -> list[str]:
    entries = [item for item in node.children if item.text != MORE]
    keys = [key.text for key in entries[::2]]
    widest = max((width(key) for key in keys if width(key) <= 40), default=0)
    parts = []
    for key, value in zip(keys, entries[1::2], strict=False):
        start = key + " " * (max(0, widest - width(key)) + 1)
        parts.append(start + _laid_out(value, inner + width(start), columns, depth + 1))
    return [*parts, MORE] if len(entries) < len(node.children) else parts


def _filled(items: Sequence[str], columns: int) -> list[str]:
    lines: list[str] = []
    for item in items:
        if lines and width(lines[-1]) + 1 + width(item) <= columns:
            lines[-1] += f" {item}"
        else:
            lines.append(item)
    return lines
