"""Webhooks against real receivers: honest, slow, broken, lying and hostile ones."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import os
import socket
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from counterparts import NOW, Received, http_server, make_authority, message, raw_server
from standardwebhooks.webhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from runtime.notifications.channels.webhook import WebhookChannel, retry_after, trace_id
from runtime.notifications.message import WEBHOOK, Delivered, DeliveryFailed, Message
from runtime.settings import Secret, Webhook, WebhookHost
from runtime.store.errors import StoreError

ALLOWED = Webhook(allow_private=True, timeout_seconds=2.0)
SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()


def hook(url: str, **more: Any) -> Message:
    body = {"url": url, "method": "POST", "headers": {"X-Team": "legal"}, "body": '{"loan": "7"}'}
    return message(WEBHOOK, body | {"content_type": "application/json"} | more)


async def send(one: Message, settings: Webhook = ALLOWED, **more: Any) -> Delivered:
    channel = WebhookChannel(settings, lambda: NOW, **more)
    try:
        return await channel.send(one)
    finally:
        await channel.close()


def fails(one: Message, settings: Webhook = ALLOWED, **more: Any) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as caught:
        asyncio.run(send(one, settings, **more))
    return caught.value


def answering(status: int, text: str = "", **headers: str) -> Callable[..., Awaitable[web.StreamResponse]]:
    async def answer(_: web.Request, __: Received) -> web.StreamResponse:
        return web.Response(status=status, text=text, headers=headers)

    return answer


def against(answer: Any, settings: Webhook = ALLOWED, path: str = "/hooks") -> tuple[Any, list[Received]]:
    """Send one message to a server: what the channel gave or raised, and what the server had."""

    async def run() -> tuple[Any, list[Received]]:
        async with http_server(answer) as server:
            try:
                found: Any = await send(hook(server.url + path), settings)
            except DeliveryFailed as error:
                found = error
            return found, server.received

    return asyncio.run(run())


def test_any_method_headers_and_content_arrive_as_they_are() -> None:
    async def run() -> list[Received]:
        async with http_server(answering(204)) as server:
            for method in ("POST", "PUT", "PATCH", "DELETE", "GET"):
                text = None if method == "GET" else "Zażółć <&> \u202e"
                await send(hook(f"{server.url}/a/b?x=1&y=%20", method=method, body=text, content_type="text/plain"))
            return server.received

    received = asyncio.run(run())
    assert [one.method for one in received] == ["POST", "PUT", "PATCH", "DELETE", "GET"]
    assert {one.path for one in received} == {"/a/b?x=1&y=%20"} and received[0].headers["x-team"] == "legal"
    assert received[0].body.decode() == "Zażółć <&> \u202e" and received[0].headers["content-type"] == "text/plain"
    assert received[4].body == b"" and "content-type" not in received[4].headers
    assert received[0].headers["user-agent"] == "cljrules-runtime"


def test_signed_by_standard_webhooks_with_every_secret_in_use() -> None:
    old = "whsec_" + base64.b64encode(b"o" * 24).decode()
    settings = replace(ALLOWED, secret=Secret.of(SECRET), previous_secret=Secret.of(old))
    found, received = against(answering(200), settings)
    one = received[0]
    clocked = one.headers | {"webhook-timestamp": one.headers["webhook-timestamp"]}
    assert (
        one.headers["webhook-timestamp"] == str(int(NOW.timestamp())) and found.reference == one.headers["webhook-id"]
    )
    for secret in (SECRET, old):
        verifier = Verifier(secret)
        verifier._Webhook__verify_timestamp = lambda _: NOW  # type: ignore[attr-defined]
        assert verifier.verify(one.body, clocked) == {"loan": "7"}
        with pytest.raises(WebhookVerificationError):
            verifier.verify(one.body + b" ", clocked)


def test_a_receiver_may_have_a_secret_of_its_own_and_secrets_must_be_secrets() -> None:
    hosts = {"127.0.0.1": WebhookHost(secret=Secret.of("whsec_" + base64.b64encode(b"h" * 32).decode()))}
    _, alone = against(answering(200), replace(ALLOWED, secret=Secret.of(SECRET), hosts=hosts))
    _, shared = against(answering(200), replace(ALLOWED, secret=Secret.of(SECRET)))
    assert alone[0].headers["webhook-signature"] != shared[0].headers["webhook-signature"]
    _, unsigned = against(answering(200))
    assert "webhook-signature" not in unsigned[0].headers
    for bad in ("whsec_abc", "hunter2 hunter2", "whsec_" + base64.b64encode(b"short").decode()):
        with pytest.raises(StoreError) as caught:
            asyncio.run(send(hook("http://127.0.0.1"), replace(ALLOWED, secret=Secret.of(bad))))
        assert bad not in caught.value.message + caught.value.help


def test_the_trace_id_and_key_stay_the_same_over_attempts_and_differ_between_messages() -> None:
    async def run() -> list[Received]:
        async with http_server(answering(500)) as server:
            for number in range(3):
                with pytest.raises(DeliveryFailed):
                    await send(replace(hook(server.url), attempts=number))
            return server.received

    received = asyncio.run(run())
    assert len({one.headers["webhook-id"] for one in received}) == 1
    assert {one.headers["idempotency-key"] for one in received} == {"legal-handoff/1/webhook"}
    assert trace_id(hook("x")) != trace_id(replace(hook("x"), idempotency_key="other"))


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_success_is_the_200_class(status: int) -> None:
    found, _ = against(answering(status, "fine"))
    assert isinstance(found, Delivered) and found.detail["code"] == status


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 403, 404, 429, 500, 502, 503])
def test_anything_else_is_tried_again_and_redirects_are_not_followed(status: int) -> None:
    found, received = against(answering(status, "no", Location="/elsewhere"))
    assert isinstance(found, DeliveryFailed) and not found.permanent and found.retry_after is None
    assert str(status) in found.reason and found.detail["code"] == status and found.detail["answer"] == "no"
    assert [one.path for one in received] == ["/hooks"]


def test_gone_is_for_good() -> None:
    found, _ = against(answering(410))
    assert found.permanent and found.detail["gone"]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("999999999999", 86400.0),
        ("Sun, 22 Nov 2026 15:10:00 GMT", 600.0),
        ("Sun, 22 Nov 2026 14:00:00 GMT", 0.0),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("١٢", None),
    ],
)
def test_retry_after_is_kept_to(text: str, seconds: float | None) -> None:
    assert retry_after(text, NOW) == seconds
    if text.isascii() and text:
        found, _ = against(answering(429, **{"Retry-After": text}))
        assert found.retry_after == seconds and not found.permanent


def test_the_answer_is_kept_short_and_harmless() -> None:
    found, _ = against(answering(500, "\x1b[2J\u202e\x00" + "x" * 100_000))
    kept = found.detail["answer"]
    assert len(kept) <= 1000 and "\x1b" not in kept and "\x00" not in kept and "\u202e" not in kept
    assert not found.detail["whole_answer"]


def test_a_gzip_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)

    async def answer(_: web.Request, __: Received) -> web.StreamResponse:
        return web.Response(body=bomb, headers={"Content-Encoding": "gzip"})

    found, _ = against(answer)
    assert "compressed" in found.detail["answer"] and len(found.detail["answer"]) < 100


def test_a_hundred_megabytes_are_not_read() -> None:
    sent = 0

    async def answer(request: web.Request, _: Received) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        for _piece in range(100):
            await response.write(b"x" * 1_000_000)
            sent += 1
        return response

    found, _ = against(answer)
    assert isinstance(found, Delivered) and not found.detail["whole_answer"] and sent < 30


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
    ],
)
def test_a_receiver_that_breaks_off_after_its_head_has_the_message(said: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b'7"}')
        writer.write(said)
        await writer.drain()
        writer.transport.abort()

    async def run() -> Delivered:
        async with raw_server(talk) as port:
            return await send(hook(f"http://127.0.0.1:{port}"))

    found = asyncio.run(run())
    assert found.detail["code"] == 200 and not found.detail["whole_answer"]


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 2",
        b"garbage\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 200_000 + b"\r\n\r\n",
        b"\x16\x03\x01",
    ],
)
def test_a_receiver_that_talks_nonsense_is_tried_again(said: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b'7"}')
        writer.write(said)
        await writer.drain()

    async def run() -> DeliveryFailed:
        async with raw_server(talk) as port:
            with pytest.raises(DeliveryFailed) as caught:
                await send(hook(f"http://127.0.0.1:{port}"))
            return caught.value

    found = asyncio.run(run())
    assert not found.permanent and found.detail["sent"]


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\n"])
def test_a_slow_receiver_is_given_up_at_the_deadline(said: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        while True:
            await asyncio.sleep(0.05)
            writer.write(b"X-Drip: 1\r\n" if said else b"")
            await writer.drain()
            if not said:
                await asyncio.sleep(10)

    async def run() -> DeliveryFailed:
        async with raw_server(talk) as port:
            with pytest.raises(DeliveryFailed) as caught:
                await send(hook(f"http://127.0.0.1:{port}"), replace(ALLOWED, timeout_seconds=0.5))
            return caught.value

    assert "within 0.5 seconds" in asyncio.run(run()).reason


def test_a_receiver_that_is_not_there_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    found = fails(hook(f"http://127.0.0.1:{port}"))
    assert not found.permanent and not found.detail["sent"]


class Names(AbstractResolver):
    """A resolver whose answers are given, one list after the other; the last one stays."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked += 1
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        kinds = [socket.AF_INET6 if ":" in one else socket.AF_INET for one in found]
        return [
            ResolveResult(hostname=host, host=one, port=port, family=kind, proto=0, flags=socket.AI_NUMERICHOST)
            for one, kind in zip(found, kinds, strict=True)
        ]

    async def close(self) -> None:
        pass


