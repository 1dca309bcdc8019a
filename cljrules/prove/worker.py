"""The solver's process: reads questions, one a line, and answers them with z3.

A question is JSON: `script` (SMT-LIB: declarations, definitions, assertions), `symbols` (names and sorts of which the
values are wanted), `soft` (conditions with weights, of which as many as can be should hold), `near` (terms to make as
small as can be, the first ones first), `milliseconds`. An answer is `answer` (sat, unsat, unknown), `values` in the
order of the symbols, `least` (whether the wishes were met as far as can be), `why` of an unknown. Runs as a program by
itself; nothing of cljrules is imported.
"""

import json
import sys
from typing import Any


def _term(z3: Any, name: str, sort: str) -> Any:
    made = {"Bool": z3.Bool, "Real": z3.Real}.get(sort, z3.Int)
    return made(name)


def _shown(z3: Any, value: Any) -> Any:
    if z3.is_true(value) or z3.is_false(value):
        return bool(z3.is_true(value))
    if z3.is_algebraic_value(value):
        value = value.approx(20)
    return f"{value.numerator_as_long()}/{value.denominator_as_long()}" if z3.is_rational_value(value) else str(value)


def _values(z3: Any, model: Any, symbols: list[list[str]]) -> list[Any]:
    terms = [_term(z3, name, sort) for name, sort in symbols]
    return [_shown(z3, model.eval(term, model_completion=True)) for term in terms]


def _answer(z3: Any, question: dict[str, Any]) -> dict[str, Any]:
    limit = int(question["milliseconds"])
    if question["soft"] or question["near"]:
        least = z3.Optimize()
        least.set("timeout", max(1, limit // 2))
        wishes = [f"(assert-soft {term} :weight {weight})" for term, weight in question["soft"]]
        wishes += [f"(minimize {term})" for term in question["near"]]
        least.from_string("\n".join([question["script"], *wishes]))
        found = least.check()
        if found != z3.unknown:
            values = _values(z3, least.model(), question["symbols"]) if found == z3.sat else []
            return {"answer": str(found), "values": values, "least": True}
        limit -= limit // 2
    solver = z3.Solver()
    solver.set("timeout", max(1, limit))
    solver.from_string(question["script"])
    found = solver.check()
    values = _values(z3, solver.model(), question["symbols"]) if found == z3.sat else []
    why = solver.reason_unknown() if found == z3.unknown else ""
    return {"answer": str(found), "values": values, "least": False, "why": why}


def main() -> None:
    """Answer until there are no more questions."""
    import z3

    z3.set_param("memory_max_size", 1000)
    for line in sys.stdin:
        try:
            made = _answer(z3, json.loads(line))
        except z3.Z3Exception as mistake:
            made = {"answer": "unknown", "values": [], "least": False, "why": str(mistake)[:300]}
        print(json.dumps(made), flush=True)


if __name__ == "__main__":
    main()
