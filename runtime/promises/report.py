"""How reliable borrowers and agents are: promises made, kept and broken, and what they came to.

Takes a connection, the business date and a choice of promises, gives figures for all of them, by agent, by borrower and
by due date. The database adds up; what is in memory grows with agents, days and the borrowers asked for. Never writes.

A promise counts as decided once it is kept or broken; the kept rate is kept of decided. Cancelled promises are counted
and otherwise left out. Days are those from the due date to the day of what kept the promise: less than zero is early.
The value kept is what was promised in the promises that were kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Date, Select, case, cast, func, select

from runtime.promises.listing import Choice
from runtime.store import schema
from runtime.store.columns import dollars
from runtime.store.derived.people import full_name
from runtime.store.promise_states import CANCELLED, FAILED, FULFILLED, PENDING, state_column

#: How many borrowers a report tells of, where it is not asked for more.
BORROWERS: Final = 1000
_ZERO: Final = Decimal("0.00")


@dataclass(slots=True)
class Figures:
    """Promises added up; amounts in dollars, `days` from due dates to the days of what kept them."""

    promises: int = 0
    pending: int = 0
    kept: int = 0
    broken: int = 0
    cancelled: int = 0
    kept_early: int = 0
    kept_on_day: int = 0
    kept_late: int = 0
    days: int = 0
    amount_promised: Decimal = _ZERO
    value_kept: Decimal = _ZERO
    value_broken: Decimal = _ZERO

    @property
    def kept_rate(self) -> Decimal | None:
        """Kept of those decided, in percent with one decimal place; None while none is."""
        decided = self.kept + self.broken
        return (Decimal(100) * self.kept / decided).quantize(Decimal("0.1")) if decided else None

    @property
    def average_days(self) -> Decimal | None:
        """Days from the due date of those kept, on average: less than zero is early."""
        dated = self.kept_early + self.kept_on_day + self.kept_late
        return (Decimal(self.days) / dated).quantize(Decimal("0.1")) if dated else None

    def add(self, other: Figures) -> None:
        """Add another's figures to these."""
        for item in fields(self):
            setattr(self, item.name, getattr(self, item.name) + getattr(other, item.name))

    def as_data(self) -> dict[str, Any]:
        """The figures as JSON data."""
        found = {item.name: getattr(self, item.name) for item in fields(self) if item.name != "days"}
        return {**found, "kept_rate": self.kept_rate, "average_days": self.average_days}


@dataclass(frozen=True, slots=True)
class Borrower:
    """A borrower, by the number and name of the account's primary customer."""

    customer: int | None
    name: str


@dataclass(slots=True)
class Report:
    """The figures of a choice of promises; `borrowers` are the first of `borrower_count`, the most broken in front."""

    business_date: str
    choice: Choice
    total: Figures = field(default_factory=Figures)
    agents: dict[str, Figures] = field(default_factory=dict)
    days: dict[date, Figures] = field(default_factory=dict)
    borrowers: list[tuple[Borrower, Figures]] = field(default_factory=list)
    borrower_count: int = 0

    @property
    def months(self) -> dict[str, Figures]:
        """The figures by the month of the due date, YYYY-MM."""
        found: dict[str, Figures] = {}
        for day, figures in sorted(self.days.items()):
            found.setdefault(f"{day:%Y-%m}", Figures()).add(figures)
        return found

    def as_data(self) -> dict[str, Any]:
        """The report as JSON data."""
        return {
            "business_date": self.business_date,
            "choice": self.choice.as_data(),
            "total": self.total.as_data(),
            "agents": [{"agent": name, **figures.as_data()} for name, figures in self.agents.items()],
            "borrowers": [
                {"customer": who.customer, "borrower": who.name, **figures.as_data()} for who, figures in self.borrowers
            ],
            "borrower_count": self.borrower_count,
            "months": [{"month": name, **figures.as_data()} for name, figures in self.months.items()],
        }


def report(connection: Connection, today: date, choice: Choice, *, borrowers: int | None = BORROWERS) -> Report:
    """The report of the promises chosen, with so many borrowers (None: all of them)."""
    made = Report(today.isoformat(), choice)
    table = schema.promises.c
    for row in connection.execute(_by(connection, today, choice, table.logged_by)):
        figures = made.agents[row[0] or ""] = _figures(row[1:])
        made.total.add(figures)
    made.agents = dict(sorted(made.agents.items(), key=lambda item: (-item[1].promises, item[0])))
    for row in connection.execute(_by(connection, today, choice, table.due_date)):
        made.days[date.fromisoformat(row[0])] = _figures(row[1:])
    _add_borrowers(connection, today, made, borrowers)
    return made


