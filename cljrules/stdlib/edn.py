"""`clojure.edn`: data from text. Nothing in the text is ever evaluated."""

from __future__ import annotations

from typing import Any, Final, NoReturn

from cljrules.diagnostics import Diagnostic
from cljrules.interp.data import value_of
from cljrules.interp.programs import unread, unreadable
from cljrules.parser.forms import Atom, Form
from cljrules.parser.reader import ReadError, Reading, form_of, parse
from cljrules.source import Source
from cljrules.stdlib.registry import core
from cljrules.values.casts import cannot_cast, string_of
from cljrules.values.collections import MapLike
from cljrules.values.errors import ClojureError, error
from cljrules.values.functions import invoke
from cljrules.values.printer import str_of
from cljrules.values.symbols import Symbol, keyword

_ABSENT: Any = object()
_EOF: Final = "eof"


@core("read-string", ns="clojure.edn")
def read_string(opts: Any, s: Any = _ABSENT) -> Any:
    """The first value in a text of EDN; nil for nil and for a text without a value.

    Options: `:eof` what a text without a value gives (without it, an error); `:readers` a map from a tag's symbol to a
    function of the value
    after it; `:default` a function of tag and value for all other tags.
    """
    if s is _ABSENT:
        return _read(opts, None, allows_nothing=True)
    if opts is None and s is not None:
        raise cannot_cast(opts, "clojure.lang.IPersistentMap")
    if opts is not None and not isinstance(opts, MapLike):
        string_of(opts)
    return _read(s, opts, allows_nothing=opts is not None and opts.contains(keyword(_EOF)))


def _read(text: Any, options: Any, *, allows_nothing: bool) -> Any:
    if text is None:
        return None
    own = None if options is None else options.get(keyword("readers"))
    own_tags = frozenset(str_of(tag) for tag, _ in own.entries()) if isinstance(own, MapLike) else frozenset()
    reading = Reading(edn=True, own_tags=own_tags, read_tagged=lambda tag, form: _tagged(tag, form, options))
    for item in parse(Source("<edn>", string_of(text))).items:
        if isinstance(item, Diagnostic):
            raise _refused(item)
        try:
            form = form_of(item, reading)
        except ReadError as mistake:
            raise _refused(mistake.diagnostic) from None
        if form is not None:
            return value_of(form, _no_regex)
    if allows_nothing:
        return None if options is None else options.get(keyword(_EOF))
    raise error("RuntimeException", "EOF while reading: the text holds no value")


def _refused(diagnostic: Diagnostic) -> Exception:
    """The error of a text that is not EDN, to be raised by the caller."""
    made = unreadable(diagnostic)
    return unread(made) if isinstance(made, ClojureError) else made


def _no_regex(text: str) -> NoReturn:
    raise error("RuntimeException", f'a regex is not EDN: `#"{text}"`')


def _tagged(tag: Symbol, form: Form, options: Any) -> Form:
    readers = None if options is None else options.get(keyword("readers"))
    default = None if options is None else options.get(keyword("default"))
    reader = None if readers is None else readers.get(tag)
    value = value_of(form, _no_regex)
    if reader is not None:
        return Atom(invoke(reader, value), form.span, form.source)
    if default is not None:
        return Atom(invoke(default, tag, value), form.span, form.source)
    raise error("RuntimeException", f"No reader function for tag {tag.text}")
