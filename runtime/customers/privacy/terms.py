"""The texts a customer can be known by, and taking them out of other texts.

Takes the customer's rows and history, gives `Terms`; `Terms.scrub` replaces them in a text or a JSON document. A text
that is one of the tenant's or the catalogue's words as a whole is left as it is: an account's status is not a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Final

MARK: Final = "[erased]"
#: Below this a term could be anything.
_LEAST: Final = 2


class Terms:
    """Texts to take out; `words` are those to leave alone where they stand by themselves."""

    def __init__(self, texts: Iterable[str | None], words: Iterable[str] = ()) -> None:
        self.texts = frozenset(text.strip() for text in texts if text and len(text.strip()) >= _LEAST)
        self.words = frozenset(words)

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        if not self.texts:
            return None
        longest_first = sorted(self.texts, key=lambda text: (-len(text), text))
        alternatives = "|".join(r"\s+".join(map(re.escape, text.split())) for text in longest_first)
        return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE)

    def scrub(self, value: Any) -> Any:
        """The value without the texts; the very same object where there is none in it."""
        if isinstance(value, str):
            return self._scrub_text(value)
        if isinstance(value, Mapping):
            found = {str(self._scrub_text(str(name))): self.scrub(item) for name, item in value.items()}
            return value if found == value else found
        if isinstance(value, list):
            items = [self.scrub(item) for item in value]
            return value if items == value else items
        return value

    def _scrub_text(self, text: str) -> str:
        if self._pattern is None or text in self.words:
            return text
        return self._pattern.sub(MARK, text)


def phone_forms(phone: str) -> set[str]:
    """The ways a phone number is written."""
    digits = re.sub(r"\D", "", phone)
    forms = {phone, digits, f"+{digits}"}
    if len(digits) == 10:
        area, middle, last = digits[:3], digits[3:6], digits[6:]
        forms |= {f"+1{digits}", f"1{digits}", f"{area}.{middle}.{last}", f"{area} {middle} {last}"}
        forms |= {f"({area}) {middle}-{last}", f"({area}){middle}-{last}", f"+1 {area} {middle} {last}"}
        forms |= {f"+1 {area}-{middle}-{last}", f"+1-{area}-{middle}-{last}", f"{area}-{middle}-{last}"}
        forms |= {f"{middle}-{last}"}
    return forms


def number_forms(number: str) -> set[str]:
    """The ways an identification number is written."""
    return {number, re.sub(r"\W", "", number), re.sub(r"\W", " ", number)}


def name_forms(row: Mapping[str, Any]) -> set[str]:
    """The ways a customer's name is written, and its parts."""
    parts = [row[name] for name in ("first_name", "middle_name", "last_name") if row[name]]
    forms = set(parts) | {row[name] for name in ("company_name", "contact_name") if row[name]}
    forms |= {" ".join(parts), "".join(parts)} if parts else set()
    if row["first_name"] and row["last_name"]:
        first, last = row["first_name"], row["last_name"]
        forms |= {f"{first} {last}", f"{last}, {first}", f"{last} {first}", f"{first}{last}"}
    return forms
