"""Due dates are found by a guess that is put right: it gives what looking at every one of them gives."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from runtime.ledger.calendar import DueDates, Moved, step

FREQUENCIES = ("weekly", "biWeekly", "semimonthly", "monthly", "quarterly", "semiannually", "annually", "single")


@given(
    first=st.dates(date(2015, 1, 1), date(2025, 12, 31)),
    frequency=st.sampled_from((*FREQUENCIES, "custom")),
    days=st.integers(4, 60),
    last_of_month=st.booleans(),
    moved=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 90)), max_size=3),
    shift=st.sampled_from((-1, 0, 1)),
    after=st.integers(-400, 4000),
)
def test_the_first_after_a_day(
    first: date,
    frequency: str,
    days: int,
    last_of_month: bool,
    moved: list[tuple[int, int]],
    shift: int,
    after: int,
) -> None:
    def dates(moves: list[Moved]) -> DueDates:
        return DueDates(
            first, frequency, days, last_of_month=last_of_month, moves=moves, shift=shift, is_open=_is_weekday
        )

    moves: list[Moved] = []
    for index, later in sorted(moved):
        original = dates(moves)[index]
        moves.append(Moved(original, original + timedelta(days=later)))
    due = dates(moves)
    day = first + timedelta(days=after)
    wanted = next(index for index in count() if due[index] > day)
    assert due.after(day) == wanted
    assert due.at_or_after(day) == next(index for index in count() if due[index] >= day)


def _is_weekday(day: date) -> bool:
    return day.weekday() < 5


def test_steps_keep_to_the_ends_of_months() -> None:
    assert step(date(2026, 1, 31), "monthly", 1) == date(2026, 2, 28)
    assert step(date(2026, 2, 28), "monthly", 1, last_of_month=True) == date(2026, 3, 31)
