"""A position carried on from elsewhere: as plain data for a store, and worked out from figures of a day.

Takes positions and figures, gives JSON-like data and positions. Pure. Amounts are written as decimal texts, never as
floats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from runtime.ledger.books import Position
from runtime.ledger.delinquency import Missed
from runtime.ledger.lateness import Past
from runtime.ledger.waterfall import Part


@dataclass(frozen=True, slots=True)
class Opening:
    """Where the books of an account begin: its position, what is known of the time before, the entries that the
    position already holds (as the greatest number by table), and the transactions that were reversed by then.
    """

    position: Position
    past: Past
    holds: Mapping[str, int]
    reversed: frozenset[int] = frozenset()


_MONEY = (
    "principal",
    "interest",
    "fees",
    "bearing",
    "outside",
    "payoff_fees",
    "escrow",
    "discount",
    "ahead",
    "earned",
    "last_day",
)
_PARTS = {part.value: part for part in Part}
_SUMS = ("credits", "charged_off", "advanced")


def as_data(opening: Opening) -> dict[str, Any]:
    """An opening as plain data."""
    at, past = opening.position, opening.past
    return {
        "day": at.day.isoformat(),
        "accrued_to": at.accrued_to.isoformat(),
        **{name: str(getattr(at, name)) for name in (*_MONEY, *_SUMS)},
        "next_index": at.next_index,
        "floor": _iso(at.floor),
        "held": _iso(at.held),
        "missed": [
            [item.due.isoformat(), *map(str, (item.scheduled, item.unpaid, item.principal))] for item in at.missed
        ],
        "paid": {part.value: str(amount) for part, amount in at.paid.items()},
        "payments": at.payments,
        "last_payment": _moved(at.last_payment),
        "last_credit": _moved(at.last_credit),
        "charged": [[day.isoformat(), str(amount)] for day, amount in at.charged],
        "late": [[day.isoformat(), _iso(since)] for day, since in at.late],
        "past": {
            "day": past.day.isoformat(),
            "delinquent_days": past.delinquent_days,
            "delinquencies": past.delinquencies,
            "began": _iso(past.began),
            "first_delinquent": _iso(past.first_delinquent),
            "last_current": _iso(past.last_current),
            "last_current_30": _iso(past.last_current_30),
            "history": past.history,
        },
        "holds": dict(opening.holds),
        "reversed": sorted(opening.reversed),
    }


def from_data(data: Mapping[str, Any]) -> Opening:
    """The opening that plain data stands for."""
    past = data["past"]
    return Opening(
        Position(
            day=date.fromisoformat(data["day"]),
            accrued_to=date.fromisoformat(data["accrued_to"]),
            **{name: Decimal(data[name]) for name in (*_MONEY, *_SUMS)},
            next_index=data["next_index"],
            floor=_day(data["floor"]),
            held=_day(data["held"]),
            missed=tuple(Missed(date.fromisoformat(due), *map(Decimal, sums)) for due, *sums in data["missed"]),
            paid={_PARTS[part]: Decimal(amount) for part, amount in data["paid"].items()},
            payments=data["payments"],
            last_payment=_held(data["last_payment"]),
            last_credit=_held(data["last_credit"]),
            charged=_charged(data),
            late=[(date.fromisoformat(day), _day(since)) for day, since in data["late"]],
        ),
        Past(
            day=date.fromisoformat(past["day"]),
            delinquent_days=past["delinquent_days"],
            delinquencies=past["delinquencies"],
            began=_day(past["began"]),
            first_delinquent=_day(past["first_delinquent"]),
            last_current=_day(past["last_current"]),
            last_current_30=_day(past["last_current_30"]),
            history=past["history"],
        ),
        data["holds"],
        frozenset(data["reversed"]),
    )


def _charged(data: Mapping[str, Any]) -> tuple[tuple[date, Decimal], ...]:
    """The fees that count as past due by their days; of an opening that does not tell them, as of its own day."""
    if "charged" in data:
        return tuple((date.fromisoformat(day), Decimal(amount)) for day, amount in data["charged"])
    counted = Decimal(data["fees"]) - Decimal(data["outside"])
    return ((date.fromisoformat(data["day"]), counted),) if counted else ()


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None else None


def _moved(held: tuple[date, Decimal] | None) -> list[str] | None:
    return [held[0].isoformat(), str(held[1])] if held is not None else None


def _held(data: list[str] | None) -> tuple[date, Decimal] | None:
    return (date.fromisoformat(data[0]), Decimal(data[1])) if data is not None else None
