"""The table of what packs may not use is about functions that there are, and covers what changes something."""

from __future__ import annotations

from cljrules.interp.world import CORE
from cljrules.packs.purity import IMPURE
from cljrules.stdlib.library import standard_library


def test_every_impure_function_is_in_the_library() -> None:
    functions = standard_library().functions
    assert [f"{ns}/{name}" for ns, name in IMPURE if name not in functions[ns]] == []


def test_functions_that_say_by_their_names_that_they_change_something_are_impure() -> None:
    # `run!` only calls a function, `io!` only says that it has effects
    loud = {name for name in standard_library().functions[CORE] if name.endswith("!")} - {"run!", "io!"}
    assert {name for name in loud if (CORE, name) not in IMPURE} == set()
