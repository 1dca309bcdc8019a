"""A realistic portfolio made up from a seed: loans with their lateness, borrowers, payments, promises, portfolios and
lists.

Takes a store, a count and a seed, adds that many loans in blocks, so that memory does not grow with the count. The
same seed gives the same loans, whatever the count; no real person or account is among them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from random import Random
from typing import Any, Final

from sqlalchemy import Connection, Table, func, insert, select

from cljrules.stdlib import catalogue
from runtime.store import schema
from runtime.store.accounts import SINGLE
from runtime.store.errors import StoreError
from runtime.store.numbering import catch_up, next_number
from runtime.store.open import Store
from runtime.store.placement import columns_of, snake
from runtime.store.synthetic.life import live
from runtime.store.synthetic.people import Rows, add_customer
from runtime.store.synthetic.rows import add_loan
from runtime.store.synthetic.shape import pick
from runtime.store.words import Words, add_words, read_words

BLOCK: Final = 500
MOST: Final = 10_000_000

# Parents before children, as the database checks references.
_ORDER: Final = (
    "loans",
    "loan_setup",
    "loan_settings",
    "loan_status",
    "customers",
    "customer_links",
    "addresses",
    "phones",
    "employers",
    "payment_profiles",
    "delinquency_buckets",
    "transactions",
    "autopays",
    "promises",
    "stop_interest_dates",
    "bankruptcies",
    "loan_portfolios",
    "loan_sub_portfolios",
    "loan_checklist_items",
    "loan_custom_values",
    "collateral",
    "insurance_policies",
)
_FIELDS: Final = ("Hardship plan", "Paperless agreement")


def generate(
    store: Store, count: int, seed: int, as_of: date, progress: Callable[[int, int], None] | None = None
) -> int:
    """Add `count` loans (1 to 10,000,000) as they stand on a day; gives how many loans the store then holds.

    `progress` is called with loans made and loans to make. Raises StoreError; loans of blocks already written stay.
    """
    if not 1 <= count <= MOST:
        raise StoreError("bad-count", f"cannot make {count:,} loans", f"ask for 1 to {MOST:,}")
    with store.begin() as connection:
        _prepare(connection)
        words = read_words(connection)
        loan_id = next_number(connection, schema.loans.c.loan_id)
        customer_id = next_number(connection, schema.customers.c.id)
    healthy = _healthy()
    for start in range(0, count, BLOCK):
        size = min(BLOCK, count - start)
        random = Random(f"{seed}/{start // BLOCK}")
        rows: Rows = defaultdict(list)
        for number in range(size):
            customer_id = _one(random, loan_id + start + number, customer_id, as_of, words, healthy, rows)
        with store.begin() as connection:
            for table in _ORDER:
                _insert(connection, schema.METADATA.tables[table], rows[table])
        if progress is not None:
            progress(start + size, count)
    with store.begin() as connection:
        catch_up(connection, schema.loans.c.loan_id, schema.customers.c.id)
        return connection.scalar(select(func.count()).select_from(schema.loans)) or 0


def _one(
    random: Random,
    loan_id: int,
    customer_id: int,
    as_of: date,
    words: Words,
    healthy: Mapping[str, Mapping[str, Any]],
    rows: Rows,
) -> int:
    """Add one loan with its borrowers; the next customer's number."""
    loan = live(random, pick(random), as_of)
    add_loan(random, loan_id, loan, words, healthy, rows)
    score = max(480, min(830, int(random.gauss(655 - loan.late_days // 2, 45))))
    joint = random.random() < 0.15
    for role in ("primary", "secondary") if joint else ("primary",):
        add_customer(random, customer_id, loan_id, role, as_of, score, rows)
        customer_id += 1
    codes = ("2", "2") if joint else ("1", "0")
    rows["loan_status"][-1].update(zip(("status_calced_ecoa", "status_calced_ecoa_co_buyer"), codes, strict=True))
    return customer_id


def _prepare(connection: Connection) -> None:
    """The words, agents and custom fields that made-up loans point to."""
    add_words(connection, catalogue.load().vocabulary)
    if connection.scalar(select(schema.custom_fields.c.id).limit(1)) is None:
        fields = [{"entity": "settings", "title": title, "kind": "text"} for title in _FIELDS]
        connection.execute(insert(schema.custom_fields), fields)
    if connection.scalar(select(schema.agents.c.username).limit(1)) is None:
        sample = catalogue.load().variables
        agent = {snake(v.name): v.healthy for v in columns_of("agents")}
        username = next(v.healthy for v in sample.values() if snake(v.name) == "settings_agent")
        connection.execute(insert(schema.agents).values(username=username, **agent))


def _healthy() -> dict[str, dict[str, Any]]:
    """The sample loan's columns by table, as the database keeps them."""
    from sqlalchemy.dialects import sqlite

    dialect = sqlite.dialect()
    found: dict[str, dict[str, Any]] = {}
    for table in SINGLE:
        values = {}
        for variable in columns_of(table.name):
            column = table.c[snake(variable.name)]
            process = column.type.dialect_impl(dialect).bind_processor(dialect)
            keeps = column.type.python_type is not bool and process is not None
            values[column.name] = process(variable.healthy) if keeps and process is not None else variable.healthy
        found[table.name] = values
    return found


def _insert(connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows whose values are already as the driver wants them; rows with the same columns go together."""
    alike: dict[tuple[str, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        alike[tuple(row)].append(row)
    for columns, batch in alike.items():
        compiled = insert(table).compile(dialect=connection.dialect, column_keys=list(columns))
        if compiled.positional:
            order = compiled.positiontup or []
            parameters: Any = [tuple(row[name] for name in order) for row in batch]
        else:
            parameters = [dict(row) for row in batch]
        connection.exec_driver_sql(str(compiled), parameters)
