"""The columnar sweep: which accounts of many have nothing to do tonight.

Takes the rules and a stretch of accounts, reads just the columns that criteria name, evaluates all criteria on all
accounts at once, and gives the accounts on which every rule is sure to be false. Every other account, one on which the
columnar engine abstains included, is left to the run itself, so that what happens never depends on the sweep. Never
writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import repeat
from typing import Any, Final

import polars as pl
from sqlalchemy import BigInteger, ColumnElement, Connection, String, type_coerce

from cljrules.interp.columnar import ColumnarCriteria, answers, column_of, columns_read, described, lower
from cljrules.interp.columns import BOOL, DAY, DEC, INT, STR, ColumnKind, Shape, odd_column
from cljrules.stdlib import catalogue
from cljrules.stdlib.catalogue.shapes import shape_of
from runtime.maintenance.once import held_back
from runtime.maintenance.rules import RunnableRule
from runtime.store import schema
from runtime.store.columns import Day, Money, Number
from runtime.store.derived.view import View
from runtime.store.page import Page, Rows
from runtime.store.placement import place
from runtime.store.views import live, plan

_STORED: Final[dict[str, Any]] = {INT: pl.Int64, DEC: pl.Int64, BOOL: pl.Boolean, STR: pl.String, DAY: pl.String}


class Sweep:
    """Sweeps of one run: the same rules, one business date."""

    def __init__(self, rules: Sequence[RunnableRule], business_date: date, activated: str) -> None:
        self._rules = rules
        self._date = business_date
        self._activated = activated
        names = frozenset().union(*(columns_read(rule.criteria.node, shape_of) for rule in rules))
        self._shapes = {name: shape for name in sorted(names) if (shape := shape_of(name)) is not None}
        variables = {name.split("/")[0] for name in self._shapes} | {activated}
        self._plan = plan(variables)
        needed = {column.split(".")[1] for _, view in self._plan.computed for column in view.reads}
        self._raw: dict[str, str] = {}
        for variable in variables:
            where = place(catalogue.load().variables[variable])
            if where is not None and where.column not in needed:
                self._raw[variable] = where.column
        self._lowered: dict[tuple[tuple[str, ColumnKind], ...], dict[str, ColumnarCriteria]] = {}

    def quiet(self, connection: Connection, numbers: Sequence[int]) -> dict[int, bool]:
        """The accounts among these (in order of their numbers) on which no rule fires, fails or ends a stretch, each
        with whether it is activated.
        """
        try:
            return self._quiet(connection, numbers)
        except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError):
            # stored values that no column holds: the run itself says which account has them
            return {}

    def _quiet(self, connection: Connection, numbers: Sequence[int]) -> dict[int, bool]:
        rows = connection.execute(self._statement(numbers)).fetchall()
        if not rows or not self._shapes:
            return {}
        columns = dict(zip(self._plan.columns, zip(*rows, strict=True), strict=True))
        found: Sequence[int] = columns["loan_id"]
        values = self._values(connection, columns, found)
        frame = pl.DataFrame(
            {
                name: series
                for column, shape in self._shapes.items()
                for name, series in self._column(column, shape, columns, values).items()
            }
        )
        told = answers(frame, self._criteria(described(frame, self._shapes)))
        silent = told.select(~pl.any_horizontal(pl.all().fill_null(True))).to_series()
        busy = {loan_id for loan_id, _ in held_back(connection, self._rules, found)}
        activated = values[self._activated] if self._activated in values else columns[self._raw[self._activated]]
        return {
            loan_id: bool(active)
            for loan_id, nothing, active in zip(found, silent, activated, strict=True)
            if nothing and loan_id not in busy
        }

    def _statement(self, numbers: Sequence[int]) -> Any:
        """The plan's statement for these accounts, with exact numbers and days as they are stored."""
        raw = set(self._raw.values())
        selected = self._plan.statement.selected_columns.items()
        columns = [_stored(name, column) if name in raw else column for name, column in selected]
        loan_id = schema.loans.c.loan_id
        only = [loan_id >= numbers[0], loan_id <= numbers[-1], *live(self._date)]
        return self._plan.statement.with_only_columns(*columns, maintain_column_froms=True).where(*only)

    def _values(
        self, connection: Connection, columns: Mapping[str, Sequence[Any]], numbers: Sequence[int]
    ) -> dict[str, list[Any]]:
        """What the language sees of variables that are not taken as they are stored."""
        page = _WatchedPage(connection, self._date, numbers)
        made: dict[str, list[Any]] = {
            name: list(columns[column]) for name, column in self._plan.direct if name not in self._raw
        }
        for name, view in self._plan.computed:
            made[name] = _Views(view, page).of(columns, numbers)
        return made

    def _column(
        self, name: str, shape: Shape, columns: Mapping[str, Sequence[Any]], values: Mapping[str, Sequence[Any]]
    ) -> dict[str, pl.Series]:
        variable = name.split("/")[0]
        if variable in values:
            return column_of(values[variable], name, shape)
        stored = pl.Series(columns[self._raw[variable]], dtype=_STORED[shape.kind])
        return {name: stored} if shape.kind != DAY else dict(_days(name, stored))

    def _criteria(self, kinds: Mapping[str, ColumnKind]) -> dict[str, ColumnarCriteria]:
        key = tuple(kinds.items())
        found = self._lowered.get(key)
        if found is None:
            found = {str(rule.number): lower(rule.criteria.node, kinds, self._date) for rule in self._rules}
            self._lowered = {key: found}
        return found


