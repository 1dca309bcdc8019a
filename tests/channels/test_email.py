"""E-mail against a real mail server that refuses, drops, dawdles, encrypts and asks for passwords."""

from __future__ import annotations

import asyncio
import email
import email.policy
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP as Server
from aiosmtpd.smtp import AuthResult
from counterparts import NOW, make_authority, message, raw_server
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from runtime.notifications.channels.email import EmailChannel
from runtime.notifications.channels.email.channel import is_dead
from runtime.notifications.channels.email.mime import BadMessage, build, read_address, text_of
from runtime.notifications.message import EMAIL, Delivered, DeliveryFailed, Message
from runtime.notifications.suppressions import why_suppressed
from runtime.settings import Email, Secret
from runtime.settings.reading import Unfit
from runtime.store.errors import StoreError
from runtime.store.open import Store
from runtime.store.schema import emails

BODY = {"to": "ann@example.org", "from": "servicing@acme.example", "subject": "Your account L0000007"}
BODY |= {"html": "<p>Dear Ann,</p><p>you owe <b>$12.30</b> &amp; more.</p>", "text": ""}


def mail(key: str = "k1", **more: Any) -> Message:
    return message(EMAIL, BODY | more, key=key, loan_id=7, recipient="ann@example.org")


@dataclass
class Inbox:
    """What a mail server took, and what it says to commands (None: yes)."""

    port: int = 0
    connections: int = 0
    taken: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    says: dict[str, str | None] = field(default_factory=dict)
    hang: float = 0.0

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        envelope.mail_from = address
        return self.says.get("MAIL") or "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        await asyncio.sleep(self.hang)
        said = self.says.get("RCPT")
        if said is None:
            envelope.rcpt_tos.append(address)
        return said or "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        said = self.says.get("DATA")
        if said in (None, "drop"):
            self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        if said == "drop":
            server.transport.abort()
        return said or "250 2.0.0 taken as 12345"

    def parsed(self, number: int = 0) -> email.message.EmailMessage:
        text = self.taken[number][2].replace(b"\r\n", b"\n")
        return email.message_from_bytes(text, policy=email.policy.default)  # type: ignore[return-value]


@asynccontextmanager
async def smtp_server(tls: ssl.SSLContext | None = None, **options: Any) -> AsyncIterator[Inbox]:
    inbox = Inbox()

    def made() -> Server:
        inbox.connections += 1
        return Server(inbox, enable_SMTPUTF8=True, data_size_limit=50_000_000, **options)

    server = await asyncio.get_running_loop().create_server(made, "127.0.0.1", 0, ssl=tls)
    inbox.port = server.sockets[0].getsockname()[1]
    try:
        yield inbox
    finally:
        server.close()


def settings(port: int, **more: Any) -> Email:
    return Email(host="127.0.0.1", port=port, timeout_seconds=2.0, **more)


def exchange(store: Store, run: Callable[[Inbox, Callable[..., EmailChannel]], Awaitable[Any]], **options: Any) -> Any:
    """Run against a mail server; `run` is given its inbox, and a function that makes a channel to it."""

    async def whole() -> Any:
        async with smtp_server(**options) as inbox:
            made: list[EmailChannel] = []

            def channel(**more: Any) -> EmailChannel:
                made.append(EmailChannel(settings(inbox.port, **more), store, lambda: NOW))
                return made[-1]

            try:
                return await run(inbox, channel)
            finally:
                for one in made:
                    await one.close()

    return asyncio.run(whole())


async def failing(channel: EmailChannel, one: Message) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as caught:
        await channel.send(one)
    return caught.value


def rows(store: Store) -> list[Any]:
    with store.read() as connection:
        return list(connection.execute(select(emails).order_by(emails.c.id)).mappings())


def suppressed(store: Store, address: str = "ann@example.org") -> str | None:
    with store.read() as connection:
        return why_suppressed(connection, EMAIL, address)


