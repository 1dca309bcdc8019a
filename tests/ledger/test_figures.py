"""The ledger against figures that others published, and the rules of its documentation, one by one."""

from __future__ import annotations

import csv
import os
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from runtime.ledger.books import Books, next_payments
from runtime.ledger.calendar import DueDates, Moved, add_months, step
from runtime.ledger.entries import (
    Advancement,
    AmountReset,
    Charge,
    DaysReset,
    DueDateChange,
    Entry,
    Money,
    StopInterest,
)
from runtime.ledger.interest import cents
from runtime.ledger.late_fees import late_fee
from runtime.ledger.replay import replay
from runtime.ledger.schedule import level_payment
from runtime.ledger.status import Status, status
from runtime.ledger.terms import LateFee, Terms
from runtime.ledger.waterfall import ZERO, Part

TAPE = Path(os.environ.get("CLJRULES_SHARED") or Path(__file__).resolve().parents[3] / "shared") / "data"
TAPE = TAPE / "lendingclub_10k.csv"


def dollars(text: str) -> Decimal:
    return Decimal(text)


PLAIN = Terms(dollars("1000.00"), ZERO, dollars("100.00"), 10, date(2025, 1, 1), date(2025, 2, 1))
SAMPLE = Terms(dollars("12000.00"), dollars("14.07"), dollars("328.34"), 48, date(2025, 5, 12), date(2025, 6, 12))


def paid(day: date, amount: str, **more: Any) -> Money:
    return Money(day=day, known=day, number=more.pop("number", 0), amount=dollars(amount), **more)


def stands(contract: Terms, booked: list[Entry], day: date) -> Status:
    return status(replay(contract, booked, day), day)


def test_ten_thousand_at_25_percent_for_45_days() -> None:
    contract = Terms(dollars("10000.00"), dollars("25"), dollars("500.00"), 36, date(2025, 1, 1), date(2025, 2, 1))
    assert stands(contract, [], date(2025, 2, 15)).figures["status_due_interest"] == dollars("308.22")


def test_interest_a_day() -> None:
    # The fixture of the vendor's SDK: 308,691.44 at 3.5% on uniform months earns 30.01 a day; the sample loan 3.19.
    books = replay(
        replace(PLAIN, amount=dollars("308691.44"), rate=dollars("3.5"), days_in_year="frequency"), [], PLAIN.contract
    )
    assert status(books, PLAIN.contract).figures["status_perdiem"] == dollars("30.01")
    books = replay(replace(SAMPLE, amount=dollars("8270.73")), [], SAMPLE.contract)
    assert status(books, SAMPLE.contract).figures["status_perdiem"] == dollars("3.19")


def test_four_missed_payments_and_one_of_them_paid() -> None:
    day = date(2025, 6, 1)
    late = stands(PLAIN, [], day)
    assert late.figures["status_amount_due"] == dollars("400.00")
    assert late.figures["status_days_past_due"] == 120
    assert (late.buckets[0].number, late.buckets[0].due) == (4, date(2025, 2, 1))
    better = stands(PLAIN, [paid(day, "100.00")], day)
    assert better.figures["status_amount_due"] == dollars("300.00")
    assert better.figures["status_days_past_due"] == 92
    assert (better.buckets[0].number, better.buckets[0].due) == (3, date(2025, 3, 1))


def test_the_same_with_periods_of_30_days() -> None:
    contract = replace(PLAIN, frequency="custom", days_in_period=30, first_payment=date(2025, 1, 31))
    day = date(2025, 1, 31) + timedelta(days=120)
    late = stands(contract, [], day).figures
    assert (late["status_amount_due"], late["status_days_past_due"]) == (dollars("400.00"), 120)
    better = stands(contract, [paid(day, "100.00")], day)
    assert (better.figures["status_amount_due"], better.figures["status_days_past_due"]) == (dollars("300.00"), 90)
    assert better.buckets[0].number == 3


def test_a_payment_due_is_late_from_the_next_day_on() -> None:
    due = PLAIN.first_payment
    assert stands(PLAIN, [], due).figures["status_days_past_due"] == 0
    assert stands(PLAIN, [], due).figures["status_next_payment_date"] == due
    after = stands(PLAIN, [], due + timedelta(days=1)).figures
    assert (after["status_days_past_due"], after["status_amount_due"]) == (1, dollars("100.00"))
    assert after["status_next_payment_date"] == date(2025, 3, 1)


def test_paying_ahead_covers_what_is_to_come() -> None:
    figures = stands(PLAIN, [paid(date(2025, 1, 20), "250.00")], date(2025, 1, 25)).figures
    assert figures["status_next_payment_date"] == date(2025, 4, 1)
    assert figures["status_next_payment_amount"] == dollars("50.00")
    assert figures["next_scheduled_payment_date"] == date(2025, 2, 1)
    kept_apart = paid(date(2025, 1, 20), "250.00", extra="tx.principalonly")
    assert stands(PLAIN, [kept_apart], date(2025, 1, 25)).figures["status_next_payment_date"] == date(2025, 2, 1)


