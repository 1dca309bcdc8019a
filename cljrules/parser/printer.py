"""Forms as text.

Takes a form and gives source text, on one line but for line ends within strings, that reads to an equal form. Shorthand
is not restored: `'x` is printed `(quote x)`, as it was read.
"""

from __future__ import annotations

import re
from typing import Final

from cljrules.parser.forms import Atom, Coll, Form, Pattern
from cljrules.values.printer import pr_str
from cljrules.values.symbols import from_units

_DELIMITERS: Final = {"list": ("(", ")"), "vector": ("[", "]"), "map": ("{", "}"), "set": ("#{", "}")}
_LONE_SURROGATE: Final = re.compile(r"[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]")


def print_form(form: Form) -> str:
    """The text of a form, in code points."""
    pieces: list[str] = []
    pending: list[Form | str] = [form]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            pieces.append(item)
            continue
        if isinstance(item, Atom):
            own: list[Form | str] = [_atom(item)]
        else:
            own = _parts(item)
        if item.meta is not None:
            own = ["^", item.meta, " ", *own]
        pending.extend(reversed(own))
    return "".join(pieces)


def _parts(form: Coll) -> list[Form | str]:
    opener, closer = _DELIMITERS[form.kind]
    parts: list[Form | str] = [opener]
    for index, item in enumerate(form.items):
        if index:
            parts.append(" ")
        parts.append(item)
    parts.append(closer)
    return parts


def _atom(form: Atom) -> str:
    value = form.value
    text = f'#"{value.text}"' if isinstance(value, Pattern) else pr_str(value)
    if text.isascii():
        return text
    return from_units(_LONE_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text))
