"""The sections of `runtime.toml`: what each holds, with its defaults.

A field's type says what may be written (`reading` knows how). A field of type `Secret` is never written in the file:
`NAME_env` names the environment variable that holds it, `NAME_file` the file. A `Path` is taken from the folder of
`runtime.toml`. `Between` bounds a number, `Literal` lists the words that are allowed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from runtime.settings.channels import Email, MailHouse, Sms, Webhook
from runtime.settings.customers import Customers, CustomerTools
from runtime.settings.dispatch import Dispatch, QuietHours


@dataclass(frozen=True, slots=True)
class Company:
    """What templates know about the lender as `company.NAME`, and where what it sends comes from."""

    name: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    address1: str = ""
    address2: str = ""
    city: str = ""
    state: str = ""
    zipcode: str = ""
    country: str = "usa"


@dataclass(frozen=True, slots=True)
class RuntimeSettings:
    """Every section; `path` is the file that it was read from, None where there is none."""

    company: Company = field(default_factory=Company)
    email: Email = field(default_factory=Email)
    sms: Sms = field(default_factory=Sms)
    mail_house: MailHouse = field(default_factory=MailHouse)
    webhook: Webhook = field(default_factory=Webhook)
    customers: Customers = field(default_factory=Customers)
    customer_tools: CustomerTools = field(default_factory=CustomerTools)
    dispatch: Dispatch = field(default_factory=Dispatch)
    quiet_hours: QuietHours = field(default_factory=QuietHours)
    path: Path | None = None
