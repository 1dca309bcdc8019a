"""One answer to one text: its value as printed, or its error.

Takes a `Session` and a text, gives an `Answer`. Shared by `cljrules eval` for one expression and for JSON lines.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cljrules.diagnostics import Diagnostic, Severity
from cljrules.evaluation import Session
from cljrules.packs.criteria import function_names
from cljrules.source import MAX_SOURCE_BYTES, Source, Span
from cljrules.stdlib.catalogue import load
from cljrules.stdlib.catalogue.data import Data
from cljrules.suggest import did_you_mean
from cljrules.values.classes import CLASSES
from cljrules.values.collections import MapLike, PersistentList, SetLike, Vector
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.kinds import class_of
from cljrules.values.number_types import BigInt, BigInteger
from cljrules.values.seqs import Sequential
from cljrules.values.symbols import Char, Keyword, Symbol, from_units, joined_units

_READER = "ReaderException"
_HALF = re.compile("[\ud800-\udfff]")
# how many elements of a collection are shown, so that endless sequences can be
_SHOWN = 100
_KINDS: dict[type, str] = {
    type(None): "nil",
    bool: "Boolean",
    int: "Long",
    BigInt: "BigInt",
    BigInteger: "BigInt",
    Fraction: "Ratio",
    Decimal: "BigDecimal",
    str: "String",
    Char: "Character",
    Keyword: "Keyword",
    Symbol: "Symbol",
}
_BASES: tuple[tuple[type, str], ...] = (
    (int, "Long"),
    (float, "Double"),
    (Vector, "vector"),
    (MapLike, "map"),
    (SetLike, "set"),
    (PersistentList, "list"),
    (Sequential, "seq"),
)


class Answer(Data):
    """What a text came to: its `value`, `printed` and its `kind`; or the `error` class and `message` of its `problem`.
    `stdout` is what it printed.
    """

    stdout: str = ""
    printed: str | None = None
    kind: str | None = None
    error: str | None = None
    message: str | None = None
    problem: ClojureError | LimitExceeded | None = None
    value: Any = None

    def as_json(self) -> dict[str, Any]:
        """The answer's own fields of a JSON document."""
        if self.error is not None:
            return {"kind": "error", "error": self.error, "message": self.message}
        data = {"kind": "value", "value": self.printed, "type": self.kind}
        return {**data, "stdout": self.stdout} if self.stdout else data


def json_text(document: dict[str, Any], indent: int | None = None) -> str:
    """A JSON document as text; half a character is written as its code, since UTF-8 has none for it."""
    text = json.dumps(document, ensure_ascii=False, indent=indent)
    return _HALF.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def answer(session: Session, text: str, path: str = "<expression>") -> Answer:
    """Evaluate a text in a session and print its value, all within the session's limits. An error answers by its
    innermost cause.
    """
    if len(text) > MAX_SOURCE_BYTES:
        message = f"the text holds {len(text):,} characters; at most {MAX_SOURCE_BYTES:,} are read"
        return Answer(error="LimitExceeded", message=message)
    try:
        value, printed = session.show(text, path)
        return Answer(joined_units(session.output.text), joined_units(printed), kind_of(value), value=value)
    except ClojureError as problem:
        innermost = problem.root
        name = innermost.cls.simple_name
        return Answer(
            joined_units(session.output.text),
            error=name,
            message=from_units(innermost.message or "") or name,
            problem=problem,
        )
    except LimitExceeded as problem:
        return Answer(
            joined_units(session.output.text),
            error="LimitExceeded",
            message=from_units(problem.message),
            problem=problem,
        )


def explain(given: Answer, session: Session, source: Source) -> Diagnostic:
    """The finding of an answer that is an error: where, what and what to write instead."""
    problem = given.problem
    told: Diagnostic | None = getattr(problem, "diagnostic", None)
    if told is not None:
        return told
    at, span, code, help = source, Span(0, len(source.text.rstrip())), _kebab(given.error or ""), None
    if problem is not None:
        at = problem.source if problem.source is not None else source
        span = problem.span if problem.span is not None else span
        code = getattr(problem, "code", None) or code
        help = problem.help or _meant(problem, session)
    return Diagnostic(code, "evaluation", Severity.ERROR, given.message or "", at, span, help=help)


def _meant(problem: ClojureError | LimitExceeded, session: Session) -> str | None:
    """What to write instead of a name that is not known."""
    name = getattr(problem, "subject", None)
    if not name:
        return None
    variables = load().variables
    if name in variables:
        return f"the loan has no value for it; give one with `--loan {name}=…`, or use `--sample`"
    return did_you_mean(name, [*variables, *function_names(), *session.world.ns.vars])


def _kebab(name: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("-")


def kind_of(value: Any) -> str:
    """The kind of a value, as the JSON answers name it."""
    kind = _KINDS.get(value.__class__)
    if kind is not None:
        return kind
    for base, name in _BASES:
        if isinstance(value, base):
            return name
    cls = class_of(value)
    return "function" if cls is not None and cls.is_a(CLASSES["clojure.lang.AFn"]) else "other"
