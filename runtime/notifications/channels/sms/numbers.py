"""Phone numbers as text messages need them.

Takes what people write, gives E.164. Must never turn a number that cannot exist into one that can.
"""

from __future__ import annotations

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat


def e164(text: str, region: str) -> str | None:
    """The number in E.164, None for what is no phone number. `region` is the country of numbers written without one."""
    if len(text) > 64:
        return None
    try:
        found = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    if not phonenumbers.is_possible_number(found) or found.extension:
        return None
    return phonenumbers.format_number(found, PhoneNumberFormat.E164)
