"""Printing against Clojure 1.11."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cljrules.values.classes import find_class
from cljrules.values.collections import (
    EMPTY,
    EMPTY_MAP,
    EMPTY_SET,
    EMPTY_VECTOR,
    MapEntry,
    PersistentMap,
    PersistentSet,
    Vector,
)
from cljrules.values.errors import ClojureError, LimitExceeded, error
from cljrules.values.functions import Builtin
from cljrules.values.limits import METER, Limits, Meter
from cljrules.values.numbers import BigInt
from cljrules.values.printer import Style, pr_str, print_str, str_of, string_literal
from cljrules.values.refs import Atom, Delay
from cljrules.values.seqs import PersistentList, lazy
from cljrules.values.symbols import Char, keyword, symbol

QUALIFIED = PersistentMap.of([(keyword("b", "a"), 1), (symbol("c", "a"), Vector.of(["x"]))])


@pytest.mark.parametrize(
    ("value", "pr", "text"),
    [
        (None, "nil", ""),
        (True, "true", "true"),
        ('a"b\n\t\\', '"a\\"b\\n\\t\\\\"', 'a"b\n\t\\'),
        ("é\u200b", '"é\u200b"', "é\u200b"),
        (Char("a"), "\\a", "a"),
        (Char("\n"), "\\newline", "\n"),
        (Char(" "), "\\space", " "),
        (Char("\f"), "\\formfeed", "\f"),
        (keyword("b", "a"), ":a/b", ":a/b"),
        (symbol("b", "a"), "a/b", "a/b"),
        (BigInt(1), "1N", "1"),
        (Decimal("1.50"), "1.50M", "1.50"),
        (float("inf"), "##Inf", "Infinity"),
        (EMPTY, "()", "()"),
        (EMPTY_VECTOR, "[]", "[]"),
        (EMPTY_MAP, "{}", "{}"),
        (EMPTY_SET, "#{}", "#{}"),
        (MapEntry(keyword("a"), "b"), '[:a "b"]', '[:a "b"]'),
        (PersistentList.of([1, "a", Char("b")]), '(1 "a" \\b)', '(1 "a" \\b)'),
        (PersistentMap.of([(1, 2), (None, Decimal(3))]), "{1 2, nil 3M}", "{1 2, nil 3M}"),
        (PersistentSet.of([1.5]), "#{1.5}", "#{1.5}"),
        (QUALIFIED, '{:a/b 1, a/c ["x"]}', '{:a/b 1, a/c ["x"]}'),
        (find_class("java.lang.String"), "java.lang.String", "class java.lang.String"),
        (UUID(int=0), '#uuid "00000000-0000-0000-0000-000000000000"', "00000000-0000-0000-0000-000000000000"),
        (
            datetime(2020, 1, 2, tzinfo=UTC),
            '#inst "2020-01-02T00:00:00.000-00:00"',
            "Thu Jan 02 00:00:00 UTC 2020",
        ),
    ],
)
def test_values_print_as_clojure_prints_them(value: Any, pr: str, text: str) -> None:
    assert pr_str(value) == pr
    assert str_of(value) == text


def test_print_leaves_marks_away_at_every_depth() -> None:
    value = Vector.of(["a", Char("b"), PersistentMap.of([(keyword("k"), "v\n")]), Decimal("1.0"), None])
    assert print_str(value) == "[a b {:k v\n} 1.0M nil]"


def test_limits_on_length_and_nesting_of_what_is_printed() -> None:
    nested = Vector.of([1, Vector.of([2, Vector.of([3])])])
    assert pr_str(nested, Style(level=2)) == "[1 [2 #]]"
    assert pr_str(Vector.of([1, 2, 3]), Style(length=2)) == "[1 2 ...]"
    assert pr_str(Vector.of([1, 2]), Style(length=2)) == "[1 2]"
    assert pr_str(Vector.of([1]), Style(length=0)) == "[...]"
    assert pr_str(PersistentMap.of([(1, 2), (3, 4), (5, 6)]), Style(length=2)) == "{1 2, 3 4, ...}"
    assert pr_str(lazy(iter(count())), Style(length=3)) == "(0 1 2 ...)"


def test_maps_of_one_namespace_print_short_when_asked() -> None:
    style = Style(namespace_maps=True)
    assert pr_str(QUALIFIED, style) == '#:a{:b 1, c ["x"]}'
    assert pr_str(PersistentMap.of([(keyword("b", "a"), 1), (keyword("c"), 2)]), style) == "{:a/b 1, :c 2}"
    assert pr_str(EMPTY_MAP, style) == "{}"


def test_metadata_prints_when_asked() -> None:
    value = Vector.of([1], PersistentMap.of([(keyword("a"), True)]))
    assert pr_str(value) == "[1]"
    assert pr_str(value, Style(meta=True)) == "^{:a true} [1]"


def test_things_without_a_literal_print_what_they_are() -> None:
    atom = Atom(Vector.of([1]))
    assert pr_str(atom) == "#object[clojure.lang.Atom 0x0 {:status :ready, :val [1]}]"
    assert pr_str(Delay(lambda: 1)) == "#object[clojure.lang.Delay 0x0 {:status :pending, :val nil}]"
    assert pr_str(Builtin("clojure.core", "inc", lambda x: x)).startswith("#object[clojure.core$inc 0x0")


def test_errors_print_their_chain_and_data() -> None:
    cause = error("ArithmeticException", "Divide by zero")
    data = PersistentMap.of([(keyword("a"), 1)])
    cls = find_class("clojure.lang.ExceptionInfo")
    assert cls is not None
    problem = ClojureError(cls, "m", data=data, cause=cause)
    assert str_of(problem) == "clojure.lang.ExceptionInfo: m {:a 1}"
    assert str_of(cause) == "java.lang.ArithmeticException: Divide by zero"
    lines = [
        "#error {",
        ' :cause "Divide by zero"',
        " :via",
        " [{:type clojure.lang.ExceptionInfo",
        '   :message "m"',
        "   :data {:a 1}}",
        "  {:type java.lang.ArithmeticException",
        '   :message "Divide by zero"}]',
        " :trace",
        " []}",
    ]
    assert pr_str(problem) == "\n".join(lines)


def test_deep_nesting_needs_no_stack() -> None:
    value = EMPTY_VECTOR
    for _ in range(100_000):
        value = Vector.of([value])
    assert len(pr_str(value)) == 200_002


def test_an_endless_sequence_is_stopped() -> None:
    token = METER.set(Meter(Limits(steps=10**9, text=10_000)))
    try:
        with pytest.raises(LimitExceeded) as caught:
            pr_str(lazy(iter(count())))
        assert caught.value.limit == "size"
    finally:
        METER.reset(token)


@given(st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"])))
def test_string_literals_escape_what_would_end_them(text: str) -> None:
    inside = string_literal(text)[1:-1]
    assert "\n" not in inside
    plain = inside.replace("\\\\", "").replace('\\"', "")
    assert '"' not in plain
