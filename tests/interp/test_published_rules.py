"""Rules that lenders and the vendor published: each gives the documented result or a clear error."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cljrules.evaluation import Session
from cljrules.values.collections import PersistentMap
from cljrules.values.errors import ClojureError
from cljrules.values.symbols import keyword

TODAY = date(2026, 11, 22)


def bucket(**amounts: Any) -> PersistentMap:
    held = PersistentMap.of((keyword(name.replace("_", "-")), value) for name, value in amounts.items())
    return PersistentMap.of([(keyword("LARGEST-BUCKET"), held)])


def select_field(number: int, value: str) -> PersistentMap:
    return PersistentMap.of([(keyword(str(number)), PersistentMap.of([(keyword("value"), value)]))])


CREDIT_BUREAU = (
    '(if (= (-> settings-custom-fields :35 :value) "1") "Not Obtained" '
    '(if (= (-> settings-custom-fields :35 :value) "2") "Experian" '
    '(if (= (-> settings-custom-fields :35 :value) "3") "Transunion" '
    '(if (= (-> settings-custom-fields :35 :value) "4") "Equifax" " "))))'
)
TENTH = (
    "(<= (-> status-delinquent-bucket-balance :LARGEST-BUCKET :amount-due) "
    "(* (-> status-delinquent-bucket-balance :LARGEST-BUCKET :scheduled-payment) 0.1))"
)
LAST_FOUR = (
    "(let [lastfour (take-last 4 line-of-credit-display-id)] "
    "(str (nth lastfour 0) (nth lastfour 1) (nth lastfour 2) (nth lastfour 3)))"
)


@pytest.mark.parametrize(
    ("source", "loan", "expected"),
    [
        (
            "(+ status-next-payment-amount status-amount-due)",
            {"status-next-payment-amount": Decimal("310.00"), "status-amount-due": Decimal("42.50")},
            Decimal("352.50"),
        ),
        ("(+ status-amount-due 10)", {"status-amount-due": Decimal("42.50")}, Decimal("52.50")),
        (
            "(+ status-payoff (* status-perdiem 10))",
            {"status-payoff": Decimal("8302.61"), "status-perdiem": Decimal("3.19")},
            Decimal("8334.51"),
        ),
        ("(+ 200 setup-loan-amount)", {"setup-loan-amount": Decimal("9000.00")}, Decimal("9200.00")),
        ("(u/today :format :date)", {}, "2026-11-22"),
        ("(> status-amount-due 30)", {"status-amount-due": Decimal("30.00")}, False),
        ("(> status-amount-due 30)", {"status-amount-due": Decimal("30.01")}, True),
        (
            TENTH,
            {
                "status-delinquent-bucket-balance": bucket(
                    amount_due=Decimal("10.00"), scheduled_payment=Decimal("100.00")
                )
            },
            True,
        ),
        (
            TENTH,
            {
                "status-delinquent-bucket-balance": bucket(
                    amount_due=Decimal("10.01"), scheduled_payment=Decimal("100.00")
                )
            },
            False,
        ),
        ("(- status-scheduled-payments 1)", {"status-scheduled-payments": 36}, 35),
        ("(= status-days-past-due 2)", {"status-days-past-due": 2}, True),
        (CREDIT_BUREAU, {"settings-custom-fields": select_field(35, "3")}, "Transunion"),
        (CREDIT_BUREAU, {"settings-custom-fields": select_field(35, "9")}, " "),
        (CREDIT_BUREAU, {"settings-custom-fields": PersistentMap.of(())}, " "),
        (LAST_FOUR, {"line-of-credit-display-id": "LOC-004711"}, "4711"),
        ("(= (u/date-compare (u/today) setup-contract-date) 25)", {"setup-contract-date": "2026-10-28"}, True),
        ("(= (u/date-compare (u/today) setup-contract-date) 25)", {"setup-contract-date": "2026-10-29"}, False),
        (
            "(>= (u/date-compare (u/today :format :date) status-orig-maturity-date) 0)",
            {"status-orig-maturity-date": "2026-11-22"},
            True,
        ),
        (
            "(>= (u/date-compare (u/today :format :date) status-orig-maturity-date) 0)",
            {"status-orig-maturity-date": "2026-11-23"},
            False,
        ),
    ],
)
def test_published_rule_gives_its_result(source: str, loan: dict[str, Any], expected: object) -> None:
    value = Session(loan, as_of=TODAY).run(source)
    assert value == expected
    assert type(value) is type(expected)


def test_short_account_number_is_a_clear_error() -> None:
    with pytest.raises(ClojureError) as caught:
        Session({"line-of-credit-display-id": "471"}, as_of=TODAY).run(LAST_FOUR)
    assert caught.value.cls.simple_name == "IndexOutOfBoundsException"
    assert caught.value.source.slice(caught.value.span) == "(nth lastfour 3)"


def test_malformed_published_rule_is_refused() -> None:
    """An evaluator that read only the first form would answer 90, which is true."""
    source = "90 status-days-past-due AND (-> collateral-gps-status (get :collateral.gpsstatus.notinstalled) :PROPERTY)"
    with pytest.raises(ClojureError) as caught:
        Session({"status-days-past-due": 91}, as_of=TODAY).run(source)
    assert caught.value.code == "unresolved-symbol"
    assert caught.value.subject == "AND"


def test_unbound_name_is_refused() -> None:
    with pytest.raises(ClojureError) as caught:
        Session().run("(+ 1 x)")
    assert (caught.value.code, caught.value.subject) == ("unresolved-symbol", "x")
    assert caught.value.source.slice(caught.value.span) == "x"
