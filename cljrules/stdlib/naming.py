"""Small functions about names and the language itself."""

from __future__ import annotations

from typing import Any, Final

from cljrules.interp.special import SPECIAL
from cljrules.stdlib.registry import core
from cljrules.values.casts import cannot_cast
from cljrules.values.collections import PersistentMap
from cljrules.values.errors import error
from cljrules.values.functions import munged
from cljrules.values.printer import str_of
from cljrules.values.symbols import Char, Symbol
from cljrules.values.tagged import TaggedLiteral

_CHAR_NAMES: Final = {"\n": "newline", "\t": "tab", " ": "space", "\b": "backspace", "\f": "formfeed", "\r": "return"}
_CHAR_ESCAPES: Final = {
    "\n": "\\n",
    "\t": "\\t",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
    "\f": "\\f",
    "\b": "\\b",
}

VALUES: Final = (
    ("clojure.core", "char-name-string", PersistentMap.of((Char(unit), name) for unit, name in _CHAR_NAMES.items())),
    (
        "clojure.core",
        "char-escape-string",
        PersistentMap.of((Char(unit), text) for unit, text in _CHAR_ESCAPES.items()),
    ),
)


@core("munge")
def munge(name: Any) -> Any:
    """A name as the JVM writes it."""
    text = munged(str_of(name))
    return Symbol(None, text) if isinstance(name, Symbol) else text


@core("special-symbol?")
def special_symbol(name: Any) -> Any:
    """Whether a symbol names a special form."""
    return (
        isinstance(name, Symbol)
        and name.ns is None
        and (name.name in SPECIAL or name.name in ("catch", "finally", "&"))
    )


@core("clojure-version")
def clojure_version() -> Any:
    """The version of Clojure whose answers this language gives."""
    return "1.11.1"


@core("tagged-literal")
def tagged_literal(tag: Any, form: Any) -> Any:
    """A tag and what follows it, as data."""
    if tag is not None and not isinstance(tag, Symbol):
        raise cannot_cast(tag, "clojure.lang.Symbol")
    return TaggedLiteral(tag, form)


@core("unquote")
def unquote(*_forms: Any) -> Any:
    """Nothing: `~` means something inside a syntax-quoted form only."""
    raise error("IllegalStateException", "`~` stands outside a form quoted with a backquote")


@core("unquote-splicing")
def unquote_splicing(*_forms: Any) -> Any:
    """Nothing: `~@` means something inside a syntax-quoted form only."""
    raise error("IllegalStateException", "`~@` stands outside a form quoted with a backquote")
