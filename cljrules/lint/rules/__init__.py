"""The rules of the linter, one module each: `CODES` it reports, and `find(pack)`, which gives the findings."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Final

#: The modules in the order in which they look.
NAMES: Final = (
    "never_true",
    "always_true",
    "redundant_operand",
    "unreachable_branch",
    "duplicate_condition",
    "self_comparison",
    "literal_comparison",
    "negated_equality",
    "needless_truth",
    "lone_operand",
    "unused_definition",
    "unused_binding",
    "shadowed_name",
    "subsumed_rule",
    "shadowed_scenario",
    "conflicting_actions",
    "ladder_gap",
    "missing_texts",
)


def modules() -> Iterator[ModuleType]:
    """The rules' modules."""
    for name in NAMES:
        yield import_module(f"{__name__}.{name}")
