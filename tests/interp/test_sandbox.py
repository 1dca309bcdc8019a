"""No program reaches Python's objects, files, environment, network, other loans or other sessions."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sandbox_attempts import ATTEMPTS

from cljrules.evaluation import Program, Session, compile_criteria
from cljrules.interp.instances import Instance
from cljrules.parser.reader import read
from cljrules.source import Source
from cljrules.values.collections import MapLike, SetLike, Vector
from cljrules.values.errors import ClojureError, JavaClass, LimitExceeded
from cljrules.values.printer import pr_str
from cljrules.values.seqs import Sequential
from cljrules.values.symbols import Char, Keyword, Symbol

#: What Python tells its audit hooks when a program touches the machine.
WATCHED = re.compile(
    r"^(open|os\.|subprocess|socket|shutil|ctypes|pickle|exec|compile|import|glob|tempfile|urllib|signal)"
)
PLAIN = (
    type(None),
    bool,
    int,
    float,
    str,
    Decimal,
    Fraction,
    Char,
    Keyword,
    Symbol,
    JavaClass,
    UUID,
    datetime,
    ClojureError,
)


class Watch:
    """Gathers audit events while it is on; hooks cannot be taken away again."""

    def __init__(self) -> None:
        self.on = False
        self.seen: list[tuple[str, Any]] = []
        sys.addaudithook(self)

    def __call__(self, event: str, args: Any) -> None:
        if self.on and WATCHED.match(event):
            self.seen.append((event, args))


@pytest.fixture(scope="module")
def watch() -> Watch:
    for warm in (
        '(re-find #"a" "a")',
        '(u/add-days "2026-11-22" 1)',
        "(slurp 1)",
        "(nope)",
        '(format "%,.2f" 1.5)',
        "(str 1.5M)",
    ):
        try:
            Session(as_of=date(2026, 11, 22)).show(warm)
        except ClojureError:
            continue
    return Watch()


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    watch.seen.clear()
    watch.on = True
    try:
        yield
    finally:
        watch.on = False


def is_value(value: Any, depth: int = 0) -> bool:
    """Whether a value, and what it holds, is of the language's kinds."""
    if isinstance(value, PLAIN) or depth > 20:
        return True
    if isinstance(value, MapLike):
        return all(is_value(part, depth + 1) for entry in value.entries() for part in entry)
    if isinstance(value, Vector | SetLike | Sequential):
        return all(is_value(item, depth + 1) for item in list(value)[:1000])
    if hasattr(value, "java_name") or isinstance(value, Instance):
        return True
    return type(value).__module__.startswith("cljrules.values")


@pytest.mark.parametrize("kind", ATTEMPTS)
def test_no_attempt_gets_out(kind: str, watch: Watch) -> None:
    for source in ATTEMPTS[kind]:
        session = Session(as_of=date(2026, 11, 22))
        with watched(watch):
            try:
                value, printed = session.show(source)
            except (ClojureError, LimitExceeded):
                value, printed = None, ""
        assert watch.seen == [], source
        assert is_value(value), (source, type(value))
        assert "object at 0x" not in printed and "<function" not in printed and "<class" not in printed, (
            source,
            printed,
        )


def test_the_watch_sees_what_it_should(watch: Watch) -> None:
    with watched(watch), suppress(OSError):
        Path("escaped.txt").read_text("utf-8")
    assert [event for event, _ in watch.seen] == ["open"]
    assert not is_value(watch)
    assert not is_value(Vector.of([sys]))


def test_there_are_enough_attempts() -> None:
    assert sum(len(attempts) for attempts in ATTEMPTS.values()) >= 200


@pytest.mark.parametrize("attempt", ATTEMPTS["reaching others"])
def test_other_sessions_are_not_touched(attempt: str) -> None:
    probe = (
        '[(inc 1) (str 1 "a") (:name (meta #\'inc)) (clojure.string/upper-case "a") (pr-str [1 2 3]) (isa? ::a ::b)]'
    )
    before = pr_str(Session().run(probe))
    with suppress(ClojureError, LimitExceeded):
        Session().show(attempt)
    assert pr_str(Session().run(probe)) == before


def test_nothing_was_written() -> None:
    assert not Path("escaped.txt").exists()


HOSTILE_TEXTS = [
    '") or __import__("os").system("true") or ("',
    "'; import os #",
    "\n    return True\n",
    "\\",
    "\\'",
    "{0.__class__}",
    "\ud800",
    "%s%n",
    "‮exec",
]


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_texts_do_not_become_python(text: str, watch: Watch) -> None:
    """The compiled engine writes Python; texts of rules, and names of variables, go in as data only."""
    literal = pr_str(text)
    forms, problems = read(
        Source("hostile.rules.clj", f"(or (= loan-status {literal}) (contains? #{{{literal}}} loan-status))")
    )
    assert not problems
    criteria = compile_criteria(forms[0])
    for status, expected in ((text, True), ("Open", False)):
        loan = {"loan-status": status}
        decision = criteria.decide(loan, date(2026, 11, 22))
        assert decision.value is expected
        assert criteria.ask(loan, date(2026, 11, 22)) is expected


def test_names_of_variables_do_not_become_python() -> None:
    name = "x'] or True or loan['x"
    forms, _ = read(Source("t", "(> x 1)"))
    with pytest.raises(ClojureError):
        Program((), {name: "int"}).criteria(forms[0])


def test_one_loan_does_not_see_another() -> None:
    forms, _ = read(Source("t", "(let [seen (memoize (fn [] status-days-past-due))] (= (seen) 5))"))
    criteria = compile_criteria(forms[0])
    answers = [criteria.decide({"status-days-past-due": days}, date(2026, 11, 22)).value for days in (5, 6, 5)]
    assert answers == [True, False, True]


def test_pickles_are_only_text() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cljrules.cli", "eval", "--jsonl"],
        input=b"\x80\x04\x95\x1d\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\n",
        capture_output=True,
        check=False,
    )
    assert b"ReaderException" in done.stdout
    assert done.stderr == b""
