"""The books as text: the same books give the same bytes, however they came about."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

from books import DAY, books_of, made

from runtime.deployments import deploy
from runtime.maintenance.nightly import maintain
from runtime.store.open import open_store

DEMO = Path(__file__).resolve().parents[2] / "examples" / "demo" / "acme-collections"


def test_the_same_nights_give_the_same_bytes(tmp_path: Path) -> None:
    with made(tmp_path / "one.db", 80) as store:
        deploy(store, DEMO)
    shutil.copy(tmp_path / "one.db", tmp_path / "two.db")
    exported = []
    for name, batch, sweep_from in (("one", 80, 10**9), ("two", 7, 0)):
        with open_store(str(tmp_path / f"{name}.db"), today=DAY) as store:
            before = books_of(store)
            for night in range(3):
                maintain(store, DAY + timedelta(days=night), batch=batch, sweep_from=sweep_from)
            exported.append(books_of(store))
            assert exported[-1] != before
    assert exported[0] == exported[1]
    assert exported[0] == sorted(exported[0])


def test_facts_speak_the_tenants_words_and_of_no_row_or_moment(tmp_path: Path) -> None:
    with made(tmp_path / "one.db", 40) as store:
        deploy(store, DEMO)
        maintain(store, DAY)
        facts = [json.loads(line) for line in books_of(store)]
    assert {"loans", "loan_status", "transactions", "firings", "events", "customers"} <= {
        fact["table"] for fact in facts
    }
    assert {fact["portfolio_id"] for fact in facts if fact["table"] == "loan_portfolios"} <= {
        "Collections",
        "Legal",
        "Watch",
    }
    assert any(fact["status_loan_sub_status_id"] == "Open/Repaying" for fact in facts if fact["table"] == "loans")
    assert not any(name.endswith("_at") or name in ("firing_id", "run_id") for fact in facts for name in fact)
    assert not any("id" in fact for fact in facts if fact["table"] != "customers")
