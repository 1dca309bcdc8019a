"""What there is to call: every function and macro with its signature, documentation and, where declared, types.

Takes the namespaces of a pack's extensions, gives one `Entry` per name; for completion, documentation and hover. Lists
`u/` too, so that asking for everything imports Hy; asking for one name imports only what that name needs.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

from cljrules.interp.build import Macro
from cljrules.interp.definitions import Definition
from cljrules.interp.registry import WorldFunction
from cljrules.interp.world import CORE
from cljrules.stdlib.catalogue.data import NOTHING, Data
from cljrules.stdlib.library import library_with
from cljrules.values.functions import MANY, Builtin, arity_of


class Entry(Data):
    """A name that programs may use. `kind` is function, macro or value; `name` is as rules write it; `signature` is a
    call with the names of its parameters, None for a value; `low` and `high` bound the arguments, `high` None where
    there is no bound. Declared functions have `takes` (parameter to type, in words), `gives`, `examples`, `place`
    (`acme.hy:12`) and the `declaration` itself.
    """

    kind: str
    name: str
    namespace: str
    doc: str = ""
    signature: str | None = None
    low: int | None = None
    high: int | None = None
    takes: Mapping[str, str] = NOTHING
    gives: str | None = None
    examples: tuple[str, ...] = ()
    place: str | None = None
    declaration: Any = None


def entries(extensions: Mapping[str, Mapping[str, Any]] = NOTHING) -> Iterator[Entry]:
    """Everything that programs with these extensions may call or read, namespace by namespace."""
    library = library_with(extensions)
    for table in (library.functions, library.macros):
        for ns, names in table.items():
            for name, value in names.items():
                yield _entry(ns, name, value)


def entry(name: str, extensions: Mapping[str, Mapping[str, Any]] = NOTHING) -> Entry | None:
    """What a name, as rules write it or in full, stands for; None where nothing has it."""
    library = library_with(extensions)
    for table in (library.functions, library.macros):
        for ns in (CORE, name.partition("/")[0]):
            own = name.removeprefix(f"{ns}/") if name != "/" else name
            if (ns == CORE or own != name) and ns in table and own in table[ns]:
                return _entry(ns, own, table[ns][own])
    return None


def _entry(ns: str, own: str, value: Any) -> Entry:
    name = own if ns == CORE else f"{ns}/{own}"
    declared = getattr(value, "declaration", None)
    if declared is not None:
        return Entry(
            "function",
            name,
            ns,
            doc=" ".join(declared.doc.split()),
            signature=declared.signature(ns),
            low=declared.low,
            high=None if declared.high >= MANY else declared.high,
            takes={held.name: str(held.type) for held in declared.parameters},
            gives=str(declared.gives),
            examples=declared.examples,
            place=f"{declared.path}:{declared.line}",
            declaration=declared,
        )
    if isinstance(value, Definition):
        kind = "macro" if value.is_macro else "function"
        call = f"({' '.join((name, *value.parameters.split()))})"
        return Entry(kind, name, ns, doc=value.doc, signature=call)
    if not isinstance(value, Builtin | WorldFunction | Macro):
        return Entry("value", name, ns)
    doc = inspect.getdoc(value.fn) or ""
    low, high = arity_of(value.fn)
    hidden = 0 if isinstance(value, Builtin) else 1
    return Entry(
        "macro" if isinstance(value, Macro) else "function",
        name,
        ns,
        doc="" if doc.startswith("Partial") else " ".join(doc.split()),
        signature=f"({' '.join((name, *_parameters(value.fn, hidden)))})",
        low=low - hidden,
        high=None if high >= MANY else high - hidden,
    )


def _parameters(fn: Any, hidden: int) -> Iterator[str]:
    """The names of a Python function's parameters as rules would write them."""
    code = fn.__code__
    names = [name.strip("_").replace("_", "-") for name in code.co_varnames]
    required = code.co_argcount - len(fn.__defaults__ or ())
    for number, name in enumerate(names[: code.co_argcount]):
        if number >= hidden:
            yield name if number < required else f"[{name}]"
    if code.co_flags & inspect.CO_VARARGS:
        yield f"& {names[code.co_argcount + code.co_kwonlyargcount]}"
