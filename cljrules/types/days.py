"""Texts that are written like a day and name none: days that no calendar has, days in the American or another order."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from cljrules.stdlib.catalogue.values import is_date

_DAY: Final = r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
_AMERICAN: Final = r"(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})[-/.](?P<year>\d{4})"


class Fault(NamedTuple):
    """What is wrong with a text as a day, what to write instead, and the day that was meant, where there is one."""

    message: str
    help: str
    meant: str | None


def fault_of(text: str) -> Fault | None:
    """What is wrong with a text that is written like a day; None for any other text."""
    found = re.fullmatch(_DAY, text) or re.fullmatch(_AMERICAN, text)
    if found is None or is_date(text):
        return None
    meant = f"{found['year']}-{found['month'].zfill(2)}-{found['day'].zfill(2)}"
    if is_date(meant):
        return Fault(f'`"{text}"` is not how a day is written', f'write `"{meant}"`', meant)
    return Fault(f'there is no day `"{text}"` in the calendar', "a day is written `YYYY-MM-DD`", None)