def _by(connection: Connection, today: date, choice: Choice, *keys: ColumnElement[Any]) -> Select[Any]:
    """Figures grouped by columns of the table of promises."""
    return select(*keys, *_sums(connection, today)).where(*choice.conditions(today)).group_by(*keys)


def _sums(connection: Connection, today: date) -> list[ColumnElement[Any]]:
    """The columns of figures, named as in `Figures`; amounts in whole cents."""
    table = schema.promises.c
    state = state_column(today.isoformat())
    late = _days_late(connection)

    def where(condition: ColumnElement[bool], what: Any = 1) -> ColumnElement[Any]:
        return func.coalesce(func.sum(case((condition, what), else_=0)), 0)

    amount = cast(table.amount, schema.loans.c.loan_id.type)
    made: Mapping[str, ColumnElement[Any]] = {
        "promises": func.count(),
        "pending": where(state == PENDING),
        "kept": where(table.fulfilled),
        "broken": where(state == FAILED),
        "cancelled": where(state == CANCELLED),
        "kept_early": where(table.fulfilled & (table.fulfillment_date < table.due_date)),
        "kept_on_day": where(table.fulfilled & (table.fulfillment_date == table.due_date)),
        "kept_late": where(table.fulfilled & (table.fulfillment_date > table.due_date)),
        "days": where(table.fulfilled & table.fulfillment_date.is_not(None), late),
        "amount_promised": where(state != CANCELLED, amount),
        "value_kept": where(state == FULFILLED, amount),
        "value_broken": where(state == FAILED, amount),
    }
    return [made[item.name].label(item.name) for item in fields(Figures)]


def _days_late(connection: Connection) -> ColumnElement[Any]:
    table = schema.promises.c
    if connection.dialect.name == "sqlite":
        return cast(
            func.julianday(table.fulfillment_date) - func.julianday(table.due_date), schema.loans.c.loan_id.type
        )
    return cast(table.fulfillment_date, Date) - cast(table.due_date, Date)


def _figures(values: Any) -> Figures:
    made: dict[str, Any] = {}
    for item, value in zip(fields(Figures), values, strict=True):
        made[item.name] = dollars(int(value)) if item.default is _ZERO else int(value)
    return Figures(**made)


def _add_borrowers(connection: Connection, today: date, made: Report, limit: int | None) -> None:
    """The borrowers, those of the most broken promises in front, then those who promised most."""
    links, people = schema.customer_links, schema.customers
    of_loan = _by(connection, today, made.choice, schema.promises.c.loan_id).subquery()
    sums = [func.sum(of_loan.c[item.name]).label(item.name) for item in fields(Figures)]
    owner = (links.c.loan_id == of_loan.c.loan_id) & (links.c.role == "primary")
    grouped = (
        select(links.c.customer_id, *sums)
        .select_from(of_loan.outerjoin(links, owner))
        .group_by(links.c.customer_id)
        .subquery()
    )
    names = ("first_name", "middle_name", "last_name", "company_name")
    figures = [grouped.c[item.name] for item in fields(Figures)]
    statement = (
        select(grouped.c.customer_id, *figures, *(people.c[name] for name in names), func.count().over())
        .select_from(grouped.outerjoin(people, people.c.id == grouped.c.customer_id))
        .order_by(grouped.c.broken.desc(), grouped.c.amount_promised.desc(), grouped.c.customer_id)
        .limit(limit)
    )
    for row in connection.execute(statement):
        person = dict(zip(names, row[1 + len(figures) :], strict=False))
        who = Borrower(row[0], full_name(person) if row[0] is not None else "")
        made.borrowers.append((who, _figures(row[1 : 1 + len(figures)])))
        made.borrower_count = row[-1]


#: What a report can be written as line by line: the name of the grouping, and its lines.
GROUPINGS: Final[Mapping[str, Callable[[Report], list[tuple[str, Figures]]]]] = {
    "agent": lambda made: list(made.agents.items()),
    "borrower": lambda made: [(who.name or str(who.customer or ""), figures) for who, figures in made.borrowers],
    "month": lambda made: list(made.months.items()),
}
