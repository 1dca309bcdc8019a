"""Text, names, sets, walking, references, EDN and methods, as Clojure 1.11 on the JVM answers."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cljrules.evaluation import Session
from cljrules.stdlib import strings
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.java_hash import hash_code
from cljrules.values.regex import compile_regex
from cljrules.values.symbols import from_units, to_units


def show(source: str) -> str:
    return from_units(Session().show(source)[1])


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ('(clojure.string/split "xaxbx" #"x*")', '["" "" "a" "" "b"]'),
        ('(clojure.string/split "a,b,,," #",")', '["a" "b"]'),
        ('(clojure.string/split "a,b,,," #"," -1)', '["a" "b" "" "" ""]'),
        ('(clojure.string/split "a,b,c" #"," 2)', '["a" "b,c"]'),
        ('(clojure.string/split "" #",")', '[""]'),
        (r'(clojure.string/split-lines "a\r\nb\rc\n\n")', r'["a" "b\rc"]'),
        ('(clojure.string/replace "abc" #"(?<x>b)" "[${x}]")', '"a[b]c"'),
        ('(clojure.string/replace "abc" #"(b)" "$11")', '"ab1c"'),
        ('(clojure.string/replace "abc" #"b" {"b" "Q"})', '"aQc"'),
        ('(clojure.string/replace "abc" #"z" nil)', '"abc"'),
        (r'(clojure.string/replace-first "abc" \b "x")', '"axc"'),
        ('(clojure.string/replace-first "abc" "b" "$1")', '"a$1c"'),
        ('(clojure.string/capitalize "ßa")', '"SSa"'),
        ('(clojure.string/lower-case "ΑΣ")', '"ας"'),
        ('(clojure.string/reverse "a😀b")', '"b😀a"'),
        ('(clojure.string/join "," {:a 1})', '"[:a 1]"'),
        ('(clojure.string/index-of "abc" "" 10)', "3"),
        ('(clojure.string/last-index-of "abc" "a" -1)', "nil"),
        (r'(clojure.string/escape "abc" {\a 1})', '"1bc"'),
        (r'(clojure.string/blank? "\u00a0")', "false"),
        ('(count "😀")', "2"),
        ("(str nil :a 'b 1.0 2M [nil \"x\"])", r'":ab1.02[nil \"x\"]"'),
        ('(subs "hello" 1.9 3N)', '"el"'),
        ('(keyword "a/b/c")', ":a/b/c"),
        ("(keyword 1)", "nil"),
        ("(map name [:a/b 'c \"d\"])", '("b" "c" "d")'),
        ("(= (gensym) (gensym))", "false"),
        ('(with-out-str (println "a" 1) (pr "b") (printf "%d" 2))', r'"a 1\n\"b\"2"'),
        ("(clojure.set/union #{1 2} #{2 3})", "#{1 2 3}"),
        ("(clojure.set/difference #{1 2} [1])", "#{2}"),
        ("(clojure.set/intersection #{1 2} #{2 3} #{2})", "#{2}"),
        ("(clojure.set/join #{{:a 1 :b 2}} #{{:c 1 :d 3}} {:a :c})", "#{{:a 1, :b 2, :c 1, :d 3}}"),
        ("(clojure.set/rename-keys {:a 1 :b 2} {:a :b :b :a})", "{:b 1, :a 2}"),
        ("(clojure.set/subset? #{1} #{1 2})", "true"),
        ("(clojure.walk/postwalk #(if (number? %) (inc %) %) {:a [1 #{2}] :b '(3)})", "{:a [2 #{3}], :b (4)}"),
        ('(clojure.walk/stringify-keys {:a {:b 1}})', '{"a" {"b" 1}}'),
        ("(clojure.walk/prewalk-replace {:a :b} [:a {:a :c}])", "[:b {:b :c}]"),
        ('(clojure.edn/read-string "{:a [1 2.50M \\"x\\"]} rest")', '{:a [1 2.50M "x"]}'),
        ('(clojure.edn/read-string {:eof :none} " ")', ":none"),
        ("(let [a (atom 0 :validator int?)] (swap! a + 2) (swap-vals! a inc))", "[2 3]"),
        ("(let [a (atom 1) b (atom [])] (add-watch a 1 (fn [& xs] (swap! b conj (last xs)))) (reset! a 5) @b)", "[5]"),
        ("(let [d (delay (println 1) 2)] [(realized? d) @d (realized? d)])", "[false 2 true]"),
        ("(let [p (promise)] (deliver p 1) (deliver p 2) @p)", "1"),
        ('(.substring "hello" 1 3)', '"el"'),
        ('(vec (.split "a,b,," ","))', '["a" "b"]'),
        ('(.indexOf "abc" "z")', "-1"),
        ('(.hashCode "abc")', "96354"),
        (r'[(Character/isDigit \1) (Character/toUpperCase \a)]', r"[true \A]"),
        ('(Boolean/parseBoolean "TRUE")', "true"),
        ('(.getMessage (ex-info "no" {}))', '"no"'),
    ],
)  # fmt: skip
def test_values(source: str, printed: str) -> None:
    assert show(source) == printed


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("(clojure.string/upper-case nil)", "NullPointerException"),
        ("(clojure.string/trim :a)", "ClassCastException"),
        ('(clojure.string/split "a" ",")', "ClassCastException"),
        ('(clojure.string/replace "a" #"a" "$1")', "IndexOutOfBoundsException"),
        ('(clojure.string/replace "a" #"a" "$")', "IllegalArgumentException"),
        ('(clojure.string/replace "a" 1 2)', "IllegalArgumentException"),
        (r'(clojure.string/replace "a" \a "b")', "ClassCastException"),
        ('(clojure.string/join "," 5)', "IllegalArgumentException"),
        ('(subs "hello" 3 2)', "StringIndexOutOfBoundsException"),
        ('(subs "hello" 3000000000)', "ArithmeticException"),
        ("(name 1)", "ClassCastException"),
        ("(symbol nil)", "IllegalArgumentException"),
        ("(reset! nil 1)", "NullPointerException"),
        ("(atom 0 :validator pos?)", "IllegalStateException"),
        ("@(promise)", "IllegalStateException"),
        ("(clojure.set/intersection [1 2] [2])", "ClassCastException"),
        ('(clojure.edn/read-string "#foo 1")', "RuntimeException"),
        ('(clojure.edn/read-string "#\\"a\\"")', "RuntimeException"),
        ('(.nope "a")', "IllegalArgumentException"),
        ('(.charAt "abc" 9)', "StringIndexOutOfBoundsException"),
        ('(.substring "a" 1 2 3)', "IllegalArgumentException"),
    ],
)
def test_classes_of_errors(source: str, error: str) -> None:
    with pytest.raises(ClojureError) as caught:
        Session().run(source)
    assert caught.value.cls.simple_name == error


@pytest.mark.parametrize(
    "source",
    [
        '(apply str (repeat 1000000000 "x"))',
        '(clojure.string/join "," (range))',
        '(.repeat "ab" 100000000)',
        '(loop [s "ab"] (recur (str s s)))',
        '(clojure.string/replace (.repeat "a" 5000) "a" (.repeat "a" 5000))',
        '(clojure.string/replace (.repeat "a" 5000) #"a" (.repeat "a" 5000))',
    ],
)
def test_huge_strings_end_soon(source: str) -> None:
    started = time.perf_counter()
    with pytest.raises(LimitExceeded):
        Session().run(source)
    assert time.perf_counter() - started < 3


_TEXT = st.text("aé😀 \n,x", max_size=20).map(to_units)


@given(_TEXT)
def test_reversing_twice_changes_nothing(text: str) -> None:
    assert strings.reverse(strings.reverse(text)) == text


@given(_TEXT)
def test_splitting_and_joining_changes_nothing(text: str) -> None:
    assert strings.join(",", strings.split(text, compile_regex(","), -1)) == text


@given(_TEXT, _TEXT)
def test_a_quoted_replacement_means_itself(text: str, new: str) -> None:
    assert strings.replace(text, compile_regex("a"), strings.re_quote_replacement(new)) == text.replace("a", new)


@given(_TEXT)
def test_equal_text_has_equal_hash_codes(text: str) -> None:
    expected = 0
    for unit in text:
        expected = (31 * expected + ord(unit)) % 2**32
    assert hash_code(text) % 2**32 == expected
