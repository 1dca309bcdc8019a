"""Everything that is reported while an expression is inferred: arguments, comparisons, and what is here: conditions
and keys of maps.
"""

from __future__ import annotations

import re
from typing import Any, Final

from cljrules.diagnostics import Edit, Fix, Severity
from cljrules.interp import nodes as n
from cljrules.parser.forms import Form
from cljrules.suggest import did_you_mean, suggest
from cljrules.types import lattice as t
from cljrules.types.comparisons import Comparisons
from cljrules.types.declared import entry_key
from cljrules.types.facts import LOAN, Known, Place
from cljrules.types.lattice import Shape, Type, described
from cljrules.types.placing import written
from cljrules.values.symbols import Keyword

#: The first key that is named in words.
_KEY: Final = re.compile(r":([\w-]+)")
#: Keys in messages, where all are named.
_MOST_KEYS: Final = 12


class Reports(Comparisons):
    """Gathers the findings of one expression."""

    def condition(self, node: n.Node, known: Known, before: n.Node | None = None) -> None:
        """A value that is asked whether it is true; `before` is asked after it where it is."""
        held = known.type
        if held.can_fail or held.is_never or held.written or held.kinds & t.BOOLEAN or not held.is_known:
            return
        if isinstance(node, n.VarRef | n.Const) or (before is not None and _guards(known.place, before)):
            return
        self.put(
            "not-a-condition",
            node.form,
            f"{self.named(node, known)} is {described(held)}, and every {_plain(held.kinds)} counts as true here",
            _comparison_for(held.kinds),
            known=known,
        )

    def entry(self, node: n.Call, at: n.Node, held: Known, key: Any) -> None:
        """A key that is looked up in a value."""
        kinds = held.type.kinds & ~t.NIL
        if not held.type.is_known or not kinds:
            return
        shown = f"`:{key.text}`" if isinstance(key, Keyword) else self.text(at.form, None)
        place = written(node.form, at.form)
        if not kinds & (t.MAP | t.SET | t.OTHER) and isinstance(key, Keyword):
            self._no_map(node, place, shown, held)
        elif kinds == t.MAP and held.type.shape is not None and not _is_written(held.type):
            self._unknown_key(place, held.type.shape, held, key, shown)

    def _no_map(self, node: n.Call, place: Form, shown: str, held: Known) -> None:
        named = self._owner(node, held)
        what = described(t.without(held.type, t.NIL))
        help = None
        if held.type.kinds & t.SEQUENTIAL:
            help = f"take one of its items first: `(some (fn [item] ({shown.strip('`')} item)) …)`"
        self.put("unknown-key", place, f"{named} is {what} and has no {shown}", help, known=held)

    def _unknown_key(self, place: Form, shape: Shape, held: Known, key: Any, shown: str) -> None:
        name = entry_key(key)
        if not isinstance(name, str):
            self._no_keyword(place, shape, key, shown)
            return
        if name in shape.entries or (shape.pattern is None and not shape.entries):
            return
        if shape.pattern is not None:
            if re.search(shape.pattern, name) is not None:
                return
            near = suggest(name, shape.always)
            if shape.each is not None and shape.each.shape is not None and name in shape.each.shape.entries:
                self._left_out_key(place, shape, held, name)
                return
            meant = did_you_mean(name, shape.always, prefix=":") or f"a key is: {shape.keys}"
            fix = _renamed(place, near)
            self.put("unknown-key", place, f"{shape.owner} has no key {shown}", meant, known=held, fix=fix)
            return
        known = list(shape.entries)
        help = did_you_mean(name, known, prefix=":")
        if help is None and len(known) <= _MOST_KEYS:
            help = f"it has {', '.join(f'`:{one}`' for one in known)}"
        self.put(
            "unknown-key",
            place,
            f"{shape.owner} has no {shown} that is known",
            help,
            known=held,
            # a map may hold more than the catalogue lists
            severity=Severity.ERROR if suggest(name, known) else Severity.WARNING,
            fix=_renamed(place, suggest(name, known)),
        )

    def _left_out_key(self, place: Form, shape: Shape, held: Known, name: str) -> None:
        """A field that is asked of the map of entries, and not of an entry."""
        sample = _KEY.search(shape.keys or "")
        key = next(iter(shape.always), None) or (sample.group(1) if sample is not None else None)
        owner = shape.owner.strip("`")
        help = f"name the entry first: `(-> {owner} :{key} :{name})`" if key is not None else None
        self.put("unknown-key", place, f"`:{name}` is a field of an entry of {shape.owner}", help, known=held)

    def _no_keyword(self, place: Form, shape: Shape, key: Any, shown: str) -> None:
        text = place.source.slice(place.span).strip('"')
        fits = shape.pattern is None or re.search(shape.pattern, text) is not None
        help = f"write `:{text}`" if fits and isinstance(key, int | str) else None
        fix = Fix(f"write `:{text}`", (Edit(place.span, f":{text}"),)) if help else None
        self.put("unknown-key", place, f"the keys of {shape.owner} are keywords, and {shown} is none", help, fix=fix)

    def _owner(self, node: n.Call, held: Known) -> str:
        for arg in node.args:
            if arg.form is held.form:
                return self.named(arg, held)
        return self.text(held.form, held.place) if held.form is not None else "this"


def _is_written(type: Type) -> bool:
    """Whether a map is one that stands in the rule, where a key may be left out on purpose."""
    return type.member is None and type.shape is not None and type.shape.closed


def _renamed(place: Form, near: tuple[str, ...]) -> Fix | None:
    if not near or not place.source.slice(place.span).startswith(":"):
        return None
    return Fix(f"write `:{near[0]}`", (Edit(place.span, f":{near[0]}"),))


def _guards(place: Place | None, before: n.Node) -> bool:
    """Whether what is asked next reads the same variable, so that the first question is caution."""
    from cljrules.types.inference import reads

    while place is not None and place[0] == "entry":
        place = place[1]
    return place is not None and place[0] == LOAN and place[1] in reads(before)


def _plain(kinds: int) -> str:
    if kinds & t.NUMBER:
        return "number, 0 included,"
    if kinds & t.TEXT:
        return 'text, `""` included,'
    return "collection, an empty one included," if kinds & t.COLLECTION else "such value"


def _comparison_for(kinds: int) -> str:
    if kinds & t.NUMBER:
        return "compare it, as in `(pos? …)`"
    if kinds & t.TEXT:
        return 'compare it, as in `(not= … "")`'
    return "ask whether there is anything in it: `(seq …)`" if kinds & t.COLLECTION else "compare it with something"
