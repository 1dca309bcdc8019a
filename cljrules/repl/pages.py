"""What is shown in answer to a command: lines, each with a tone.

Takes lines; `painted` gives them with or without colour. A tone is a name, and only here does it become a colour.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

Tone = Literal["", "title", "good", "bad", "warn", "dim", "code", "ready"]

_COLOURS: Final = {"title": "1", "good": "32", "bad": "31", "warn": "33", "dim": "2"}


class Line(NamedTuple):
    """A line and its tone: `code` is coloured as such, and what is `ready` holds its colours already."""

    text: str
    tone: Tone = ""


class Page(NamedTuple):
    """The answer to a command; `is_fine` says whether it found nothing wrong."""

    lines: tuple[Line, ...]
    is_fine: bool = True


class Screen(NamedTuple):
    """Where is shown: how wide, and whether in colours."""

    columns: int = 100
    colour: bool = False


def page(lines: Iterable[Line | str], *, is_fine: bool = True) -> Page:
    """A page of lines; plain text is a line without a tone."""
    return Page(tuple(line if isinstance(line, Line) else Line(line) for line in lines), is_fine)


def painted(line: Line, screen: Screen) -> str:
    """A line as it is written to a terminal."""
    if line.tone == "code" and screen.colour:
        from cljrules.repl.colours import ansi
        from cljrules.stdlib.catalogue import load

        return ansi(line.text, load().variables, load().actions)
    code = _COLOURS.get(line.tone)
    return f"\x1b[{code}m{line.text}\x1b[0m" if screen.colour and code is not None and line.text else line.text
