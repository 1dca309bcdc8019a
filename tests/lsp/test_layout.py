"""Formatting, folding, growing selections."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types as lsp
from marked import opened, rule

from cljrules.lsp import layout
from cljrules.lsp.diagnostics import offset_of
from cljrules.parser.printer import print_form
from cljrules.parser.reader import read
from cljrules.source import Source, Span


def applied(source: Source, edits: list[lsp.TextEdit]) -> str:
    """The text after edits that do not overlap."""
    text = source.text
    for edit in sorted(edits, key=lambda one: offset_of(source, one.range.start), reverse=True):
        start, end = offset_of(source, edit.range.start), offset_of(source, edit.range.end)
        text = text[:start] + edit.new_text + text[end:]
    return text


def meaning(text: str) -> list[str]:
    return [print_form(form) for form in read(Source("x", text))[0]]


TOKENS = st.sampled_from(
    [
        "(and",
        "(or",
        ")",
        "[",
        "]",
        "{:a",
        "1",
        '"te\nxt"',
        ";; note\n",
        "\n",
        "\n\n\n",
        "  ",
        "x",
        "#_",
        "'",
        ",",
        "😀",
        "\f",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(TOKENS, max_size=30).map(" ".join))
def test_formatting_changes_no_meaning_and_is_done_once(text: str) -> None:
    source = Source("x", text)
    once = applied(source, layout.format_document(source))
    assert meaning(once) == meaning(text)
    assert applied(Source("x", once), layout.format_document(Source("x", once))) == once


def test_a_range_lays_out_its_forms_alone(tmp_path: Path) -> None:
    _, view, _ = opened(tmp_path, "(def   a   1)\n(def b\n       2)\n(def   c\n 3)\n|")
    start = view.source.text.index("(def b")
    made = applied(view.source, layout.format_range(view, Span(start + 1, start + 2)))
    assert made == "(def   a   1)\n(def b\n  2)\n(def   c\n 3)\n"


@pytest.mark.parametrize(
    ("marked", "wanted"),
    [
        ("(defrule one\n|", "(defrule one\n  "),
        ('(defrule one\n  "Doc."\n  :when (and true\n|', '(defrule one\n  "Doc."\n  :when (and true\n             '),
        ("(defrule one\n  :then [(loan/set {:a 1\n|", "(defrule one\n  :then [(loan/set {:a 1\n                    "),
        ("(def a 1)\n|", "(def a 1)\n"),
        ('(def a "text\n|', '(def a "text\n'),
        ("(let [a 1]\n|", "(let [a 1]\n  "),
    ],
)
def test_a_new_line_is_indented_as_its_form_wants(marked: str, wanted: str, tmp_path: Path) -> None:
    _, view, at = opened(tmp_path, marked)
    assert applied(view.source, layout.format_on_type(view, at, "\n")) == wanted


def test_a_closing_bracket_lays_out_its_form(tmp_path: Path) -> None:
    _, view, at = opened(tmp_path, "(def a\n      (and 1\n 2))|\n")
    assert applied(view.source, layout.format_on_type(view, at, ")")) == "(def a\n  (and 1\n       2))\n"


def test_forms_and_comments_fold(tmp_path: Path) -> None:
    _, view, _ = opened(tmp_path, f";; one\n;; two\n{rule('true')}|")
    assert [(one.start_line, one.end_line, one.kind) for one in layout.folding_ranges(view)] == [
        (0, 1, lsp.FoldingRangeKind.Comment),
        (2, 5, None),
    ]


def test_a_selection_grows_form_by_form(tmp_path: Path) -> None:
    _, view, at = opened(tmp_path, rule('(= loan-status "Op|en")'))
    found: lsp.SelectionRange | None = layout.selection_range(view, at)
    texts = []
    while found is not None:
        texts.append(
            view.source.text[offset_of(view.source, found.range.start) : offset_of(view.source, found.range.end)]
        )
        found = found.parent
    assert texts[:4] == ["Open", '"Open"', '= loan-status "Open"', '(= loan-status "Open")']
    assert texts[-1] == view.source.text
