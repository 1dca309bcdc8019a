"""Phone numbers as they are kept: of North America 801-555-0142, of other countries +44 20 7946 0958."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from runtime.customers.texts import line, wrong

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_REGIONS: Final = {"usa": "US", "can": "CA"}


def parsed(what: str, value: str, country: str = "usa") -> PhoneNumber:
    """The number a text means where `country` (`usa`, `can`) is home. Raises StoreError."""
    import phonenumbers

    text = line(what, value, 40)
    try:
        number = phonenumbers.parse(text, _REGIONS.get(country, "US"))
    except phonenumbers.NumberParseException:
        raise _no_number(what, text) from None
    if not phonenumbers.is_possible_number(number) or number.extension:
        raise _no_number(what, text)
    return number


def _no_number(what: str, text: str) -> Exception:
    help = "write it with its area code, such as 801-555-0142, or as +44 20 7946 0958; without an extension"
    return wrong(what, f"cannot be the phone number `{text}`", help)


def phone_number(what: str, value: str, country: str = "usa") -> str:
    """The number as it is kept. Raises StoreError."""
    import phonenumbers

    number = parsed(what, value, country)
    if number.country_code == 1:
        national = phonenumbers.national_significant_number(number)
        return f"{national[:3]}-{national[3:6]}-{national[6:]}"
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def e164(value: str) -> str:
    """A number as networks write it, such as +18015550142, from the form it is kept in. Raises StoreError."""
    import phonenumbers

    return phonenumbers.format_number(parsed("phone", value), phonenumbers.PhoneNumberFormat.E164)
