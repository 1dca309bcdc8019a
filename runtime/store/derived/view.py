"""What a view function is, and the shapes its values take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cljrules.values.collections import PersistentMap, Vector
from cljrules.values.symbols import keyword, to_units
from runtime.store import placement

if TYPE_CHECKING:
    from runtime.store.page import Page

Columns = Mapping[str, Any]
Function = Callable[["Page", Columns], Any]


@dataclass(frozen=True, slots=True)
class View:
    """A variable's function, and the columns (`table.column`) it reads of its loan besides the loan's number."""

    name: str
    reads: tuple[str, ...]
    function: Function

    def __call__(self, page: Page, loan: Columns) -> Any:
        return self.function(page, loan)


def view(*reads: str) -> Callable[[Function], View]:
    """Makes a function the view of the variable it is named after."""
    return lambda function: View(function.__name__, reads, function)


def entry(members: Mapping[str, Any]) -> PersistentMap:
    """A map with the members' names as keywords, and texts in UTF-16 units."""
    return PersistentMap.of(
        (keyword(name), to_units(value) if type(value) is str else value) for name, value in members.items()
    )


def texts(values: Iterable[str]) -> Vector:
    """A vector of texts in UTF-16 units."""
    return Vector.of(to_units(value) for value in values)


def members_of(variable: str, row: Columns, **others: Any) -> dict[str, Any]:
    """The members of one entry of a map variable, from the columns named after them; `others` go before columns."""
    fields = placement.by_column()[variable].fields
    return {name: others[column] if (column := placement.snake(name)) in others else row[column] for name in fields}


@lru_cache(maxsize=1 << 15)
def ordinal(day: str) -> int:
    """The day's number, so that days between two are a difference."""
    return date.fromisoformat(day).toordinal()
