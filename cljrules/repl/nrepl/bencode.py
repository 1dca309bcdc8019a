"""Bencode, as nREPL messages are written: whole numbers, texts, lists, and maps with texts for keys.

Takes a stream, gives values, and the other way round. Nothing that comes in is trusted: a message has a size and a
depth that it may not go beyond, and what is promised is not set aside before it has come.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol

#: The largest message, in bytes, and how deep values may be nested in it.
MAX_BYTES: Final = 8 * 1024 * 1024
MAX_DEPTH: Final = 32
_CHUNK: Final = 64 * 1024
_MAX_DIGITS: Final = 20


class BencodeError(Exception):
    """What came in is not bencode, or goes beyond what is taken."""


class Stream(Protocol):
    """What messages are read from."""

    def read(self, count: int, /) -> bytes | None:
        """At most so many bytes; none where the stream has ended."""


def encode(value: Any) -> bytes:
    """A value as bencode; raises TypeError for one that it has no way to write."""
    parts: list[bytes] = []
    _write(value, parts)
    return b"".join(parts)


def _write(value: Any, parts: list[bytes]) -> None:
    if isinstance(value, str):
        value = value.encode("utf-8", "replace")
    if isinstance(value, bytes):
        parts += (b"%d:" % len(value), value)
    elif isinstance(value, int) and not isinstance(value, bool):
        parts.append(b"i%de" % value)
    elif isinstance(value, Mapping):
        parts.append(b"d")
        for key in sorted(value, key=lambda name: name.encode("utf-8", "replace")):
            _write(key, parts)
            _write(value[key], parts)
        parts.append(b"e")
    elif isinstance(value, list | tuple):
        parts.append(b"l")
        for item in value:
            _write(item, parts)
        parts.append(b"e")
    else:
        raise TypeError(f"bencode has no {type(value).__name__}")


def read_message(stream: Stream) -> dict[str, Any] | None:
    """The next message of a stream; None where it has ended between messages. Raises BencodeError."""
    reader = _Reader(stream)
    first = reader.byte(may_end=True)
    if not first:
        return None
    if first != b"d":
        raise BencodeError("a message is a map, and begins with `d`")
    found = reader.map(0)
    assert isinstance(found, dict)
    return found


class _Reader:
    """Reads one message."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._left = MAX_BYTES

    def byte(self, *, may_end: bool = False) -> bytes:
        self._left -= 1
        if self._left < 0:
            raise BencodeError(f"a message holds at most {MAX_BYTES:,} bytes")
        found = self._stream.read(1)
        if not found and not may_end:
            raise BencodeError("the stream ends in the middle of a message")
        return found or b""

    def map(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while (first := self.byte()) != b"e":
            if not first.isdigit():
                raise BencodeError("the key of a map is a text")
            key = self._text(first)
            found[key] = self._value(self.byte(), depth + 1)
        return found

    def _value(self, first: bytes, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise BencodeError(f"values are nested more than {MAX_DEPTH} deep")
        if first.isdigit():
            return self._text(first)
        if first == b"i":
            return self._number(b"", b"e")
        if first == b"d":
            return self.map(depth)
        if first == b"l":
            items = []
            while (first := self.byte()) != b"e":
                items.append(self._value(first, depth + 1))
            return items
        raise BencodeError(f"no value begins with {first!r}")

    def _number(self, begun: bytes, end: bytes) -> int:
        digits = begun
        while (one := self.byte()) != end:
            digits += one
            if len(digits) > _MAX_DIGITS or not (one.isdigit() or digits == b"-"):
                raise BencodeError("this is not a whole number that is taken")
        if not digits.lstrip(b"-"):
            raise BencodeError("a number has no digits")
        return int(digits)

    def _text(self, first: bytes) -> str:
        length = self._number(first, b":")
        if length > self._left:
            raise BencodeError(f"a message holds at most {MAX_BYTES:,} bytes")
        self._left -= length
        parts: list[bytes] = []
        while length:
            part = self._stream.read(min(length, _CHUNK))
            if not part:
                raise BencodeError("the stream ends in the middle of a text")
            parts.append(part)
            length -= len(part)
        try:
            return b"".join(parts).decode("utf-8")
        except UnicodeDecodeError:
            raise BencodeError("a text is not UTF-8") from None
