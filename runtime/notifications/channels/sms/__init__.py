"""Text messages: counting them, handing them to a provider, the conversation with every number."""

from __future__ import annotations

from runtime.notifications.channels.sms.channel import SmsChannel
from runtime.settings import RuntimeSettings
from runtime.store.errors import StoreError
from runtime.store.open import Store

__all__ = ["SmsChannel", "open_channel"]


def open_channel(settings: RuntimeSettings, store: Store) -> SmsChannel:
    """The channel of the settings. Raises StoreError where they are not enough."""
    if not settings.sms.url:
        help = "give `[sms]` in `runtime.toml` a `url`"
        raise StoreError("not-set-up", "no provider of text messages is named", help)
    return SmsChannel(settings.sms, store)
