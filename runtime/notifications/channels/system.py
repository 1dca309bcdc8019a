"""The channel to agents inside the system: a message goes into the agent's inbox.

Takes messages, writes them many in one transaction; one that is there already, known by its idempotency key, stays as
it is, so that sending again adds nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy.dialects import postgresql, sqlite

from runtime.notifications.message import SYSTEM, Delivered, DeliveryFailed, Message
from runtime.settings import RuntimeSettings
from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.open import Store

#: How long the first message of a batch waits for others, in seconds.
_GATHERING: Final = 0.02


class SystemChannel:
    """Writes into inboxes."""

    name = SYSTEM

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._waiting: list[tuple[Message, asyncio.Future[None]]] = []
        self._flushing: asyncio.Task[None] | None = None

    async def send(self, message: Message) -> Delivered:
        """Put the message into the agent's inbox."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((message, done))
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._flush())
        await done
        return Delivered(message.recipient)

    async def _flush(self) -> None:
        await asyncio.sleep(_GATHERING)
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                await asyncio.to_thread(self._write, [message for message, _ in batch])
            except StoreError as error:
                for _, done in batch:
                    if not done.done():
                        done.set_exception(DeliveryFailed(error.message, permanent=False))
            else:
                for _, done in batch:
                    if not done.done():
                        done.set_result(None)

    def _write(self, messages: list[Message]) -> None:
        now = self._clock()
        rows: list[dict[str, Any]] = [
            {
                "agent": message.body["agent"],
                "loan_id": message.loan_id,
                "notification": message.notification,
                "title": message.body["title"],
                "message": message.body["message"],
                "idempotency_key": message.idempotency_key,
                "business_date": message.business_date,
                "received_at": now,
            }
            for message in messages
        ]
        with self._store.begin() as connection:
            dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
            statement = dialect.insert(schema.inbox).on_conflict_do_nothing(index_elements=["idempotency_key"])
            connection.execute(statement, rows)

    async def close(self) -> None:
        """Write what is left."""
        if self._flushing is not None:
            await self._flushing


def open_channel(
    settings: RuntimeSettings, store: Store, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> SystemChannel:
    """The channel of a store."""
    return SystemChannel(store, clock)
