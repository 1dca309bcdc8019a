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
    if rest and isinstance(rest[0], Atom) and isinstance(rest[0].value, str):
        rest.pop(0)
    meta: Any = Lit(None)
    if rest and isinstance(rest[0], Coll) and rest[0].kind == "map":
        meta = rest.pop(0)
    for clause in rest:
        if not isinstance(clause, Coll):
            raise nonconforming(clause, "ns", "it has a part that is not known", _EXAMPLE)
        head = keyword_of(clause.items[0]) if is_list(clause) and clause.items else None
        match None if head is None else head.text:
            case "require" | "use" as kind:
                calls.append([f"c/{kind}", *(["quote", spec] for spec in clause.items[1:])])
            case "import":
                calls.append(["c/import*", *(["quote", spec] for spec in clause.items[1:])])
            case "refer-clojure":
                core += [["quote", option] for option in clause.items[1:]]
            case "gen-class" | "load" | "refer":
                continue
            case _:
                raise nonconforming(clause, "ns", "it has a part that is not known", _EXAMPLE)
    return ["do", ["c/ns*", ["quote", name], meta], core, *calls, Lit(None)]


@macro("import")
def import_(build: Builder, *specs: Form) -> Any:
    return ["c/import*", *(spec if _quoted(spec) else ["quote", spec] for spec in specs)]


def _quoted(form: Form) -> bool:
    return isinstance(form, Coll) and form.head is not None and form.head.text == "quote"
