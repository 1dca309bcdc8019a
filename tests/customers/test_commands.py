"""`cljrules-runtime customer` as people and programs use it."""

from __future__ import annotations

import io
import json
import shlex
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from books import DAY
from folk import opened
from pypdf import PdfReader

from runtime import cli

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `customer …` on a store of twelve accounts: exit code, standard output, standard error."""
    opened(tmp_path / "a.db").close()

    def command(line: str, told: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(told))
        with pytest.raises(SystemExit) as stop:
            cli.main(shlex.split(f"--store a.db --today {DAY} customer {line}"))
        shown = capsys.readouterr()
        assert "Traceback" not in shown.out + shown.err
        return int(stop.value.code or 0), shown.out, shown.err

    return command


def data(answer: tuple[int, str, str]) -> Any:
    assert answer[0] == 0, answer
    return json.loads(answer[1])


@pytest.fixture
def dana(run: Run) -> int:
    made = data(run("create first-name=Dana last-name=WHITFIELD email=dana@mail.example --format json"))
    assert made["version"] == 1
    assert run(f"identification set {made['customer']} ssn", "219-09-9998\n")[0] == 0
    return int(made["customer"])


def test_a_customer_through_the_command(run: Run, dana: int, tmp_path: Path) -> None:
    assert data(run(f"phone add {dana} phone='(801) 555-0142' --format json"))["version"] == 3
    run(f"address set {dana} primary address1='418 Juniper Street' zipcode=84601")
    run(f"address same {dana}")
    assert data(run(f"tools check {dana} primary-address --format json"))["outcome"] == "ok"
    (tmp_path / "l.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    assert data(run(f"document add {dana} l.pdf --format json"))["document"] == 1
    assert run(f"document get {dana} 1 --to copy.pdf")[0] == 0
    assert stat.S_IMODE((tmp_path / "copy.pdf").stat().st_mode) == 0o600
    code, _, err = run(f"document get {dana} 1 --to copy.pdf")
    assert code == 2 and "is there already" in err
    found = data(run(f"show {dana} --format json"))
    assert found["addresses"]["mailing"]["address1"] == "418 JUNIPER ST"
    assert found["identification"][0]["number"] == "***-**-9998" and found["documents"][0]["active"] is True
    assert "219" not in run(f"show {dana}")[1] + run(f"history {dana}")[1] + run(f"history {dana} --format json")[1]
    assert [row["customer"] for row in data(run("find --number ssn --format json", "219099998\n"))["customers"]] == [
        dana
    ]


def test_a_number_is_revealed_to_a_role_and_that_is_in_the_history(run: Run, dana: int, tmp_path: Path) -> None:
    code, out, err = run(f"show {dana} --reveal ssn --as-role collections")
    assert code == 1 and "may not see" in err and "9998" not in out
    shown = data(run(f"show {dana} --reveal ssn --as-role compliance --reason audit --format json"))
    assert shown["identification"][0]["number"] == "219-09-9998"
    last = data(run(f"history {dana} --format json"))["history"][0]
    assert (last["kind"], last["after"]) == ("revealed", {"reason": "audit", "role": "compliance"})
    (tmp_path / "runtime.toml").write_text('[customers.reveal]\ncollections = ["ssn"]\n')
    assert run(f"show {dana} --reveal ssn --as-role collections")[0] == 0
    assert run(f"show {dana} --reveal ssn --as-role compliance")[0] == 1
    assert run(f"show {dana} --reveal ssn")[0] == 2


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("show 999", 1, "there is no customer `999`"),
        ("show x", 2, "not a valid integer"),
        ("create", 2, "say who the customer is"),
        ("create --from nowhere.json", 2, "cannot be read"),
        ("create first-name", 2, "is not FIELD=VALUE"),
        ("create first-name=Bo last-name=Ek email=dana@mail.example", 1, "may be somebody the store has already"),
        ("edit 1 status=Platinum", 2, "`status` cannot be `Platinum`"),
        ("edit 1 status=Inactive --if-version 7", 1, "at version 1, not 7"),
        ("edit 1 frist-name=Bo", 2, "did you mean `first-name`"),
        ("phone remove 1 999", 1, "has no phone `999`"),
        ("payment-profile add 1 title=Card type=credit token=4111111111111111", 2, "number of a card or an account"),
        ("link 1 999", 1, "there is no loan `999`"),
        ("role 1 1 boss", 2, "boss"),
        ("tools check 1 credit", 1, "not activated"),
        ("tools check 1 ofac", 1, "no OFAC list was imported"),
        ("tools ofac-import nowhere", 2, "cannot be read"),
        ("privacy delete 1 --yes", 1, "still owes"),
        ("privacy export 1 --to .", 2, "not there yet"),
        ("document add 1 nowhere.pdf", 2, "cannot be read"),
        ("words add colours Red", 2, "there is no list `colours`"),
        ("fields add 12", 2, "is no title"),
        ("find", 2, "say what to look for"),
    ],
)
def test_what_cannot_be_done_is_said(run: Run, dana: int, line: str, code: int, said: str) -> None:
    found, out, err = run(line)
    assert found == code and said in out + err, (found, out, err)


def test_without_a_key_it_is_said(run: Run, dana: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLJRULES_KEY")
    code, _, err = run(f"identification set {dana} passport", "X1234567\n")
    assert code == 2 and "there is no key" in err and "X1234567" not in err
    assert data(run(f"show {dana} --format json"))["identification"][0]["number"] == "********"


def test_a_match_on_the_list_tells_what_to_do(run: Run, dana: int, tmp_path: Path) -> None:
    (tmp_path / "ofac").mkdir()
    (tmp_path / "ofac" / "sdn.csv").write_text('5,"WHITFIELD, Dana",individual,TEST' + ",-0-" * 8 + "\n")
    for name in ("alt.csv", "add.csv"):
        (tmp_path / "ofac" / name).write_text("\x1a")
    assert data(run("tools ofac-import ofac --format json"))["entries"] == 1
    code, out, _ = run(f"tools check {dana} ofac")
    assert code == 0 and "match" in out and "1. stop" in out and "1-800-540-6322" in out
    assert data(run("tools status --format json"))["ofac-list"]["entries"] == 1


def test_privacy_through_the_command(run: Run, dana: int, tmp_path: Path) -> None:
    told = data(run(f"privacy export {dana} --to out --format json"))
    assert told["files"] == [f"customer-{dana}.json", f"customer-{dana}.pdf"]
    pages = PdfReader(tmp_path / "out" / f"customer-{dana}.pdf").pages
    assert "Whitfield" in pages[0].extract_text() and stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700
    done = data(run(f"privacy delete {dana} --yes --format json"))
    assert done["counts"]["customers pseudonymised"] == 1
    assert b"whitfield" not in b"".join(path.read_bytes() for path in tmp_path.glob("a.db*")).lower()
    assert [row["kind"] for row in data(run(f"privacy proof {dana} --format json"))["requests"]] == [
        "export",
        "deletion",
    ]
    assert run(f"edit {dana} first-name=Dana")[0] == 1
    assert run("privacy delete 1 --anyway --yes")[0] == 0


def test_a_change_of_role_is_told_with_what_rules_did(run: Run, dana: int) -> None:
    assert data(run(f"link {dana} 1 --format json"))["result"] == "other"
    changed = data(run(f"role {dana} 1 primary --format json"))
    fields = {item["field"]: item["after"] for item in changed["changes"] if item["entity"] == "customer_links"}
    assert fields[f"{dana}.role"] == "primary" and "other" in fields.values() and changed["firings"] == []
    assert data(run(f"access {dana} 1 sms=false --format json"))["result"] == "changed"
    assert data(run(f"show {dana} --format json"))["links"][0]["sms-access"] is False
