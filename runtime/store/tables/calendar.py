"""Tables of the tenant's business days: the days of the week on which it is open, and the days on which it is not."""

from __future__ import annotations

from sqlalchemy import Column, Table

from runtime.store.columns import Day
from runtime.store.tables.base import METADATA, word

holidays = Table(
    "holidays",
    METADATA,
    Column("day", Day(), primary_key=True),
    word("title", default=""),
    comment="days on which the lender is closed, beside the weekdays that the tenant says",
)
