"""One answer from every engine for criteria that use extensions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cljrules.evaluation import Criteria, Program
from cljrules.extension.loading import load_functions
from cljrules.interp.columnar import answers, batch_of, lower
from cljrules.interp.columns import Shape
from cljrules.parser.reader import read
from cljrules.source import Source

DAY = date(2026, 11, 22)
EXTENSION = """\
from decimal import Decimal

import cljrules.extension as x


def _declare(*, columnar=None, **takes):
    return dict(takes=takes, examples=["true"], columnar=columnar)


@x.function(**_declare(n=x.Integer(min=0)), gives=x.Integer(max=100))
def square(n):
    '''Square.'''
    return n * n


@x.function(**_declare(n=x.Integer(min=0), columnar=lambda n: n * 2), gives=x.Integer(max=100))
def twice(n):
    '''Twice.'''
    return n * 2


@x.function(**_declare(d=x.Date(), columnar=lambda day, d: d >= day), gives=x.Boolean(), dated=True)
def coming(today, d):
    '''Whether a day is still to come.'''
    return d >= today.isoformat()


@x.function(**_declare(t=x.Enum(["A", "B"]), columnar=lambda t: t.str.to_lowercase()), gives=x.Text())
def lower(t):
    '''Lower.'''
    return t.lower()


@x.function(**_declare(d=x.Date(), columnar=lambda d: d.dt.offset_by("1d")), gives=x.Date())
def after(d):
    '''The day after.'''
    from datetime import date, timedelta
    return (date.fromisoformat(d) + timedelta(1)).isoformat()


@x.function(**_declare(m=x.Money(min=0)), gives=x.Money())
def half(m):
    '''Half.'''
    return m / 2


@x.function(**_declare(n=x.Integer()), gives=x.Integer())
def wrong(n):
    '''Wrong.'''
    return 1.5 if n > 3 else n


@x.function(**_declare(n=x.Integer(), columnar=lambda n: n.no_such_method()), gives=x.Boolean())
def odd(n):
    '''Odd.'''
    return n % 2 == 1
"""
KINDS = {"n": "int", "m": "dec", "d": "str", "t": "str"}
SHAPES = {"n": Shape("int"), "m": Shape("dec", 2), "d": Shape("day"), "t": Shape("str")}
CRITERIA = [
    "(> (t/square n) 9)",
    "(> (t/twice n) 9)",
    "(= (t/twice n) (t/square n))",
    "(t/coming d)",
    "(and (t/coming d) (> (t/twice n) 4))",
    "(or (t/coming d) (t/odd n))",
    '(= (t/lower t) "a")',
    '(= (t/after d) "2026-11-22")',
    "(t/coming (t/after d))",
    "(> (t/half m) 3)",
    "(> (t/wrong n) 1)",
    '(if (t/odd n) (t/coming d) (= (t/lower t) "b"))',
    "(some? (t/twice n))",
]
LOANS = st.fixed_dictionaries(
    {
        "n": st.none() | st.integers(-3, 60),
        "m": st.none() | st.decimals(-3, 20, places=2),
        "d": st.none() | st.dates(date(2026, 11, 1), date(2026, 12, 1)).map(date.isoformat) | st.just("9999-12-31"),
        "t": st.none() | st.sampled_from(["A", "B", "C"]),
    }
)


@pytest.fixture(scope="module")
def criteria() -> Mapping[str, Criteria]:
    program = Program(kinds=KINDS, extensions={"t": load_functions("t", "t.py", EXTENSION)})
    return {text: program.criteria(read(Source("criteria", text))[0][0]) for text in CRITERIA}


@settings(deadline=None, max_examples=60)
@given(loans=st.lists(LOANS, min_size=1, max_size=8))
def test_the_engines_agree(criteria: Mapping[str, Criteria], loans: list[dict[str, Any]]) -> None:
    batch = batch_of(loans, SHAPES)
    columnar = answers(batch.frame, {text: lower(held.node, batch.kinds, DAY) for text, held in criteria.items()})
    for text, held in criteria.items():
        assert held.test is not None, text
        for loan, whole in zip(loans, columnar[text].to_list(), strict=True):
            decision = held.decide(loan, DAY)
            for answer in (held.test(loan, DAY), whole):
                assert answer is None or (decision.error is None and answer is decision.value), (text, loan)


def test_the_fast_engines_answer_themselves_where_they_can(criteria: Mapping[str, Criteria]) -> None:
    loan = {"n": 4, "m": Decimal("8.00"), "d": "2026-11-21", "t": "A"}
    batch = batch_of([loan], SHAPES)
    made = answers(batch.frame, {text: lower(held.node, batch.kinds, DAY) for text, held in criteria.items()})
    declared = [text for text in CRITERIA if not any(name in text for name in ("square", "odd", "half", "wrong"))]
    assert {text: made[text][0] for text in declared} == {
        text: criteria[text].decide(loan, DAY).value for text in declared
    }
    assert made["(> (t/square n) 9)"][0] is None and made["(> (t/half m) 3)"][0] is None
    tests = {text: held.test(loan, DAY) for text, held in criteria.items() if held.test is not None}
    assert [text for text, answer in tests.items() if answer is None] == ["(> (t/wrong n) 1)"]


def test_a_wrong_result_is_an_error_at_the_call(criteria: Mapping[str, Criteria]) -> None:
    decision = criteria["(> (t/wrong n) 1)"].decide({"n": 4}, DAY)
    assert decision.error is not None and "`t/wrong` (t.py:" in str(decision.error)
    assert decision.error.source.slice(decision.error.span) == "(t/wrong n)"
