"""What a provider of text messages must offer, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has the message and knows it by `id`; `status` is the first of its way."""

    id: str
    status: str


class Refused(Exception):
    """The provider said no. `permanent`: it will again; `stopped`: the number wants no messages; `unknown`: it may have
    the message all the same.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool,
        code: str | None = None,
        retry_after: float | None = None,
        stopped: bool = False,
        unknown: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.code = code
        self.retry_after = retry_after
        self.stopped = stopped
        self.unknown = unknown


class SmsProvider(Protocol):
    """A provider of text messages. Numbers are E.164."""

    async def submit(self, to: str, sender: str, text: str) -> Accepted:
        """Hand a text over once. Raises Refused."""

    async def find(self, to: str, text: str, since: datetime) -> list[Accepted]:
        """Messages with this text that were handed over for the number after a moment and did not fail.

        Raises Refused where the provider cannot be asked.
        """

    async def close(self) -> None:
        """Give back connections."""
