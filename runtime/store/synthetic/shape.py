"""What kinds of accounts a portfolio holds, and how many of each.

The shares are those of a subprime auto portfolio of middling quality: nine accounts in ten open, one open account in
six behind on its payments, most of those by less than a month.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of account: its share in thousandths, the days its oldest unpaid payment is past due (least and most),
    its status and sub-status, and whether it is still being paid."""

    share: int
    late: tuple[int, int]
    status: str
    sub_status: str | None
    special: str = ""


KINDS: Final[tuple[Kind, ...]] = (
    Kind(690, (0, 0), "Open", "Repaying"),
    Kind(12, (0, 0), "Application", "Approved", "application"),
    Kind(8, (0, 0), "Application", "Ready to fund", "application"),
    Kind(14, (0, 0), "Open", "Repaying", "new"),
    Kind(66, (1, 14), "Open", "Repaying"),
    Kind(38, (15, 29), "Open", "Repaying"),
    Kind(30, (30, 59), "Open", "Repaying"),
    Kind(15, (60, 89), "Open", "Repaying"),
    Kind(10, (90, 120), "Open", "Repaying"),
    Kind(8, (121, 240), "Open", "Repaying"),
    Kind(6, (150, 320), "Open", "Charged Off Collectible", "charged-off-collectible"),
    Kind(9, (20, 90), "Open", "Repaying", "bankrupt"),
    Kind(6, (0, 0), "Open", "Repaying", "suspended"),
    Kind(9, (0, 0), "Open", "Repaying", "small-balance"),
    Kind(9, (0, 0), "Open", "Pending Payoff", "nothing-owed"),
    Kind(26, (0, 0), "Closed", "Charged Off", "charged-off"),
    Kind(35, (0, 0), "Paid Off", "Paid in Full", "paid-off"),
    Kind(4, (60, 140), "Repossessed", None, "repossessed"),
    Kind(5, (0, 0), "Paid Off", "Paid in Full", "archived"),
)

_TOTAL: Final = sum(kind.share for kind in KINDS)

#: Accounts without a balance.
SETTLED: Final = frozenset({"nothing-owed", "charged-off", "paid-off", "archived"})


def pick(random: Random) -> Kind:
    """A kind, by its share."""
    at = random.randrange(_TOTAL)
    for kind in KINDS:
        at -= kind.share
        if at < 0:
            return kind
    raise AssertionError("shares add up to their total")
