"""Settings of the dispatcher: how fast each channel goes, how often it tries again, when borrowers are left alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from typing import Annotated, Final, Literal

from runtime.settings.reading import Between, Unfit

_MINUTE: Final = 60.0
_HOUR: Final = 3600.0
_USUAL: Final = (30.0, 2 * _MINUTE, 10 * _MINUTE, _HOUR, 3 * _HOUR, 6 * _HOUR, 12 * _HOUR, 24 * _HOUR)
#: Those that Standard Webhooks recommends.
_OF_WEBHOOKS: Final = (
    *(5.0, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR, 5 * _HOUR),
    *(10 * _HOUR, 14 * _HOUR, 20 * _HOUR, 24 * _HOUR),
)


@dataclass(frozen=True, slots=True)
class Pace:
    """How messages of one channel are sent: how many at once, how many a second (0: no limit), and the seconds after
    which each further attempt follows; when they are used up the message has failed.
    """

    at_once: Annotated[int, Between(1, 1000)] = 8
    per_second: Annotated[float, Between(0, 100_000)] = 0.0
    retries: tuple[Annotated[float, Between(0, 30 * 24 * _HOUR)], ...] = _USUAL


@dataclass(frozen=True, slots=True)
class Dispatch:
    """`lease_seconds`: how long a dispatcher may take for a message before another takes it over; `timeout_seconds`:
    how long one attempt may take; `jitter`: the share by which a wait is longer or shorter than it says;
    `poll_seconds`: how long to wait for something to do.
    """

    lease_seconds: Annotated[float, Between(5, 3600)] = 180.0
    timeout_seconds: Annotated[float, Between(1, 3000)] = 90.0
    jitter: Annotated[float, Between(0, 0.5)] = 0.2
    poll_seconds: Annotated[float, Between(0.05, 300)] = 1.0
    email: Pace = field(default_factory=Pace)
    sms: Pace = field(default_factory=Pace)
    system: Pace = field(default_factory=lambda: Pace(at_once=200))
    mail_house: Pace = field(default_factory=lambda: Pace(at_once=2))
    webhook: Pace = field(default_factory=lambda: Pace(at_once=64, retries=_OF_WEBHOOKS))

    def __post_init__(self) -> None:
        if self.timeout_seconds >= self.lease_seconds:
            raise Unfit("timeout_seconds", "an attempt may not take as long as the lease", "make the lease longer")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The hours, in the borrower's time zone, in which messages to customers are held; none without `start` and `end`.
    United States: Regulation F takes 21:00 to 08:00 to be inconvenient.
    """

    start: time | None = None
    end: time | None = None
    channels: tuple[Literal["sms", "email"], ...] = ("sms", "email")

    def __post_init__(self) -> None:
        if (self.start is None) != (self.end is None):
            missing = "end" if self.end is None else "start"
            raise Unfit(
                "start" if missing == "end" else "end", f"quiet hours need `{missing}`", f'write `{missing} = "08:00"`'
            )
        if self.start is not None and self.start == self.end:
            raise Unfit("end", "quiet hours that end when they begin leave no hour", "take the section out for none")
