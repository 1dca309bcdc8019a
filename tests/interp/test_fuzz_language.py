"""A short run of `benchmarks/fuzz_language.py`: whatever is called with whatever, it ends as programs must."""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path
from random import Random

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from fuzz_language import VALUES, fuzz, heads, programs, tried

from cljrules.evaluation import Session
from cljrules.values.errors import ClojureError, LimitExceeded


@pytest.mark.parametrize("seed", [11, 12])
def test_calls_of_everything_end_as_they_must(seed: int) -> None:
    done, found = fuzz(seed, count=600)
    assert done == 600
    assert found == []


def test_the_fuzzer_calls_everything_and_its_values_are_values() -> None:
    names = heads()
    assert len(names) > 800
    called = "\n".join(islice(programs(Random(1)), len(names)))
    assert [name for name in names if name not in called] == []
    unread = []
    for text in VALUES:
        try:
            Session().run("(defrecord Point [x y]) (deftype Odd [x]) (defprotocol Shape (s [_])) (defmulti area :k)")
            Session().run(f"(fn [] '{text})")
        except (ClojureError, LimitExceeded) as problem:
            unread.append((text, str(problem)))
    assert unread == []


def test_the_fuzzer_sees_what_does_not_end_as_it_must(monkeypatch: pytest.MonkeyPatch) -> None:
    def escaping(session: Session, program: str) -> None:
        raise KeyError(program)

    monkeypatch.setattr(Session, "show", escaping)
    found = tried("(inc 1)")
    assert found is not None and "KeyError" in found.what
