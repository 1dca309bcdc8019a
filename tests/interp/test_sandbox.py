"""No program reaches anything but the language: attempts of every kind, none of which may succeed.

The attempts are in `escape_attempts`. Each ends in an error of the language or in a value of the language; none opens,
imports or runs anything, and none changes what another program sees.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from escape_attempts import ATTEMPTS

from cljrules.evaluation import Program, Session, compile_criteria
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.parser.reader import read
from cljrules.source import Source, Span
from cljrules.stdlib.library import standard_library
from cljrules.values.classes import JavaClass
from cljrules.values.collections import MapLike, SetLike
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.limits import Limits
from cljrules.values.number_types import LEVELS
from cljrules.values.seqs import Sequential
from cljrules.values.symbols import Symbol

HERE = Path(__file__).parent
COUNT = sum(map(len, ATTEMPTS.values()))

#: Python's own classes that values of the language have; everything else is a class of the language's own.
PLAIN = (type(None), bool, str, datetime, UUID, Decimal, Fraction, *LEVELS)

#: Where the classes of the language's values are defined.
HOMES = ("cljrules.values.", "cljrules.interp.", "cljrules.stdlib.")

#: Classes of those places that are the machinery, not values.
MACHINERY = frozenset(
    {"World", "Library", "Analyzer", "Meter", "Run", "Limits", "Session", "Writer", "Frame", "Scope", "Key", "Trie"}
)


def parts(value: Any, depth: int = 0) -> Iterator[Any]:
    """A value and what it holds, as far as a program could look."""
    yield value
    if depth > 6:
        return
    held: list[Any] = []
    if isinstance(value, MapLike):
        held = [part for pair in list(value.entries())[:50] for part in pair]
    elif isinstance(value, SetLike):
        held = list(value)[:50]
    elif isinstance(value, Sequential):
        held = [element for element, _ in zip(value, range(50), strict=False)]
    elif type(value).__name__ in ("Atom", "Volatile", "Reduced", "Agent", "Ref"):
        held = [value.deref()]
    for part in held:
        yield from parts(part, depth + 1)


def stranger(value: Any) -> Any:
    """The first part of a value that is no value of the language, else None."""
    for part in parts(value):
        cls = type(part)
        if cls in PLAIN:
            continue
        if isinstance(part, JavaClass | ClojureError):
            continue
        if not cls.__module__.startswith(HOMES) or cls.__name__ in MACHINERY or isinstance(part, type):
            return part
    return None


def outcome(program: str) -> str | None:
    """What is wrong with how an attempt ended, None for nothing."""
    session = Session(loan={"loan-status": "Open"}, limits=Limits(steps=200_000))
    try:
        value, _ = session.show(program)
        found = stranger(value)
    except (ClojureError, LimitExceeded):
        return None
    except Exception as escaped:
        return f"{type(escaped).__name__}: {escaped}"
    return None if found is None else f"reached {type(found)}"


def test_there_are_many_attempts() -> None:
    assert COUNT >= 200


@pytest.mark.parametrize("kind", ATTEMPTS)
def test_attempts_end_in_errors_or_values_of_the_language(kind: str) -> None:
    assert {program: wrong for program in ATTEMPTS[kind] if (wrong := outcome(program)) is not None} == {}


def test_no_attempt_opens_imports_or_runs_anything() -> None:
    done = subprocess.run(
        [sys.executable, str(HERE / "escape_runner.py")], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == []


#: What a program finds in a world nobody has changed.
UNTOUCHED = """
[(map inc [1 2]) (str :a 'b) (meta [1]) [] {} #{} '() (count "abc") (+ 1 2) (when true 1) (Math/abs -1) (hash :a)
 (isa? Long Number) (isa? ::a ::b) (meta #'inc) (:doc (meta #'map)) *print-length* (ns-name *ns*) (conj [] 1)
 (conj #{} 1)
 (get char-name-string \\newline) (u/add-days "2026-01-01" 1) (resolve 'x) (find-ns 'other)
 (pr-str [1 2 3]) (with-out-str (println 1)) (clojure.string/upper-case "a") (parents ::a) (some? (var map))]
"""

CHANGES = (
    "(alter-var-root #'inc (constantly dec))",
    "(alter-var-root #'+ (fn [f] (fn [& xs] 666)))",
    "(intern 'clojure.core 'inc dec)",
    "(in-ns 'clojure.core) (def map nil)",
    "(in-ns 'clojure.core) (defmacro when [& b] 666)",
    "(in-ns 'clojure.string) (def upper-case identity)",
    "(in-ns 'u) (def add-days (constantly 666))",
    "(ns-unmap 'clojure.core 'inc)",
    "(var-set #'inc dec)",
    "(set! *print-length* 1)",
    '(alter-meta! #\'inc assoc :macro true :doc "changed")',
    '(reset-meta! #\'map {:doc "changed"})',
    "(with-meta inc {:changed true})",
    "(alter-meta! inc assoc :changed true)",
    "(alter-meta! *ns* assoc :changed true)",
    "(derive ::a ::b)",
    "(derive Long ::b) (derive ::a Number)",
    "(defprotocol P (p [x])) (extend-type Long P (p [x] 1)) (extend-type nil P (p [x] 1))",
    "(defrecord Long [a])",
    "(deftype String [a])",
    "(def x 1)",
    "(create-ns 'other)",
    "(ns other) (def x 1)",
    "(ns user (:refer-clojure :exclude [inc])) (def inc dec)",
    "(let [t (transient [])] (conj! t 1) (persistent! t))",
    "(let [t (transient #{})] (conj! t 1))",
    "(let [t (transient {})] (assoc! t 1 1))",
    "(aset (to-array []) 0 1)",
    "(def a (to-array [1])) (aset a 0 a)",
    "(add-watch #'inc :k (fn [& xs] (throw (ex-info \"no\" {})))) (alter-var-root #'inc identity)",
    "(add-watch #'map :k 5)",
    "(defmulti m identity) (defmethod m :default [x] 666)",
    "(prefer-method print-method 1 2)",
    '(defmethod print-method Long [x w] (.write w "666"))',
    '(with-redefs [inc dec] (throw (ex-info "out" {})))',
    "(with-redefs [inc dec] (loop [] (recur)))",
    "(binding [*print-length* 1] (loop [] (recur)))",
    "(with-precision 1 (loop [] (recur)))",
    "(with-out-str (loop [] (recur)))",
    "(first (lazy-seq (with-out-str (loop [] (recur)))))",
    "(swap! (atom {}) (fn [m] (loop [] (recur))))",
    "(gensym) (gensym)",
    "(require '[clojure.string :as s])",
    "(import 'java.util.UUID)",
    "(add-tap (fn [x] 666))",
    "(set-validator! (atom 1) string?)",
    "(clojure.core/import* 'java.lang.Math)",
    "(clojure.core/ns* 'user nil '[inc map])",
    "(def *print-length* 1)",
    "(def ^:dynamic inc dec)",
    "(.sort [3 1 2])",
    "(alter-var-root #'clojure.core/for-stop (constantly 1))",
    "(intern 'clojure.core 'char-name-string {})",
)


def test_no_program_changes_what_another_sees() -> None:
    before = Session().show(UNTOUCHED)[1]
    neighbour = Session()
    changed = []
    for program in (*CHANGES, *(attempt for attempts in ATTEMPTS.values() for attempt in attempts)):
        with contextlib.suppress(ClojureError, LimitExceeded):
            Session(limits=Limits(steps=50_000)).show(program)
        if program in CHANGES and Session().show(UNTOUCHED)[1] != before:
            changed.append(program)
    assert changed == []
    assert Session().show(UNTOUCHED)[1] == before
    assert neighbour.show(UNTOUCHED)[1] == before


def test_a_library_offers_values_of_the_language_only() -> None:
    library = standard_library()
    offered = {
        f"{ns}/{name}": value
        for table in (library.functions, library.macros)
        for ns, names in table.items()
        for name, value in names.items()
    }
    assert {name: type(value) for name, value in offered.items() if stranger(value) is not None} == {}


HOSTILE = (
    'x"]; __import__("os").system("false"); loan["',
    "x']\nimport os\n#",
    "loan",
    "day",
    "K0",
    "t1",
    "__builtins__",
    "__import__",
    "None",
    "True",
    "return",
    "a\\",
    "a\\'",
    "{0.__class__}",
    "%s",
    "\ud800",
    "\u2028",
    "\x00",
    "a\rb",
    "criteria",
    "Exception",
)


def form_of(value: Any, *rest: Any) -> Form:
    """A list form of atoms, a form on its own for one value."""
    source, span = Source("criteria", "x"), Span(0, 1)
    items = tuple(item if isinstance(item, Coll) else Atom(item, span, source) for item in (value, *rest))
    return Coll("list", items, span, source) if rest else items[0]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_and_texts_never_become_code(name: str) -> None:
    day = date(2026, 11, 22)
    variable = Symbol(None, name)
    program = Program(kinds={name: "str", "other": "int"})
    by_name = program.criteria(form_of(Symbol(None, "="), variable, name))
    assert by_name.ask({name: name}, day) is True
    assert by_name.ask({name: "other"}, day) is False
    assert by_name.decide({name: name}, day).value is True
    as_number = Program(kinds={name: "int"}).criteria(form_of(Symbol(None, "<"), variable, 5))
    assert as_number.ask({name: 4}, day) is True
    truth = Program(kinds={name: "bool"}).criteria(form_of(Symbol(None, "true?"), variable))
    assert truth.ask({name: True}, day) is True


@pytest.mark.parametrize("name", HOSTILE)
def test_bound_names_never_become_code(name: str) -> None:
    for text in ("(let [%s 4] (< %s 5))", "((fn [%s] (< %s 5)) 4)", "(loop [%s 4] (if (< %s 5) true (recur 1)))"):
        forms, _ = read(Source("criteria", text.replace("%s", "NAME")))
        # a dot is refused in a local name before anything could become of it
        renamed = rename(forms[0], Symbol(None, name.replace(".", ",")))
        assert compile_criteria(renamed).ask({}, date(2026, 11, 22)) is True


def rename(form: Form, name: Symbol) -> Form:
    """The form with `name` for `NAME`."""
    if isinstance(form, Coll):
        return Coll(form.kind, tuple(rename(item, name) for item in form.items), form.span, form.source, form.meta)
    held = form.symbol
    return Atom(name, form.span, form.source) if held is not None and held.name == "NAME" else form


def test_a_decision_sees_its_own_loan_only() -> None:
    forms, _ = read(Source("criteria", '(= loan-status "Open")'))
    criteria = compile_criteria(forms[0])
    day = date(2026, 11, 22)
    one = criteria.decide({"loan-status": "Open", "loan-sub-status": "Repaying"}, day)
    other = criteria.decide({"loan-status": "Closed"}, day)
    assert (one.value, other.value) == (True, False)
    assert dict(other.read) == {"loan-status": "Closed"}
    missing = criteria.decide({}, day)
    assert missing.error is not None
    assert dict(missing.read) == {}
