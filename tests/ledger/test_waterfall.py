"""The waterfall conserves money; the oldest missed payment is paid first; how an account is reported."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cljrules.stdlib import catalogue
from runtime.ledger.calendar import add_months
from runtime.ledger.delinquency import Missed, missed_payments, pay_oldest, unpaid_since
from runtime.ledger.reporting import credit_status, ecoa_codes
from runtime.ledger.waterfall import WATERFALLS, ZERO, Part, split

TODAY = date(2026, 11, 22)
MONEY = st.integers(0, 5_000_000).map(lambda cents: Decimal(cents).scaleb(-2))
OWED = st.fixed_dictionaries(dict.fromkeys(Part, MONEY))
TYPES = st.sampled_from(sorted(WATERFALLS))


@given(MONEY, OWED, TYPES)
def test_every_cent_goes_somewhere_and_no_part_gets_too_much(
    amount: Decimal, owed: dict[Part, Decimal], kind: str
) -> None:
    shares = split(amount, owed, WATERFALLS[kind])
    assert shares.applied + shares.left == amount
    assert all(ZERO < share <= owed[part] for part, share in shares.parts.items())
    assert set(shares.parts) <= set(WATERFALLS[kind])


@given(MONEY, OWED, TYPES)
def test_a_later_part_gets_nothing_while_an_earlier_one_is_owed(
    amount: Decimal, owed: dict[Part, Decimal], kind: str
) -> None:
    shares = split(amount, owed, WATERFALLS[kind])
    short = next((index for index, part in enumerate(WATERFALLS[kind]) if shares.to(part) < owed[part]), None)
    if short is not None:
        assert all(shares.to(part) == 0 for part in WATERFALLS[kind][short + 1 :])
        assert shares.left == 0


def test_negative_amounts_are_refused_and_negative_balances_take_nothing() -> None:
    with pytest.raises(ValueError, match="zero dollars or more"):
        split(Decimal("-0.01"), {}, WATERFALLS["Regular"])
    shares = split(Decimal("5.00"), {Part.PRINCIPAL: Decimal("-12.50")}, WATERFALLS["Principal only"])
    assert (shares.applied, shares.left) == (ZERO, Decimal("5.00"))


def test_every_payment_type_of_the_catalogue_has_a_waterfall_but_the_one_split_by_hand() -> None:
    codes = set(catalogue.load().enumerations["payment-type"].codes)
    assert codes - set(WATERFALLS) == {"Custom"}
    assert set(WATERFALLS) <= codes


def test_the_oldest_missed_payment_is_paid_first() -> None:
    # The help centre's example: four payments of $100 missed, one paid: $300 due, 90 days past due, three buckets.
    oldest = add_months(TODAY, -4)
    missed = missed_payments(Decimal("400.00"), Decimal("100.00"), oldest)
    left = pay_oldest(missed, Decimal("100.00"))
    assert [bucket.due for bucket in left] == [add_months(oldest, index) for index in (1, 2, 3)]
    assert left[0].days_past_due(TODAY) == (TODAY - add_months(TODAY, -3)).days
    assert unpaid_since(left, TODAY, 60) == Decimal("200.00")
    second = Missed(add_months(oldest, 1), Decimal("100.00"), Decimal("70.00"), Decimal("70.00"))
    assert pay_oldest(missed, Decimal("130.00"))[0] == second


@given(MONEY, st.integers(1, 90_000).map(lambda cents: Decimal(cents).scaleb(-2)), st.integers(0, 300))
def test_missed_payments_add_up(unpaid: Decimal, payment: Decimal, days: int) -> None:
    payment = max(payment, unpaid / 60 // Decimal("0.01") * Decimal("0.01") + Decimal("0.01"))
    missed = missed_payments(unpaid, payment, TODAY - timedelta(days=days))
    assert sum((bucket.unpaid for bucket in missed), ZERO) == unpaid
    assert [bucket.due for bucket in missed] == sorted({bucket.due for bucket in missed})
    assert all(ZERO < bucket.unpaid <= bucket.scheduled for bucket in missed)


def test_reporting_is_worked_out_only_when_it_is_automatic() -> None:
    bands = (("11", 0, 29), ("71", 30, 59), ("78", 60, None))
    assert credit_status("0", 31, ZERO, bands) == "71"
    assert credit_status("0", 31, Decimal("1.00"), bands) == "97"
    assert credit_status("93", 0, ZERO, bands) == "93"
    assert ecoa_codes("A", "A", False) == ("1", "0")
    assert ecoa_codes("A", "A", True) == ("2", "2")
    assert ecoa_codes("X", "A", True) == ("X", "2")
