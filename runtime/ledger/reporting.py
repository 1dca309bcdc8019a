"""How an account is reported to the credit bureaus when the system works it out.

Pure. (Domain notes 1.1.1 and 1.1.3: credit status 0 is worked out from days past due, a net charge-off reports as
charged off; ECOA code A is 1 with only a primary customer and 2 with a secondary as well.)
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

AUTOMATIC_STATUS = "0"
CHARGED_OFF = "97"
AUTOMATIC_ECOA = "A"


def credit_status(
    setting: str, days_past_due: int, net_charge_off: Decimal, bands: Iterable[tuple[str, int, int | None]]
) -> str:
    """The credit status reported for a setting; `bands` are (code, least days past due, most or None)."""
    if setting != AUTOMATIC_STATUS:
        return setting
    if net_charge_off > 0:
        return CHARGED_OFF
    return next(code for code, low, high in bands if days_past_due >= low and (high is None or days_past_due <= high))


def ecoa_codes(primary: str, secondary: str, has_secondary: bool) -> tuple[str, str]:
    """The ECOA codes reported for the primary and the secondary customer."""
    if primary == AUTOMATIC_ECOA:
        primary = "2" if has_secondary else "1"
    if secondary == AUTOMATIC_ECOA:
        secondary = "2" if has_secondary else "0"
    return primary, secondary
