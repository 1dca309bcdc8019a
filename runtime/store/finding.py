"""Loans as people name them: by number, or by the number shown to people."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from runtime.store import schema
from runtime.store.errors import StoreError


def find_loan(connection: Connection, name: str) -> int:
    """The number of a loan given by number or by display number; StoreError (`no-such-loan`) when there is none."""
    table_ = schema.loans
    if name.isascii() and name.isdigit() and len(name) < 19:
        found: int | None = connection.scalar(select(table_.c.loan_id).where(table_.c.loan_id == int(name)))
        if found is not None:
            return found
    numbers: Sequence[int] = connection.scalars(
        select(table_.c.loan_id).where(table_.c.loan_display_id == name).limit(2)
    ).all()
    if len(numbers) == 1:
        return numbers[0]
    if numbers:
        raise StoreError(
            "no-such-loan", f"several loans have the display number `{name}`", "give the loan's own number"
        )
    raise StoreError("no-such-loan", f"there is no loan `{name}`", "give its number, or the number shown to people")
