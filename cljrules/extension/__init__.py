"""Extensions: functions that a lender adds to the language, in Hy or in Python.

What an extension's file imports: `function`, which declares one, and the types it declares with. A function is pure:
what it gives depends on its arguments (and for a `dated` one the business date) alone.
"""

from cljrules.extension.data import plain, refusal, value
from cljrules.extension.declaring import Declaration, Parameter, function
from cljrules.extension.types import (
    Boolean,
    Date,
    DateTime,
    DeclarationError,
    Either,
    Enum,
    Integer,
    Keyword,
    List,
    Map,
    Money,
    Number,
    Percent,
    Rate,
    Text,
    Type,
)

__all__ = [
    "Boolean",
    "Date",
    "DateTime",
    "Declaration",
    "DeclarationError",
    "Either",
    "Enum",
    "Integer",
    "Keyword",
    "List",
    "Map",
    "Money",
    "Number",
    "Parameter",
    "Percent",
    "Rate",
    "Text",
    "Type",
    "function",
    "plain",
    "refusal",
    "value",
]
