"""The channel for letters: one message becomes one letter in the queue of the mail house.

To send is to queue: the letter is set and checked at once, so that what cannot be mailed fails now and not in the
printer's hands. Queueing twice queues once.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from runtime.notifications import suppressions
from runtime.notifications.channels.mail_house import pieces
from runtime.notifications.channels.mail_house.letter import BadLetter, Letter, render
from runtime.notifications.channels.mail_house.returns import address_key
from runtime.notifications.channels.storing import in_transaction
from runtime.notifications.message import MAIL_HOUSE, Delivered, DeliveryFailed, Message
from runtime.settings import Company, MailHouse
from runtime.store.open import Store


def reference_of(message: Message) -> str:
    """What stands at a letter's foot, by which it can be found when it comes back."""
    return f"LTR-{hashlib.sha256(message.idempotency_key.encode()).hexdigest()[:10].upper()}"


class MailHouseChannel:
    """Queues letters."""

    name = MAIL_HOUSE

    def __init__(
        self,
        settings: MailHouse,
        company: Company,
        store: Store,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._company = company
        self._store = store
        self._clock = clock

    async def send(self, message: Message) -> Delivered:
        """Set the letter and queue it. Raises DeliveryFailed."""
        now = self._clock()
        name, address = str(message.body.get("name") or ""), dict(message.body.get("address") or {})
        try:
            key = address_key(name, address)
            letter = await asyncio.to_thread(self._render, message)
        except BadLetter as error:
            raise DeliveryFailed(str(error), True) from None
        written = {"title": str(message.body.get("title") or ""), "name": name, "address": address}
        until = now + timedelta(minutes=self._settings.cancel_minutes)

        def write(connection: Connection) -> int | str:
            came_back = suppressions.why_suppressed(connection, MAIL_HOUSE, key)
            return came_back or pieces.queue(connection, message, letter, written, until, now)

        found = await in_transaction(self._store, write)
        if isinstance(found, str):
            raise DeliveryFailed(f"nothing more is mailed to the address: {found}", True)
        detail = {"letter": found, "pages": letter.pages, "sha256": letter.checksum, "cancel_until": until.isoformat()}
        return Delivered(f"letter {found}", detail)

    def _render(self, message: Message) -> Letter:
        return render(message.body, reference_of(message), message.business_date, self._company, self._settings)

    async def close(self) -> None:
        """There is nothing to give back."""
