"""E-mail: messages as text, connections to a mail server, the record of what was sent."""

from __future__ import annotations

from runtime.notifications.channels.email.channel import EmailChannel
from runtime.settings import RuntimeSettings
from runtime.store.errors import StoreError
from runtime.store.open import Store

__all__ = ["EmailChannel", "open_channel"]


def open_channel(settings: RuntimeSettings, store: Store) -> EmailChannel:
    """The channel of the settings. Raises StoreError where they are not enough."""
    if not settings.email.host:
        help = "give `[email]` in `runtime.toml` a `host`"
        raise StoreError("not-set-up", "no mail server is named", help)
    return EmailChannel(settings.email, store)
