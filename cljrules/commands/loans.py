"""Loans from the command line: values after `--loan`, loans in a file of JSON lines, the business date."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from cljrules.portfolio.given import given
from cljrules.source import SourceError, read_source
from cljrules.stdlib.catalogue import BindError, bind, load, sample_loan
from cljrules.stdlib.catalogue.values import is_date
from cljrules.suggest import did_you_mean


def business_day(text: str | None) -> date:
    """The day that `--as-of` names, the sample loan's where it is left out; raises click.BadParameter."""
    if text is None:
        return date.fromisoformat(load().sample.as_of)
    if not is_date(text):
        raise click.BadParameter(f"`{text}` is not a date such as 2026-11-22", param_hint="--as-of")
    return date.fromisoformat(text)


def loan_of(bindings: Sequence[str], today: date, *, sample: bool) -> dict[str, Any]:
    """A loan made of `--loan` options, over the sample loan where that is wanted; raises click.BadParameter."""
    given = dict(_binding(text) for text in bindings)
    return {**(sample_loan() if sample else {}), load().sample.today: today.isoformat(), **given}


def loans_in(path: str, as_of: str | None, *, sample: bool) -> Iterator[tuple[str, dict[str, Any], date]]:
    """The loans in a file of JSON lines: each a loan's variables, or `{"loan": {…}, "as_of"?, "id"?}`; with a name for
    each. Raises click.UsageError with the line of a mistake.
    """
    try:
        text = read_source(Path(path)).text
    except SourceError as error:
        raise click.UsageError(f"{error}; {error.help}") from None
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield _loan_of_line(line, number, as_of, sample)
            except (ValueError, RecursionError) as problem:
                raise click.UsageError(f"{path}, line {number}: {problem}") from None


def _loan_of_line(line: str, number: int, as_of: str | None, sample: bool) -> tuple[str, dict[str, Any], date]:
    data = json.loads(line, parse_float=Decimal)
    if not isinstance(data, dict):
        raise ValueError("expected an object of variables and values")
    given = data.get("loan", data)
    if not isinstance(given, dict):
        raise ValueError("`loan` is not an object of variables and values")
    catalogue = load()
    bound = {}
    for name, value in given.items():
        if name not in catalogue.variables:
            meant = did_you_mean(name, catalogue.variables)
            raise ValueError(f"there is no variable `{name}`" + (f"; {meant}" if meant else ""))
        bound[name] = bind(catalogue.variables[name], value)
    held = bound.get(catalogue.sample.today)
    day = business_day(as_of or (str(data["as_of"]) if data.get("as_of") and given is not data else None) or held)
    named = data.get("id") if given is not data else None
    loan = {**(sample_loan() if sample else {}), **bound, catalogue.sample.today: day.isoformat()}
    return str(named) if named is not None else f"line {number}", loan, day


def _binding(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    name = name.strip().removeprefix(":")
    if not equals:
        raise _unusable(f"`{text}` has no `=`; write VARIABLE=VALUE")
    try:
        return name, given(name, value)
    except (KeyError, BindError) as error:
        raise _unusable(str(error.args[0])) from None


def _unusable(message: str) -> click.BadParameter:
    return click.BadParameter(message, param_hint="--loan")
