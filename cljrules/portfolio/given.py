"""A loan's variables as people type them: a name, `=`, and the bare value, such as `NAME=Open` or `NAME=121`."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from cljrules.packs.desk import MISFIT, Desk
from cljrules.packs.literals import literal_value
from cljrules.parser.reader import read
from cljrules.source import Source
from cljrules.stdlib.catalogue import Variable, bind, load
from cljrules.suggest import did_you_mean
from cljrules.values.symbols import to_units

_TEXTS = ("text", "enum", "date", "datetime")
_NUMBERS = ("integer", "money", "rate", "percent", "number")


def given(name: str, text: str) -> Any:
    """The value that a text gives a variable, as the language has it.

    Raises KeyError (its argument says which are near) for a variable that there is not, BindError for a value that it
    cannot have.
    """
    variables = load().variables
    if name not in variables:
        meant = did_you_mean(name, variables)
        raise KeyError(f"there is no variable `{name}`" + (f"; {meant}" if meant else ""))
    return bind(variables[name], _value(variables[name], text.strip()))


def _value(variable: Variable, text: str) -> Any:
    """A value from the command line: what the variable's type makes of the bare text, else JSON, else a literal."""
    if text in ("nil", "null"):
        return None
    if variable.type in _TEXTS and not text.startswith('"'):
        return text
    if variable.type in _NUMBERS:
        try:
            return Decimal(text) if variable.type != "integer" else int(text)
        except (InvalidOperation, ValueError):
            return _literal(text)
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        return _literal(text)


def _literal(text: str) -> Any:
    """The value of a literal of the language, the text itself where it is none."""
    forms, findings = read(Source("<value>", text))
    if findings or len(forms) != 1:
        return to_units(text)
    value = literal_value(forms[0], Desk(load()))
    return to_units(text) if value is MISFIT else value
