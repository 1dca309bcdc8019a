"""Mistakes in a program, found when it is analyzed: errors with their place and what to write instead."""

from __future__ import annotations

from cljrules.parser.forms import Form
from cljrules.values.errors import ClojureError, error


def problem(
    form: Form,
    message: str,
    *,
    cls: str = "CompilerException",
    help: str | None = None,
    code: str = "malformed-form",
    subject: str | None = None,
) -> ClojureError:
    """An error at a form, to be raised by the caller. `code` and `subject` say for findings what kind of mistake it
    is and about which name.
    """
    made = error(cls, message)
    made.span = form.span
    made.source = form.source
    made.help = help
    made.code = code
    made.subject = subject
    return made


def nonconforming(form: Form, name: str, why: str, example: str) -> ClojureError:
    """A macro call of the wrong shape: on the JVM its spec throws an ExceptionInfo."""
    return problem(
        form, f"`{name}` is not written like this: {why}", cls="ExceptionInfo", help=f"write it like `{example}`"
    )
