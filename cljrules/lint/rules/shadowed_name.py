"""Local names that hide a loan variable, a definition of the pack, or a function that is then called."""

from __future__ import annotations

from collections.abc import Iterator

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic, Label
from cljrules.lint.exact import symbols_of
from cljrules.lint.texts import quoted
from cljrules.lint.views import PackView

CODES = ("shadowed-name",)

#: What is found in a form depends on it and on the definitions that it reaches.
PER_FORM = True


def find(pack: PackView) -> Iterator[Diagnostic]:
    """Bindings whose name means something else outside; `(let [x (or x 0)] …)` is meant and left alone."""
    defined = {definition.name for definition in pack.pack.definitions}
    for binding in pack.scopes.bindings:
        name = binding.name
        if binding.value is not None and any(symbol.value.name == name for symbol in symbols_of(binding.value)):
            continue
        labels: tuple[Label, ...] = ()
        if name in pack.catalogue.variables:
            what = "the loan variable"
        elif name in defined:
            what = "the pack's definition"
        elif binding.call is not None and binding.value is not None and _is_function(name):
            what = f"the function that {quoted(binding.call)} calls"
            labels = (Label(binding.call.span, "called here", binding.call.source),)
        else:
            continue
        yield finding(
            "shadowed-name",
            binding.symbol,
            f"this `{name}` hides {what}{' of the same name' if not labels else ''}",
            "choose another name",
            rule=binding.owner,
            labels=labels,
        )


def _is_function(name: str) -> bool:
    from cljrules.interp.world import CORE
    from cljrules.stdlib.library import standard_library

    return name in standard_library().functions[CORE]
