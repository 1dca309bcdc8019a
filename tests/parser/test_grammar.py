"""The grammar is LALR(1) without conflicts or terminals that overlap, and what it recognises loses nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from form_strategies import messy_texts
from hypothesis import given
from hypothesis import strategies as st
from lark import Lark
from lark.exceptions import LarkError
from sample_pack import SAMPLE

from cljrules.diagnostics import Diagnostic
from cljrules.parser.reader import parse
from cljrules.parser.syntax import parse_forms, scan
from cljrules.parser.tables import grammar_text, load_tables, make_tables
from cljrules.source import Source

SYNTAX = st.text(alphabet="()[]{}\"';`~@^#%\\:/_?!<=+-01a.xN ,\n\té“ ", max_size=60)


def test_the_grammar_is_strictly_lalr() -> None:
    parser = Lark(grammar_text(), parser="lalr", lexer="basic", strict=True)
    assert parser.parse("(a [1 #_ 2] {:b 'c})").data == "start"


def test_strict_would_refuse_overlapping_terminals() -> None:
    with pytest.raises(LarkError):
        Lark(
            grammar_text() + "\nWORD: /[a-z]+/\nwords: WORD\n", parser="lalr", lexer="basic", strict=True, start="words"
        )


LARK = Lark(grammar_text(), parser="lalr", lexer="basic")


@given(SYNTAX | messy_texts())
def test_what_is_recognised_is_what_the_grammar_says(text: str) -> None:
    try:
        LARK.parse(text)
        recognised = True
    except LarkError:
        recognised = False
    assert recognised == (parse_forms(Source("", text)).mistake is None)


def test_the_tables_are_the_grammars(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    load_tables.cache_clear()
    made = load_tables()
    load_tables.cache_clear()
    assert load_tables() == made
    assert len(list((tmp_path / "cljrules").iterdir())) == 1
    data = make_tables(grammar_text())
    assert (data["between"], data["tokens"]) == (made.between, made.tokens)
    assert (len(data["states"]), len(data["rules"])) == (len(made.states), len(made.rules))


def test_spoilt_tables_are_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    load_tables.cache_clear()
    made = load_tables()
    [kept] = (tmp_path / "cljrules").iterdir()
    kept.write_text('{"states": [1]}', encoding="utf-8")
    load_tables.cache_clear()
    assert len(load_tables().states) == len(made.states)


def test_lark_is_needed_only_to_make_the_tables() -> None:
    code = "import sys, cljrules.parser.reader as r; r.read(r.Source('', '(a)')); print('lark' in sys.modules)"
    load_tables()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("-1 - 1 +1 + a-1 -a", "NUMBER SYMBOL NUMBER NUMBER SYMBOL SYMBOL SYMBOL"),
        ("1'a 1#_b 1%", "NUMBER QUOTE SYMBOL NUMBER DISCARD SYMBOL NUMBER SYMBOL"),
        (
            '#{1} #(f) #"a\\"b" #\'x #^a b',
            "HASH_LBRACE NUMBER RBRACE HASH_LPAR SYMBOL RPAR REGEX VAR SYMBOL META SYMBOL SYMBOL",
        ),
        ("#?(:clj 1) #?@(:clj [1]) ##Inf", None),
        ("~@a ~a @a", "UNQUOTE_SPLICING SYMBOL UNQUOTE SYMBOL DEREF SYMBOL"),
        ('#:a{} #::{} #::b{} #inst "x" # foo 1', None),
        ("\\( \\) \\newline \\, \\ ", "CHARACTER CHARACTER CHARACTER CHARACTER CHARACTER"),
        ("a'b a#b a%b %1 x# :a:b ::k", "SYMBOL SYMBOL SYMBOL SYMBOL SYMBOL KEYWORD KEYWORD"),
        ("1 #! note\n2 ; note\n3", "NUMBER NUMBER NUMBER"),
    ],
)
def test_tokens(text: str, kinds: str | None) -> None:
    tokens = [token.kind for token in scan(Source("", text))]
    assert "UNREADABLE" not in tokens
    if kinds is not None:
        assert tokens == kinds.split()


def pieced_together(text: str) -> str:
    return "".join(text[piece.span.start : piece.span.end] for piece in parse(Source("", text)).pieces())


@given(st.text() | SYNTAX | messy_texts())
def test_the_tree_loses_nothing(text: str) -> None:
    assert pieced_together(text) == text


@given(st.text() | SYNTAX)
def test_spans_lie_within_the_text_and_in_order(text: str) -> None:
    tree = parse(Source("", text))
    starts = []
    for item in tree.items:
        span = item.span
        assert 0 <= span.start <= span.end <= len(text)
        if not isinstance(item, Diagnostic):
            starts.append(span.start)
    assert starts == sorted(starts)


def test_comments_are_kept_with_their_places() -> None:
    source = Source("", SAMPLE)
    comments = [source.slice(span) for span in parse(source).comments()]
    assert comments == [
        ";; Collections policy. Paragraph numbers are the policy's.",
        "; paragraph 4.2",
        ";; Legal hand-over.",
    ]


def test_nodes_have_exact_spans() -> None:
    (node,) = parse(Source("", " (a #_b '[1 2] ) ")).nodes
    assert (node.kind, node.text) == ("list", "(a #_b '[1 2] )")
    assert [(child.kind, child.text) for child in node.children] == [
        ("SYMBOL", "a"),
        ("discard", "#_b"),
        ("quote", "'[1 2]"),
    ]
