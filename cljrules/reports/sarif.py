"""Findings as a SARIF 2.1.0 log, as GitHub code scanning and editors read it.

Lines and columns count from 1, columns in code points. A finding's help and evidence follow its message; other places
are related locations, and its fix rides along.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from cljrules.codes import CODES
from cljrules.diagnostics import Diagnostic, Severity
from cljrules.source import Source, Span

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(findings: Sequence[Diagnostic], version: str) -> str:
    """The log as JSON; `version` is that of cljrules."""
    codes = list(dict.fromkeys(found.code for found in findings))
    driver = {"name": "cljrules", "version": version, "rules": [_rule(code) for code in codes]}
    results = [_result(found, codes.index(found.code)) for found in findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(code: str) -> dict[str, Any]:
    known = CODES.get(code)
    if known is None:
        return {"id": code}
    level = LEVELS[known.severity] if known.severity is not None else "none"
    return {
        "id": code,
        "shortDescription": {"text": known.summary},
        "defaultConfiguration": {"level": level},
        "properties": {"tags": [known.family]},
    }


def _result(found: Diagnostic, index: int) -> dict[str, Any]:
    lines = [found.message, *found.evidence, *((f"help: {found.help}",) if found.help else ())]
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": index,
        "level": LEVELS[found.severity],
        "message": {"text": "\n".join(lines)},
        "locations": [_location(found.source, found.span)],
    }
    if found.rule is not None:
        result["locations"][0]["logicalLocations"] = [{"name": found.rule, "kind": "function"}]
    if found.labels:
        result["relatedLocations"] = [
            {**_location(label.source or found.source, label.span), "message": {"text": label.text}}
            for label in found.labels
        ]
    if found.fix is not None:
        changes = [
            {"deletedRegion": _region(found.source, edit.span), "insertedContent": {"text": edit.text}}
            for edit in found.fix.edits
        ]
        change = {"artifactLocation": {"uri": _uri(found.source.path)}, "replacements": changes}
        result["fixes"] = [{"description": {"text": found.fix.title}, "artifactChanges": [change]}]
    return result


def _location(source: Source, span: Span) -> dict[str, Any]:
    place = {"artifactLocation": {"uri": _uri(source.path)}, "region": _region(source, span)}
    return {"physicalLocation": place}


def _region(source: Source, span: Span) -> dict[str, int]:
    start, end = source.position(span.start), source.position(span.end)
    return {"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column}


def _uri(path: str) -> str:
    """A file's path as a URI: relative as it was given, absolute with its scheme."""
    if Path(path).is_absolute():
        return Path(path).as_uri()
    return quote(Path(path).as_posix())
