"""What comes up while a document is read: what is wrong, what is not known, what was left out on purpose."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

#: How many problems are told at most.
MOST_PROBLEMS: Final = 50
_NUMBERS: Final = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Problem:
    """A value that cannot be taken: where it is, what is wrong, what to write instead."""

    path: str
    message: str
    help: str


@dataclass(slots=True)
class Report:
    """Problems by place; fields that are not known, and entities that were left out, with how often they occur."""

    problems: list[Problem] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)

    def wrong(self, path: str, message: str, help: str = "") -> None:
        """Something that cannot be taken; only the first ones are kept."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(path, message, help))

    def told(self, path: str) -> bool:
        """Whether something is wrong at a place already."""
        return any(problem.path == path for problem in self.problems)

    def not_known(self, path: str) -> None:
        """A field that has no place in the store."""
        self.unknown[_NUMBERS.sub("[]", path)] += 1

    def not_taken(self, path: str, count: int = 1) -> None:
        """An entity that is not taken: it follows from others, or is kept elsewhere."""
        self.left_out[_NUMBERS.sub("[]", path)] += count
