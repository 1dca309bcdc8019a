"""Findings as workflow commands of GitHub Actions, which shows them beside the lines of a change.

One line a finding. Whatever an author wrote is escaped as GitHub unescapes it, so that no text can be a command of its
own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cljrules.diagnostics import Diagnostic, Severity
from cljrules.render import visible

_COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(findings: Sequence[Diagnostic]) -> str:
    """The commands, a line each."""
    return "\n".join(map(_command, findings))


def _command(found: Diagnostic) -> str:
    start, end = found.source.position(found.span.start), found.source.position(found.span.end)
    properties = {"file": found.source.path, "line": start.line, "endLine": end.line, "title": found.code}
    if start.line == end.line:
        # GitHub takes columns on one line only; its end column is the last one meant
        properties |= {"col": start.column, "endColumn": max(start.column, end.column - 1)}
    told = "\n".join(map(visible, [found.message, *found.evidence, *([f"help: {found.help}"] if found.help else [])]))
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{_COMMANDS[found.severity]} {listed}::{_data(told)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
