"""What text reads to is what Clojure 1.11 reads, and what it refuses is refused with the same class of error."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from form_strategies import FORMS, coll, structure
from hypothesis import given
from hypothesis import strategies as st

from cljrules.parser.duplicates import first_duplicate
from cljrules.parser.forms import Atom, Coll, Pattern
from cljrules.parser.printer import print_form
from cljrules.parser.reader import ReadError, Reading, form_of, parse, read
from cljrules.source import Source
from cljrules.values.symbols import Symbol, keyword


def printed(text: str, **how: Any) -> str:
    forms, findings = read(Source("", text), Reading(**how))
    assert not findings, findings[0].message
    return " ".join(print_form(form) for form in forms)


def refused(text: str, **how: Any) -> str:
    forms, findings = read(Source("", text), Reading(**how))
    assert findings, [print_form(form) for form in forms]
    return findings[0].error_class


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("'a", "(quote a)"),
        ("@a #'b", "(clojure.core/deref a) (var b)"),
        ("~a ~@b", "(clojure.core/unquote a) (clojure.core/unquote-splicing b)"),
        ("'#_a b", "(quote b)"),
        ("[1 #_#_ 2 3 4]", "[1 4]"),
        ("#_ a #_ b", ""),
        ("{:a 1, #_#_ :b 2}", "{:a 1}"),
        ("[1 -1 - 1]", "[1 -1 - 1]"),
        ("['a'b 1'c]", "[(quote a'b) 1 (quote c)]"),
        ("(a)(b)", "(a) (b)"),
        ("##Inf ##-Inf ## NaN", "##Inf ##-Inf ##NaN"),
        ("0x1F 0777 36rZZ 2/4 1N 1.50M 1e3 -0.0", "31 511 1295 1/2 1N 1.50M 1000.0 -0.0"),
        (":35 :a/b ::x :LARGEST-BUCKET :a.b.c :->x :/", ":35 :a/b :user/x :LARGEST-BUCKET :a.b.c :->x :/"),
        ("/ a// .b C. %1 & a:b x# +a -> nilx", "/ a// .b C. %1 & a:b x# +a -> nilx"),
        ("nil true false", "nil true false"),
        ("\\a \\newline \\u0041 \\o101 \\( \\space \\,", "\\a \\newline \\A \\A \\( \\space \\,"),
        (r'"a\n\t\"\\\u00e9\101"', r'"a\n' + "\\t" + r'\"\\éA"'),
        ('#"a\\d\\"b"', '#"a\\d\\"b"'),
        ("#{1 2} {1 2}", "#{1 2} {1 2}"),
        ("^:a [1]", "^{:a true} [1]"),
        ("^String x", "^{:tag String} x"),
        ('^"[B" x', '^{:tag "[B"} x'),
        ("^:a ^:b ^{:a 2} x", "^{:a true :b true} x"),
        ("#^:a x", "^{:a true} x"),
        ('#:a{:b 1 :_/c 2 :d/e 3 "s" 4 f 5}', '{:a/b 1 :c 2 :d/e 3 "s" 4 a/f 5}'),
        ("#::{:a 1}", "{:user/a 1}"),
        ('# inst "2020"', '#inst "2020-01-01T00:00:00.000-00:00"'),
        ("1,,,2", "1 2"),
        ("1 ; a\n#! b\n2", "1 2"),
        ("{[1] 1 {1 2} 3}", "{[1] 1 {1 2} 3}"),
        ("{1 :a 1.0 :b 1M :c}", "{1 :a 1.0 :b 1M :c}"),
    ],
)
def test_reads(text: str, form: str) -> None:
    assert printed(text) == form


@pytest.mark.parametrize(
    ("text", "error"),
    [
        *[
            (text, "NumberFormatException")
            for text in ("1//2", "08", "0x", "1a", "1_000", "1.5N", "37r1", "1-2", "(1//2", "[09 ]]")
        ],
        ("1/0", "ArithmeticException"),
        *[(text, "IllegalArgumentException") for text in ("{:a 1 :a 2}", "#{1 1N}", "{[1] 1 (1) 2}", "#{nil nil}")],
        *[(text, "IllegalArgumentException") for text in ("\\u123", "\\u00G1", '"\\8"', '"\\u12"', '"a\\0b"')],
        *[(text, "IllegalArgumentException") for text in ("^1 x", "^:a 1", '^:a "s"', "^nil", "^1", "#^[]", "^()")],
        *[(text, "IllegalStateException") for text in ("#(#(f))", "#(%a)", "`~@[1]")],
        *[(text, "ReaderException") for text in ("\\newlin", "\\o400", '"\\400"', '"\\q"', "\\", "\\()")],
        *[(text, "ReaderException") for text in (":", "::", ":a:", ":a/", ":/a", ":a/1", "a::b", "::a/b", "/a", "a/")],
        *[
            (text, "ReaderException")
            for text in ("{:a}", "#foo 1", "#<a>", "#=(f)", "#[1]", "#1", "#", "##x", "##", "#:a[1]")
        ],
        *[
            (text, "ReaderException")
            for text in ("(", ")", "(]", '"a', '#"a', "'", "#_", "[1 #_]", "~", "^:a", "#?(:clj 1)", "#a")
        ],
        ("#inst 5", "ClassCastException"),
        ('#inst "2020-13"', "ReaderException"),
        ("#uuid 5", "AssertionError"),
        ('#uuid "x"', "IllegalArgumentException"),
    ],
)
def test_refuses(text: str, error: str) -> None:
    assert refused(text) == error


def test_function_literals() -> None:
    assert printed("#(+ % %2 %)") == "(fn* [p1__1# p2__2#] (+ p1__1# p2__2# p1__1#))"
    assert printed("#(f %3 %&)") == "(fn* [p1__3# p2__4# p3__1# & rest__2#] (f p3__1# rest__2#))"
    assert printed("#()") == "(fn* [] ())"
    assert printed("#(f #_%2)") == "(fn* [p1__2# p2__1#] (f))"
    assert printed("%1") == "%1"


def test_syntax_quote() -> None:
    assert printed("`a") == "(quote user/a)"
    assert printed("`(if ~x)") == (
        "(clojure.core/seq (clojure.core/concat (clojure.core/list (quote if)) (clojure.core/list x)))"
    )
    assert printed("`[~@x]") == "(clojure.core/apply clojure.core/vector (clojure.core/seq (clojure.core/concat x)))"
    assert printed("`()") == "(clojure.core/list)"
    assert printed("`[]") == "(clojure.core/apply clojure.core/vector (clojure.core/seq (clojure.core/concat)))"
    assert printed('`:k `"s" `1 `nil') == ':k "s" 1 (quote nil)'
    assert printed("`Foo. `.foo `a.b `x/y `&") == "(quote Foo.) (quote .foo) (quote a.b) (quote x/y) (quote &)"
    assert printed("`~x `~'x") == "x (quote x)"
    assert "with-meta" in printed("`^:a b")


def test_syntax_quote_makes_names_once_per_template() -> None:
    forms, _ = read(Source("", "`[x# x#] `x#"))
    text = " ".join(print_form(form) for form in forms)
    assert text.count("x__1__auto__") == 2
    assert text.count("x__2__auto__") == 1


def test_names_resolve_through_the_reading() -> None:
    core = Reading(
        current_ns="acme",
        resolve_symbol=lambda symbol: Symbol("clojure.core", symbol.name) if symbol.name == "map" else symbol,
        resolve_alias={"u": "cljrules.u"}.get,
    )
    forms, findings = read(Source("", "`map `x ::k ::u/k #::u{:a 1} #::{:a 1}"), core)
    assert not findings
    assert " ".join(map(print_form, forms)) == (
        "(quote clojure.core/map) (quote x) :acme/k :cljrules.u/k {:cljrules.u/a 1} {:acme/a 1}"
    )


def test_reader_conditionals_where_allowed() -> None:
    assert printed("[#?(:cljs 1 :clj 2) #?(:cljs 3) #?@(:clj [4 5]) #?(:default 6)]", conditionals=True) == "[2 4 5 6]"
    assert printed("#?(:cljs 1) 2", conditionals=True) == "2"
    assert refused("#?@(:clj [1])", conditionals=True) == "ReaderException"
    assert refused("#?(:clj)", conditionals=True) == "ReaderException"
    assert refused("[#?@(:clj 1)]", conditionals=True) == "ReaderException"


def test_edn_refuses_what_is_code() -> None:
    assert printed('{:a [1 #{2}] :b #uuid "0-0-0-0-1"}', edn=True).startswith("{:a [1 #{2}]")
    assert {refused(text, edn=True) for text in ("#(f)", "'a", "`a", "@a", "~a", "#'a")} == {"ReaderException"}


def test_tags_can_be_given() -> None:
    def pair(tag: Symbol, form: Any) -> Coll:
        return Coll("vector", (Atom(tag, form.span, form.source), form), form.span, form.source)

    assert printed("#foo 1", read_tagged=pair) == "[foo 1]"


def test_tagged_values() -> None:
    forms, _ = read(Source("", '#inst "2020-01-02T03:04:05.678-01:30" #uuid "1-2-3-4-5" #"a"'))
    values = [form.value for form in forms if isinstance(form, Atom)]
    assert values[0] == datetime(2020, 1, 2, 4, 34, 5, 678000, tzinfo=UTC)
    assert values[1] == UUID("00000001-0002-0003-0004-000000000005")
    assert values[2] == Pattern("a")


def test_strings_are_utf_16_units() -> None:
    forms, _ = read(Source("", '"😀" "\\uD83D\\uDE00"'))
    assert [form.value for form in forms if isinstance(form, Atom)] == ["\ud83d\ude00", "\ud83d\ude00"]


def test_spans_are_code_points() -> None:
    source = Source("", '"😀" (a)')
    forms, _ = read(source)
    assert source.slice(forms[1].span) == "(a)"


def test_shorthand_takes_the_span_of_the_text() -> None:
    source = Source("", "x '(f y) #(g %)")
    (_, quoted, function), _ = read(source)
    assert isinstance(quoted, Coll)
    assert isinstance(function, Coll)
    assert source.slice(quoted.span) == "'(f y)"
    assert source.slice(quoted.items[1].span) == "(f y)"
    assert source.slice(function.span) == "#(g %)"


def test_discarded_forms_are_none_and_still_checked() -> None:
    nodes = parse(Source("", "#_(a) #_1//2")).nodes
    assert form_of(nodes[0]) is None
    with pytest.raises(ReadError) as caught:
        form_of(nodes[1])
    assert caught.value.diagnostic.error_class == "NumberFormatException"


def test_keywords_are_interned() -> None:
    forms, _ = read(Source("", ":a/b"))
    assert isinstance(forms[0], Atom)
    assert forms[0].value is keyword("b", "a")


@given(FORMS)
def test_printing_and_reading_back_changes_nothing(form: Any) -> None:
    forms, findings = read(Source("", print_form(form)))
    assert not findings, findings[0].message
    assert [structure(one) for one in forms] == [structure(form)]


@given(st.lists(FORMS, max_size=6))
def test_a_list_and_a_vector_of_the_same_forms_are_one_key(forms: list[Any]) -> None:
    forms = [form for form in forms if '#"' not in print_form(form) and "##NaN" not in print_form(form)]
    twin = coll("list", forms)
    assert first_duplicate([coll("vector", forms), twin]) is twin
    assert first_duplicate([coll("vector", forms), coll("set", forms)]) is None


@given(st.text() | st.text(alphabet="()[]{}\"';`~@^#%\\:/_?!<=+-01a.xN ,\n", max_size=60))
def test_reading_never_raises_and_findings_keep_the_style(text: str) -> None:
    forms, findings = read(Source("", text), Reading(conditionals=True))
    assert all(isinstance(form, (Atom, Coll)) for form in forms)
    for finding in findings:
        assert finding.family == "syntax"
        assert not finding.message.endswith(".")
        assert not finding.message[0].isupper()
