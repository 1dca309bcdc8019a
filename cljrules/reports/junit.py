"""Findings as JUnit XML, as test reports of CI systems read it.

Each file that was looked at is a suite and each of its findings a case that failed; a file without findings is one case
that passed. Findings that only tell are cases that passed, with what they say as output.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from cljrules.diagnostics import Diagnostic, Severity
from cljrules.render import render_text

#: What XML 1.0 cannot hold, even escaped.
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(findings: Sequence[Diagnostic], files: Iterable[str]) -> str:
    """The report; `files` are the paths of all that was looked at."""
    by_file: dict[str, list[Diagnostic]] = {path: [] for path in files}
    for found in findings:
        by_file.setdefault(found.source.path, []).append(found)
    suites = [_suite(path, found) for path, found in by_file.items()]
    tests = sum(max(1, len(found)) for found in by_file.values())
    head = f'<testsuites name="cljrules check" tests="{tests}" failures="{_failures(findings)}" errors="0">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *suites, "</testsuites>"])


def _suite(path: str, findings: Sequence[Diagnostic]) -> str:
    cases = [_case(path, found) for found in findings] or [f'    <testcase classname={_attribute(path)} name="check"/>']
    counts = f'tests="{len(cases)}" failures="{_failures(findings)}" errors="0" skipped="0" time="0"'
    return "\n".join([f"  <testsuite name={_attribute(path)} {counts}>", *cases, "  </testsuite>"])


def _case(path: str, found: Diagnostic) -> str:
    place = found.source.position(found.span.start)
    name = f"{found.code} {found.rule or ''}".strip() + f" {place.line}:{place.column}"
    opening = f"    <testcase classname={_attribute(path)} name={_attribute(name)}>"
    told = escape(_allowed(render_text([found])))
    if found.severity is Severity.INFO:
        body = f"      <system-out>{told}</system-out>"
    else:
        said = f"type={_attribute(found.severity.value)} message={_attribute(found.message)}"
        body = f"      <failure {said}>{told}</failure>"
    return "\n".join([opening, body, "    </testcase>"])


def _failures(findings: Iterable[Diagnostic]) -> int:
    return sum(found.severity is not Severity.INFO for found in findings)


def _attribute(text: str) -> str:
    return quoteattr(_allowed(text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def _allowed(text: str) -> str:
    return _FORBIDDEN.sub("�", text)
