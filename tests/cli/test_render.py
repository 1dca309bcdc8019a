"""Findings on a terminal and as JSON."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cljrules.diagnostics import Diagnostic, Edit, Fix, Label, Severity
from cljrules.render import expand, finding_json, render_text, report_json, visible, width
from cljrules.source import Source, Span


def finding(text: str, start: int, end: int, **more: object) -> Diagnostic:
    source = Source("late.rules.clj", text)
    return Diagnostic(
        "unknown-action", "names", Severity.ERROR, "there is no action `loan/sett`", source, Span(start, end), **more
    )  # type: ignore[arg-type]


def test_the_source_line_the_carets_and_the_help() -> None:
    text = "(defrule a\n  :when true\n\n  :then [(loan/sett {})])"
    start = text.index("loan/sett")
    span = Span(start, start + 9)
    shown = render_text([finding(text, *span, help="did you mean `loan/set`?", labels=(Label(span, "not an action"),))])
    assert shown.splitlines() == [
        "error[unknown-action]: there is no action `loan/sett`",
        " --> late.rules.clj:4:11",
        "  |",
        "4 |   :then [(loan/sett {})])",
        "  |           ^^^^^^^^^ not an action",
        "  = help: did you mean `loan/set`?",
    ]


def test_other_places_and_evidence_are_shown() -> None:
    other = Source("first.rules.clj", "(defrule a)")
    lines = render_text(
        [finding("x", 0, 1, labels=(Label(Span(9, 10), "first named here", other),), evidence=("p = 1",))]
    )
    assert " ::: first.rules.clj:1:10" in lines
    assert "  |          - first named here" in lines
    assert "  = note: p = 1" in lines


def test_places_on_one_line_are_marked_together() -> None:
    text = "(and (> a 1) (< a 0))"
    labels = (Label(Span(13, 20), "contradicts"), Label(Span(5, 12), "this one"))
    lines = render_text([finding(text, 14, 15, labels=labels)]).splitlines()
    assert lines[-4:] == [
        "  |",
        "1 | (and (> a 1) (< a 0))",
        "  |      ------- -^----- contradicts",
        "  |      this one",
    ]


def test_what_takes_no_room_is_marked() -> None:
    lines = render_text([finding("(a \u200b)".encode().decode("unicode_escape"), 3, 4)]).splitlines()
    assert lines[-1] == "  |    ^"


def test_tabs_and_wide_characters_keep_the_carets_below() -> None:
    text = '\t"日本" bad'
    lines = render_text([finding(text, text.index("bad"), len(text))]).splitlines()
    source_line, carets = lines[-2], lines[-1]
    assert width(source_line[: source_line.index("bad")]) == carets.index("^")
    assert carets.count("^") == 3


def test_a_long_line_is_cut_around_the_place() -> None:
    text = "(" * 100_000 + "bad" + ")" * 100_000
    lines = render_text([finding(text, 100_000, 100_003)]).splitlines()
    assert max(map(len, lines)) < 140
    at = lines[-1].index("^")
    assert lines[-2][at : at + 3] == "bad"


def test_a_span_over_several_lines_is_marked_on_its_first() -> None:
    lines = render_text([finding("(a\n b\n c)", 0, 9)]).splitlines()
    assert lines[-2:] == ["1 | (a", "  | ^^"]


def test_colour_only_when_wanted() -> None:
    assert "\x1b" not in render_text([finding("x", 0, 1)])
    assert "\x1b[1;31merror[unknown-action]\x1b[0m" in render_text([finding("x", 0, 1)], colour=True)


def test_a_file_cannot_write_to_the_terminal() -> None:
    shown = render_text([finding("\x1b[2Jbad", 0, 1)], colour=False)
    assert "\x1b" not in shown and "␛[2Jbad" in shown


def test_json_counts_from_one() -> None:
    fix = Fix("rename it", (Edit(Span(2, 3), "b"),))
    data = finding_json(finding("x\na\n", 2, 3, rule="r", fix=fix, evidence=("e",)))
    assert data == {
        "code": "unknown-action",
        "family": "names",
        "severity": "error",
        "file": "late.rules.clj",
        "line": 2,
        "column": 1,
        "end_line": 2,
        "end_column": 2,
        "rule": "r",
        "message": "there is no action `loan/sett`",
        "help": None,
        "evidence": ["e"],
        "fix": {
            "title": "rename it",
            "safe": False,
            "edits": [{"line": 2, "column": 1, "end_line": 2, "end_column": 2, "text": "b"}],
        },
    }


def test_the_summary_counts_severities() -> None:
    report = report_json([finding("x", 0, 1)], rules=3)
    assert report["summary"] == {"rules": 3, "errors": 1, "warnings": 0, "infos": 0}


@given(st.text(max_size=60))
def test_what_is_shown_is_as_wide_as_counted_and_harmless(text: str) -> None:
    line = text.replace("\n", " ").replace("\r", " ")
    shown = expand(line)
    assert not any(ord(character) < 0x20 for character in shown)
    assert width(shown) == width(line)
    assert visible(shown) == shown
