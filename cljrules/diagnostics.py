"""What the tools have to say about a text: findings as data.

Takes places and words, gives `Diagnostic` values that every front end shows the same way (`render`). A diagnostic's
message is lower case, without a final period, the user's own text in backticks; `help` says what to write instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from cljrules.source import Source, Span


class Severity(StrEnum):
    """How bad a finding is: an error refuses the pack, a warning asks for a look, info only tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Label:
    """A second place that explains a diagnostic, such as where an unclosed delimiter was opened."""

    span: Span
    text: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text under `span` by `text`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that would settle the finding; `safe` when it cannot change what the rule means."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `code` is stable and in kebab case; `family` groups codes (`codes.FAMILIES`). `error_class` is the
    simple name of the error an evaluation of this text raises.
    """

    code: str
    family: str
    severity: Severity
    message: str
    source: Source
    span: Span
    help: str | None = None
    rule: str | None = None
    evidence: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()
    fix: Fix | None = None
    error_class: str = field(default="ReaderException")


def worst(diagnostics: Iterable[Diagnostic]) -> Severity | None:
    """The gravest severity among the diagnostics, None when there are none."""
    order = (Severity.ERROR, Severity.WARNING, Severity.INFO)
    found = {diagnostic.severity for diagnostic in diagnostics}
    return next((severity for severity in order if severity in found), None)
