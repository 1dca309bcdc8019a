"""Equal keys of map and set literals.

Takes forms and finds the first that is equal, as Clojure's `=` has it, to one before. Vectors and lists are equal
when their items are; numbers of different categories are not; metadata does not count.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from cljrules.parser.forms import Atom, Coll, Form, Pattern
from cljrules.values.symbols import Char, Keyword, Symbol

_SEQUENTIAL: Final = {"list": "sequential", "vector": "sequential"}


def first_duplicate(forms: Iterable[Form]) -> Form | None:
    """The first form equal to an earlier one."""
    seen: set[Hashable] = set()
    identities: dict[tuple[Any, ...], int] = {}
    for form in forms:
        key = _atom_key(form) if isinstance(form, Atom) else _identity(form, identities)
        if key in seen:
            return form
        seen.add(key)
    return None


def form_key(form: Form, identities: dict[tuple[Any, ...], int]) -> Hashable:
    """A key that two forms share exactly if they are equal; `identities` must be the same dictionary for forms to
    compare."""
    return _atom_key(form) if isinstance(form, Atom) else _identity(form, identities)


def _atom_key(atom: Atom) -> Hashable:
    value = atom.value
    if isinstance(value, (str, Keyword, Symbol, Char)) or value is None:
        return value
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, Pattern):
        return ("pattern", id(atom))
    if isinstance(value, int):
        return ("integer", int(value))
    if isinstance(value, float):
        return ("double", value if value == value else id(atom))
    if isinstance(value, Decimal):
        return ("decimal", value)
    if isinstance(value, Fraction):
        return ("ratio", value)
    return (type(value).__name__, value)


def _identity(form: Coll, identities: dict[tuple[Any, ...], int]) -> int:
    """A number for the form, the same for equal forms: each part is numbered before the whole, so that nothing
    recurs."""
    results: list[Hashable] = []
    pending: list[tuple[Form, int | None]] = [(form, None)]
    while pending:
        part, start = pending.pop()
        if isinstance(part, Atom):
            results.append(_atom_key(part))
        elif start is None:
            pending.append((part, len(results)))
            pending.extend((item, None) for item in reversed(part.items))
        else:
            keys = results[start:]
            del results[start:]
            results.append(_numbered(part.kind, keys, identities))
    number = results[0]
    assert isinstance(number, _Identity)
    return number


class _Identity(int):
    """The number of a collection; equal to nothing but itself among keys, which are never whole numbers."""


def _numbered(kind: str, keys: list[Hashable], identities: dict[tuple[Any, ...], int]) -> _Identity:
    whole: tuple[Any, ...]
    if kind == "map":
        whole = (kind, frozenset(zip(keys[::2], keys[1::2], strict=True)))
    elif kind == "set":
        whole = (kind, frozenset(keys))
    else:
        whole = (_SEQUENTIAL[kind], tuple(keys))
    return _Identity(identities.setdefault(whole, len(identities)))
