"""The tenant's own words about customers: statuses, note categories, document sections.

Every tenant begins with `DEFAULTS`; words are added and retired, never renamed: rows and history name them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection, insert, select, update

from cljrules.suggest import did_you_mean
from runtime.customers.texts import line
from runtime.store import schema
from runtime.store.errors import StoreError

#: Published defaults of the statuses; categories and sections are a beginning.
DEFAULTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "statuses": ("Active", "Inactive", "Lead"),
        "note-categories": ("General", "Collections", "Complaint", "Dispute"),
        "document-sections": ("Identification", "Income", "Correspondence", "Photo", "Other"),
    }
)


def read_words(connection: Connection) -> dict[str, tuple[str, ...]]:
    """The words in use, by list, in the order they were added."""
    table = schema.customer_words
    found = {name: dict.fromkeys(titles) for name, titles in DEFAULTS.items()}
    for row in connection.execute(select(table).order_by(table.c.id)):
        if row.active:
            found[row.list][row.title] = None
        else:
            found[row.list].pop(row.title, None)
    return {name: tuple(titles) for name, titles in found.items()}


def keep_word(connection: Connection, name: str, title: str, active: bool) -> None:
    """Add a word to a list, or take it out of use. Raises StoreError."""
    if name not in DEFAULTS:
        help = did_you_mean(name, list(DEFAULTS)) or f"there are {', '.join(DEFAULTS)}"
        raise StoreError("bad-customer", f"there is no list `{name}`", help)
    title = line("word", title)
    table = schema.customer_words
    if not title or (not active and title not in read_words(connection)[name]):
        raise StoreError("bad-customer", f"the list `{name}` has no `{title}`", "see `customer words`")
    same = (table.c.list == name, table.c.title == title)
    if connection.scalar(select(table.c.id).where(*same)) is None:
        connection.execute(insert(table).values(list=name, title=title, active=active))
    else:
        connection.execute(update(table).where(*same).values(active=active))
