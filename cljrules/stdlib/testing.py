"""Functions of `clojure.test`: counting, reporting and running tests.

What happened is kept in the world that runs the tests; reports are printed as Clojure prints them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from cljrules.interp.registry import world_core
from cljrules.interp.world import World
from cljrules.stdlib.registry import core
from cljrules.values.collections import EMPTY_VECTOR, PersistentMap, Vector
from cljrules.values.errors import ClojureError
from cljrules.values.functions import invoke
from cljrules.values.output import write
from cljrules.values.printer import pr_str, str_of
from cljrules.values.refs import Atom
from cljrules.values.symbols import Symbol, keyword

TEST: Final = "clojure.test"
_COUNTS: Final = ("test", "pass", "fail", "error")
_NOTHING: Final = PersistentMap.of((keyword(name), 0) for name in _COUNTS)
_NOT: Final = Symbol(None, "not")


def _held(world: World, name: str, start: Any) -> Atom:
    """A changeable value of the world's test runs."""
    var = world.intern(TEST, name)
    if not isinstance(var.root, Atom):
        var.root = Atom(start)
    return var.root


def _counters(world: World) -> Atom:
    return _held(world, "counters*", _NOTHING)


def _contexts(world: World) -> Atom:
    return _held(world, "contexts*", EMPTY_VECTOR)


def _running(world: World) -> Atom:
    return _held(world, "running*", EMPTY_VECTOR)


def _count(world: World, name: str) -> None:
    counters = _counters(world)
    counters.value = counters.value.assoc(keyword(name), counters.value.get(keyword(name)) + 1)


def _report(world: World, kind: str, place: str, message: Any, expected: Any, actual: str) -> None:
    names = " ".join(_running(world).value)
    write(f"\n{kind.upper()} in ({names}) ({place})\n")
    contexts = " ".join(str(text) for text in _contexts(world).value)
    for line in (contexts, message):
        if line:
            write(f"{line}\n")
    write(f"expected: {pr_str(expected)}\n  actual: {actual}\n")
    _count(world, kind)


@world_core("checked*", ns=TEST)
def checked(world: World, place: Any, message: Any, form: Any, result: Any, actual: Any) -> Any:
    """Count an assertion by its result, and report one that does not hold."""
    if result is None or result is False:
        shown = pr_str(Vector.of((_NOT, actual)).seq()) if actual is not result else pr_str(result)
        _report(world, "fail", place, message, form, shown)
    else:
        _count(world, "pass")
    return result


@world_core("passed*", ns=TEST)
def passed(world: World, value: Any) -> Any:
    """Count an assertion that holds."""
    _count(world, "pass")
    return value


@world_core("failed*", ns=TEST)
def failed(world: World, place: Any, message: Any, form: Any, actual: Any) -> Any:
    """Report an assertion that does not hold."""
    _report(world, "fail", place, message, form, pr_str(actual))
    return None


@world_core("errored*", ns=TEST)
def errored(world: World, place: Any, message: Any, form: Any, problem: ClojureError) -> Any:
    """Report an assertion that raised an error."""
    _report(world, "error", place, message, form, f"{problem.cls.name}: {problem.message}")
    return None


@world_core("with-context*", ns=TEST)
def with_context(world: World, text: Any, body: Any) -> Any:
    """Run assertions under a heading."""
    contexts = _contexts(world)
    before = contexts.value
    contexts.value = before.conj(text)
    try:
        return invoke(body)
    finally:
        contexts.value = before


@world_core("test-var", ns=TEST)
def test_var(world: World, var: Any) -> Any:
    """Run the test a var holds; an error outside an assertion is counted and reported."""
    test = var.meta.get(keyword("test"))
    if test is None:
        return None
    _count(world, "test")
    running = _running(world)
    before = running.value
    running.value = before.conj(var.name)
    try:
        invoke(test)
    except ClojureError as problem:
        place = "" if problem.source is None else problem.source.path
        _report(world, "error", place, "Uncaught exception, not in assertion.", None, str(problem))
    finally:
        running.value = before
    return None


@world_core("run-tests", ns=TEST)
def run_tests(world: World, *names: Any) -> Any:
    """Run the tests of namespaces inside their fixtures, of the current namespace where none is named; gives the
    counts.
    """
    spaces = [world.find_namespace(name.text) if isinstance(name, Symbol) else name for name in names] or [world.ns]

    def run() -> None:
        for space in spaces:
            if space is not None:
                write(f"\nTesting {space.name}\n")
                _call(world, "test-all-vars", space)

    return _summary(world, run)


@world_core("test-ns", ns=TEST)
def test_ns(world: World, name: Any) -> Any:
    """Run the tests of a namespace inside its fixtures; gives the counts without printing them."""
    space = world.find_namespace(name.text) if isinstance(name, Symbol) else name
    counters = _counters(world)
    counters.value = _NOTHING
    _call(world, "test-all-vars", space)
    return counters.value


@world_core("run-test-var", ns=TEST)
def run_test_var(world: World, var: Any) -> Any:
    """Run one test inside the fixtures of its namespace; gives the counts."""
    return _summary(world, lambda: _call(world, "test-vars", Vector.of([var])))


@world_core("testing-contexts-str", ns=TEST)
def testing_contexts(world: World) -> Any:
    """The headings of the assertions that run now, the outermost first."""
    return " ".join(str(text) for text in _contexts(world).value)


@world_core("testing-vars-str", ns=TEST)
def testing_vars(world: World, report: Any) -> Any:
    """The tests that run now and the place of a report, a map with `:file` and `:line`."""
    names = " ".join(_running(world).value)
    return f"({names}) ({str_of(report.get(keyword('file')))}:{str_of(report.get(keyword('line')))})"


def _call(world: World, name: str, *args: Any) -> Any:
    var = world.find_var(TEST, name)
    assert var is not None
    return invoke(var.root, *args)


def _summary(world: World, run: Callable[[], object]) -> Any:
    counters = _counters(world)
    counters.value = _NOTHING
    run()
    held = counters.value
    test, good, bad, broken = (held.get(keyword(name)) for name in _COUNTS)
    write(f"\nRan {test} tests containing {good + bad + broken} assertions.\n{bad} failures, {broken} errors.\n")
    return held.assoc(keyword("type"), keyword("summary"))


@core("successful?", ns=TEST)
def successful(summary: Any) -> Any:
    """Whether the counts of a run have no failure and no error."""
    return summary.get(keyword("fail"), 0) == 0 and summary.get(keyword("error"), 0) == 0
