"""`cljrules explain`: rules read back in English; for a loan, why they fired or did not."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import click

from cljrules.commands.loans import business_day, loan_of, loans_in
from cljrules.commands.packs import PackRefused, chosen, usable_pack
from cljrules.explain.rules import PackReader, Reading
from cljrules.explain.why import ERROR, FAILS, HOLDS, UNSEEN, Explainer, Explanation, Point, criteria_of, printed
from cljrules.interp.trace import Step
from cljrules.packs.model import Pack
from cljrules.render import visible
from cljrules.stdlib.catalogue import load

_MARKS = {HOLDS: "✓", FAILS: "✗", ERROR: "!", UNSEEN: "·"}
_WIDTH = 110


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
    if reading.doc:
        yield from _wrapped(f"“{' '.join(reading.doc.split())}”", 2)
    yield from _wrapped(reading.sentence, 2)
    for action in reading.actions:
        yield from _wrapped(f"- {action.text}", 4, hanging=2)
    for term in reading.terms:
        yield from _wrapped(term, 2)
    for example in reading.examples:
        given = ", ".join(f"{label} {value}" for label, value in example.given)
        day = f" on {example.as_of}" if example.as_of else ""
        yield from _wrapped(f"{'fires' if example.fires else 'does not fire'}{day}: {given}", 4, hanging=2)


def why_text(who: str, item: Explanation, *, brief: bool, trace: bool) -> Iterator[str]:
    """The lines that tell why a form fired on a loan (`who` it is, or nothing) or did not; `trace` adds every step."""
    verdict = {True: "fires", False: "does not fire", None: "gives an error and does not fire"}[item.fires]
    about = f"on {who}, {item.as_of}" if who else f"on this loan, {item.as_of}"
    if brief:
        yield f"{_MARKS[HOLDS if item.fires else ERROR if item.fires is None else FAILS]} {visible(item.name)}"
        if item.fires is not True:
            yield from _wrapped(item.error or _deciding(item.points), 4)
        return
    yield f"{visible(item.name)} {verdict} {about}"
    yield from _wrapped(item.sentence, 2)
    yield ""
    for point in item.points:
        yield from _point_text(point, 2)
    if item.error is not None:
        yield ""
        yield from _wrapped(f"error: {item.error}", 2)
    yield ""
    yield from _wrapped(_change_text(item), 2)
    if trace:
        yield ""
        for step in item.steps:
            yield from _step_text(step, 2)
    yield ""


def _deciding(points: Sequence[Point]) -> str:
    """The first condition that did not hold, in few words."""
    failed = next((point for point in points if point.state in (FAILS, ERROR)), None)
    if failed is None:
        return ""
    values = ", ".join(f"{seen.label} {seen.said}" for seen in failed.values)
    inner = "; ".join(point.said for point in failed.points)
    said = f"{failed.said}: {inner}" if inner else failed.said
    return f"not so: {said}" + (f" ({values})" if values else "")


def _point_text(point: Point, indent: int) -> Iterator[str]:
    values = ", ".join(f"{seen.label} {seen.said}" for seen in point.values)
    if point.state == UNSEEN:
        values = UNSEEN
    elif point.state == ERROR:
        values = f"error; {values}" if values else "error"
    said = point.said + (":" if point.points else "")
    yield from _wrapped(f"{_MARKS[point.state]} {said}" + (f"  ({values})" if values else ""), indent, hanging=4)
    for inside in point.points:
        yield from _point_text(inside, indent + 2)


def _change_text(item: Explanation) -> str:
    opposite = "it would not fire" if item.fires else "it would fire"
    if item.changes is None:
        return f"no change of a few values was found after which {opposite}"
    said = [f"{change.label} {change.then} instead of {change.now}" for change in item.changes]
    told = f"{opposite} with {' and '.join(said)}"
    if any("." in change.place for change in item.changes):
        return told
    code = " ".join(f":{change.place} {change.printed}" for change in item.changes)
    return f"{told}\n`{{{code}}}`"


def _step_text(step: Step, indent: int) -> Iterator[str]:
    if not step.looked_at:
        came = "not looked at"
    elif step.error is not None:
        came = f"error: {step.error.message}"
    else:
        came = printed(step.value)
    yield visible(f"{' ' * indent}{step.text} → {came}")
    for inside in step.steps:
        yield from _step_text(inside, indent + 2)


def _wrapped(text: str, indent: int, hanging: int = 0) -> list[str]:
    lines = []
    for line in text.split("\n"):
        lines += textwrap.wrap(
            visible(line),
            _WIDTH,
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + hanging),
            break_long_words=False,
            break_on_hyphens=False,
        )
    return lines
