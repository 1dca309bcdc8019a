"""What is known at a point of an expression: of which places it is known that they hold less than their types say.

A place is something whose value does not change while criteria are evaluated: a loan variable, an entry of a map at a
place, a local name, a call with places as arguments. Facts are never changed, only copied; None stands for a point
that is never reached.
"""

from __future__ import annotations

from typing import Any, Final

from cljrules.interp.nodes import Node
from cljrules.parser.forms import Form
from cljrules.types import lattice as t
from cljrules.types.lattice import Type

Place = tuple[Any, ...]
Facts = dict[Place, Type] | None

LOAN, LOCAL, ENTRY, CALL, CONSTANT = "loan", "local", "entry", "call", "constant"
NO_FACTS: Final[dict[Place, Type]] = {}


class Known:
    """What is known of an expression: its type, the place whose value it is, and the facts once it has been evaluated;
    `then` and `otherwise` are the facts when its value counts as true and as false. `form` is what an argument or a
    local name was given as.
    """

    __slots__ = ("facts", "form", "otherwise", "place", "then", "type")

    def __init__(
        self,
        type: Type,
        place: Place | None,
        facts: Facts,
        then: Facts,
        otherwise: Facts,
        form: Form | None = None,
    ) -> None:
        self.type = type
        self.place = place
        self.facts = facts
        self.then = then
        self.otherwise = otherwise
        self.form = form


class ItemOf(Node):
    """An item of a collection, where a function is called with each; `form` is the collection's."""


def both(one: Facts, other: Facts) -> Facts:
    """All the facts of two points that have both been passed."""
    if one is other or not other:
        return None if other is None else one
    if not one:
        return None if one is None else other
    made = dict(one)
    for place, type in other.items():
        held = made.get(place)
        met = type if held is None else t.meet(held, type)
        if met.is_never:
            return None
        made[place] = met
    return made


def either(one: Facts, other: Facts) -> Facts:
    """The facts that hold at whichever of two points has been passed."""
    if one is other or other is None:
        return one
    if one is None:
        return other
    if not one or not other:
        return NO_FACTS
    made = {}
    for place, type in one.items():
        held = other.get(place)
        if held is not None:
            made[place] = t.join(type, held)
    return made
