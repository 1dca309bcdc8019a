"""The index of the findings' pages, made from the registry of codes.

`python tools/lint_pages.py` writes `docs/lint/README.md`; a test fails where it is not what this makes. Reads nothing
but the registry.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cljrules.codes import CODES, FAMILIES, Code

PAGE = Path(__file__).resolve().parents[1] / "docs" / "lint" / "README.md"

_HEAD = """\
# Findings

What `cljrules check` and `cljrules prove` can find, by family. Each code has a page: what it is, why it matters, what
to avoid and to prefer, and when to keep it. How severities are set is told in [Findings](../authors/findings.md). This
index is made from `cljrules/codes.py` by `make docs`.
"""


def page() -> str:
    """The text of the index."""
    return "\n".join([_HEAD, *(line for family, what in FAMILIES.items() for line in _section(family, what))])


def _section(family: str, what: str) -> Iterator[str]:
    rows = sorted((code, known) for code, known in CODES.items() if known.family == family)
    if rows:
        yield f"## {family.capitalize()}: {what}\n\n| code | severity | |\n| --- | --- | --- |"
        yield from (f"| [`{code}`]({code}.md) | {severity_of(known)} | {known.summary} |" for code, known in rows)
        yield ""


def severity_of(known: Code) -> str:
    """The severity as the pages name it."""
    return str(known.severity) if known.severity is not None else "off"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
