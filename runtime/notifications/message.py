"""What a channel is given to send, and what it answers.

A `Message` is one row of the outbox: one recipient, one channel, rendered when its cause happened. A channel sends it
and answers `Delivered`, or raises `DeliveryFailed`; when to try again, and when to give up, is the dispatcher's affair.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final, Protocol

EMAIL: Final = "email"
SMS: Final = "sms"
SYSTEM: Final = "system"
MAIL_HOUSE: Final = "mail-house"
WEBHOOK: Final = "webhook"
#: Every channel, as packs and the outbox name it.
CHANNELS: Final = (EMAIL, SMS, SYSTEM, MAIL_HOUSE, WEBHOOK)


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one recipient.

    `idempotency_key` stays the same however often it is sent; `attempts` counts the earlier ones. `body` has the
    channel's fields: email `to from subject html text`; sms `to` (E.164) `from` (may be missing) `text`; system
    `agent title message`; mail-house `name address html title`, the address a mapping of `address1 address2 city state
    zipcode country`; webhook `url method headers body content_type`, the body a text.
    """

    id: int
    notification: str
    channel: str
    recipient: str
    idempotency_key: str
    body: Mapping[str, Any]
    loan_id: int | None
    customer_id: int | None
    attempts: int
    business_date: date
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Delivered:
    """The receiver has the message. `reference` is the number it knows it by; `detail` what else is worth keeping."""

    reference: str | None = None
    detail: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


class DeliveryFailed(Exception):
    """The receiver does not have the message. `permanent`: another attempt cannot succeed; `retry_after`: seconds that
    it asks to wait for. `reason` is in words for people.
    """

    def __init__(
        self,
        reason: str,
        permanent: bool,
        retry_after: float | None = None,
        detail: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.retry_after = retry_after
        self.detail = detail


class Channel(Protocol):
    """One way to send messages. Many may be under way at once."""

    name: str

    async def send(self, message: Message) -> Delivered:
        """Hand the message over. Raises DeliveryFailed."""

    async def close(self) -> None:
        """Give back connections; nothing is sent afterwards."""
