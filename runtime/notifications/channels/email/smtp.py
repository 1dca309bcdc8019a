"""Connections to a mail server, kept open and used again.

Takes settings; gives clients that are connected, encrypted and logged in as the settings ask. Must never send a
password over a connection that is not encrypted, nor put it into an error.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from runtime.settings import Email
from runtime.store.errors import StoreError

_IMPLICIT_TLS_PORT: Final = 465
#: Servers close connections that are idle; one that has been is not used again.
_IDLE_SECONDS: Final = 15.0


class SmtpConnections:
    """As many connections as the settings allow. Must be used within one event loop."""

    def __init__(self, settings: Email) -> None:
        """Raises StoreError for certificates that cannot be read."""
        self._settings = settings
        self._free: list[tuple[SMTP, float]] = []
        self._places = asyncio.Semaphore(settings.connections)
        self._trusted = ssl.create_default_context()
        if settings.ca_file is not None:
            try:
                self._trusted.load_verify_locations(settings.ca_file)
            except OSError as error:
                why = f"the certificates `{settings.ca_file}` cannot be read: {error.strerror or error}"
                help = "give `ca_file` in `[email]` a file of certificates (PEM)"
                raise StoreError("bad-settings", why, help) from None

    @asynccontextmanager
    async def client(self) -> AsyncIterator[SMTP]:
        """A client that is ready to send; kept for the next message unless the connection fails.

        Raises SMTPException, OSError.
        """
        async with self._places:
            client = self._idle() or await self._connect()
            try:
                yield client
            except SMTPResponseException:
                # The server said no to the message, not to the connection.
                self._keep(client)
                raise
            except BaseException:
                client.close()
                raise
            self._keep(client)

    def _keep(self, client: SMTP) -> None:
        if client.is_connected:
            self._free.append((client, time.monotonic()))

    def _idle(self) -> SMTP | None:
        while self._free:
            client, since = self._free.pop()
            if client.is_connected and time.monotonic() - since < _IDLE_SECONDS:
                return client
            client.close()
        return None

    async def _connect(self) -> SMTP:
        settings = self._settings
        implicit = settings.security == "tls" or (settings.security == "auto" and settings.port == _IMPLICIT_TLS_PORT)
        start: bool | None = {"starttls": True, "none": False, "tls": False}.get(settings.security)
        if settings.security == "auto":
            start = False if implicit else True if settings.username else None
        client = SMTP(
            hostname=settings.host,
            port=settings.port,
            timeout=settings.timeout_seconds,
            use_tls=implicit,
            start_tls=start,
            tls_context=self._trusted,
        )
        try:
            await client.connect()
            if settings.username and settings.password is not None:
                await client.login(settings.username, settings.password.reveal())
        except BaseException:
            client.close()
            raise
        return client

    async def close(self) -> None:
        """Take leave of the server and close every connection."""
        for client, _ in self._free:
            with suppress(SMTPException, OSError, TimeoutError):
                await asyncio.wait_for(client.quit(), 2.0)
            client.close()
        self._free.clear()
