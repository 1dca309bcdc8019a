"""Where each variable of the catalogue is kept: in a column of a table, or worked out by a view function.

Takes the catalogue, gives for every variable a `Place` or None. A variable's column has the variable's name with `_`
for `-`, in the table of its prefix or else of its group; so neither the schema nor the views hold a table of names.
Maps and lists, and what follows from the business date or from other rows (`DERIVED`), have no column.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from cljrules.stdlib import catalogue
from cljrules.stdlib.catalogue import Variable

# A prefix goes before a group: the prefixes are those of the system's own entities.
_PREFIXES: Final = {
    "setup": "loan_setup",
    "settings": "loan_settings",
    "insurance": "insurance_policies",
    "bankruptcy": "bankruptcies",
    "agent": "agents",
    "tenant": "tenant",
    "line": "loans",
}

_GROUPS: Final = {
    "status": "loan_status",
    "dates": "loan_status",
    "loan": "loans",
    "setup": "loan_setup",
    "payment": "loan_status",
    "escrow": "loan_status",
    "line-of-credit": "loan_status",
}

# Scalars without a column of their own: they follow from the business date, or from rows of other tables.
DERIVED: Final = frozenset(
    {
        "additional_users",
        "bankruptcy_active",
        "collateral_gps_status",
        "current_date",
        "current_time",
        "last_autopay_status",
        "loan_status",
        "loan_sub_status",
        "next_autopay_amount",
        "next_autopay_apply_date",
        "next_autopay_date",
        "next_autopay_id",
        "next_autopay_pmt_method_id",
        "next_autopay_remaining_periods",
        "next_promise_amount",
        "next_promise_due_date",
        "promises_failed_count",
        "promises_fulfilled_count",
        "promises_pending_count",
        "source_company",
        "status_loan_age",
        "status_loan_recency",
        "today_minus_dpd",
    }
)

COMPOSITE: Final = frozenset({"map", "list"})


@dataclass(frozen=True, slots=True)
class Place:
    """A variable's column: names of the table and of the column in it."""

    table: str
    column: str


def snake(name: str) -> str:
    """The name a variable has as column or function."""
    return name.replace("-", "_")


def place(variable: Variable) -> Place | None:
    """The variable's column, None when a view function gives its value; LookupError for a group nobody placed."""
    column = snake(variable.name)
    if variable.type in COMPOSITE or column in DERIVED:
        return None
    table = _PREFIXES.get(column.split("_", 1)[0]) or _GROUPS.get(variable.group)
    if table is None:
        raise LookupError(f"no table for variable `{variable.name}` of group `{variable.group}`")
    return Place(table, column)


@cache
def columns_of(table: str) -> tuple[Variable, ...]:
    """The variables kept in the table, in the catalogue's order."""
    placed = ((variable, place(variable)) for variable in catalogue.load().variables.values())
    return tuple(variable for variable, where in placed if where is not None and where.table == table)


@cache
def by_column() -> dict[str, Variable]:
    """Every variable by its name in snake case."""
    return {snake(variable.name): variable for variable in catalogue.load().variables.values()}
