"""Criteria that the catalogue itself writes, such as the preconditions of actions, compiled once."""

from __future__ import annotations

from functools import cache

from cljrules.evaluation import Criteria, compile_criteria
from cljrules.parser.reader import read
from cljrules.source import Source


@cache
def from_catalogue(text: str) -> Criteria:
    """The criteria of a text of the catalogue; ValueError where it is not one expression."""
    forms, findings = read(Source("<catalogue>", text))
    if findings or len(forms) != 1:
        raise ValueError(f"the catalogue's `{text}` is not one expression")
    return compile_criteria(forms[0])
