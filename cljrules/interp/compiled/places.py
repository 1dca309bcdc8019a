"""What the compiler knows where code is being written: Python expressions, their kinds, what has been fetched.

Plain data, without a decision about any program.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

#: Kinds of value the compiler tells apart, by the Python class that stands for them. A `?` before a kind: expected, not
#: yet checked.
KINDS: Final[dict[str, type]] = {"int": int, "dec": Decimal, "str": str, "float": float}
BOOL: Final = "bool"
ANY: Final = "any"


class Inexpressible(Exception):
    """Criteria that the compiled engine leaves to the reference evaluator altogether."""


@dataclass(frozen=True, slots=True)
class Value:
    """A Python expression that can be written any number of times, and the kind of its value; `constant` where it is
    known.
    """

    text: str
    kind: str
    constant: Any = None
    known: bool = False

    @property
    def likely(self) -> str:
        """The kind, checked or only expected."""
        return self.kind.removeprefix("?")


@dataclass(slots=True)
class Path:
    """What is known where code is being written: fetched loan variables, locals by slot and frame."""

    loan: dict[str, Value] = field(default_factory=dict)
    locals: dict[tuple[int, int], Value] = field(default_factory=dict)
    frame: int = 0
    depth: int = 0

    def branch(self) -> Path:
        """The same, to be learned from apart."""
        return Path(dict(self.loan), dict(self.locals), self.frame, self.depth)

    def learn(self, value: Value) -> None:
        """Know more of a value wherever it is held."""
        for places in (self.loan, self.locals):
            for place, held in places.items():
                if held.text == value.text:
                    places[place] = value  # type: ignore[index]


def common(one: dict[str, Value], other: dict[str, Value]) -> dict[str, Value]:
    """What is known of loan variables on both of two ways."""
    made = {}
    for name, value in one.items():
        also = other.get(name)
        if also == value:
            made[name] = value
        elif also is not None and also.text == value.text:
            made[name] = Value(value.text, f"?{value.likely}")
    return made
