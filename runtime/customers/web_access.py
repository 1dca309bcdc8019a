"""Access to the customers' web site: usernames, and passwords of which the store keeps a hash alone (argon2id)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select

from runtime.customers.desk import Desk
from runtime.customers.texts import folded
from runtime.store import schema
from runtime.store.errors import StoreError

LEAST: Final = 10
MOST: Final = 128


def unmet_rules(password: str, customer: dict[str, Any]) -> list[str]:
    """The rules that a password does not meet, in words."""
    told = [customer[name] for name in ("access_username", "email", "first_name", "last_name", "company_name")]
    words = {word for text in told if text for word in folded(text).split() if len(word) >= 4}
    rules = {
        f"{LEAST} to {MOST} characters": LEAST <= len(password) <= MOST,
        "a capital letter": any(character.isupper() for character in password),
        "a small letter": any(character.islower() for character in password),
        "a digit": any(character.isdigit() for character in password),
        "a character that is neither letter nor digit": any(not character.isalnum() for character in password),
        "no control characters": all(unicodedata.category(character)[0] != "C" for character in password),
        "no four times the same character": not any(
            password[at : at + 4] == password[at] * 4 for at in range(len(password) - 3)
        ),
        "none of the customer's names": not any(word in folded(password).replace(" ", "") for word in words),
    }
    return [rule for rule, is_met in rules.items() if not is_met]


def default_username(desk: Desk, row: Mapping[str, Any]) -> str | None:
    """The e-mail address, without one the first and the last name as one word (seed 003: Web access information); None
    where somebody has both already.
    """
    names = f"{row['first_name'] or ''}{row['last_name'] or ''}".replace(" ", "")
    return next((name for name in (row["email"], names) if name and not _is_taken(desk, name)), None)


def refuse_taken(desk: Desk, username: str) -> None:
    """Refuse a username that another customer has. Raises StoreError."""
    if _is_taken(desk, username):
        raise StoreError("refused", f"another customer has the username `{username}`", "choose another one")


def _is_taken(desk: Desk, username: str) -> bool:
    table = schema.customers
    other = select(table.c.id).where(table.c.access_username == username, table.c.id != desk.number)
    return desk.connection.scalar(other) is not None


def set_password(desk: Desk, password: str) -> None:
    """Keep the hash of a new password; a customer without a username gets the usual one. Raises StoreError with the
    rules that are not met, never with the password.
    """
    from argon2 import PasswordHasher

    username = desk.customer["access_username"] or default_username(desk, desk.customer)
    if not username:
        raise StoreError("refused", f"customer {desk.number} has no username", "set one: `customer edit ID username=…`")
    unmet = unmet_rules(password, desk.customer)
    if unmet:
        raise StoreError("bad-customer", f"the password lacks: {'; '.join(unmet)}", "choose another one")
    digest = PasswordHasher().hash(unicodedata.normalize("NFKC", password))
    values = {
        "access_username": username,
        "access_password_hash": digest,
        "access_password_set_at": desk.now.isoformat(),
    }
    desk.set(values, {"access_password_hash": "set"})


def remove_password(desk: Desk) -> None:
    """Let the customer log in no more."""
    desk.set({"access_password_hash": None, "access_password_set_at": None}, {"access_password_hash": "removed"})


def is_password(customer: dict[str, Any], password: str) -> bool:
    """Whether it is the customer's password; takes as long whether it is or not."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    hasher = PasswordHasher()
    # Somebody without a password must not be told by a quick answer.
    digest = customer["access_password_hash"] or hasher.hash("")
    try:
        hasher.verify(digest, unicodedata.normalize("NFKC", password))
    except (VerificationError, InvalidHashError):
        return False
    return customer["access_password_hash"] is not None
