"""How late an account has been over its life.

Takes the turns of lateness (from a day on, the day since which something is unpaid, or None), gives the counts and
dates that criteria read. Delinquent means 30 or more days past due. Pure. (Domain notes 1.3 of the language, 6.5.)
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from runtime.ledger.calendar import add_months

DELINQUENT: Final = 30
#: How many months the history of codes has, and the days past due that its months are counted by.
MONTHS: Final = 24
BANDS: Final = (30, 60, 90, 120, 150, 180)
_DAY: Final = timedelta(days=1)
_WORST: Final = 6
_NO_CODE: Final = "B"
_DIGITS: Final = "0123456789"


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of the time up to and with `day`, before the books were opened: counts and dates as of that day;
    `history` has a code a month, newest first.
    """

    day: date
    delinquent_days: int = 0
    delinquencies: int = 0
    began: date | None = None
    first_delinquent: date | None = None
    last_current: date | None = None
    last_current_30: date | None = None
    history: str = ""


@dataclass(frozen=True, slots=True)
class Lateness:
    """The account's lateness as of a day. `began` is the first day of the present delinquency."""

    days_past_due: int
    delinquent_days: int
    delinquencies: int
    began: date | None
    first_delinquent: date | None
    last_current: date | None
    last_current_30: date | None
    history: str
    percent: Decimal

    def months_at_least(self, days: int) -> int:
        """How many of the last 24 months stand at so many days past due or more."""
        return sum(map(self.history.count, _DIGITS[days // DELINQUENT :]))


def lateness(
    turns: Sequence[tuple[date, date | None]], day: date, contract: date, past: Past | None = None
) -> Lateness:
    """The lateness at the end of a day. Without a `past` the turns are all there is."""
    opened = past.day if past is not None else contract - _DAY
    stretches = list(_stretches(turns, opened + _DAY, day))
    delinquent, count = 0, 0
    first: date | None = None
    held_before = past is not None and bool(turns) and _days(turns[0][1], opened) >= DELINQUENT
    began = past.began if past is not None and held_before else None
    for start, end, since in stretches:
        from_day = max(start, since + timedelta(days=DELINQUENT)) if since is not None else None
        if from_day is None or from_day > end:
            held_before, began = False, None
            continue
        if not held_before or from_day > start:
            count += 1
            began = from_day
        elif began is None:
            began = from_day
        first = first or from_day
        delinquent += (end - from_day).days + 1
        held_before = True
    since = _since(turns, day)
    days = _days(since, day)
    if past is not None:
        first = past.first_delinquent or first
    current = max((end for _, end, late in stretches if late is None), default=past.last_current if past else None)
    not_30 = max(
        (min(end, late + timedelta(days=DELINQUENT - 1)) if late else end for start, end, late in stretches
         if late is None or start < late + timedelta(days=DELINQUENT)),
        default=past.last_current_30 if past else None,
    )  # fmt: skip
    total = delinquent + (past.delinquent_days if past else 0)
    return Lateness(
        days_past_due=days,
        delinquent_days=total,
        delinquencies=count + (past.delinquencies if past else 0),
        began=began,
        first_delinquent=first,
        last_current=current,
        last_current_30=not_30,
        history="".join(_codes(turns, day, contract, past)),
        percent=Decimal(share_of_days(total, (day - contract).days)).scaleb(-2),
    )


def share_of_days(days: int, age: int) -> int:
    """The share of a contract's life of `age` days that so many days are, in hundredths of a percent, half up."""
    life = max(0, age) + 1
    return (20_000 * days + life) // (2 * life)


def _days(since: date | None, day: date) -> int:
    return 0 if since is None else max(0, (day - since).days)


def _since(turns: Sequence[tuple[date, date | None]], day: date) -> date | None:
    index = bisect_right(turns, day, key=lambda turn: turn[0])
    return turns[index - 1][1] if index else None


def _stretches(
    turns: Sequence[tuple[date, date | None]], start: date, end: date
) -> Iterator[tuple[date, date, date | None]]:
    """The days from `start` to `end` cut where lateness turns: (first day, last day, unpaid since)."""
    at, since = start, _since(turns, start)
    for day, turned in turns:
        if at < day <= end:
            yield at, day - _DAY, since
            at = day
        if day <= end:
            since = turned
    if at <= end:
        yield at, end, since


@lru_cache(maxsize=64)
def _months_back(day: date) -> tuple[date, ...]:
    """The day and the same day of the months before, newest first."""
    return tuple(add_months(day, -month) for month in range(MONTHS))


def _codes(turns: Sequence[tuple[date, date | None]], day: date, contract: date, past: Past | None) -> Iterator[str]:
    for month, then in enumerate(_months_back(day)):
        if past is not None and then <= past.day:
            apart = (day.year - past.day.year) * 12 + day.month - past.day.month
            back = max(0, month - apart)
            yield past.history[back] if back < len(past.history) else _NO_CODE
        elif then < contract:
            yield _NO_CODE
        else:
            yield str(min(_WORST, _days(_since(turns, then), then) // DELINQUENT))
