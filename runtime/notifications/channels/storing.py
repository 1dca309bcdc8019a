"""Writing to the store from a channel, without holding up the other messages under way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from runtime.store.open import Store

T = TypeVar("T")


async def in_transaction(store: Store, work: Callable[[Connection], T]) -> T:
    """What `work` gives, done in a transaction of its own and in another thread: another writer may make it wait."""

    def run() -> T:
        with store.begin() as connection:
            return work(connection)

    return await asyncio.to_thread(run)
