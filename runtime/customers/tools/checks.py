"""What a check of a customer comes to, before anything is written: pure functions over rows.

Takes the customer's rows and providers, gives `Finding`s. Whoever asked writes them: an action into the account it runs
on, the command and the queue at a desk.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from runtime.customers.tools.ofac_match import Index, Match, find_matches
from runtime.customers.tools.providers import Answer
from runtime.settings.customers import CustomerTools

Row = Mapping[str, Any]

#: Columns of what a tool looked at that stand in the customer's history.
PARTS: Final = ("address1", "address2", "city", "state", "zipcode")


@dataclass(frozen=True, slots=True)
class Screening:
    """What the list of specially designated nationals says of a customer."""

    list_id: int
    fingerprint: str
    matches: tuple[Match, ...]

    @property
    def outcome(self) -> str:
        """`match` or `no-match`."""
        return "match" if self.matches else "no-match"

    @property
    def details(self) -> str | None:
        """How many entries may be the customer, and the best score."""
        if not self.matches:
            return None
        best = self.matches[0]
        return f"{len(self.matches)} on the list, the best with {best.score} of 100 (entry {best.number})"

    def row(self) -> dict[str, Any]:
        """The columns of `ofac_screenings`."""
        return {
            "list_id": self.list_id,
            "fingerprint": self.fingerprint,
            "matched": bool(self.matches),
            "best_score": max((match.score for match in self.matches), default=0),
            "matches": [match.as_data() for match in self.matches],
        }


def screened_names(customer: Row) -> list[str]:
    """The names that a customer is looked for by: with and without the middle name; a company's and its contact's."""
    whole = [customer[part] for part in ("first_name", "middle_name", "last_name") if customer[part]]
    short = [customer[part] for part in ("first_name", "last_name") if customer[part]]
    names = [" ".join(whole), " ".join(short), customer["company_name"] or "", customer["contact_name"] or ""]
    return list(dict.fromkeys(name for name in names if name))


def screening_fingerprint(index: Index, customer: Row, threshold: int) -> str:
    """A digest of everything the answer follows from: the list, the names, the birth and the threshold."""
    told = [index.checksum, threshold, screened_names(customer), customer["birth_date"]]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def screen(index: Index, customer: Row, threshold: int) -> Screening:
    """Hold a customer against the list."""
    matches = find_matches(index, screened_names(customer), customer["birth_date"], threshold)
    return Screening(index.list_id, screening_fingerprint(index, customer, threshold), tuple(matches))


def match_instructions(settings: CustomerTools) -> list[str]:
    """What to do when a customer may be on the list, in order (OFAC: Assessing OFAC Name Matches)."""
    return [
        "stop: fund nothing, pay nothing out and release nothing to the customer until this is settled",
        "hold the entry against the customer: the whole name, whether it is a person, a company or a vessel, the date "
        "and place of birth, nationality and addresses",
        "when too little agrees for it to be the same, write down why in a note of the customer, and go on",
        f"when it may be the same, call OFAC's compliance hotline at {settings.ofac_hotline} before anything else; "
        "property that has to be blocked is reported to OFAC within ten business days",
    ]


def checked_values(answer: Answer, provider: str, today: str) -> dict[str, Any]:
    """The columns that a look at an address or a phone sets."""
    return {
        **answer.values,
        "check_outcome": answer.outcome,
        "checked_by": provider,
        "check_details": answer.details,
        "checked_on": today,
    }


def was_checked(row: Row, provider: str) -> bool:
    """Whether the provider has looked at the row as it is; changing it forgets that."""
    return row["check_outcome"] is not None and row["checked_by"] == provider


def request_key(check: str, customer_id: int, day: str, what: Sequence[Any] = ()) -> str:
    """The key that lets a service be asked once: about this customer, this day, and this very address."""
    told = json.dumps([check, customer_id, day, list(what)], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()
