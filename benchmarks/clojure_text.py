"""A rule pack's criteria as plain Clojure: functions of a loan held as a map.

Takes a pack, gives Clojure text in which each loan variable is a keyword look-up, definitions take the loan as a first
argument, and the `u/` functions that the pack uses stand on their own. What it gives means the same, so that Clojure on
the JVM can do the same work.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from cljrules.packs.model import Pack
from cljrules.parser.forms import Coll, Form
from cljrules.stdlib import catalogue
from cljrules.values.collections import Vector

#: Functions of `u/` in Clojure.
PRELUDE = """
(ns u)
(defn date-compare [a b]
  (- (.toEpochDay (java.time.LocalDate/parse a)) (.toEpochDay (java.time.LocalDate/parse b))))
(ns user)
"""
_BRACKETS = {"list": ("(", ")"), "vector": ("[", "]"), "map": ("{", "}"), "set": ("#{", "}")}


def rules(pack: Pack) -> tuple[str, list[str]]:
    """The definitions of a pack, and a function of a loan for the criteria of each rule."""
    functions = frozenset(held.name for held in pack.definitions if _is_function(held.form))
    definitions = [_definition(held.form, functions) for held in pack.definitions]
    return PRELUDE + "\n".join(definitions), [function(rule.when, functions) for rule in pack.rules]


def function(form: Form, functions: frozenset[str] = frozenset()) -> str:
    """Criteria as a function of a loan."""
    return f"(fn [loan] {_text(form, functions)})"


def value(held: Any, *, decimals: bool = True) -> str:
    """A loan's value as Clojure reads it; floating-point numbers for decimals where there are none."""
    if isinstance(held, Decimal):
        return f"{held}M" if decimals else str(float(held))
    if isinstance(held, Vector):
        return f"[{' '.join(map(value, held))}]"
    return "nil" if held is None else json.dumps(held)


def loans(given: Sequence[Mapping[str, Any]], *, decimals: bool = True) -> str:
    """Loans as a vector of maps."""
    maps = (" ".join(f":{name} {value(held, decimals=decimals)}" for name, held in loan.items()) for loan in given)
    return f"[{' '.join(f'{{{text}}}' for text in maps)}]"


def _is_function(form: Coll) -> bool:
    return form.head is not None and form.head.name == "defn"


def _definition(form: Coll, functions: frozenset[str]) -> str:
    if not _is_function(form):
        return form.source.slice(form.span)
    name, parameters, *body = form.items[1:]
    assert isinstance(parameters, Coll)
    texts = " ".join(_text(part, functions) for part in body)
    arguments = " ".join(item.source.slice(item.span) for item in parameters.items)
    return f"(defn {name.source.slice(name.span)} [loan {arguments}] {texts})"


def _text(form: Form, functions: frozenset[str]) -> str:
    if isinstance(form, Coll):
        opening, closing = _BRACKETS[form.kind]
        parts = [_text(item, functions) for item in form.items]
        if form.head is not None and form.head.name in functions:
            parts.insert(1, "loan")
        return f"{opening}{' '.join(parts)}{closing}"
    written = form.source.slice(form.span)
    return f"(:{written} loan)" if form.symbol is not None and written in catalogue.load().variables else written
