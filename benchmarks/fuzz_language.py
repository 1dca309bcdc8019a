"""Call everything in the library with arguments of every kind, and run small programs of any shape.

    python benchmarks/fuzz_language.py [--seconds N] [--seed N] [--causes]

Whatever a program does, it ends in a value, an error of the language or a limit. Prints every call that ended
otherwise, or took longer than its allowance should last, and how many were tried; exits with 1 if there were any.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from cljrules.evaluation import Session
from cljrules.stdlib.library import standard_library
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.limits import Limits

#: A small allowance, so that many calls can be tried, and the processor seconds it may last at most.
ALLOWANCE = Limits(steps=60_000, size=20_000, text=50_000)
TOO_LONG = 2.0

#: Texts of values of every kind.
VALUES = (
    "nil", "true", "false", "0", "1", "-1", "2", "7", "31", "32", "63", "64", "1000", "-1000", "9223372036854775807",
    "-9223372036854775808", "1N", "123456789012345678901234567890N", "-1N", "0N", "1/2", "-7/3", "0.0", "-0.0", "0.5",
    "1.5", "-2.5", "1e300", "1e-300", "##NaN", "##Inf", "##-Inf", "0M", "1M", "1.50M", "-3.14M", "1e999999999M",
    "1e-999999999M", "1e20M", "(int 5)", "(short 5)", "(byte 5)", "(float 0.5)", "(biginteger 5)", '""', '"a"',
    '"abc"', '"2026-11-22"', '"12"', '"%s %d"', '"{0}"', "\"\\ud83d\\ude00\"", "\"\\ud800\"",
    "(apply str (repeat 500 \\x))", "\\a", "\\newline", "\\uffff", ":a", ":n/a", "::b", "'a", "'n/a", "'inc",
    '(symbol "")', "[]", "[1]", "[1 2 3]", "[nil]", "[[1 2] [3 4]]", "[:a :b :c]", "(vec (range 100))",
    "(subvec [1 2 3 4] 1 3)", "()", "'(1 2 3)", "'(inc 1)", "{}", "{:a 1}", "{:a {:b 2}}", "{1 2, 3 4}", "{nil nil}",
    '{"a" 1}', "(sorted-map 2 :b 1 :a)", "(zipmap (range 50) (range))", "#{}", "#{1 2 3}", "#{:a nil}",
    "(sorted-set 3 1 2)", "(range)", "(range 10)", "(iterate inc 0)", "(repeat 1)", "(repeat 3 :x)", "(cycle [1 2])",
    "(map inc [1 2 3])", "(lazy-seq nil)", "(lazy-seq [1 2])", "(filter odd? (range))",
    '(lazy-seq (throw (ex-info "no" {})))', '(seq "abc")', "(rest [1])", "(cons 1 nil)", "(first {:a 1})", "inc", "+",
    "identity", "(fn [x] x)", "(fn [& xs] xs)", "(fn [] 1)", "(fn [a b] (compare a b))", '#(throw (ex-info "f" {}))',
    "(constantly nil)", "(partial + 1)", "(comp inc dec)", "(map inc)", "even?", "nil?", "<", "compare", "str",
    "vector", "hash-map", '#"a+"', '#"(a)(b)?"', '(re-matcher #"a" "banana")', "(atom nil)", "(atom {:a 1})",
    "(volatile! 1)", "(delay 1)", '(delay (throw (ex-info "d" {})))', "(promise)", "(reduced 1)", "(ref 1)",
    "(agent 1)", "#'inc", "#'no-such-var-here", "*ns*", "(find-ns 'clojure.string)", "'clojure.core", "String",
    "Long", "Object", "Exception", '(ex-info "m" {:a 1})', '(ex-info "m" {} (ex-info "c" {}))', '(Exception. "e")',
    "(transient [])", "(transient {})", "(transient #{})", "(to-array [1 2 3])", "(int-array 3)", "(object-array 2)",
    '#inst "2020-01-01"', '#uuid "00000000-0000-0000-0000-000000000000"', "clojure.lang.PersistentQueue/EMPTY",
    "(->Point 1 2)", "(map->Point {:x nil})", "(Odd. 1)", "Point", "Shape", "area", "(make-hierarchy)",
    "(eduction (map inc) [1 2])", "(with-meta [1] {:m 1})", "(tagged-literal 'x 1)", "(find-var 'clojure.core/map)",
    "@#'when", "(lazy-cat [1] [2])", "(let [a (atom nil)] (reset! a a) a)", "(nth (iterate vector 1) 60)",
    "(java.math.MathContext. 5)", "java.math.RoundingMode/HALF_UP", "(Odd. (Odd. nil))",
)  # fmt: skip

PRELUDE = """
(defrecord Point [x y])
(deftype Odd [x] clojure.lang.Seqable (seq [_] x) Object (toString [_] x) clojure.lang.IFn (invoke [_ y] x)
  Comparable (compareTo [_ o] x) clojure.lang.Counted (count [_] x) clojure.lang.IDeref (deref [_] x))
