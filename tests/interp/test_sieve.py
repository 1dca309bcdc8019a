"""Criteria asked together: which rules are left; a value that is not as expected costs no other rule its answer."""

from __future__ import annotations

from typing import Any

import pytest
from engine_agreement import DAY, prepare, program

from cljrules.evaluation import Program, compile_together
from cljrules.interp.compiled import Sift
from cljrules.interp.compiled.emission import Writer
from cljrules.parser.reader import read
from cljrules.source import Source

DEFINITIONS = '(def limit 30) (defn late? [days] (and (= loan-status "Open") (> days limit)))'
OPEN = {"loan-status": "Open", "status-days-past-due": 45, "bankruptcy-active": False}


def sieve(*texts: str) -> Sift:
    held = program(DEFINITIONS)
    made = [prepare(held, text) for text in texts]
    return compile_together([criteria for criteria in made if criteria is not None])


LADDER = sieve(
    '(and (= loan-status "Open") (> status-days-past-due 10) (< status-days-past-due 30))',
    '(and (= loan-status "Open") (> status-days-past-due 10) (>= status-days-past-due 30))',
    '(and (= loan-status "Open") (not bankruptcy-active))',
    '(= loan-status "Closed")',
    "(late? status-days-past-due)",
    '(and (or (= loan-status "Open") (= loan-status "Closed")) bankruptcy-active)',
    '(and (or (= loan-status "Open") (= loan-status "Closed")) (= status-days-past-due 45))',
)


@pytest.mark.parametrize(
    ("loan", "left"),
    [
        (OPEN, (1, 2, 4, 6)),
        (OPEN | {"status-days-past-due": 11}, (0, 2)),
        (OPEN | {"loan-status": "Closed", "bankruptcy-active": True}, (3, 5, 6)),
        (OPEN | {"loan-status": "Paid Off"}, ()),
        # rules that read the value that is nil have to be asked alone, the others do not
        (OPEN | {"status-days-past-due": None}, (0, 1, 2, 4, 6)),
        (OPEN | {"status-days-past-due": True}, (0, 1, 2, 4, 6)),
        (OPEN | {"bankruptcy-active": None}, (1, 2, 4, 5, 6)),
        ({"loan-status": "Closed", "bankruptcy-active": False}, (3, 4, 6)),
        ({}, (0, 1, 2, 3, 4, 5, 6)),
    ],
)
def test_rules_left(loan: dict[str, Any], left: tuple[int, ...]) -> None:
    assert LADDER(loan, DAY) == left


def test_what_cannot_be_compiled_is_always_left() -> None:
    found = sieve(
        '(= loan-status "Open")', "(loop [i 0] (if (< i 3) (recur (inc i)) false))", '(= loan-status "Closed")'
    )
    assert found({"loan-status": "Paid Off", "status-days-past-due": 1}, DAY) == (1,)


def test_what_nests_too_deeply_costs_no_other_rule_its_place() -> None:
    deep = '(= loan-status "Closed")'
    for _ in range(120):
        deep = f'(if (= loan-status "Open") {deep} false)'
    found = sieve('(= loan-status "Open")', deep, '(= loan-status "Paid Off")')
    assert found({"loan-status": "Paid Off"}, DAY) in ((1, 2), (2,))
    assert found({"loan-status": "Open"}, DAY) in ((0, 1), (0,))


def test_more_rules_than_one_function_holds() -> None:
    found = sieve(*(f"(= status-days-past-due {days})" for days in range(173)))
    assert [found({"status-days-past-due": days}, DAY) for days in (0, 49, 50, 172, 173)] == [
        (0,),
        (49,),
        (50,),
        (172,),
        (),
    ]


def test_no_rules() -> None:
    assert compile_together([])({}, DAY) == ()


def test_rules_of_other_loans() -> None:
    form = read(Source("criteria.rules.clj", "a-flag"))[0][0]
    flag = Program(kinds={"a-flag": "bool"}).criteria(form)
    status = prepare(program(""), '(= loan-status "Open")')
    assert status is not None
    with pytest.raises(ValueError, match="same loan variables"):
        compile_together([status, flag])


def test_a_condition_that_rules_share_is_tested_once(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    original = Writer.function

    def kept(self: Writer, name: str, parameters: str) -> object:
        written.extend(self.lines)
        return original(self, name, parameters)

    monkeypatch.setattr(Writer, "function", kept)
    sieve(*(f'(and (= loan-status "Open") (> status-days-past-due {days}))' for days in range(9)))
    assert sum(" = loan[" in line for line in written) == 2
    assert sum("==" in line for line in written) == 1
