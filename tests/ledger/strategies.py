"""Contracts and entries for laws of the ledger."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from runtime.ledger.calendar import step
from runtime.ledger.entries import Advancement, AmountReset, Charge, DaysReset, Entry, Money, StopInterest
from runtime.ledger.schedule import level_payment
from runtime.ledger.terms import PERIODS_A_YEAR, Terms
from runtime.ledger.waterfall import WATERFALLS

CONTRACT = date(2024, 1, 31)
LAST = date(2026, 3, 1)


def dollars(least: str, most: str) -> st.SearchStrategy[Decimal]:
    return st.decimals(Decimal(least), Decimal(most), places=2)


@st.composite
def terms(draw: Any) -> Terms:
    frequency = draw(
        st.sampled_from(["monthly", "weekly", "biWeekly", "semimonthly", "quarterly", "annually", "custom"])
    )
    count = draw(st.integers(2, 40))
    amount = draw(dollars("100", "50000"))
    rate_type = draw(st.sampled_from(sorted(PERIODS_A_YEAR)))
    rate = draw(st.decimals(0, 30, places=2)) / PERIODS_A_YEAR[rate_type]
    contract = CONTRACT + timedelta(days=draw(st.integers(0, 60)))
    first = step(contract, frequency, 1, 10) + timedelta(days=draw(st.integers(-3, 20)))
    return Terms(
        amount=amount,
        rate=rate.quantize(Decimal("0.0001")),
        payment=max(Decimal("1.00"), level_payment(amount, rate * PERIODS_A_YEAR[rate_type], count, frequency)),
        count=count,
        contract=contract,
        first_payment=max(first, contract + timedelta(days=1)),
        frequency=frequency,
        days_in_period=10,
        rate_type=rate_type,
        days_in_year=draw(st.sampled_from(["actual", "frequency"])),
        first_period_days=draw(st.sampled_from(["actual", "frequency", "forceRegular"])),
        first_day_interest=draw(st.booleans()),
        calc_type=draw(st.sampled_from(["simpleInterest"] * 4 + ["interestOnly", "rule78", "simpleIntLocked"])),
        interest_application=draw(st.sampled_from(["betweenTransactions"] * 3 + ["betweenPeriods"])),
        ends_at_expiry=draw(st.booleans()),
    )


@st.composite
def entries(draw: Any, most: int = 12) -> list[Entry]:
    found: list[Entry] = []
    for number in range(draw(st.integers(0, most))):
        day = CONTRACT + timedelta(days=draw(st.integers(61, (LAST - CONTRACT).days)))
        common = {
            "day": day,
            "known": day + timedelta(days=draw(st.sampled_from([0, 0, 0, 1, 9]))),
            "number": number,
        }
        kind = draw(st.sampled_from(["payment"] * 5 + ["credit", "charge", "advance", "amount", "days", "stop"]))
        match kind:
            case "payment":
                found.append(
                    Money(
                        **common,
                        amount=draw(dollars("0.01", "3000")),
                        type=draw(st.sampled_from(sorted(WATERFALLS))),
                        extra=draw(st.sampled_from(["tx.principal", "tx.principalonly"])),
                    )
                )
            case "credit":
                reset = draw(st.booleans())
                found.append(Money(**common, amount=draw(dollars("0.01", "900")), credit=True, reset=reset))
            case "charge":
                flags = {name: draw(st.booleans()) for name in ("at_payoff", "bears_interest", "past_due")}
                found.append(Charge(**common, amount=draw(dollars("0.01", "60")), **flags))
            case "advance":
                found.append(Advancement(**common, amount=draw(dollars("0.01", "500"))))
            case "amount":
                found.append(AmountReset(**common, amount=draw(dollars("0", "700"))))
            case "days":
                found.append(DaysReset(**common))
            case "stop":
                suspended = draw(st.booleans())
                found.append(StopInterest(**common, suspended=suspended, earned=suspended and draw(st.booleans())))
    return found


days = st.integers(0, (LAST - CONTRACT).days).map(lambda count: CONTRACT + timedelta(days=count))
