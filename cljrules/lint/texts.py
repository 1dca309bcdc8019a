"""How findings name what an author wrote."""

from __future__ import annotations

from cljrules.parser.forms import Form
from cljrules.source import Source, Span

_LONGEST = 70


def quoted(form: Form) -> str:
    """A form as it is written, on one line, in backticks; what is long is cut."""
    text = " ".join(form.source.slice(form.span).split())
    return f"`{text}`" if len(text) <= _LONGEST else f"`{text[: _LONGEST - 1]}…`"


def first_line(form: Form) -> tuple[Source, Span]:
    """Where to point for a form: all of it, or its first line where it runs over several."""
    text = form.source.slice(form.span)
    return form.source, Span(form.span.start, form.span.start + len(text.partition("\n")[0].rstrip()))


def holds_only(text: str, *words: str) -> bool:
    """Whether a text is made of brackets, spaces and these words alone: nothing is lost when it is taken out."""
    return all(part in words for part in text.replace("(", " ").replace(")", " ").replace(",", " ").split())
