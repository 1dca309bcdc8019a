"""Asking the engines the same question: the reference, the compiled one alone and together, the columnar one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cljrules.evaluation import Criteria, Decision, Program, compile_together
from cljrules.interp.columnar import answers, batch_of, columns_read, lower
from cljrules.parser.reader import read
from cljrules.source import Source
from cljrules.stdlib.catalogue.shapes import shape_of
from cljrules.values.errors import ClojureError
from cljrules.values.printer import pr_str

DAY = date(2026, 11, 22)


@dataclass
class Tally:
    """What was compared: criteria, evaluations, and how many of them each fast engine answered itself."""

    criteria: int = 0
    evaluations: int = 0
    errors: int = 0
    compiled: int = 0
    together: int = 0
    columnar: int = 0


def program(definitions: str) -> Program:
    """A program with definitions."""
    forms, findings = read(Source("definitions.rules.clj", definitions))
    assert not findings
    return Program(forms)


def prepare(held: Program, text: str) -> Criteria | None:
    """Criteria; None where the analyzer refuses them."""
    forms, findings = read(Source("criteria.rules.clj", text))
    assert not findings, (text, findings[0].message)
    try:
        return held.criteria(forms[0])
    except ClojureError:
        return None


def what(decision: Decision) -> object:
    """A decision as something to compare: its value, or class, text and place of its error."""
    error = decision.error
    if error is None:
        return decision.value
    kind = error.cls.simple_name if isinstance(error, ClojureError) else type(error).__name__
    return kind, str(error), error.span


def compare(asked: Mapping[str, Criteria], loans: Sequence[Mapping[str, Any]], tally: Tally) -> None:
    """Ask all engines; AssertionError where one answers otherwise than the reference."""
    columns = sorted(frozenset().union(*(columns_read(held.node, shape_of) for held in asked.values())))
    batch = batch_of(loans, {name: shape for name in columns if (shape := shape_of(name)) is not None})
    made = answers(batch.frame, {text: lower(held.node, batch.kinds, DAY) for text, held in asked.items()})
    outs = _left_out(list(asked.values()), loans)
    for place, (text, held) in enumerate(asked.items()):
        tally.criteria += 1
        column = made[text].to_list()
        test = held.test
        for loan, columnar, out in zip(loans, column, outs, strict=True):
            decision = held.decide(loan, DAY)
            tally.evaluations += 1
            tally.errors += decision.error is not None
            compiled = None if test is None else test(loan, DAY)
            together = False if place in out else None
            for engine, answer in (("compiled", compiled), ("together", together), ("columnar", columnar)):
                if answer is None:
                    continue
                setattr(tally, engine, getattr(tally, engine) + 1)
                if decision.error is not None or answer is not decision.value:
                    raise AssertionError(
                        f"{engine} gives {answer}, the reference {what(decision)}\n  {text}\n  {shown(loan)}"
                    )
            answered = held.ask(loan, DAY)
            assert what(decision) == (what(answered) if isinstance(answered, Decision) else answered), text


def _left_out(asked: Sequence[Criteria], loans: Sequence[Mapping[str, Any]]) -> list[set[int]]:
    """For each loan the places that are left out, asked together or in pairs: one value that is not as expected sends
    all that are asked together the slow way.
    """
    sieves = [(0, len(asked), compile_together(asked))]
    sieves += [(at, len(asked[at : at + 2]), compile_together(asked[at : at + 2])) for at in range(0, len(asked), 2)]
    found = []
    for loan in loans:
        out: set[int] = set()
        for first, count, sift in sieves:
            left = sift(loan, DAY)
            assert list(left) == sorted(set(left)) and set(left) <= set(range(count))
            out |= {first + place for place in range(count) if place not in left}
        found.append(out)
    return found


def shown(loan: Mapping[str, Any]) -> str:
    """A loan for a message."""
    return ", ".join(f"{name} = {pr_str(value)} ({type(value).__name__})" for name, value in loan.items())
