"""What a rule's actions leave behind on the loan, as far as rules that come later can see it.

Takes rules and the catalogue, which says what each option writes; gives values that are known and places of which only
is known that they may change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cljrules.packs.model import ActionCall, Rule
from cljrules.parser.forms import Atom, Coll
from cljrules.prove.formulas import Formula
from cljrules.prove.ground import Ground
from cljrules.prove.substitution import replaced
from cljrules.prove.walking import symbols
from cljrules.source import Span
from cljrules.stdlib.catalogue import Action, Catalogue
from cljrules.values.symbols import to_units

_ADDS, _REMOVES = "add-", "remove-"


@dataclass(frozen=True)
class Writes:
    """`known` gives variables their values after the actions, `unknown` are those that may be anything then."""

    known: Mapping[str, str | None]
    unknown: frozenset[str]

    @property
    def names(self) -> frozenset[str]:
        """Every variable that may change."""
        return self.unknown | self.known.keys()

    def then(self, later: Writes) -> Writes:
        """What both write together, the later ones over these."""
        known = {name: value for name, value in self.known.items() if name not in later.unknown}
        unknown = (self.unknown - later.known.keys()) | later.unknown
        return Writes({**known, **later.known}, frozenset(unknown))

    @property
    def changes(self) -> dict[str, Any]:
        """The known values as a loan holds them."""
        return {name: None if value is None else to_units(value) for name, value in self.known.items()}


def writes_of(rule: Rule, catalogue: Catalogue) -> Writes:
    """What the actions of a rule write, later ones over earlier ones."""
    known: dict[str, str | None] = {}
    unknown: set[str] = set()
    for call in rule.then:
        action = catalogue.actions[call.name]
        unknown.update(action.writes)
        given: dict[str, str | None] = {}
        for name, value in call.options.items():
            option = action.options.get(name)
            written = (option.writes or ()) if option is not None else ()
            unknown.update(written)
            alike = [
                one
                for one in written
                if option is not None
                and option.values_from is not None
                and catalogue.variables[one].values_from == option.values_from
                and catalogue.variables[one].type in ("text", "enum")
            ]
            if len(alike) == 1 and (value is None or isinstance(value, str)):
                given[alike[0]] = value
        for one in unknown & known.keys():
            del known[one]
        known.update(given)
        unknown -= given.keys()
    return Writes(known, frozenset(unknown))


def after(ground: Ground, formula: Formula, writes: Writes) -> Formula | None:
    """What a formula is after some writes; None where it reads something that is then unknown."""
    read = {ground.symbols[name].path[0] for name in ground.read_by([formula]) if name in ground.symbols}
    if read & writes.unknown:
        return None
    f = ground.formulas
    texts = {name: to_units(value) for name, value in writes.known.items() if value is not None}
    flags = {f"{name}?nil": f.truth(value is None) for name, value in writes.known.items()}
    if any(f"{name} is " in one for name in writes.known for one in symbols([formula])):
        return None
    return replaced(f, formula, {}, flags, texts)


def reads(ground: Ground, formula: Formula) -> frozenset[str]:
    """The loan variables that a formula is about."""
    return frozenset(ground.symbols[name].path[0] for name in ground.read_by([formula]) if name in ground.symbols)


@dataclass(frozen=True, slots=True)
class Clash:
    """Two actions that contradict each other; `told` says how, `places` are where each says so. `is_state` where what
    they set is a state of the account, and not a day or an amount that is counted anew each time.
    """

    first: ActionCall
    second: ActionCall
    told: str
    places: tuple[Span, Span]
    is_state: bool = True


def clashes(first: Rule, second: Rule, catalogue: Catalogue) -> Iterator[Clash]:
    """Where the actions of two rules contradict each other: actions that exclude each other, one option set to two
    values, a title that is added and removed.
    """
    for one in first.then:
        for other in second.then:
            yield from _between(one, other, catalogue.actions[one.name], catalogue.actions[other.name])


def _between(one: ActionCall, other: ActionCall, first: Action, second: Action) -> Iterator[Clash]:
    if (other.name in first.excludes or one.name in second.excludes) and _same_thing(one, other):
        yield Clash(one, other, f"`{one.name}` and `{other.name}` contradict each other", (one.span, other.span))
    if one.name != other.name:
        return
    for name, value in one.options.items():
        option = first.options.get(name)
        if option is None or not option.writes:
            continue
        if name in other.options and option.type != "list" and not _same(value, other.options[name]):
            shown = f"`:{name}` is set to {_shown(value)} and to {_shown(other.options[name])}"
            counted = option.type in ("date", "amount")
            yield Clash(one, other, shown, (_place(one, name), _place(other, name)), not counted)
        yield from _titles(one, other, name, value)


def _titles(one: ActionCall, other: ActionCall, name: str, value: Any) -> Iterator[Clash]:
    for way, opposite in ((_ADDS, _REMOVES), (_REMOVES, _ADDS)):
        if not name.startswith(way):
            continue
        against = other.options.get(opposite + name.removeprefix(way))
        both = [title for title in value or () if title in (against or ())]
        if both:
            words = ("added to", "removed from") if way == _ADDS else ("removed from", "added to")
            shown = ", ".join(f'"{title}"' for title in both)
            told = f"the account is {words[0]} {shown}, and {words[1]} it again"
            yield Clash(one, other, told, (_place(one, name), _place(other, opposite + name.removeprefix(way))))


def _place(call: ActionCall, option: str) -> Span:
    """Where an action gives an option."""
    held = call.form.items[1] if isinstance(call.form, Coll) and len(call.form.items) > 1 else None
    for key, value in held.pairs() if isinstance(held, Coll) and held.kind == "map" else ():
        if isinstance(key, Atom) and key.keyword is not None and key.keyword.name == option:
            return Span(key.span.start, value.span.end)
    return call.span


def _same_thing(one: ActionCall, other: ActionCall) -> bool:
    """Whether two actions that exclude each other are about the same, such as the same items of the same checklist."""
    for name in one.options.keys() & other.options.keys():
        first, second = one.options[name], other.options[name]
        if isinstance(first, tuple) and isinstance(second, tuple):
            if not set(first) & set(second):
                return False
        elif isinstance(first, str) and isinstance(second, str) and first != second:
            return False
    return True


def _same(one: Any, other: Any) -> bool:
    return bool(one == other)


def _shown(value: Any) -> str:
    if value is None:
        return "`nil`"
    if isinstance(value, str):
        return f'`"{value}"`'
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`" if not hasattr(value, "base") else _shown_base(value)


def _shown_base(value: Any) -> str:
    base = value.base if value.base is not None else getattr(value, "iso", None)
    plus = getattr(value, "plus_days", None)
    plus = value.plus if plus is None and hasattr(value, "plus") else plus
    days = " days" if hasattr(value, "plus_days") else ""
    if base is None:
        return f"`{plus}`"
    return f"`{base}`" if not plus else f"`{base}` plus {plus}{days}"
