"""Places of the United States and Canada: states, provinces, postal codes, and the town that a ZIP code belongs to.

Takes texts, gives the form they are kept in; raises StoreError for a place that there is not. The ZIP codes are those
of the package `zipcodes`, which ships with the program: nothing is asked of a network.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from runtime.customers.texts import folded, wrong

#: Codes of the Postal Service for states, districts, territories and the forces abroad (Publication 28, appendix B).
_STATES: Final = (
    "AA AE AK AL AP AR AS AZ CA CO CT DC DE FL FM GA GU HI IA ID IL IN KS KY LA MA MD ME MH MI MN MO MP MS MT NC "
    "ND NE NH NJ NM NV NY OH OK OR PA PR PW RI SC SD TN TX UT VA VI VT WA WI WV WY"
)
STATES: Final = frozenset(_STATES.split())
_PROVINCES: Final = "AB BC MB NB NL NS NT NU ON PE QC SK YT"
PROVINCES: Final = frozenset(_PROVINCES.split())
#: The first letter of a Canadian postal code, and the provinces it stands for.
_FORWARD: Final = {
    "A": "NL", "B": "NS", "C": "PE", "E": "NB", "G": "QC", "H": "QC", "J": "QC", "K": "ON", "L": "ON", "M": "ON",
    "N": "ON", "P": "ON", "R": "MB", "S": "SK", "T": "AB", "V": "BC", "X": "NT NU", "Y": "YT",
}  # fmt: skip
_CANADIAN: Final = re.compile(r"([ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]) ?(\d[ABCEGHJ-NPRSTV-Z]\d)")


@dataclass(frozen=True, slots=True)
class Town:
    """What a ZIP code stands for: its town, the names the Postal Service takes for it too, and its state."""

    city: str
    also: tuple[str, ...]
    state: str

    def is_called(self, city: str) -> bool:
        """Whether mail to this code may name the city so."""
        return folded(city) in {folded(name) for name in (self.city, *self.also)}


def town_of(zipcode: str) -> Town | None:
    """The town of a ZIP code; None where there is no such code."""
    import zipcodes

    matching: Any = zipcodes.matching
    try:
        found: list[Any] = list(matching(zipcode[:5]))
    except (ValueError, TypeError):
        return None
    if not found:
        return None
    first = found[0]
    return Town(str(first["city"]), tuple(map(str, first["acceptable_cities"])), str(first["state"]))


def complete_address(row: dict[str, Any]) -> dict[str, Any]:
    """An address with its codes in the form they are kept in; city and state are decoded from the ZIP code where they
    are missing (seed 003: Contact information). Raises StoreError where state and code do not fit their country.
    """
    country = row.get("country") or "usa"
    complete = _american if country == "usa" else _canadian
    return {**row, **complete(row.get("state"), row.get("zipcode"), row.get("city")), "country": country}


def _american(state: str | None, zipcode: str | None, city: str | None) -> dict[str, Any]:
    code = _zip(zipcode)
    town = town_of(code) if code is not None and (not state or not city) else None
    if town is not None:
        state, city = state or town.state, city or town.city
    if state is not None:
        state = state.upper()
        if state not in STATES:
            raise wrong("state", f"cannot be `{state}`", "write the two letters of the Postal Service, such as UT")
    return {"state": state, "zipcode": code, "city": city}


def _zip(zipcode: str | None) -> str | None:
    if zipcode is None:
        return None
    match = re.fullmatch(r"(\d{5})[ -]?(\d{4})?", zipcode, re.ASCII)
    if match is None:
        raise wrong("zipcode", f"cannot be `{zipcode}`", "write five digits, or nine as 84601-1234")
    return match[1] + (f"-{match[2]}" if match[2] else "")


def _canadian(state: str | None, zipcode: str | None, city: str | None) -> dict[str, Any]:
    if state is not None:
        state = state.upper()
        if state not in PROVINCES:
            raise wrong("state", f"cannot be `{state}`", "write the two letters of the province, such as ON")
    if zipcode is not None:
        match = _CANADIAN.fullmatch(zipcode.upper())
        if match is None:
            raise wrong("zipcode", f"cannot be `{zipcode}`", "write a postal code of Canada such as K1A 0B1")
        zipcode = f"{match[1]} {match[2]}"
        state = state or _FORWARD[zipcode[0]].split()[0]
    return {"state": state, "zipcode": zipcode, "city": city}


def province_fits(state: str, zipcode: str) -> bool:
    """Whether a Canadian postal code lies in the province."""
    return state in _FORWARD.get(zipcode[:1], "").split()
