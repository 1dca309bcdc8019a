"""What helps while typing: completion, layout, colours, and how values are shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cljrules.parser.formatter import format_text
from cljrules.repl.bars import bar
from cljrules.repl.bench import Bench
from cljrules.repl.colours import stretches
from cljrules.repl.completing import complete
from cljrules.repl.layout import indentation, is_complete, pairs
from cljrules.repl.showing import value_lines

CODE = st.text(alphabet="()[]{}#\"';\\ \n:ab1M,^@~`", max_size=40)


@pytest.mark.parametrize(
    ("before", "first", "kind"),
    [
        ("(> status-days-p", "status-days-past-due", "variable"),
        ("(red", "reduce", "function"),
        ("(u/add-d", "u/add-days", "function"),
        ("(wh", "when", "macro"),
        ("charge-off-d", "charge-off-days", "definition"),
        ('(= loan-status "Cl', "Closed", "word"),
        ('(and true (= "', "", ""),
        ('(contains? #{"Op', "", ""),
        ('(loan/set {:loan-status "Pa', "Paid Off", "word"),
        ("(loan/set {:loan-sta", ":loan-status", "option"),
        ("(-> status-delinquent-bucket-balance :LAR", ":LARGEST-BUCKET", "key"),
        ("loan/s", "loan/set", "action"),
        (":wh", ":why", "command"),
        (":why char", "charge-off", "rule"),
        (":sample 121", "121-late", "sample"),
        (":set status-days-p", "status-days-past-due", "variable"),
        (":set loan-status Cl", "Closed", "word"),
        (":set loan-active ", "false", "value"),
        (":match (> status-payof", "status-payoff", "variable"),
        (":doc charge-off-d", "charge-off-days", "definition"),
        (":help wh", "why", "command"),
    ],
)
def test_what_can_stand_there(bench: Bench, before: str, first: str, kind: str) -> None:
    found = complete(bench, before)
    if not first:
        assert not found
        return
    assert (found[0].text, found[0].kind) == (first, kind)
    assert before.endswith(before[len(before) - found[0].back :])


def test_documentation_stands_beside(bench: Bench) -> None:
    assert "Dollars that pay the account off" in complete(bench, "status-payof")[0].doc
    assert complete(bench, "(u/add-day")[0].doc.startswith("(u/add-days date days)")


def test_variables_alike_come_first(bench: Bench) -> None:
    names = [one.text for one in complete(bench, "(> status-payoff status-")]
    first = names[:5]
    assert all(bench.catalogue.variables[name].unit == "dollars" for name in first), first


@given(CODE)
def test_completion_never_fails(text: str) -> None:
    for one in complete(_BENCH, text):
        assert 0 <= one.back <= len(text)


_BENCH = Bench()


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("(+ 1 2)", True),
        ("(+ 1", False),
        ('"abc', False),
        ("[1 2)", True),
        (")", True),
        ("'", False),
        ("#{1 2", False),
        ("(f) ; (", True),
        ('(str "(")', True),
        ("\\(", True),
        ("", True),
    ],
)
def test_what_can_be_handed_over(text: str, is_so: bool) -> None:
    assert is_complete(text) is is_so


@pytest.mark.parametrize(
    ("before", "column"),
    [
        ("(and", 1),
        ("(and a", 5),
        ("(foo (bar 1)", 5),
        ("(let [x 1", 6),
        ("(let [x 1]", 2),
        ("{:a 1", 1),
        ("{:a", 1),
        ("(defrule x", 2),
        ("(defrule x\n  :when (and a", 13),
        ('"abc', 0),
        ("(f)", 0),
    ],
)
def test_a_new_line_is_indented(before: str, column: int) -> None:
    assert indentation(before) == column


@given(
    st.lists(
        st.sampled_from(["(and", "(f x", "[1", "{:a 1", "(let [a 1]", "#{2", ")", "]", "}", ":k", "12"]), max_size=12
    )
)
def test_indentation_is_the_formatter_s(parts: list[str]) -> None:
    """A line typed where the prompt indents it is left there by the formatter."""
    before = " ".join(parts)
    column = indentation(before)
    assert column >= 0
    closers = _closers(before)
    if closers is None or "{" in before:
        return
    text = f"{before}\n{' ' * column}mark{closers}\n"
    if format_text(before + " mark" + closers).startswith(before):
        assert format_text(text).split("\n")[1].startswith(" " * column + "mark")


def _closers(text: str) -> str | None:
    stack: list[str] = []
    for character in text:
        if character in "([{":
            stack.append(")]}"["([{".index(character)])
        elif character in ")]}" and (not stack or stack.pop() != character):
            return None
    return "".join(reversed(stack)) if stack else None


def test_brackets_that_belong_together() -> None:
    assert pairs('(f "(" [1])') == {0: 10, 10: 0, 7: 9, 9: 7}


@given(CODE)
def test_colours_lose_nothing(text: str) -> None:
    assert "".join(part for part, _ in stretches(text, (), ())) == text


def test_colours_tell_variables_money_and_dates_apart() -> None:
    names = dict(stretches('(f status 1.5M "2026-11-22" "x" 3 :k) ; said', ("status",), ()))
    assert (names["status"], names["1.5M"], names['"2026-11-22"'], names['"x"']) == (
        "variable",
        "money",
        "date",
        "text",
    )
    assert (names["f"], names["3"], names[":k"], names["; said"]) == ("head", "number", "keyword", "comment")


def test_the_bar_says_how_a_function_is_called(bench: Bench) -> None:
    assert "(u/add-days date days)" in "".join(text for _, text in bar(bench, "(u/add-days current-date "))
    assert "the sample loan, 2026-11-22" in "".join(text for _, text in bar(bench, ""))
    bench.loans.set("status-days-past-due", "3")
    assert "1 set" in "".join(text for _, text in bar(bench, ""))


def test_collections_of_maps_are_tables() -> None:
    assert value_lines("[{:x 1, :y 2.50M} {:x 10, :y 10.00M}]") == [
        ":x      :y",
        "──  ──────",
        " 1   2.50M",
        "10  10.00M",
        "2 rows",
    ]
    assert value_lines("[{:x 1} {:y 2}]") == ["[{:x 1} {:y 2}]"]


def test_maps_are_shown_key_by_key() -> None:
    printed = "{:one " + "1" * 30 + ", :three [" + " ".join(["12345678"] * 12) + "]}"
    lines = value_lines(printed, 60)
    assert lines[0] == "{:one   " + "1" * 30 and max(map(len, lines)) <= 60
    assert " ".join(" ".join(lines).split()).replace("[ ", "[") == " ".join(printed.replace(",", "").split())


@given(st.recursive(st.integers() | st.booleans(), lambda inner: st.lists(inner, max_size=6), max_leaves=40))
def test_showing_loses_nothing(value: object) -> None:
    printed = str(value).replace(",", "").replace("True", "true").replace("False", "false")
    shown = value_lines(printed, 30)
    assert " ".join(" ".join(shown).split()) == printed


def test_control_characters_never_reach_the_terminal() -> None:
    assert "\x1b" not in "".join(value_lines('"\x1b[31mred"'))
