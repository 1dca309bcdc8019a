"""`def` and `defn`: names and functions that the rules of a pack share.

Takes the whole form, gives a `Definition`; what the body means is the analyzer's to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cljrules.packs.desk import Desk
from cljrules.packs.literals import is_literal
from cljrules.packs.model import Definition
from cljrules.packs.shapes import shown
from cljrules.parser.forms import Atom, Coll, Form


def read_definition(form: Coll, desk: Desk) -> Definition | None:
    """The definition of a `def` or `defn` form; None (reported) when it has no usable name or no value."""
    kind = form.head.text if form.head is not None else ""
    sample = "(def small-balance 25M)" if kind == "def" else "(defn late? [days] (> days 30))"
    if len(form.items) < 2:
        desk.problem("bad-name", form, f"`{kind}` needs a name", f"write `{sample}`")
        return None
    name_form = form.items[1]
    symbol = name_form.symbol if isinstance(name_form, Atom) else None
    if symbol is None or symbol.ns is not None:
        desk.problem(
            "bad-name", name_form, f"expected a name after `{kind}`, found {shown(name_form)}", f"write `{sample}`"
        )
        return None
    if symbol.name in desk.catalogue.variables:
        desk.problem(
            "bad-name",
            name_form,
            f"`{symbol.name}` is a loan variable and cannot be defined again",
            "choose another name",
        )
        return None
    if len(form.items) < 3:
        what = "a value" if kind == "def" else "parameters and a body"
        desk.problem("bad-shape", form, f"`{kind} {symbol.name}` has no {what.removeprefix('a ')}", f"write `{sample}`")
        return None
    return Definition(symbol.name, form, name_form.span)


def constants_of(definitions: Iterable[Definition]) -> Mapping[str, Form]:
    """The names that `def` gives to literals, each with the literal's form."""
    found: dict[str, Form] = {}
    for definition in definitions:
        items = definition.form.items
        if definition.form.head is not None and definition.form.head.name == "def" and is_literal(items[-1]):
            found[definition.name] = items[-1]
    return found
