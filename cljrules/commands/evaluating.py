"""`cljrules eval EXPR`: one expression, with a loan made of `--loan` options."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import click

from cljrules.commands.answers import answer, explain
from cljrules.evaluation import Session
from cljrules.packs.desk import MISFIT, Desk
from cljrules.packs.literals import literal_value
from cljrules.parser.reader import read
from cljrules.render import finding_json, render_text, wants_colour
from cljrules.source import Source, SourceError, decode_source
from cljrules.stdlib.catalogue import BindError, Variable, bind, load, sample_loan
from cljrules.stdlib.catalogue.values import is_date
from cljrules.suggest import did_you_mean
from cljrules.values.symbols import to_units

_TEXTS = ("text", "enum", "date", "datetime")
_NUMBERS = ("integer", "money", "rate", "percent", "number")


def run(expression: str, bindings: Sequence[str], *, sample: bool, as_of: str | None, format: str) -> int:
    """Print the value of an expression, or its mistake; the exit code is 1 for a mistake."""
    today = _day(as_of)
    given = dict(_binding(text) for text in bindings)
    loan = {**(sample_loan() if sample else {}), load().sample.today: today.isoformat(), **given}
    text, path = _text(expression)
    session = Session(loan, today)
    outcome = answer(session, text, path)
    finding = None if outcome.error is None else explain(outcome, session, Source(path, text))
    if format == "json":
        document = outcome.as_json()
        if finding is not None:
            document["finding"] = finding_json(finding)
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return int(finding is not None)
    if outcome.stdout:
        click.echo(outcome.stdout, nl=not outcome.stdout.endswith("\n"))
    if finding is None:
        click.echo(outcome.printed)
        return 0
    click.echo(render_text([finding], colour=wants_colour(sys.stderr)), err=True, color=True)
    return 1


def _text(expression: str) -> tuple[str, str]:
    if expression != "-":
        return expression, "<expression>"
    try:
        return decode_source("<stdin>", sys.stdin.buffer.read()).text, "<stdin>"
    except SourceError as error:
        raise click.UsageError(f"{error.why}; {error.help}") from None


def _day(text: str | None) -> date:
    if text is None:
        return date.fromisoformat(load().sample.as_of)
    if not is_date(text):
        raise click.BadParameter(f"`{text}` is not a date such as 2026-11-22", param_hint="--as-of")
    return date.fromisoformat(text)


def _binding(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    name = name.strip().removeprefix(":")
    variables = load().variables
    if not equals:
        raise _unusable(f"`{text}` has no `=`; write VARIABLE=VALUE")
    if name not in variables:
        meant = did_you_mean(name, variables)
        raise _unusable(f"there is no variable `{name}`" + (f"; {meant}" if meant else ""))
    try:
        return name, bind(variables[name], _value(variables[name], value.strip()))
    except BindError as error:
        raise _unusable(str(error)) from None


def _unusable(message: str) -> click.BadParameter:
    return click.BadParameter(message, param_hint="--loan")


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
