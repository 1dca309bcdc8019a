"""What a code of a finding means: its entry in the registry, and its page where the pages are at hand.

The pages are `docs/lint/CODE.md` of the source, and `share/doc/cljrules/lint` of an installation.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from cljrules.codes import CODES

_FOLDERS = (
    Path(__file__).resolve().parents[2] / "docs" / "lint",
    Path(sys.prefix) / "share" / "doc" / "cljrules" / "lint",
)


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
        "page": page_of(name),
    }


def page_of(code: str) -> str | None:
    """The text of a code's page, None where it is not at hand."""
    for folder in _FOLDERS:
        try:
            return (folder / f"{code}.md").read_text(encoding="utf-8")
        except OSError:
            continue
    return None