def test_principal_only_does_not_lower_what_is_past_due() -> None:
    booked: list[Entry] = [paid(date(2025, 2, 10), "60.00", type="Principal only")]
    figures = stands(PLAIN, booked, date(2025, 2, 10)).figures
    assert figures["status_amount_due"] == dollars("100.00")
    assert figures["status_principal_balance"] == dollars("940.00")


def test_resets_change_lateness_and_nothing_owed() -> None:
    day = date(2025, 5, 1)
    before = stands(PLAIN, [], day).figures
    zero = stands(PLAIN, [AmountReset(day=day, known=day, number=0, amount=ZERO)], day).figures
    assert (zero["status_amount_due"], zero["status_days_past_due"]) == (ZERO, before["status_days_past_due"])
    both: list[Entry] = [
        AmountReset(day=day, known=day, number=0, amount=ZERO),
        DaysReset(day=day, known=day, number=0),
    ]
    assert stands(PLAIN, both, day).figures["status_days_past_due"] == 0
    later = stands(PLAIN, both, date(2025, 5, 11)).figures
    assert (later["status_amount_due"], later["status_days_past_due"]) == (dollars("100.00"), 10)
    some = stands(PLAIN, [AmountReset(day=day, known=day, number=0, amount=dollars("150.00"))], day)
    assert some.figures["status_amount_due"] == dollars("150.00")
    assert [(bucket.due, bucket.unpaid) for bucket in some.buckets] == [
        (date(2025, 3, 1), dollars("50.00")),
        (date(2025, 4, 1), dollars("100.00")),
    ]
    more = stands(PLAIN, [AmountReset(day=day, known=day, number=0, amount=dollars("450.00"))], day).figures
    assert more["status_amount_due"] == dollars("450.00")
    assert before["status_payoff"] == zero["status_payoff"] == some.figures["status_payoff"] == more["status_payoff"]


def test_days_past_due_count_from_their_reset() -> None:
    # Due ten days ago, reset five days ago: five days past due.
    reset = DaysReset(day=date(2025, 2, 6), known=date(2025, 2, 6), number=0)
    assert stands(PLAIN, [reset], date(2025, 2, 11)).figures["status_days_past_due"] == 5
    assert stands(PLAIN, [reset], date(2025, 2, 6)).figures["status_days_past_due"] == 0


def test_suspended_days_earn_nothing() -> None:
    contract = replace(PLAIN, rate=dollars("36.5"), amount=dollars("10000.00"))
    off = StopInterest(day=date(2025, 1, 11), known=date(2025, 1, 11), number=0, suspended=True)
    on = StopInterest(day=date(2025, 1, 16), known=date(2025, 1, 16), number=1, suspended=False)
    figures = stands(contract, [off], date(2025, 1, 15)).figures
    assert figures["status_due_interest"] == dollars("90.00")
    assert (figures["status_perdiem"], figures["status_interest_suspended"]) == (ZERO, True)
    assert stands(contract, [off, on], date(2025, 1, 16)).figures["status_due_interest"] == dollars("100.00")


def test_the_first_day_earns_interest_where_the_terms_say_so() -> None:
    contract = replace(PLAIN, rate=dollars("36.5"), amount=dollars("10000.00"))
    assert stands(contract, [], date(2025, 1, 7)).figures["status_due_interest"] == dollars("60.00")
    contract = replace(contract, first_day_interest=True)
    assert stands(contract, [], date(2025, 1, 7)).figures["status_due_interest"] == dollars("70.00")


def test_a_moved_due_date_takes_the_later_ones_along() -> None:
    move = DueDateChange(
        day=date(2025, 2, 20), known=date(2025, 2, 20), number=0, original=date(2025, 3, 1), new=date(2025, 3, 15)
    )
    books = replay(PLAIN, [move], date(2025, 2, 25))
    assert [payment.due for payment in next_payments(books)][:3] == [
        date(2025, 3, 15),
        date(2025, 4, 15),
        date(2025, 5, 15),
    ]
    with pytest.raises(ValueError, match="no payment falls due"):
        replay(PLAIN, [replace(move, original=date(2025, 3, 2))], date(2025, 2, 25))


