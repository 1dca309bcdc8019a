"""`cljrules-runtime` as people and programs use it."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import re
import shlex
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
import pytest
from books import DAY, difference, dump, write_pack

from cljrules.stdlib import catalogue
from runtime import cli
from runtime.commands.options import all_examples
from runtime.store.open import open_store

ROOT = Path(__file__).resolve().parents[2]
TAPE = Path(os.environ.get("CLJRULES_SHARED") or ROOT.parent / "shared") / "data" / "lendingclub_10k.csv"

LATE = """
(defrule late-collections "Late." :when (and (= loan-status "Open") (>= status-days-past-due 30))
  :then [(loan/set {:add-portfolios ["Collections"]})])
(defnotification late-notice "Late." :when (>= status-days-past-due 30)
  :system {:agents ["collections"] :message "{{ status_days_past_due }} days late"})
(defrule breaks "Fails on current accounts." :when (> (/ 100 status-days-past-due) 5)
  :then [(loan/set {:secured true})])
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command line in an empty folder: exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    def command(line: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            cli.main(shlex.split(line))
        shown = capsys.readouterr()
        assert "Traceback" not in shown.out + shown.err
        return int(stop.value.code or 0), shown.out, shown.err

    return command


@pytest.fixture
def ready(run: Run, tmp_path: Path) -> Run:
    """A folder with a store `a.db` of 80 loans and a pack deployed in it."""
    write_pack(tmp_path / "pack", LATE)
    for line in ("init", "generate 80 --seed 3", "deploy pack"):
        assert run(f"--store a.db --today {DAY} {line}")[0] == 0
    return run


def data(answer: tuple[int, str, str]) -> Any:
    """The one JSON document a command printed, numbers exact."""
    assert answer[0] == 0, answer
    return json.loads(answer[1], parse_float=Decimal)


@pytest.mark.parametrize(
    "line", ["init", "generate 5", "deploy pack", "maintain", "maintain --dry-run", "firings", "status", "loan show 1"]
)
def test_every_command_prints_one_json_document(run: Run, tmp_path: Path, line: str) -> None:
    write_pack(tmp_path / "pack", LATE)
    if line != "init":
        run(f"--store a.db --today {DAY} init")
        run(f"--store a.db --today {DAY} generate 5")
        run("--store a.db deploy pack")
    before = run(f"--store a.db --today {DAY} --format json {line}")
    assert isinstance(data(before), dict)
    if line != "init":
        assert isinstance(data(run(f"--store a.db --today {DAY} {line} --format json")), dict)


def test_show_gives_every_variable_of_the_catalogue(ready: Run) -> None:
    shown = data(ready(f"--store a.db --today {DAY} loan show 12 --format json"))
    assert list(shown["variables"]) == list(catalogue.load().variables)
    assert shown["variables"]["loan-id"] == 12 and shown["business_date"] == DAY.isoformat()
    assert isinstance(shown["variables"]["status-payoff"], Decimal)
    assert set(shown["variables"]["customer"]["primary"]) >= {"id", "full-name"}
    same = data(ready(f"--store a.db --today {DAY} loan show L0000012 --format json"))
    assert same == shown


def test_maintain_counts_per_rule(ready: Run) -> None:
    planned = data(ready("--store a.db maintain --date 2026-11-22 --dry-run --format json"))
    done = data(ready("--store a.db maintain --date 2026-11-22 --format json"))
    again = data(ready("--store a.db maintain --date 2026-11-22 --format json"))
    assert planned["rules"] == done["rules"]
    counts = done["rules"]["late-collections"]
    assert set(counts) == {"evaluated", "fired", "applied", "unchanged", "skipped", "errors"}
    assert counts["fired"] == counts["applied"] + counts["unchanged"] > 0
    assert done["rules"]["breaks"]["errors"] == len(done["failures"]) > 0
    assert again["loans"] == 0 and again["totals"]["fired"] == 0
    found = data(ready("--store a.db firings --rule late-collections --date 2026-11-22 --format json"))
    assert found["count"] == counts["fired"]
    loan = found["firings"][0]["loan"]
    told = data(ready(f"--store a.db loan history {loan} --format json"))
    assert "late-collections" in [firing["rule"] for firing in told["firings"]]


def test_tables_for_people(ready: Run) -> None:
    code, out, err = ready("--store a.db maintain --date 2026-11-22")
    assert code == 0 and re.search(r"late-collections +\d+ +\d+ +\d+", out) and "accounts maintained" in out
    assert "Divide by zero" in err
    assert "late-collections" in ready("--store a.db firings --limit 3 --rule late-collections")[1]
    assert (
        "because status-days-past-due"
        in ready("--store a.db loan history 1")[1] + ready("--store a.db loan history 2")[1]
    )
    assert "small" in ready("--store a.db status")[1]


def test_a_refused_pack(ready: Run, tmp_path: Path) -> None:
    write_pack(tmp_path / "bad", LATE.replace(":add-portfolios", ":add-portfolio"))
    code, out, err = ready("--store a.db deploy bad")
    assert code == 1 and "bad/all.rules.clj:3:21" in out and "did you mean `:add-portfolios`" in out
    assert "not deployed" in err
    code, out, _ = ready("--store a.db --format json deploy bad")
    found = json.loads(out)
    assert code == 1 and found["deployed"] is False and found["findings"][0]["code"] == "unknown-option"


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("status", 2, "no store is named"),
        ("--store none.db status", 2, "there is no store at `none.db`"),
        ("--store text.db status", 2, "is not a database"),
        ("--store a.db maintain --date 22.11.2026", 2, "is not a day"),
        ("--store a.db maintain --date 20261122", 2, "write 2026-11-22"),
        ("--store a.db loan show 999", 1, "there is no loan `999`"),
        ("--store a.db loan show 99999999999999999999999", 1, "there is no loan"),
        ("--store a.db firings --loan nobody", 1, "there is no loan `nobody`"),
        ("--store a.db generate 0", 2, "0 is not in the range"),
        ("--store a.db generate", 2, "say once how many loans"),
        ("--store a.db deploy nowhere", 2, "nowhere"),
        ("--store a.db init", 1, "already holds accounts"),
        ("--store a.db import lendingclub nowhere.csv", 2, "nowhere.csv"),
        ("--store a.db frobnicate", 2, "No such command"),
    ],
)
def test_what_cannot_be_done_is_said(ready: Run, tmp_path: Path, line: str, code: int, said: str) -> None:
    (tmp_path / "text.db").write_text("this is not a database, it is a text that is long enough to be looked at\n" * 9)
    found, out, err = ready(line)
    assert found == code and said in out + err


