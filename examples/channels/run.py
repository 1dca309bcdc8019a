"""One status change through all five channels, against servers on this machine; what they got is left to look at.

    python examples/channels/run.py [FOLDER]

Leaves in FOLDER (`channels-out`): `email.eml`, `sms.json`, `inbox.json`, `letter.pdf`, `letter.png` (where `pdftoppm`
is installed), `webhook.json`, `outbox.json`. Needs the packages for developing (`make channels`).
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller

HERE = Path(__file__).resolve().parent
DAY = "2026-11-22"
LOAN = "7"
SETTINGS = """
[company]
name = "Acme Servicing"
address1 = "500 Lender Way"
city = "Denver"
state = "CO"
zipcode = "80203"
phone = "+1 303 555 0100"

[email]
host = "127.0.0.1"
port = {mail}

[sms]
url = "http://127.0.0.1:{http}"
token_env = "SMS_TOKEN"
sender = "+13035550199"

[mail_house]
directory = "letters"
cancel_minutes = 0

[webhook]
allow_private = true
secret_env = "WEBHOOK_SECRET"
"""


class Receiver(BaseHTTPRequestHandler):
    """The SMS provider and the CRM: keeps what it is sent."""

    received: list[dict[str, Any]] = []

    def do_POST(self) -> None:
        """Keep a request and answer it as the provider, or with nothing."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        headers = {name: value for name, value in self.headers.items() if name != "Authorization"}
        self.received.append({"method": self.command, "path": self.path, "headers": headers, "body": body})
        is_sms = self.path.startswith("/2010-04-01/")
        answer = json.dumps({"sid": f"SM{len(self.received):032d}", "status": "queued"}).encode() if is_sms else b""
        self.send_response(201 if is_sms else 204)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class Mailbox:
    """The mail server: keeps the source of what it is sent."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep a message."""
        self.taken.append(envelope.content)
        return "250 OK"


def main() -> None:
    """Run it, and say what is where."""
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "channels-out").resolve()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    mailbox = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    mail = Controller(mailbox, hostname="127.0.0.1", port=port)
    mail.start()
    http = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    try:
        run_all(out, port, http.server_port)
    finally:
        mail.stop()
        http.shutdown()
    leave(out, mailbox.taken)


def run_all(out: Path, mail: int, http: int) -> None:
    """Make a store, deploy the pack, change a status, send."""
    pack = out / "pack"
    shutil.copytree(HERE / "acme-notices", pack)
    rules = pack / "legal.rules.clj"
    rules.write_text(rules.read_text(encoding="utf-8").replace("127.0.0.1:8099", f"127.0.0.1:{http}"), encoding="utf-8")
    (out / "runtime.toml").write_text(SETTINGS.format(mail=mail, http=http), encoding="utf-8")
    runtime(out, "init")
    runtime(out, "generate", "20", "--seed", "3")
    runtime(out, "deploy", "pack")
    runtime(out, "loan", "act", LOAN, '(loan/set {:loan-status "Open" :loan-sub-status "Legal"})')
    runtime(out, "notify", "dispatch", "--once")
    (out / "outbox.json").write_text(runtime(out, "notify", "outbox", "--format", "json"), encoding="utf-8")
    (out / "inbox.json").write_text(
        runtime(out, "notify", "inbox", "collections", "--format", "json"), encoding="utf-8"
    )
    runtime(out, "notify", "mail", "save", "1", "letter.pdf")
    print(runtime(out, "notify", "mail", "hand-over"), end="")


def runtime(out: Path, *words: str) -> str:
    """What a command prints."""
    command = [sys.executable, "-m", "runtime.cli", "--store", "acme.db", "--today", DAY, *words]
    root = str(HERE.parents[1])
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    environment = os.environ | {"PYTHONPATH": root, "SMS_TOKEN": "made-up", "WEBHOOK_SECRET": secret}
    done = subprocess.run(command, cwd=out, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout


def leave(out: Path, mails: list[bytes]) -> None:
    """Write what the servers got, and say where."""
    for number, source in enumerate(mails):
        (out / f"email{number or ''}.eml").write_bytes(source)
    texts = [one for one in Receiver.received if one["path"].startswith("/2010-04-01/")]
    hooks = [one for one in Receiver.received if one not in texts]
    told = [parse_qs(one["body"]) for one in texts]
    (out / "sms.json").write_text(json.dumps(told, indent=2, ensure_ascii=False), encoding="utf-8")
    (out / "webhook.json").write_text(json.dumps(hooks, indent=2, ensure_ascii=False), encoding="utf-8")
    if shutil.which("pdftoppm"):
        command = ["pdftoppm", "-png", "-r", "80", "-singlefile", str(out / "letter.pdf"), str(out / "letter")]
        subprocess.run(command, check=True)
    print(f"{len(mails)} e-mails, {len(texts)} text messages, {len(hooks)} webhooks; look into {out}")


if __name__ == "__main__":
    main()
