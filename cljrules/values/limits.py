"""What an evaluation may use up.

Takes `Limits` (the allowance) and gives a `Meter` (what is left of it), held for the time of an evaluation in a
context variable, so that everything that could go on without end, lazy sequences included, pays from the same purse.
Never looks at a clock unless a deadline is set.
"""

from __future__ import annotations

import time
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from cljrules.values.errors import LimitExceeded

#: What things cost, in steps, by what was measured: entering a function of the program or making one, going round a
#: loop, working out an element of a lazy sequence, leaving one call when the stack overflows, looking at one node of
#: the program or expanding one macro before it runs, turning one of its nodes into data or back, putting a key into a
#: map (more for one that is a large number or a fraction), reading one character of program text, printing one value
#: (more for one with parts inside another), making a namespace, compiling a regex, looking for one match of it, one
#: directive of a format, calling a function of an extension.
ENTER: Final = 8
TURN: Final = 4
LAZY: Final = 4
UNWIND: Final = 8
ANALYZE: Final = 8
EXPAND: Final = 40
CONVERT: Final = 10
PUT: Final = 8
NUMBER_KEY: Final = 8
READ: Final = 8
PRINT: Final = 4
NEST: Final = 64
NAMESPACE: Final = 200
REGEX: Final = 1_000
MATCH: Final = 16
FORMAT: Final = 40
EXTENSION: Final = 40


@dataclass(frozen=True, slots=True)
class Limits:
    """The allowance of one evaluation.

    `steps`: work done, a step being about a quarter of a microsecond of it; `depth`: nested calls; `size`:
    elements of one collection; `text`: UTF-16 units of one string; `digits`: decimal digits of one number (no
    allowance goes beyond 30,000, for decimals 10,000); `seconds`: wall-clock time, None for no deadline.
    """

    steps: int = 4_000_000
    depth: int = 1_500
    size: int = 1_000_000
    text: int = 2_000_000
    digits: int = 30_000
    seconds: float | None = None


class Meter:
    """What is left of an allowance. `steps` and `depth` count down and are read and written by the engines directly."""

    __slots__ = ("deadline", "depth", "limits", "steps")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.steps = limits.steps
        self.depth = limits.depth
        self.deadline = None if limits.seconds is None else time.monotonic() + limits.seconds

    def spend(self, steps: int) -> None:
        """Pay for so many steps; raises LimitExceeded when they are used up or the deadline has passed."""
        self.steps -= steps
        if self.steps < 0:
            self.out_of_steps()
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise LimitExceeded("deadline", f"the evaluation took longer than {self.limits.seconds} seconds")

    def out_of_steps(self) -> None:
        raise LimitExceeded(
            "steps",
            f"the evaluation took more than {self.limits.steps:,} steps",
            "look for a loop that never ends or a sequence without an end, or bound it with `take`",
        )

    def out_of_depth(self) -> None:
        raise LimitExceeded(
            "depth",
            f"calls are nested more than {self.limits.depth:,} deep",
            "look for a function that calls itself without end; `recur` repeats without nesting",
        )


METER: ContextVar[Meter | None] = ContextVar("cljrules-meter", default=None)


def spend(steps: int = 1) -> None:
    """Pay from the meter of the running evaluation, if there is one."""
    meter = METER.get()
    if meter is not None:
        meter.spend(steps)


def spend_walking(count: int) -> None:
    """Pay for walking over so many elements held in memory; a step for four, small collections are free."""
    if count > 16:
        spend(count >> 2)


def check_size(count: int) -> None:
    """Refuse a collection of more elements than allowed; raises LimitExceeded."""
    meter = METER.get()
    if meter is not None and count > meter.limits.size:
        raise LimitExceeded("size", f"a collection would hold more than {meter.limits.size:,} elements")


def pay_for_text(count: int) -> None:
    """Pay for making or looking through a string of so many characters."""
    if count > 256:
        spend(count >> 8)


def pay_for_search(text: str, part: str) -> None:
    """Pay for looking for a part in a string, which at worst looks at every place as often as the part is long."""
    if len(text) > 256:
        spend(len(text) * min(len(part), 128) >> 10)


def pay_for_bits(bits: int) -> None:
    """Pay for working with whole numbers of so many bits together: some operations take time by their square."""
    if bits > 2048:
        spend((bits >> 10) ** 2)


def check_text(count: int) -> None:
    """Refuse a string longer than allowed; raises LimitExceeded."""
    meter = METER.get()
    if meter is not None and count > meter.limits.text:
        raise LimitExceeded("size", f"a string would hold more than {meter.limits.text:,} characters")
