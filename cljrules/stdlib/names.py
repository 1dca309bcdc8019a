"""Keywords and symbols as data: making them, and taking them apart."""

from __future__ import annotations

from typing import Any

from cljrules.stdlib.registry import core
from cljrules.values.casts import cannot_cast, string_of
from cljrules.values.errors import illegal_argument
from cljrules.values.functions import own_method
from cljrules.values.gensyms import next_number
from cljrules.values.limits import pay_for_text
from cljrules.values.symbols import Keyword, Symbol, keyword, split_name, symbol

_ABSENT: Any = object()


@core("name")
def name(x: Any) -> str:
    """The name of a keyword or symbol without its namespace; a string is its own name."""
    if isinstance(x, Keyword | Symbol):
        return x.name
    if x.__class__ is str:
        return x
    own = own_method(x, "getName")
    if own is not None:
        return own()  # type: ignore[no-any-return]
    raise cannot_cast(x, "clojure.lang.Named")


@core("namespace")
def namespace(x: Any) -> str | None:
    """The namespace of a keyword or symbol as a string, nil when it has none."""
    if isinstance(x, Keyword | Symbol):
        return x.ns
    own = own_method(x, "getNamespace")
    if own is not None:
        return own()  # type: ignore[no-any-return]
    raise cannot_cast(x, "clojure.lang.Named")


@core("keyword")
def make_keyword(ns: Any, name: Any = _ABSENT) -> Keyword | None:
    """The keyword of a name, or of a namespace and a name. Given one argument that is no string, symbol or keyword:
    nil.
    """
    if name is not _ABSENT:
        space = None if ns is None else string_of(ns)
        return keyword(string_of(name), space)
    if isinstance(ns, Keyword):
        return ns
    if isinstance(ns, Symbol):
        return keyword(ns.name, ns.ns)
    if ns.__class__ is str:
        pay_for_text(len(ns) << 4)
        space, plain = split_name(ns)
        return keyword(plain, space)
    return None


@core("find-keyword")
def find_keyword(ns: Any, name: Any = _ABSENT) -> Keyword | None:
    """The keyword of a name, or of a namespace and a name. Every keyword is at hand as soon as it is named."""
    return make_keyword(ns, name)


@core("symbol")
def make_symbol(ns: Any, name: Any = _ABSENT) -> Symbol:
    """The symbol of a name, or of a namespace and a name; of a keyword or var the symbol with its name."""
    if name is not _ABSENT:
        space = None if ns is None else string_of(ns)
        return symbol("null" if name is None and space is not None else string_of(name), space)
    if isinstance(ns, Symbol):
        return ns
    if isinstance(ns, Keyword):
        return symbol(ns.name, ns.ns)
    if ns.__class__ is str:
        pay_for_text(len(ns) << 4)
        space, plain = split_name(ns)
        return symbol(plain, space)
    of_var = getattr(ns, "symbol", None)
    if isinstance(of_var, Symbol):
        return of_var
    raise illegal_argument("no conversion to symbol")


@core("gensym")
def gensym(prefix: Any = "G__") -> Symbol:
    """A symbol with a name that no other call in this evaluation gives: the prefix and a number."""
    from cljrules.values.printer import str_of

    return symbol(f"{str_of(prefix)}{next_number()}")
