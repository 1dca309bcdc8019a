"""Quiet hours in the borrower's own time: which time zones an address can be in, and until when a message is held.

Takes a state and a ZIP code, gives time zones; takes zones and a moment, gives the moment from which all of them are
awake. Where an address leaves several zones open, an hour is quiet when it is quiet in any of them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from runtime.settings import QuietHours


@cache
def _known() -> tuple[Mapping[str, Sequence[str]], Mapping[str, Sequence[str]]]:
    text = Path(__file__).with_name("zones.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    by_zip = {}
    for span, zones in data["zip3"].items():
        first, last = map(int, span.split("-"))
        by_zip.update({f"{number:03d}": tuple(zones) for number in range(first, last + 1)})
    return {state: tuple(zones) for state, zones in data["states"].items()}, by_zip


def zones_of(address: Mapping[str, Any] | None, fallback: str) -> tuple[str, ...]:
    """The time zones an address can be in; the tenant's, `fallback`, where there is no address or no state in it."""
    states, by_zip = _known()
    state = str((address or {}).get("state") or "").strip().upper().removeprefix("GEO.STATE.")
    zones = tuple(states.get(state, ()))
    if len(zones) > 1:
        narrowed = by_zip.get(str((address or {}).get("zipcode") or "").strip()[:3], ())
        zones = tuple(zone for zone in narrowed if zone in zones) or zones
    return zones or (_usable(fallback),)


def _usable(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"
    return zone


def awake_at(zones: Iterable[str], moment: datetime, quiet: QuietHours) -> datetime:
    """The first moment, `moment` or later, in UTC, that is in no zone's quiet hours."""
    if quiet.start is None or quiet.end is None:
        return moment
    asked = tuple(zones)
    at = moment.astimezone(UTC)
    for _ in range(2 * len(asked) + 2):
        later = max((_end_of_quiet(zone, at, quiet) for zone in asked), default=at)
        if later == at:
            return at
        at = later
    return at


def _end_of_quiet(zone: str, moment: datetime, quiet: QuietHours) -> datetime:
    """The moment itself where it is not in the zone's quiet hours, else their end. Days of 23 or 25 hours count as the
    clocks on the wall do.
    """
    assert quiet.start is not None and quiet.end is not None
    local = moment.astimezone(ZoneInfo(zone))
    clock = local.time().replace(tzinfo=None)
    over_midnight = quiet.start > quiet.end
    inside = (clock >= quiet.start or clock < quiet.end) if over_midnight else quiet.start <= clock < quiet.end
    if not inside:
        return moment
    day = local.date() + timedelta(days=1 if over_midnight and clock >= quiet.start else 0)
    end = datetime.combine(day, quiet.end, ZoneInfo(zone)).astimezone(UTC)
    # a time that clocks skip in spring, or show twice in autumn, must not end before it began
    return end if end > moment else end + timedelta(hours=1)
