"""The text of a document as edits arrive is the text that the editor has."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from cljrules.lsp.buffer import Buffer, Change, Place

#: What texts are made of: all that any program takes for the end of a line, and characters of two units.
PIECES = st.sampled_from(
    [
        "a",
        "(",
        ")",
        " ",
        "\n",
        "\r",
        "\r\n",
        "\f",
        "\v",
        "\x1c",
        "\x85",
        "\u2028",
        "\u2029",
        "😀",
        "é",
        "\U0010ffff",
        '"',
    ]
)
TEXTS = st.lists(PIECES, max_size=30).map("".join)


class Editor:
    """A document as an editor has it: UTF-16 units, lines as the protocol ends them."""

    def __init__(self, text: str) -> None:
        self.units = text.encode("utf-16-le")

    def offset(self, place: Place) -> int:
        text = self.units.decode("utf-16-le", "surrogatepass")
        starts = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text))]
        if place.line >= len(starts):
            return len(self.units)
        start = len(text[: starts[place.line]].encode("utf-16-le"))
        line = re.split(r"\r\n|\r|\n", text[starts[place.line] :])[0]
        return start + min(2 * place.column, len(line.encode("utf-16-le")))

    def change(self, change: Change) -> None:
        assert change.start is not None and change.end is not None
        start, end = self.offset(change.start), self.offset(change.end)
        self.units = self.units[:start] + change.text.encode("utf-16-le") + self.units[end:]

    @property
    def text(self) -> str:
        return self.units.decode("utf-16-le")


def _place(editor: Editor, character: int) -> Place:
    """The place of a character, as an editor names it."""
    text = editor.text
    character = min(character, len(text))
    # Not between a carriage return and its line feed: no editor puts a cursor there.
    if text[character - 1 : character + 1] == "\r\n":
        character -= 1
    before = text[:character]
    lines = re.split(r"\r\n|\r|\n", before)
    return Place(len(lines) - 1, len(lines[-1].encode("utf-16-le")) // 2)


@settings(max_examples=400)
@given(TEXTS, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 8), TEXTS), max_size=12))
def test_random_edits_leave_the_text_that_the_editor_has(text: str, edits: list[tuple[int, int, str]]) -> None:
    editor, buffer = Editor(text), Buffer(text)
    for at, length, new in edits:
        change = Change(new, _place(editor, at), _place(editor, at + length))
        editor.change(change)
        buffer.change(change)
        assert buffer.text == editor.text


@given(TEXTS, TEXTS)
def test_a_change_without_a_range_is_the_whole_text(text: str, new: str) -> None:
    buffer = Buffer(text)
    buffer.change(Change(new))
    assert buffer.text == new


def test_places_outside_the_text_are_clipped() -> None:
    buffer = Buffer("ab\ncd")
    buffer.change(Change("X", Place(9, 9), Place(12, 0)))
    assert buffer.text == "ab\ncdX"
    buffer.change(Change("Y", Place(0, 99), Place(0, 100)))
    assert buffer.text == "abY\ncdX"
    buffer.change(Change("", Place(-1, -1), Place(0, 2)))
    assert buffer.text == "Y\ncdX"
    # The ends of a range may come the wrong way round.
    buffer.change(Change("Z", Place(1, 2), Place(0, 0)))
    assert buffer.text == "ZX"
