"""Functions that macros call: laziness, dynamic bindings, captured output, loops over sequences.

Authors meet them through the macros `lazy-seq`, `delay`, `binding`, `with-out-str`, `for`, `doseq` and their kin.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from contextvars import ContextVar
from typing import Any

from cljrules.interp.world import CORE, INTERNAL, Var
from cljrules.stdlib.registry import core
from cljrules.stdlib.sequences import map_
from cljrules.values.casts import cannot_cast
from cljrules.values.collections import EMPTY_MAP, MapLike, PersistentMap
from cljrules.values.decimals import math_context
from cljrules.values.errors import ClojureError, class_cast, error, illegal_argument
from cljrules.values.functions import Builtin, callable_of, invoke
from cljrules.values.kinds import class_name
from cljrules.values.number_types import is_number
from cljrules.values.output import OUT, Writer
from cljrules.values.printer import STYLE, Style, str_of
from cljrules.values.refs import Delay
from cljrules.values.seqs import LazySeq, blocks_of, lazy, lazy_blocks, seq_of


class Stop:
    """What a loop's body answers to end the loop: a `:while` that failed."""


STOP = Stop()
VALUES = ((INTERNAL, "for-stop", STOP),)


@core("lazy-seq*", ns=INTERNAL)
def lazy_seq(body: Any) -> Any:
    """A sequence worked out by a function of no arguments when it is first needed."""
    return LazySeq(callable_of(body))


@core("delay*", ns=INTERNAL)
def delay(body: Any) -> Any:
    """A value worked out by a function of no arguments when it is first needed, once."""
    return Delay(callable_of(body))


@core("for-cat", ns=INTERNAL)
def for_cat(chunked: Any, step: Any, source: Any) -> Any:
    """The elements that `step` gives for each element of a sequence, one sequence after the other, until it gives
    `for-stop`.
    """
    call = callable_of(step)

    def blocks() -> Iterator[list[Any]]:
        for block in blocks_of(source):
            made: list[Any] = []
            for item in block:
                found = call(item)
                if found is STOP:
                    yield made
                    return
                if found is not None:
                    made.extend(found)
            yield made

    def elements() -> Iterator[Any]:
        for block in blocks_of(source):
            for item in block:
                found = call(item)
                if found is STOP:
                    return
                if found is not None:
                    yield from found

    return lazy_blocks(blocks()) if chunked else LazySeq(lambda: lazy(elements()))


@core("each", ns=INTERNAL)
def each(step: Any, source: Any) -> Any:
    """Call `step` with each element of a sequence, until it gives `for-stop`."""
    call = callable_of(step)
    at = seq_of(source)
    for item in () if at is None else at:
        if call(item) is STOP:
            break
    return None


@core("seq-to-map-for-destructuring")
def seq_to_map(source: Any) -> Any:
    """Alternating keys and values as a map; a last element on its own is a map of more of them."""
    items = list(seq_of(source) or ())
    if len(items) == 1:
        return items[0]
    if not items:
        return EMPTY_MAP
    pairs = list(zip(items[::2], items[1::2], strict=False))
    made = PersistentMap.of(pairs)
    if len(items) % 2:
        last = items[-1]
        if not isinstance(last, MapLike):
            raise illegal_argument(f"No value supplied for key: {str_of(last)}")
        made = made.assoc_all(last.entries())
    return made


def _bind(var: Any, value: Any, stack: ExitStack) -> None:
    if not isinstance(var, Var):
        raise class_cast(f"{class_name(var)} cannot be cast to clojure.lang.Var")
    if var.binding is None:
        raise error("IllegalStateException", f"Can't dynamically bind non-dynamic var: {var.ns}/{var.name}")
    token = var.binding.set([value])
    stack.callback(var.binding.reset, token)


@core("with-bindings*")
def with_bindings(bindings: Any, function: Any, *args: Any) -> Any:
    """Call a function while vars have other values."""
    with ExitStack() as stack:
        style: dict[str, Any] = {}
        for var, value in bindings.entries():
            _bind(var, value, stack)
            setting = _PRINT_SETTINGS.get(var.name)
            if setting is not None:
                style[setting] = (
                    _limit(value) if setting in ("length", "level") else not (value is None or value is False)
                )
            elif var.name == "*math-context*":
                stack.callback(math_context.reset, math_context.set(value))
        if style:
            held = STYLE.get()
            now = {name: getattr(held, name) for name in _PRINT_SETTINGS.values()} | style
            token = STYLE.set(Style(**now))
            stack.callback(STYLE.reset, token)
        return invoke(function, *args)


def _limit(value: Any) -> int | None:
    """How many elements or levels are printed: all of them for nil and for a number that counting does not meet."""
    if value is None or isinstance(value, int):
        return value
    if not is_number(value):
        raise class_cast(f"{class_name(value)} cannot be cast to java.lang.Number")
    return None


