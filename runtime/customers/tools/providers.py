"""What tools take and give. A provider is anything with the method of one of these protocols.

Those of this package: addresses `local` (Publication 28 and the ZIP codes) and `usps`; phones `local` (phonenumbers);
credit and social profiles over HTTPS. Must never raise for what a customer's data or a service's answer holds: that is
an outcome, or `Unavailable` where asking again may help.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol

Outcome = Literal["ok", "failed", "match", "no-match", "unavailable"]

#: Checks by the name they have in events and requests, with the name of the tool that does them.
CHECKS: Final[Mapping[str, str]] = {
    "primary-address": "address",
    "mailing-address": "address",
    "employer-address": "address",
    "phone": "phone",
    "ofac": "ofac",
    "credit": "credit",
    "social-profile": "social",
}


class Unavailable(Exception):
    """A service that did not answer, or not sensibly; `reason` tells it, without anything of the customer's."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Person:
    """What a service is told of a customer; nothing more leaves the store."""

    reference: str
    first_name: str | None = None
    middle_name: str | None = None
    last_name: str | None = None
    company_name: str | None = None
    birth_date: str | None = None
    ssn: str | None = field(default=None, repr=False)
    email: str | None = None
    phone: str | None = None
    address: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tool found: `values` are the columns it sets on the row it looked at, `rows` what else it brings."""

    outcome: Outcome
    details: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    rows: Sequence[Mapping[str, Any]] = ()


class AddressProvider(Protocol):
    """Tells whether an address of the United States exists, and how it is written."""

    def validate(self, address: Mapping[str, Any]) -> Answer:
        """The columns of the address as they should be, with `verified` and `standardized`."""


class PhoneProvider(Protocol):
    """Tells what is known of a phone number."""

    def look_up(self, phone: str) -> Answer:
        """`carrier_name`, `carrier_verified`, `is_land_line`."""


class CreditProvider(Protocol):
    """Asks the bureaus for scores."""

    def pull(self, person: Person) -> Answer:
        """`credit_score_equifax`, `credit_score_transunion`, `credit_score_experian`."""


class SocialProvider(Protocol):
    """Looks for the profiles of a person."""

    def find(self, person: Person) -> Answer:
        """`rows` of social profiles."""
