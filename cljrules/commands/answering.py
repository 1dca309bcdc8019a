"""`cljrules eval --jsonl`: questions and answers, one JSON object a line.

Takes lines `{"id", "source", "loan"?, "as_of"?}`, gives one line each in the same order. A line that is no question
gets an error line; nothing stops the run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TextIO

from cljrules.evaluation import Session
from cljrules.explain.answers import Answer, answer, json_text
from cljrules.stdlib.catalogue.values import is_date, plain


class _BadQuestion(Exception):
    """A line that asks nothing."""


def run(lines: Iterable[bytes], out: TextIO) -> int:
    """Answer every line that is not blank; the exit code is 0 whatever the answers are."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            out.write(json_text(_answer(line, number)) + "\n")
            out.flush()
    return 0


def _answer(line: bytes, number: int) -> dict[str, Any]:
    id = None
    try:
        question = _question(line)
        id = question.get("id")
        session = Session(_loan(question), _as_of(question))
        given = answer(session, _source(question))
    except _BadQuestion as problem:
        given = Answer(error="ReaderException", message=f"line {number}: {problem}")
    except Exception as fault:
        # A fault of ours must not cost the answers of the lines after this one.
        if os.environ.get("CLJRULES_DEBUG"):
            raise
        given = Answer(error="InternalError", message=f"a fault in cljrules: {type(fault).__name__}: {fault}")
    return {"id": id, **given.as_json()}


def _question(line: bytes) -> Mapping[str, Any]:
    try:
        question = json.loads(line.decode("utf-8"), parse_float=Decimal, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise _BadQuestion("this is not UTF-8 text") from None
    except (ValueError, RecursionError) as problem:
        raise _BadQuestion(f"this is not JSON: {problem}") from None
    if not isinstance(question, dict):
        raise _BadQuestion('expected a JSON object such as {"id": 1, "source": "(+ 1 2)"}')
    return question


def _no_number(text: str) -> Any:
    raise _BadQuestion(f"`{text}` is not JSON")


def _source(question: Mapping[str, Any]) -> str:
    source = question.get("source")
    if not isinstance(source, str):
        raise _BadQuestion("`source` is missing or is not a text")
    return source


def _loan(question: Mapping[str, Any]) -> dict[str, Any]:
    loan = question.get("loan")
    if loan is None:
        return {}
    if not isinstance(loan, dict):
        raise _BadQuestion("`loan` is not an object of variables and values")
    return {name: plain(value) for name, value in loan.items()}


def _as_of(question: Mapping[str, Any]) -> date | None:
    text = question.get("as_of")
    if text is None:
        return None
    if not isinstance(text, str) or not is_date(text):
        raise _BadQuestion('`as_of` is not a date such as "2026-11-22"')
    return date.fromisoformat(text)
