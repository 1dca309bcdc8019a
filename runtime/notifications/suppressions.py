"""Addresses that nothing more is sent to: numbers that answered STOP, mailboxes that do not exist.

Takes connections inside a transaction, and addresses as they are written. Who decides whether a message goes out asks
here; channels and what comes in from providers write here.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, RowMapping, select

from runtime.notifications.message import EMAIL
from runtime.store.schema import suppressions


def same(channel: str, address: str) -> str:
    """The address as it is kept: e-mail addresses in lower case and without a name."""
    if channel != EMAIL:
        return address.strip()[:200]
    return address.rpartition("<")[2].rstrip("> ").strip().lower()[:200]


def why_suppressed(connection: Connection, channel: str, address: str) -> str | None:
    """Why nothing is sent to the address, None where something may be."""
    wanted = (suppressions.c.channel == channel) & (suppressions.c.address == same(channel, address))
    return connection.scalar(select(suppressions.c.reason).where(wanted))


def suppress(connection: Connection, channel: str, address: str, reason: str, now: datetime) -> None:
    """Send nothing more to the address; the first reason stays."""
    if why_suppressed(connection, channel, address) is None:
        row = {"channel": channel, "address": same(channel, address), "reason": reason, "since": now}
        connection.execute(suppressions.insert().values(row))


def lift(connection: Connection, channel: str, address: str) -> bool:
    """Let messages go to the address again; whether they had been withheld."""
    wanted = (suppressions.c.channel == channel) & (suppressions.c.address == same(channel, address))
    return bool(connection.execute(suppressions.delete().where(wanted)).rowcount)


def listed(connection: Connection) -> list[RowMapping]:
    """Every address that nothing more is sent to, with the reason and since when."""
    wanted = select(suppressions).order_by(suppressions.c.channel, suppressions.c.address)
    return list(connection.execute(wanted).mappings())
