"""Addresses as the Postal Service writes them: Publication 28, sections 21 to 29 and appendices B and C.

Takes the lines of an address of the United States, gives its delivery line and secondary line in capitals, with the
standard abbreviations and without punctuation; and a key under which differently written lines are equal. The lines are
taken apart by `usaddress`, a maintained parser.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from runtime.customers.texts import folded

_DIRECTIONS: Final = ("StreetNamePreDirectional", "StreetNamePostDirectional")
_UNIT_TYPES: Final = ("OccupancyType", "SubaddressType")
_UNITS: Final = ("OccupancyType", "OccupancyIdentifier", "SubaddressType", "SubaddressIdentifier")
#: Kinds of line that mail is delivered to without a street, as they begin (sections 24 to 28).
_ROUTES: Final = (
    (re.compile(r"^(?:P ?O ?|POST OFFICE )?BOX #? ?([A-Z0-9-]+)$"), r"PO BOX \1"),
    (re.compile(r"^(?:RR|RURAL ROUTE|RFD|RD|RURAL RTE) #? ?(\d+),? BOX #? ?([A-Z0-9-]+)$"), r"RR \1 BOX \2"),
    (re.compile(r"^(?:HC|HIGHWAY CONTRACT|STAR ROUTE|HCR) #? ?(\d+),? BOX #? ?([A-Z0-9-]+)$"), r"HC \1 BOX \2"),
    (re.compile(r"^(PSC|CMR|UNIT) #? ?(\d+),? BOX #? ?([A-Z0-9-]+)$"), r"\1 \2 BOX \3"),
    (re.compile(r"^GENERAL DELIVERY$"), "GENERAL DELIVERY"),
)


@dataclass(frozen=True, slots=True)
class Lines:
    """The delivery line and the secondary line of an address. `problem` says why mail could not be delivered there."""

    address1: str
    address2: str | None
    problem: str | None = None


@cache
def _abbreviations() -> Mapping[str, Mapping[str, str]]:
    tables = tomllib.loads(Path(__file__).with_name("publication28.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            name: MappingProxyType({word: short for short, words in table.items() for word in words.split()})
            for name, table in tables.items()
        }
    )


def standard_lines(address1: str, address2: str | None = None) -> Lines:
    """The lines in the standard form. Lines that cannot be taken apart come back in capitals, with the problem."""
    first, second = _plain(address1), _plain(address2 or "")
    for pattern, form in _ROUTES:
        if pattern.match(first):
            return Lines(pattern.sub(form, first), second or None)
    parts = _parse(f"{first} {second}".strip())
    if parts is None:
        return Lines(first, second or None, "the line cannot be taken apart")
    designated = any(label in _UNIT_TYPES for label, _ in parts)
    units = " ".join(
        _standard(label, word) for label, word in parts if label in _UNITS and not (designated and word == "#")
    )
    street = " ".join(_standard(label, word) for label, word in parts if label not in _UNITS)
    labels = {label for label, _ in parts}
    problem = None
    if "AddressNumber" not in labels:
        problem = "there is no house number"
    elif "StreetName" not in labels:
        problem = "there is no street"
    elif labels & {"OccupancyType"} and not labels & {"OccupancyIdentifier"} and units in ("APT", "STE", "UNIT", "RM"):
        problem = "the apartment or suite has no number"
    return Lines(street, units or None, problem)


def _plain(text: str) -> str:
    """Capitals without accents and punctuation; hyphens and slashes stay between digits and letters."""
    decomposed = unicodedata.normalize("NFKD", text)
    letters = "".join(character for character in decomposed if not unicodedata.combining(character)).upper()
    letters = re.sub(r"[.'’`]", "", letters)
    letters = re.sub(r"#", " # ", letters)
    return " ".join(re.sub(r"[^\w/# -]+", " ", letters).split())


def _parse(line: str) -> list[tuple[str, str]] | None:
    """The line's words, each with what it is; None where they cannot be told."""
    import usaddress

    try:
        tagged: list[tuple[str, str]] = [(label, word) for word, label in usaddress.parse(line)]
    except (ValueError, IndexError):
        return None
    known = {"AddressNumber", "StreetName", "StreetNamePreType", "StreetNamePostType"}
    return tagged if {label for label, _ in tagged} & known else None


def _standard(label: str, word: str) -> str:
    tables = _abbreviations()
    word = word.strip(",")
    if label in _DIRECTIONS:
        return tables["directions"].get(word, word)
    if label == "StreetNamePostType":
        return tables["suffixes"].get(word, word)
    if label in _UNIT_TYPES:
        return tables["units"].get(word, word)
    return word


def standard_key(address1: str, address2: str = "") -> str:
    """A key of the lines: equal where only case, accents, punctuation and abbreviations differ. Nothing is parsed, so
    that one address can be held against many.
    """
    tables = _abbreviations()
    found = []
    for word in folded(f"{address1} {address2}").split():
        for name in ("directions", "units", "suffixes"):
            if word in tables[name]:
                word = tables[name][word]
                break
        found.append(word)
    return " ".join(word for word in found if word not in ("APT", "STE", "UNIT"))
