"""Macros of namespaces: `ns` and `import`."""

from __future__ import annotations

from typing import Any

from cljrules.interp.build import Builder, Lit, is_list, keyword_of, macro, symbol_of
from cljrules.interp.problems import nonconforming
from cljrules.parser.forms import Coll, Form

_EXAMPLE = "(ns name (:require [clojure.string :as str]))"


@macro("ns")
def ns(build: Builder, name: Form, *clauses: Form) -> Any:
    if symbol_of(name) is None:
        raise nonconforming(name, "ns", "it needs a name", _EXAMPLE)
    calls: list[Any] = []
    excluded: Any = Lit(None)
    meta: Any = Lit(None)
    for clause in clauses:
        if not isinstance(clause, Coll):
            continue
        if clause.kind == "map":
            meta = clause
            continue
        head = keyword_of(clause.items[0]) if is_list(clause) and clause.items else None
        match None if head is None else head.text:
            case "require" | "use" as kind:
                calls.append([f"c/{kind}", *(["quote", spec] for spec in clause.items[1:])])
            case "import":
                calls.append(["c/import*", *(["quote", spec] for spec in clause.items[1:])])
            case "refer-clojure":
                options = list(clause.items[1:])
                for key, value in zip(options[::2], options[1::2], strict=False):
                    held = keyword_of(key)
                    if held is not None and held.text == "exclude":
                        excluded = ["quote", value]
            case "gen-class" | "load" | "refer":
                continue
            case _:
                raise nonconforming(clause, "ns", "it has a part that is not known", _EXAMPLE)
    return ["do", ["c/ns*", ["quote", name], meta, excluded], *calls, Lit(None)]


@macro("import")
def import_(build: Builder, *specs: Form) -> Any:
    return ["c/import*", *(spec if _quoted(spec) else ["quote", spec] for spec in specs)]


def _quoted(form: Form) -> bool:
    return isinstance(form, Coll) and form.head is not None and form.head.text == "quote"