@pytest.mark.parametrize(
    ("first", "frequency", "dates"),
    [
        (date(2025, 1, 31), "monthly", ["2025-02-28", "2025-03-31", "2025-04-30"]),
        (date(2024, 1, 30), "monthly", ["2024-02-29", "2024-03-30", "2024-04-30"]),
        (date(2025, 1, 1), "semimonthly", ["2025-01-16", "2025-02-01", "2025-02-16"]),
        (date(2025, 1, 20), "semimonthly", ["2025-02-05", "2025-02-20", "2025-03-05"]),
        (date(2025, 1, 15), "semimonthly", ["2025-01-30", "2025-02-15", "2025-02-28"]),
        (date(2025, 1, 1), "biWeekly", ["2025-01-15", "2025-01-29", "2025-02-12"]),
        (date(2025, 1, 1), "weekly", ["2025-01-08", "2025-01-15", "2025-01-22"]),
        (date(2024, 2, 29), "annually", ["2025-02-28", "2026-02-28", "2027-02-28"]),
        (date(2025, 8, 31), "semiannually", ["2026-02-28", "2026-08-31", "2027-02-28"]),
        (date(2025, 11, 30), "quarterly", ["2026-02-28", "2026-05-30", "2026-08-30"]),
    ],
)
def test_due_dates_by_frequency(first: date, frequency: str, dates: list[str]) -> None:
    assert [step(first, frequency, index).isoformat() for index in (1, 2, 3)] == dates


def test_due_dates_on_the_last_day_and_on_business_days() -> None:
    last = DueDates(date(2025, 2, 28), "monthly", last_of_month=True)
    assert [last[index].isoformat() for index in range(3)] == ["2025-02-28", "2025-03-31", "2025-04-30"]
    later = DueDates(date(2025, 3, 1), "monthly", shift=1, is_open=lambda day: day.weekday() < 5)
    assert [later[index].isoformat() for index in range(3)] == ["2025-03-03", "2025-04-01", "2025-05-01"]
    earlier = DueDates(date(2025, 3, 1), "monthly", shift=-1, is_open=lambda day: day.weekday() < 5)
    assert earlier[0] == date(2025, 2, 28)
    moved = DueDates(date(2025, 3, 1), "monthly", moves=[Moved(date(2025, 4, 1), date(2025, 4, 20))])
    assert [moved[index].day for index in range(4)] == [1, 20, 20, 20]


def test_charge_off_and_recovery() -> None:
    day = date(2025, 6, 1)
    loss = Money(day=day, known=day, number=0, amount=dollars("1000.00"), credit=True, charge_off=True, type="Payoff")
    figures = stands(PLAIN, [loss], day).figures
    assert figures["status_net_charge_off"] == dollars("1000.00")
    assert (figures["status_payoff"], figures["status_amount_due"], figures["status_total_paid"]) == (ZERO, ZERO, ZERO)
    back = paid(date(2025, 7, 1), "40.00", recovery=True, number=1)
    figures = stands(PLAIN, [loss, back], date(2025, 7, 1)).figures
    assert figures["status_net_charge_off"] == dollars("960.00")
    assert figures["status_total_paid"] == dollars("40.00")


def test_charges() -> None:
    day = date(2025, 1, 10)
    booked: list[Entry] = [
        Charge(day=day, known=day, number=0, amount=dollars("25.00")),
        Charge(day=day, known=day, number=1, amount=dollars("10.00"), past_due=False),
        Charge(day=day, known=day, number=2, amount=dollars("75.00"), at_payoff=True),
    ]
    figures = stands(PLAIN, booked, day).figures
    assert figures["status_due_fees"] == dollars("35.00")
    assert figures["status_amount_due"] == dollars("25.00")
    assert figures["status_payoff"] == dollars("1110.00")
    assert (figures["status_payoff_fees"], figures["status_days_past_due"]) == (dollars("75.00"), 0)


def test_advancements_are_lent_too() -> None:
    booked = [Advancement(day=date(2025, 1, 5), known=date(2025, 1, 5), number=0, amount=dollars("200.00"))]
    figures = stands(PLAIN, list(booked), date(2025, 1, 5)).figures
    assert figures["status_principal_balance"] == dollars("1200.00")
    assert figures["status_total_advancements"] == dollars("200.00")


def test_a_split_by_hand_has_to_add_up() -> None:
    parts = {Part.PRINCIPAL: dollars("30.00"), Part.FEES: dollars("20.00")}
    figures = stands(PLAIN, [paid(date(2025, 2, 1), "50.00", type="Custom", custom=parts)], date(2025, 2, 1)).figures
    assert figures["status_total_paid_fees"] == dollars("20.00")
    with pytest.raises(ValueError, match="do not add up"):
        stands(PLAIN, [paid(date(2025, 2, 1), "60.00", type="Custom", custom=parts)], date(2025, 2, 1))


