"""The server that providers call, with real requests; and reports about e-mails that came back."""

from __future__ import annotations

import base64
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import uvicorn
from counterparts import NOW
from sqlalchemy import select
from standardwebhooks.webhooks import Webhook as Signer

from runtime.notifications.inbound import BadRequest
from runtime.notifications.inbound.email import receive_report
from runtime.notifications.message import EMAIL, SMS
from runtime.notifications.signatures import BadSignature, twilio_signature, verify_webhook
from runtime.notifications.suppressions import why_suppressed
from runtime.service.callbacks import application
from runtime.settings import Email, RuntimeSettings, Secret, Sms
from runtime.store.open import Store
from runtime.store.schema import emails, sms_messages

SECRET = "whsec_" + base64.b64encode(b"m" * 32).decode()
SETTINGS = RuntimeSettings(
    email=Email(callback_secret=Secret.of(SECRET)),
    sms=Sms(url="https://api.sms.example", token=Secret.of("hunter2"), callback_url="https://callbacks.acme.example"),
)
BOUNCE = {"type": "email.bounced", "data": {"to": ["Ann <Ann@Example.org>"], "bounce": {"type": "Permanent"}}}


@contextmanager
def served(store: Store, settings: RuntimeSettings = SETTINGS) -> Iterator[str]:
    """The application on a free port of loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(application(store, settings), log_level="critical", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)


def signed(document: Any, at: datetime | None = None, message_id: str = "msg_1") -> tuple[dict[str, str], bytes]:
    """Headers and body of a report, signed by the reference implementation."""
    body = json.dumps(document)
    moment = at or datetime.now(UTC)
    signature = Signer(SECRET).sign(message_id, moment, body)
    headers = {"webhook-id": message_id, "webhook-timestamp": str(int(moment.timestamp()))}
    return headers | {"webhook-signature": signature}, body.encode()


def withheld(store: Store, channel: str, address: str) -> str | None:
    with store.read() as connection:
        return why_suppressed(connection, channel, address)


def test_providers_call_and_are_answered(store: Store) -> None:
    fields = {"MessageSid": "SM" + "1" * 32, "AccountSid": "default", "From": "+13035550100", "Body": "stop"}
    inbound = "https://callbacks.acme.example/callbacks/sms/inbound"
    headers = {"X-Twilio-Signature": twilio_signature("hunter2", inbound, fields.items())}
    with served(store) as url:
        answer = httpx.post(f"{url}/callbacks/sms/inbound", data=fields, headers=headers)
        assert answer.status_code == 200 and "<Message>" in answer.text and "xml" in answer.headers["content-type"]
        wrong = httpx.post(f"{url}/callbacks/sms/inbound?x=1", data=fields, headers=headers)
        status = httpx.post(f"{url}/callbacks/sms/status", data=fields, headers=headers)
        assert wrong.status_code == status.status_code == 403 and "hunter2" not in wrong.text + status.text
        report, body = signed(BOUNCE)
        assert httpx.post(f"{url}/callbacks/email", content=body, headers=report).status_code == 204
        assert httpx.post(f"{url}/callbacks/email", content=body + b" ", headers=report).status_code == 403
        nonsense, body = signed({"type": "email.bounced"})
        assert httpx.post(f"{url}/callbacks/email", content=body, headers=nonsense).status_code == 400
        assert httpx.post(f"{url}/callbacks/email", content=b"x" * 10_000_000).status_code == 413
        for path in ("/docs", "/openapi.json", "/", "/callbacks/sms/inbound"):
            assert httpx.get(url + path).status_code in (404, 405)
    assert withheld(store, SMS, "+13035550100") and withheld(store, EMAIL, "ann@example.org")


def test_a_store_that_is_busy_is_asked_again_later(store: Store) -> None:
    report, body = signed(BOUNCE)
    with served(store) as url:
        with store.engine.connect() as other:
            other.exec_driver_sql("PRAGMA busy_timeout=1")
        with store.begin():
            answer = httpx.post(f"{url}/callbacks/email", content=body, headers=report, timeout=30)
    assert answer.status_code == 503 and "locked" not in answer.text


def test_a_server_that_expects_nothing_refuses_everything(store: Store) -> None:
    report, body = signed(BOUNCE)
    with served(store, RuntimeSettings()) as url:
        for path in ("/callbacks/sms/inbound", "/callbacks/sms/status", "/callbacks/email"):
            answer = httpx.post(url + path, content=body, headers=report)
            assert (answer.status_code, answer.text) == (403, "nothing is expected here\n")


def receive(store: Store, document: Any, **more: Any) -> bool:
    return receive_report(store, SETTINGS.email, *signed(document, NOW), more.get("now", NOW))


def test_bounces_and_complaints_end_mail_to_an_address(store: Store) -> None:
    with store.begin() as connection:
        row = {"idempotency_key": "k", "notification": "n", "sender": "a@b.example", "recipient": "ann@example.org"}
        row |= {"subject": "s", "excerpt": "e", "message_id": "<1@b.example>", "status": "sent"}
        connection.execute(emails.insert().values(**row, changed_at=NOW))
    transient = {"type": "Transient", "message": "full"}
    assert not receive(store, {"type": "email.bounced", "data": {"to": "ann@example.org", "bounce": transient}})
    assert not receive(store, {"type": "email.opened", "data": {"to": "ann@example.org"}})
    assert withheld(store, EMAIL, "ann@example.org") is None
    bounce = {"type": "Permanent", "message": "no\r\n\x1b[31msuch user"}
    data = {"to": ["ann@example.org"], "message_id": "<1@b.example>", "bounce": bounce}
    assert receive(store, {"type": "email.bounced", "data": data})
    reason = withheld(store, EMAIL, "Ann <ANN@example.org>")
    assert reason is not None and reason.startswith("e-mail bounces: no") and reason.isprintable()
    assert receive(store, {"type": "email.complained", "data": {"to": "bob@example.org"}})
    assert withheld(store, EMAIL, "bob@example.org") == "called spam by the receiver"
    with store.read() as connection:
        assert connection.scalar(select(emails.c.status)) == "bounced"


def test_reports_that_are_played_back_or_not_signed_are_refused(store: Store) -> None:
    headers, body = signed(BOUNCE, NOW)
    tries: list[tuple[dict[str, str], bytes, datetime]] = [
        (headers, body, NOW + timedelta(minutes=6)),
        (headers, body, NOW - timedelta(minutes=6)),
        ({}, body, NOW),
        (headers | {"webhook-id": "msg_2"}, body, NOW),
        (headers | {"webhook-timestamp": "1" * 40}, body, NOW),
        (headers | {"webhook-timestamp": "soon"}, body, NOW),
        (headers | {"webhook-timestamp": "-5"}, body, NOW),
        (headers | {"webhook-signature": "v1,AAAA"}, body, NOW),
        (headers | {"webhook-signature": "v1a," + headers["webhook-signature"][3:]}, body, NOW),
        (headers | {"webhook-signature": "é"}, body, NOW),
        (headers, body + b" ", NOW),
    ]
    for given, content, now in tries:
        with pytest.raises(BadSignature) as caught:
            receive_report(store, SETTINGS.email, given, content, now)
        assert SECRET not in str(caught.value) and headers["webhook-signature"] not in str(caught.value)
    assert withheld(store, EMAIL, "ann@example.org") is None
    several = headers | {"webhook-signature": "v1,AAAA " + headers["webhook-signature"]}
    assert receive_report(store, SETTINGS.email, several, body, NOW)


@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        {"type": "email.bounced", "data": []},
        {"type": "email.bounced", "data": {}},
        {"type": "email.bounced", "data": {"to": []}},
        {"type": "email.bounced", "data": {"to": ["not an address"]}},
        {"type": "email.bounced", "data": {"to": "ann@example.org\r\nBcc: x@example.org"}},
    ],
)
def test_signed_nonsense_is_refused(store: Store, document: Any) -> None:
    with pytest.raises(BadRequest):
        receive(store, document)


def test_depth_is_no_way_in(store: Store) -> None:
    body = "[" * 100_000
    signature = Signer(SECRET).sign("m", NOW, body)
    headers = {"webhook-id": "m", "webhook-timestamp": str(int(NOW.timestamp())), "webhook-signature": signature}
    with pytest.raises(BadRequest):
        receive_report(store, SETTINGS.email, headers, body.encode(), NOW)


def test_the_secret_before_is_taken_while_it_changes(store: Store) -> None:
    other = Secret.of("whsec_" + base64.b64encode(b"n" * 32).decode())
    changing = replace(SETTINGS.email, callback_secret=other, previous_callback_secret=Secret.of(SECRET))
    assert receive_report(store, changing, *signed(BOUNCE, NOW), NOW)


def test_what_was_signed_is_what_is_verified() -> None:
    headers, body = signed(BOUNCE, NOW)
    assert verify_webhook([b"x" * 32, b"m" * 32], headers, body, NOW) == "msg_1"


def test_form_of_ten_megabytes_is_not_read(store: Store) -> None:
    with served(store) as url:
        big = urlencode({"Body": "x" * 10_000_000}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        assert httpx.post(f"{url}/callbacks/sms/inbound", content=big, headers=kind).status_code == 413
    with store.read() as connection:
        assert connection.scalar(select(sms_messages.c.id)) is None
