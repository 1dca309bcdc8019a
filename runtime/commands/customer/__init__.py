"""`customer …`: the commands about people and companies. Each module declares some; `running` does what they share."""

from __future__ import annotations

from runtime.commands.customer import accounts, belongings, papers, particulars, privacy, record, tools
from runtime.commands.customer.group import customer

__all__ = ["accounts", "belongings", "customer", "papers", "particulars", "privacy", "record", "tools"]
