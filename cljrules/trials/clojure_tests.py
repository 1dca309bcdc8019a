"""The `clojure.test` files of a pack: found, loaded and run one `deftest` at a time.

Test files are those named `…_test.clj` or `…-test.clj` in the pack's folder, and all `.clj` files under `test/`. Each
sees the pack's definitions in a namespace of the pack's name, loan variables with the sample loan's values, and
`rules/fires?`, which asks a rule about a loan. A file without an `ns` form is read in the pack's namespace, with
`clojure.test` and `fires?` there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from cljrules.evaluation import Session
from cljrules.source import SourceError, read_source
from cljrules.stdlib.catalogue import BindError, bind, sample_loan
from cljrules.suggest import did_you_mean
from cljrules.trials.judging import Judge
from cljrules.values.collections import MapLike
from cljrules.values.errors import ClojureError, LimitExceeded, illegal_argument
from cljrules.values.functions import Builtin
from cljrules.values.symbols import Keyword, from_units, keyword

_ENDINGS: Final = ("_test.clj", "-test.clj")
_RULES: Final = "rules"


@dataclass(frozen=True, slots=True)
class TestOutcome:
    """What a `deftest` came to. `report` is what it printed; `failure` says why it did not pass, None where it did. A
    file that cannot be loaded gives one outcome without a name.
    """

    __test__ = False

    file: Path
    name: str | None
    failure: str | None
    report: str = ""


def test_files(folder: Path) -> list[Path]:
    """The test files of a pack's folder."""
    if not folder.is_dir():
        return []
    beside = [path for path in folder.iterdir() if path.name.endswith(_ENDINGS)]
    below = list((folder / "test").rglob("*.clj"))
    return sorted({path for path in (*beside, *below) if path.is_file()})


test_files.__test__ = False  # type: ignore[attr-defined]


def run_file(file: Path, judge: Judge) -> Iterator[TestOutcome]:
    """Run the tests of a file, each by itself; never raises for what the file holds."""
    try:
        text = read_source(file).text
    except SourceError as error:
        yield TestOutcome(file, None, error.why)
        return
    session = _session(judge)
    try:
        session.run(text, str(file))
    except (ClojureError, LimitExceeded) as mistake:
        yield TestOutcome(file, None, _told(mistake))
        return
    space = session.world.ns
    for name, var in list(space.vars.items()):
        if var.meta is not None and var.meta.get(keyword("test")) is not None:
            yield _run_one(session, file, space.name, name)


def _run_one(session: Session, file: Path, space: str, name: str) -> TestOutcome:
    before = len(session.output.text)
    try:
        summary = session.run(f"(clojure.test/run-test-var #'{space}/{name})")
    except (ClojureError, LimitExceeded) as mistake:
        return TestOutcome(file, name, _told(mistake), from_units(session.output.text[before:]))
    report = from_units(session.output.text[before:]).partition("\nRan ")[0].strip()
    bad = [f"{summary.get(keyword(kind))} {word}" for kind, word in (("fail", "failed"), ("error", "gave an error"))
           if summary.get(keyword(kind))]  # fmt: skip
    return TestOutcome(file, name, f"assertions: {', '.join(bad)}" if bad else None, report)


def _told(mistake: ClojureError | LimitExceeded) -> str:
    place = ""
    if mistake.source is not None and mistake.span is not None:
        at = mistake.source.position(mistake.span.start)
        place = f" ({mistake.source.path}:{at.line}:{at.column})"
    return f"{from_units(str(mistake))}{place}"


def _session(judge: Judge) -> Session:
    """A session with the pack's definitions and `rules/fires?`."""
    pack, known = judge.pack, judge.catalogue.sample
    fires = Builtin(_RULES, "fires?", _fires(judge))
    extensions = {**pack.functions, _RULES: {"fires?": fires}}
    session = Session(sample_loan(), date.fromisoformat(known.as_of), extensions=extensions)
    session.run(f"(ns {pack.name} (:require [clojure.test :refer :all] [{_RULES} :refer [fires?]]))")
    for definition in pack.definitions:
        form = definition.form
        session.run(form.source.slice(form.span), form.source.path)
    return session


def _fires(judge: Judge) -> Any:
    rules = {rule.name: rule for rule in judge.pack.rules}
    variables = judge.catalogue.variables
    known = judge.catalogue.sample

    def fires(name: Any, given: Any, as_of: Any = None) -> bool:
        """Whether a rule fires on the sample loan with some variables changed."""
        wanted = name.name if isinstance(name, Keyword) else from_units(str(name))
        if wanted not in rules:
            meant = did_you_mean(wanted, rules)
            raise illegal_argument(f"there is no rule `{wanted}`" + (f"; {meant}" if meant else ""))
        day = date.fromisoformat(as_of or known.as_of)
        loan = {**sample_loan(), known.today: day.isoformat(), **_bound(given, variables)}
        decision = judge.program.criteria(rules[wanted].when).decide(loan, day)
        if decision.error is not None:
            raise decision.error
        return decision.fires

    return fires


def _bound(given: Any, variables: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(given, MapLike):
        raise illegal_argument("`fires?` takes a rule's name and a map of variables")
    bound = {}
    for key, value in given.entries():
        name = key.name if isinstance(key, Keyword) else str(key)
        if name not in variables:
            meant = did_you_mean(name, variables)
            raise illegal_argument(f"there is no variable `{name}`" + (f"; {meant}" if meant else ""))
        try:
            bound[name] = bind(variables[name], value)
        except BindError as error:
            raise illegal_argument(str(error)) from None
    return bound
