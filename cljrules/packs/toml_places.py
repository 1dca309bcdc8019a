"""Where things stand in a TOML text.

Takes a text that a TOML reader has accepted, gives the spans of every key and value by path. Understands just enough of
TOML to find places; what the text means is for the TOML reader alone.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple, TypeAlias

from cljrules.source import Span

Path: TypeAlias = tuple[str | int, ...]

_KEY_PART = re.compile(r"""[ \t]*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))[ \t]*""")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""+' r"|'''.*?'''+" r'|"(?:[^"\\]|\\.)*"' r"|'[^']*'",
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}\s#]+(?: [0-9:.Zz+-]+)?")


class Place(NamedTuple):
    """Where a key and its value stand; of an array's item both are the item."""

    key: Span
    value: Span


def find_places(text: str) -> dict[Path, Place]:
    """The places of all keys, tables and array items of a valid TOML text."""
    return _Finder(text).find()


def key_text(name: str) -> str:
    """A key as it is written: quoted where it is no bare one."""
    return name if _BARE_KEY.fullmatch(name) else json.dumps(name, ensure_ascii=False)


class _Finder:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._found: dict[Path, Place] = {}
        self._counts: dict[Path, int] = {}

    def find(self) -> dict[Path, Place]:
        table: Path = ()
        self._blank()
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._blank()
        return self._found

    def _blank(self) -> None:
        match = _BLANK.match(self._text, self._at)
        self._at = match.end() if match else self._at

    def _header(self) -> Path:
        start = self._at
        many = self._text.startswith("[[", start)
        self._at += 2 if many else 1
        path, span = self._key()
        self._at += 2 if many else 1
        if many:
            number = self._counts.get(path, 0)
            self._counts[path] = number + 1
            self._found.setdefault(path, Place(span, span))
            path = (*path, number)
        self._found.setdefault(path, Place(span, Span(start, self._at)))
        return path

    def _key(self) -> tuple[Path, Span]:
        parts: list[str | int] = []
        start = end = self._at
        while match := _KEY_PART.match(self._text, self._at):
            number = match.lastindex or 3
            parts.append(match.group(number))
            quotes = 0 if number == 3 else 1
            start = match.start(number) - quotes if len(parts) == 1 else start
            end = match.end(number) + quotes
            self._at = match.end()
            if not self._text.startswith(".", self._at):
                break
            self._at += 1
        return tuple(parts), Span(start, end)

    def _pair(self, table: Path) -> None:
        parts, span = self._key()
        if not parts or not self._text.startswith("=", self._at):
            self._at += 1
            return
        self._at += 1
        path = (*table, *parts)
        for depth in range(len(table) + 1, len(path)):
            self._found.setdefault(path[:depth], Place(span, span))
        self._found[path] = Place(span, self._value(path))

    def _value(self, path: Path) -> Span:
        self._blank()
        start = self._at
        opener = self._text[start : start + 1]
        if opener == "[":
            self._items(path)
        elif opener == "{":
            self._at += 1
            while self._step("}"):
                self._pair(path)
        else:
            match = _STRING.match(self._text, start) or _BARE.match(self._text, start)
            self._at = match.end() if match else start + 1
        return Span(start, self._at)

    def _items(self, path: Path) -> None:
        self._at += 1
        number = 0
        while self._step("]"):
            span = self._value((*path, number))
            self._found[(*path, number)] = Place(span, span)
            number += 1

    def _step(self, closer: str) -> bool:
        self._blank()
        if self._text.startswith(",", self._at):
            self._at += 1
            self._blank()
        if self._at >= len(self._text) or self._text.startswith(closer, self._at):
            self._at += 1
            return False
        return True