def test_an_email_arrives_with_both_parts_and_its_headers(store: Store) -> None:
    async def run(inbox: Inbox, channel: Callable[..., EmailChannel]) -> tuple[Inbox, Delivered]:
        sender = channel(unsubscribe="https://acme.example/u", reply_to="Help <help@acme.example>")
        return inbox, await sender.send(mail(subject="Zażółć € <b>"))

    inbox, found = exchange(store, run)
    got = inbox.parsed()
    assert inbox.taken[0][:2] == ("servicing@acme.example", ["ann@example.org"])
    assert (
        got["Subject"] == "Zażółć € <b>" and got["To"] == "ann@example.org" and got["From"] == "servicing@acme.example"
    )
    assert got["Message-ID"] == found.reference and got["Message-ID"].endswith("@acme.example>")
    assert got["Auto-Submitted"] == "auto-generated" and got["Reply-To"] == "Help <help@acme.example>"
    assert got["List-Unsubscribe"] == "<https://acme.example/u>" and "One-Click" in got["List-Unsubscribe-Post"]
    assert got["Date"].datetime == NOW
    plain, markup = got.get_body(("plain",)), got.get_body(("html",))
    assert plain is not None and plain.get_content().strip() == "Dear Ann,\n\nyou owe $12.30 & more."
    assert markup is not None and markup.get_content().strip() == BODY["html"]
    (row,) = rows(store)
    assert (row["status"], row["subject"], row["copies"]) == ("sent", "Zażółć € <b>", 1)
    assert row["excerpt"] == "Dear Ann,\n\nyou owe $12.30 & more." and row["loan_id"] == 7
    assert found.detail["excerpt"] == row["excerpt"] and "taken as 12345" in found.detail["answer"]


def test_history_keeps_500_characters_without_html(store: Store) -> None:
    async def run(_: Inbox, channel: Callable[..., EmailChannel]) -> None:
        await channel().send(mail(html="<style>p {}</style><p>" + "<i>word</i> " * 500 + "</p><script>x</script>"))

    exchange(store, run)
    kept = rows(store)[0]["excerpt"]
    assert kept == ("word " * 100)[:500]


def test_connections_are_used_again_and_no_more_than_allowed(store: Store) -> None:
    async def run(inbox: Inbox, channel: Callable[..., EmailChannel]) -> Inbox:
        one = channel(connections=3)
        await asyncio.gather(*(one.send(mail(key=str(number))) for number in range(40)))
        return inbox

    inbox = exchange(store, run)
    assert len(inbox.taken) == 40 and inbox.connections <= 3
    assert len({inbox.parsed(number)["Message-ID"] for number in range(40)}) == 40


def test_a_connection_that_the_server_closed_meanwhile_is_made_anew(store: Store) -> None:
    async def run(inbox: Inbox, channel: Callable[..., EmailChannel]) -> Inbox:
        one = channel()
        await one.send(mail(key="a"))
        one._connections._free[0][0].transport.abort()  # type: ignore[union-attr]
        await asyncio.sleep(0.05)
        await one.send(mail(key="b"))
        return inbox

    inbox = exchange(store, run)
    assert len(inbox.taken) == 2 and inbox.connections == 2


@pytest.mark.parametrize("security", ["starttls", "auto"])
def test_starttls_with_authentication(store: Store, tmp_path: Path, security: str) -> None:
    authority = make_authority(tmp_path)

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"acme", b"hunter2"), handled=False)

    async def run(inbox: Inbox, channel: Callable[..., EmailChannel]) -> list[DeliveryFailed]:
        more = {"host": "localhost", "security": security, "ca_file": authority.ca_file, "username": "acme"}
        right = EmailChannel(
            replace(settings(inbox.port, password=Secret.of("hunter2"), username="acme"), **more), store
        )
        wrong = EmailChannel(replace(settings(inbox.port, password=Secret.of("guess"), username="acme"), **more), store)
        stranger = EmailChannel(
            replace(settings(inbox.port, password=Secret.of("hunter2"), username="acme"), **(more | {"ca_file": None})),
            store,
        )
        await right.send(mail(key="a"))
        found = [await failing(wrong, mail(key="b")), await failing(stranger, mail(key="c"))]
        for one in (right, wrong, stranger):
            await one.close()
        assert len(inbox.taken) == 1
        return found

    refused, untrusted = exchange(
        store, run, tls_context=authority.server, require_starttls=True, authenticator=check, auth_required=True
    )
    assert "refuses the user name or password" in refused.reason and not refused.permanent
    assert not untrusted.permanent and "hunter2" not in str(vars(refused)) + str(vars(untrusted))


