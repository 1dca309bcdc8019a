"""Rewrites of expressions that mean the same: extract to a definition, thread and unthread, `if` and `cond`.

Takes the forms around a selection, gives texts to put in their places. What cannot be rewritten without knowing more is
not offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cljrules.diagnostics import Edit
from cljrules.lsp.names import LOCAL, everywhere, meaning, occurrences
from cljrules.lsp.outline import COLLECTIONS, Shape, path_at
from cljrules.lsp.project import Piece, View
from cljrules.source import Span

#: Heads of lists that are not calls of functions: their parts have places of their own.
_SPECIAL = frozenset(
    (
        *(
            "if",
            "cond",
            "condp",
            "case",
            "let",
            "loop",
            "fn",
            "fn*",
            "when",
            "when-not",
            "if-not",
            "if-let",
            "when-let",
        ),
        *("and", "or", "->", "->>", "as->", "cond->", "cond->>", "some->", "some->>", "do", "for", "doseq", "quote"),
        *("if-some", "when-some", "letfn", "recur", "try", "def", "defn", "defrule", "defnotification"),
        *("defpromise-scenario", "comment", "binding", "dotimes", "while", "doto", "defmacro"),
    )
)


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A rewrite: what it is called, its kind (extract, rewrite, inline), its edits in the document."""

    title: str
    kind: str
    edits: tuple[Edit, ...]


def rewrites(view: View, span: Span) -> Iterator[Rewrite]:
    """What can be done with a selection, or with the form at a cursor."""
    piece = view.piece_at(span.start)
    if piece is None or piece.part.skipped:
        return
    selected = Span(span.start - piece.start, span.end - piece.start)
    path = path_at(piece.shape, selected.start)
    around = [shape for shape in path if shape.start <= selected.start and selected.end <= shape.end]
    if not _in_criteria(around):
        return
    if around:
        yield from _extract(view, piece, around, selected)
    call = next((shape for shape in reversed(around) if shape.kind == "list" and shape.is_closed), None)
    if call is not None and not _is_discarded(call):
        yield from _rewrites_of(piece, call)


def _rewrites_of(piece: Piece, call: Shape) -> Iterator[Rewrite]:
    text = piece.part.source.text
    at = Span(piece.start + call.start, piece.start + call.end)
    if _has_comment(text[call.start : call.end]):
        return
    for title, made in (
        ("thread with `->`", _threaded(call, text)),
        ("write out the thread", _unthreaded(call, text)),
        ("write as `cond`", _as_cond(call, text)),
        ("write as `if`", _as_if(call, text)),
    ):
        if made is not None:
            yield Rewrite(title, "rewrite", (Edit(at, made),))


def _in_criteria(around: list[Shape]) -> bool:
    """Whether forms are part of an expression: criteria, or the body of a definition."""
    if not around:
        return False
    top = around[0]
    if top.head in ("def", "defn"):
        return len(around) > 1
    if top.head in ("defrule", "defnotification", "defpromise-scenario"):
        value = top.value_of(":when") or top.value_of(":applies-when")
        return value is not None and len(around) > 1 and value.start <= around[1].start < value.end
    return top.head not in ("comment", "defmacro")


def _is_discarded(shape: Shape) -> bool:
    at: Shape | None = shape
    while at is not None:
        if at.kind == "mark" and at.text in ("#_", "'", "`"):
            return True
        at = at.parent
    return False


def _has_comment(text: str) -> bool:
    return ";" in re.sub(r'"(?:[^"\\]|\\.)*"|\\;', "", text)


# -- extract ----------------------------------------------------------------------------------------------------------


def _extract(view: View, piece: Piece, around: list[Shape], selected: Span) -> Iterator[Rewrite]:
    shape = around[-1]
    if len(around) < 2 or (selected.end > selected.start and (shape.start, shape.end) != selected):
        # A selection has to be one whole form.
        inside = [child for child in shape.children if (child.start, child.end) == selected]
        if not inside:
            return
        shape = inside[0]
    if shape.kind in ("SYMBOL", "KEYWORD", "mark", "text") or not shape.is_closed or shape is around[0]:
        return
    if shape.kind in COLLECTIONS and selected.end == selected.start:
        return
    text = piece.part.source.text[shape.start : shape.end]
    if shape.kind in ("function",) or any(
        one.role == LOCAL and shape.start <= one.start < shape.end for one in occurrences(piece)
    ):
        return
    if _is_discarded(shape) or (shape.parent is not None and shape.parent.head == "defn" and shape.kind == "vector"):
        return
    name = _new_name(view, _proposed(shape))
    start = around[0].start
    line = view.source.line_starts[view.source.position(piece.start + start).line - 1]
    # Constants first: a definition stands before what uses it.
    at = _above_comments(view, line)
    yield Rewrite(
        f"extract to `(def {name} …)`",
        "extract",
        (
            Edit(Span(at, at), f"(def {name} {text})\n\n"),
            Edit(Span(piece.start + shape.start, piece.start + shape.end), name),
        ),
    )


