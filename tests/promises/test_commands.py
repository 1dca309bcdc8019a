"""`promise` as people and programs use it, and its report against figures counted by hand."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from books import count, write_pack
from promised import scenario

from runtime import cli
from runtime.store.open import open_store

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on a store with a scenario deployed, as of a day of November: exit code, output, errors."""
    monkeypatch.chdir(tmp_path)
    write_pack(tmp_path / "pack", scenario(when='(= loan-status "Open")'))

    def command(line: str, today: int = 22) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            cli.main(shlex.split(f"--store a.db --today 2026-11-{today} {line}"))
        shown = capsys.readouterr()
        assert "Traceback" not in shown.out + shown.err
        return int(stop.value.code or 0), shown.out, shown.err

    for line in ("init", "generate 30 --seed 5", "deploy pack"):
        assert command(line)[0] == 0
    with open_store("a.db") as store, store.begin() as connection:
        connection.exec_driver_sql("DELETE FROM promises")
    return command


def data(answer: tuple[int, str, str]) -> Any:
    assert answer[0] == 0, answer
    return json.loads(answer[1], parse_float=Decimal)


LOAN, OTHER = 12, 14


def test_the_contract(run: Run) -> None:
    made = data(
        run(f"promise add --loan {LOAN} --amount 100 --due 2026-11-25 --type payment --subject Payday --format json")
    )
    assert made == {"promise": 1}
    posted = data(run(f"payment post --loan {LOAN} --amount 95.00 --format json", 24))["transaction"]
    (found,) = data(run(f"promise list --loan {LOAN} --format json", 24))
    names = ("id", "status", "amount", "due_date", "fulfilled_by", "transaction", "scenario")
    assert [found[name] for name in names] == [
        1,
        "fulfilled",
        Decimal("100.00"),
        "2026-11-25",
        "system",
        posted,
        "standard",
    ]
    assert run(f"transaction reverse {posted}", 26)[0] == 0
    (found,) = data(run(f"promise list --loan {LOAN} --format json", 26))
    assert [found[name] for name in names] == [1, "failed", Decimal("100.00"), "2026-11-25", None, None, None]
    assert run("maintain", 27)[0] == 0
    credit = data(run(f"credit post --loan {LOAN} --amount 100 --format json", 28))["transaction"]
    (found,) = data(run(f"promise list --loan {LOAN} --format json", 28))
    assert (found["status"], found["transaction"], found["fulfillment_date"]) == ("fulfilled", credit, "2026-11-28")
    story = data(run("promise show 1 --format json", 28))["story"]
    assert [item["business_date"] for item in story] == [f"2026-11-{at}" for at in (22, 24, 26, 28)]
    with open_store("a.db") as store:
        assert count(store, "SELECT amount FROM loan_promise_entity WHERE id = 1") == 100.0
        assert count(store, "SELECT type FROM loan_promise_entity") == "loanpromise.type.payment"


def test_changing_promises(run: Run) -> None:
    run(f"promise add --loan {LOAN} --amount 100 --due 2026-11-25 --subject Payday --by ann")
    run(f"promise add --loan {LOAN} --type insurance --due 2026-11-26 --subject Cover --note '<b>x</b>' --by ben")
    edited = data(run("promise edit 1 --amount 80 --due 2026-11-24 --note later --format json"))["promise"]
    assert (edited["amount"], edited["due_date"], edited["note"]) == (Decimal("80.00"), "2026-11-24", "later")
    assert data(run("promise roles --format json")) == {"may_fulfil": None}
    assert data(run("promise roles --may-fulfil manager --format json")) == {"may_fulfil": ["manager"]}
    code, _, err = run("promise fulfil 2 --role collector")
    assert code == 1 and "the role `collector` may not mark promises as kept; `manager` may" in err
    kept = data(run("promise fulfil 2 --role manager --by mia --date 2026-11-21 --format json"))["promise"]
    assert (kept["status"], kept["fulfilled_by"], kept["fulfillment_date"]) == ("fulfilled", "mia", "2026-11-21")
    gone = data(run("promise cancel 1 --reason 'Logged twice' --format json"))["promise"]
    assert (gone["status"], gone["cancel_reason"]) == ("cancelled", "Logged twice")
    assert data(run("promise roles --none --format json")) == {"may_fulfil": []}
    assert data(run("promise roles --all --format json")) == {"may_fulfil": None}
    for words, ids in (
        ("", [1, 2]),
        ("--status cancelled", [1]),
        ("--type insurance --type other", [2]),
        ("--agent ben", [2]),
        ("--from 2026-11-25", [2]),
        ("--to 2026-11-25", [1]),
        ("--limit 1", [1]),
        (f"--loan {LOAN} --status failed", []),
    ):
        assert [row["id"] for row in data(run(f"promise list {words} --format json"))] == ids, words


