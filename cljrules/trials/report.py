"""A pack tried: examples, tests and mutants, as one report and as data.

Takes a pack, gives a `PackTrial`; `as_json` and `as_junit` are what other programs read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

from cljrules.packs.model import Pack, Rule
from cljrules.stdlib.catalogue import load
from cljrules.trials.clojure_tests import TestOutcome, run_file, test_files
from cljrules.trials.judging import Judge, Outcome
from cljrules.trials.mutation import MISSED, NOTICED, SAME, Mutation, Telling, Verdict
from cljrules.trials.writing import example_text

#: Characters that XML 1.0 cannot hold.
_NOT_XML: Final = {code: "\N{REPLACEMENT CHARACTER}" for code in range(32) if code not in (9, 10, 13)}


@dataclass(frozen=True, slots=True)
class RuleTrial:
    """A rule tried: its examples, its mutants, and the few examples that would notice all mutants now missed."""

    rule: Rule
    outcomes: tuple[Outcome, ...]
    verdicts: tuple[Verdict, ...]
    wanted: tuple[Telling, ...]

    def count(self, state: str) -> int:
        """How many mutants were `noticed`, `missed`, or the `same`."""
        return sum(verdict.state == state for verdict in self.verdicts)


@dataclass(frozen=True, slots=True)
class PackTrial:
    """A pack tried."""

    pack: Pack
    rules: tuple[RuleTrial, ...]
    tests: tuple[TestOutcome, ...]

    @property
    def is_good(self) -> bool:
        """Whether every example and every test holds."""
        examples = (outcome.failure for trial in self.rules for outcome in trial.outcomes)
        return not any([*examples, *(test.failure for test in self.tests)])

    def count(self, state: str) -> int:
        """How many mutants of all rules were `noticed`, `missed`, or the `same`."""
        return sum(trial.count(state) for trial in self.rules)

    @property
    def score(self) -> float | None:
        """The share of mutants noticed, in percent, of those that mean something else; None without any."""
        counted = self.count(NOTICED) + self.count(MISSED)
        return 100 * self.count(NOTICED) / counted if counted else None


def try_pack(
    pack: Pack,
    folder: Path,
    *,
    only: str | None = None,
    mutate: bool = True,
    after: Callable[[Rule], None] | None = None,
) -> PackTrial:
    """Try a pack, or the one rule of a name; `after` is told of each rule that is done."""
    judge = Judge(pack, load())
    mutation = Mutation(judge)
    trials = []
    for rule in pack.rules:
        if only in (None, rule.name):
            verdicts = mutation.verdicts(rule) if mutate else ()
            wanted = tuple(mutation.fewest(rule, verdicts))
            trials.append(RuleTrial(rule, judge.outcomes(rule), verdicts, wanted))
            if after is not None:
                after(rule)
    files = test_files(folder) if only is None else []
    tests = tuple(outcome for file in files for outcome in run_file(file, judge))
    return PackTrial(pack, tuple(trials), tests)


def as_json(trial: PackTrial) -> dict[str, Any]:
    """The report as JSON data."""
    return {
        "pack": trial.pack.name,
        "version": trial.pack.version,
        "rules": [_rule_json(item) for item in trial.rules],
        "tests": [
            {"file": str(test.file), "name": test.name, "failure": test.failure, "report": test.report}
            for test in trial.tests
        ],
        "mutants": {state: trial.count(state) for state in (NOTICED, MISSED, SAME)},
        "score": trial.score,
    }


def _rule_json(trial: RuleTrial) -> dict[str, Any]:
    return {
        "name": trial.rule.name,
        "examples": [
            {
                "number": outcome.number,
                "line": trial.rule.source.position(outcome.example.span.start).line,
                "fires": outcome.example.fires,
                "failure": outcome.failure,
                "engines": list(outcome.engines),
            }
            for outcome in trial.outcomes
        ],
        "mutants": [
            {
                "kind": verdict.mutant.kind,
                "file": verdict.mutant.at.source.path,
                "line": verdict.mutant.line,
                "inside": verdict.inside,
                "change": verdict.mutant.said,
                "state": verdict.state,
                "example": example_text(verdict.telling) if verdict.telling is not None else None,
            }
            for verdict in trial.verdicts
        ],
        "wanted": [example_text(telling) for telling in trial.wanted],
    }


def as_junit(trials: list[PackTrial]) -> str:
    """The examples and tests as a JUnit document; mutants are no test cases."""
    root = ElementTree.Element("testsuites")
    for trial in trials:
        cases = list(_cases(trial))
        failures = sum(failure is not None for _, _, failure, _ in cases)
        suite = ElementTree.SubElement(
            root, "testsuite", name=trial.pack.name, tests=str(len(cases)), failures=str(failures), errors="0"
        )
        for group, name, failure, report in cases:
            case = ElementTree.SubElement(suite, "testcase", classname=f"{trial.pack.name}.{group}", name=name)
            if failure is not None:
                told = ElementTree.SubElement(case, "failure", message=failure.translate(_NOT_XML))
                told.text = report.translate(_NOT_XML)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True)


def _cases(trial: PackTrial) -> Iterator[tuple[str, str, str | None, str]]:
    for item in trial.rules:
        for outcome in item.outcomes:
            source = item.rule.source
            text = source.slice(outcome.example.span)
            line = source.position(outcome.example.span.start).line
            yield item.rule.name, f"example {outcome.number}", outcome.failure, f"{source.path}:{line}\n{text}"
    for test in trial.tests:
        yield test.file.stem, test.name or "the file", test.failure, test.report
