"""Syntax findings, and the errors that carry them.

Takes places and words; every finding of the parser is made here, with the class of the error that reading raises.
`ReadError` is the one error the parser raises.
"""

from __future__ import annotations

from cljrules import codes
from cljrules.diagnostics import Diagnostic, Edit, Fix, Label
from cljrules.source import Source, Span

READER: str = "ReaderException"


class ReadError(Exception):
    """A form that cannot be read; `diagnostic` says where and why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class Malformed(Exception):
    """A token or a form that means nothing: what `finding` needs but the place. `at` is a stretch within the token,
    if that is known better; `instead` what to put in the place of that text, if that is sure."""

    def __init__(
        self,
        code: str,
        message: str,
        help: str | None = None,
        error_class: str = READER,
        at: Span | None = None,
        instead: str | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.help = help
        self.error_class = error_class
        self.at = at
        self.instead = instead

    def placed(self, source: Source, span: Span) -> ReadError:
        """The error of this token at `span`."""
        if self.at is not None:
            span = Span(span.start + self.at.start, span.start + self.at.end)
        fix = None
        if self.instead is not None:
            fix = Fix(f"write `{self.instead}`", (Edit(span, self.instead),), safe=True)
        made = finding(self.code, source, span, self.message, self.help, error_class=self.error_class, fix=fix)
        return ReadError(made)


def finding(
    code: str,
    source: Source,
    span: Span,
    message: str,
    help: str | None = None,
    *,
    error_class: str = READER,
    labels: tuple[Label, ...] = (),
    fix: Fix | None = None,
) -> Diagnostic:
    """A syntax finding."""
    return codes.finding(code, (source, span), message, help, labels=labels, fix=fix, error_class=error_class)
