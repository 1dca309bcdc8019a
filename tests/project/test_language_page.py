"""docs/language.md is true, and no public name of Clojure 1.11 is forgotten."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cljrules.evaluation import Session
from cljrules.interp.special import SPECIAL
from cljrules.stdlib.absence import Absence
from cljrules.stdlib.library import standard_library
from cljrules.values.errors import ClojureError

ROOT = Path(__file__).resolve().parents[2]
NAMES = [line.split() for line in (Path(__file__).parent / "clojure_names.txt").read_text("utf-8").splitlines()]
#: Special forms of Clojure's compiler that its macros use; the macros are here.
BEHIND_MACROS = frozenset({"deftype*", "reify*", "monitor-enter", "monitor-exit", "catch", "finally", "&"})


def test_the_page_is_what_the_library_gives() -> None:
    checked = subprocess.run([sys.executable, "tools/language_page.py", "--check"], cwd=ROOT, check=False)
    assert checked.returncode == 0, "run `python tools/language_page.py`"


def test_every_name_of_clojure_is_here_or_has_a_reason() -> None:
    library, absent = standard_library(), Absence()
    forgotten, doubled = [], []
    for space, name, _ in NAMES:
        if space == "special":
            if name not in SPECIAL and name not in BEHIND_MACROS:
                forgotten.append(name)
            continue
        here = name in library.functions.get(space, ()) or name in library.macros.get(space, ()) or name == "*ns*"
        reason = f"{space}/{name}" in absent
        if not here and not reason:
            forgotten.append(f"{space}/{name}")
        if here and reason:
            doubled.append(f"{space}/{name}")
    assert len(NAMES) > 800
    assert (forgotten, doubled) == ([], [])


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ('(slurp "loans.csv")', "`slurp` is not part of the rule language: it reads or writes files and streams"),
        ("(rand)", "`rand` is not part of the rule language: it gives another answer each time"),
        ("(clojure.edn/read nil)", "there is no `read` in `clojure.edn`: it reads or writes files and streams"),
    ],
)
def test_a_name_that_is_not_here_says_why(source: str, why: str) -> None:
    with pytest.raises(ClojureError) as caught:
        Session().run(source)
    assert caught.value.message == why
