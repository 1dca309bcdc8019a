"""The waterfall and the credit arithmetic conserve money."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cljrules.stdlib import catalogue
from runtime.ledger.credits import Dues, post
from runtime.ledger.delinquency import Missed, add_months, missed_payments, pay_oldest, unpaid_since
from runtime.ledger.interest import per_diem, suspended_on
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


@st.composite
def dues(draw: st.DrawFn) -> Dues:
    owed = draw(OWED)
    payment = draw(st.integers(5_000, 90_000).map(lambda cents: Decimal(cents).scaleb(-2)))
    unpaid = draw(MONEY)
    days = draw(st.integers(1, 400)) if unpaid else 0
    missed = missed_payments(unpaid, payment, TODAY - timedelta(days=days))
    principal, interest, fees, later = (
        owed[part] for part in (Part.PRINCIPAL, Part.INTEREST, Part.FEES, Part.PAYOFF_FEES)
    )
    return Dues(
        principal=principal,
        interest=interest,
        fees=fees,
        escrow=owed[Part.ESCROW],
        discount=owed[Part.DISCOUNT],
        payoff_fees=later,
        due_principal=min(principal, draw(MONEY)),
        payoff=principal + interest + fees + later,
        amount_due=unpaid + fees,
        days_past_due=days,
        missed=missed,
    )


@given(dues(), MONEY, TYPES, st.booleans())
def test_a_credit_lowers_what_is_owed_by_what_was_posted(before: Dues, amount: Decimal, kind: str, reset: bool) -> None:
    after, shares = post(before, amount, kind, TODAY, reset=reset)
    owed_before, owed_after = before.owed(), after.owed()
    assert {part: owed_before[part] - owed_after[part] for part in Part} == {part: shares.to(part) for part in Part}
    assert sum(owed_before.values()) - sum(owed_after.values()) == shares.applied
    assert after.payoff == after.principal + after.interest + after.fees + after.payoff_fees
    assert ZERO <= after.due_principal <= after.principal
    assert ZERO <= after.amount_due <= before.amount_due
    assert 0 <= after.days_past_due <= before.days_past_due
    assert sum((bucket.unpaid for bucket in after.missed), ZERO) <= after.amount_due
    if reset or after.payoff == 0:
        assert (after.amount_due, after.days_past_due, after.missed) == (ZERO, 0, ())


@given(dues(), MONEY)
def test_a_principal_only_credit_leaves_what_is_due(before: Dues, amount: Decimal) -> None:
    after, _ = post(before, amount, "Principal only", TODAY)
    if after.payoff > 0:
        assert (after.amount_due, after.days_past_due, after.missed) == (
            before.amount_due,
            before.days_past_due,
            before.missed,
        )


def test_the_oldest_missed_payment_is_paid_first() -> None:
    # The help centre's example: four payments of $100 missed, one paid: $300 due, 90 days past due, three buckets.
    oldest = add_months(TODAY, -4)
    missed = missed_payments(Decimal("400.00"), Decimal("100.00"), oldest)
    left = pay_oldest(missed, Decimal("100.00"))
    assert [bucket.due for bucket in left] == [add_months(oldest, index) for index in (1, 2, 3)]
    assert left[0].days_past_due(TODAY) == (TODAY - add_months(TODAY, -3)).days
    assert unpaid_since(left, TODAY, 60) == Decimal("200.00")
    second = Missed(add_months(oldest, 1), Decimal("100.00"), Decimal("70.00"))
    assert pay_oldest(missed, Decimal("130.00"))[0] == second


@given(MONEY, st.integers(1, 90_000).map(lambda cents: Decimal(cents).scaleb(-2)), st.integers(0, 300))
def test_missed_payments_add_up(unpaid: Decimal, payment: Decimal, days: int) -> None:
    payment = max(payment, unpaid / 60 // Decimal("0.01") * Decimal("0.01") + Decimal("0.01"))
    missed = missed_payments(unpaid, payment, TODAY - timedelta(days=days))
    assert sum((bucket.unpaid for bucket in missed), ZERO) == unpaid
    assert [bucket.due for bucket in missed] == sorted({bucket.due for bucket in missed})
    assert all(ZERO < bucket.unpaid <= bucket.scheduled for bucket in missed)


def test_interest_a_day() -> None:
    # The fixture of the vendor's SDK: 308,691.44 at 3.5% on uniform months earns 30.01 a day; the sample loan 3.19.
    assert per_diem(Decimal("308691.44"), Decimal("3.50"), "annually", True, TODAY) == Decimal("30.01")
    assert per_diem(Decimal("8270.73"), Decimal("14.07"), "annually", False, TODAY) == Decimal("3.19")
    assert per_diem(Decimal("-12.50"), Decimal("14.07"), "annually", False, TODAY) == 0


def test_the_latest_stop_interest_date_decides() -> None:
    entries = [("2026-11-01", "suspend"), ("2026-11-10", "resume"), ("2026-11-30", "suspend")]
    on = {day: suspended_on(f"2026-11-{day:02}", entries) for day in (1, 5, 10, 22, 30)}
    assert on == {1: True, 5: True, 10: False, 22: False, 30: True}
    assert not suspended_on("2026-10-31", entries)


def test_reporting_is_worked_out_only_when_it_is_automatic() -> None:
    bands = (("11", 0, 29), ("71", 30, 59), ("78", 60, None))
    assert credit_status("0", 31, ZERO, bands) == "71"
    assert credit_status("0", 31, Decimal("1.00"), bands) == "97"
    assert credit_status("93", 0, ZERO, bands) == "93"
    assert ecoa_codes("A", "A", False) == ("1", "0")
    assert ecoa_codes("A", "A", True) == ("2", "2")
    assert ecoa_codes("X", "A", True) == ("X", "2")


def test_dues_do_not_change_when_nothing_is_posted() -> None:
    nothing = Dues(ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, 0, ())
    assert post(nothing, Decimal("10.00"), "Regular", TODAY)[0] == replace(nothing)