def test_tls_from_the_first_byte(store: Store, tmp_path: Path) -> None:
    authority = make_authority(tmp_path)

    async def run(inbox: Inbox, channel: Callable[..., EmailChannel]) -> Inbox:
        await channel(security="tls", ca_file=authority.ca_file).send(mail())
        untrusted = await failing(channel(security="tls"), mail(key="b"))
        assert not untrusted.permanent
        return inbox

    assert len(exchange(store, run, tls=authority.server).taken) == 1


def test_a_password_is_never_sent_in_the_clear(store: Store) -> None:
    async def run(inbox: Inbox, channel: Callable[..., EmailChannel]) -> DeliveryFailed:
        return await failing(channel(username="acme", password=Secret.of("hunter2")), mail())

    found = exchange(store, run, auth_require_tls=False)
    assert "does not offer" in found.reason and not found.permanent
    with pytest.raises(Unfit, match="in the clear"):
        Email(host="smtp.acme.example", username="a", password=Secret.of("b"), security="none")
    with pytest.raises(Unfit, match="go together"):
        Email(host="smtp.acme.example", username="a")


@pytest.mark.parametrize(
    ("command", "said", "permanent", "dead"),
    [
        ("RCPT", "421 4.3.2 going down", False, False),
        ("RCPT", "451 4.7.1 greylisted", False, False),
        ("RCPT", "452 4.2.2 full", False, False),
        ("RCPT", "550 5.1.1 no such mailbox", True, True),
        ("RCPT", "550 unknown user", True, True),
        ("RCPT", "550 5.7.1 blocked by policy", True, False),
        ("RCPT", "552 5.2.2 mailbox full", True, False),
        ("RCPT", "553 5.1.3 bad address", True, True),
        ("MAIL", "550 sender not welcome", True, False),
        ("MAIL", "451 later", False, False),
        ("DATA", "550 5.1.1 no such mailbox", True, True),
        ("DATA", "554 5.6.0 content refused", True, False),
        ("DATA", "451 4.3.0 later", False, False),
    ],
)
def test_the_servers_code_decides(store: Store, command: str, said: str, permanent: bool, dead: bool) -> None:
    async def run(inbox: Inbox, channel: Callable[..., EmailChannel]) -> tuple[DeliveryFailed, Inbox]:
        one = channel()
        inbox.says[command] = said
        found = await failing(one, mail())
        inbox.says.clear()
        await one.send(mail(key="next"))
        return found, inbox

    found, inbox = exchange(store, run)
    assert found.permanent is permanent and said[:3] in found.reason and found.detail["code"] == int(said[:3])
    assert bool(suppressed(store)) is dead and len(inbox.taken) == 1
    assert inbox.connections == (2 if said.startswith("421") else 1)
    refused = [row["status"] for row in rows(store) if row["idempotency_key"] == "k1"]
    assert refused == ([] if not permanent else ["bounced"] if dead else ["refused"])


def test_what_the_server_says_cannot_forge_a_line(store: Store) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        while line := await reader.readline():
            no = line.startswith(b"RCPT")
            writer.write(b"451 \x1b[31mno\x07 \xff\r\n" if no else b"250 ok\r\n")

    async def run() -> DeliveryFailed:
        async with raw_server(talk) as port:
            channel = EmailChannel(settings(port), store)
            found = await failing(channel, mail())
            await channel.close()
            return found

    found = asyncio.run(run())
    assert found.reason.isprintable() and "451" in found.reason


