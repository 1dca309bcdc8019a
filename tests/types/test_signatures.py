"""The signatures are what the functions really do: what does not fit ends in an error, what comes out is of the type
that is promised.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from cljrules.evaluation import Session
from cljrules.types import lattice as t
from cljrules.types.calls import _HIGHER
from cljrules.types.declared import kind_of, type_of
from cljrules.types.results import RULES
from cljrules.types.signatures import Signature, _signatures, _table, signature_of
from cljrules.values.errors import ClojureError

#: Values of every kind, as programs write them.
SAMPLES = {
    t.NIL: ["nil"],
    t.BOOLEAN: ["true", "false"],
    t.LONG: ["3", "0"],
    t.BIGINT: ["3N"],
    t.RATIO: ["1/2"],
    t.DECIMAL: ["2.5M"],
    t.DOUBLE: ["1.5"],
    t.TEXT: ['"abc"', '"7"'],
    t.CHAR: ["\\a"],
    t.KEYWORD: [":k"],
    t.SYMBOL: ["'s"],
    t.MAP: ["{:k 1}"],
    t.VECTOR: ["[1 2]", "[]"],
    t.LIST: ["'(1 2)"],
    t.SET: ["#{1 2}"],
    t.FUNCTION: ["odd?"],
    t.OTHER: ['#"a"'],
}
FUNCTIONS = [(ns, name) for ns, names in _table()["functions"].items() for name in names]


def fitting(kinds: int) -> list[str]:
    """Two values at most that a parameter takes."""
    return [text for kind, texts in SAMPLES.items() if kind & kinds for text in texts][:2]


def calls(signature: Signature, count: int) -> Iterator[tuple[list[str], int, int]]:
    """Calls with so many arguments: one argument of every kind, the others ones that fit; which it is, and its kind."""
    parameters = [signature.parameter(place) for place in range(count)]
    for place in range(count):
        others = [fitting(parameter.type.kinds) for at, parameter in enumerate(parameters) if parameter and at != place]
        for kind, texts in SAMPLES.items():
            for text, *beside in product(texts, *others):
                yield [*beside[:place], text, *beside[place:]], place, kind


@pytest.mark.parametrize(("ns", "name"), FUNCTIONS, ids=lambda name: str(name))
def test_functions_take_and_give_what_their_signatures_say(ns: str, name: str) -> None:
    session = Session()
    session.run(f"(require '{ns})")
    run = 0
    for signature in _signatures(ns, name):
        for count in range(signature.low, min(signature.high, 3) + 1):
            if signature_of(ns, name, count) is not signature:
                continue
            for args, place, kind in calls(signature, count):
                called = f"({ns}/{name} {' '.join(args)})"
                parameter = signature.parameter(place)
                assert parameter is not None
                try:
                    value = session.run(called)
                except ClojureError:
                    continue
                run += 1
                strict = not parameter.lazy and place < len(signature.parameters)
                assert not strict or kind & parameter.type.kinds, f"{called} is {value!r}"
                if callable(signature.result):
                    given = signature.result(tuple(type_of(session.run(arg)) for arg in args))
                    assert kind_of(value) & given.kinds, f"{called} is {value!r}, not {t.described(given)}"
    assert run or all(signature.low == 0 for signature in _signatures(ns, name)), "no call worked"


def test_every_rule_that_is_named_is_there() -> None:
    named = {
        line.partition("->")[2].strip().removeprefix("@")
        for names in _table()["functions"].values()
        for written in names.values()
        for line in ([written] if isinstance(written, str) else written)
        if "@" in line.partition("->")[2]
    }
    assert named == RULES.keys() | _HIGHER.keys()
