"""Criteria as the runtime uses them: compiled from forms, with the loan variables they can read.

Takes forms of a pack or of the catalogue; never evaluates anything by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from cljrules.evaluation import Criteria, compile_criteria
from cljrules.parser.forms import Coll, Form
from cljrules.parser.reader import read
from cljrules.source import Source
from cljrules.stdlib import catalogue
from cljrules.values.symbols import Symbol


@dataclass(frozen=True, slots=True)
class Test:
    """Compiled criteria and every variable they name, themselves or through the definitions they may use."""

    criteria: Criteria
    variables: frozenset[str]


def prepare(form: Form, definitions: Sequence[Coll]) -> Test:
    """The criteria of a form that may use these definitions (`def` and `defn` forms, in order)."""
    return Test(compile_criteria(form, definitions), variables_of([form, *definitions]))


def variables_of(forms: Iterable[Form]) -> frozenset[str]:
    """The variables of the catalogue whose names occur in the forms."""
    known = catalogue.load().variables
    found: set[str] = set()
    pending = list(forms)
    while pending:
        form = pending.pop()
        if isinstance(form, Coll):
            pending.extend(form.items)
        elif isinstance(form.value, Symbol) and form.value.text in known:
            found.add(form.value.text)
    return frozenset(found)


@cache
def from_catalogue(text: str) -> Test:
    """The criteria of a text of the catalogue; ValueError where it is not one expression."""
    forms, findings = read(Source("<catalogue>", text))
    if findings or len(forms) != 1:
        raise ValueError(f"the catalogue's `{text}` is not one expression")
    return prepare(forms[0], ())
