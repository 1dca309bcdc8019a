"""How the catalogue's variables lie in columns: which shape each has, and each way into a map.

Money is held in cents, rates, percentages and other numbers in millionths; a value with more places is odd and left to
the other engines.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from cljrules.interp.columns import BOOL, DAY, DEC, INT, MAP, STR, TEXTS, Shape
from cljrules.stdlib.catalogue.loading import load
from cljrules.stdlib.catalogue.model import Member

_SHAPES: Final = {
    "boolean": Shape(BOOL),
    "integer": Shape(INT),
    "money": Shape(DEC, 2),
    **dict.fromkeys(("rate", "percent", "number"), Shape(DEC, 6)),
    "date": Shape(DAY),
    **dict.fromkeys(("datetime", "text", "enum"), Shape(STR)),
    "map": Shape(MAP),
}

_TEXTS: Final = frozenset({"date", "datetime", "text", "enum"})


@cache
def shape_of(path: str) -> Shape | None:
    """The shape of a variable, or of a way into a map variable (`variable/KEY/field`); None where it has none."""
    name, *keys = path.split("/")
    member: Member | None = load().variables.get(name)
    for key in keys:
        if member is None or member.type != "map":
            return None
        if member.key_pattern:
            # one entry of the declared fields for each key
            member = Member(type="map", fields=member.fields)
        else:
            member = member.fields.get(key)
    if member is None:
        return None
    if member.type == "list":
        return Shape(TEXTS) if member.items is not None and member.items.type in _TEXTS else None
    return _SHAPES[member.type]
