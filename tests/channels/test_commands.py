"""The commands about letters, conversations and withheld addresses, as people and programs use them."""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from counterparts import message
from pypdf import PdfReader

from runtime import cli
from runtime.notifications import suppressions
from runtime.notifications.channels.mail_house import MailHouseChannel
from runtime.notifications.message import MAIL_HOUSE, SMS
from runtime.notifications.signatures import twilio_signature
from runtime.settings import Company, MailHouse
from runtime.store.open import Store

Run = Callable[[str], tuple[int, str, str]]


@pytest.fixture
def run(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on the store: exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    def command(line: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            cli.main(["--store", "few.db", *shlex.split(line)])
        shown = capsys.readouterr()
        assert "Traceback" not in shown.out + shown.err
        return int(stop.value.code or 0), shown.out, shown.err

    return command


def data(answer: tuple[int, str, str]) -> Any:
    assert answer[0] == 0, answer
    return json.loads(answer[1])


def queue(store: Store, key: str, ago: timedelta = timedelta()) -> None:
    address = {"address1": "1 Main Street", "city": "Denver", "state": "CO", "zipcode": "80202"}
    body = {"name": "Ann <b>\x1b[31m", "address": address, "title": "Notice", "html": "<p>Hello</p>"}
    channel = MailHouseChannel(MailHouse(), Company(), store, lambda: datetime.now(UTC) - ago)
    asyncio.run(channel.send(message(MAIL_HOUSE, body, key=key, loan_id=7)))


def test_letters_from_the_queue_to_their_return(run: Run, store: Store, tmp_path: Path) -> None:
    queue(store, "a")
    queue(store, "b", timedelta(hours=2))
    (tmp_path / "runtime.toml").write_text('[mail_house]\ndirectory = "out"\n', encoding="utf-8")
    told = data(run("notify mail list --format json"))
    assert [(one["letter"], one["status"], one["cancelable"]) for one in told["letters"]] == [
        *((1, "pending", True), (2, "pending", False))
    ]
    code, out, _ = run("notify mail list")
    assert code == 0 and "\x1b" not in out and "Ann <b>" in out
    assert run("notify mail save 1 letter.pdf")[0] == 0
    assert "Hello" in PdfReader(tmp_path / "letter.pdf").pages[0].extract_text()
    assert data(run("notify mail cancel 1 --author ann --format json")) == {"letter": 1, "status": "canceled"}
    assert run("notify mail cancel 1")[0] == 1
    assert run("notify mail cancel 2")[0] == 1 and run("notify mail cancel 99")[0] == 1
    assert run("notify mail save 99 x.pdf")[0] == 1 and run("notify mail save 2 no/such/folder.pdf")[0] == 2
    batches = data(run("notify mail hand-over --format json"))
    assert batches["count"] == 1 and (tmp_path / "out" / batches["batches"][0]["batch"] / "manifest.json").exists()
    assert "no letter is due" in run("notify mail hand-over")[1]
    line = f"2,returned to sender,{datetime.now(UTC).isoformat()}"
    (tmp_path / "s.csv").write_text(f"letter,status,at\n{line}\n2,eaten,x\n", encoding="utf-8")
    code, out, err = run("notify mail import-status s.csv")
    assert code == 1 and "1 statuses were new" in out and "s.csv:3: `eaten` is no status" in err
    assert run("notify mail import-status none.csv")[0] == 2
    assert data(run("notify mail list --status returned-to-sender --loan 7 --format json"))["count"] == 1
    (kept,) = data(run("notify suppressed list --format json"))["suppressed"]
    assert kept["channel"] == "mail-house" and "letter 2 came back" in kept["reason"]
    assert data(run(f"notify suppressed lift mail-house {shlex.quote(kept['address'])} --format json"))["lifted"]
    assert run("notify suppressed lift mail-house nowhere")[0] == 1


def test_what_lacks_settings_says_so(run: Run) -> None:
    code, _, err = run("notify mail hand-over")
    assert code == 2 and "nothing says where letters are handed over" in err and "= help:" in err
    code, _, err = run("notify sms conversation --phone nobody")
    assert code == 2 and "not a phone number" in err


def test_a_server_hears_what_a_customer_answers(store: Store, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    toml = f'[sms]\nurl = "https://api.sms.example"\ntoken_env = "TOKEN"\ncallback_url = "http://127.0.0.1:{port}"\n'
    (tmp_path / "runtime.toml").write_text(toml, encoding="utf-8")
    words = [sys.executable, "-m", "runtime.cli", "--store", "few.db", "notify", "listen", "--port", str(port)]
    root = Path(__file__).resolve().parents[2]
    environment = os.environ | {"TOKEN": "hunter2", "PYTHONPATH": str(root)}
    log = tmp_path / "log"
    with log.open("wb") as file:
        server = subprocess.Popen(words, cwd=tmp_path, env=environment, stdout=file, stderr=file)
    try:
        fields = {"MessageSid": "SM" + "1" * 32, "From": "+13035550100", "To": "+13035550199", "Body": "Stop"}
        url = f"http://127.0.0.1:{port}/callbacks/sms/inbound"
        headers = {"X-Twilio-Signature": twilio_signature("hunter2", url, fields.items())}
        for _ in range(200):
            try:
                answer = httpx.post(url, data=fields, headers=headers)
                break
            except httpx.ConnectError:
                time.sleep(0.05)
        assert answer.status_code == 200 and "no more text messages" in answer.text
        assert httpx.post(url, data=fields).status_code == 403
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
    said = log.read_text(encoding="utf-8")
    assert "listening on" in said and "hunter2" not in said and "3035550100" not in said and "Traceback" not in said
    with store.read() as connection:
        assert suppressions.why_suppressed(connection, SMS, "+13035550100")


def test_the_conversation(run: Run, store: Store) -> None:
    from runtime.notifications.channels.sms.conversation import receive
    from runtime.notifications.channels.sms.segments import measure

    with store.begin() as connection:
        for number, text in enumerate(("hello", "\x1b[31mred")):
            receive(connection, f"SM{number:032d}", "+13035550100", "", text, measure(text), datetime.now(UTC))
    told = data(run("notify sms conversation --phone 3035550100 --limit 1 --format json"))
    assert told["count"] == 1 and told["messages"][0]["text"] == "\x1b[31mred"
    assert "\x1b" not in run("notify sms conversation")[1]
