"""Formatting is conventional, idempotent, and never changes what a text reads to."""

from __future__ import annotations

import os
from pathlib import Path
from textwrap import dedent

import pytest
from form_strategies import messy_texts, structure
from hypothesis import given
from hypothesis import strategies as st
from sample_pack import SAMPLE

from cljrules.parser.formatter import format_text
from cljrules.parser.reader import Reading, parse, read
from cljrules.source import Source

PACKS = sorted((Path(__file__).parents[2] / "examples").glob("**/*.clj"))
SHARED = Path(os.environ.get("CLJRULES_SHARED", Path(__file__).parents[3] / "shared"))
OPEN_PACKS = sorted(SHARED.glob("flips/open/*/*.clj"))


def meaning(text: str) -> list[object]:
    forms, _ = read(Source("", text), Reading(conditionals=True, read_tagged=lambda tag, form: form))
    return [structure(form) for form in forms]


def comments(text: str) -> list[str]:
    source = Source("", text)
    return [source.slice(span).rstrip() for span in parse(source).comments()]


def check_laws(text: str) -> None:
    formatted = format_text(text)
    assert format_text(formatted) == formatted
    assert meaning(formatted) == meaning(text)
    if not parse(Source("", text)).diagnostics:
        assert comments(formatted) == comments(text)


@given(messy_texts())
def test_laws_on_generated_text(text: str) -> None:
    check_laws(text)


@given(st.text(alphabet="()[]{}\"';`~@^#%:?+a1 ,\n\r", max_size=40))
def test_laws_on_any_text(text: str) -> None:
    check_laws(text)


@given(messy_texts())
def test_lines_are_clean(text: str) -> None:
    formatted = format_text(text)
    if formatted not in ("", text) and '"' not in text and "\\" not in text:
        assert formatted.endswith("\n")
        assert not formatted.endswith("\n\n")
        lines = formatted.splitlines()
        assert all(line == line.rstrip() for line in lines)
        assert "\n\n\n" not in formatted.replace("\r", "")


def test_good_text_stays() -> None:
    assert format_text(SAMPLE) == SAMPLE


@pytest.mark.parametrize("path", PACKS + OPEN_PACKS, ids=lambda path: path.name)
def test_packs_stay_what_they_are(path: Path) -> None:
    check_laws(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", ["(a", "(a]", '"', "{:a}", "(1//2 )", " ( a ) #foo"])
def test_text_with_errors_stays(text: str) -> None:
    assert format_text(text) == text


def test_a_shifted_pack_gets_its_layout_back() -> None:
    ragged = "\n".join(line.lstrip() if '"' not in line[:3] else line for line in SAMPLE.splitlines())
    assert format_text(ragged + "\n\n\n") == SAMPLE


@pytest.mark.parametrize(
    ("text", "formatted"),
    [
        ("", ""),
        ("  \n\n", ""),
        ("; only", "; only\n"),
        ("(a)(b)", "(a) (b)\n"),
        ("( a  )", "(a)\n"),
        ("(a\n)", "(a)\n"),
        ("(a ; b\n)", "(a ; b\n )\n"),
        ("(a)\n\n\n\n(b)", "(a)\n\n(b)\n"),
        ("' a ~ @b #_ c", "'a ~ @b #_c\n"),
        ("[1 ,2,\n3 , ]", "[1, 2,\n 3]\n"),
        ("(a)\r\n( b)\r\n", "(a)\r\n(b)\r\n"),
        ('[\r\n"\r"]', '["\r"]\r\n'),
        ("(f a\nb)", "(f a\n   b)\n"),
        ("(f\na\nb)", "(f\n a\n b)\n"),
        ("(if a\nb\nc)", "(if a\n  b\n  c)\n"),
        ("(if a b\nc)", "(if a b\n    c)\n"),
        ("(cond\na b)", "(cond\n  a b)\n"),
        ("(cond a b\nc d)", "(cond a b\n      c d)\n"),
        ("(let [a 1\nb 2]\na)", "(let [a 1\n      b 2]\n  a)\n"),
        ("{:a 1\n:b 2}", "{:a 1\n :b 2}\n"),
        ("#{1\n2}", "#{1\n  2}\n"),
        ("#(f %\n1)", "#(f %\n    1)\n"),
        ("(default a\nb)", "(default a\n         b)\n"),
        ("(letfn [(f [x]\nx)]\n(f 1))", "(letfn [(f [x]\n          x)]\n  (f 1))\n"),
        ("(defrecord R [a]\nP\n(f [x]\nx))", "(defrecord R [a]\n  P\n  (f [x]\n    x))\n"),
        ("#?(:clj a\n:cljs b)", "#?(:clj a\n   :cljs b)\n"),
        ('(f "a\n  b"\nc)', '(f "a\n  b"\n   c)\n'),
        ("((f) a\nb)", "((f) a\n b)\n"),
        ("(-> a\nb)", "(-> a\n    b)\n"),
    ],
)
def test_layout(text: str, formatted: str) -> None:
    assert format_text(text) == formatted


def test_a_rule_in_disorder() -> None:
    text = """
    (defrule  late
        "Doc."

          :when (and (a)
     (b) ; why
     ;; own line
         (c)
       )


      :then [(x {:y 1
      :z 2})
      (w)])
    """
    assert format_text(text) == dedent("""\
    (defrule  late
      "Doc."

      :when (and (a)
                 (b) ; why
                 ;; own line
                 (c))

      :then [(x {:y 1
                 :z 2})
             (w)])
    """)
