"""`cljrules check`: the findings in packs and files."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cljrules.diagnostics import Diagnostic, Severity
from cljrules.lint import find
from cljrules.packs import Report, check_all
from cljrules.render import render_text, report_json, summary, wants_colour
from cljrules.stdlib.catalogue.data import NOTHING

if TYPE_CHECKING:
    from cljrules.commands.portfolios import PortfolioCheck


def run(
    paths: Sequence[str],
    format: str,
    run_extensions: bool = True,
    *,
    fix: bool = False,
    unsafe: Sequence[str] = (),
    only_diff: bool = False,
    portfolio: PortfolioCheck | None = None,
) -> int:
    """Print the findings at the paths; with `fix` apply what fixes they carry first, with `only_diff` show these alone.
    With a `portfolio` print what the rules match in it as well.

    The exit code is 2 when a path itself cannot be read or a file not be written, 1 when there are errors or warnings,
    or fixes to be shown.
    """

    further = find if portfolio is None else portfolio.findings

    def check(texts: Mapping[str, str] = NOTHING) -> Report:
        return check_all(map(Path, paths), run_extensions=run_extensions, further=further, texts=texts)

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
    click.echo(_shown(report, format, portfolio), color=True)
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


def _shown(report: Report, format: str, portfolio: PortfolioCheck | None) -> str:
    if format == "json":
        document = report_json(report.findings, **_counts(report))
        if portfolio is not None:
            document["portfolio"] = portfolio.as_json()
        return json.dumps(document, ensure_ascii=False, indent=2)
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
    table = "\n".join(portfolio.table()) if portfolio is not None else ""
    return "\n\n".join(part for part in (text, table, _closing(report)) if part)


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
