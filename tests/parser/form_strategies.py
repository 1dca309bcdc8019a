"""Generated forms and texts, and when two forms are the same."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from cljrules.parser.duplicates import first_duplicate
from cljrules.parser.forms import Atom, Coll, Form, Pattern
from cljrules.parser.syntax import scan
from cljrules.source import Source, Span
from cljrules.values.number_types import BigInt
from cljrules.values.symbols import Symbol, char, keyword, to_units

PLACE = (Span(0, 0), Source("", ""))

NAMES = st.from_regex(r"[a-z*!?<>=_+-][a-z0-9*!?<>=_'.#-]{0,8}", fullmatch=True).filter(
    lambda name: not (name[0] in "+-" and name[1:2].isdigit()) and name not in ("nil", "true", "false")
)
SYMBOLS = st.builds(lambda ns, name: Symbol(ns, name), st.none() | NAMES, NAMES)
KEYWORDS = st.builds(lambda ns, name: keyword(name, ns), st.none() | NAMES, NAMES)
STRINGS = st.text(max_size=12).map(to_units)
CHARACTERS = st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]).map(char)
NUMBERS = st.one_of(
    st.integers(-(2**63), 2**63 - 1),
    st.integers(-(2**80), 2**80).map(BigInt),
    st.fractions(max_denominator=10**6).filter(lambda value: value.denominator != 1),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9).map(lambda d: d + 0),
    st.floats(),
)
PATTERNS = st.from_regex(r'([^"\\\r]|\\[^\r]){0,8}', fullmatch=True).map(to_units).map(Pattern)
VALUES = st.one_of(st.none(), st.booleans(), NUMBERS, CHARACTERS, STRINGS, KEYWORDS, SYMBOLS, SYMBOLS, PATTERNS)


def atom(value: Any) -> Atom:
    return Atom(value, *PLACE)


def coll(kind: Any, items: Any, meta: Coll | None = None) -> Coll:
    return Coll(kind, tuple(items), *PLACE, meta)


def distinct(forms: list[Form]) -> list[Form]:
    """The forms without those equal to an earlier one."""
    kept: list[Form] = []
    for form in forms:
        if first_duplicate([*kept, form]) is None:
            kept.append(form)
    return kept


@st.composite
def _collections(draw: st.DrawFn, parts: st.SearchStrategy[Form]) -> Form:
    items = draw(st.lists(parts, max_size=5))
    wanted: bool = draw(st.booleans())
    form = items[0] if items and wanted else None
    if not (isinstance(form, Atom) and isinstance(form.value, Symbol)):
        kind = draw(st.sampled_from(["list", "list", "vector", "map", "set"]))
        if kind == "map":
            keys = distinct(items)
            form = coll("map", [part for key in keys for part in (key, items[-1])])
        else:
            form = coll(kind, distinct(items) if kind == "set" else items)
    if not items or draw(st.integers(0, 4)):
        return form
    meta = coll("map", (atom(draw(KEYWORDS)), items[-1]))
    return Coll(form.kind, form.items, *PLACE, meta) if isinstance(form, Coll) else Atom(form.value, *PLACE, meta)


FORMS: st.SearchStrategy[Form] = st.recursive(VALUES.map(atom), _collections, max_leaves=12)

_GAPS = st.sampled_from(
    [" ", "  ", "\n", "\n\n\n", " \t\n   ", ", ", ",\n", " ; note\n", "\n;; note  \n", "\r\n", "\n\n ; a\n\n; b\n"]
)
_MARKS = st.sampled_from(
    ["'", "`", "@", "~", "~@", "#'", "#_ x ", "#_", "^:a ", "^{:b 1}\n", "#foo ", "#?(:clj 1) ", "#(f %)\n"]
)


@st.composite
def messy_texts(draw: st.DrawFn, forms: st.SearchStrategy[Form] = FORMS) -> str:
    """Texts of some forms, with shorthand here and there, laid out badly."""
    from cljrules.parser.printer import print_form

    pieces: list[str] = []
    for form in draw(st.lists(forms, max_size=4)):
        text = print_form(form)
        for token in scan(Source("", text)):
            pieces.append(draw(_GAPS))
            if token.kind in ("LPAR", "LSQB", "SYMBOL") and draw(st.integers(0, 9)) == 0:
                pieces.append(draw(_MARKS))
            pieces.append(text[token.start : token.end])
    pieces.append(draw(_GAPS))
    return "".join(pieces)


def structure(form: Form | None) -> Any:
    """What a form is, without its place, so that two can be compared."""
    if form is None:
        return None
    meta = structure(form.meta)
    if isinstance(form, Coll):
        return (form.kind, [structure(item) for item in form.items], meta)
    value = form.value
    if isinstance(value, float):
        value = "NaN" if math.isnan(value) else (value, math.copysign(1, value))
    if isinstance(value, Decimal):
        value = str(value)
    if isinstance(value, Fraction):
        value = (value.numerator, value.denominator)
    return (type(form.value).__name__, value, meta)
