"""Loans as criteria see them: mappings from the catalogue's variable names to values of the language.

Takes a connection and a business date, gives one loan or pages of loans with exactly the variables asked for, read with
one query for all columns and one for each other table a page needs. Must never write, and never read a clock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, false, select

from cljrules.stdlib import catalogue
from cljrules.values.symbols import to_units
from runtime.store import placement, schema
from runtime.store.derived import account, belongings, people, servicing
from runtime.store.derived.view import View
from runtime.store.page import Page

Loan = Mapping[str, Any]

_TABLES = schema.METADATA.tables


@cache
def view_functions() -> Mapping[str, View]:
    """The function of every variable without a column, by the variable's name in snake case."""
    modules = (account, belongings, people, servicing)
    return {value.name: value for module in modules for value in vars(module).values() if isinstance(value, View)}


@dataclass(frozen=True, slots=True)
class Plan:
    """How to read a set of variables: the statement, and what to make of its columns."""

    statement: Select[Any]
    columns: tuple[str, ...]
    direct: tuple[tuple[str, str], ...]
    texts: tuple[str, ...]
    computed: tuple[tuple[str, View], ...]

    def loan(self, page: Page, row: dict[str, Any]) -> dict[str, Any]:
        """One loan's variables from its columns."""
        loan = {name: row[column] for name, column in self.direct}
        for name in self.texts:
            value = loan[name]
            if value is not None and not value.isascii():
                loan[name] = to_units(value)
        for name, view in self.computed:
            loan[name] = view.function(page, row)
        return loan


def loan_view(
    connection: Connection, loan_id: int, business_date: date, variables: Collection[str] | None = None
) -> Loan:
    """The loan at the business date: every variable of the catalogue, or only `variables`.

    Raises LookupError for a loan or a variable that does not exist.
    """
    found = views_of(connection, business_date, variables, [loan_id])
    if loan_id not in found:
        raise LookupError(f"no loan with number {loan_id}")
    return found[loan_id]


def views_of(
    connection: Connection, business_date: date, variables: Collection[str] | None, loan_ids: Sequence[int]
) -> dict[int, Loan]:
    """The loans of these numbers that exist, by number."""
    found: dict[int, Loan] = {}
    loan_id = schema.loans.c.loan_id
    for at in range(0, len(loan_ids), 500):
        chunk = loan_ids[at : at + 500]
        condition = loan_id == chunk[0] if len(chunk) == 1 else loan_id.in_(chunk)
        found.update(_read(connection, business_date, variables, [condition], None))
    return found


def loan_views(
    connection: Connection,
    business_date: date,
    variables: Collection[str] | None,
    after_id: int = 0,
    limit: int = 2000,
    only: Sequence[ColumnElement[bool]] = (),
) -> list[tuple[int, Loan]]:
    """The next page: up to `limit` loans with numbers above `after_id`, in order, each with its variables.

    `only` are further conditions on columns of `loans`. An empty page is the end.
    """
    conditions = [schema.loans.c.loan_id > after_id, *only]
    return list(_read(connection, business_date, variables, conditions, limit).items())


def all_loan_views(
    connection: Connection,
    business_date: date,
    variables: Collection[str] | None,
    limit: int = 2000,
    only: Sequence[ColumnElement[bool]] = (),
) -> Iterator[tuple[int, Loan]]:
    """Every loan, page after page, so that only one page is in memory."""
    after = 0
    while page := loan_views(connection, business_date, variables, after, limit, only):
        yield from page
        after = page[-1][0]


def live(business_date: date) -> list[ColumnElement[bool]]:
    """Conditions for accounts that maintenance takes: not archived, deleted, temporary or maintained that day."""
    loans = schema.loans.c
    maintained = loans.loan_last_maintenance_date
    return [
        ~loans.loan_archived,
        ~loans.loan_deleted,
        ~loans.loan_temporary,
        maintained.is_(None) | (maintained < business_date.isoformat()),
    ]


def plan(variables: Collection[str] | None) -> Plan:
    """How to read these variables (None: all of them); LookupError for one that the catalogue does not have."""
    known = catalogue.load().variables
    return _plan(frozenset(known if variables is None else variables))


@cache
def _plan(variables: frozenset[str]) -> Plan:
    known = catalogue.load().variables
    columns: dict[str, Column[Any]] = {"loan_id": schema.loans.c.loan_id}
    direct, texts, computed = [], [], []
    for name in sorted(variables):
        if name not in known:
            raise LookupError(f"no variable `{name}` in the catalogue")
        variable = known[name]
        where = placement.place(variable)
        if where is None:
            view = view_functions()[placement.snake(name)]
            computed.append((name, view))
            needed = view.reads
        else:
            direct.append((name, where.column))
            needed = (f"{where.table}.{where.column}",)
            if variable.type in ("text", "enum"):
                texts.append(name)
        for full in needed:
            table, column = full.split(".")
            columns[column] = _TABLES[table].c[column]
    statement = _joined({column.table.name for column in columns.values()}, list(columns.values()))
    return Plan(statement, tuple(columns), tuple(direct), tuple(texts), tuple(computed))


def _joined(tables: set[str], columns: list[Column[Any]]) -> Select[Any]:
    """The columns of every loan; the tables that may lack a row for it are joined from outside."""
    loans, settings = schema.loans, schema.loan_settings
    if schema.agents.name in tables:
        tables.add(settings.name)
    source: Any = loans
    for table in (schema.loan_setup, settings, schema.loan_status):
        if table.name in tables:
            source = source.join(table, table.c.loan_id == loans.c.loan_id)
    outer = {
        schema.insurance_policies: schema.insurance_policies.c.loan_id == loans.c.loan_id,
        schema.bankruptcies: (schema.bankruptcies.c.loan_id == loans.c.loan_id) & schema.bankruptcies.c.active,
        schema.agents: schema.agents.c.username == settings.c.settings_agent,
        schema.tenant: schema.tenant.c.id == 1,
    }
    for table, condition in outer.items():
        if table.name in tables:
            source = source.outerjoin(table, condition)
    return select(*columns).select_from(source).order_by(loans.c.loan_id)


def _read(
    connection: Connection,
    business_date: date,
    variables: Collection[str] | None,
    conditions: Sequence[ColumnElement[bool]],
    limit: int | None,
) -> dict[int, Loan]:
    how = plan(variables)
    result = connection.execute(how.statement.where(*(conditions or [false()])).limit(limit))
    rows = [dict(zip(how.columns, row, strict=True)) for row in result]
    page = Page(connection, business_date, list(map(itemgetter("loan_id"), rows)))
    return {row["loan_id"]: how.loan(page, row) for row in rows}
