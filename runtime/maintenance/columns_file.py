"""The variables of all accounts as of a day, as columns of a Parquet file.

Takes a connection and a day, gives the file: one row an account, one column a variable of the catalogue, typed; maps
and lists are JSON texts. The figures of a day before those that stand in the store are worked out from the books;
accounts whose books do not reach the day are left out and counted. Only a part of the accounts is in memory.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, func, select

from cljrules.stdlib import catalogue
from cljrules.stdlib.catalogue import Variable
from cljrules.suggest import did_you_mean
from cljrules.values.symbols import from_units
from runtime.actions.account import NotApplied
from runtime.maintenance.live import LiveLoan
from runtime.maintenance.past import PastPage, account_as_of
from runtime.store import placement, schema
from runtime.store.columns import plain
from runtime.store.errors import StoreError
from runtime.store.views import all_loan_views
from runtime.store.words import read_words

if TYPE_CHECKING:
    import polars as pl

_AT_ONCE: Final = 20_000
_WHOLE_DIGITS: Final = 38

Progress = Callable[[int, int], None]
Loan = tuple[int, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Written:
    """How many accounts and columns a file holds, and how many accounts the day knows nothing of."""

    accounts: int
    columns: int
    unknown: int


def write_columns(
    connection: Connection,
    day: date,
    path: Path,
    names: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Written:
    """Write the variables (all of them, or `names`) of every account as of a day. Raises StoreError for a name that the
    catalogue does not have, and for a file that cannot be written; an earlier file of the name stays then.
    """
    import polars as pl

    chosen = _chosen(names)
    kinds = {_identity(): pl.Int64(), **{item.name: _kind(item) for item in chosen}}
    total = connection.scalar(select(func.count()).select_from(schema.loans)) or 0
    loans, done = _loans(connection, day, [item.name for item in chosen]), 0
    try:
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            parts: list[Path] = []
            while batch := list(islice(loans, _AT_ONCE)):
                part = Path(folder) / f"{len(parts):06}.parquet"
                _frame(batch, kinds, chosen).write_parquet(part)
                parts.append(part)
                done += len(batch)
                if progress is not None:
                    progress(done, total)
            whole = Path(folder) / "whole.parquet"
            if parts:
                pl.scan_parquet(parts).sink_parquet(whole)
            else:
                pl.DataFrame(schema=kinds).write_parquet(whole)
            whole.replace(path)
    except OSError as error:
        raise StoreError("bad-file", f"`{path}` cannot be written: {error.strerror}", "name another file") from None
    return Written(done, len(kinds), total - done)


def _chosen(names: Collection[str] | None) -> list[Variable]:
    known = catalogue.load().variables
    for name in names or ():
        if name not in known:
            help = did_you_mean(name, list(known)) or "`cljrules doc` lists them"
            raise StoreError("bad-option", f"there is no variable `{name}`", help)
    return [item for item in known.values() if item.name != _identity() and (names is None or item.name in names)]


def _identity() -> str:
    """The variable that is an account's number."""
    return placement.by_column()["loan_id"].name


def _loans(connection: Connection, day: date, names: Sequence[str]) -> Iterator[Loan]:
    """The accounts with their variables, in order of their numbers."""
    stands_for = connection.scalar(select(func.max(schema.loan_status.c.status_date)))
    if stands_for is None or stands_for <= day.isoformat():
        yield from all_loan_views(connection, day, names)
        return
    words = read_words(connection)
    for number in connection.scalars(select(schema.loans.c.loan_id).order_by(schema.loans.c.loan_id)).all():
        with suppress(StoreError, NotApplied):
            account = account_as_of(connection, number, day, words)
            loan = LiveLoan(PastPage(connection, day, {number: account}), account)
            yield number, {name: loan[name] for name in names}


def _kind(item: Variable) -> pl.DataType:
    import polars as pl

    match item.type:
        case "boolean":
            return pl.Boolean()
        case "integer":
            return pl.Int64()
        case "money":
            return pl.Decimal(_WHOLE_DIGITS, 2)
        case "rate" | "percent" | "number":
            return pl.Decimal(_WHOLE_DIGITS, 6)
        case "date":
            return pl.Date()
        case "datetime":
            return pl.Datetime("us", "UTC")
    return pl.String()


def _frame(batch: Sequence[Loan], kinds: Mapping[str, pl.DataType], chosen: Sequence[Variable]) -> pl.DataFrame:
    import polars as pl

    columns: dict[str, list[Any]] = {_identity(): [number for number, _ in batch]}
    for item in chosen:
        columns[item.name] = [_value(item, loan[item.name]) for _, loan in batch]
    return pl.DataFrame(columns, schema=dict(kinds), strict=True)


def _value(item: Variable, value: Any) -> Any:
    if value is None:
        return None
    match item.type:
        case "boolean" | "integer" | "money" | "rate" | "percent" | "number":
            return value
        case "date":
            return date.fromisoformat(value)
        case "datetime":
            return datetime.fromisoformat(value)
        case "text" | "enum":
            return from_units(value)
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True)
