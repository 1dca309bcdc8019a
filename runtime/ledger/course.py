"""How an account goes on by itself: the figures of the days on which nothing is booked and nothing falls due.

Takes books at the end of a day, gives a `Course`: a few numbers that say, for every day up to its last, what the status
of that day is. Most accounts are on one on most days, so that a whole portfolio's day is worked out without rolling its
books. Whole numbers throughout, and exactly what `status` gives, or no course at all. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from math import lcm
from typing import Final, NamedTuple

from runtime.ledger.accrual import Pace, is_leap
from runtime.ledger.books import Books
from runtime.ledger.calendar import add_months
from runtime.ledger.interest import cents
from runtime.ledger.lateness import BANDS, DELINQUENT, MONTHS, Past, lateness, share_of_days
from runtime.ledger.waterfall import ZERO

_DAY: Final = timedelta(days=1)
_MILLION: Final = 1_000_000
#: The year of a day's interest where it is that of the calendar, and where there is none.
_CALENDAR: Final = -1
_NONE: Final = 0
#: A contract so old that no figure but the share of its life depends on its day.
_LONG_AGO: Final = date(1900, 1, 1)


class Course(NamedTuple):
    """How an account goes on. Amounts are whole numbers of 10^-`places` dollars where not said to be cents; days are
    ordinal numbers.

    `payable` is what pays the account off without the interest since it was last settled; `apart` the cents of it that
    are not interest; `due_principal` cents. `balance` earns `rate` millionths of a percent a year, for `share`
    `year`ths of one by the day of the course's making, and for `scale` more for each unit of its pace (`kind`, `opens`,
    `closes`, `days`: see `Pace`; `gone` units were gone by then); at most `most` in all. `a_day` is the year that a
    day's interest is a part of. `today` is the day's interest in cents, where it is not worked out. From `closes` on
    the period ends before `follows`. `late` says how late the account has been (`_late_on`), since `contract`.
    """

    places: int
    payable: int
    apart: int
    due_principal: int
    balance: int
    rate: int
    share: int
    year: int
    most: int | None
    kind: str
    opens: int
    closes: int
    follows: int
    days: int
    scale: int
    gone: int
    a_day: int
    today: int | None
    contract: int
    late: str


class Day(NamedTuple):
    """What the days of a course change, in cents, days and hundredths of a percent; `period` are the ordinal numbers of
    the first and last day of a period that began since the course.
    """

    payoff: int
    due_interest: int
    due_pni: int
    per_day: int
    today: int
    period: tuple[int, int] | None
    percent: int
    lateness: LateDay


class LateDay(NamedTuple):
    """How late an account is and has been on a day, as the status shows it."""

    days_past_due: int
    delinquencies: int
    delinquent_days: int
    history: str
    months: tuple[int, ...]
    began: str | None
    first_delinquent: str | None
    last_current: str | None
    last_current_30: str | None


def course_of(
    books: Books, day: date, past: Past, later: Iterable[date], turns: Iterable[int], *, stated: bool
) -> tuple[Course, date] | None:
    """The course of an account from the end of `day` on, and the last day of it; None where the next day already needs
    its books.

    `later` are days on which an entry applies or becomes known; `turns` the numbers of days past due at which what is
    reported changes; `stated` whether the forecast was made from these books, so that the end of a period changes
    nothing else.
    """
    last = _last(books, day, later, turns, stated=stated)
    if last <= day:
        return None
    try:
        return _course(books, day, past), last
    except _NoCourse:
        return None


class _NoCourse(Exception):
    """Something about the account is not of the shape that a course has."""


def _last(books: Books, day: date, later: Iterable[date], turns: Iterable[int], *, stated: bool) -> date:
    """The last day before the next on which something happens."""
    at, terms, due = books.at, books.terms, books.due
    index = due.after(day)
    events = [due[index] + (_DAY if stated and _has_forecast(books) else timedelta(0)), *later]
    if at.next_index < terms.count:
        events.append(due[at.next_index] + _DAY)
    grace = timedelta(days=terms.late_fee.grace_days + 1)
    for item in at.missed:
        events += (item.due + timedelta(days=DELINQUENT), item.due + grace)
    since = books.since
    if since is not None:
        events += (since + timedelta(days=days) for days in (DELINQUENT, *turns))
    if at.accrued_to > day:
        events.append(at.accrued_to + _DAY)
    if terms.ends_at_expiry:
        events.append(due[terms.count - 1] + _DAY)
    return min(event for event in events if event > day) - _DAY


def _has_forecast(books: Books) -> bool:
    """Whether what is to come does not depend on the day it is asked on: that on which an account was paid off does,
    where nothing was booked.
    """
    at = books.at
    return at.last_payment is not None or at.last_credit is not None or books.payoff_on(at.day) > 0


def _course(books: Books, day: date, past: Past) -> Course:
    at, terms, accrual, due = books.at, books.terms, books.accrual, books.due
    balance = at.principal + at.bearing
    pace, share, parts, today = _accruing(books, balance, day)
    principal = cents(at.principal)
    unpaid = cents(sum((item.principal_unpaid for item in at.missed), ZERO))
    index = due.after(day)
    payable = at.principal + at.interest + at.fees + at.payoff_fees
    most = terms.most_interest
    if not pace:  # what was earned since interest was settled stays as it is
        payable += books.interest_on(day) - at.interest
    year = lcm(parts, pace.year) if pace else 1
    opens, closes = (due[index - 1] if index else terms.contract), due[index]
    return Course(
        places=terms.places,
        payable=_whole(payable, terms.places),
        apart=_whole(principal + at.fees + at.payoff_fees, 2),
        due_principal=_whole(min(unpaid, max(principal, ZERO)), 2),
        balance=_whole(balance, terms.places),
        rate=_whole(terms.yearly_rate, 6),
        share=share * (year // parts),
        year=year,
        most=None if most is None or not pace else _whole(most - at.earned, terms.places),
        kind=pace.kind if pace else "still",
        opens=opens.toordinal(),
        closes=closes.toordinal(),
        follows=due[index + 1].toordinal(),
        days=pace.days if pace else 0,
        scale=year // pace.year if pace else 0,
        gone=replace(pace, opens=opens).gone(day) if pace else 0,
        a_day=_NONE if balance <= 0 or accrual.suspended_on(day) else accrual.days_of_year or _CALENDAR,
        today=today,
        contract=terms.contract.toordinal(),
        late=_late_data(books, day, past),
    )


def _accruing(books: Books, balance: Decimal, day: date) -> tuple[Pace | None, int, int, int | None]:
    """The pace at which interest goes on (None: it stands still), the part of a year earned by now and in how many to a
    year, and the cents of each day where they are not worked out.
    """
    at, terms, accrual = books.at, books.terms, books.accrual
    if at.accrued_to > day:
        return None, 0, 1, _whole(cents(at.last_day), 2)
    if balance <= 0 or not accrual.goes_on(day) or (terms.ends_at_expiry and day >= books.due[terms.count - 1]):
        return None, 0, 1, 0
    pace = accrual.pace(day)
    if pace is None:
        raise _NoCourse
    share, parts = accrual.share(at.accrued_to, day)
    return pace, share, parts, None


def _whole(amount: Decimal, places: int) -> int:
    scaled = amount.scaleb(places)
    whole = int(scaled)
    if whole != scaled:
        raise _NoCourse
    return whole


# -- a day of a course ------------------------------------------------------------------------------------------------


def on_day(course: Course, day: int) -> Day:
    """The status of a day (its ordinal number) of the course."""
    unit = 10 ** (course.places - 2)
    more, per_day, today = 0, 0, course.today
    if course.kind != "still":
        gone = _gone(course, day)
        yearly = course.balance * course.rate
        earned = yearly * (course.share + (gone - course.gone) * course.scale)
        more = _half_up(earned, 100 * _MILLION * course.year)
        if course.most is not None:
            more = max(0, min(more, course.most))
        one = yearly * (gone - _gone(course, day - 1)) * course.scale
        today = _half_up(_half_up(one, 100 * _MILLION * course.year), unit)
    if course.a_day:
        days = course.a_day if course.a_day > 0 else _days_of_year(day)
        per_day = _half_up(course.balance * course.rate, 100 * _MILLION * days * unit)
    payoff = _half_up(course.payable + more, unit)
    interest = payoff - course.apart
    late = late_on(course.late, day)
    total = late.delinquent_days
    return Day(
        payoff,
        interest,
        course.due_principal + interest,
        per_day,
        today or 0,
        (course.closes, course.follows - 1) if day >= course.closes else None,
        share_of_days(total, day - course.contract) if total else 0,
        late,
    )


def _half_up(amount: int, unit: int) -> int:
    """`amount` in whole `unit`s, halves away from zero."""
    if amount < 0:
        return -((-2 * amount + unit) // (2 * unit))
    return (2 * amount + unit) // (2 * unit)


def _gone(course: Course, day: int) -> int:
    return _units(course.kind, course.opens, course.closes, course.days, day)


@lru_cache(maxsize=1 << 14)
def _units(kind: str, opens: int, closes: int, days: int, day: int) -> int:
    return Pace(kind, date.fromordinal(opens), date.fromordinal(closes), days, 1).gone(date.fromordinal(day))


@lru_cache(maxsize=64)
def _days_of_year(day: int) -> int:
    return 366 if is_leap(date.fromordinal(day).year) else 365


# -- lateness ---------------------------------------------------------------------------------------------------------


def _late_data(books: Books, day: date, past: Past) -> str:
    """What the lateness of later days follows from, as a text that is the same for accounts that fare the same. The day
    of the contract is a part of it as long as the history of months reaches back to it.
    """
    contract = books.terms.contract
    recent = contract > add_months(day, -MONTHS)
    data = [
        (contract if recent else _LONG_AGO).toordinal(),
        [[turn.toordinal(), _number(since)] for turn, since in books.at.late],
        past.day.toordinal(),
        past.delinquent_days,
        past.delinquencies,
        *map(_number, (past.began, past.first_delinquent, past.last_current, past.last_current_30)),
        past.history,
    ]
    return json.dumps(data, separators=(",", ":"))


@lru_cache(maxsize=1 << 16)
def late_on(late: str, day: int) -> LateDay:
    """How late the account is on a day that a course reaches."""
    contract, turns, past_day, delinquent_days, delinquencies, *rest = json.loads(late)
    *days, history = rest
    began, first, current, current_30 = map(_date, days)
    past = Past(date.fromordinal(past_day), delinquent_days, delinquencies, began, first, current, current_30, history)
    found = lateness(
        [(date.fromordinal(turn), _date(since)) for turn, since in turns],
        date.fromordinal(day),
        date.fromordinal(contract),
        past,
    )
    return LateDay(
        found.days_past_due,
        found.delinquencies,
        found.delinquent_days,
        found.history,
        tuple(found.months_at_least(band) for band in BANDS),
        *map(_iso, (found.began, found.first_delinquent, found.last_current, found.last_current_30)),
    )


def _number(day: date | None) -> int | None:
    return None if day is None else day.toordinal()


def _date(number: int | None) -> date | None:
    return None if number is None else date.fromordinal(number)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
