"""Values of loan variables as an editor gives them: texts of the language."""

from __future__ import annotations

from typing import Any

from cljrules.lsp.worker import Refused
from cljrules.packs.desk import MISFIT, Desk
from cljrules.packs.literals import literal_value
from cljrules.parser.reader import read
from cljrules.source import Source
from cljrules.stdlib.catalogue import BindError, bind, load
from cljrules.suggest import did_you_mean


def value_of(name: str, text: Any) -> Any:
    """The value that a text of the language gives a variable, such as `31` or `"Open"`; raises Refused."""
    variable = load().variables.get(name)
    if variable is None:
        meant = did_you_mean(name, load().variables)
        raise Refused(f"there is no variable `{name}`", meant or "`cljrules doc` lists them")
    forms, findings = read(Source("<value>", str(text)))
    value = literal_value(forms[0], Desk(load())) if len(forms) == 1 and not findings else MISFIT
    if value is MISFIT:
        raise Refused(f"`{text}` is no value", 'write it as in a rule, such as `31`, `10M` or `"Open"`')
    try:
        return bind(variable, value)
    except BindError as error:
        raise Refused(str(error)) from None
