"""Names as values: keywords, symbols and characters.

Keywords are interned, so that equality is identity. Characters are UTF-16 code units as on the JVM: text is held with
every astral character as a surrogate pair (`to_units`), and put together again where it leaves (`from_units`).
"""

from __future__ import annotations

from threading import Lock
from typing import Any, Final
from weakref import WeakValueDictionary


class Keyword:
    """`:name` or `:ns/name`; made by `keyword`, never directly. `text` is the name with its namespace, no colon."""

    __slots__ = ("__weakref__", "_hash", "name", "ns", "text")

    ns: str | None
    name: str
    text: str

    def __init__(self, ns: str | None, name: str) -> None:
        self.ns = ns
        self.name = name
        self.text = name if ns is None else f"{ns}/{name}"
        self._hash = hash((Keyword, ns, name))

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f":{self.text}"


class Symbol:
    """`name` or `ns/name`, with optional metadata (a persistent map or None) that equality ignores."""

    __slots__ = ("_hash", "meta", "name", "ns")

    def __init__(self, ns: str | None, name: str, meta: Any = None) -> None:
        self.ns: Final = ns
        self.name: Final = name
        self.meta: Final = meta
        self._hash = hash((Symbol, ns, name))

    @property
    def text(self) -> str:
        """The symbol as written, `ns/name` or `name`."""
        return self.name if self.ns is None else f"{self.ns}/{self.name}"

    def with_meta(self, meta: Any) -> Symbol:
        return Symbol(self.ns, self.name, meta)

    def __eq__(self, other: object) -> bool:
        return other.__class__ is Symbol and self.name == other.name and self.ns == other.ns

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return self.text


class Char:
    """One UTF-16 code unit; made by `char`. `unit` is a string of length one."""

    __slots__ = ("unit",)

    def __init__(self, unit: str) -> None:
        self.unit: Final = unit

    def __eq__(self, other: object) -> bool:
        return other.__class__ is Char and self.unit == other.unit

    def __hash__(self) -> int:
        return hash((Char, self.unit))

    def __repr__(self) -> str:
        return f"\\{self.unit}"


class _KeywordTable:
    """Interned keywords; an entry goes when nothing holds its keyword."""

    def __init__(self) -> None:
        self._known: WeakValueDictionary[tuple[str | None, str], Keyword] = WeakValueDictionary()
        self._lock = Lock()

    def intern(self, ns: str | None, name: str) -> Keyword:
        found = self._known.get((ns, name))
        if found is not None:
            return found
        with self._lock:
            return self._known.setdefault((ns, name), Keyword(ns, name))


_KEYWORDS = _KeywordTable()


def keyword(name: str, ns: str | None = None) -> Keyword:
    """The one keyword of this namespace and name."""
    return _KEYWORDS.intern(ns, name)


def symbol(name: str, ns: str | None = None) -> Symbol:
    """A symbol without metadata."""
    return Symbol(ns, name)


def char(unit: str) -> Char:
    """The character of one UTF-16 code unit."""
    return Char(unit)


def split_name(text: str) -> tuple[str | None, str]:
    """`ns/name` as (ns, name), as Clojure's `symbol` and `keyword` split a string: at the first slash; `/` alone is a
    name.
    """
    if text == "/" or "/" not in text:
        return None, text
    ns, name = text.split("/", 1)
    return ns, name


def to_units(text: str) -> str:
    """Text with astral characters as surrogate pairs, so that counts and indexes are those of the JVM."""
    if text.isascii() or max(text) < "\U00010000":
        return text
    units = []
    for character in text:
        code = ord(character)
        if code > 0xFFFF:
            code -= 0x10000
            units.append(chr(0xD800 + (code >> 10)))
            units.append(chr(0xDC00 + (code & 0x3FF)))
        else:
            units.append(character)
    return "".join(units)


def from_units(text: str) -> str:
    """Text with surrogate pairs put together; a lone surrogate becomes `?`, as the JVM writes it."""
    joined = joined_units(text)
    if joined.isascii():
        return joined
    return "".join("?" if "\ud800" <= character <= "\udfff" else character for character in joined)


def joined_units(text: str) -> str:
    """Text with surrogate pairs put together; a lone surrogate stays, which no file can hold but JSON can tell of."""
    if text.isascii() or not any("\ud800" <= unit <= "\udfff" for unit in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
