"""`cljrules eval EXPR`: one expression, with a loan made of `--loan` options."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import click

from cljrules.commands.loans import business_day, loan_of
from cljrules.evaluation import Session
from cljrules.explain.answers import answer, explain
from cljrules.render import finding_json, render_text, wants_colour
from cljrules.source import Source, SourceError, decode_source
from cljrules.values.symbols import from_units


def run(expression: str, bindings: Sequence[str], *, sample: bool, as_of: str | None, format: str) -> int:
    """Print the value of an expression, or its mistake; the exit code is 1 for a mistake."""
    today = business_day(as_of)
    loan = loan_of(bindings, today, sample=sample)
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
        click.echo(from_units(outcome.stdout), nl=not outcome.stdout.endswith("\n"))
    if finding is None:
        click.echo(from_units(outcome.printed or ""))
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
