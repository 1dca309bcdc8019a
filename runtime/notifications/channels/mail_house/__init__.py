"""Letters: set as PDF, queued, handed to a mail house, followed to the mailbox."""

from __future__ import annotations

from runtime.notifications.channels.mail_house.channel import MailHouseChannel
from runtime.settings import RuntimeSettings
from runtime.store.open import Store

__all__ = ["MailHouseChannel", "open_channel"]


def open_channel(settings: RuntimeSettings, store: Store) -> MailHouseChannel:
    """The channel of the settings. Raises StoreError where they are not enough."""
    return MailHouseChannel(settings.mail_house, settings.company, store)
