"""A malformed form gives one finding near the mistake, and all other forms are read."""

from __future__ import annotations

import time

import pytest
from form_strategies import structure
from sample_pack import SAMPLE

from cljrules.diagnostics import Diagnostic
from cljrules.parser.reader import MAX_MISTAKES, parse, read
from cljrules.parser.syntax import MAX_DEPTH, scan
from cljrules.parser.tree import Token
from cljrules.source import Source

SWAPPED = {"(": "[", "[": "{", "{": "(", "#{": "(", "#(": "[", ")": "]", "]": "}", "}": ")"}
GOOD = Source("sample.rules.clj", SAMPLE)
DELIMITERS = [token for token in scan(GOOD) if token.text in SWAPPED]


def only(text: str) -> Diagnostic:
    """The one finding about a text, its repair tried out."""
    _, findings = read(Source("x.clj", text))
    assert len(findings) == 1, [finding.message for finding in findings]
    finding = findings[0]
    if finding.fix is not None:
        for edit in reversed(finding.fix.edits):
            text = text[: edit.span.start] + edit.text + text[edit.span.end :]
        assert not parse(Source("x.clj", text)).diagnostics
    return finding


def check_edit(token: Token, replacement: str) -> None:
    text = SAMPLE[: token.start] + replacement + SAMPLE[token.end :]
    finding = only(text)
    edited = GOOD.position(token.start).line
    places = [finding.span, *(label.span for label in finding.labels)]
    lines = [Source("", text).position(span.start).line for span in places]
    assert abs(lines[0] - edited) <= 3 or edited in lines
    untouched = [structure(form) for form in read(GOOD)[0] if not form.span.start <= token.start < form.span.end]
    found = [structure(form) for form in read(Source("", text))[0]]
    assert [form for form in found if form in untouched] == untouched
    assert len(found) <= len(untouched) + 1


@pytest.mark.parametrize("token", DELIMITERS, ids=lambda token: f"{token.text}@{token.start}")
def test_one_mistaken_delimiter_gives_one_finding_nearby(token: Token) -> None:
    check_edit(token, "")
    check_edit(token, token.text * 2)
    check_edit(token, SWAPPED[token.text])


def test_a_missing_quote_gives_one_finding_on_its_line() -> None:
    for token in scan(GOOD):
        if token.kind != "STRING" or "\n" in token.text or '\\"' in token.text:
            continue
        for place in (token.start, token.end - 1):
            text = SAMPLE[:place] + SAMPLE[place + 1 :]
            finding = only(text)
            assert finding.source.position(finding.span.start).line == GOOD.position(token.start).line


@pytest.mark.parametrize(
    ("text", "code", "at", "label"),
    [
        ("(a (b\n  c", "unclosed-delimiter", (2, 3), (1, 1)),
        ("(a [b c)", "unclosed-delimiter", (1, 7), (1, 4)),
        ("(f [b c) d)", "mismatched-delimiter", (1, 8), (1, 4)),
        ("(when (and a b\n  c)", "unclosed-delimiter", (1, 14), (1, 7)),
        ("(a) )", "unmatched-delimiter", (1, 5), None),
        ("(def a 1)\n(foo))\n(def b 2)", "unmatched-delimiter", (2, 6), None),
        ("(a ')", "missing-form", (1, 4), (1, 5)),
        ("[1 #_]", "missing-form", (1, 4), (1, 6)),
        ('(a "b)', "unterminated-string", (1, 4), None),
        ("(= a “b (c”)", "typographic-quote", (1, 6), None),
        ("(= {{ loan_status }} 1)", "template-syntax", (1, 4), None),
        ("(= [[v('')]] 1)", "template-syntax", (1, 4), None),
        ("(a #<b>)", "unreadable-object", (1, 4), None),
        ("(a #=(b))", "read-eval", (1, 4), None),
        ("(a # 1)", "invalid-tag", (1, 4), None),
        ('(a "x\\qy")', "invalid-escape", (1, 6), None),
        ("{:a 1 :b}", "odd-map", (1, 1), None),
        ("{:a 1 :a 2}", "duplicate-key", (1, 7), None),
        ("#{(f) (f)}", "duplicate-key", (1, 7), None),
        ("(> a 1_000)", "invalid-number", (1, 6), None),
        ("#(f #(g %))", "nested-function", (1, 5), None),
        ("#(f %x)", "invalid-argument", (1, 5), None),
        ("(a ^:b 1)", "invalid-metadata", (1, 4), None),
        ("(a ::x/y)", "unknown-alias", (1, 4), None),
        ("#?(:clj 1)", "conditional-not-allowed", (1, 1), None),
    ],
)
def test_findings(text: str, code: str, at: tuple[int, int], label: tuple[int, int] | None) -> None:
    finding = only(text)
    assert (finding.code, tuple(finding.source.position(finding.span.start))) == (code, at)
    places = [tuple(finding.source.position(one.span.start)) for one in finding.labels]
    assert places == [] or label is None or label in places


def test_reading_goes_on_at_the_next_line_that_begins_with_a_parenthesis() -> None:
    source = Source("", "(def a 1)\n(def b [2)\n(def c 3)\n(def d (4\n\n(def e 5)\n")
    kinds = [item.code if isinstance(item, Diagnostic) else item.text for item in parse(source).items]
    assert kinds == ["(def a 1)", "unclosed-delimiter", "(def c 3)", "unclosed-delimiter", "(def e 5)"]


def test_a_parenthesis_at_the_margin_of_good_text_starts_nothing() -> None:
    forms, findings = read(Source("", '(a\n(b)\n"c\n(d")\n'))
    assert len(forms) == 1
    assert findings == []


def test_help_says_what_to_write() -> None:
    assert only("(= {{ loan_status }} 1)").help == "write the name alone: `loan_status`"
    assert only("(> a 1_000)").help == "write the digits together: `1000`"
    assert only("(f 2026-11-22)").help == 'a date is a string: `"2026-11-22"`'


DEEP = 100_000


@pytest.mark.parametrize(
    "text",
    [
        "(" * DEEP,
        "(" * DEEP + ")" * DEEP,
        "'" * DEEP + "x",
        "#_" * DEEP,
        "^" * DEEP,
        "[{" * DEEP,
        "(\n" * DEEP,
        ")" * DEEP,
        '"' * (DEEP + 1),
        "`" * 400 + "a",
        "#{" * MAX_DEPTH + "}" * MAX_DEPTH,
        "(a \n" * DEEP,
        "(a\n  (b 1\n" * (DEEP // 10),
    ],
    ids=lambda text: f"{text[:6]!r} {len(text)}",
)
def test_no_text_is_slow_or_breaks_the_reader(text: str) -> None:
    started = time.process_time()
    forms, findings = read(Source("", text))
    assert time.process_time() - started < 2
    assert forms or findings
    assert len(findings) <= MAX_MISTAKES + 1


@pytest.mark.parametrize("text", ["(" * 600 + ")" * 600, "'" * 600 + "x", "`" * 200 + "x", "[" * 100_000])
def test_too_deep_is_a_limit(text: str) -> None:
    assert only(text).error_class == "LimitExceeded"


def test_the_deepest_allowed_text_is_read() -> None:
    forms, findings = read(Source("", "[" * MAX_DEPTH + "]" * MAX_DEPTH))
    assert (len(forms), findings) == (1, [])


def test_after_many_mistakes_the_rest_is_left_unread() -> None:
    tree = parse(Source("", "(a]\n" * 500))
    assert len(tree.diagnostics) == MAX_MISTAKES + 1
    assert tree.diagnostics[-1].code == "too-many-mistakes"