def _above_comments(view: View, line: int) -> int:
    """The beginning of the comments right above a line."""
    source = view.source
    number = source.position(line).line
    while number > 1 and source.line(number - 1).startswith(";"):
        number -= 1
    return source.line_starts[number - 1]


def _proposed(shape: Shape) -> str:
    call = shape.parent
    names = [form.text for form in call.forms[1:] if form.kind == "SYMBOL"] if call is not None else []
    if shape.kind == "NUMBER" and names:
        return f"{names[0].removeprefix('status-').removesuffix('?')}-limit"
    if shape.kind == "list" and shape.head is not None and shape.head[0].isalpha():
        return f"{shape.head.rpartition('/')[2].rstrip('?!')}-value"
    return "extracted"


def _new_name(view: View, wanted: str) -> str:
    name, number = wanted, 1
    while meaning(view, name) is not None or any(True for _ in everywhere(view, name, frozenset((LOCAL, "global")))):
        number += 1
        name = f"{wanted}-{number}"
    return name


# -- thread -----------------------------------------------------------------------------------------------------------


def _threaded(call: Shape, text: str) -> str | None:
    """`(f (g x a) b)` as `(-> x (g a) (f b))`, where there are two calls or more."""
    steps: list[str] = []
    at = call
    while at.kind == "list" and at.is_closed and at.head is not None and at.head not in _SPECIAL:
        parts = at.children
        if len(parts) < 2 or any(part.kind == "mark" and part.text in ("^", "#^", "#_") for part in parts):
            break
        rest = [text[part.start : part.end] for part in parts[2:]]
        steps.append(f"({' '.join((at.head, *rest))})" if rest else at.head)
        at = parts[1]
    if len(steps) < 2:
        return None
    return f"(-> {text[at.start : at.end]} {' '.join(reversed(steps))})"


def _unthreaded(call: Shape, text: str) -> str | None:
    """`(-> x (g a) (f b))` as `(f (g x a) b)`; likewise `->>`."""
    if call.head not in ("->", "->>") or len(call.children) < 3:
        return None
    made = text[call.children[1].start : call.children[1].end]
    for step in call.children[2:]:
        if step.kind == "list" and step.is_closed and step.children and step.head not in ("fn", "fn*", None):
            parts = [text[part.start : part.end] for part in step.children]
            parts.insert(1 if call.head == "->" else len(parts), made)
            made = f"({' '.join(parts)})"
        elif step.kind in ("SYMBOL", "KEYWORD"):
            made = f"({step.text} {made})"
        else:
            return None
    return made


# -- if and cond ------------------------------------------------------------------------------------------------------


def _as_cond(call: Shape, text: str) -> str | None:
    """Nested `if`s as one `cond`."""
    clauses: list[str] = []
    at = call
    while at.head == "if" and at.is_closed and len(at.children) == 4 == len(at.forms):
        clauses += (_slice(at.children[1], text), _slice(at.children[2], text))
        at = at.children[3]
    if not clauses:
        return None
    return f"(cond {' '.join((*clauses, ':else', _slice(at, text)))})"


def _as_if(call: Shape, text: str) -> str | None:
    """A `cond` as nested `if`s; the last test has to be one that always holds."""
    if call.head != "cond" or len(call.children) % 2 == 0 or len(call.children) != len(call.forms):
        return None
    parts = [_slice(child, text) for child in call.children[1:]]
    if len(parts) < 4 or not (parts[-2].startswith(":") or parts[-2] == "true"):
        return None
    made = parts[-1]
    for at in range(len(parts) - 4, -1, -2):
        made = f"(if {parts[at]} {parts[at + 1]} {made})"
    return made


def _slice(shape: Shape, text: str) -> str:
    return text[shape.start : shape.end]
