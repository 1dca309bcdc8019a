"""`cljrules test`: examples and tests of packs run, mutants tried, examples written."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from cljrules.commands.packs import PackRefused, usable_pack
from cljrules.diagnostics import Severity
from cljrules.packs import load
from cljrules.packs.files import find_packs
from cljrules.packs.manifest import MANIFEST_NAME
from cljrules.render import visible
from cljrules.source import replace_text
from cljrules.suggest import did_you_mean
from cljrules.trials.mutation import MISSED, NOTICED, SAME, Verdict
from cljrules.trials.report import PackTrial, RuleTrial, as_json, as_junit, try_pack
from cljrules.trials.writing import example_text, with_examples

_WIDTH = 110
_PLACE = "write it as a `defrule`, with `:examples […]` in place"


def run(paths: Sequence[str], only: str | None, *, mutate: bool, write: bool, least: float | None, format: str) -> int:
    """Try the packs at some paths and say what came of it.

    The exit code is 1 when an example or test fails, or the mutation score is below `least`.
    """
    trials: list[tuple[Path, PackTrial]] = []
    code = 0
    for place in (found for path in paths for found in find_packs(Path(path))):
        try:
            pack = usable_pack(str(place))
        except PackRefused as refused:
            code = max(code, refused.code)
            continue
        if only is not None and only not in {rule.name for rule in pack.rules}:
            meant = did_you_mean(only, [rule.name for rule in pack.rules])
            raise click.UsageError(f"there is no rule `{only}` in `{pack.name}`" + (f"; {meant}" if meant else ""))
        folder = place.parent if place.name == MANIFEST_NAME else place
        trials.append((place, try_pack(pack, folder, only=only, mutate=mutate or write)))
    if format == "json":
        click.echo(json.dumps([as_json(trial) for _, trial in trials], ensure_ascii=False, indent=2))
    elif format == "junit":
        click.echo(as_junit([trial for _, trial in trials]))
    else:
        click.echo("\n\n".join("\n".join(_told(trial, mutate=mutate)) for _, trial in trials))
    if write:
        code = max(code, *(_write(place, trial) for place, trial in trials), 0)
    low = least is not None and any(trial.score is not None and trial.score < least for _, trial in trials)
    return max(code, int(low or not all(trial.is_good for _, trial in trials)))


def _told(trial: PackTrial, *, mutate: bool) -> Iterator[str]:
    for item in trial.rules:
        for outcome in item.outcomes:
            if outcome.failure is not None:
                at = item.rule.source.position(outcome.example.span.start)
                yield f"✗ {item.rule.name}, example {outcome.number} ({item.rule.source.path}:{at.line})"
                yield from _wrapped(outcome.failure, 4)
                yield from _wrapped(" ".join(item.rule.source.slice(outcome.example.span).split()), 4)
    for test in trial.tests:
        if test.failure is not None:
            yield f"✗ {test.name or 'the file'} ({test.file}): {visible(test.failure)}"
            yield from (f"    {visible(line)}" for line in test.report.splitlines() if line.strip())
    if mutate:
        for item in trial.rules:
            yield from _missed(item)
    yield from _closing(trial, mutate=mutate)


def _missed(item: RuleTrial) -> Iterator[str]:
    missed = [verdict for verdict in item.verdicts if verdict.state == MISSED]
    if not missed:
        return
    counted = item.count(NOTICED) + len(missed)
    yield f"{item.rule.name}: the examples notice {item.count(NOTICED)} of {counted} slips; they miss"
    for verdict in missed:
        yield from _wrapped(f"- {_where(verdict)}{verdict.mutant.said}", 4, hanging=2)
    yield "  these examples would notice them all:" if len(item.wanted) > 1 else "  this example would notice them all:"
    yield from (f"    {visible(example_text(telling))}" for telling in item.wanted)
    yield ""


def _where(verdict: Verdict) -> str:
    return f"in `{verdict.inside}`: " if verdict.inside is not None else ""


def _closing(trial: PackTrial, *, mutate: bool) -> Iterator[str]:
    outcomes = [outcome for item in trial.rules for outcome in item.outcomes]
    held = sum(outcome.failure is None for outcome in outcomes)
    passed = sum(test.failure is None for test in trial.tests)
    said = [f"{held} of {_count(len(outcomes), 'example')} hold"]
    if trial.tests:
        said.append(f"{passed} of {_count(len(trial.tests), 'test')} pass")
    yield f"{trial.pack.name} {trial.pack.version}: {', '.join(said)} in {_count(len(trial.rules), 'rule')}"
    if mutate and trial.score is not None:
        noticed, counted = trial.count(NOTICED), trial.count(NOTICED) + trial.count(MISSED)
        same = trial.count(SAME)
        also = f"; {same} more changed nothing on any loan tried" if same else ""
        yield f"mutation score {trial.score:.0f}%: the examples notice {noticed} of {_count(counted, 'slip')}{also}"


def _write(place: Path, trial: PackTrial) -> int:
    """Write the examples that are wanted into the pack's files."""
    written = 0
    for path, wanted in _by_file(trial).items():
        old = Path(path).read_bytes().decode("utf-8")
        new = with_examples(old, {item.rule.name: item.wanted for item in wanted})
        if new == old:
            for item in wanted:
                click.echo(f"{path}: no place for examples of `{item.rule.name}`; {_PLACE}", err=True)
            continue
        try:
            replace_text(Path(path), new)
        except OSError as error:
            click.echo(f"error: {path}: the file cannot be written: {error.strerror}", err=True)
            return 2
        if any(finding.severity is Severity.ERROR for finding in load(place).diagnostics):
            replace_text(Path(path), old)
            raise RuntimeError(f"the examples for {path} did not fit and were taken back")
        number = sum(len(item.wanted) for item in wanted)
        written += number
        click.echo(f"{path}: {_count(number, 'example')} written for {_count(len(wanted), 'rule')}", err=True)
    if not written:
        click.echo("no examples to write", err=True)
    return 0


def _by_file(trial: PackTrial) -> dict[str, list[RuleTrial]]:
    found: dict[str, list[RuleTrial]] = {}
    for item in trial.rules:
        # a rule whose own examples fail is to be put right first
        if item.wanted and all(outcome.failure is None for outcome in item.outcomes):
            found.setdefault(item.rule.source.path, []).append(item)
    return found


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _wrapped(text: str, indent: int, hanging: int = 0) -> list[str]:
    return textwrap.wrap(
        visible(text),
        _WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hanging),
        break_long_words=False,
        break_on_hyphens=False,
    )
