"""Numbers of rows that a bulk writer gives itself, so that it can refer to them before they are written.

Takes key columns, gives the next free number; afterwards tells the database how far the writer came. For use inside one
writing transaction only: another writer would take the same numbers.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, func, select, text


def next_number(connection: Connection, key: Column[Any]) -> int:
    """The first number above all that the column holds."""
    return int(connection.scalar(select(func.max(key))) or 0) + 1


def catch_up(connection: Connection, *keys: Column[Any]) -> None:
    """Lets the database number rows of these columns' tables after the highest number there.

    SQLite does so by itself; PostgreSQL counts on its own and would give numbers a second time.
    """
    if connection.dialect.name != "postgresql":
        return
    for key in keys:
        statement = text("SELECT setval(pg_get_serial_sequence(:table, :column), :next, false)")
        last = {"table": key.table.name, "column": key.name, "next": next_number(connection, key)}
        connection.execute(statement, last)
