"""The same nights, payments, openings and simulations on SQLite and on PostgreSQL give the same, byte for byte."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import postgres
from books import DAY, first_loan
from test_opening import example

from runtime.deployments import deploy, deployable
from runtime.maintenance.nightly import maintain
from runtime.maintenance.opening import create
from runtime.maintenance.posting import post_payment, reverse
from runtime.maintenance.real_time import change
from runtime.simulation import simulate
from runtime.store.export import canonical_lines
from runtime.store.generator import generate
from runtime.store.open import open_store

DEMO = Path(__file__).resolve().parents[2] / "examples" / "demo" / "acme-collections"
LATE = "loan_active AND status_days_past_due > 40 AND status_perdiem > 0"


def live(url: str) -> list[str]:
    """Three days in the life of a store: what a simulation foretold, and the books after them."""
    document = {**example(), "portfolios": []}
    with open_store(url, create=True, today=DAY) as store:
        generate(store, 120, 5, DAY)
        deploy(store, DEMO)
        number = first_loan(store, LATE)
        act = partial(post_payment, amount=Decimal("60.00"), apply_date=DAY, process_date=DAY)
        paid = change(store, number, "clerk", "payment", act).result
        change(store, number, "clerk", "reversal", partial(reverse, number=paid, day=DAY))
        create(store, document, "clerk")
        told = simulate(store, deployable(DEMO), DAY, DAY + timedelta(days=1), against="deployed", batch=50).as_data()
        for night in range(3):
            maintain(store, DAY + timedelta(days=night), sweep_from=60 if night else 10**9)
        with store.read() as connection:
            return [json.dumps(told), *canonical_lines(connection)]


@postgres.needed
def test_both_databases_hold_the_same_books(tmp_path: Path) -> None:
    embedded = live(str(tmp_path / "loans.db"))
    with postgres.running_server() as server, postgres.new_database(server) as address:
        served = live(address)
    assert len(embedded) > 2000
    assert embedded == served
