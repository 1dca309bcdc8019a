"""`cljrules prove`: what can be proved about the rules of packs."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from cljrules.diagnostics import Severity
from cljrules.packs.files import find_packs
from cljrules.packs.loading import load
from cljrules.packs.model import Pack
from cljrules.prove import HOW_TO_INSTALL, MISSING, Prover, Snapshot, Study, is_installed, study
from cljrules.prove.proving import UNPROVEN
from cljrules.prove.report import as_json, in_words
from cljrules.render import render_text, summary, wants_colour
from cljrules.suggest import did_you_mean


def run(
    paths: Sequence[str], format: str, *, rule: str | None, everything: bool, seconds: float, run_extensions: bool
) -> int:
    """Print what is proved. The exit code is 2 where a pack cannot be read, 1 where something is wrong with one."""
    need_solver()
    with Prover() as prover:
        prover.solver.warm()
        packs = [read_pack(place, run_extensions) for given in paths for place in find_packs(Path(given))]
        snapshots = [prover.snapshot(pack) for pack in packs if pack is not None]
        _check_name(rule, snapshots)
        studies = []
        for snapshot in snapshots:
            studies.append(study(snapshot, seconds, rule))
            if format == "text":
                _show(studies[-1], everything)
    if format != "text":
        click.echo(_as_document(studies, format))
    if len(snapshots) < len(packs):
        return 2
    return int(any(item.severity is not Severity.INFO for made in studies for item in made.findings))


def _as_document(studies: Sequence[Study], format: str) -> str:
    """The studies as data, or their findings as other tools read them."""
    findings = [item for made in studies for item in made.findings]
    if format == "sarif":
        from cljrules.commands.version import version
        from cljrules.reports import sarif

        return sarif.render(findings, version())
    if format == "junit":
        from cljrules.reports import junit

        return junit.render(findings, [source.path for made in studies for source in made.snapshot.pack.sources])
    if format == "github":
        from cljrules.reports import github

        return github.render(findings)
    return json.dumps({"packs": list(map(as_json, studies))}, ensure_ascii=False, indent=2)


def need_solver() -> None:
    """Stop, and say how to install it, where there is no solver."""
    if not is_installed():
        raise click.ClickException(f"{MISSING}; {HOW_TO_INSTALL}")


def read_pack(path: Path, run_extensions: bool) -> Pack | None:
    """The pack at a path; None where it cannot be read. What is wrong with it is told on standard error."""
    loaded = load(path, run_extensions=run_extensions)
    errors = [finding for finding in loaded.diagnostics if finding.severity is Severity.ERROR]
    if errors:
        click.echo(render_text(errors, colour=wants_colour(sys.stderr)) + "\n", err=True, color=True)
    return None if any(finding.code == "unreadable-file" for finding in errors) else loaded.pack


def _check_name(rule: str | None, snapshots: Sequence[Snapshot]) -> None:
    names = [subject.name for made in snapshots for subject in made.subjects]
    if rule is not None and snapshots and rule not in names:
        meant = did_you_mean(rule, names)
        raise click.BadParameter(f"there is no rule `{rule}`" + (f"; {meant}" if meant else ""), param_hint="--rule")


def _show(made: Study, everything: bool) -> None:
    for line in in_words(made, everything=everything):
        click.echo(line)
    if made.findings:
        click.echo(render_text(made.findings, colour=wants_colour(sys.stdout)) + "\n", color=True)
    click.echo(_closing(made))


def _closing(made: Study) -> str:
    counts = summary(made.findings)
    found = [_count(number, name[:-1]) for name, number in counts.items() if number and name != "infos"]
    open_ = sum(made.proof(subject).outcome == UNPROVEN for subject in made.subjects)
    proven = len(made.subjects) - open_
    told = [", ".join(found) or "nothing wrong", f"{proven} of {_count(len(made.subjects), 'rule')} proven"]
    if not made.is_complete:
        told.append("there was no time to look at all pairs of rules; give it more with `--seconds`")
    return "; ".join(told)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
