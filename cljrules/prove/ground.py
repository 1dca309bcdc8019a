"""The places of a loan as symbols: what the catalogue says a loan can hold, and how a loan's values are read and made.

Takes the catalogue and a pack's vocabulary. A place is a path: a variable's name and the keys into its map. Money is
whole cents, a date the number of its day, nil and absence are conditions of their own. Never says anything about one
pack's criteria.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from cljrules.prove.formulas import Formula, Formulas, Number, TextOf, constant
from cljrules.prove.values import DECIMAL, LONG, NIL, Day, Held, Hole, Num, Text, Truth, Value, Values
from cljrules.prove.walking import symbols
from cljrules.source import Source, Span
from cljrules.stdlib.catalogue import Catalogue, Member
from cljrules.stdlib.catalogue.model import Fact
from cljrules.stdlib.catalogue.places import value_at

Path = tuple[str, ...]

FIRST_DAY: Final = Fraction(1)
LAST_DAY: Final = Fraction(date.max.toordinal())
CENTS: Final = Fraction(100)
_LONG: Final = (Fraction(-(2**63)), Fraction(2**63 - 1))
_DECIMALS: Final = frozenset({"money", "rate", "percent", "number"})
_TEXTS: Final = frozenset({"text", "enum", "datetime"})
_NOWHERE: Final = Source("<catalogue>", "")

#: No collection has more: its size is an int of the JVM.
_MOST_ITEMS: Final = Fraction(2**31 - 1)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol of a loan: its `role` at a place is `value`, `nil`, `there` (an entry of a map), `count`, or `has` (a
    list holds a text). `scale` is the symbol's number for 1; `sort` is Bool, Int, Real or Text.
    """

    name: str
    sort: str
    path: Path
    role: str
    type: str = ""
    scale: Fraction = Fraction(1)
    low: Fraction | None = None
    high: Fraction | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """A symbol whose value follows from numbers in a way that formulas do not show; None where it is an error.

    `around` gives for an input the stretch, first and last, in which the symbol grows with it by `slope`, 0 or 1.
    """

    name: str
    sort: str
    inputs: tuple[Number, ...]
    compute: Callable[..., Fraction | bool | None]
    low: Fraction | None = None
    high: Fraction | None = None
    around: Callable[[Fraction], tuple[int, int, int]] | None = None


