"""The running evaluation: what it may use up, which loan it looks at, what it has read.

A `Run` is a `Meter` that also carries the loan; functions defined once can so be called for one loan after another.
It is held in the meter's context variable for the time of the evaluation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from cljrules.values.clock import BUSINESS_DATE
from cljrules.values.limits import METER, Limits, Meter


class Run(Meter):
    """One evaluation. `loan` maps variable names to values; `read` gathers the ones that were read."""

    __slots__ = ("loan", "read")

    def __init__(self, limits: Limits, loan: Mapping[str, Any] | None = None) -> None:
        super().__init__(limits)
        self.loan: Mapping[str, Any] = loan if loan is not None else {}
        self.read: dict[str, Any] = {}


@contextmanager
def running(run: Run, business_date: date | None) -> Iterator[Run]:
    """Hold a run and its business date for the time of a `with` block."""
    meter = METER.set(run)
    clock = BUSINESS_DATE.set(business_date)
    try:
        yield run
    finally:
        BUSINESS_DATE.reset(clock)
        METER.reset(meter)
