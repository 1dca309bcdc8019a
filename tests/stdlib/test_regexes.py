"""Regexes: what Java's own engine found, linear time, and the two engines agreeing with each other."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cljrules.evaluation import Session
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.limits import METER, Limits, Meter
from cljrules.values.regex import Regex, compile_regex
from cljrules.values.regex_machine import Machine
from cljrules.values.symbols import from_units, to_units

CASES = [
    json.loads(line) for line in Path(__file__).with_name("java_matches.jsonl").read_text("utf-8").split("\n") if line
]


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_matches_as_java_does(case: dict[str, object]) -> None:
    """Start and end of every match and group are those that `java.util.regex` of Java 17 gives."""
    pattern, text = to_units(str(case["regex"])), to_units(str(case["text"]))
    if case["found"] is None:
        with pytest.raises(ClojureError) as caught:
            compile_regex(pattern)
        assert caught.value.cls.simple_name == "PatternSyntaxException"
        return
    regex = compile_regex(pattern)
    assert [[list(span) for span in match.spans] for match in regex.find_all(text)] == case["found"]
    assert (regex.match_whole(text) is not None) == case["whole"]


_PIECES = st.recursive(
    st.sampled_from(["a", "b", "[ab]", "[^a]", ".", r"\d", r"\w", r"\bx", "^", "$", "(?i:A)"]),
    lambda inner: st.one_of(
        st.builds("({})".format, inner),
        st.builds("{}{}".format, inner, inner),
        st.builds("(?:{}|{})".format, inner, inner),
        st.builds("(?:{}){}".format, inner, st.sampled_from(["*", "+", "?", "*?", "+?", "{1,3}"])),
    ),
    max_leaves=8,
)


@given(_PIECES, st.text("abxA1 \né", max_size=12))
def test_both_engines_agree(pattern: str, text: str) -> None:
    regex = Regex(pattern)
    found = [match.spans for match in regex.find_all(text)]
    machine = Machine(regex._program.parsed)
    units = memoryview(text.encode("utf-16-le")).cast("H")
    seen: set[int] = set()
    again = []
    at = last = 0
    while at <= len(units) and (registers := machine.search(units, at, last, seen)) is not None:
        groups = registers[: 2 * regex.group_count + 2]
        again.append(tuple(zip(groups[::2], groups[1::2], strict=True)))
        last = registers[1]
        at = last + (registers[0] == last)
    assert found == again


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a+)+b$", "(a|aa)+$b", "(a*)*c", "(?:(?:a*)*)*(?!x)b"])
def test_patterns_that_stall_backtracking_do_not_stall(pattern: str) -> None:
    started = time.perf_counter()
    assert compile_regex(pattern).find("a" * 20_000 + "\n") is None
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(("pattern", "length"), [(r"(a*)*\1b", 40), ("(a++)+b", 20_000), ("(?:a(?=a*b))*c", 20_000)])
def test_what_is_not_linear_is_bounded_by_the_allowance(pattern: str, length: int) -> None:
    token = METER.set(Meter(Limits(steps=100_000)))
    try:
        with pytest.raises(LimitExceeded) as caught:
            compile_regex(pattern).find("a" * length)
    finally:
        METER.reset(token)
    assert caught.value.limit == "regex"


def test_a_repetition_too_large_is_refused() -> None:
    with pytest.raises(ClojureError, match="too large"):
        compile_regex("((a{500}){500})*").find("a")


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        (r'#"a\"b\d"', r'#"a\"b\d"'),
        (r'(str #"a\d")', r'"a\\d"'),
        (r'(= #"a" #"a")', "false"),
        (r'(re-find #"(\w)(\d)" "a1 b2")', '["a1" "a" "1"]'),
        (r'(re-matches #"(a)?b" "b")', '["b" nil]'),
        (r'(re-seq #"\d+" "1 22 x")', '("1" "22")'),
        (r'(re-seq #"x" "")', "nil"),
        (
            r'(let [m (re-matcher #"\d" "1a2")] [(re-find m) (re-groups m) (re-find m) (re-find m)])',
            '["1" "1" "2" nil]',
        ),
        (r'(re-find #"(?<!a)b" "ab bb")', '"b"'),
        (r'(re-find #"\p{Lu}" "abÉ")', '"É"'),
        (r'(re-seq #"." "a😀")', '("a" "😀")'),
        (r'(count (re-find #"." "😀"))', "2"),
    ],
)
def test_functions_of_regexes(source: str, printed: str) -> None:
    assert from_units(Session().show(source)[1]) == printed


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ('(re-find #"a" nil)', "NullPointerException"),
        ('(re-find "a" "a")', "ClassCastException"),
        ('(re-groups (re-matcher #"a" "a"))', "IllegalStateException"),
        ('(re-pattern "(")', "PatternSyntaxException"),
        ('(re-pattern "[b-a]")', "PatternSyntaxException"),
        ('(re-pattern "a**")', "PatternSyntaxException"),
        (r'(re-pattern "(?<=(a|b)+)c")', "PatternSyntaxException"),
    ],
)
def test_errors_of_regexes(source: str, error: str) -> None:
    with pytest.raises(ClojureError) as caught:
        Session().run(source)
    assert caught.value.cls.simple_name == error


def test_an_unclosed_group_says_what_is_missing() -> None:
    with pytest.raises(ClojureError, match=r"unclosed group: a `\)` is missing near index 2 of the regex `\(a`"):
        compile_regex("(a")