class Ground:
    """Symbols and what is known of them, for all packs that share a vocabulary."""

    def __init__(self, formulas: Formulas, catalogue: Catalogue, vocabulary: Mapping[str, Any]) -> None:
        self.formulas: Final = formulas
        self.values: Final = Values(formulas)
        self.catalogue: Final = catalogue
        self.today: Final = catalogue.sample.today
        self.symbols: Final[dict[str, Symbol]] = {}
        self.computed: Final[dict[str, Computed]] = {}
        self._vocabulary = vocabulary
        #: The facts of the catalogue among what is known, by the identity of their formulas.
        self.facts: Final[dict[int, Fact]] = {}
        self._laws: dict[str, dict[int, Formula]] = {}
        self._named: dict[int, frozenset[str]] = {}
        self._texts: dict[tuple[Path, str], str] = {}
        self._words: dict[Path, tuple[str, ...] | None] = {}

    # Places as values.

    def variable(self, name: str) -> Value:
        """The value of a loan variable."""
        return self._value((name,), self.catalogue.variables[name], self.catalogue.variables[name].nilable)

    def field(self, held: Held, key: str) -> Value:
        """What a map of the loan holds under a keyword; nil where it is no key that the map can have."""
        member = held.member
        path = (*held.path, key)
        if member.type != "map" or held.as_set:
            return self.values.of(NIL)
        if member.key_pattern and not held.is_entry:
            if not re.search(member.key_pattern, key):
                return self.values.of(NIL)
            return self._entry(path, member, key)
        found = member.fields.get(key)
        if found is None:
            why = f"the catalogue does not say what `{'.'.join(path)}` is"
            return self.values.of(Hole(f"place {'.'.join(path)}", why, _NOWHERE, Span(0, 0)))
        if found.type == "map":
            return self.values.of(Held(path, found))
        return self._value(path, found, found.nilable)

    def _entry(self, path: Path, member: Member, key: str) -> Value:
        there = self.there(path, member, key)
        entry = Held(path, member, is_entry=True)
        return self.values.made(self.formulas.false, [(there, entry), (self.formulas.negated(there), NIL)])

    def there(self, path: Path, member: Member, key: str) -> Formula:
        """When a keyed map has an entry."""
        if key in member.always:
            return self.formulas.true
        return self.formulas.flag(self._symbol(Symbol(f"{'.'.join(path)}?there", "Bool", path, "there")))

    def _value(self, path: Path, member: Member, nilable: bool) -> Value:
        leaf = self._leaf(path, member)
        if not nilable:
            return self.values.of(leaf)
        name = self._symbol(Symbol(f"{'.'.join(path)}?nil", "Bool", path, "nil"))
        is_nil = self.formulas.flag(name)
        return self.values.made(self.formulas.false, [(is_nil, NIL), (self.formulas.negated(is_nil), leaf)])

    def _leaf(self, path: Path, member: Member) -> Any:
        name = ".".join(path)
        if member.type in ("map", "list"):
            return Held(path, member)
        if member.type == "boolean":
            return Truth(self.formulas.flag(self._symbol(Symbol(name, "Bool", path, "value", "boolean"))))
        if member.type in _TEXTS:
            self._symbol(Symbol(name, "Text", path, "value", member.type))
            self._words.setdefault(path, self._allowed(member))
            return Text(TextOf(name))
        low, high = self._domain(member)
        if member.type == "date":
            self._symbol(Symbol(name, "Int", path, "value", "date", low=FIRST_DAY, high=LAST_DAY))
            return Day(self.formulas.symbol(name, is_whole=True, low=FIRST_DAY, high=LAST_DAY))
        whole = member.type in ("integer", "money")
        scale = CENTS if member.type == "money" else Fraction(1)
        low, high = (None if end is None else end * scale for end in (low, high))
        sort = "Int" if whole else "Real"
        self._symbol(Symbol(name, sort, path, "value", member.type, scale, low, high))
        number = self.formulas.symbol(name, is_whole=whole, low=low, high=high).scaled(1 / scale)
        return Num(LONG if member.type == "integer" else DECIMAL, number)

    def _domain(self, member: Member) -> tuple[Fraction | None, Fraction | None]:
        kind = self.catalogue.types[member.type]
        low, high = _LONG if member.type == "integer" else (None, None)
        for end in (kind.min, member.min):
            low = low if end is None else Fraction(end) if low is None else max(low, Fraction(end))
        for end in (kind.max, member.max):
            high = high if end is None else Fraction(end) if high is None else min(high, Fraction(end))
        return low, high

    def _allowed(self, member: Member) -> tuple[str, ...] | None:
        """The texts that a place can hold, None where there is no list of them."""
        known = self.catalogue.choices(member)
        kind, _, name = (member.values_from or "").partition(".")
        if known is not None or kind != "vocabulary":
            return known
        inner = name.endswith(".*")
        held = self._vocabulary.get(name.removesuffix(".*"))
        if held is None or (inner and not isinstance(held, Mapping)):
            return None
        if not inner:
            return tuple(held)
        return tuple(dict.fromkeys(word for words in held.values() for word in words))

    def words(self, name: str) -> tuple[str, ...]:
        """The texts that a text's place is known to take."""
        return self._words.get(self.symbols[name].path) or ()

    def listed_words(self, path: Path) -> tuple[str, ...]:
        """The texts that a list's items are known to take."""
        items = self.catalogue.variables[path[0]].items
        kind, _, name = ((items.values_from if items is not None else None) or "").partition(".")
        held = self._vocabulary.get(name.removesuffix(".*")) if kind == "vocabulary" else None
        if name.endswith(".*") and isinstance(held, Mapping):
            return tuple(dict.fromkeys(word for words in held.values() for word in words))
        return tuple(held or ())

    # Lists.

    def count(self, held: Held) -> Number:
        """How many items a list, or entries a map, of the loan has."""
        name = f"{'.'.join(held.path)}?count"
        self._symbol(Symbol(name, "Int", held.path, "count", low=Fraction(0), high=_MOST_ITEMS))
        return self._counted(name)

    def _counted(self, name: str) -> Number:
        return self.formulas.symbol(name, is_whole=True, low=Fraction(0), high=_MOST_ITEMS)

    def has(self, held: Held, text: str) -> Formula:
        """When a list of the loan holds a text."""
        known = self._texts.get((held.path, text))
        if known is None:
            known = f"{'.'.join(held.path)}?has {text}"
            self._texts[held.path, text] = self._symbol(Symbol(known, "Bool", held.path, "has", text=text))
            self.count(held)
        return self.formulas.flag(known)

    def _symbol(self, symbol: Symbol) -> str:
        self.symbols.setdefault(symbol.name, symbol)
        return symbol.name

    # What is known.

    def compute(self, computed: Computed) -> str:
        """Take in a symbol that follows from others; gives its name."""
        self.computed.setdefault(computed.name, computed)
        return computed.name

    def assume(self, formula: Formula, about: Iterable[str] | None = None) -> None:
        """Take a formula for true wherever one of the symbols it is about matters."""
        for name in symbols([formula]) if about is None else about:
            self._laws.setdefault(name, {})[formula.ident] = formula

    def read_by(self, formulas: Iterable[Formula]) -> frozenset[str]:
        """The symbols that formulas are about, those that computed ones follow from included."""
        found = set(symbols(formulas))
        waiting = [name for name in found if name in self.computed]
        while waiting:
            inner = symbols(self.computed[waiting.pop()].inputs) - found
            found |= inner
            waiting += [name for name in inner if name in self.computed]
        return frozenset(found)

    def assume_fact(self, fact: Fact, formula: Formula) -> None:
        """Take a fact of the catalogue for true."""
        self.facts[formula.ident] = fact
        self.assume(formula)

    def known_of(
        self, formulas: Iterable[Formula], without: frozenset[int] = frozenset()
    ) -> tuple[list[Formula], frozenset[str]]:
        """Everything that is known of the symbols in formulas, and of those in turn, but for what is left out; and all
        these symbols.
        """
        found: dict[int, Formula] = {}
        done: set[str] = set()
        waiting = list(symbols(formulas))
        while waiting:
            name = waiting.pop()
            if name in done:
                continue
            done.add(name)
            for law in self._laws_of(name):
                if law.ident not in found and law.ident not in without:
                    found[law.ident] = law
                    waiting.extend(self._about(law) - done)
            if name in self.computed:
                waiting.extend(symbols(self.computed[name].inputs) - done)
        return list(found.values()), frozenset(done)

    def _about(self, law: Formula) -> frozenset[str]:
        """What a law is about."""
        found = self._named.get(law.ident)
        if found is None:
            found = self._named[law.ident] = symbols([law])
        return found

    def _laws_of(self, name: str) -> Iterator[Formula]:
        if name != self.today:
            yield from self._laws.get(name, {}).values()
        symbol = self.symbols.get(name)
        if symbol is None:
            return
        if symbol.sort == "Text" and (words := self._words.get(symbol.path)):
            yield self.formulas.any(*(self.formulas.same_text(TextOf(name), word) for word in words))
        if symbol.role in ("has", "count", "there"):
            yield from self._countings(symbol)

    def _countings(self, symbol: Symbol) -> Iterator[Formula]:
        """That a list is at least as long as what it is known to hold."""
        path = symbol.path[:-1] if symbol.role == "there" else symbol.path
        count = f"{'.'.join(path)}?count"
        if count not in self.symbols:
            return
        number = constant(0)
        for other in self.symbols.values():
            inside = other.role == "has" and other.path == path
            if inside or (other.role == "there" and other.path[:-1] == path):
                number = number.plus(self.formulas.choice(self.formulas.flag(other.name), constant(1), constant(0)))
        always = self.catalogue.variables[path[0]].always if len(path) == 1 else ()
        number = number.plus(constant(len(always)))
        yield self.formulas.at_most_zero(number.plus(self._counted(count), -1))

    def read(self, symbol: Symbol, loan: Mapping[str, Any]) -> Any:
        """What a symbol is for a loan: bool, Fraction or text. Where the place is nil or not there, a value that it
        could have and that means nothing.
        """
        found = value_at(loan, ".".join(symbol.path))
        match symbol.role:
            case "nil":
                return found is None
            case "there":
                return found is not None
            case "count":
                return Fraction(0 if found is None else len(found))
            case "has":
                return any(item == symbol.text for item in found or ())
        if symbol.sort == "Bool":
            return found is True
        if symbol.sort == "Text":
            return found if isinstance(found, str) else next(iter(self.words(symbol.name)), "")
        if symbol.type == "date":
            return Fraction(date.fromisoformat(found).toordinal()) if isinstance(found, str) else FIRST_DAY
        return Fraction(found) * symbol.scale if isinstance(found, int | Decimal) else Fraction(0)
