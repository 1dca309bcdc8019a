"""`export` and `import` as people use them: rows, whole stores, histories and columns."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from books import DAY, first_loan, put, values

from cljrules.stdlib import catalogue
from cljrules.values.symbols import from_units
from runtime import cli
from runtime.maintenance.columns_file import write_columns
from runtime.maintenance.nightly import maintain
from runtime.maintenance.posting import post_payment
from runtime.maintenance.real_time import change
from runtime.store.generator import generate
from runtime.store.open import open_store

RULE = '(defrule late "Late." :when (> status-days-past-due 0) :then [(loan/set {:add-portfolios ["Watch"]})])'
Run = Callable[[str], tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command line in a folder with a store `a.db`: exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    def command(line: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            cli.main(shlex.split(line))
        shown = capsys.readouterr()
        assert "Traceback" not in shown.out + shown.err
        return int(stop.value.code or 0), shown.out, shown.err

    with open_store("a.db", create=True, today=DAY) as store:
        generate(store, 40, 7, DAY)
        put(store, tmp_path / "pack", RULE)
        maintain(store, DAY)
    return command


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_store_is_moved_by_two_commands(run: Run, tmp_path: Path, form: str) -> None:
    assert run(f"--store a.db export --all whole --as {form}")[0] == 0
    run("--store b.db init")
    code, out, _ = run("--store b.db import --all whole --format json")
    assert code == 0 and json.loads(out)["rows"]["loans"] == 40
    for name in ("a", "b"):
        run(f"--store {name}.db export --canonical {name}.jsonl")
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    code, _, said = run("--store a.db export --all whole")
    assert code == 1 and "is not empty" in said
    code, _, said = run("--store b.db import --all whole")
    assert code == 1 and "already" in said


def test_rows_are_changed_by_a_file_and_the_history_tells_it(run: Run, tmp_path: Path) -> None:
    assert run("--store a.db export --entity loan-settings --csv s.csv")[0] == 0
    lines = (tmp_path / "s.csv").read_text(encoding="utf-8").splitlines()
    header = lines[0].split(",")
    cells = lines[1].split(",")
    cells[header.index("settings_followup_date")] = "2027-02-01"
    (tmp_path / "s.csv").write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n", encoding="utf-8")
    code, out, _ = run("--store a.db import --entity loan_settings s.csv --format json")
    assert code == 0
    assert json.loads(out)["files"] == [
        {"entity": "loan_settings", "file": "s.csv", "added": 0, "changed": 1, "unchanged": 39}
    ]
    assert run("--store a.db export --history h.jsonl")[0] == 0
    told = [json.loads(line) for line in (tmp_path / "h.jsonl").read_text(encoding="utf-8").splitlines()]
    mine = [item for item in told if item["author"] == "import"]
    assert [(item["loan"], item["field"], item["after"]) for item in mine] == [
        (1, "settings_followup_date", "2027-02-01")
    ]
    assert {item["rule"] for item in told if item["author"] == "rule"} == {"late"}


def test_what_is_wrong_in_a_file_is_told_line_by_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("loan_id,settings_secured\n1,true\n2,perhaps\n99,true\n", encoding="utf-8")
    code, out, _ = run("--store a.db import --entity loan_settings s.csv --format json")
    told = json.loads(out)
    assert code == 1 and told["imported"] is False
    assert [(item["line"], item["column"]) for item in told["problems"]] == [(3, "settings_secured")]
    code, _, said = run("--store a.db import --entity loan_settings s.csv")
    assert code == 1 and "line 3, column `settings_secured`: `perhaps` is neither true nor false" in said
    assert "nothing was imported" in said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("import", "say what to import"),
        ("import --entity transaction x.csv", "did you mean `transactions`"),
        ("import --entity loans none.csv", "cannot be read"),
        ("export", "say what to export"),
        ("export --canonical a --history b", "say what to export"),
        ("export --entity loans", "goes with one of"),
        ("export --canonical x --csv y", "goes with one of"),
        ("export --parquet no/where.parquet", "cannot be written"),
        ("export --parquet x.parquet --variable status-payof", "did you mean `status-payoff`"),
    ],
)
def test_what_cannot_be_done_is_told(run: Run, line: str, said: str) -> None:
    code, _, err = run(f"--store a.db --today {DAY} {line}")
    assert code == 2 and said in err


def comparable(value: Any) -> Any:
    return from_units(value) if isinstance(value, str) else value


def test_columns_hold_exactly_the_variables(run: Run, tmp_path: Path) -> None:
    assert run(f"--store a.db --today {DAY} export --parquet loans.parquet")[0] == 0
    frame = pl.read_parquet(tmp_path / "loans.parquet")
    known = catalogue.load().variables
    assert set(frame.columns) == set(known) and frame.height == 40
    with open_store("a.db", today=DAY) as store:
        for row in frame.iter_rows(named=True):
            loan = values(store, row["loan-id"])
            for name, item in known.items():
                if item.type in ("money", "rate", "percent", "number", "integer", "boolean", "text", "enum"):
                    assert row[name] == comparable(loan[name]), name
                elif item.type == "date":
                    assert (row[name] and row[name].isoformat()) == loan[name], name
                elif item.type != "datetime":
                    assert (row[name] is None) == (loan[name] is None), name


def test_columns_as_of_an_earlier_day_are_those_of_that_day(tmp_path: Path) -> None:
    then, now = DAY + timedelta(days=2), DAY + timedelta(days=9)
    with open_store(str(tmp_path / "a.db"), create=True, today=DAY) as store:
        generate(store, 30, 7, DAY)
        put(store, tmp_path / "pack", RULE)
        number = first_loan(store, "loan_active AND status_days_past_due > 40 AND status_perdiem > 0")
        for night in range(3):
            maintain(store, DAY + timedelta(days=night))
        names = ["status-days-past-due", "status-amount-due", "loan-status", "status-payoff"]
        with store.read() as connection:
            write_columns(connection, then, tmp_path / "then.parquet", names)
        for night in range(3, 10):
            maintain(store, DAY + timedelta(days=night))
    with open_store(str(tmp_path / "a.db"), today=now) as store:
        pay = partial(post_payment, amount=Decimal("75.00"), apply_date=now, process_date=now)
        change(store, number, "clerk", "payment", pay)
        with store.read() as connection:
            done = write_columns(connection, then, tmp_path / "again.parquet", names)
            nothing = write_columns(connection, date(2001, 1, 1), tmp_path / "none.parquet", names)
    first, again = (pl.read_parquet(tmp_path / f"{name}.parquet") for name in ("then", "again"))
    assert done.accounts + done.unknown == 30 and done.accounts >= 25
    assert nothing.accounts == 0 and pl.read_parquet(tmp_path / "none.parquet").columns == first.columns
    known = set(again["loan-id"])
    assert first.filter(pl.col("loan-id").is_in(known)).equals(again)
