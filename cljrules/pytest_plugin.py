"""The pytest plugin: packs as tests.

Where pytest meets a `cljrules.toml` it collects the pack: an item for what reading it found, one for each example of
each rule, and one for each `deftest` of its test files. `-p no:cljrules` leaves packs alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


class _Failed(Exception):
    """An item that does not hold; its text is all that is shown."""


class _Item(pytest.Item):
    """Something that holds when `failure` is None."""

    def __init__(self, *, failure: str | None, place: tuple[Path, int], **named: Any) -> None:
        super().__init__(**named)
        self._failure = failure
        self._place = place
        # other plugins look there for what a test takes, and some fail on an item without it
        self.funcargs: dict[str, Any] = {}

    def runtest(self) -> None:
        if self._failure is not None:
            raise _Failed(self._failure)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, _Failed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self._place[0], self._place[1] - 1, self.name


class _Pack(pytest.File):
    """A pack's manifest, standing for the pack."""

    def collect(self) -> Iterator[_Item]:
        from cljrules.diagnostics import Severity
        from cljrules.packs import load
        from cljrules.render import render_text
        from cljrules.stdlib.catalogue import load as load_catalogue
        from cljrules.trials.clojure_tests import run_file, test_files
        from cljrules.trials.judging import Judge

        folder = self.path.parent
        loaded = load(folder)
        errors = [finding for finding in loaded.diagnostics if finding.severity is Severity.ERROR]
        broken = [finding for finding in errors if finding.code != "example-fails"]
        yield self._item("check", render_text(broken) if broken else None, (self.path, 1))
        if loaded.pack is None or broken:
            return
        judge = Judge(loaded.pack, load_catalogue())
        for rule in loaded.pack.rules:
            for outcome in judge.outcomes(rule):
                line = rule.source.position(outcome.example.span.start).line
                failure = outcome.failure
                if failure is not None:
                    text = " ".join(rule.source.slice(outcome.example.span).split())
                    failure = f"{rule.source.path}:{line}: the example of `{rule.name}`\n  {text}\n{failure}"
                yield self._item(f"{rule.name}[{outcome.number}]", failure, (Path(rule.source.path), line))
        for file in test_files(folder):
            for test in run_file(file, judge):
                failure = None if test.failure is None else "\n".join(filter(None, [test.failure, test.report]))
                yield self._item(f"{file.stem}::{test.name or 'load'}", failure, (file, 1))

    def _item(self, name: str, failure: str | None, place: tuple[Path, int]) -> _Item:
        made: _Item = _Item.from_parent(self, name=name, failure=failure, place=place)
        return made


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a pack where its manifest is met."""
    if file_path.name != "cljrules.toml":
        return None
    made: _Pack = _Pack.from_parent(parent, path=file_path)
    return made
