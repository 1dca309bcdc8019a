"""When a message that was not delivered is tried again, and how fast a channel may go."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from random import Random
from typing import Final

#: No receiver is left alone for longer, whatever it asks for.
LONGEST_WAIT: Final = 24 * 3600.0


def wait_before(
    retries: Sequence[float], attempts: int, retry_after: float | None, jitter: float, random: Random
) -> float | None:
    """Seconds until the attempt after `attempts` made; None when there is to be none. A receiver's own wish is kept
    where it is longer.
    """
    if attempts > len(retries):
        return None
    wait = retries[attempts - 1] * random.uniform(1 - jitter, 1 + jitter)
    return min(max(wait, retry_after or 0.0), LONGEST_WAIT)


class Turnstile:
    """Lets through so many a second, evenly; 0: as many as come."""

    def __init__(
        self, per_second: float, clock: Callable[[], float], sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._gap = 1 / per_second if per_second > 0 else 0.0
        self._clock = clock
        self._sleep = sleep
        self._next = float("-inf")

    async def turn(self) -> None:
        """Wait for one's turn."""
        if not self._gap:
            return
        now = self._clock()
        mine = max(self._next, now)
        self._next = mine + self._gap
        if mine > now:
            await self._sleep(mine - now)
