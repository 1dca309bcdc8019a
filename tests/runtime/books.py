"""What the runtime's tests share: small packs, made-up portfolios, and the whole of a store as comparable data."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from cljrules.evaluation import Program
from cljrules.parser.reader import read
from cljrules.source import Source
from cljrules.stdlib import catalogue
from runtime.deployments import Outcome, deploy
from runtime.store import schema
from runtime.store.columns import Moment
from runtime.store.export import canonical_lines
from runtime.store.generator import generate
from runtime.store.open import Store, open_store
from runtime.store.views import all_loan_views, loan_view

LEASE = ("worker", "epoch", "beats")
DAY = date(2026, 11, 22)

MANIFEST = """
[pack]
name = "{name}"
version = "{version}"
files = ["all.rules.clj"]

[vocabulary]
portfolios = {{ "Collections" = ["Early", "Late"], "Legal" = ["Court"], "Watch" = [] }}
credit-categories = ["Goodwill"]
checklists = {{ "Charge-off" = ["Letter sent", "Manager approved"] }}
source-companies = ["Acme Auto", "Beta Cars"]

[vocabulary.loan-status]
Application = ["Approved", "Ready to fund"]
Open = ["Repaying", "Pending Payoff", "Bankruptcy"]
Closed = ["Charged Off"]
"""


def write_pack(folder: Path, rules: str, *, name: str = "small", version: str = "1") -> Path:
    """A pack with this text of rules."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cljrules.toml").write_text(MANIFEST.format(name=name, version=version), encoding="utf-8")
    (folder / "all.rules.clj").write_text(rules, encoding="utf-8")
    return folder


def put(store: Store, folder: Path, rules: str, **named: str) -> Outcome:
    """Deploy a pack with this text of rules."""
    return deploy(store, write_pack(folder, rules, **named))


def made(path: Path, loans: int = 200, seed: int = 5) -> Store:
    """A store on disk with a made-up portfolio."""
    store = open_store(str(path), create=True, today=DAY)
    generate(store, loans, seed, DAY)
    return store


def dump(store: Store, *, without: frozenset[str] = frozenset()) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in order of its key, without the moments at which things were written, and who wrote
    them how often.
    """
    found = {}
    with store.read() as connection:
        for table in schema.METADATA.sorted_tables:
            if table.name in without:
                continue
            columns = [
                column for column in table.columns if not isinstance(column.type, Moment) and column.name not in LEASE
            ]
            order = ", ".join(column.name for column in table.primary_key)
            names = ", ".join(f'"{column.name}"' for column in columns)
            found[table.name] = [
                tuple(row) for row in connection.exec_driver_sql(f"SELECT {names} FROM {table.name} ORDER BY {order}")
            ]
    return found


def books_of(store: Store) -> list[str]:
    """Every business fact, as the canonical export tells it."""
    with store.read() as connection:
        return list(canonical_lines(connection))


def difference(first: dict[str, list[Any]], second: dict[str, list[Any]]) -> list[str]:
    """Names of tables whose rows differ."""
    return [name for name in first if first[name] != second[name]]


def values(store: Store, loan_id: int, day: date = DAY) -> dict[str, Any]:
    """Every variable of a loan."""
    with store.read() as connection:
        return dict(loan_view(connection, loan_id, day))


def first_loan(store: Store, condition: str) -> int:
    """The first loan of which an SQL condition on its figures and settings holds."""
    with store.read() as connection:
        found = connection.exec_driver_sql(
            "SELECT loan_id FROM loans JOIN loan_status USING (loan_id) JOIN loan_settings USING (loan_id) "
            f"WHERE {condition} AND NOT loan_archived ORDER BY loan_id LIMIT 1"
        ).scalar()
    assert found is not None, condition
    return int(found)


def broken_facts(store: Store, day: date = DAY) -> list[tuple[str, int]]:
    """The catalogue's facts that do not hold of a loan, with the loan's number."""
    program = Program()
    facts = [(fact.id, program.criteria(read(Source("fact", fact.expr))[0][0])) for fact in catalogue.load().facts]
    found = []
    with store.read() as connection:
        for loan_id, loan in all_loan_views(connection, day, None):
            found += [(name, loan_id) for name, fact in facts if fact.decide(loan, day).value is not True]
    return found


def count(store: Store, query: str) -> Any:
    """The one value an SQL query gives."""
    with store.read() as connection:
        return connection.exec_driver_sql(query).scalar()
