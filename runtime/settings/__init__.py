"""How this installation runs: `runtime.toml`, read into one frozen dataclass for each section.

Takes a path or the places where the file is looked for, gives `RuntimeSettings`. What the file does not say has a
default. Raises StoreError for a file that cannot be read, an unknown section or key, and a value that does not fit.
"""

from __future__ import annotations

from runtime.settings.channels import Email, MailHouse, Sms, Webhook, WebhookHost
from runtime.settings.dispatch import Dispatch, Pace, QuietHours
from runtime.settings.finding import find_settings, load_settings, naming, settings_of
from runtime.settings.reading import read_settings
from runtime.settings.secret import Secret
from runtime.settings.sections import Company, RuntimeSettings

__all__ = [
    "Company",
    "Dispatch",
    "Email",
    "MailHouse",
    "Pace",
    "QuietHours",
    "RuntimeSettings",
    "Secret",
    "Sms",
    "Webhook",
    "WebhookHost",
    "find_settings",
    "load_settings",
    "naming",
    "read_settings",
    "settings_of",
]
