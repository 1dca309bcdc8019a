"""The beginning of a top-level form: its name, its docstring, and the keys and values after them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from cljrules.diagnostics import Diagnostic
from cljrules.packs.desk import Desk
from cljrules.packs.foreign import infix_expression
from cljrules.packs.shapes import shown
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.source import Span
from cljrules.stdlib.catalogue.data import Data
from cljrules.values.symbols import from_units


class Head(Data):
    """What `(defrule name "doc" :key value …)` begins with. `pairs` is None when they cannot be told apart; `broken`
    when something was reported.
    """

    form: Coll
    name: str
    name_span: Span
    doc: str | None
    pairs: tuple[tuple[Form, Form], ...] | None
    broken: bool


def read_head(form: Coll, desk: Desk) -> Head | None:
    """The head of a form whose first item is its kind; None (reported) when it has no usable name."""
    kind = form.items[0].source.slice(form.items[0].span)
    if len(form.items) < 2:
        desk.problem("bad-name", form, f"`{kind}` needs a name", f"write `({kind} some-name …)`")
        return None
    name_form = form.items[1]
    symbol = name_form.symbol if isinstance(name_form, Atom) else None
    if symbol is None:
        help = (
            f"write `({kind} {_as_name(name_form)} …)`"
            if _as_name(name_form)
            else "a name is a word such as `late-fees`"
        )
        desk.problem("bad-name", name_form, f"expected a name after `{kind}`, found {shown(name_form)}", help)
        return None
    desk.rule = symbol.text
    if symbol.ns is not None:
        desk.problem(
            "bad-name", name_form, f"the name `{symbol.text}` holds a `/`", f"write `{symbol.text.replace('/', '-')}`"
        )
        return None
    rest = form.items[2:]
    doc = None
    if rest and isinstance(rest[0], Atom) and isinstance(rest[0].value, str):
        doc = from_units(rest[0].value)
        rest = rest[1:]
    loose = _loose_expression(rest)
    if loose is not None:
        desk.findings.append(replace(loose, rule=symbol.text))
        return Head(form, symbol.name, name_form.span, doc, None, True)
    if len(rest) % 2 == 0:
        return Head(form, symbol.name, name_form.span, doc, _pairs(rest), False)
    help = "after the name and docstring come keys, each with one value"
    if isinstance(rest[0], Coll):
        desk.problem("bad-shape", rest[0], f"expected a keyword such as `:when`, found {shown(rest[0])}", help)
        return Head(form, symbol.name, name_form.span, doc, None, True)
    desk.problem("bad-shape", rest[-1], f"{shown(rest[-1])} has no value after it", help)
    return Head(form, symbol.name, name_form.span, doc, _pairs(rest[:-1]), True)


def _loose_expression(forms: tuple[Form, ...]) -> Diagnostic | None:
    """The finding for a key whose value is an expression without parentheses, as `:when days > 30`."""
    keys = [number for number, form in enumerate(forms) if isinstance(form, Atom) and form.keyword is not None]
    for start, end in pairwise((*keys, len(forms))):
        found = infix_expression(forms[start + 1 : end])
        if found is not None:
            return found
    return None


def _pairs(forms: tuple[Form, ...]) -> tuple[tuple[Form, Form], ...]:
    return tuple(zip(forms[::2], forms[1::2], strict=True))


def _as_name(form: Form) -> str | None:
    if isinstance(form, Atom) and isinstance(form.value, str):
        return "-".join(from_units(form.value).lower().split()) or None
    return None