def test_what_is_wrong_is_told(run: Run) -> None:
    add = f"promise add --loan {LOAN} --subject S"
    for line, code, words in (
        (f"{add} --amount 0 --due 2026-11-25", 1, "more than zero dollars"),
        (f"{add} --amount -4 --due 2026-11-25", 1, "more than zero dollars"),
        (f"{add} --due 2026-11-25", 1, "more than zero dollars"),
        (f"{add} --amount 10 --due 2026-11-21", 1, "the due date 2026-11-21 has passed"),
        ("promise add --loan 9999 --amount 10 --due 2026-11-25 --subject S", 1, "there is no loan `9999`"),
        (f"{add} --amount 10 --due 2026-11-25 --type lunch", 2, "lunch"),
        (f"{add} --amount ten --due 2026-11-25", 2, "`ten` is not an amount"),
        (f"{add} --amount 10 --due tomorrow", 2, "`tomorrow` is not a day"),
        (f"promise add --loan {LOAN} --amount 10 --due 2026-11-25 --subject ''", 1, "a promise has a subject"),
        ("promise show 77", 1, "there is no promise 77"),
        ("promise cancel 77", 1, "there is no promise 77"),
        ("promise edit 77", 2, "say what to change"),
        ("promise list --from 2026-11-25 --to 2026-11-24", 2, "2026-11-24 comes before 2026-11-25"),
        ("promise roles --all --none", 2, "no two of them"),
        ("promise roles --may-fulfil ' '", 2, "is no name of a role"),
        ("promise report --html /nowhere/a.html", 2, "cannot be written"),
    ):
        found, out, err = run(line)
        assert found == code and words in err, (line, found, out, err)
    assert data(run("promise list --format json")) == []


@pytest.fixture
def history(run: Run) -> Run:
    """Eight promises: of ann one kept early, one late, one broken; of ben one kept on the day, one pending, one broken,
    one cancelled, and an insurance that is pending.
    """
    other = OTHER
    for loan, amount, due, by in (
        (LOAN, 100, 24, "ann"),
        (LOAN, 200, 25, "ann"),
        (LOAN, 1000, 26, "ann"),
        (other, 300, 27, "ben"),
        (other, 400, 30, "ben"),
        (other, 500, 26, "ben"),
        (other, 600, 28, "ben"),
    ):
        assert (
            run(f"promise add --loan {loan} --amount {amount} --due 2026-11-{due} --subject '=1+1' --by {by}")[0] == 0
        )
    assert run(f"promise add --loan {other} --type insurance --due 2026-11-30 --subject '<i>' --by ben")[0] == 0
    run("promise cancel 7")
    run(f"payment post --loan {LOAN} --amount 100", 22)
    run(f"payment post --loan {LOAN} --amount 200", 28)
    run(f"payment post --loan {other} --amount 300", 27)
    return run


def test_the_report(history: Run) -> None:
    told = data(history("promise report --format json", 29))
    figures = ("promises", "pending", "kept", "broken", "cancelled", "kept_early", "kept_on_day", "kept_late")
    dollars = ("amount_promised", "value_kept", "value_broken", "kept_rate", "average_days")
    by = {item["agent"]: item for item in told["agents"]}
    assert [by["ann"][name] for name in figures] == [3, 0, 2, 1, 0, 1, 0, 1]
    assert [by["ben"][name] for name in figures] == [5, 2, 1, 1, 1, 0, 1, 0]
    assert [told["total"][name] for name in figures] == [8, 2, 3, 2, 1, 1, 1, 1]
    assert [str(by["ann"][name]) for name in dollars] == ["1300.00", "300.00", "1000.00", "66.7", "0.5"]
    assert [str(by["ben"][name]) for name in dollars] == ["1200.00", "300.00", "500.00", "50.0", "0.0"]
    assert [str(told["total"][name]) for name in dollars] == ["2500.00", "600.00", "1500.00", "60.0", "0.3"]
    assert [(item["promises"], item["broken"]) for item in told["borrowers"]] == [(3, 1), (5, 1)]
    assert told["borrower_count"] == 2
    assert [(item["month"], item["promises"]) for item in told["months"]] == [("2026-11", 8)]
    only = data(history(f"promise report --loan {LOAN} --status fulfilled --format json", 29))
    assert only["total"]["promises"] == 2 and [row["id"] for row in only["promises"]] == [1, 2]


def test_the_report_as_table_csv_and_page(history: Run, tmp_path: Path) -> None:
    code, out, _ = history("promise report --csv agents.csv --html report.html", 29)
    assert code == 0 and "66.7%" in out and "wrote agents.csv" in out
    rows = list(csv.DictReader(io.StringIO((tmp_path / "agents.csv").read_text())))
    assert [(row["agent"], row["promises"], row["kept_rate"]) for row in rows] == [
        ("ben", "5", "50.0"),
        ("ann", "3", "66.7"),
    ]
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 3 and not re.search(r'(src|href)="?http', page)
    history(f"promise report --loan {OTHER} --html one.html --per month --csv months.csv", 29)
    one = (tmp_path / "one.html").read_text(encoding="utf-8")
    assert "&lt;i&gt;" in one and "<i>" not in one
    assert (tmp_path / "months.csv").read_text().splitlines()[1].startswith("2026-11,5,2,1,1,1")
    history("promise report --per borrower --csv people.csv", 29)
    assert len((tmp_path / "people.csv").read_text().splitlines()) == 3
    history("promise list --csv all.csv", 29)
    listed = list(csv.DictReader(io.StringIO((tmp_path / "all.csv").read_text())))
    assert len(listed) == 8 and listed[0]["subject"] == "'=1+1" and listed[0]["status"] == "fulfilled"


def test_a_report_of_nothing(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("promise report --html none.html")
    assert code == 0 and "Promises as of 2026-11-22" in out
    assert "<svg" not in (tmp_path / "none.html").read_text(encoding="utf-8")
