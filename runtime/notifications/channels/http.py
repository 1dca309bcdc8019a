"""Calling a server over HTTP with limits on everything it could do to the caller.

Takes a request, gives an `Answer` whose text is capped, or raises `NoAnswer`. Redirects are not followed, cookies not
kept, proxies of the environment not used, answers never unpacked, and with an `AddressPolicy` a socket is made only for
an address that may be reached: the very address that is connected to is the one that was checked, whatever the name
resolves to a moment later.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from runtime.notifications.addresses import AddressPolicy

#: The host of the request under way in this task, for the check when its socket is made.
_HOST: ContextVar[str] = ContextVar("host")
#: After the head of an answer its body is only worth a little more time.
_BODY_SECONDS: Final = 5.0
_KEEP_ALIVE_SECONDS: Final = 10.0


class Forbidden(Exception):
    """An address that may not be connected to. No OSError, since after one of those the next address would be tried."""


class _CheckedResolver(AbstractResolver):
    """Resolves names once; a name with any address that may not be connected to is refused as a whole."""

    def __init__(self, policy: AddressPolicy, inner: AbstractResolver) -> None:
        self._policy = policy
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        for one in found:
            _check(self._policy, host, one["host"])
        return found

    async def close(self) -> None:
        await self._inner.close()


def _check(policy: AddressPolicy, host: str, address: str) -> None:
    why = policy.refusal(host, address)
    if why is not None:
        raise Forbidden(f"the address {address} of `{host}` is {why}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered. `headers` have names in lower case; `text` is the beginning of the body, control
    characters made visible; `whole` is false where the body broke off, was too long or too slow.
    """

    status: int
    headers: Mapping[str, str]
    text: str
    whole: bool


class NoAnswer(Exception):
    """No answer came. `sent` tells whether the server may have the request all the same; `forbidden`, that its address
    may not be connected to; `invalid`, that it is no request at all.
    """

    def __init__(self, reason: str, *, sent: bool = False, forbidden: bool = False, invalid: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sent = sent
        self.forbidden = forbidden
        self.invalid = invalid


class HttpClient:
    """Connections to servers, kept open and used again. Must be made and used within one event loop."""

    def __init__(
        self,
        *,
        policy: AddressPolicy | None = None,
        seconds: float = 15.0,
        connect_seconds: float = 5.0,
        most_bytes: int = 65_536,
        connections: int = 100,
        ca_file: Path | None = None,
        resolver: AbstractResolver | None = None,
    ) -> None:
        """`seconds` bounds a request as a whole, `most_bytes` what is read of an answer. `ca_file` holds further
        certificate authorities. Raises OSError for a `ca_file` that cannot be read.
        """
        trusted = ssl.create_default_context()
        if ca_file is not None:
            trusted.load_verify_locations(ca_file)
        self._policy = policy
        self._seconds = seconds
        self._most = most_bytes
        if policy is not None:
            resolver = _CheckedResolver(policy, resolver or aiohttp.ThreadedResolver())
        connector = aiohttp.TCPConnector(
            limit=connections,
            ssl=trusted,
            resolver=resolver,
            socket_factory=self._socket,
            keepalive_timeout=_KEEP_ALIVE_SECONDS,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            headers={"User-Agent": "cljrules-runtime"},
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=connect_seconds),
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type"),
        )

    def _socket(self, info: Any) -> socket.socket:
        family, kind, protocol, _, place = info
        if self._policy is not None:
            _check(self._policy, _HOST.get(), place[0])
        return socket.socket(family=family, type=kind, proto=protocol)

    async def request(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        """Send a request and read the answer. Raises NoAnswer."""
        where = read_url(url)
        _HOST.set(where.raw_host or "")
        try:
            async with asyncio.timeout(self._seconds):
                return await self._exchange(method, where, headers, body)
        except TimeoutError:
            raise NoAnswer(f"no answer within {self._seconds:g} seconds", sent=True) from None
        except aiohttp.InvalidURL:
            raise NoAnswer("its URL cannot be read", invalid=True) from None
        except aiohttp.ClientConnectorCertificateError:
            raise NoAnswer("its certificate is not valid") from None
        except aiohttp.ClientConnectorDNSError:
            raise NoAnswer(f"the name `{where.host}` is not known") from None
        except aiohttp.ClientConnectorSSLError:
            raise NoAnswer("no secure connection can be made") from None
        except aiohttp.ClientConnectorError:
            raise NoAnswer("it cannot be connected to") from None
        except Forbidden as error:
            raise NoAnswer(str(error), forbidden=True) from None
        except aiohttp.ServerTimeoutError:
            raise NoAnswer("it cannot be connected to in time") from None
        except (aiohttp.ClientError, OSError) as error:
            raise NoAnswer(f"the connection broke off ({type(error).__name__})", sent=True) from None
        except ValueError as error:
            raise NoAnswer(f"not a request: {error}", invalid=True) from None

    async def _exchange(self, method: str, url: URL, headers: Mapping[str, str], body: bytes | None) -> Answer:
        async with self._session.request(method, url, headers=headers, data=body, allow_redirects=False) as response:
            packed = response.headers.get("Content-Encoding", "identity").lower() not in ("", "identity")
            begun, whole = await self._begin(response)
            if not whole:
                response.close()
            text = f"({len(begun)} bytes, compressed)" if packed else visible(begun.decode("utf-8", "replace"))
            found = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status, found, text, whole)

    async def _begin(self, response: aiohttp.ClientResponse) -> tuple[bytes, bool]:
        """The beginning of a body, and whether that is all of it."""
        pieces: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                async for piece in response.content.iter_any():
                    pieces.append(piece[: self._most - size])
                    size += len(piece)
                    if size > self._most:
                        return b"".join(pieces), False
        except (aiohttp.ClientError, OSError, TimeoutError):
            return b"".join(pieces), False
        return b"".join(pieces), True

    async def close(self) -> None:
        """Close every connection."""
        await self._session.close()


def read_url(url: str) -> URL:
    """A URL that can be called. Raises NoAnswer (`invalid`)."""
    if any(not character.isprintable() or character.isspace() for character in url):
        raise NoAnswer("its URL holds spaces or control characters", invalid=True)
    try:
        where = URL(url)
    except ValueError:
        raise NoAnswer("its URL cannot be read", invalid=True) from None
    if where.scheme not in ("http", "https") or not where.host:
        raise NoAnswer("its URL does not begin with `http://` or `https://` and a host", invalid=True)
    if where.user is not None or where.password is not None:
        raise NoAnswer("its URL holds a user or password; put it into a header", invalid=True)
    return where


def visible(text: str) -> str:
    """The text with control and formatting characters written as escapes, so that no log or terminal obeys them."""
    return "".join(one if one.isprintable() or one == "\n" else one.encode("unicode_escape").decode() for one in text)