(defmulti area :kind)
(defprotocol Shape (sides [this]))
(declare no-such-var-here)
"""

#: Heads that are no functions or macros of the library.
SPECIAL = (
    "if",
    "do",
    "let*",
    "loop*",
    "fn*",
    "recur",
    "def",
    "var",
    "throw",
    "try",
    "new",
    ".",
    "set!",
    "quote",
    "case*",
)

#: What macros and special forms are given besides values.
PIECES = (
    "x", "[x 1]", "[x 1 y 2]", "[[a b] [1 2]]", "[{:keys [a]} {:a 1}]", "[x & y]", "[& y]", "[x (range 3)]", "&", "_",
    "([x] x)", "([x] x) ([x y] y)", "(catch Exception e 1)", "(finally 1)", ":else", ":when", ":let", "(x 1)",
    "(recur 1)",
    "[]", "{}", "(inc x)", "[x [1 2] :while true]", "[:a]", '"doc"', "clojure.string", "[clojure.string :as s]",
    "(:require [clojure.set])", "->", "%", "Object", "(toString [_] 1)", "[x 1 2]", "[1 x]", "(loop [i 0] (recur i))",
    ".length", "^:dynamic z", "^{:a 1} [x]", "'x", "`(a ~x)", "#(+ % 1)", "@x",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Odd:
    """A program that did not end as programs must."""

    program: str
    what: str


def heads() -> list[str]:
    """Everything that can stand at the head of a call: functions, macros, special forms, statics and methods."""
    library = standard_library()
    spaces = [
        (ns, name) for table in (library.functions, library.macros) for ns, names in table.items() for name in names
    ]
    return [
        *(name if ns == "clojure.core" else f"{ns}/{name}" for ns, name in spaces),
        *library.statics,
        *(f".{name}" for name in library.methods),
        *(f"{name}." for name in library.constructors),
        *SPECIAL,
    ]


def programs(chance: random.Random) -> Iterator[str]:
    """Programs without end: calls of everything in turn, in random order, with random arguments."""
    names = heads()
    library = standard_library()
    macros = {name for names in library.macros.values() for name in names} | set(SPECIAL)
    while True:
        chance.shuffle(names)
        for name in names:
            shapes = (*VALUES, *PIECES, *PIECES) if name.rsplit("/", 1)[-1] in macros else VALUES
            count = chance.choice((0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 5))
            args = [chance.choice(shapes) for _ in range(count)]
            if count and chance.random() < 0.15:
                args[-1] = (
                    f"({chance.choice(names)} {' '.join(chance.choice(VALUES) for _ in range(chance.randrange(3)))})"
                )
            call = f"({name} {' '.join(args)})"
            wrap = chance.random()
            if wrap < 0.08:
                yield f"(apply {name} [{' '.join(args)}])"
            elif wrap < 0.12:
                yield f"(map {name} [{' '.join(args)}])"
            elif wrap < 0.15:
                yield f"(doall (take 5 {call}))"
            elif wrap < 0.17:
                yield f"(try {call} (catch Throwable e (str e)))"
            elif wrap < 0.19:
                yield f"(let [v {call}] [(str v) (hash v) (= v v) {{v 1}}])"
            else:
                yield call


def tried(program: str, causes: bool = False) -> Odd | None:
    """Run one program; None where it ended as it must. `causes` counts what the library left to Python, too."""
    session = Session(loan={"loan-status": "Open"}, limits=ALLOWANCE)
    session.run(PRELUDE)
    start = time.process_time()
    try:
        session.show(program)
    except (ClojureError, LimitExceeded) as end:
        if causes and isinstance(end.__cause__, Exception) and not isinstance(end.__cause__, ClojureError):
            return Odd(program, f"{end.message} <- {type(end.__cause__).__name__}: {end.__cause__}")
    except Exception as escaped:
        return Odd(program, f"{type(escaped).__name__}: {escaped}")
    seconds = time.process_time() - start
    return Odd(program, f"took {seconds:.1f} seconds") if seconds > TOO_LONG else None


def fuzz(
    seed: int, seconds: float | None = None, count: int | None = None, causes: bool = False
) -> tuple[int, list[Odd]]:
    """Try so many programs, or for so long; gives how many were tried and those that ended badly."""
    end = None if seconds is None else time.monotonic() + seconds
    found: list[Odd] = []
    done = 0
    for program in programs(random.Random(seed)):
        if done == count or (end is not None and time.monotonic() > end):
            break
        odd = tried(program, causes)
        done += 1
        if odd is not None:
            found.append(odd)
    return done, found


def main() -> int:
    parser = argparse.ArgumentParser(description="Fuzz the language's library.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--causes", action="store_true", help="show errors that the library left to Python, too")
    given = parser.parse_args()
    done, found = fuzz(given.seed, seconds=given.seconds, causes=given.causes)
    for odd in found:
        print(f"{odd.what}\n  {odd.program}")
    print(f"{done:,} programs, {len(found)} that did not end as they must")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
