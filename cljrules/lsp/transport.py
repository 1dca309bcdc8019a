"""Messages between the server and the process that does its long work.

Takes and gives plain data with findings in it. A finding's text is not sent along: it is named by its path, and the
receiver puts in the text that it has, so that a large pack travels once and not with each finding.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from typing import IO, Any, Final

from cljrules.source import Source

_SIZE: Final = 8


def packed(message: Any) -> bytes:
    """A message as bytes, its length first."""
    out = io.BytesIO()
    _Pickler(out, protocol=pickle.HIGHEST_PROTOCOL).dump(message)
    body = out.getvalue()
    return len(body).to_bytes(_SIZE, "big") + body


def size_of(head: bytes) -> int:
    """The length of the message that its first bytes announce."""
    return int.from_bytes(head, "big")


HEAD: Final = _SIZE


def unpacked(body: bytes, texts: Callable[[str], Source | None]) -> Any:
    """A message of bytes; `texts` gives the texts that findings are about. Only ever bytes of the process that the
    server started itself.
    """
    return _Unpickler(io.BytesIO(body), texts).load()


def receive(stream: IO[bytes], texts: Callable[[str], Source | None]) -> Any:
    """The next message of a stream; raises EOFError at its end."""
    head = stream.read(_SIZE)
    if len(head) < _SIZE:
        raise EOFError
    return unpacked(stream.read(size_of(head)), texts)


class _Pickler(pickle.Pickler):
    def persistent_id(self, obj: Any) -> str | None:
        return obj.path if isinstance(obj, Source) else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, stream: IO[bytes], texts: Callable[[str], Source | None]) -> None:
        super().__init__(stream)
        self._texts = texts

    def persistent_load(self, path: Any) -> Source:
        return self._texts(path) or Source(path, "")