class _Row(dict[str, Any]):
    """One account's columns, which counts how often its number was asked for."""

    numbered = 0

    def __getitem__(self, name: str) -> Any:
        self.numbered += name == "loan_id"
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.numbered += name == "loan_id"
        return super().get(name, default)


class _WatchedPage(Page):
    """A page that notes which rows were asked for by account: of what, and whether there were any."""

    def __init__(self, connection: Connection, business_date: date, loan_ids: Sequence[int]) -> None:
        super().__init__(connection, business_date, loan_ids)
        self.asked: list[Rows] = []
        self.found = False

    def of_account(self, name: str, loan_id: int, read: Callable[[], Rows]) -> list[dict[str, Any]]:
        """The rows of one loan that go by a name."""
        rows = super().of_account(name, loan_id, read)
        self.asked.append(self.known(name))
        self.found |= bool(rows)
        return rows


class _Views:
    """What one view function gives for each account. Most of what it gives is alike: accounts with the same columns get
    the same where the function did not ask for the account's number, and where it asked only for rows that they, too,
    have none of.
    """

    def __init__(self, view: View, page: _WatchedPage) -> None:
        self._function = view.function
        self._needed = [column.split(".")[1] for column in view.reads]
        self._page = page
        self._known: dict[Any, Any] = {}
        self._without: dict[Any, tuple[list[Rows], Any]] = {}

    def of(self, columns: Mapping[str, Sequence[Any]], numbers: Sequence[int]) -> list[Any]:
        """The values for the accounts of these columns."""
        needed = self._needed
        inputs = zip(*(columns[column] for column in needed), strict=True) if needed else repeat((), len(numbers))
        known, without = self._known, self._without
        made = []
        for loan_id, held in zip(numbers, inputs, strict=True):
            value = known.get(held, known)
            if value is known:
                asked, value = without.get(held, _UNASKED)
                if asked is None or any(loan_id in rows for rows in asked):
                    value = self._ask(loan_id, held)
            made.append(value)
        return made

    def _ask(self, loan_id: int, held: tuple[Any, ...]) -> Any:
        page = self._page
        page.asked, page.found = [], False
        row = _Row(zip(self._needed, held, strict=True), loan_id=loan_id)
        value = self._function(page, row)
        if not row.numbered:
            self._known[held] = value
        elif not page.found and row.numbered == len(page.asked):
            self._without[held] = (page.asked, value)
        return value


_UNASKED: Final[tuple[list[Rows] | None, Any]] = (None, None)


def _stored(name: str, column: ColumnElement[Any]) -> ColumnElement[Any]:
    if isinstance(column.type, Money | Number):
        return type_coerce(column, BigInteger).label(name)
    return type_coerce(column, String).label(name) if isinstance(column.type, Day) else column


def _days(name: str, texts: pl.Series) -> Iterator[tuple[str, pl.Series]]:
    """Days of their texts; a text that names none is odd."""
    days = texts.str.to_date("%Y-%m-%d", strict=False)
    days = days.zip_with(days.dt.to_string("%Y-%m-%d") == texts, pl.Series([None], dtype=pl.Date))
    odd = days.is_null() & texts.is_not_null()
    if odd.any():
        yield odd_column(name), odd
    yield name, days.cast(pl.Int32)
