"""The columnar engine: what it answers itself, where it abstains, and what its columns hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from engine_agreement import prepare, program

from cljrules.interp.columnar import ColumnarCriteria, answers, batch_of, columns_read, described, lower
from cljrules.interp.columns import DAY, DEC, INT, STR, Shape, odd_column
from cljrules.stdlib.catalogue import archetype_loan, load
from cljrules.stdlib.catalogue.shapes import shape_of
from cljrules.values.collections import PersistentMap, Vector
from cljrules.values.symbols import keyword, to_units

TODAY = date(2026, 11, 22)
BUCKETS = "status-delinquent-bucket-balance"


def told(text: str, loans: Sequence[Mapping[str, Any]], definitions: str = "") -> list[bool | None]:
    """What the columnar engine answers for each loan."""
    held = prepare(program(definitions), text)
    assert held is not None
    columns = columns_read(held.node, shape_of)
    batch = batch_of(loans, {name: shape for name in sorted(columns) if (shape := shape_of(name)) is not None})
    return answers(batch.frame, {"it": lower(held.node, batch.kinds, TODAY)})["it"].to_list()


def days(*values: Any) -> list[dict[str, Any]]:
    return [{"status-days-past-due": value} for value in values]


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("(> status-days-past-due 30)", [30, 31, None, True, 30.5, "31"], [False, True, None, None, None, None]),
        ("(> status-days-past-due 30.5)", [30, 31], [False, True]),
        ("(>= status-days-past-due 61/2)", [30, 31], [False, True]),
        ("(= status-days-past-due 30M)", [30, None], [False, False]),
        ("(== status-days-past-due 30M)", [30, 31], [True, False]),
        ("(= status-days-past-due 30N)", [30, 31], [True, False]),
        ("(> status-days-past-due 99999999999999999999M)", [2**63 - 1, None], [False, None]),
        ("(> (inc status-days-past-due) 0)", [1, 2**63 - 1], [True, None]),
        ("(> (* status-days-past-due status-days-past-due) 10)", [4, 2**40, -(2**63)], [True, None, None]),
        ("(> (* 1.5M status-days-past-due) 3)", [2, 3, 2**63 - 1], [False, True, True]),
        ("(> (/ status-days-past-due 8M) 0.124M)", [1, 0], [True, False]),
        ("(= (mod status-days-past-due 30) 0)", [60, 61], [True, False]),
        ("(nil? status-days-past-due)", [None, 0, "x"], [True, False, None]),
        ("(if (nil? status-days-past-due) true (> status-days-past-due 5))", [None, 6, 5], [True, True, False]),
        ("(<= 5 status-days-past-due 14)", [4, 5, 14, 15, None], [False, True, True, False, None]),
        ("(u/between? status-days-past-due 5 14)", [4, 5, None], [False, True, None]),
        ("(#{1 2} status-days-past-due)", [1, 3], [None, None]),
        ("(some? (#{1 2} status-days-past-due))", [1, 3, None], [True, False, False]),
        ("(case status-days-past-due 1 true (2 3) false)", [1, 3, 4], [True, False, None]),
        ("(case status-days-past-due 4611686018427387904 true false)", [2**62, 1], [True, False]),
        ("(even? status-days-past-due)", [1, 2], [None, None]),
        ("status-days-past-due", [1], [None]),
    ],
)
def test_numbers(text: str, values: list[Any], expected: list[bool | None]) -> None:
    assert told(text, days(*values)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('(and (= loan-status "Open") (> status-days-past-due 1))', [False, None, True]),
        ('(and (> status-days-past-due 1) (= loan-status "Open"))', [None, None, True]),
        ('(or (= loan-status "Closed") (> status-days-past-due 1))', [True, None, True]),
        ('(or (> status-days-past-due 1) (= loan-status "Closed"))', [None, None, True]),
        ('(if (= loan-status "Open") (> status-days-past-due 1) true)', [True, None, True]),
        ('(cond (= loan-status "Closed") false (> status-days-past-due 1) true :else false)', [False, None, True]),
        ('(not (and (= loan-status "Open") (even? status-days-past-due)))', [True, None, None]),
        ('(let [late (> status-days-past-due 1)] (= loan-status "Open"))', [None, None, True]),
        ('(late? (= loan-status "Open") status-days-past-due)', [False, None, True]),
        ('(when (= loan-status "Open") (> status-days-past-due 1))', [None, None, True]),
    ],
)
def test_only_rows_that_reach_what_is_undecided_abstain(text: str, expected: list[bool | None]) -> None:
    loans = [
        {"loan-status": "Closed", "status-days-past-due": None},
        {"loan-status": "Open", "status-days-past-due": None},
        {"loan-status": "Open", "status-days-past-due": 2},
    ]
    assert told(text, loans, "(defn late? [open days] (and open (> days 1)))") == expected


def test_nil_that_cannot_be_told_from_undecided_stays_undecided() -> None:
    text = '(if (if (= loan-status "Open") true (when (< status-days-past-due 5) nil)) true false)'
    loans = [
        {"loan-status": status, "status-days-past-due": late} for status in ("Open", "Closed") for late in (None, 1)
    ]
    assert told(text, loans) == [True, True, None, False]


def test_money_is_exact_and_a_fraction_of_a_cent_abstains() -> None:
    amounts = [Decimal("0.10"), Decimal("0.30"), Decimal("0.3"), Decimal("0.305"), 1.5, None]
    loans = [{"status-payoff": amount} for amount in amounts]
    assert told("(= status-payoff (+ 0.1M 0.2M))", loans) == [False, True, True, None, None, False]
    assert told("(> (* 3 status-payoff) 0.3M)", loans) == [False, True, True, None, None, None]


def test_texts_are_those_of_the_language() -> None:
    smile = to_units("\U0001f600")
    loans = [{"loan-title": text} for text in (smile, smile[:1], "?", None)]
    assert told('(= loan-title "\U0001f600")', loans) == [True, None, False, False]
    assert told('(clojure.string/starts-with? loan-title "?")', loans) == [False, None, True, None]


def test_dates() -> None:
    loans = [{"settings-closed-date": text} for text in ("2026-11-20", "2026-02-30", "2026-2-3", None)]
    assert told("(= (u/date-compare (u/today) settings-closed-date) 2)", loans) == [True, None, None, None]
    assert told('(= (u/add-months settings-closed-date 3) "2027-02-20")', loans) == [True, None, None, None]
    assert told('(= settings-closed-date "2026-02-30")', loans) == [False, None, None, False]


def test_ways_into_maps() -> None:
    def bucket(*fields: tuple[str, Any]) -> dict[str, Any]:
        entry = PersistentMap.of((keyword(name), value) for name, value in fields)
        return {BUCKETS: PersistentMap.of([(keyword("LARGEST-BUCKET"), entry)])}

    loans = [
        bucket(("amount-due", Decimal("30.00")), ("scheduled-payment", Decimal("300.00"))),
        bucket(("amount-due", Decimal("30.01")), ("scheduled-payment", Decimal("300.00"))),
        bucket(("amount-due", Decimal("1.00"))),
        {BUCKETS: PersistentMap.of(())},
        {BUCKETS: Vector.of(())},
        {},
    ]
    way = f"(-> {BUCKETS} :LARGEST-BUCKET :amount-due)"
    share = f"(let [b (:LARGEST-BUCKET {BUCKETS})] (<= (:amount-due b) (* 0.1M (:scheduled-payment b))))"
    assert told(share, loans) == [True, False, None, None, None, None]
    assert told(f"(some? {way})", loans) == [True, True, True, False, False, None]
    assert told(f"(let [b {BUCKETS}] true)", loans) == [True, True, True, True, True, None]


def test_vectors_of_texts() -> None:
    loans = [{"portfolio-list": Vector.of(titles)} for titles in (["Legal", "Watch"], [], [None])]
    loans.append({"portfolio-list": None})  # type: ignore[dict-item]
    assert told('(contains? (set portfolio-list) "Watch")', loans) == [True, False, None, False]
    assert told("(empty? portfolio-list)", loans) == [False, True, None, True]
    assert told('(if (some #{"Legal" "Closed"} portfolio-list) true false)', loans) == [True, False, None, False]
    assert told("(= (count portfolio-list) 2)", loans) == [True, False, None, False]


def test_columns_without_nil_cost_no_mask() -> None:
    held = prepare(program(""), '(and (= loan-status "Open") (> status-days-past-due 120))')
    assert held is not None
    shapes = {name: shape_of(name) for name in columns_read(held.node, shape_of)}
    assert shapes == {"loan-status": Shape(STR), "status-days-past-due": Shape(INT)}
    frame = pl.DataFrame({"loan-status": ["Open", "Closed"], "status-days-past-due": [121, 500]})
    made = lower(held.node, described(frame, shapes), TODAY)  # type: ignore[arg-type]
    assert made.certain
    by_hand = (pl.col("loan-status") == "Open") & (pl.col("status-days-past-due") >= pl.lit(121, dtype=pl.Int64))
    assert made.answer.meta.eq(by_hand)
    assert frame.select(made.fires.alias("f"), made.undecided.alias("u")).rows() == [(True, False), (False, False)]


def test_what_cannot_be_true_of_the_columns_is_not_looked_up() -> None:
    held = prepare(program(""), "(> status-days-past-due 120)")
    assert held is not None
    frame = pl.DataFrame({"status-days-past-due": [1, 60]})
    made = lower(held.node, described(frame, {"status-days-past-due": Shape(INT)}), TODAY)
    assert made.answer.meta.eq(pl.lit(False))
    assert answers(frame, {"it": made})["it"].to_list() == [False, False]


@pytest.mark.parametrize("dtype", [pl.Int16, pl.Int32, pl.Int64])
def test_narrow_columns_do_not_overflow(dtype: Any) -> None:
    held = prepare(program(""), "(> (* 1000 (+ status-days-past-due status-days-past-due)) 40000000)")
    assert held is not None
    frame = pl.DataFrame({"status-days-past-due": pl.Series([20_000, 20_001, -30_000], dtype=dtype)})
    made = lower(held.node, described(frame, {"status-days-past-due": Shape(INT)}), TODAY)
    assert answers(frame, {"it": made})["it"].to_list() == [False, True, False]


def test_a_column_that_is_the_same_on_every_row_may_be_left_out() -> None:
    held = prepare(program(""), "(> (u/date-compare current-date settings-closed-date) 90)")
    assert held is not None
    shapes = {"settings-closed-date": Shape(DAY), "current-date": Shape(DAY)}
    frame = pl.DataFrame({"settings-closed-date": pl.Series([20_000, None], dtype=pl.Int32)})
    kinds = described(frame, shapes, {"current-date": "2026-11-22"})
    assert answers(frame, {"it": lower(held.node, kinds, TODAY)})["it"].to_list() == [True, None]


def test_every_text_column_type_will_do() -> None:
    held = prepare(program(""), '(or (= loan-status "Gone") (if (#{"Open" "Gone"} loan-status) true false))')
    assert held is not None
    for dtype in (pl.String, pl.Categorical, pl.Enum(["Open", "Closed"])):
        frame = pl.DataFrame({"loan-status": pl.Series(["Open", "Closed", None], dtype=dtype)})
        made = lower(held.node, described(frame, {"loan-status": Shape(STR)}), TODAY)
        assert answers(frame, {"it": made})["it"].to_list() == [True, False, False]


def test_text_that_would_grow_without_end_abstains() -> None:
    doubled = " ".join(f"x{n} (+ x{n - 1} x{n - 1})" for n in range(1, 60))
    assert told(f"(let [x0 status-days-past-due {doubled}] (> x59 0))", days(1)) == [None]
    calls = "(defn f [x] (and (f x) (f x) (f x) (f x) (f x) (f x)))"
    assert told("(f (> status-days-past-due 1))", days(1), calls) == [None]


def test_long_criteria() -> None:
    text = f"(and {' '.join(f'(> status-days-past-due {n})' for n in range(200))})"
    assert told(text, days(200, 199)) == [True, False]
    assert told(f"(and {' '.join('(> status-days-past-due 0)' for _ in range(400))})", days(0)) == [False]


def test_every_scalar_variable_of_the_catalogue_has_a_shape() -> None:
    for name, variable in load().variables.items():
        shape = shape_of(name)
        assert shape is not None or variable.type == "list", name
    assert shape_of("setup-interest-rate") == Shape(DEC, 6)
    assert shape_of(f"{BUCKETS}/LARGEST-BUCKET/days-past-due") == Shape(INT)
    assert shape_of(f"{BUCKETS}/nonsense") is None or shape_of("status-payoff/x") is None


def test_the_catalogue_s_examples_are_answered_as_the_reference_does() -> None:
    names = list(load().archetypes)
    loans = [archetype_loan(name) for name in names]
    held = {name: prepare(program(""), variable.example) for name, variable in load().variables.items()}
    asked = {name: criteria for name, criteria in held.items() if criteria is not None}
    columns = frozenset().union(*(columns_read(criteria.node, shape_of) for criteria in asked.values()))
    batch = batch_of(loans, {name: shape for name in sorted(columns) if (shape := shape_of(name)) is not None})
    assert not any(name.startswith(odd_column("")) for name in batch.frame.columns)
    lowered: dict[str, ColumnarCriteria] = {
        name: lower(criteria.node, batch.kinds, TODAY) for name, criteria in asked.items()
    }
    made = answers(batch.frame, lowered)
    answered = 0
    for name, criteria in asked.items():
        for loan, answer in zip(loans, made[name], strict=True):
            if answer is not None:
                answered += 1
                assert criteria.decide(loan, TODAY).value is answer, name
    assert answered > 0.8 * len(loans) * len(asked)
