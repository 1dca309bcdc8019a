"""Accounts as rows: reading everything rules may change of many accounts at once, and writing what they changed.

Takes a connection inside the caller's transaction; gives rows by account and table, and writes changes in bulk. Must
never begin or end a transaction, and never read the clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Select, Table, and_, bindparam, delete, insert, select, update

from runtime.store import schema
from runtime.store.books import BUSINESS_DAYS
from runtime.store.bulk import among, held, one_of
from runtime.store.business_days import ANY_DAY, read_business_days

Row = dict[str, Any]

#: Tables of which every account has exactly one row.
SINGLE: Final[tuple[Table, ...]] = (schema.loans, schema.loan_setup, schema.loan_settings, schema.loan_status)

#: Tables with any number of rows of an account that actions read or change.
MANY: Final[tuple[Table, ...]] = (
    schema.stop_interest_dates,
    schema.due_date_changes,
    schema.apd_adjustments,
    schema.dpd_adjustments,
    schema.transactions,
    schema.ledger_openings,
    schema.delinquency_buckets,
    schema.loan_portfolios,
    schema.loan_sub_portfolios,
    schema.loan_checklist_items,
    schema.loan_custom_values,
    schema.customer_links,
    schema.bankruptcies,
    schema.insurance_policies,
    schema.promises,
)

_EVERYTHING: Final[Mapping[str, Sequence[str]]] = {table.name: () for table in (*SINGLE, *MANY)}


def read_accounts(
    connection: Connection, loan_ids: Sequence[int], wanted: Mapping[str, Sequence[str]] | None = None
) -> dict[int, dict[str, list[Row]]]:
    """The rows of the accounts with these numbers, by account and table; every table of SINGLE and MANY is there, or
    with `wanted` those it names, each with the columns it gives beside `loan_id` (all of them where it gives none).
    """
    columns = wanted if wanted is not None else _EVERYTHING
    found: dict[int, dict[str, list[Row]]] = {loan_id: {name: [] for name in columns} for loan_id in loan_ids}
    alone = len(found) == 1
    given = {"numbers": loan_ids[0] if alone else held(connection, list(found))}
    for name, some in columns.items() if found else ():
        result = connection.execute(_rows_of(connection.dialect.name, name, tuple(some), alone=alone), given)
        names = tuple(result.keys())
        where = names.index("loan_id")
        for row in result.all():
            found[row[where]][name].append(dict(zip(names, row, strict=True)))
    _add_business_days(connection, found)
    return found


def _add_business_days(connection: Connection, found: Mapping[int, dict[str, list[Row]]]) -> None:
    """Hand the lender's business days to the accounts whose due dates keep to them."""
    keep = "setup_due_dates_on_business_days"
    keeping = [
        rows for rows in found.values() if any(row.get(keep, ANY_DAY) != ANY_DAY for row in rows.get("loan_setup", ()))
    ]
    if keeping:
        held = [{"calendar": read_business_days(connection)}]
        for rows in keeping:
            rows[BUSINESS_DAYS] = held


@cache
def _rows_of(dialect: str, name: str, columns: tuple[str, ...], *, alone: bool) -> Select[Any]:
    """The statement that reads rows of the accounts `numbers`, or of the one `alone`, from a table: `loan_id` and these
    columns, or all.
    """
    table = schema.METADATA.tables[name]
    selected = [table.c[column] for column in ("loan_id", *columns)] if columns else [table]
    loan_id = table.c.loan_id
    theirs = loan_id == bindparam("numbers") if alone else one_of(dialect, loan_id)
    return select(*selected).where(theirs).order_by(*table.primary_key)


def read_named(connection: Connection, table: Table, key: str) -> dict[Any, Row]:
    """All rows of a small table by one of its columns."""
    return {row[key]: dict(row) for row in connection.execute(select(table)).mappings()}


def write_updates(connection: Connection, table_name: str, changes: Iterable[tuple[Mapping[str, Any], Row]]) -> None:
    """Set columns of rows: each change is the columns that tell the row, and the columns to set."""
    table = schema.METADATA.tables[table_name]
    alike: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Row]] = defaultdict(list)
    for keys, values in changes:
        parameters = {f"key_{name}": value for name, value in keys.items()}
        parameters.update({f"new_{name}": value for name, value in values.items()})
        alike[tuple(keys), tuple(sorted(values))].append(parameters)
    for (told_by, columns), rows in alike.items():
        statement = (
            update(table)
            .where(*(table.c[name] == bindparam(f"key_{name}", type_=table.c[name].type) for name in told_by))
            .values({name: bindparam(f"new_{name}", type_=table.c[name].type) for name in columns})
        )
        connection.execute(statement, rows)


def write_deletes(connection: Connection, table_name: str, rows: Iterable[Row]) -> None:
    """Delete the rows told by these columns."""
    table = schema.METADATA.tables[table_name]
    alike: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        alike[tuple(sorted(row))].append({f"key_{name}": value for name, value in row.items()})
    for names, parameters in alike.items():
        conditions = [table.c[name] == bindparam(f"key_{name}", type_=table.c[name].type) for name in names]
        connection.execute(delete(table).where(and_(*conditions)), parameters)


def write_inserts(connection: Connection, table_name: str, rows: Iterable[Row]) -> None:
    """Insert the rows; rows with the same columns go in one statement, in order."""
    table = schema.METADATA.tables[table_name]
    alike: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        alike[tuple(sorted(row))].append(row)
    for batch in alike.values():
        connection.execute(insert(table), batch)


def grow_versions(connection: Connection, loan_ids: Sequence[int]) -> None:
    """Count a change of each of these accounts."""
    if loan_ids:
        table = schema.loans
        theirs = among(connection, table.c.loan_id, sorted(loan_ids))
        connection.execute(update(table).where(theirs).values(version=table.c.version + 1))


def mark_maintained(connection: Connection, loan_ids: Sequence[int], business_date: str) -> None:
    """Record that these accounts (in order) had their maintenance of the business date."""
    table = schema.loans
    theirs = among(connection, table.c.loan_id, loan_ids)
    connection.execute(update(table).where(theirs).values(loan_last_maintenance_date=business_date))
