"""Macros of namespaces: `ns` and `import`."""

from __future__ import annotations

from typing import Any

from cljrules.interp.build import Builder, Lit, is_list, keyword_of, macro, symbol_of
from cljrules.interp.problems import nonconforming
from cljrules.parser.forms import Atom, Coll, Form

_EXAMPLE = "(ns name (:require [clojure.string :as str]))"


@macro("ns", example=_EXAMPLE)
def ns(build: Builder, name: Form, *clauses: Form) -> Any:
    if symbol_of(name) is None:
        raise nonconforming(name, "ns", "it needs a name", _EXAMPLE)
    calls: list[Any] = []
    core: Any = ["c/refer", ["quote", "clojure.core"]]
    rest = list(clauses)
    said: list[Form] = [] if name.meta is None else [name.meta]
    if rest and isinstance(rest[0], Atom) and isinstance(rest[0].value, str):
        said.append(build.map_of({"doc": rest.pop(0)}))
    if rest and isinstance(rest[0], Coll) and rest[0].kind == "map":
        said.append(rest.pop(0))
    meta: Any = ["c/merge", *said] if said else Lit(None)
    for clause in rest:
        if not isinstance(clause, Coll):
            raise nonconforming(clause, "ns", "it has a part that is not known", _EXAMPLE)
        head = keyword_of(clause.items[0]) if is_list(clause) and clause.items else None
        match None if head is None else head.text:
            case "require" | "use" as kind:
                _check_libraries(clause.items[1:])
                calls.append([f"c/{kind}", *(["quote", spec] for spec in clause.items[1:])])
            case "import":
                calls.append(["i/import*", *(["quote", spec] for spec in clause.items[1:])])
            case "refer-clojure":
                core += [["quote", option] for option in clause.items[1:]]
            case "gen-class" | "load" | "refer":
                continue
            case _:
                raise nonconforming(clause, "ns", "it has a part that is not known", _EXAMPLE)
    return ["do", ["i/ns*", ["quote", name], meta], core, *calls, Lit(None)]


def _check_libraries(specs: tuple[Form, ...]) -> None:
    """Refuse what names no namespaces: a name, a vector of a name and options, a list of a prefix and names."""
    for spec in specs:
        if symbol_of(spec) is not None or (keyword_of(spec) is not None):
            continue
        parts = spec.items if isinstance(spec, Coll) and spec.kind in ("list", "vector") else ()
        if not parts or symbol_of(parts[0]) is None:
            raise nonconforming(spec, "ns", "it requires what is no namespace", _EXAMPLE)
        if isinstance(spec, Coll) and spec.kind == "list":
            _check_libraries(parts[1:])
            continue
        options = {
            key.text: value for form, value in zip(parts[1::2], parts[2::2], strict=False) if (key := keyword_of(form))
        }
        if "as" in options and symbol_of(options["as"]) is None:
            raise nonconforming(spec, "ns", "`:as` is followed by a name", _EXAMPLE)


@macro("import")
def import_(build: Builder, *specs: Form) -> Any:
    for spec in specs:
        held = spec.items[1] if isinstance(spec, Coll) and _quoted(spec) and len(spec.items) == 2 else spec
        parts = held.items if isinstance(held, Coll) else (held,)
        if not parts or any(symbol_of(part) is None for part in parts):
            raise nonconforming(spec, "import", "it names classes", "(import (java.util UUID))")
    return ["i/import*", *(spec if _quoted(spec) else ["quote", spec] for spec in specs)]


def _quoted(form: Form) -> bool:
    return isinstance(form, Coll) and form.head is not None and form.head.text == "quote"


@macro("refer-clojure")
def refer_clojure(build: Builder, *options: Form) -> Any:
    return [
        "c/refer",
        ["quote", "clojure.core"],
        *options,
    ]
