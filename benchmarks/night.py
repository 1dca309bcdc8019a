"""Nights and payments on a made-up portfolio.

    python benchmarks/night.py [--loans N] [--payments N]

Makes a store of N loans in a temporary folder, deploys the demo pack and runs the night of the portfolio's day and that
of the day after; then, on the store as the first night left it, two days of the status roll alone; then payments, one
after another in one process, each with the pack's rules. Prints time by the clock, time of the processor, peak memory.
Making the store is not measured.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from measure import run_once
from sqlalchemy import select

from runtime.maintenance.posting import post_payment
from runtime.maintenance.real_time import Scene, change
from runtime.maintenance.rolling import roll
from runtime.store import schema
from runtime.store.open import Store, open_store

ROOT = Path(__file__).resolve().parents[1]
RUNTIME = str(Path(sys.executable).parent / "cljrules-runtime")
PACK = ROOT / "examples" / "demo" / "acme-collections"
DAY = date(2026, 11, 22)
NEXT = DAY + timedelta(days=1)
ROLLED_AT_ONCE = 20_000


def nights(store: Path, kept: Path) -> None:
    """Measure the command's nights; the store as it is between them is copied to `kept`."""
    for day in (DAY, NEXT):
        run = run_once([RUNTIME, "--store", str(store), "--format", "json", "maintain", "--date", day.isoformat()])
        report = json.loads(run.said)
        fired = sum(counts["fired"] for counts in report["rules"].values())
        print(
            f"night of {day}: {report['loans']:,} accounts, {fired:,} firings, {run.seconds:.1f} s, "
            f"{run.cpu:.1f} s of the processor, {run.megabytes:.0f} MB"
        )
        if day == DAY:
            shutil.copyfile(store, kept)


def rolls(path: Path) -> None:
    """Measure the status of the day alone: the first day opens the books, the second finds them open."""
    with open_store(str(path), today=NEXT) as store:
        for days in (1, 2):
            day = DAY + timedelta(days=days)
            count, seconds, work = 0, time.perf_counter(), time.process_time()
            numbers = accounts(store)
            for at in range(0, len(numbers), ROLLED_AT_ONCE):
                with store.begin() as connection:
                    count += roll(connection, numbers[at : at + ROLLED_AT_ONCE], day, datetime.now(UTC))
            seconds, work = time.perf_counter() - seconds, time.process_time() - work
            print(
                f"status of {day}: {count:,} accounts, {seconds:.1f} s, {work:.1f} s of the processor, "
                f"{1e6 * work / max(1, count):.0f} µs of it an account"
            )


def payments(path: Path, count: int) -> None:
    """Measure payments of $100, each on another account, with all real-time rules."""
    taken = []
    with open_store(str(path), today=NEXT) as store:
        numbers = accounts(store)
        random.Random(1).shuffle(numbers)
        for number in numbers[:count]:
            began = time.perf_counter()
            change(store, number, "benchmark", "payment", _pay)
            taken.append(1000 * (time.perf_counter() - began))
    taken.sort()
    middle, late, most = taken[len(taken) // 2], taken[int(0.95 * len(taken))], taken[-1]
    print(f"{len(taken):,} payments: p50 {middle:.1f} ms, p95 {late:.1f} ms, longest {most:.0f} ms")


def _pay(scene: Scene) -> int:
    return post_payment(scene, Decimal("100.00"), NEXT, NEXT)


def accounts(store: Store) -> list[int]:
    """The numbers of the activated accounts, without those archived and deleted."""
    with store.read() as connection:
        loans = schema.loans.c
        theirs = (loans.loan_active, ~loans.loan_archived, ~loans.loan_deleted)
        return list(connection.scalars(select(loans.loan_id).where(*theirs).order_by(loans.loan_id)))


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description="Measure nights and payments on a made-up portfolio.")
    options.add_argument("--loans", type=int, default=10_000)
    options.add_argument("--payments", type=int, default=1_000)
    chosen = options.parse_args()
    print(f"{chosen.loans:,} loans, load {os.getloadavg()[0]:.1f} at the start")
    with tempfile.TemporaryDirectory(prefix="night-") as place:
        store, kept = Path(place, "loans.db"), Path(place, "day.db")
        for command in (
            ["init"],
            ["--today", DAY.isoformat(), "generate", "--loans", str(chosen.loans)],
            ["deploy", str(PACK)],
        ):
            run_once([RUNTIME, "--store", str(store), *command])
        nights(store, kept)
        rolls(kept)
        payments(store, chosen.payments)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1_000_000
    print(f"rolls and payments took {peak:.0f} MB; load {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    main()
