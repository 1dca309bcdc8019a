"""The channel for e-mail: one message to one mailbox, over a mail server.

What the server answers decides: a 4xx is tried again, a 5xx is not, and a mailbox that does not exist gets nothing
more. Where the connection is lost after the text was sent nobody knows whether the server has it: it is sent once more
under the same Message-ID, and never a third time.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any, Final

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPConnectResponseError,
    SMTPException,
    SMTPNotSupported,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPTimeoutError,
)
from sqlalchemy import Connection

from runtime.notifications import suppressions
from runtime.notifications.channels.email import history, mime
from runtime.notifications.channels.email.smtp import SmtpConnections
from runtime.notifications.channels.http import visible
from runtime.notifications.channels.storing import in_transaction
from runtime.notifications.message import EMAIL, Delivered, DeliveryFailed, Message
from runtime.settings import Email
from runtime.store.open import Store

_MOST_COPIES: Final = 2
_NOT_SAID: Final = "the mail server did not say whether it took the message"
_ENHANCED: Final = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
#: Refusals of a mailbox for a reason other than that it does not exist: full, policy, content, routing.
_NOT_THE_MAILBOX: Final = ("5.2.2", "5.2.3", "5.3.", "5.4.", "5.5.", "5.6.", "5.7.")


class EmailChannel:
    """Sends e-mails, several at once, each over a connection of its own while it takes."""

    name = EMAIL

    def __init__(
        self, settings: Email, store: Store, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Raises StoreError for certificates that cannot be read."""
        self._settings = settings
        self._store = store
        self._clock = clock
        self._connections = SmtpConnections(settings)

    async def send(self, message: Message) -> Delivered:
        """Hand the message to the mail server. Raises DeliveryFailed."""
        now = self._clock()
        try:
            made = mime.build(message.body, message.idempotency_key, self._settings, now)
            content = mime.content_of(made)
        except mime.BadMessage as error:
            raise DeliveryFailed(str(error), True) from None
        if len(content) > self._settings.most_bytes:
            raise DeliveryFailed(f"its {len(content):,} bytes are more than `most_bytes` allows", True)
        written = _written(made, message.body)
        copies = await in_transaction(self._store, lambda connection: history.copies_before(connection, message))
        if copies >= _MOST_COPIES:
            raise DeliveryFailed("it may have been delivered twice already; it is not sent again by itself", True)
        handing = _HandingOver(self._connections, made, content)
        try:
            # Longer than any one command may take, so that a server that answers word by word cannot hold it.
            async with asyncio.timeout(2 * self._settings.timeout_seconds):
                answer = await handing.run()
        except SMTPResponseException as error:
            raise await self._refusal(error, message, written, now) from None
        except (SMTPException, OSError, TimeoutError, asyncio.CancelledError) as error:
            if handing.begun:
                await self._record(message, written, "unknown", _NOT_SAID, now)
            if isinstance(error, asyncio.CancelledError):
                raise
            reason = _NOT_SAID if handing.begun else _unreached(error)
            raise DeliveryFailed(reason, False, detail={**_shown(written), "unknown": handing.begun}) from None
        await self._record(message, written, "sent", answer, now)
        return Delivered(written["message_id"], {**_shown(written), "answer": answer})

    async def _refusal(
        self, error: SMTPResponseException, message: Message, written: Mapping[str, str], now: datetime
    ) -> DeliveryFailed:
        detail: dict[str, Any] = {**_shown(written), "code": error.code}
        if isinstance(error, SMTPAuthenticationError):
            return DeliveryFailed("the mail server refuses the user name or password", False, detail=detail)
        reason = f"the mail server answered {error.code} {_said(error.message)}".strip()
        permanent = 500 <= error.code < 600 and not isinstance(error, SMTPConnectResponseError)
        if permanent:
            await self._refused(error, message, written, reason, now)
        return DeliveryFailed(reason, permanent, detail=detail)

    async def _refused(
        self, error: SMTPResponseException, message: Message, written: Mapping[str, str], reason: str, now: datetime
    ) -> None:
        dead = is_dead(error.code, error.message) and not isinstance(error, SMTPSenderRefused)

        def write(connection: Connection) -> None:
            history.record(connection, message, written, "bounced" if dead else "refused", reason, now)
            if dead:
                suppressions.suppress(connection, EMAIL, written["recipient"], f"e-mail bounces: {reason}"[:500], now)

        await in_transaction(self._store, write)

    async def _record(
        self, message: Message, written: Mapping[str, str], status: str, detail: str, now: datetime
    ) -> None:
        await in_transaction(
            self._store, lambda connection: history.record(connection, message, written, status, detail, now)
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._connections.close()


class _HandingOver:
    """One message on its way; `begun` once the server may have its text."""

    def __init__(self, connections: SmtpConnections, made: EmailMessage, content: bytes) -> None:
        self.begun = False
        self._connections = connections
        self._made = made
        self._content = content

    async def run(self) -> str:
        """What the server answered at the end. Raises what aiosmtplib raises."""
        sender, recipient = _envelope(self._made, "From"), _envelope(self._made, "To")
        async with self._connections.client() as client:
            options = _options(client, recipient, len(self._content))
            try:
                await client.mail(sender, options=options, encoding="utf-8")
                await client.rcpt(recipient, encoding="utf-8")
                self.begun = True
                answer = await client.data(self._content)
            except SMTPResponseException:
                with suppress(SMTPException):
                    await client.rset()
                raise
            return f"{answer.code} {_said(answer.message)}"


def _unreached(error: BaseException) -> str:
    # aiosmtplib raises the bare class where STARTTLS or authentication is wanted and not offered.
    if isinstance(error, SMTPNotSupported) or type(error) is SMTPException:
        return "the mail server does not offer what the settings ask for"
    late = isinstance(error, (SMTPTimeoutError, TimeoutError))
    return f"the mail server {'does not answer in time' if late else 'cannot be reached'}"


def is_dead(code: int, text: str) -> bool:
    """Whether a mail server's refusal says that the mailbox does not exist (RFC 5321, RFC 3463)."""
    found = _ENHANCED.search(text[:100])
    return code in (550, 551, 553) and not (found and found[0].startswith(_NOT_THE_MAILBOX))


def _options(client: SMTP, recipient: str, size: int) -> list[str]:
    options = [f"SIZE={size}"] if client.supports_extension("size") else []
    if not recipient.isascii():
        if not client.supports_extension("smtputf8"):
            raise SMTPResponseException(553, "5.6.7 the server takes no addresses beyond ASCII")
        options.append("SMTPUTF8")
    return options


def _envelope(made: EmailMessage, header: str) -> str:
    found: str = made[header].addresses[0].addr_spec
    return found


def _written(made: EmailMessage, body: Mapping[str, Any]) -> dict[str, str]:
    return {
        "sender": _envelope(made, "From"),
        "recipient": _envelope(made, "To"),
        "subject": str(made["Subject"]),
        "excerpt": mime.excerpt(body),
        "message_id": str(made["Message-ID"]),
    }


def _shown(written: Mapping[str, str]) -> dict[str, Any]:
    return {name: written[name] for name in ("subject", "excerpt", "message_id")}


def _said(text: str) -> str:
    return visible(" ".join(text.split()))[:300]
