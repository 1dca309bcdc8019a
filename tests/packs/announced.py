"""Findings that a file of rules announces in comments below the lines where they are expected."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_MARK = re.compile(r"^[;#] *(?:(?P<carets>\^+)|<-) (?P<code>[a-z-]+)(?: (?P<said>.*))?$")


class Expected(NamedTuple):
    """A finding that a comment `; ^^^ code words` announces for the line above it (`.

    <- code` for that line's first column).
    """

    file: str
    line: int
    column: int
    width: int | None
    code: str
    said: str


def announced(path: Path) -> Iterator[Expected]:
    """The findings announced in a file."""
    line = 0
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = _MARK.match(text)
        if match is None:
            line = number
            continue
        carets = match["carets"]
        column = text.index("^") + 1 if carets else 1
        yield Expected(path.name, line, column, len(carets) if carets else None, match["code"], match["said"] or "")
