"""What functions take and give, as types.

Reads signatures.toml for the library's functions, and declarations for those of extensions; gives `Signature`s. Each
is read when a rule first uses its function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from cljrules.extension.declaring import Declaration
from cljrules.stdlib.catalogue.data import Data
from cljrules.stdlib.catalogue.stored import read_toml
from cljrules.types import lattice as t
from cljrules.types.declared import declared
from cljrules.types.lattice import Type
from cljrules.types.results import RULES
from cljrules.values.functions import MANY

#: The type of a call's result, by those of its arguments; or the name of a rule that needs more than their types.
Result = Callable[[tuple[Type, ...]], Type] | str

_KINDS: Final = {
    "boolean": t.BOOLEAN,
    "long": t.LONG,
    "bigint": t.BIGINT,
    "ratio": t.RATIO,
    "decimal": t.DECIMAL,
    "double": t.DOUBLE,
    "text": t.TEXT,
    "char": t.CHAR,
    "keyword": t.KEYWORD,
    "symbol": t.SYMBOL,
    "map": t.MAP,
    "vector": t.VECTOR,
    "list": t.LIST,
    "set": t.SET,
    "function": t.FUNCTION,
    "other": t.OTHER,
    "any": t.EVERYTHING & ~t.NIL,
}


class Parameter(Data):
    """What an argument must be. A `lazy` one is not always looked at; `name` is known of an extension's."""

    type: Type
    lazy: bool = False
    name: str | None = None


class Signature(Data):
    """A function's parameters, those that must be there first, and its result. `rest` are any number more."""

    parameters: tuple[Parameter, ...]
    low: int
    rest: Parameter | None
    result: Result

    @property
    def high(self) -> int:
        """The greatest number of arguments, MANY where there is none."""
        return MANY if self.rest is not None else len(self.parameters)

    def parameter(self, place: int) -> Parameter | None:
        """The parameter that the argument at a place, counted from 0, is for."""
        return self.parameters[place] if place < len(self.parameters) else self.rest


def signature_of(ns: str, name: str, count: int) -> Signature | None:
    """The signature of a library function as called with so many arguments; None where none is written down."""
    for signature in _signatures(ns, name):
        if signature.low <= count <= signature.high:
            return signature
    return None


@cache
def _signatures(ns: str, name: str) -> tuple[Signature, ...]:
    written = _table()["functions"].get(ns, {}).get(name, [])
    return tuple(_read(line) for line in ([written] if isinstance(written, str) else written))


@cache
def _table() -> Mapping[str, Any]:
    return read_toml(Path(__file__).with_name("signatures.toml"))


def _read(line: str) -> Signature:
    before, _, after = line.partition("->")
    parameters: list[Parameter] = []
    low = 0
    rest = None
    words = before.split()
    for place, word in enumerate(words):
        if word == "&":
            rest = _parameter(words[place + 1])
            break
        parameters.append(_parameter(word.strip("[]")))
        low += not word.startswith("[")
    return Signature(tuple(parameters), low, rest, _result(after.strip()))


def _parameter(word: str) -> Parameter:
    return Parameter(Type(_kinds(word.removeprefix("~"))), lazy=word.startswith("~"))


def _result(word: str) -> Result:
    if word.startswith("@"):
        name = word.removeprefix("@")
        return RULES.get(name, name)
    kinds = _kinds(word)
    made = t.TRUTH if kinds == t.BOOLEAN else t.ANY if kinds == t.EVERYTHING else Type(kinds)
    return lambda args: made


@cache
def _kinds(word: str) -> int:
    kinds = t.NIL if word.endswith("?") else 0
    for part in word.removesuffix("?").split("|"):
        known = _KINDS.get(part)
        kinds |= known if known is not None else _kinds(_table()["words"][part])
    return kinds


@cache
def signature_of_declaration(declaration: Declaration) -> Signature:
    """The signature that an extension's function declares."""
    parameters = [Parameter(declared(held.type, accepted=True), name=held.name) for held in declaration.parameters]
    rest = parameters.pop() if declaration.parameters and declaration.parameters[-1].rest else None
    gives = declared(declaration.gives)
    return Signature(tuple(parameters), declaration.low, rest, lambda args: gives)
