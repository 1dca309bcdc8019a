"""An account that has changed since it was read takes no change that was made for it as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from threading import Barrier

import postgres
import pytest
from books import DAY, first_loan, put
from click.testing import CliRunner
from sqlalchemy import select

from runtime.cli import cli
from runtime.maintenance.nightly import maintain
from runtime.maintenance.posting import post_payment
from runtime.maintenance.real_time import change
from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.generator import generate
from runtime.store.history import changes_of_loans
from runtime.store.open import Store, open_store

RULE = '(defrule late "Late." :when (> status-days-past-due 0) :then [(loan/set {:add-portfolios ["Watch"]})])'


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres.running_server() as address:
        yield address


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=postgres.needed)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        with open_store(str(tmp_path / "a.db"), create=True, today=DAY) as made:
            generate(made, 20, 5, DAY)
            yield made
        return
    with (
        postgres.new_database(request.getfixturevalue("server")) as address,
        open_store(address, create=True, today=DAY) as made,
    ):
        generate(made, 20, 5, DAY)
        yield made


def version(store: Store, number: int) -> int:
    with store.read() as connection:
        return int(connection.scalar(select(schema.loans.c.version).where(schema.loans.c.loan_id == number)) or 0)


def pay(store: Store, number: int, if_version: int | None) -> int:
    act = partial(post_payment, amount=Decimal("1.00"), apply_date=DAY, process_date=DAY)
    done: int = change(store, number, "clerk", "payment", act, if_version=if_version).result
    return done


def test_of_two_writers_who_read_the_same_one_is_refused(store: Store) -> None:
    number = first_loan(store, "loan_active AND status_payoff > 10000")
    read = version(store, number)
    start = Barrier(2)

    def writer(_: int) -> str:
        start.wait(10)
        try:
            pay(store, number, read)
        except StoreError as refusal:
            assert f"not {read}" in refusal.message and "nothing was done" in refusal.help
            return refusal.kind
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(writer, range(2))) == ["done", "stale"]
    assert version(store, number) > read
    with store.read() as connection:
        posted = select(schema.transactions.c.id).where(
            schema.transactions.c.loan_id == number, schema.transactions.c.amount == Decimal("1.00")
        )
        assert len(connection.scalars(posted).all()) == 1


def test_rules_and_nights_grow_the_version(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "pack", RULE)
    number = first_loan(store, "loan_active AND status_days_past_due > 0")
    read = version(store, number)
    maintain(store, DAY)
    with pytest.raises(StoreError, match="has changed since it was read"):
        pay(store, number, read)
    assert pay(store, number, version(store, number))


def test_the_command_refuses_a_stale_version_and_tells_the_history(tmp_path: Path) -> None:
    path = str(tmp_path / "a.db")
    with open_store(path, create=True, today=DAY) as store:
        generate(store, 10, 5, DAY)
        put(store, tmp_path / "pack", RULE)
        number = first_loan(store, "loan_active AND status_days_past_due > 0")
    run = partial(CliRunner().invoke, cli)
    base = ["--store", path, "--today", str(DAY + timedelta(days=1))]
    shown = json.loads(run([*base, "loan", "show", str(number), "--format", "json"], standalone_mode=False).output)
    line = [*base, "loan", "settings", str(number), "follow-up-date=2027-01-15", "--if-version"]
    assert run([*line, str(shown["version"])], standalone_mode=False).exit_code == 0
    refused = run([*line, str(shown["version"])], standalone_mode=False)
    assert isinstance(refused.exception, StoreError) and refused.exception.kind == "stale"
    with open_store(path, today=DAY + timedelta(days=1)) as store:
        maintain(store, DAY + timedelta(days=1))
    told = json.loads(
        run([*base, "loan", "history", str(number), "--changes", "--format", "json"], standalone_mode=False).output
    )["changes"]
    by_hand = [item for item in told if item["author"] == "operator" and item["field"] == "settings_followup_date"]
    assert [(item["after"], item["rule"]) for item in by_hand] == [("2027-01-15", None)]
    by_rule = [item for item in told if item["rule"] == "late" and item["entity"] == "portfolios"]
    assert by_rule and by_rule[0]["pack_version"] == "1" and by_rule[0]["firing"] and by_rule[0]["changed_at"]
    with open_store(path, today=DAY) as store, store.read() as connection:
        assert [item for item in changes_of_loans(connection) if item["loan"] == number] == told
