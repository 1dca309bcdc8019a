"""What a pack's scenarios would have made of promises and payments that were."""

from __future__ import annotations

import csv
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from books import dump, values, write_pack
from promised import Lender, day, opened, ready_store, scenario

from runtime import cli
from runtime.deployments import deployable
from runtime.maintenance.past import account_as_of
from runtime.simulation import simulate
from runtime.simulation.promises import PromiseTally
from runtime.store.words import read_words


@pytest.fixture
def lender(tmp_path: Path) -> Iterator[Lender]:
    """Promises of $100, $200 and $300; the first kept, the second paid $90 short, the third by hand."""
    with opened(ready_store(tmp_path), tmp_path / "loans.db", scenario()) as store:
        lender = Lender(store)
        for amount, due in (("100", 3), ("200", 4), ("300", 5)):
            lender.promise(0, amount, due)
        lender.post(1, "100")
        lender.post(2, "110")
        lender.fulfil(4, 2)
        lender.night(5)
        yield lender


def simulated(lender: Lender, folder: Path, rules: str, first: int = 0, last: int = 5) -> PromiseTally:
    before = dump(lender.store)
    result = simulate(lender.on(5), deployable(write_pack(folder, rules)), day(first), day(last))
    assert dump(lender.store) == before
    assert result.promises is not None
    return result.promises


def test_the_deployed_scenarios_keep_what_they_kept(lender: Lender, tmp_path: Path) -> None:
    told = simulated(lender, tmp_path / "same", scenario())
    assert [(line.state, line.transaction, line.kept_transaction) for line in told.lines] == [
        ("both", lender.posted[0], lender.posted[0]),
        ("no longer kept", None, None),
    ]
    assert (told.promises, told.states["newly kept"]) == (3, 0)


def test_other_scenarios_keep_other_promises(lender: Lender, tmp_path: Path) -> None:
    told = simulated(lender, tmp_path / "lax", scenario("lax", tolerance="{:percent 50}"))
    assert [(line.state, line.scenario, line.transaction, line.day) for line in told.lines] == [
        ("both", "lax", lender.posted[0], day(1).isoformat()),
        ("newly kept", "lax", lender.posted[1], day(2).isoformat()),
        ("no longer kept", None, None, None),
    ]
    assert told.scenarios == {"lax": 2} and str(told.value_kept) == "300.00"
    none = simulated(lender, tmp_path / "none", scenario("none", before=0, after=0))
    assert [line.state for line in none.lines] == ["no longer kept", "no longer kept"]
    late = simulated(lender, tmp_path / "lax", scenario("lax", tolerance="{:percent 50}"), first=2)
    assert [line.promise for line in late.lines] == lender.promises[1:]


def test_criteria_see_the_account_as_it_stood(lender: Lender, tmp_path: Path) -> None:
    when = "(= last-payment-amount 110M)"
    told = simulated(lender, tmp_path / "then", scenario("then", tolerance="{:percent 50}", when=when))
    assert [(line.promise, line.transaction) for line in told.lines if line.scenario] == [
        (lender.promises[0], lender.posted[1])
    ]


def test_money_that_was_taken_back_opens_promises(lender: Lender, tmp_path: Path) -> None:
    lender.reverse(5, 1)
    told = simulated(lender, tmp_path / "lax", scenario("lax", tolerance="{:percent 50}"))
    assert [line.state for line in told.lines] == ["both", "no longer kept"]
    kept = simulated(lender, tmp_path / "lax", scenario("lax", tolerance="{:percent 50}", box=False))
    assert [line.state for line in kept.lines] == ["both", "newly kept", "no longer kept"]


def test_the_command(lender: Lender, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_pack(tmp_path / "lax", scenario("lax", tolerance="{:percent 50}"))
    line = f"simulate {tmp_path}/lax --from {day(0)} --to {day(5)}"
    line += f" --promises-csv {tmp_path}/p.csv --html {tmp_path}/p.html"
    with pytest.raises(SystemExit) as left:
        cli.main(shlex.split(f"--store {lender.store.name} --today {day(5)} {line}"))
    assert left.value.code == 0
    assert "1 both, 1 newly kept, 1 no longer kept" in capsys.readouterr().out
    rows = list(csv.DictReader((tmp_path / "p.csv").open(encoding="utf-8")))
    assert [row["state"] for row in rows] == ["both", "newly kept", "no longer kept"]
    assert "newly kept" in (tmp_path / "p.html").read_text(encoding="utf-8")


def test_promises_as_they_stood_on_earlier_days(lender: Lender) -> None:
    from runtime.maintenance.live import LiveLoan
    from runtime.maintenance.past import PastPage

    with lender.store.read() as connection:
        words = read_words(connection)
        found = []
        for at in (0, 1, 4, 5):
            account = account_as_of(connection, lender.loan, day(at), words)
            loan = LiveLoan(PastPage(connection, day(at), {lender.loan: account}), account)
            names = ("promises-pending-count", "promises-failed-count", "promises-fulfilled-count")
            found.append(tuple(loan[name] for name in names))
    assert found == [(3, 0, 0), (2, 0, 1), (1, 0, 2), (0, 1, 2)]
    assert values(lender.store, lender.loan, day(5))["promises-failed-count"] == 1
