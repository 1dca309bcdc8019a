"""Real servers on loopback that behave as they are told, and what tests send to them."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from runtime.notifications.message import Message

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def message(channel: str, body: Mapping[str, Any], *, key: str = "legal-handoff/1/webhook", **more: Any) -> Message:
    """A message as the outbox has it."""
    given = {"id": 1, "notification": "legal-handoff", "recipient": "", "loan_id": 7, "customer_id": None}
    given |= {"attempts": 0, "business_date": date(2026, 11, 22), "created_at": NOW}
    return Message(channel=channel, body=body, idempotency_key=key, **(given | more))


@dataclass
class Received:
    """What a server was sent."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    form: dict[str, str] = field(default_factory=dict)


@dataclass
class Http:
    """An HTTP server: where it is, and what came in."""

    url: str
    received: list[Received]


Handler = Callable[[Received], web.StreamResponse | Awaitable[web.StreamResponse]]


@asynccontextmanager
async def http_server(
    answer: Callable[[web.Request, Received], Awaitable[web.StreamResponse]], tls: ssl.SSLContext | None = None
) -> AsyncIterator[Http]:
    """An aiohttp server on a free port of loopback."""
    received: list[Received] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        form = {}
        if request.content_type == "application/x-www-form-urlencoded":
            form = {name: str(value) for name, value in (await request.post()).items()}
        one = Received(request.method, request.path_qs, headers, body, form)
        received.append(one)
        return await answer(request, one)

    application = web.Application(client_max_size=1 << 30)
    application.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield Http(f"{'https' if tls else 'http'}://127.0.0.1:{port}", received)
    finally:
        await runner.cleanup()


@asynccontextmanager
async def raw_server(
    talk: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]], tls: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """A server that says what `talk` says, byte by byte; gives its port."""

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(one, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@dataclass(frozen=True)
class Authority:
    """A certificate authority of the tests: its own certificate, and servers that it vouches for."""

    ca_file: Path
    server: ssl.SSLContext
    certificate_file: Path
    key_file: Path


def make_authority(folder: Path, name: str = "localhost") -> Authority:
    """A certificate authority with one server certificate, for `name` and 127.0.0.1."""
    import ipaddress

    made = datetime.now(UTC)

    def certificate(subject: str, issuer: str, public: Any, signing: Any, authority: bool) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, subject)]))
            .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, issuer)]))
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(made - timedelta(days=1))
            .not_valid_after(made + timedelta(days=2))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )
        if not authority:
            names = [x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(signing, hashes.SHA256())

    top, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    pem = serialization.Encoding.PEM
    ca_file, certificate_file, key_file = folder / "ca.pem", folder / "server.pem", folder / "server.key"
    ca_file.write_bytes(certificate("Test CA", "Test CA", top.public_key(), top, True).public_bytes(pem))
    certificate_file.write_bytes(certificate(name, "Test CA", own.public_key(), top, False).public_bytes(pem))
    key_file.write_bytes(own.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate_file, key_file)
    return Authority(ca_file, server, certificate_file, key_file)
