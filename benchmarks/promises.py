"""How long a payment takes on an account with 50 open promises and 20 scenarios, and a report over a million promises.

Prints wall and processor time. Usage: python benchmarks/promises.py [PROMISES] [PAYMENTS]
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

from sqlalchemy import insert

from runtime.deployments import deploy
from runtime.maintenance.posting import post_payment
from runtime.maintenance.real_time import change
from runtime.promises.listing import Choice
from runtime.promises.report import report
from runtime.store import schema
from runtime.store.generator import generate
from runtime.store.open import Store, open_store

DAY = date(2026, 11, 22)
MADE = "2026-11-01T12:00:00+00:00"
SCENARIO = """(defpromise-scenario s{at} :evaluate-on #{{:payments}} :applies-when (= loan-status "{status}")
  :window {{:days-before {at} :days-after 60 :by :apply-date}} :tolerance {{:percent 5}} :fail-on-reversal true)
"""
MANIFEST = '[pack]\nname = "kept"\nversion = "1"\nfiles = ["a.rules.clj"]\n'
WORDS = '[vocabulary.loan-status]\nOpen = ["Repaying"]\nClosed = ["Charged Off"]\n'


def pack(folder: Path, scenarios: int) -> Path:
    """A pack of so many scenarios, of which only the last applies to open accounts."""
    folder.mkdir()
    (folder / "cljrules.toml").write_text(MANIFEST + WORDS)
    states = ["Closed"] * (scenarios - 1) + ["Open"]
    text = "".join(SCENARIO.format(at=at + 1, status=state) for at, state in enumerate(states))
    (folder / "a.rules.clj").write_text(text or '(defrule none "None." :when false :then [(account/archive)])')
    return folder


def promise(loan_id: int, at: int, due: date, *, kept: bool = False) -> dict[str, object]:
    """A row of a promise."""
    return {
        "loan_id": loan_id,
        "subject": "Payday",
        "type": "payment",
        "amount": Decimal(20 + at % 7),
        "due_date": due,
        "logged_by": f"agent {at % 40}",
        "fulfilled": kept,
        "fulfillment_date": due - timedelta(days=at % 5 - 2) if kept else None,
        "created_on": "2026-11-01",
        "created_at": MADE,
    }


def payments(store: Store, loan_id: int, count: int) -> str:
    """The times of so many payments, as p50, p95 and processor time."""
    walls = []
    began = time.process_time()
    for _ in range(count):
        start = time.perf_counter()
        act = partial(post_payment, amount=Decimal("30.00"), apply_date=DAY, process_date=DAY)
        change(store, loan_id, "bench", "payment", act)
        walls.append((time.perf_counter() - start) * 1000)
    spent = (time.process_time() - began) * 1000 / count
    walls.sort()
    return f"p50 {walls[count // 2]:.1f} ms, p95 {walls[int(count * 0.95)]:.1f} ms, processor {spent:.1f} ms"


def main(promises: int, count: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for scenarios, held in ((0, 0), (20, 50)):
            with open_store(str(folder / f"{scenarios}.db"), create=True, today=DAY) as store:
                generate(store, 200, 7, DAY)
                deploy(store, pack(folder / f"pack{scenarios}", scenarios))
                query = (
                    "SELECT loan_id FROM loans JOIN loan_status USING (loan_id) WHERE loan_active AND "
                    "status_principal_balance > 1000000 AND status_days_past_due = 0 LIMIT 1"
                )
                with store.begin() as connection:
                    loan_id = connection.exec_driver_sql(query).scalar_one()
                    rows = [
                        promise(loan_id, at, DAY + timedelta(days=at % 15)) for at in range(held + (held and count))
                    ]
                    if rows:
                        connection.execute(insert(schema.promises), rows)
                print(
                    f"payment, {held} open promises and more, {scenarios} scenarios: {payments(store, loan_id, count)}"
                )
                with store.read() as connection:
                    kept = connection.exec_driver_sql("SELECT count(*) FROM promises WHERE scenario = 's20'").scalar()
                print(f"  promises kept by the last scenario: {kept}")
        with open_store(str(folder / "report.db"), create=True, today=DAY) as store:
            generate(store, 20_000, 7, DAY)
            with store.begin() as connection:
                for first in range(0, promises, 20_000):
                    rows = [
                        promise(at % 20_000 + 1, at, DAY + timedelta(days=at % 700 - 650), kept=at % 3 == 0)
                        for at in range(first, min(promises, first + 20_000))
                    ]
                    connection.execute(insert(schema.promises), rows)
            wall, spent = time.perf_counter(), time.process_time()
            with store.read() as connection:
                made = report(connection, DAY, Choice())
            wall, spent = time.perf_counter() - wall, time.process_time() - spent
            print(f"report over {made.total.promises:,} promises: {wall:.1f} s, processor {spent:.1f} s")


if __name__ == "__main__":
    main(*(int(given) for given in (*sys.argv[1:], "1000000", "100")[:2]))
