"""Which roles may mark promises as kept by hand: the tenant's own setting.

Takes a connection; None stands for every role, as a new store has it, an empty list for none.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select, update

from runtime.store import schema


def read_roles(connection: Connection) -> list[str] | None:
    """The roles that may, None for every one."""
    found: list[str] | None = connection.scalar(select(schema.tenant.c.promise_roles))
    return found


def set_roles(connection: Connection, roles: Iterable[str] | None) -> None:
    """Let these roles, and no other, do so; None for every one."""
    made = None if roles is None else sorted(set(roles))
    connection.execute(update(schema.tenant).values(promise_roles=made))
