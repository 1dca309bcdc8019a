"""`cljrules explain`: rules read back in English; for a loan, why they fired or did not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import click

from cljrules.commands.loans import business_day, loan_of, loans_in
from cljrules.commands.packs import PackRefused, chosen, usable_pack
from cljrules.explain.rules import PackReader, Reading
from cljrules.explain.telling import reading_text, why_text, wrapped
from cljrules.explain.why import Explainer, Explanation, criteria_of
from cljrules.packs.model import Pack
from cljrules.render import visible
from cljrules.stdlib.catalogue import load


def run(
    path: str,
    name: str | None,
    bindings: Sequence[str],
    *,
    sample: bool,
    loans: str | None,
    as_of: str | None,
    trace: bool,
    format: str,
) -> int:
    """Print the pack's rules in words, or with a loan why each fired or did not."""
    try:
        pack = usable_pack(path)
    except PackRefused as refused:
        return refused.code
    tops = chosen(pack, name)
    if loans is None and not bindings and not sample:
        reader = PackReader(pack, load())
        _show([reader.read(top) for top in tops], _reading_text, format)
        return 0
    today = business_day(as_of)
    if loans is not None:
        asked = loans_in(loans, as_of, sample=sample)
    else:
        asked = iter([("", loan_of(bindings, today, sample=sample), today)])
    explainer = Explainer(pack, load())
    told = [(who, explainer.explain(top, loan, day)) for who, loan, day in asked for top in tops if criteria_of(top)]
    if format == "json":
        click.echo(json.dumps([{"loan": who, **item.as_json()} for who, item in told], ensure_ascii=False, indent=2))
        return 0
    brief = name is None
    click.echo("\n".join(line for who, item in told for line in why_text(who, item, brief=brief, trace=trace)).rstrip())
    if brief:
        click.echo(_closing(pack, [item for _, item in told]))
    return 0


def _closing(pack: Pack, told: Sequence[Explanation]) -> str:
    fired = sum(item.fires is True for item in told)
    return f"\n{fired} of {len(told)} fire; `cljrules explain PACK RULE` with the same loan says more of one"


def _show(readings: Iterable[Reading], text: Any, format: str) -> None:
    if format == "json":
        click.echo(json.dumps([reading.as_json() for reading in readings], ensure_ascii=False, indent=2))
    else:
        click.echo("\n\n".join("\n".join(text(reading)) for reading in readings))


def _reading_text(reading: Reading) -> Iterator[str]:
    yield visible(reading.name if reading.kind == "rule" else f"{reading.name} ({reading.kind})")
    yield from reading_text(reading)
    for example in reading.examples:
        given = ", ".join(f"{label} {value}" for label, value in example.given)
        day = f" on {example.as_of}" if example.as_of else ""
        yield from wrapped(f"{'fires' if example.fires else 'does not fire'}{day}: {given}", 4, hanging=2)
