"""Many rows at once, past what the library does for each value: for whole portfolios, in the driver's own terms.

Takes a connection inside the caller's transaction, and rows whose values are already as the database keeps them (cents,
millionths, ISO texts). On SQLite a statement is executed for row after row, which is what it is best at; on PostgreSQL
rows are copied into a table of the transaction's own and taken from there in one statement.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Connection, Table, and_, any_, bindparam, cast, func, select

Row = tuple[Any, ...]

_POSTGRESQL: Final = "postgresql"
_COPIED: Final = "copied"


def among(connection: Connection, column: ColumnElement[int], numbers: Sequence[int]) -> ColumnElement[bool]:
    """The condition that a column is one of these numbers (in order, at least one), however many: its text is the same
    for all, so that the statement is made ready once.
    """
    first, last = numbers[0], numbers[-1]
    if last - first + 1 == len(numbers):
        return column.between(first, last)
    if connection.dialect.name == _POSTGRESQL:
        listed = cast(bindparam(None, list(numbers), type_=ARRAY(BigInteger)), ARRAY(BigInteger))
        return and_(column.between(first, last), column == any_(listed))
    return column.in_(select(func.json_each(json.dumps(numbers)).table_valued("value").c.value))


def one_of(dialect: str, column: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that a column is one of the numbers that the parameter `numbers` holds (`held`)."""
    if dialect == _POSTGRESQL:
        return column == any_(cast(bindparam("numbers", type_=ARRAY(BigInteger)), ARRAY(BigInteger)))
    return column.in_(select(func.json_each(bindparam("numbers")).table_valued("value").c.value))


def held(connection: Connection, numbers: Sequence[int]) -> Any:
    """Numbers as the parameter that `one_of` asks for."""
    return list(numbers) if connection.dialect.name == _POSTGRESQL else json.dumps(numbers)


def set_columns(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Set columns of rows of a table with one row an account: each row is the account's number and the values, in
    order of the numbers.
    """
    if not rows:
        return
    if connection.dialect.name == _POSTGRESQL:
        assigned = ", ".join(f"{column} = {_COPIED}.{column}" for column in columns)
        with _copied(connection, table, ("loan_id", *columns), rows):
            connection.exec_driver_sql(
                f"UPDATE {table.name} SET {assigned} FROM {_COPIED} WHERE {table.name}.loan_id = {_COPIED}.loan_id "
                f"AND {table.name}.loan_id BETWEEN {int(rows[0][0])} AND {int(rows[-1][0])}"
            )
        return
    assigned = ", ".join(f"{column} = ?{place}" for place, column in enumerate(columns, 2))
    connection.exec_driver_sql(f"UPDATE {table.name} SET {assigned} WHERE loan_id = ?1", list(rows))


def put_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert rows of a table with one row an account, in place of those there are; values in the order of `columns`."""
    if not rows:
        return
    names = ", ".join(columns)
    if connection.dialect.name == _POSTGRESQL:
        assigned = ", ".join(f"{column} = excluded.{column}" for column in columns if column != "loan_id")
        with _copied(connection, table, columns, rows):
            connection.exec_driver_sql(
                f"INSERT INTO {table.name} ({names}) SELECT {names} FROM {_COPIED} "
                f"ON CONFLICT (loan_id) DO UPDATE SET {assigned}"
            )
        return
    places = ", ".join("?" * len(columns))
    connection.exec_driver_sql(f"INSERT OR REPLACE INTO {table.name} ({names}) VALUES ({places})", list(rows))


@contextmanager
def _copied(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> Iterator[None]:
    """The rows in a table of this transaction."""
    names = ", ".join(columns)
    made = f"CREATE TEMPORARY TABLE {_COPIED} ON COMMIT DROP AS SELECT {names} FROM {table.name} WITH NO DATA"
    connection.exec_driver_sql(made)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {_COPIED} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    yield
    connection.exec_driver_sql(f"DROP TABLE {_COPIED}")
