"""Explanations as lines for people: why a form fired on a loan or did not, and what would turn that round."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from cljrules.explain.rules import Reading
from cljrules.explain.why import ERROR, FAILS, HOLDS, UNSEEN, Explanation, Point, printed
from cljrules.interp.trace import Step
from cljrules.render import visible

_MARKS = {HOLDS: "✓", FAILS: "✗", ERROR: "!", UNSEEN: "·"}
_WIDTH = 110


def why_text(who: str, item: Explanation, *, brief: bool, trace: bool) -> Iterator[str]:
    """The lines that tell why a form fired on a loan (`who` it is, or nothing) or did not; `trace` adds every step."""
    verdict = {True: "fires", False: "does not fire", None: "gives an error and does not fire"}[item.fires]
    about = f"on {who}, {item.as_of}" if who else f"on this loan, {item.as_of}"
    if brief:
        yield f"{_MARKS[HOLDS if item.fires else ERROR if item.fires is None else FAILS]} {visible(item.name)}"
        if item.fires is not True:
            yield from wrapped(item.error or _deciding(item.points), 4)
        return
    yield f"{visible(item.name)} {verdict} {about}"
    yield from wrapped(item.sentence, 2)
    yield ""
    for point in item.points:
        yield from _point_text(point, 2)
    if item.error is not None:
        yield ""
        yield from wrapped(f"error: {item.error}", 2)
    yield ""
    yield from wrapped(_change_text(item), 2)
    if trace:
        yield ""
        for step in item.steps:
            yield from _step_text(step, 2)
    yield ""


def reading_text(reading: Reading) -> Iterator[str]:
    """What a rule says, in the lines below its name: its documentation, criteria, actions and terms."""
    if reading.doc:
        yield from wrapped(f"“{' '.join(reading.doc.split())}”", 2)
    yield from wrapped(reading.sentence, 2)
    for action in reading.actions:
        yield from wrapped(f"- {action.text}", 4, hanging=2)
    for term in reading.terms:
        yield from wrapped(term, 2)


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
    yield from wrapped(f"{_MARKS[point.state]} {said}" + (f"  ({values})" if values else ""), indent, hanging=4)
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


def wrapped(text: str, indent: int, hanging: int = 0) -> list[str]:
    """A text as indented lines, those after the first of each of its lines `hanging` further in."""
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
