"""What a code of a finding means: its entry in the registry, and its page where the pages are at hand."""

from __future__ import annotations

from typing import Any

from cljrules.codes import CODES, page_of


def describe_code(name: str) -> dict[str, Any] | None:
    """A code as data: family, severity, one line, and the text of its page; None where there is no such code."""
    known = CODES.get(name)
    if known is None:
        return None
    return {
        "kind": "finding",
        "name": name,
        "family": known.family,
        "severity": known.severity.value if known.severity is not None else "off",
        "doc": known.summary,
        "page": _page(name),
    }


def _page(code: str) -> str | None:
    """The text of a code's page, None where it is not at hand."""
    found = page_of(code)
    return found.read_text(encoding="utf-8") if found is not None else None
