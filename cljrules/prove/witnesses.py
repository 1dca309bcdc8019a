"""Loans made of a solver's answers, and tried in the reference evaluator before anybody sees them.

Takes values of symbols, gives what differs from the sample loan; a witness is only ever one that the evaluator agreed
with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

from cljrules.evaluation import Criteria, Decision
from cljrules.prove.ground import Ground, Path, Symbol
from cljrules.stdlib.catalogue import Member, sample_loan
from cljrules.stdlib.catalogue.places import changed, member_of, told, value_at
from cljrules.values.collections import PersistentMap, Vector
from cljrules.values.symbols import keyword, to_units

_FILLER: Final = "something else"
_PLACES: Final = Decimal("0.01")
_EMPTY: Final = PersistentMap.of(())


@dataclass(frozen=True)
class Witness:
    """A loan by what differs from the sample loan: `changes` from places to values."""

    changes: Mapping[str, Any]

    @cached_property
    def loan(self) -> Mapping[str, Any]:
        """The whole loan."""
        return changed(sample_loan(), self.changes)

    @property
    def told(self) -> str:
        """The loan in words."""
        return told(self.changes)


class CannotBeMade(Exception):
    """There is no loan with these values, or none that can be written down."""


class Loans:
    """Makes loans of one ground, and tries them."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    @property
    def today(self) -> str:
        """The variable that holds the business date."""
        return self._ground.today

    def decide(self, criteria: Criteria, loan: Mapping[str, Any]) -> Decision:
        """What the reference evaluator says about a loan on its own business date."""
        return criteria.decide(loan, date.fromisoformat(loan[self._ground.today]))

    def witness(self, values: Mapping[str, Any], read: Iterable[str]) -> Witness:
        """The loan on which the symbols that criteria read have these values, elsewhere as the sample loan.

        Raises CannotBeMade.
        """
        places: dict[Path, list[Symbol]] = {}
        for name in read:
            symbol = self._ground.symbols.get(name)
            if symbol is not None and name in values:
                places.setdefault(symbol.path, []).append(symbol)
        changes: dict[str, Any] = {}
        gone: list[str] = []
        for path in sorted(places, key=len):
            key = ".".join(path)
            if any(key.startswith(f"{above}.") for above in gone):
                continue
            made = self._value(path, places[path], values)
            if made is None:
                gone.append(key)
            if not _is_same(value_at(sample_loan(), key), made):
                changes[key] = made
        return Witness({key: changes[key] for key in self._in_order(changes)})

    def _in_order(self, changes: Mapping[str, Any]) -> list[str]:
        """Places in the order of the catalogue, an entry of a map before what is in it."""
        order = {name: number for number, name in enumerate(self._ground.catalogue.variables)}
        return sorted(changes, key=lambda key: (order[key.split(".")[0]], key))

    def _value(self, path: Path, symbols: list[Symbol], values: Mapping[str, Any]) -> Any:
        held = {symbol.role: values[symbol.name] for symbol in symbols}
        if held.get("nil") or held.get("there") is False:
            return None
        if "value" in held:
            symbol = next(symbol for symbol in symbols if symbol.role == "value")
            return _value_of(symbol, held["value"])
        if "there" in held:
            found = value_at(sample_loan(), ".".join(path))
            return self._entry(path[0]) if found is None else found
        if "nil" in held:
            return self._some(path)
        return self._collection(path, symbols, values)

    def _entry(self, name: str) -> Any:
        """An entry of a map with what every entry has."""
        fields = self._ground.catalogue.variables[name].fields
        held = ((key, member) for key, member in fields.items() if not member.nilable)
        return PersistentMap.of((keyword(key), self._any(member)) for key, member in held)

    def _some(self, path: Path) -> Any:
        """A value for a place of which only is known that it is not nil."""
        found = value_at(sample_loan(), ".".join(path))
        if found is not None:
            return found
        member = member_of(self._ground.catalogue, ".".join(path))
        return _FILLER if member is None else self._any(member)

    def _any(self, member: Member) -> Any:
        """Some value that a member can hold."""
        kind = member.type
        if kind in ("map", "list"):
            return _EMPTY if kind == "map" else Vector.of(())
        if kind == "date":
            return sample_loan()[self._ground.today]
        if kind in ("integer", "money", "rate", "percent", "number"):
            low = member.min if member.min is not None else 0
            return int(low) if kind == "integer" else Decimal(low).quantize(_PLACES)
        if kind == "boolean":
            return False
        return (self._ground.catalogue.choices(member) or (_FILLER,))[0]

    def _collection(self, path: Path, symbols: list[Symbol], values: Mapping[str, Any]) -> Any:
        """A list or map with what it has to hold, and as many items as it has to have."""
        sample = value_at(sample_loan(), ".".join(path))
        has = {
            symbol.text: values[symbol.name] for symbol in symbols if symbol.role == "has" and symbol.text is not None
        }
        count_name = f"{'.'.join(path)}?count"
        count = int(values[count_name]) if count_name in values else None
        member = self._ground.catalogue.variables[path[0]]
        if len(path) == 1 and member.type == "map":
            return self._entries(path, sample, count, values)
        items = [text for text, wanted in has.items() if wanted]
        kept = [item for item in (sample or ()) if not (isinstance(item, str) and item in has)]
        total = count if count is not None and any(symbol.role == "count" for symbol in symbols) else None
        whole = [*items, *kept] if total is None else [*items, *kept][: max(total, len(items))]
        texts = member.items is None or member.items.type != "map"
        spare = [word for word in self._ground.listed_words(path) if word not in has and word not in whole]
        while total is not None and len(whole) < total:
            if len(whole) > 10_000:
                raise CannotBeMade
            filler = spare.pop(0) if spare else f"{_FILLER} {len(whole)}"
            whole.append(filler if texts else _EMPTY)
        return Vector.of(whole)

    def _entries(self, path: Path, sample: Any, count: int | None, values: Mapping[str, Any]) -> Any:
        """A map with so many entries, those that are said to be there or not to be there included."""
        if count is None:
            return sample
        said = {
            symbol.path[-1]: bool(values[name])
            for name, symbol in self._ground.symbols.items()
            if symbol.role == "there" and symbol.path[:-1] == path and name in values
        }
        entries = dict(sample.entries()) if sample is not None else {}
        for key, there in said.items():
            if there:
                entries.setdefault(keyword(key), self._entry(path[0]))
            else:
                entries.pop(keyword(key), None)
        pattern = self._ground.catalogue.variables[path[0]].key_pattern
        always = self._ground.catalogue.variables[path[0]].always
        spare = [key for key in entries if key.name not in said and key.name not in always]
        while len(entries) > count and spare:
            del entries[spare.pop()]
        number = 0
        while len(entries) < count:
            number += 1
            if number > 10_000:
                raise CannotBeMade
            for name in (str(number), f"id{number}"):
                fits = pattern is None or re.search(pattern, name)
                if fits and name not in said and len(entries) < count:
                    entries.setdefault(keyword(name), self._entry(path[0]))
        return PersistentMap.of(entries.items())


def _value_of(symbol: Symbol, value: Any) -> Any:
    if symbol.sort == "Bool":
        return bool(value)
    if symbol.sort == "Text":
        return to_units(value) if value.startswith(_FILLER) else value
    if symbol.type == "date":
        return date.fromordinal(int(value)).isoformat()
    number = Fraction(value) / symbol.scale
    if symbol.type == "integer":
        return int(number)
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return exact.quantize(_PLACES) if number * 100 == int(number * 100) else exact


def _is_same(one: Any, other: Any) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(one == other)
