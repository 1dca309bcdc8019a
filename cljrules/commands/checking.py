"""`cljrules check`: the findings in packs and files."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click

from cljrules.diagnostics import Diagnostic, Severity
from cljrules.lint import find
from cljrules.packs import Report, check_all
from cljrules.render import render_text, report_json, summary, wants_colour
from cljrules.stdlib.catalogue.data import NOTHING


def run(
    paths: Sequence[str],
    format: str,
    run_extensions: bool = True,
    *,
    fix: bool = False,
    unsafe: Sequence[str] = (),
    only_diff: bool = False,
) -> int:
    """Print the findings at the paths; with `fix` apply what fixes they carry first, with `only_diff` show these alone.

    The exit code is 2 when a path itself cannot be read or a file not be written, 1 when there are errors or warnings,
    or fixes to be shown.
    """

    def check(texts: Mapping[str, str] = NOTHING) -> Report:
        return check_all(map(Path, paths), run_extensions=run_extensions, further=find, texts=texts)

    if only_diff:
        from cljrules.commands.mending import diff, mend

        shown = diff(mend(check, unsafe))
        click.echo(shown, nl=False)
        return int(bool(shown))
    failed = False
    if fix:
        report, failed = _mended(check, unsafe)
    else:
        report = check()
    click.echo(_shown(report, format), color=True)
    if failed or any(_is_unreadable(finding, paths) for finding in report.findings):
        return 2
    return int(any(finding.severity is not Severity.INFO for finding in report.findings))


def _mended(check: Callable[[Mapping[str, str]], Report], unsafe: Sequence[str]) -> tuple[Report, bool]:
    """The report after the fixes, and whether a file could not be written; what was fixed goes to standard error."""
    from cljrules.commands.mending import mend, write

    done = mend(check, unsafe)
    failed = write(done)
    for found in done.settled:
        place = found.source.position(found.span.start)
        if found.fix is not None:
            click.echo(f"fixed {found.source.path}:{place.line}: {found.code}, {found.fix.title}", err=True)
    for why in failed:
        click.echo(f"error: {why}\n  = help: nothing was written there; check again", err=True)
    return done.report, bool(failed)


def _shown(report: Report, format: str) -> str:
    if format == "json":
        return json.dumps(report_json(report.findings, **_counts(report)), ensure_ascii=False, indent=2)
    if format == "sarif":
        from cljrules.commands.version import version
        from cljrules.reports import sarif

        return sarif.render(report.findings, version())
    if format == "junit":
        from cljrules.reports import junit

        return junit.render(report.findings, report.paths)
    if format == "github":
        from cljrules.reports import github

        return "\n".join([*([github.render(report.findings)] if report.findings else ()), _closing(report)])
    text = render_text(report.findings, colour=wants_colour(sys.stdout))
    return f"{text}\n\n{_closing(report)}" if text else _closing(report)


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
