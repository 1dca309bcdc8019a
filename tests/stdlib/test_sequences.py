"""The functions of `clojure.core` on sequences: how much they work out, what they raise, and that they end."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cljrules.evaluation import Session
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.limits import Limits
from cljrules.values.symbols import from_units

SESSION = Session()


def show(text: str) -> str:
    return from_units(SESSION.show(text)[1])


#: `t` counts how often it is called in `n`
COUNTING = "(let [n (atom 0) t (fn [x] (swap! n inc) x) s {}] [@n (first s) @n (second s) @n])"


@pytest.mark.parametrize(
    ("made", "printed"),
    [
        ("(map t (range 100))", "[0 0 32 1 32]"),
        ("(map t (vec (range 100)))", "[0 0 32 1 32]"),
        ("(map t (iterate inc 0))", "[0 0 1 1 2]"),
        ("(map t (range))", "[0 0 1 1 2]"),
        ("(map t '(0 1 2))", "[0 0 1 1 2]"),
        ("(map t (int-array [0 1 2]))", "[0 0 1 1 2]"),
        ("(map t (sorted-set 0 1 2))", "[0 0 1 1 2]"),
        ("(map t (cons 0 [1 2 3]))", "[0 0 1 1 4]"),
        ("(map t (drop 5 (range 100)))", "[0 5 27 6 27]"),
        ("(map t (concat [0 1] [2 3]))", "[0 0 2 1 2]"),
        ("(map (fn [x y] (t x)) (range 100) (range 100))", "[0 0 1 1 2]"),
        ("(filter t (range 100))", "[0 0 32 1 32]"),
        ("(keep t (range 100))", "[0 0 32 1 32]"),
        ("(map-indexed (fn [i x] (t x)) (range 100))", "[0 0 32 1 32]"),
        ("(mapcat (fn [x] [(t x)]) (iterate inc 0))", "[4 0 4 1 4]"),
        ("(mapcat (fn [x] [(t x)]) (range 100))", "[32 0 32 1 32]"),
        ("(sequence (map t) (iterate inc 0))", "[1 0 33 1 33]"),
        ("(distinct (map t (iterate inc 0)))", "[0 0 1 1 2]"),
        ("(partition 2 (map t (iterate inc 0)))", "[0 (0 1) 2 (2 3) 4]"),
        ("(take-while #(< % 3) (map t (iterate inc 0)))", "[0 0 1 1 2]"),
        ("(drop 3 (map t (iterate inc 0)))", "[0 3 4 4 5]"),
        ("(reductions + (map t (iterate inc 0)))", "[0 0 1 1 2]"),
        ("(interpose :x (map t (iterate inc 0)))", "[0 0 1 :x 2]"),
        ("(iterate t 0)", "[0 0 0 0 1]"),
    ],
)
def test_no_more_is_worked_out_than_the_jvm_works_out(made: str, printed: str) -> None:
    assert show(COUNTING.replace("{}", made)) == printed


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("(def fibs (lazy-cat [0 1] (map + fibs (rest fibs)))) (take 10 fibs)", "(0 1 1 2 3 5 8 13 21 34)"),
        ("(let [s (map #(/ 1 %) '(1 0))] [(first s) (try (last s) (catch ArithmeticException e :zero))])", "[1 :zero]"),
        ("(take 5 (map vector (cycle [1 2]) (repeat :x) (range)))", "([1 :x 0] [2 :x 1] [1 :x 2] [2 :x 3] [1 :x 4])"),
        ("(apply (fn [a & r] (second r)) (range))", "2"),
        ("(first (apply concat (repeat [1])))", "1"),
        ("(nth (range 1e12) 1e6)", "1000000"),
        ("(count (range 1e12))", "1000000000000"),
        ("(range 0 1 0.25)", "(0 0.25 0.5 0.75)"),
        ("(range 10 0 -3)", "(10 7 4 1)"),
        ("(range 0 3N)", "(0 1 2)"),
        ("(take 2 (range 0 5 0))", "(0 0)"),
        ("(take 1.5 [1 2 3])", "(1 2)"),
        ("[(nthrest [1] 5) (nthrest [] 1) (nthnext [1] 1) (take-last 0 [1]) (butlast [1])]", "[() [] nil nil nil]"),
        ("(partition 3 3 [:p] (range 4))", "((0 1 2) (3 :p))"),
        ("(partition-by odd? [1 1 2 3])", "((1 1) (2) (3))"),
        ("(reductions (fn [a x] (if (> x 1) (reduced :end) x)) 0 [1 2 3])", "(0 1 :end)"),
        ("(flatten [1 [2 '(3)] nil #{4} {5 6}])", "(1 2 3 nil #{4} {5 6})"),
        ("(tree-seq map? :k {:k [{:k []} 2]})", "({:k [{:k []} 2]} {:k []} 2)"),
        ("(let [q (conj clojure.lang.PersistentQueue/EMPTY 1 2)] [(peek q) (seq (pop q)) (seq (conj q 3))])",
         "[1 (2) (1 2 3)]"),
        ("(reduce (fn [a x] (if (> a 10) (reduced a) (+ a x))) (range))", "15"),
        ("(sort-by count > [\"a\" \"ccc\" \"bb\"])", '("ccc" "bb" "a")'),
        ("((comparator (fn [a b] 0)) 2 1)", "-1"),
        ("(max-key count \"a\" \"bb\" \"cc\")", '"cc"'),
        ("(subseq (sorted-map 1 :a 2 :b 3 :c) > 1 < 3)", "([2 :b])"),
        ("((some-fn :a :b) {:b 1} {:a 2})", "2"),
        ("[(hash 1) (hash \"abc\") (hash :a) (hash 'a) (hash [1 2]) (hash {:a 1}) (hash #{1}) (hash 1M)]",
         "[1392991556 74834163 -2123407586 -482876059 156247261 1772842048 1038464948 31]"),
    ],
)  # fmt: skip
def test_values(source: str, printed: str) -> None:
    assert show(source) == printed


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("(first 5)", "IllegalArgumentException"),
        ("(doall (map + [] 5))", "IllegalArgumentException"),
        ("(doall (distinct #{1 2}))", "UnsupportedOperationException"),
        ("(doall (take nil [1]))", "NullPointerException"),
        ("(nth {} 0)", "UnsupportedOperationException"),
        ("(nth [1] :a)", "ClassCastException"),
        ('(nth "abc" 9)', "StringIndexOutOfBoundsException"),
        ("(contains? '(1) 0)", "IllegalArgumentException"),
        ("(find #{1} 1)", "IllegalArgumentException"),
        ("(conj {} [1])", "IllegalArgumentException"),
        ("(conj {} '(1 2))", "ClassCastException"),
        ("(assoc {} 1 2 3)", "IllegalArgumentException"),
        ("(dissoc [1] 0)", "ClassCastException"),
        ("(peek (range 3))", "ClassCastException"),
        ("(pop ())", "IllegalStateException"),
        ("(doall (keys [[1 2]]))", "ClassCastException"),
        ("(vec 5)", "RuntimeException"),
        ("(subvec [1 2] 2 1)", "IndexOutOfBoundsException"),
        ("(with-meta 5 {})", "ClassCastException"),
        ('(sort ["a" 1])', "ClassCastException"),
        ("(sort :a [1 2])", "ClassCastException"),
        ("(sort (fn [a b] nil) [1 2])", "NullPointerException"),
        ("(sorted-map {} 1)", "ClassCastException"),
        ("(rseq '(1))", "ClassCastException"),
        ("(let [t (transient [])] (persistent! t) (conj! t 1))", "IllegalAccessError"),
        ("(transient '(1))", "ClassCastException"),
        ("(aget (int-array 2) 2)", "ArrayIndexOutOfBoundsException"),
        ("(apply + 1)", "IllegalArgumentException"),
        ("(reduce +)", "ArityException"),
        ("({})", "ArityException"),
        ("(into [] (take-nth 0) [1])", "ArithmeticException"),
        ("(count :a)", "UnsupportedOperationException"),
        ("(doall (reduce concat (repeat 10000 [1])))", "StackOverflowError"),
        ("#{(reduce (fn [m _] [m]) [] (range 50000))}", "StackOverflowError"),
    ],
)
def test_errors_are_those_of_the_jvm(source: str, name: str) -> None:
    with pytest.raises(ClojureError) as raised:
        SESSION.run(source)
    assert raised.value.cls.simple_name == name


@pytest.mark.parametrize(
    "source",
    [
        "(nth (iterate inc 0) 1e9)",
        "(count (range))",
        "(count (map inc (range)))",
        "(reduce + (range 1e12))",
        "(vec (repeat 1e9 0))",
        "(last (cycle [1 2]))",
        "(first (filter neg? (range)))",
        "(first (filter neg? (range 1e12)))",
        "(first (drop-while nat-int? (range)))",
        "(every? number? (range))",
        "(apply + (range))",
        "(into #{} (range))",
        "(into {} (map (fn [i] [i i])) (range))",
        "(into (sorted-set) (range))",
        "(zipmap (range) (range))",
        "(sort (range))",
        "(frequencies (repeat 1))",
        "(flatten (repeat []))",
        "(doall (flatten (repeat [])))",
        "(doall (dedupe (cycle [1])))",
        "(doall (distinct (cycle [1 2])))",
        "(hash (range))",
        "(= (range) (range))",
        "(int-array 1e9)",
        "(doall (partition 1e9 (range)))",
        "(trampoline (fn f [] f))",
        "(transduce (map inc) + (range))",
        "(loop [m (sorted-map) i 0] (recur (assoc m i i) (inc i)))",
        "(let [v (vec (range 500))] (loop [] (reduce + v) (recur)))",
    ],
)
def test_what_would_not_end_is_stopped(source: str) -> None:
    with pytest.raises(LimitExceeded):
        Session(limits=Limits(steps=20_000, size=10_000)).show(source)


#: transducers, each with the sequence function of the same name and arguments
XFORMS = st.sampled_from(
    ["(map inc)", "(filter odd?)", "(remove odd?)", "(keep #(if (odd? %) % nil))", "(map-indexed +)", "(take 3)",
     "(keep-indexed #(if (odd? %1) %2))", "(take-while #(< % 5))", "(drop 2)", "(drop-while #(< % 5))", "(take-nth 2)",
     "(distinct)", "(dedupe)", "(interpose 0)", "(mapcat #(list % %))", "(replace {1 10})"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(XFORMS, min_size=1, max_size=4), st.lists(st.integers(0, 9), max_size=40))
def test_a_transducer_does_what_the_function_on_a_sequence_does(xforms: list[str], numbers: list[int]) -> None:
    coll = f"[{' '.join(map(str, numbers))}]"
    composed = f"(comp {' '.join(xforms)})"
    lazily = show(f"(vec (->> {coll} {' '.join(xforms)}))")
    assert show(f"(into [] {composed} {coll})") == lazily
    assert show(f"(vec (sequence {composed} {coll}))") == lazily
    assert show(f"(transduce {composed} conj [] '({' '.join(map(str, numbers))}))") == lazily
    assert show(f"(vec (eduction {' '.join(xforms)} {coll}))") == lazily
    assert show(f"(into '() {composed} {coll})") == show(f"(apply list (reverse {lazily}))")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-50, 50), max_size=80))
def test_functions_agree_with_python(numbers: list[int]) -> None:
    def python(value: Any) -> str:
        return f"[{' '.join(map(str, value))}]"

    coll = python(numbers)
    assert show(f"(vec (sort {coll}))") == python(sorted(numbers))
    assert show(f"(vec (sort > {coll}))") == python(sorted(numbers, reverse=True))
    assert show(f"(vec (reverse {coll}))") == python(reversed(numbers))
    assert show(f"(vec (distinct {coll}))") == python(dict.fromkeys(numbers))
    assert show(f"(reduce + {coll})") == str(sum(numbers))
    assert show(f"(vec (take-last 3 {coll}))") == python(numbers[-3:])
    assert show(f"(vec (mapcat vec (partition-all 7 {coll})))") == coll
    assert show(f"(= (frequencies {coll}) (update-vals (group-by identity {coll}) count))") == "true"
    assert show(f"(= (set {coll}) (into (sorted-set) {coll}))") == "true"
