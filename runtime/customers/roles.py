"""Who has which part in an account. An account with customers has exactly one primary, whatever is asked for.

Takes who has which role, gives who has which afterwards; raises StoreError for what would leave an account without a
primary customer or with two.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from runtime.store.errors import StoreError

ROLES: Final = ("primary", "secondary", "other", "authorized-user")
#: Roles that one customer of an account has at most.
SINGLE: Final = ("primary", "secondary")
#: Roles whose customers may be on a credit report (seed 003: Customer roles).
REPORTED: Final = ("primary", "authorized-user")

Parts = Mapping[int, str]


def _refused(why: str, help: str) -> StoreError:
    return StoreError("refused", why, help)


def linked(parts: Parts, customer: int, role: str) -> dict[int, str]:
    """The account with one customer more. Raises StoreError."""
    if customer in parts:
        why = f"customer {customer} is linked to the account already, as {parts[customer]}"
        raise _refused(why, "`customer role` gives another role")
    if not parts and role != "primary":
        raise _refused("the account's first customer is its primary one", "link with `--role primary`")
    holder = _holder(parts, role)
    if holder is not None:
        why = f"customer {holder} is the account's {role} customer"
        raise _refused(why, f"link as `other`, then let `customer role` make the customer {role}: they change places")
    return {**parts, customer: role}


def with_role(parts: Parts, customer: int, role: str) -> dict[int, str]:
    """The account with another role for a customer; who had a role that only one can have takes the one given up.

    Raises StoreError.
    """
    before = _role_of(parts, customer)
    if before == role:
        return dict(parts)
    if before == "primary":
        raise _refused(
            f"customer {customer} is the account's primary customer, and an account always has one",
            "make another customer primary instead: they change places",
        )
    holder = _holder(parts, role)
    changed = {**parts, customer: role}
    if holder is not None:
        changed[holder] = before
    return changed


def unlinked(parts: Parts, customer: int) -> dict[int, str]:
    """The account without a customer. Raises StoreError."""
    if _role_of(parts, customer) == "primary":
        raise _refused(
            f"customer {customer} is the account's primary customer, and an account always has one",
            "make another customer primary first",
        )
    return {number: role for number, role in parts.items() if number != customer}


def _holder(parts: Parts, role: str) -> int | None:
    return next((number for number, known in parts.items() if known == role), None) if role in SINGLE else None


def _role_of(parts: Parts, customer: int) -> str:
    if customer not in parts:
        raise _refused(f"customer {customer} is not linked to the account", "`customer link` links them")
    return parts[customer]