_SPELLINGS = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "localhost",
    "[::1]",
    "[::ffff:127.0.0.1]",
]
_SPELLINGS += [
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "[::ffff:7f00:1]",
    "0",
    "0.0.0.0",
    "[::]",
    "10.0.0.8",
    "192.168.0.1",
    "[fd00::1]",
]
_SPELLINGS += [
    "169.254.169.254",
    "[fe80::1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "100.64.1.1",
    "224.0.0.1",
    "[ff02::1]",
]


@pytest.mark.parametrize("host", _SPELLINGS)
def test_no_spelling_of_an_inside_address_is_connected_to(host: str) -> None:
    reached: list[Received] = []

    async def run() -> DeliveryFailed:
        async with http_server(answering(200)) as server:
            port = server.url.rpartition(":")[2]
            with pytest.raises(DeliveryFailed) as caught:
                await send(hook(f"http://{host}:{port}/"), Webhook(timeout_seconds=2))
            reached.extend(server.received)
            return caught.value

    found = asyncio.run(run())
    assert not reached and not found.detail["sent"]


def test_a_name_that_resolves_inside_is_refused_whatever_else_it_resolves_to() -> None:
    for answer in (["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["93.184.216.34", "fe80::1"]):
        names = Names(answer)
        found = fails(hook("https://crm.example/x"), Webhook(timeout_seconds=2), resolver=names)
        assert found.permanent and "crm.example" in found.reason and names.asked == 1


def test_the_address_that_was_checked_is_the_one_connected_to(tmp_path: Path) -> None:
    """The resolver's second answer would be another: it is never asked for. Host and certificate are the name's."""
    authority = make_authority(tmp_path, "crm.example")

    async def run() -> list[Received]:
        async with http_server(answering(200), authority.server) as server:
            port = server.url.rpartition(":")[2]
            names = Names(["127.0.0.1"], ["169.254.169.254"])
            settings = Webhook(allow=("crm.example",), ca_file=authority.ca_file, timeout_seconds=5)
            await send(hook(f"https://crm.example:{port}/hooks"), settings, resolver=names)
            assert names.asked == 1
            assert server.received[0].headers["host"] == f"crm.example:{port}"
            elsewhere = Names(["127.0.0.1"])
            with pytest.raises(DeliveryFailed) as caught:
                await send(
                    hook(f"https://evil.example:{port}/"),
                    replace(settings, allow=("evil.example",)),
                    resolver=elsewhere,
                )
            assert "certificate" in caught.value.reason and not caught.value.permanent
            return server.received

    assert len(asyncio.run(run())) == 1


def test_an_unknown_authority_is_not_trusted(tmp_path: Path) -> None:
    authority = make_authority(tmp_path)

    async def run() -> DeliveryFailed:
        async with http_server(answering(200), authority.server) as server:
            with pytest.raises(DeliveryFailed) as caught:
                await send(hook(server.url))
            return caught.value

    assert "certificate" in asyncio.run(run()).reason
    with pytest.raises(StoreError, match="cannot be read"):
        asyncio.run(send(hook("http://127.0.0.1"), replace(ALLOWED, ca_file=tmp_path / "none.pem")))


@pytest.mark.parametrize(
    "more",
    [
        {"headers": {"X-A": "a\r\nX-Evil: 1"}},
        {"headers": {"X-A\r\nX-Evil": "1"}},
        {"headers": {"X A": "1"}},
        {"headers": {"X-A": "a\x00b"}},
        {"headers": {"Host": "elsewhere.example"}},
        {"headers": {"webhook-signature": "v1,forged"}},
        {"headers": {"Transfer-Encoding": "chunked"}},
        {"content_type": "text/plain\r\nX-Evil: 1"},
        {"method": "GET / HTTP/1.1\r\nX-Evil: 1"},
        {"method": "CONNECT"},
        {"url": "http://127.0.0.1:{port}/\r\nX-Evil: 1"},
        {"url": "ftp://127.0.0.1/"},
        {"url": "file:///etc/passwd"},
        {"url": "http:///nowhere"},
        {"url": "http://user:password@127.0.0.1:{port}/"},
        {"url": "http://127.0.0.1:99999/"},
        {"url": ""},
        {"body": "x" * 10_000_000},
    ],
)
def test_what_is_no_request_is_refused_and_not_sent(more: dict[str, Any]) -> None:
    async def run() -> tuple[DeliveryFailed, int]:
        async with http_server(answering(200)) as server:
            given = {**more, "url": str(more.get("url", server.url)).format(port=server.url.rpartition(":")[2])}
            with pytest.raises(DeliveryFailed) as caught:
                await send(hook(**given))
            return caught.value, len(server.received)

    found, reached = asyncio.run(run())
    assert found.permanent and reached == 0 and "password" not in found.reason.replace("user or password", "")


def test_plain_http_can_be_forbidden() -> None:
    assert "https" in fails(hook("http://127.0.0.1:1/"), replace(ALLOWED, https_only=True)).reason


def test_connections_are_kept_and_many_messages_are_under_way_at_once() -> None:
    peers: set[Any] = set()

    async def answer(request: web.Request, _: Received) -> web.StreamResponse:
        peers.add(request.transport.get_extra_info("peername") if request.transport else None)
        await asyncio.sleep(0.01)
        return web.Response()

    async def run() -> int:
        async with http_server(answer) as server:
            channel = WebhookChannel(replace(ALLOWED, connections=8), lambda: NOW)
            messages = [replace(hook(server.url), idempotency_key=str(number)) for number in range(200)]
            await asyncio.gather(*map(channel.send, messages))
            await channel.close()
            return len(server.received)

    assert asyncio.run(run()) == 200 and len(peers) <= 8


def test_a_flapping_receiver_gets_each_message_once_it_answers() -> None:
    async def answer(_: web.Request, one: Received) -> web.StreamResponse:
        seen[one.headers["webhook-id"]] = seen.get(one.headers["webhook-id"], 0) + 1
        return web.Response(status=500 if seen[one.headers["webhook-id"]] < 3 else 200)

    seen: dict[str, int] = {}

    async def run() -> None:
        async with http_server(answer) as server:
            for key in ("a", "b"):
                for number in range(3):
                    one = replace(hook(server.url), idempotency_key=key, attempts=number)
                    if number < 2:
                        with pytest.raises(DeliveryFailed):
                            await send(one)
                    else:
                        await send(one)

    asyncio.run(run())
    assert list(seen.values()) == [3, 3]


def test_where_it_was_sent_is_kept_without_what_may_be_secret() -> None:
    found, _ = against(answering(500), path="/hooks?token=hunter2#x")
    assert found.detail["url"].endswith("/hooks") and "hunter2" not in json.dumps(dict(found.detail)) + found.reason


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setitem(os.environ, "http_proxy", "http://127.0.0.1:1")
    found, received = against(answering(200))
    assert isinstance(found, Delivered) and len(received) == 1


def test_the_time_of_an_attempt_is_its_own() -> None:
    async def run() -> list[str]:
        async with http_server(answering(500)) as server:
            moments = iter([NOW, NOW + timedelta(hours=1)])
            channel = WebhookChannel(ALLOWED, lambda: next(moments))
            for _ in range(2):
                with pytest.raises(DeliveryFailed):
                    await channel.send(hook(server.url))
            await channel.close()
            return [one.headers["webhook-timestamp"] for one in server.received]

    first, second = asyncio.run(run())
    assert int(second) - int(first) == 3600
