"""`cljrules check`: the findings in packs and files."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from cljrules.diagnostics import Diagnostic, Severity
from cljrules.lint import find
from cljrules.packs import Report, check_all
from cljrules.render import render_text, report_json, summary, wants_colour


def run(paths: Sequence[str], format: str, run_extensions: bool = True) -> int:
    """Print the findings at the paths.

    The exit code is 2 when a path itself cannot be read, 1 when there are errors or warnings.
    """
    report = check_all(map(Path, paths), run_extensions=run_extensions, further=find)
    if format == "json":
        click.echo(json.dumps(report_json(report.findings, **_counts(report)), ensure_ascii=False, indent=2))
    else:
        if report.findings:
            click.echo(render_text(report.findings, colour=wants_colour(sys.stdout)) + "\n", color=True)
        click.echo(_closing(report))
    if any(_is_unreadable(finding, paths) for finding in report.findings):
        return 2
    return int(any(finding.severity is not Severity.INFO for finding in report.findings))


def _is_unreadable(finding: Diagnostic, paths: Sequence[str]) -> bool:
    named = {str(Path(path)) for path in paths}
    return (
        finding.code in ("unreadable-file", "missing-manifest")
        and not finding.source.text
        and finding.source.path in named
    )


def _counts(report: Report) -> dict[str, int]:
    return {"packs": report.packs, "files": report.files, "rules": report.rules}


def _closing(report: Report) -> str:
    looked_at = ", ".join(_count(number, name[:-1]) for name, number in _counts(report).items())
    found = [_count(number, name[:-1]) for name, number in summary(report.findings).items() if number]
    return f"{', '.join(found) or 'nothing found'} in {looked_at}"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
