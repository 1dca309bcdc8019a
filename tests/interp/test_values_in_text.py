"""Values go into text and come back: printing is Clojure's, reading what was printed gives an equal value."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "values"))
sys.path.insert(0, str(ROOT / "tools"))

from number_strategies import numbers  # noqa: E402
from record_answers import QUESTION, RECORDED  # noqa: E402
from value_strategies import values  # noqa: E402

from cljrules.evaluation import Session  # noqa: E402
from cljrules.stdlib.hashing import hasheq  # noqa: E402
from cljrules.values.collections import PersistentMap, PersistentSet, Vector  # noqa: E402
from cljrules.values.equality import equiv  # noqa: E402
from cljrules.values.kinds import class_of  # noqa: E402
from cljrules.values.printer import pr_str  # noqa: E402
from cljrules.values.symbols import to_units  # noqa: E402

CASES = [json.loads(line) for line in RECORDED.read_text("utf-8").splitlines()]


def test_printing_and_hashing_are_those_of_clojure() -> None:
    assert len(CASES) == 500
    differing = []
    for case in CASES:
        _, printed = Session().show(QUESTION.format(case["text"]))
        if printed != to_units(case["answer"]):
            differing.append((case["text"], printed, case["answer"]))
    assert differing == []


@given(
    st.one_of(values, numbers, st.recursive(numbers | st.text().map(to_units), lambda v: st.lists(v).map(Vector.of)))
)
def test_what_is_printed_reads_back_as_an_equal_value_that_prints_the_same(value: Any) -> None:
    printed = pr_str(value)
    again = Session().run("'" + printed)
    assert equiv(again, value)
    assert pr_str(again) == printed
    if not isinstance(value, PersistentMap | PersistentSet | Vector):
        assert class_of(again) is class_of(value) or class_of(value).name == "clojure.lang.LazySeq"


@given(values, values)
def test_hash_agrees_with_equality(a: Any, b: Any) -> None:
    if equiv(a, b):
        assert hasheq(a) == hasheq(b)


@pytest.mark.parametrize("text", ["1", "1N", "[1 2]", "(1 2)", "{:a 1}", "{:a 1N}", "#{1 2}", "1.50M", "1.5M"])
def test_equal_values_of_different_types_hash_alike(text: str) -> None:
    session = Session()
    others = {
        "1": "1N",
        "1N": "(int 1)",
        "[1 2]": "(range 1 3)",
        "(1 2)": "(map identity [1 2])",
        "{:a 1}": "(sorted-map :a 1)",
        "{:a 1N}": "{:a 1}",
        "#{1 2}": "(sorted-set 2 1)",
        "1.50M": "1.5M",
        "1.5M": "1.500M",
    }
    one, other = f"'{text}", others[text]
    assert session.run(f"(= {one} {other})") is True
    assert session.run(f"(= (hash {one}) (hash {other}))") is True
