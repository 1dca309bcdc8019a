"""Local names that nothing uses."""

from __future__ import annotations

from collections.abc import Iterator

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic, Edit, Fix
from cljrules.lint.views import PackView

CODES = ("unused-binding",)

#: What is found in a form depends on it and on the definitions that it reaches.
PER_FORM = True


def find(pack: PackView) -> Iterator[Diagnostic]:
    """Names of `let`, functions and comprehensions without a use; a name that begins with `_` says so itself."""
    for binding in pack.scopes.bindings:
        if binding.uses or binding.call is not None or binding.name.startswith("_") or "__" in binding.name:
            continue
        yield finding(
            "unused-binding",
            binding.symbol,
            f"`{binding.name}` is never used",
            f"use it, take it out, or write `_{binding.name}` where it has to be there",
            rule=binding.owner,
            fix=Fix(f"write `_{binding.name}`", (Edit(binding.symbol.span, f"_{binding.name}"),), safe=False),
        )
