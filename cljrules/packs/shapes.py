"""Shapes of data forms, declared.

A check is a function of a form and a `Desk` that gives a plain value, or reports what is wrong and gives MISFIT. The
functions here make checks (`words`, `number`, `vector_of`, `keyed`, …); a `Shape` declares the keys of a map or of a
top-level form. Nothing here knows any particular form of the language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeAlias

from cljrules.packs.desk import MISFIT, Desk
from cljrules.parser.forms import Atom, Coll, Form, Pattern
from cljrules.stdlib.catalogue.data import Data
from cljrules.stdlib.catalogue.values import is_date
from cljrules.values.symbols import Keyword, Symbol, from_units

Check: TypeAlias = Callable[[Form, Desk], Any]


class Key(Data):
    """One key of a shape: how its value is checked, whether it must be there, and what holds when it is not."""

    check: Check
    required: bool = False
    default: Any = None


Shape: TypeAlias = Mapping[str, Key]


def shown(form: Form) -> str:
    """A form as messages name it."""
    if isinstance(form, Coll):
        return f"a {form.kind}"
    if isinstance(form.value, str) and len(form.value) > 40:
        return "a text"
    if isinstance(form.value, Pattern):
        return "a regular expression"
    return f"`{form.source.slice(form.span)}`"


def misfit(form: Form, desk: Desk, expected: str, help: str | None = None) -> Any:
    """Report that a form is not what is expected there."""
    if isinstance(form, Atom) and isinstance(form.value, Symbol):
        return desk.problem("not-literal", form, f"expected {expected}, found the name {shown(form)}", help)
    if isinstance(form, Coll) and form.kind == "list":
        return desk.problem(
            "not-literal",
            form,
            f"expected {expected}, found an expression",
            help or "write the value itself; only criteria are evaluated",
        )
    return desk.problem("bad-value", form, f"expected {expected}, found {shown(form)}", help)


def constant(form: Form, desk: Desk) -> Form:
    """The literal that a symbol stands for when it names a `def` of the pack, else the form itself."""
    symbol = form.symbol if isinstance(form, Atom) else None
    if symbol is not None and symbol.ns is None:
        return desk.constants.get(symbol.name, form)
    return form


def anything(form: Form, desk: Desk) -> Form:
    """Accepts every form, unread."""
    return form


def boolean(form: Form, desk: Desk) -> Any:
    value = _value(constant(form, desk))
    return value if isinstance(value, bool) else misfit(form, desk, "`true` or `false`")


def text(form: Form, desk: Desk) -> Any:
    """A text that is not blank, in code points."""
    value = _value(constant(form, desk))
    if not isinstance(value, str):
        return misfit(form, desk, "a text in double quotes")
    if not value.strip():
        return desk.problem("bad-value", form, "the text is empty")
    return from_units(value)


def day(form: Form, desk: Desk) -> Any:
    value = _value(constant(form, desk))
    if isinstance(value, str) and is_date(value):
        return date.fromisoformat(value)
    return misfit(form, desk, 'a date such as `"2026-11-22"`')


def integer(low: int | None = None, high: int | None = None, what: str = "a whole number") -> Check:
    """A check for whole numbers within bounds, both included."""

    def check(form: Form, desk: Desk) -> Any:
        value = _value(constant(form, desk))
        if isinstance(value, bool) or not isinstance(value, int):
            return misfit(form, desk, what)
        return _within(int(value), low, high, form, desk)

    return check


def number(low: Any = None, high: Any = None, what: str = "a number") -> Check:
    """A check for exact numbers within bounds, both included; gives Decimal."""

    def check(form: Form, desk: Desk) -> Any:
        value = _value(constant(form, desk))
        if isinstance(value, float):
            return misfit(form, desk, what, f"write `{form.source.slice(form.span)}M`: a number without M is not exact")
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return misfit(form, desk, what)
        return _within(Decimal(value), low, high, form, desk)

    return check


def _within(value: Any, low: Any, high: Any, form: Form, desk: Desk) -> Any:
    if low is not None and value < low:
        return desk.problem("bad-value", form, f"{shown(form)} is below {low}, the least that is allowed")
    if high is not None and value > high:
        return desk.problem("bad-value", form, f"{shown(form)} is above {high}, the most that is allowed")
    return value


def words(names: Iterable[str], *, nilable: bool = False) -> Check:
    """A check for one keyword of a list; gives its name."""
    known = tuple(names)

    def check(form: Form, desk: Desk) -> Any:
        value = _value(form)
        if value is None and nilable and isinstance(form, Atom):
            return None
        if not isinstance(value, Keyword):
            return misfit(form, desk, "a keyword", f"it takes {_either(known)}")
        if value.text not in known:
            return desk.unknown("unknown-word", form, f"`:{value.text}` is not allowed here", value.text, known, ":")
        return value.name

    return check


def subset(names: Iterable[str], *, least: int = 1) -> Check:
    """A check for a set of keywords of a list; gives a frozenset of their names."""
    known = tuple(names)
    member = words(known)

    def check(form: Form, desk: Desk) -> Any:
        if not isinstance(form, Coll) or form.kind != "set":
            sample = " ".join(f":{name}" for name in known)
            return misfit(form, desk, "a set of keywords", f"write `#{{{sample}}}` or a part of it")
        found = [member(item, desk) for item in form.items]
        if len(found) < least:
            return desk.problem("bad-value", form, "the set is empty", f"it takes {_either(known)}")
        return MISFIT if MISFIT in found else frozenset(found)

    return check


def vector_of(check_item: Check, *, least: int = 0, what: str = "a vector") -> Check:
    """A check for vectors; gives a tuple of what `check_item` gives."""

    def check(form: Form, desk: Desk) -> Any:
        if not isinstance(form, Coll) or form.kind != "vector":
            return misfit(form, desk, what, "put it in brackets: `[…]`")
        found = tuple(check_item(item, desk) for item in form.items)
        if len(found) < least:
            return desk.problem("bad-value", form, f"the vector is empty; it takes {what}")
        return MISFIT if any(item is MISFIT for item in found) else found

    return check


def keyed(shape: Shape, owner: str) -> Check:
    """A check for a map of declared keys; gives a mapping with the defaults filled in. `owner` names it in messages."""

    def check(form: Form, desk: Desk) -> Any:
        if not isinstance(form, Coll) or form.kind != "map":
            return misfit(form, desk, f"a map for {owner}", f"write `{{{' … '.join(f':{key}' for key in shape)} …}}`")
        return read_keys(list(form.pairs()), shape, owner, form, desk)

    return check


def read_keys(pairs: Iterable[tuple[Form, Form]], shape: Shape, owner: str, whole: Form, desk: Desk) -> Any:
    """The values of keys by a shape, defaults filled in; MISFIT when any key or value does not fit.

    `whole` is where a missing key is shown.
    """
    found: dict[str, Any] = {}
    bad = False
    for name_form, value_form in pairs:
        name = keyword_name(name_form)
        if name is None:
            desk.problem(
                "bad-shape", name_form, f"expected a keyword such as `:{next(iter(shape))}`, found {shown(name_form)}"
            )
            bad = True
        elif name not in shape:
            desk.unknown("unknown-key", name_form, f"{owner} has no key `:{name}`", name, shape, ":")
            bad = True
        elif name in found:
            desk.problem("repeated-key", name_form, f"the key `:{name}` is given twice", "keep one of them")
            bad = True
        else:
            found[name] = shape[name].check(value_form, desk)
            bad = bad or found[name] is MISFIT
    for name, key in shape.items():
        if name not in found:
            if key.required:
                desk.problem(
                    "missing-key", _opening(whole), f"{owner} needs the key `:{name}`", said=f"`:{name}` is missing"
                )
                bad = True
            found[name] = key.default
    return MISFIT if bad else MappingProxyType(found)


def _opening(form: Form) -> Form:
    """The place to point at for something missing: a list's name, so that carets do not run over the whole form."""
    if isinstance(form, Coll) and form.kind == "list" and form.items:
        return form.items[1] if len(form.items) > 1 else form.items[0]
    return form


def keyword_name(form: Form) -> str | None:
    """The text of a keyword form, else None."""
    return form.value.text if isinstance(form, Atom) and isinstance(form.value, Keyword) else None


def _value(form: Form) -> Any:
    return form.value if isinstance(form, Atom) else form


def _either(names: tuple[str, ...]) -> str:
    quoted = [f"`:{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
