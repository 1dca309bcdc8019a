"""The channel for text messages: one text to one number, by a provider.

What is sent is written down first. Where an attempt ended without an answer, or in a crash, the provider is asked for
the message before it is handed over again: it may have it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping

from runtime.notifications import suppressions
from runtime.notifications.channels.sms import conversation
from runtime.notifications.channels.sms.numbers import e164
from runtime.notifications.channels.sms.provider import Accepted, Refused, SmsProvider
from runtime.notifications.channels.sms.segments import measure
from runtime.notifications.channels.sms.twilio import TwilioProvider
from runtime.notifications.channels.storing import in_transaction
from runtime.notifications.message import SMS, Delivered, DeliveryFailed, Message
from runtime.settings import Sms
from runtime.store.open import Store


class SmsChannel:
    """Sends text messages, several at once."""

    name = SMS

    def __init__(
        self,
        settings: Sms,
        store: Store,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        provider: SmsProvider | None = None,
    ) -> None:
        """Twilio's API, unless another `provider` is given. Raises StoreError."""
        self._settings = settings
        self._store = store
        self._clock = clock
        self._provider = provider or TwilioProvider(settings)

    async def send(self, message: Message) -> Delivered:
        """Hand the text to the provider. Raises DeliveryFailed."""
        now = self._clock()
        phone, own, text = self._read(message)
        measured = measure(text)
        if measured.count > self._settings.most_segments:
            raise DeliveryFailed(f"its text takes {measured.count} messages, more than `most_segments` allows", True)
        detail = {"segments": measured.count, "encoding": measured.encoding}
        earlier = await in_transaction(
            self._store,
            lambda connection: conversation.begin(connection, message, phone, own, text, measured, now),
        )
        try:
            found = await self._again(earlier) if earlier is not None else None
            if found is None:
                found = await self._provider.submit(phone, own, text)
        except Refused as error:
            raise await self._failed(error, message, phone, detail, now, earlier is not None) from None
        known, status = found.id, found.status
        await in_transaction(
            self._store, lambda connection: conversation.accepted(connection, message, known, status, now)
        )
        return Delivered(found.id, {**detail, "status": found.status})

    def _read(self, message: Message) -> tuple[str, str, str]:
        phone = e164(str(message.body["to"]), self._settings.region)
        if phone is None:
            raise DeliveryFailed("its receiver is not a phone number", True)
        text = str(message.body.get("text") or "").strip()
        if not text:
            raise DeliveryFailed("its text is empty", True)
        own = str(message.body.get("from") or "") or self._settings.sender
        return phone, own, text.encode("utf-16", "replace").decode("utf-16").replace("\0", "")

    async def _again(self, earlier: RowMapping) -> Accepted | None:
        """The message of an earlier attempt, where the provider turns out to have it."""
        if earlier["provider_id"] is not None:
            return Accepted(earlier["provider_id"], earlier["status"])
        since = datetime.fromisoformat(str(earlier["at"]))
        found = await self._provider.find(earlier["phone"], earlier["text"], since)
        ids = [one.id for one in found]
        others = await in_transaction(self._store, lambda connection: conversation.known(connection, ids))
        return next((one for one in found if one.id not in others), None)

    async def _failed(
        self, error: Refused, message: Message, phone: str, detail: dict[str, Any], now: datetime, looked: bool
    ) -> DeliveryFailed:
        detail = {**detail, "code": error.code, "unknown": error.unknown}

        def write(connection: Connection) -> None:
            # What the provider may have stays written down; so does what could not be asked about.
            if error.permanent or not (error.unknown or looked):
                conversation.refused(connection, message, error.code, error.permanent, now)
            if error.stopped:
                suppressions.suppress(connection, SMS, phone, "the receiver answered STOP", now)

        await in_transaction(self._store, write)
        return DeliveryFailed(error.reason, error.permanent, error.retry_after, detail)

    async def close(self) -> None:
        """Give back the provider's connections."""
        await self._provider.close()