#: Functions whose calls Clojure compiles in place, so that redefining them changes nothing.
_IN_PLACE = frozenset(
    (
        *(
            "+",
            "-",
            "*",
            "/",
            "inc",
            "dec",
            "<",
            ">",
            "<=",
            ">=",
            "==",
            "zero?",
            "pos?",
            "neg?",
            "max",
            "min",
            "quot",
            "rem",
        ),
        *("nth", "get", "count", "nil?", "identical?", "equiv", "bit-and", "bit-or", "bit-xor", "bit-not", "num"),
    )
)

_PRINT_SETTINGS = {
    "*print-readably*": "readably",
    "*print-length*": "length",
    "*print-level*": "level",
    "*print-namespace-maps*": "namespace_maps",
    "*print-meta*": "meta",
}


@core("with-redefs-fn")
def with_redefs(bindings: Any, function: Any) -> Any:
    """Call a function while vars have other root values. Functions that Clojure compiles in place keep theirs."""
    changed = [(var, value) for var, value in bindings.entries() if var.ns != CORE or var.name not in _IN_PLACE]
    before = [(var, var.root) for var, _ in changed]
    try:
        for var, value in changed:
            var.root = value
        return invoke(function)
    finally:
        for var, value in before:
            var.root = value


class LocalVar(Var):
    """A var without a name, which can be set anywhere."""

    __slots__ = ()


@core("local-var*", ns=INTERNAL)
def local_var(value: Any) -> Any:
    """A var without a name."""
    made = LocalVar("user", "--unnamed--", value, bound=True)
    made.make_dynamic()
    return made


@core("bound-fn*")
def bound_function(function: Any) -> Any:
    """A function that is called with the dynamic bindings of the place where it was made."""
    from contextvars import copy_context

    context = copy_context()
    call = callable_of(function)

    def bound(*args: Any) -> Any:
        return context.copy().run(call, *args)

    return Builtin("clojure.core", "bound-fn", bound)


@core("with-out-str*", ns=INTERNAL)
def with_out_str(body: Any) -> Any:
    """What a function of no arguments prints, as a string."""
    writer = Writer()
    token = OUT.set(writer)
    try:
        invoke(body)
    finally:
        OUT.reset(token)
    return writer.text


#: The lines that `read-line` takes.
INPUT: ContextVar[list[str] | None] = ContextVar("cljrules-input", default=None)


@core("with-in-str*", ns=INTERNAL)
def with_in_str(text: Any, body: Any) -> Any:
    """Call a function of no arguments while `read-line` reads a string."""
    token = INPUT.set(text.splitlines())
    try:
        return invoke(body)
    finally:
        INPUT.reset(token)


@core("read-line")
def read_line() -> Any:
    """The next line of `with-in-str`, nil where there is none."""
    lines = INPUT.get()
    return lines.pop(0) if lines else None


@core("future*", ns=INTERNAL)
def future(body: Any) -> Any:
    """A value worked out at once: there are no threads, so nothing is ever pending."""
    problem: list[ClojureError] = []
    value = None
    try:
        value = invoke(body)
    except ClojureError as mistake:
        problem.append(mistake)

    def give() -> Any:
        if problem:
            raise problem[0]
        return value

    made = Delay(give)
    if not problem:
        made.deref()
    return made


@core("future?")
def is_future(value: Any) -> Any:
    """Whether a value is a future."""
    return isinstance(value, Delay)


@core("future-done?")
def future_done(value: Any) -> Any:
    """Whether a future has its value; it always has."""
    if not isinstance(value, Delay):
        raise cannot_cast(value, "java.util.concurrent.Future")
    return True


@core("future-cancel", "future-cancelled?")
def future_cancelled(value: Any) -> Any:
    """Whether a future was kept from having a value; it never is."""
    return not future_done(value)


@core("future-call")
def future_call(function: Any) -> Any:
    """A future of what a function of no arguments gives."""
    return future(function)


@core("pmap")
def pmap(function: Any, coll: Any, *sources: Any) -> Any:
    """`map`, one element after the other."""
    return map_(function, coll, *sources)


@core("create-struct")
def create_struct(*keys: Any) -> Any:
    """The basis of a structure map: its keys."""
    return PersistentMap.of((key, None) for key in keys)


@core("struct")
def struct(basis: Any, *values: Any) -> Any:
    """A structure map of a basis with values in order."""
    if not isinstance(basis, MapLike):
        raise cannot_cast(basis, "clojure.lang.PersistentStructMap$Def")
    return PersistentMap.of(zip(basis.keys(), [*values, *[None] * (len(basis) - len(values))], strict=False))


@core("struct-map")
def struct_map(basis: Any, *pairs: Any) -> Any:
    """A structure map of a basis with the values of some keys."""
    return basis.assoc_all(zip(pairs[::2], pairs[1::2], strict=True))