def talking(
    after: str, *, hang: bool = False
) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    """A mail server that goes away, or falls silent, at a point: `data` in the middle of the text, `dot` after it."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        while line := await reader.readline():
            word = line[:4].decode().strip().lower()
            if word == "data":
                writer.write(b"354 go on\r\n")
                if after == "dot":
                    await reader.readuntil(b"\r\n.\r\n")
                else:
                    await reader.readline()
            elif word != after:
                writer.write(b"250 ok\r\n")
                continue
            if hang:
                await asyncio.sleep(30)
            writer.transport.abort()
            return

    return talk


@pytest.mark.parametrize("hang", [False, True])
@pytest.mark.parametrize("after", ["data", "dot"])
def test_after_the_text_was_sent_there_is_one_more_attempt_and_never_a_third(
    store: Store, after: str, hang: bool
) -> None:
    async def run() -> list[DeliveryFailed]:
        async with raw_server(talking(after, hang=hang)) as port:
            channel = EmailChannel(replace(settings(port), timeout_seconds=0.3), store, lambda: NOW)
            found = [await failing(channel, mail()) for _ in range(3)]
            await channel.close()
            return found

    first, second, third = asyncio.run(run())
    assert first.detail["unknown"] and second.detail["unknown"] and not first.permanent and not second.permanent
    assert third.permanent and "twice" in third.reason
    assert [(row["status"], row["copies"]) for row in rows(store)] == [("unknown", 2)]


def test_taken_but_the_answer_was_lost_gives_one_duplicate_with_the_same_id(store: Store) -> None:
    async def run(inbox: Inbox, channel: Callable[..., EmailChannel]) -> Inbox:
        one = channel()
        inbox.says["DATA"] = "drop"
        assert (await failing(one, mail())).detail["unknown"]
        inbox.says.clear()
        await one.send(mail())
        return inbox

    inbox = exchange(store, run)
    assert len(inbox.taken) == 2 and inbox.parsed(0)["Message-ID"] == inbox.parsed(1)["Message-ID"]


@pytest.mark.parametrize("after", ["ehlo", "mail", "rcpt"])
def test_before_the_text_was_sent_it_may_be_tried_for_ever(store: Store, after: str) -> None:
    async def run() -> list[DeliveryFailed]:
        async with raw_server(talking(after)) as port:
            channel = EmailChannel(settings(port), store)
            return [await failing(channel, mail()) for _ in range(4)]

    assert not any(found.permanent or found.detail["unknown"] for found in asyncio.run(run()))


def test_a_server_that_dawdles_is_given_up(store: Store) -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for byte in b"220-" + b"x" * 1000:
            writer.write(bytes([byte]))
            await asyncio.sleep(0.05)

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    async def run(talk: Any) -> DeliveryFailed:
        async with raw_server(talk) as port:
            channel = EmailChannel(replace(settings(port), timeout_seconds=0.3), store)
            return await failing(channel, mail())

    for talk in (drip, silent):
        found = asyncio.run(run(talk))
        assert not found.permanent and "in time" in found.reason


def test_a_server_that_is_not_there_or_no_mail_server(store: Store) -> None:
    async def http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()

    async def run() -> list[DeliveryFailed]:
        async with raw_server(http) as port:
            nonsense = await failing(EmailChannel(settings(port), store), mail())
        return [nonsense, await failing(EmailChannel(settings(port), store), mail())]

    assert not any(found.permanent for found in asyncio.run(run()))


@pytest.mark.parametrize(
    "more",
    [
        {"to": "ann@example.org\r\nBcc: evil@example.org"},
        {"to": "ann@example.org, evil@example.org"},
        {"to": "ann"},
        {"to": ""},
        {"to": "ann@@example.org"},
        {"to": "ann@exa mple.org"},
        {"to": "ann@example..org"},
        {"to": ".ann@example.org"},
        {"to": "a" * 65 + "@example.org"},
        {"to": "<script>@example.org"},
        {"to": "ann@-example.org"},
        {"subject": "hello\r\nBcc: evil@example.org"},
        {"subject": "hello\x00"},
        {"from": "someone@else.example"},
        {"from": "servicing@acme.example\nX: y"},
        {"html": "x" * 10_000_001},
    ],
)
def test_what_cannot_be_an_email_is_refused_for_good(store: Store, more: dict[str, str]) -> None:
    async def run(inbox: Inbox, channel: Callable[..., EmailChannel]) -> tuple[DeliveryFailed, Inbox]:
        return await failing(channel(from_addresses=("Servicing <Servicing@acme.example>",)), mail(**more)), inbox

    found, inbox = exchange(store, run)
    assert found.permanent and not inbox.taken and "\n" not in found.reason


def test_the_sender_is_one_of_the_verified_addresses(store: Store) -> None:
    async def run(inbox: Inbox, channel: Callable[..., EmailChannel]) -> Inbox:
        one = channel(from_addresses=("Acme <servicing@acme.example>", "legal@acme.example"))
        await one.send(mail(key="a", **{"from": ""}))
        await one.send(mail(key="b", **{"from": "Legal Team <LEGAL@acme.example>"}))
        return inbox

    inbox = exchange(store, run)
    assert inbox.parsed(0)["From"] == "Acme <servicing@acme.example>"
    assert inbox.taken[1][0] == "LEGAL@acme.example"


def test_addresses_beyond_ascii(store: Store) -> None:
    async def run(inbox: Inbox, channel: Callable[..., EmailChannel]) -> Inbox:
        await channel().send(mail(key="a", to="ann@bücher.example"))
        await channel().send(mail(key="b", to="änn@example.org"))
        return inbox

    inbox = exchange(store, run)
    assert [one[1] for one in inbox.taken] == [["ann@xn--bcher-kva.example"], ["änn@example.org"]]


def test_large_messages_and_names_with_html_arrive(store: Store) -> None:
    names = "<p>Dear &lt;script&gt;alert(1)&lt;/script&gt;,</p>"

    async def run(inbox: Inbox, channel: Callable[..., EmailChannel]) -> Inbox:
        await channel().send(mail(html=names + "<p>" + "x" * 4_000_000 + "</p>"))
        return inbox

    got = exchange(store, run).parsed()
    assert got.get_body(("html",)).get_content().startswith(names)  # type: ignore[union-attr]
    assert max(map(len, exchange(store, run).taken[0][2].split(b"\r\n"))) <= 998


def test_certificates_that_cannot_be_read(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be read"):
        EmailChannel(settings(25, ca_file=tmp_path / "none.pem"), store)


@given(st.text(max_size=60))
def test_any_text_is_a_mailbox_or_refused(text: str) -> None:
    try:
        found = read_address(text)
    except BadMessage:
        return
    assert "\r" not in str(found) and "\n" not in str(found) and found.addr_spec.count("@") == 1


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=200))
def test_no_text_adds_a_header(subject: str, name: str, body: str) -> None:
    try:
        made = build({**BODY, "subject": subject, "to": f"{name} <ann@example.org>", "html": body}, "k", Email(), NOW)
    except BadMessage:
        return
    wanted = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"}
    parsed = email.message_from_bytes(made.as_bytes(), policy=email.policy.default)
    assert set(parsed.keys()) - {"Content-Transfer-Encoding"} == wanted and len(set(parsed.keys())) == len(parsed)
    assert [one.addr_spec for one in parsed["To"].addresses] == ["ann@example.org"]


@given(st.text(max_size=200))
def test_text_of_html_never_fails(markup: str) -> None:
    assert text_of(markup).endswith("\n")


def test_which_refusals_say_that_a_mailbox_is_dead() -> None:
    assert [is_dead(550, ""), is_dead(550, "5.7.26 no"), is_dead(551, "moved"), is_dead(554, "no")] == [
        *(True, False, True, False)
    ]