@pytest.mark.parametrize(
    ("fee", "day", "booked", "expected"),
    [
        (LateFee(amount=dollars("25.00"), grace_days=5), date(2025, 2, 6), [], "0.00"),
        (LateFee(amount=dollars("25.00"), grace_days=5), date(2025, 2, 7), [], "25.00"),
        (LateFee(amount=dollars("25.00"), grace_days=5), date(2025, 2, 7), [paid(date(2025, 2, 6), "100.00")], "0.00"),
        (LateFee(amount=dollars("25.00"), grace_days=5), date(2025, 2, 8), [], "0.00"),
        (LateFee("percentage", percent=dollars("5"), grace_days=0), date(2025, 2, 2), [], "5.00"),
        (LateFee("greater", dollars("7.00"), dollars("5")), date(2025, 2, 2), [], "7.00"),
        (LateFee("lesser", dollars("7.00"), dollars("5")), date(2025, 2, 2), [], "5.00"),
        (
            LateFee("flat", dollars("25.00"), calc="standardFee"),
            date(2025, 2, 2),
            [paid(date(2025, 2, 1), "80.00")],
            "0.00",
        ),
        (
            LateFee("flat", dollars("15.00"), calc="standardFee"),
            date(2025, 2, 2),
            [paid(date(2025, 2, 1), "80.00")],
            "15.00",
        ),
        (
            LateFee("flat", dollars("15.00"), calc="current"),
            date(2025, 2, 2),
            [paid(date(2025, 2, 1), "10.00")],
            "0.00",
        ),
        (
            LateFee("flat", dollars("15.00"), calc="current"),
            date(2025, 2, 2),
            [paid(date(2025, 1, 9), "10.00")],
            "15.00",
        ),
    ],
)
def test_late_fees(fee: LateFee, day: date, booked: list[Entry], expected: str) -> None:
    assert late_fee(replay(replace(PLAIN, late_fee=fee), booked, day), day) == dollars(expected)


def test_rule_of_78() -> None:
    # Twelve payments of 95.00 on 1,080.00: a finance charge of 60.00, of which the first month earns 12/78.
    contract = Terms(
        dollars("1080.00"), dollars("10"), dollars("95.00"), 12, date(2025, 1, 1), date(2025, 2, 1), calc_type="rule78"
    )
    assert stands(contract, [], date(2025, 2, 1)).figures["status_due_interest"] == dollars("9.23")
    assert stands(contract, [], date(2026, 1, 1)).figures["status_due_interest"] == dollars("60.00")
    assert stands(contract, [], date(2026, 6, 1)).figures["status_due_interest"] == dollars("60.00")


def test_interest_for_whole_periods_however_early_one_pays() -> None:
    contract = replace(
        PLAIN,
        rate=dollars("12"),
        days_in_year="frequency",
        first_period_days="frequency",
        interest_application="betweenPeriods",
    )
    books: Books = replay(contract, [paid(date(2025, 1, 10), "100.00")], date(2025, 2, 1))
    assert books.at.paid[Part.INTEREST] == dollars("10.00")
    assert cents(books.interest_on(date(2025, 2, 1))) == ZERO


def test_level_payments() -> None:
    assert level_payment(dollars("12000.00"), dollars("14.07"), 48) == dollars("328.34")
    assert level_payment(dollars("1200.00"), ZERO, 12) == dollars("100.00")


@pytest.mark.skipif(not TAPE.exists(), reason=f"no loan tape at {TAPE}: set CLJRULES_SHARED to its directory")
def test_regular_instalments_give_the_principal_of_the_real_tape(capsys: pytest.CaptureFixture[str]) -> None:
    with TAPE.open(encoding="utf-8") as lines:
        rows = [
            row for row in csv.DictReader(lines) if row["loan_status"] == "Current" and not float(row["paid_late_fees"])
        ]
    assert len(rows) == 9345
    found: Counter[str] = Counter()
    worst = []
    for row in rows:
        off = min(abs(principal - Decimal(row["paid_principal"])) for principal in _after_instalments(row))
        found["exact" if off == 0 else "within a cent" if off <= dollars("0.01") else "irregular"] += 1
        worst.append((off, row["rownames"]))
    with capsys.disabled():
        print(f"\nthe real tape: {dict(found)}; furthest off {sorted(worst, reverse=True)[:5]}")
    assert found["exact"] >= 8000
    assert found["exact"] + found["within a cent"] >= 8500


def _after_instalments(row: dict[str, str]) -> list[Decimal]:
    start = date(2018, 1, 1)
    contract = Terms(
        Decimal(row["loan_amount"]),
        Decimal(row["interest_rate"]),
        Decimal(row["installment"]),
        int(row["term"]),
        start,
        add_months(start, 1),
        days_in_year="frequency",
        first_period_days="frequency",
        places=10,
    )
    books = replay(contract, [], start)
    found = [ZERO]
    for number in range(1, 6):
        day = add_months(start, number)
        books.apply(Money(day=day, known=day, number=number, amount=contract.payment))
        found.append(cents(books.at.paid[Part.PRINCIPAL]))
    return found
