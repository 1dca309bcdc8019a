"""The forms of a text that may be broken: what an editor needs to know where a cursor is.

Takes any text, gives a tree of forms by their delimiters: what is never closed ends where the text does, a delimiter
that closes nothing is left out, a quote that is never closed ends with its line. Of well-formed text the forms are
those of `parser.tree`. Offsets count from the beginning of the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cljrules.parser.shorthands import MARKS
from cljrules.parser.stretches import CLOSERS, CLOSING
from cljrules.parser.syntax import scan
from cljrules.source import Source

_KINDS: Final = {"LPAR": "list", "HASH_LPAR": "function", "LSQB": "vector", "LBRACE": "map", "HASH_LBRACE": "set"}
#: The kind of a collection that is never closed ends a little later than its last form.
COLLECTIONS: Final = frozenset(_KINDS.values())


class Shape:
    """A form. `kind` is list, function, vector, map, set; a terminal of the grammar (SYMBOL, STRING, …); or `mark` for
    a sign such as `'` or `#_` with the form after it, `text` then being that of the sign. `is_closed` where nothing is
    missing.
    """

    __slots__ = ("children", "end", "is_closed", "kind", "parent", "start", "text")

    def __init__(self, kind: str, start: int, end: int, text: str = "", parent: Shape | None = None) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.text = text
        self.parent = parent
        self.children: list[Shape] = []
        self.is_closed = True

    def __repr__(self) -> str:
        return f"<{self.kind} {self.start}-{self.end} {self.text}>"

    @property
    def head(self) -> str | None:
        """The symbol that a list begins with, None for anything else."""
        if self.kind == "list" and self.children and self.children[0].kind == "SYMBOL":
            return self.children[0].text
        return None

    @property
    def forms(self) -> list[Shape]:
        """What is in it, without discarded forms and with metadata taken off."""
        return [bare(child) for child in self.children if not child.is_discarded]

    @property
    def is_discarded(self) -> bool:
        """Whether it is taken out with `#_`."""
        return self.kind == "mark" and self.text == "#_"

    @property
    def inner(self) -> int:
        """Where what is inside begins."""
        return self.start + (2 if self.kind in ("function", "set") else 1)

    def walk(self) -> Iterator[Shape]:
        """The form and all in it, outermost first."""
        pending = [self]
        while pending:
            shape = pending.pop()
            yield shape
            pending += reversed(shape.children)

    def value_of(self, key: str) -> Shape | None:
        """What follows a keyword among the forms, such as `:when`."""
        forms = self.forms
        for at, form in enumerate(forms[:-1]):
            if form.kind == "KEYWORD" and form.text == key:
                return forms[at + 1]
        return None


def bare(shape: Shape) -> Shape:
    """A form without its metadata."""
    while shape.kind == "mark" and shape.text in ("^", "#^") and len(shape.children) > 1:
        shape = shape.children[-1]
    return shape


def outline(text: str) -> Shape:
    """The forms of a text, inside a shape of kind `text`."""
    top = Shape("text", 0, len(text))
    at, source = top, Source("", text)
    start = 0
    while start < len(text):
        end = start
        for token in scan(source, start):
            end = token.end
            if token.kind == "UNREADABLE":
                end = _unreadable_end(text, token.start)
                if text.startswith(('"', '#"'), token.start):
                    at = _put(at, _leaf("STRING" if text[token.start] == '"' else "REGEX", token.start, end, text))
                    at.children[-1].is_closed = False
                    at = _settled(at)
            elif token.kind in _KINDS:
                shape = Shape(_KINDS[token.kind], token.start, len(text), CLOSERS[token.kind], at)
                shape.is_closed = False
                at.children.append(shape)
                at = shape
            elif token.kind in CLOSING:
                at = _closed(at, token.text, token.end)
            elif token.kind in MARKS:
                shape = Shape("mark", token.start, token.end, token.text, at)
                at.children.append(shape)
                at = shape
            else:
                at = _put(at, _leaf(token.kind, token.start, token.end, text))
                at = _settled(at)
        if end <= start:
            break
        start = end
    while at.parent is not None:
        if at.kind == "mark":
            at.end = at.children[-1].end if at.children else at.end
        at = at.parent
    return top


def _leaf(kind: str, start: int, end: int, text: str) -> Shape:
    return Shape(kind, start, end, text[start:end])


def _put(at: Shape, shape: Shape) -> Shape:
    shape.parent = at
    at.children.append(shape)
    return at


def _settled(at: Shape) -> Shape:
    """Out of the marks that have what they waited for."""
    while at.kind == "mark":
        wanted = 2 if at.text in ("^", "#^") else 1
        if sum(not child.is_discarded for child in at.children) < wanted:
            return at
        at.end = at.children[-1].end
        assert at.parent is not None
        at = at.parent
    return at


def _closed(at: Shape, closer: str, end: int) -> Shape:
    """Out of the form that a delimiter closes; those inside it that were never closed end there too."""
    opened: Shape | None = at
    while opened is not None and not (opened.kind in COLLECTIONS and opened.text == closer):
        opened = opened.parent
    if opened is None:
        return at
    while at is not opened:
        at.end = end - 1
        assert at.parent is not None
        at = at.parent
    opened.end, opened.is_closed = end, True
    assert opened.parent is not None
    return _settled(opened.parent)


def _unreadable_end(text: str, start: int) -> int:
    """Where to go on after what is no token: a quote that is never closed ends with its line."""
    if text.startswith(('"', '#"'), start):
        ends = [at for at in (text.find("\n", start), text.find("\r", start)) if at >= 0]
        return min(ends, default=len(text))
    return start + 1


def path_at(top: Shape, offset: int) -> list[Shape]:
    """The forms around an offset, outermost first; of two that meet there the one that begins, unless it is a
    collection and the other is a name or a value.
    """
    found: list[Shape] = []
    at = top
    while True:
        inside = None
        for child in at.children:
            if child.start > offset:
                break
            if child.kind in COLLECTIONS or child.kind == "mark":
                last = child.end if child.is_closed else child.end + 1
                if child.start < offset < last or (child.start == offset and inside is None):
                    inside = child
            elif child.start <= offset <= child.end:
                inside = child
        if inside is None:
            return found
        found.append(inside)
        at = inside