def test_without_a_pack_nothing_runs(run: Run) -> None:
    run("--store a.db init")
    run("--store a.db generate 3")
    code, _, err = run("--store a.db maintain")
    assert code == 1 and "no pack is deployed" in err


def test_a_store_that_cannot_be_written_stays_as_it_is(ready: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runtime.commands.maintaining.WAIT", 200)
    with open_store("a.db", today=DAY) as store:
        before = dump(store)
    with open_store("a.db", today=DAY) as store, store.begin():
        code, _, err = ready("--store a.db maintain --date 2026-11-22")
    assert code == 2 and "locked" in err
    with open_store("a.db", today=DAY) as store:
        assert difference(before, dump(store)) == []


def test_a_read_only_store_can_be_looked_at(ready: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    file.chmod(stat.S_IRUSR)
    try:
        assert ready("--store a.db status")[0] == 0
    finally:
        file.chmod(stat.S_IRUSR | stat.S_IWUSR)


def _commands(group: click.Group, path: str) -> list[str]:
    found = [path]
    for name, command in group.commands.items():
        inside = f"{path} {name}".strip()
        found += _commands(command, inside) if isinstance(command, click.Group) else [inside]
    return found


@pytest.mark.parametrize("command", _commands(cli.cli, ""))
def test_every_command_has_help_with_an_example(run: Run, command: str) -> None:
    code, out, _ = run(f"{command} --help")
    assert code == 0 and "Examples:" in out and "cljrules-runtime" in out.split("Examples:")[1]


def test_the_examples_in_the_help_work(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLJRULES_KEY_FILE", "acme.key")
    write_pack(tmp_path / "packs" / "acme", LATE)
    _write_tape(tmp_path / "tape.csv")
    page = (ROOT / "docs" / "operators" / "accounts.md").read_text(encoding="utf-8")
    (tmp_path / "account.json").write_text(page.split("```json")[1].split("```")[0], encoding="utf-8")
    page = (ROOT / "docs" / "operators" / "files.md").read_text(encoding="utf-8")
    (tmp_path / "loans.json").write_text(page.split("```json")[1].split("```")[0], encoding="utf-8")
    examples = all_examples()
    order = ["init", "generate", "cljrules-runtime", "upgrade", "import lendingclub", "deploy", "maintain"]
    looking = ["loan show", "loan history", "firings", "events", "status", "export", "import", "import api", "why"]
    looking += ["simulate"]
    keys = ["key make", "key status", "key rotate"]
    keys += ["calendar show", "calendar weekdays", "calendar close", "calendar open"]
    booking = ["payment post", "credit post", "charge post", "advancement post", "transaction reverse"]
    booking += ["portfolio add", "portfolio remove"]
    booking += [f"promise {verb}" for verb in ("add", "edit", "list", "show", "roles", "fulfil", "cancel", "report")]
    verbs = ("agent", "team", "subscribe", "preview", "test", "outbox", "dispatch", "dead", "redrive", "deliveries")
    verbs += ("inbox", "read", "unsubscribe", "agents", "enrolment", "suppress")
    booking += [f"notify {verb}" for verb in verbs]
    booking += [f"loan {verb}" for verb in ("settings", "act", "create", "deactivate", "activate", "archive", "delete")]
    people = _stage_people(tmp_path)
    telling = ["mail list", "mail save", "mail cancel", "mail hand-over", "mail import-status"]
    telling = [f"notify {name}" for name in [*telling, "sms conversation", "suppressed list", "suppressed lift"]]
    every = [*order, *looking, *booking, *keys, *people, *telling]
    assert sorted([*every, "demo", "notify listen"]) == sorted(examples)
    seen = set()
    for name in every:
        if name == telling[0]:
            _queue_letters(tmp_path)
        for line in examples[name]:
            monkeypatch.setattr("sys.stdin", io.StringIO(people.get(name, "")))
            if line in seen or (name == "cljrules-runtime" and line.endswith("init")):
                continue
            seen.add(line)
            words = line.removeprefix("cljrules-runtime ")
            answer = run(words)
            assert answer[0] == 0, (line, answer)


def _stage_people(folder: Path) -> dict[str, str]:
    """What the examples about customers need; their names in an order in which they work, with what they read."""
    page = (ROOT / "docs" / "operators" / "customers.md").read_text(encoding="utf-8")
    (folder / "customer.json").write_text(page.split("```json")[1].split("```")[0], encoding="utf-8")
    (folder / "letter.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    (folder / "ofac").mkdir()
    (folder / "ofac" / "sdn.csv").write_text('1,"DOE, Made Up",individual,TEST' + ",-0-" * 8 + "\n")
    for name in ("alt.csv", "add.csv"):
        (folder / "ofac" / name).write_text("\x1a")
    names = """create; identification set; show; phone add; phone edit; phone remove; address set; address same
        address remove; edit; list; find; employer set; history; employer remove; password; words show; words add
        words retire; reference add; reference verify; reference edit; reference remove; social add; social edit
        social remove; payment-profile add; payment-profile edit; payment-profile remove; credit set; credit show
        note add; note edit; note list
        document add; document list; document get; document edit; document inactivate; document activate
        fields add; fields list; field; fields retire; link; access; role; unlink; tools ofac-import; tools check
        tools requests; tools run; tools status; communication; identification remove; privacy export; privacy delete
        privacy proof"""
    told = {"customer password": "Sommer-2026!x\n", "customer identification set": "219-09-9998\n"}
    order = [f"customer {name.strip()}" for line in names.splitlines() for name in line.split(";")]
    return {name: told.get(name, "") for name in order}


def _queue_letters(folder: Path) -> None:
    """Two letters in the queue, one of them too old to be canceled, settings to hand over by, and a number withheld."""
    from runtime.notifications.channels.mail_house import MailHouseChannel
    from runtime.notifications.message import MAIL_HOUSE, SMS, Message
    from runtime.notifications.suppressions import suppress
    from runtime.settings import Company, MailHouse

    (folder / "runtime.toml").write_text('[mail_house]\ndirectory = "out"\n', encoding="utf-8")
    line = "2,returned-to-sender,2026-01-02T10:00:00Z"
    (folder / "statuses.csv").write_text(f"letter,status,at\n{line}\n", encoding="utf-8")
    address = {"address1": "1 Main Street", "city": "Denver", "state": "CO", "zipcode": "80202"}
    body = {"name": "Ann Lee", "address": address, "title": "", "html": "<p>Hello</p>"}
    now = datetime.now(UTC)
    with open_store(str(folder / "acme.db")) as store:
        for number, moment in enumerate((now, now - timedelta(hours=2))):
            one = Message(number, "n", MAIL_HOUSE, "Ann Lee", str(number), body, None, None, 0, DAY, moment)
            channel = MailHouseChannel(MailHouse(), Company(), store, lambda at=moment: at)  # type: ignore[misc]
            asyncio.run(channel.send(one))
        with store.begin() as connection:
            suppress(connection, SMS, "+13035550100", "the receiver answered STOP", now)


def _write_tape(path: Path) -> None:
    """A loan tape of one loan, and one broken line that `--skip-broken` leaves out."""
    from runtime.store.importers.tape import CUSTOMER_FIELDS, LOAN_FIELDS

    loan = {
        **dict.fromkeys(("emp_title", *LOAN_FIELDS, *CUSTOMER_FIELDS), ""),
        "rownames": "1",
        "state": "NJ",
        "annual_income": "90000",
        "loan_amount": "28000",
        "term": "60",
        "interest_rate": "14.07",
        "installment": "652.53",
        "issue_month": "Mar-2018",
        "loan_status": "Current",
        "balance": "27015.86",
        "paid_total": "1999.33",
        "paid_principal": "984.14",
        "paid_interest": "1015.19",
        "paid_late_fees": "0",
    }
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(loan))
        writer.writeheader()
        writer.writerows([loan, {**loan, "rownames": "2", "balance": "much"}])


@pytest.mark.skipif(not TAPE.exists(), reason=f"no loan tape at {TAPE}: set CLJRULES_SHARED to its directory")
def test_the_loan_tape_swept_with_the_charge_off_pack_adds_up(run: Run) -> None:
    base = "--store tape.db --today 2018-06-30 --format json"
    assert run(f"{base} init")[0] == 0
    assert data(run(f"{base} import lendingclub {shlex.quote(str(TAPE))}"))["imported"] == 10_000
    query = "SELECT count(*), sum(status_payoff) FROM loan_status WHERE "
    with open_store("tape.db") as store, store.read() as connection:
        late = connection.exec_driver_sql(f"{query} status_days_past_due >= 90").one()
        whole = connection.exec_driver_sql(f"{query} 1").one()
        before = connection.exec_driver_sql("SELECT sum(status_net_charge_off) FROM loan_status").scalar_one()
    data(run(f"{base} deploy {shlex.quote(str(ROOT / 'examples' / 'charge-off'))}"))
    report = data(run(f"{base} maintain --date 2018-06-30"))
    charged_off = Decimal(report["charged_off"]).scaleb(2)
    credited = Decimal(report["credited"]).scaleb(2)
    assert (report["rules"]["charge-off"]["applied"], charged_off) == tuple(late)
    with open_store("tape.db") as store, store.read() as connection:
        assert connection.exec_driver_sql(f"{query} 1").one()[1] == whole[1] - charged_off - credited
        after = connection.exec_driver_sql("SELECT sum(status_net_charge_off) FROM loan_status").scalar_one()
        assert after == before + charged_off


def test_the_demo(run: Run) -> None:
    code, out, _ = run("demo --dir out --loans 300")
    assert code == 0
    assert "did you mean `:follow-up-date`" in out
    assert "charge-off-after-120-days" in out and "0 accounts maintained, 0 changed, 0 firings" in out
    assert Path("out/demo.db").exists()
