"""`cljrules diff`: what changed in meaning between two states of a pack."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from cljrules.codes import finding
from cljrules.commands.proving import need_solver, read_pack
from cljrules.diagnostics import Diagnostic
from cljrules.prove import Comparison, Difference, Prover
from cljrules.prove.differences import NEW, REMOVED, SAME, UNPROVEN
from cljrules.prove.report import loan_json
from cljrules.render import render_text, wants_colour

_TOLD = {
    "stricter": "fires on fewer loans",
    "looser": "fires on more loans",
    "incomparable": "fires on other loans",
    UNPROVEN: "whether it fires on the same loans is not proven",
    NEW: "is new",
    REMOVED: "was removed",
}


def run(old: str, new: str, format: str, *, everything: bool, seconds: float, run_extensions: bool) -> int:
    """Print what changed. The exit code is 0 for no change in meaning, 1 for changes, 2 for what cannot be read."""
    need_solver()
    packs = [read_pack(Path(path), run_extensions) for path in (old, new)]
    before, after = packs
    if before is None or after is None:
        return 2
    with Prover() as prover:
        found = Comparison(prover, before, after, seconds).differences()
    if format == "json":
        document = {"old": before.name, "new": after.name, "differences": [_as_json(one) for one in found]}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        _show(found, everything)
    return int(any(one.is_change for one in found))


def _show(found: list[Difference], everything: bool) -> None:
    for one in found:
        if one.is_change or one.old_name is not None or everything:
            for line in _in_words(one):
                click.echo(line)
            click.echo()
    doubts = [doubtful for one in found for doubtful in _doubts(one)]
    if doubts:
        click.echo(render_text(doubts, colour=wants_colour(sys.stdout)) + "\n", color=True)
    changed = sum(one.is_change for one in found)
    things = f"{len(found)} {'rule' if len(found) == 1 else 'rules'}"
    click.echo(f"{changed} of {things} changed in meaning" if changed else f"no change in meaning in {things}")


def _doubts(one: Difference) -> Iterator[Diagnostic]:
    for doubt in one.doubts:
        message = f"whether `{one.name}` fires on the same loans as before is not proven: {doubt.why}"
        yield finding("not-proven", (doubt.source, doubt.span), message, rule=one.name)


def _in_words(one: Difference) -> Iterator[str]:
    subject = one.new if one.new is not None else one.old
    assert subject is not None
    at = subject.of.source.position(subject.of.name_span.start)
    kind = "" if one.kind == "rule" else f" ({one.kind})"
    yield f"{one.name}{kind}  {subject.of.source.path}:{at.line}:{at.column}"
    if one.old_name is not None:
        yield f"  was named `{one.old_name}` before"
    if one.change != SAME:
        yield f"  {_TOLD[one.change]}"
    elif one.old is not None:
        yield "  fires on the same loans"
    if one.gained is not None:
        yield f"  now fires on {one.gained.told}"
    if one.lost is not None:
        yield f"  no longer fires on {one.lost.told}"
    if one.actions:
        yield "  does something else: its actions changed"
    if one.settings:
        keys = ", ".join("`:" + name.replace("_", "-") + "`" for name in one.settings)
        yield f"  changed besides: {keys}"
    if one.moved:
        yield "  comes in another place among the rules"


def _as_json(one: Difference) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "name": one.name,
        "old_name": one.old_name,
        "change": one.change,
        "actions_changed": one.actions,
        "settings_changed": list(one.settings),
        "moved": one.moved,
        "now_fires": loan_json(one.gained),
        "no_longer_fires": loan_json(one.lost),
        "not_proven": [doubt.why for doubt in one.doubts],
    }
