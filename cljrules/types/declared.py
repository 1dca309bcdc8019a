"""Types of what is declared or given: loan variables, parameters and results of extensions, constants.

Takes the catalogue, a pack's vocabulary, declarations, values; gives `Type`s. What a variable can hold is said in the
catalogue alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from cljrules.extension.types import Type as Declared
from cljrules.interp.function import Fn
from cljrules.stdlib.catalogue.data import NOTHING
from cljrules.stdlib.catalogue.model import Catalogue, Member
from cljrules.stdlib.catalogue.values import is_date
from cljrules.stdlib.catalogue.words import allowed_words
from cljrules.types import lattice as t
from cljrules.types.lattice import Shape, Type
from cljrules.values.collections import MapLike, PersistentMap, PersistentSet, SetLike, Vector
from cljrules.values.functions import Builtin
from cljrules.values.number_types import BigInt, BigInteger
from cljrules.values.seqs import Sequential
from cljrules.values.symbols import Char, Keyword, Symbol, from_units

_KINDS: Final = {
    "boolean": t.BOOLEAN,
    "integer": t.LONG,
    **dict.fromkeys(("money", "rate", "percent", "number"), t.DECIMAL),
    **dict.fromkeys(("date", "datetime", "text", "enum"), t.TEXT),
    "map": t.MAP,
    "list": t.VECTOR,
}
#: What an extension's number may be: of any kind, as it comes from the rule.
_DECLARED_KINDS: Final = {**_KINDS, "number": t.NUMBER, "keyword": t.KEYWORD}
#: What its parameters take besides what its results are.
_ACCEPTED_KINDS: Final = {
    "integer": t.INTEGER,
    **dict.fromkeys(("money", "rate", "percent", "number"), t.NUMBER),
    "list": t.SEQUENTIAL | t.SET,
}
#: Collections with more constants than this are typed by their kind alone.
_MOST_ITEMS: Final = 50


class Knowledge:
    """What a pack's expressions may rely on: the catalogue, and the words of the tenant where the pack gives them.

    Types of variables are made when they are first asked for.
    """

    def __init__(self, catalogue: Catalogue, vocabulary: Mapping[str, Any] = NOTHING) -> None:
        self.catalogue: Final = catalogue
        self.vocabulary: Final = vocabulary
        self._variables: dict[str, Type] = {}

    def variable(self, name: str) -> Type:
        """The type of a loan variable; ANY for one that the catalogue does not know."""
        found = self._variables.get(name)
        if found is None:
            member = self.catalogue.variables.get(name)
            found = t.ANY if member is None else self._member(member, f"`{name}`")
            self._variables[name] = found
        return found

    def words(self, member: Member | None) -> tuple[str, ...] | None:
        """The words allowed for a value, None where any is."""
        if member is None or member.form is not None:
            return None
        return allowed_words(member, self.catalogue, self.vocabulary)

    def _member(self, member: Member, owner: str) -> Type:
        kinds = _KINDS[member.type] | (t.NIL if member.nilable else 0)
        words = self.words(member)
        shape = items = None
        if member.type == "map":
            shape = self._shape(member, owner)
        elif member.type == "list" and member.items is not None:
            items = self._member(member.items, f"an item of {owner}")
            if items.kinds & t.MAP and items.shape is None:
                items = Type(items.kinds, shape=self._shape(member.items, f"an item of {owner}"))
        return Type(
            kinds,
            unit=member.type if member.type in (t.DATE, t.DATETIME) else member.unit,
            constants=None if words is None else frozenset(("text", word) for word in words),
            member=member,
            low=member.min,
            high=member.max,
            items=items,
            shape=shape,
        )

    def _shape(self, member: Member, owner: str) -> Shape:
        fields = {name: self._member(field, f"{owner} {name}") for name, field in member.fields.items()}
        if not member.key_pattern:
            return Shape(fields, owner)
        each = Type(t.MAP, shape=Shape(fields, f"an entry of {owner}")) if fields else t.ANY
        return Shape({}, owner, member.key_pattern, each, frozenset(member.always), closed=True, keys=member.keys)


def declared(type: Declared, *, accepted: bool = False) -> Type:
    """The type that an extension declares: of a result, or `accepted` of an argument."""
    nil = t.NIL if type.nilable else 0
    if type.choices:
        made = t.NEVER
        for choice in type.choices:
            made = t.join(made, declared(choice, accepted=accepted))
        return t.join(made, t.NOTHING) if nil else made
    kinds = _DECLARED_KINDS[type.word]
    if accepted:
        kinds = _ACCEPTED_KINDS.get(type.word, kinds)
    category = "keyword" if type.word == "keyword" else "text"
    shape = None
    if type.fields:
        shape = Shape({name: declared(field) for name, field in type.fields.items()}, "the result")
    return Type(
        kinds | nil,
        unit=type.word if type.word in (t.DATE, t.DATETIME) else type.unit,
        constants=frozenset((category, word) for word in type.one_of) if type.one_of else None,
        low=type.min,
        high=type.max,
        items=None if type.items is None else declared(type.items),
        shape=shape,
    )


def type_of(value: Any) -> Type:
    """The type of a value that stands in a rule, or that a pack gives a name."""
    kinds = kind_of(value)
    if kinds == t.NIL:
        return t.NOTHING
    constant = constant_of(value)
    if constant is not None:
        is_day = constant[0] == "text" and is_date(constant[1])
        return Type(kinds, unit=t.DATE if is_day else None, constants=frozenset((constant,)), written=True)
    if kinds == t.MAP:
        entries: dict[Any, Type] = {}
        for key, item in value.entries():
            if len(entries) == _MOST_ITEMS:
                return Type(kinds)
            entries[entry_key(key)] = type_of(item)
        return Type(kinds, shape=Shape(entries, "the map", closed=True))
    if kinds & (t.SET | t.VECTOR):
        if len(value) > _MOST_ITEMS:
            return Type(kinds)
        items = t.NEVER
        for item in value:
            items = t.join(items, type_of(item))
        return Type(kinds, low=len(value), items=items)
    if kinds == t.FUNCTION:
        return Type(kinds, function=value)
    return Type(kinds)


def kind_of(value: Any) -> int:
    """The kind of a value, as one bit."""
    if value is None:
        return t.NIL
    found = _BY_CLASS.get(value.__class__)
    if found is not None:
        return found
    for cls, kind in _BY_KIND:
        if isinstance(value, cls):
            return kind
    return t.OTHER


_BY_CLASS: Final[dict[type, int]] = {
    bool: t.BOOLEAN,
    int: t.LONG,
    BigInt: t.BIGINT,
    BigInteger: t.BIGINT,
    Fraction: t.RATIO,
    Decimal: t.DECIMAL,
    float: t.DOUBLE,
    str: t.TEXT,
    Char: t.CHAR,
    Keyword: t.KEYWORD,
    Symbol: t.SYMBOL,
    Builtin: t.FUNCTION,
    Fn: t.FUNCTION,
    Vector: t.VECTOR,
    PersistentMap: t.MAP,
    PersistentSet: t.SET,
}
_BY_KIND: Final = (
    (int, t.LONG),
    (float, t.DOUBLE),
    (Vector, t.VECTOR),
    (MapLike, t.MAP),
    (SetLike, t.SET),
    (Sequential, t.LIST),
)

_CATEGORIES: Final = {
    t.BOOLEAN: "boolean",
    t.LONG: "integer",
    t.BIGINT: "integer",
    t.RATIO: "ratio",
    t.DECIMAL: "decimal",
    t.DOUBLE: "double",
    t.CHAR: "char",
}


def constant_of(value: Any) -> t.Constant | None:
    """A value that is not nil and holds no other as a constant; None for any other."""
    kind = kind_of(value)
    if kind == t.TEXT:
        return "text", from_units(value)
    if kind == t.KEYWORD:
        return "keyword", value.text
    category = _CATEGORIES.get(kind)
    if category is None or value != value:
        return None
    return category, value


def entry_key(key: Any) -> Any:
    """A map's key as shapes hold it: keywords by name, since the catalogue's keys are names."""
    return key.text if isinstance(key, Keyword) else constant_of(key)
