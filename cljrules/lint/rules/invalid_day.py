"""Texts that are written like a day and name none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic, Edit, Fix
from cljrules.lint.views import PackView
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.stdlib.catalogue.values import is_date
from cljrules.values.symbols import from_units

CODES = ("invalid-day",)

_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_AMERICAN = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


def find(pack: PackView) -> Iterator[Diagnostic]:
    """Days that no calendar has, and days that are not written `YYYY-MM-DD`, where dates are compared."""
    for name, calls in pack.calls.items():
        if name.startswith("u/") or name in ("=", "not=", "compare"):
            for call in calls:
                beside_date = name.startswith("u/") or any(_is_date(arg, pack) for arg in call.args)
                for arg in call.args:
                    if isinstance(arg, Atom) and isinstance(arg.value, str) and beside_date:
                        yield from _judged(arg, from_units(arg.value), call.owner)


def _judged(form: Form, text: str, owner: str | None) -> Iterator[Diagnostic]:
    day, american = _DAY.fullmatch(text), _AMERICAN.fullmatch(text)
    if is_date(text) or (day is None and american is None):
        return
    year, month, date = day.groups() if day is not None else (american[3], american[1], american[2])  # type: ignore[index]
    right = f"{year}-{month.zfill(2)}-{date.zfill(2)}"
    if is_date(right):
        message, help = f'`"{text}"` is not how a day is written', f'write `"{right}"`'
        fix = Fix(help, (Edit(form.span, f'"{right}"'),), safe=False)
        yield finding("invalid-day", form, message, help, rule=owner, fix=fix)
    else:
        message = f'there is no day `"{text}"` in the calendar'
        yield finding("invalid-day", form, message, "a day is written `YYYY-MM-DD`", rule=owner)


def _is_date(form: Form, pack: PackView) -> bool:
    if isinstance(form, Coll):
        return form.head is not None and form.head.text.startswith("u/")
    variable = pack.catalogue.variables.get(form.symbol.name) if form.symbol is not None else None
    return variable is not None and variable.type in ("date", "datetime")
