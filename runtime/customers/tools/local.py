"""Tools without a network: addresses by Publication 28 and the ZIP codes, phones by the numbering plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime.customers.phones import parsed
from runtime.customers.places import STATES, town_of
from runtime.customers.tools.providers import Answer
from runtime.customers.tools.publication28 import standard_lines
from runtime.store.errors import StoreError

NOT_FOUND = "Error: Address Not Found"


class LocalAddresses:
    """Takes an address apart, writes it in the standard form, and holds town and state against the ZIP code.

    `ok` says that mail so addressed would be understood; whether the house stands, only the Postal Service knows.
    """

    name = "local"

    def validate(self, address: Mapping[str, Any]) -> Answer:
        """The address in the standard form, or why there can be none."""
        code, state, city = address.get("zipcode") or "", address.get("state") or "", address.get("city") or ""
        lines = standard_lines(address.get("address1") or "", address.get("address2"))
        town = town_of(code)
        problem = lines.problem
        if state not in STATES:
            problem = f"`{state}` is no state"
        elif town is None:
            problem = f"there is no ZIP code {code}" if code else "there is no ZIP code"
        elif town.state != state:
            problem = f"the ZIP code {code[:5]} lies in {town.state}, not in {state}"
        elif city and not town.is_called(city):
            problem = f"the ZIP code {code[:5]} is that of {town.city}, not of {city}"
        if problem is not None or town is None:
            return Answer("failed", f"{NOT_FOUND}: {problem}", {"verified": False, "standardized": False})
        values = {
            "address1": lines.address1,
            "address2": lines.address2,
            "city": (city or town.city).upper(),
            "state": state,
            "zipcode": code,
            "verified": True,
            "standardized": True,
        }
        return Answer("ok", None, values)


class LocalPhones:
    """Holds a number against the numbering plan of its country: whether it can be dialled, and what it is.

    Carriers are told where the plan tells them; in North America numbers move between carriers and it does not.
    """

    name = "local"

    def look_up(self, phone: str) -> Answer:
        """What the plan says of the number."""
        import phonenumbers
        from phonenumbers import PhoneNumberType, carrier

        nothing = {"carrier_name": None, "carrier_verified": False, "is_land_line": False}
        try:
            number = parsed("phone", phone)
        except StoreError as error:
            return Answer("failed", error.message, nothing)
        if not phonenumbers.is_valid_number(number):
            region = phonenumbers.region_code_for_country_code(number.country_code or 1)
            return Answer("failed", f"the numbering plan of {region} has no such number", nothing)
        kind = phonenumbers.number_type(number)
        name = carrier.name_for_number(number, "en") or None
        values = {
            "carrier_name": name,
            "carrier_verified": True,
            "is_land_line": kind == PhoneNumberType.FIXED_LINE,
        }
        return Answer("ok", None, values)
