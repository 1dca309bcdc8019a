"""Text messages against a server with the provider's API: authentication, refusals, lost answers, callbacks."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from aiohttp import web
from counterparts import NOW, Received, http_server, make_authority, message
from sqlalchemy import select

from runtime.notifications.channels.sms import SmsChannel
from runtime.notifications.channels.sms.conversation import listed
from runtime.notifications.inbound import BadRequest
from runtime.notifications.inbound.sms import receive_message, receive_status
from runtime.notifications.message import SMS, Delivered, DeliveryFailed, Message
from runtime.notifications.signatures import BadSignature, twilio_signature
from runtime.notifications.suppressions import why_suppressed
from runtime.settings import Secret, Sms
from runtime.settings.reading import Unfit
from runtime.store.open import Store
from runtime.store.schema import customer_links, customers, phones, sms_messages

ACCOUNT, TOKEN, PHONE = "AC0123456789abcdef0123456789abcdef", "hunter2hunter2", "+13035550100"


def text(key: str = "k1", **more: Any) -> Message:
    body = {"to": PHONE, "text": "You owe $12.30. Reply STOP to end."} | more
    return message(SMS, body, key=key, loan_id=7, recipient=PHONE)


@dataclass
class Twilio:
    """A server that behaves as the provider's message API, and misbehaves as it is told."""

    url: str = ""
    made: list[dict[str, str]] = field(default_factory=list)
    requests: list[Received] = field(default_factory=list)
    says: tuple[int, dict[str, Any], dict[str, str]] | None = None
    after: str = "answer"
    page: int = 50

    async def answer(self, request: web.Request, one: Received) -> web.StreamResponse:
        self.requests.append(one)
        right = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if one.headers.get("authorization") != right:
            return web.json_response({"code": 20003, "message": "Authenticate", "status": 401}, status=401)
        path = urlsplit(one.path)
        if path.path != f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json":
            return web.json_response({"code": 20404, "message": "not found", "status": 404}, status=404)
        if one.method == "GET":
            return self.list(parse_qs(path.query))
        if self.says is not None and self.says[0] >= 400:
            status, document, headers = self.says
            return web.json_response(document, status=status, headers=headers)
        sid = f"SM{len(self.made):032x}"
        made = {"sid": sid, "to": one.form["To"], "body": one.form["Body"], "status": "queued"}
        self.made.append(made | {"date_created": format_datetime(NOW)})
        if self.after == "drop" and request.transport is not None:
            request.transport.abort()
        if self.after == "nonsense":
            return web.Response(status=201, text="<html>")
        return web.json_response(made, status=201)

    def list(self, query: dict[str, list[str]]) -> web.StreamResponse:
        assert query["DateSent>"] == [NOW.date().isoformat()]
        mine = [one for one in self.made if one["to"] == query["To"][0]]
        start = int(query.get("Page", ["0"])[0]) * self.page
        following = urlencode(
            {"To": query["To"][0], "DateSent>": query["DateSent>"][0], "Page": start // self.page + 1}
        )
        more = start + self.page < len(mine)
        uri = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json?{following}" if more else None
        return web.json_response({"messages": mine[start : start + self.page], "next_page_uri": uri})


def settings(url: str = "http://127.0.0.1:1", **more: Any) -> Sms:
    more = {"callback_url": "https://callbacks.acme.example"} | more
    return Sms(url=url, account=ACCOUNT, token=Secret.of(TOKEN), sender="+13035550199", timeout_seconds=2.0, **more)


def exchange(
    store: Store, run: Callable[[Twilio, Callable[..., SmsChannel]], Awaitable[Any]], tls: Any = None, **more: Any
) -> Any:
    async def whole() -> Any:
        provider = Twilio()
        async with http_server(provider.answer, tls) as server:
            provider.url = server.url
            made: list[SmsChannel] = []

            def channel(**other: Any) -> SmsChannel:
                made.append(SmsChannel(replace(settings(server.url, **more), **other), store, lambda: NOW))
                return made[-1]

            try:
                return await run(provider, channel)
            finally:
                for one in made:
                    await one.close()

    return asyncio.run(whole())


async def failing(channel: SmsChannel, one: Message) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as caught:
        await channel.send(one)
    assert TOKEN not in str(caught.value) + json.dumps(dict(caught.value.detail))
    return caught.value


def rows(store: Store) -> list[Any]:
    with store.read() as connection:
        return list(connection.execute(select(sms_messages).order_by(sms_messages.c.id)).mappings())


def withheld(store: Store) -> str | None:
    with store.read() as connection:
        return why_suppressed(connection, SMS, PHONE)


def test_a_text_is_handed_over_and_written_down(store: Store, tmp_path: Path) -> None:
    authority = make_authority(tmp_path)

    async def run(provider: Twilio, channel: Callable[..., SmsChannel]) -> tuple[Twilio, Delivered]:
        return provider, await channel().send(text(to="(303) 555-0100", text="Zażółć \u202e€"))

    provider, found = exchange(store, run, authority.server, ca_file=authority.ca_file)
    (one,) = provider.requests
    assert one.form == {
        "To": PHONE,
        "From": "+13035550199",
        "Body": "Zażółć \u202e€",
        "StatusCallback": "https://callbacks.acme.example/callbacks/sms/status",
    }
    assert found.reference == provider.made[0]["sid"] and found.detail["encoding"] == "UCS-2"
    (row,) = rows(store)
    assert (row["status"], row["provider_id"], row["phone"]) == ("queued", found.reference, PHONE)
    assert (row["direction"], row["loan_id"], row["segments"]) == ("out", 7, 1)


def test_a_messaging_service_and_a_sender_of_the_message(store: Store) -> None:
    async def run(provider: Twilio, channel: Callable[..., SmsChannel]) -> list[Received]:
        await channel(sender="MG" + "0" * 32, callback_url="").send(text("a"))
        await channel().send(text("b", **{"from": "+13035550111"}))
        return provider.requests

    first, second = exchange(store, run)
    assert first.form["MessagingServiceSid"] == "MG" + "0" * 32 and "From" not in first.form
    assert "StatusCallback" not in first.form and second.form["From"] == "+13035550111"


@pytest.mark.parametrize(
    ("status", "code", "permanent", "stopped"),
    [
        (400, 21211, True, False),
        (400, 21614, True, False),
        (400, 21610, True, True),
        (400, 21408, True, False),
        (400, 30001, False, False),
        (429, 20429, False, False),
        (401, 20003, False, False),
        (500, 20500, False, False),
        (503, None, False, False),
    ],
)
def test_refusals(store: Store, status: int, code: int | None, permanent: bool, stopped: bool) -> None:
    async def run(provider: Twilio, channel: Callable[..., SmsChannel]) -> tuple[DeliveryFailed, Delivered | None]:
        one = channel()
        said = {"code": code, "message": "no\r\n\x1b[31m", "more_info": "https://x", "status": status}
        provider.says = (status, said if code else {}, {"Retry-After": "30"})
        found = await failing(one, text())
        provider.says = None
        return found, None if permanent else await one.send(text())

    found, later = exchange(store, run)
    assert found.permanent is permanent and str(status) in found.reason and found.reason.isprintable()
    assert found.retry_after == 30.0 and bool(withheld(store)) is stopped
    assert [row["status"] for row in rows(store)] == (["failed"] if permanent else ["queued"])
    assert (later is None) is permanent


@pytest.mark.parametrize("after", ["drop", "nonsense"])
def test_where_the_answer_was_lost_the_provider_is_asked_and_nothing_is_sent_twice(store: Store, after: str) -> None:
    async def run(provider: Twilio, channel: Callable[..., SmsChannel]) -> tuple[Twilio, Delivered]:
        one = channel()
        provider.after = after
        assert (await failing(one, text())).detail["unknown"]
        provider.after = "answer"
        return provider, await one.send(text())

    provider, found = exchange(store, run)
    assert len(provider.made) == 1 and found.reference == provider.made[0]["sid"]
    assert [one.method for one in provider.requests] == ["POST", "GET"]


def test_a_lost_request_is_sent_again_after_asking_and_others_alike_are_not_mistaken_for_it(store: Store) -> None:
    async def run(provider: Twilio, channel: Callable[..., SmsChannel]) -> Twilio:
        one = channel()
        provider.page = 2
        for number in range(5):
            await one.send(text(f"same-{number}"))
        provider.says = (500, {}, {})
        await failing(one, text("lost"))
        provider.says = None
        await one.send(text("lost"))
        return provider

    provider = exchange(store, run)
    assert len(provider.made) == 6 and len({row["provider_id"] for row in rows(store)}) == 6
    assert [one.method for one in provider.requests] == ["POST"] * 6 + ["GET"] * 3 + ["POST"]


def test_a_crash_before_the_answer_was_written_down_sends_nothing_twice(store: Store) -> None:
    async def run(provider: Twilio, channel: Callable[..., SmsChannel]) -> Twilio:
        await channel().send(text())
        with store.begin() as connection:
            connection.execute(sms_messages.update().values(status="sending", provider_id=None))
        await channel().send(text())
        await channel().send(text())
        return provider

    provider = exchange(store, run)
    assert len(provider.made) == 1 and [one.method for one in provider.requests] == ["POST", "GET"]


def test_a_provider_that_cannot_be_asked_is_not_sent_to_blindly(store: Store) -> None:
    async def run(provider: Twilio, channel: Callable[..., SmsChannel]) -> list[DeliveryFailed]:
        provider.after = "drop"
        first = await failing(channel(), text())
        nowhere = channel(url="http://127.0.0.1:9")
        return [first, await failing(nowhere, text()), await failing(nowhere, text())]

    assert not any(found.permanent for found in exchange(store, run))
    assert [row["status"] for row in rows(store)] == ["sending"]


@pytest.mark.parametrize(
    "more",
    [
        {"to": "911"},
        {"to": "ann@example.org"},
        {"to": "+1303555010\r\nX: y"},
        {"to": ""},
        {"text": ""},
        {"text": " \n "},
        {"text": "x" * 1531},
        {"text": "ê" * 671},
        {"text": "x" * 10_000_000},
    ],
)
def test_what_cannot_be_a_text_is_refused_for_good(store: Store, more: dict[str, str]) -> None:
    async def run(provider: Twilio, channel: Callable[..., SmsChannel]) -> tuple[Twilio, DeliveryFailed]:
        return provider, await failing(channel(), text(**more))

    provider, found = exchange(store, run)
    assert found.permanent and not provider.requests and not rows(store)


def test_wrong_credentials_an_unknown_authority_and_plain_http(store: Store, tmp_path: Path) -> None:
    authority = make_authority(tmp_path)

    async def run(provider: Twilio, channel: Callable[..., SmsChannel]) -> list[DeliveryFailed]:
        wrong = channel(ca_file=authority.ca_file, token=Secret.of("no"))
        return [await failing(channel(), text()), await failing(wrong, text())]

    untrusted, wrong = exchange(store, run, authority.server)
    assert "certificate" in untrusted.reason and not untrusted.permanent
    assert "20003" in wrong.reason and not wrong.permanent
    with pytest.raises(Unfit, match="in the clear"):
        Sms(url="http://api.sms.example")


URL = "https://callbacks.acme.example/callbacks/sms/inbound"


def signed(fields: dict[str, str], url: str = URL, token: str = TOKEN) -> tuple[str, dict[str, str], bytes]:
    return url, {"x-twilio-signature": twilio_signature(token, url, fields.items())}, urlencode(fields).encode()


def incoming(body: str, number: int = 1, **more: str) -> dict[str, str]:
    fields = {"MessageSid": f"SM{number:032d}", "AccountSid": ACCOUNT, "From": PHONE, "To": "+13035550199"}
    return fields | {"Body": body} | more


def receive(store: Store, fields: dict[str, str], **more: Any) -> str:
    return receive_message(store, settings(**more), *signed(fields), NOW)


def test_the_signature_is_the_documented_one() -> None:
    """The example of the provider's documentation on how requests are validated."""
    url = "https://example.com/myapp.php?foo=1&bar=2"
    fields = {"Digits": "1234", "To": "+18005551212", "From": "+14158675310", "Caller": "+14158675310"}
    fields |= {"CallSid": "CA1234567890ABCDE"}
    assert twilio_signature("12345", url, fields.items()) == "L/OH5YylLD5NRKLltdqwSvS0BnU="


def test_stop_start_help_and_a_conversation(store: Store) -> None:
    async def run(_: Twilio, channel: Callable[..., SmsChannel]) -> None:
        await channel().send(replace(text(), customer_id=3))

    exchange(store, run)
    assert receive(store, incoming("I can pay & <more> on Friday", 1)).endswith("<Response></Response>")
    assert "STOP to get no more" in receive(store, incoming("HELP", 2)) and withheld(store) is None
    assert "no more text messages" in receive(store, incoming(" Stop! ", 3))
    assert withheld(store) == "the receiver answered STOP"
    assert "no more text messages" in receive(store, incoming("STOP", 4))
    assert "from us again" in receive(store, incoming("yes", 5)) and withheld(store) is None
    assert receive(store, incoming("yes", 6)).endswith("<Response></Response>")
    with store.read() as connection:
        told = [(one["direction"], one["customer_id"], one["loan_id"]) for one in listed(connection, PHONE, None, 50)]
        answered, _ = listed(connection, None, 3, 2)
        assert answered["text"] == "You will get text messages from us again. Write STOP to end them."
    assert told == [("out", 3, 7), ("in", 3, 7), *[("in", 3, 7), ("out", 3, 7)] * 4, ("in", 3, 7)]


def test_the_provider_may_have_answered_by_itself(store: Store) -> None:
    assert receive(store, incoming("ARRET", 1, OptOutType="STOP")).endswith("<Response></Response>") and withheld(store)
    assert receive(store, incoming("COMMENCER", 2, OptOutType="START")).endswith("<Response></Response>")
    assert withheld(store) is None


def test_an_old_message_played_back_changes_nothing(store: Store) -> None:
    receive(store, incoming("START", 1))
    receive(store, incoming("STOP", 2))
    assert receive(store, incoming("START", 1)).endswith("<Response></Response>") and withheld(store)
    assert len([row for row in rows(store) if row["direction"] == "in"]) == 2


def test_a_number_of_one_customer_is_told_by_it(store: Store) -> None:
    with store.begin() as connection:
        connection.execute(phones.update().values(phone="+13039999999"))
        connection.execute(phones.insert().values(customer_id=5, phone="303-555-0100"))
    receive(store, incoming("hello", 1))
    with store.begin() as connection:
        connection.execute(phones.insert().values(customer_id=6, phone="(303) 555-0100"))
    receive(store, incoming("hello again", 2))
    assert [row["customer_id"] for row in rows(store)] == [5, None]


def test_statuses_go_forward_only(store: Store) -> None:
    async def run(_: Twilio, channel: Callable[..., SmsChannel]) -> str:
        return str((await channel().send(text())).reference)

    sid = exchange(store, run)
    url = "https://callbacks.acme.example/callbacks/sms/status"

    def report(status: str, **more: str) -> bool:
        fields = {"MessageSid": sid, "AccountSid": ACCOUNT, "MessageStatus": status} | more
        return receive_status(store, settings(), *signed(fields, url), NOW)

    assert [report("sent"), report("queued"), report("delivered"), report("sent"), report("delivered")] == [
        *(True, False, True, False, False)
    ]
    assert rows(store)[0]["status"] == "delivered"
    with pytest.raises(BadRequest):
        report("'); DROP TABLE sms_messages;--")
    fields = {"MessageSid": "SM" + "9" * 32, "AccountSid": ACCOUNT, "MessageStatus": "failed", "ErrorCode": "30003"}
    assert receive_status(store, settings(), *signed(fields, url), NOW) is False


def test_the_error_of_an_undelivered_message_is_kept(store: Store) -> None:
    async def run(_: Twilio, channel: Callable[..., SmsChannel]) -> str:
        return str((await channel().send(text())).reference)

    url = "https://callbacks.acme.example/callbacks/sms/status"
    fields = {"MessageSid": exchange(store, run), "AccountSid": ACCOUNT, "MessageStatus": "undelivered"}
    assert receive_status(store, settings(), *signed(fields | {"ErrorCode": "30006"}, url), NOW)
    assert (rows(store)[0]["status"], rows(store)[0]["error"]) == ("undelivered", "30006")


def test_what_is_not_signed_is_refused_without_a_trace(store: Store) -> None:
    fields = incoming("STOP")
    url, headers, body = signed(fields)
    right = headers["x-twilio-signature"]
    tries: list[tuple[str, dict[str, str], bytes]] = [
        (url, {}, body),
        (url, {"x-twilio-signature": ""}, body),
        (url, {"x-twilio-signature": "AAAA"}, body),
        (url, {"x-twilio-signature": right[:-1]}, body),
        (url, {"x-twilio-signature": "é" + right}, body),
        (url + "?x=1", headers, body),
        (url, headers, body.replace(b"STOP", b"START")),
        signed(fields, token="wrong"),
    ]
    for one in tries:
        with pytest.raises(BadSignature) as caught:
            receive_message(store, settings(), *one, NOW)
        assert right not in str(caught.value) and TOKEN not in str(caught.value)
    with pytest.raises(BadSignature):
        receive_message(store, replace(settings(), token=None), url, headers, body, NOW)
    assert not rows(store) and withheld(store) is None


def test_the_token_before_is_taken_while_it_changes(store: Store) -> None:
    new = replace(settings(), token=Secret.of("another token"), previous_token=Secret.of(TOKEN))
    receive_message(store, new, *signed(incoming("STOP")), NOW)
    assert withheld(store)


@pytest.mark.parametrize(
    "fields",
    [
        incoming("x", From="unknown"),
        incoming("x", MessageSid=""),
        incoming("x", MessageSid="'; DROP TABLE x"),
        incoming("x", AccountSid="AC" + "9" * 32),
    ],
)
def test_signed_nonsense_is_refused(store: Store, fields: dict[str, str]) -> None:
    with pytest.raises(BadRequest):
        receive(store, fields)
    assert not rows(store)


def test_hostile_texts_are_kept_as_text(store: Store) -> None:
    hostile = "<script>alert(1)</script>\x00\x1b[2J\u202e'); DROP TABLE loans;--"
    receive(store, incoming(hostile, 1))
    assert rows(store)[0]["text"] == hostile.replace("\x00", "")
    answer = receive(store, incoming("help", 2), help_answer="a < b & <Response>")
    assert "a &lt; b &amp; &lt;Response&gt;" in answer
    url, headers, _ = signed(incoming("x"))
    for body in (b"\xff\xfe", b"a=1&" * 500):
        with pytest.raises((BadRequest, BadSignature)):
            receive_message(store, settings(), url, headers, body, NOW)


def test_customers_exist_in_the_made_up_store(store: Store) -> None:
    with store.read() as connection:
        assert {3, 5, 6} <= set(connection.scalars(select(customers.c.id)))
        assert connection.scalar(select(customer_links.c.loan_id).limit(1))


def test_a_moment_long_ago_is_not_mistaken(store: Store) -> None:
    async def run(provider: Twilio, channel: Callable[..., SmsChannel]) -> Twilio:
        await channel().send(text())
        provider.made[0]["date_created"] = format_datetime(NOW - timedelta(hours=2))
        with store.begin() as connection:
            connection.execute(sms_messages.update().values(status="sending", provider_id=None))
        await channel().send(text())
        return provider

    assert len(exchange(store, run).made) == 2
