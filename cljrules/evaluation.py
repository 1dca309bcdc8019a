"""Evaluate expressions and criteria: the language with its whole library.

`Session` runs texts, `compile_criteria` prepares one rule's criteria to be asked of many loans. A loan maps catalogue
variable names to values of the language. Never touches stores, files or the clock.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final

from cljrules.interp.analyzer import Analyzer
from cljrules.interp.compiled import Inexpressible, Sift, Test, compile_sieve, compile_test
from cljrules.interp.context import Run, running
from cljrules.interp.evaluator import evaluate
from cljrules.interp.faults import FAULTS, fault_of
from cljrules.interp.nodes import Call, Const, Def, Node
from cljrules.interp.programs import eval_form, load_text
from cljrules.interp.walk import loan_variables
from cljrules.interp.world import Var, World
from cljrules.parser.forms import Form
from cljrules.source import Source
from cljrules.stdlib import catalogue
from cljrules.stdlib.catalogue.data import NOTHING
from cljrules.stdlib.extensions import Missing, Unavailable, first_missing
from cljrules.stdlib.library import library_with
from cljrules.values.errors import ClojureError, LimitExceeded, class_cast
from cljrules.values.kinds import class_name
from cljrules.values.limits import Limits
from cljrules.values.output import OUT, Writer
from cljrules.values.printer import Style, pr_str

if TYPE_CHECKING:
    from cljrules.interp.trace import Step

#: How many elements of a collection are shown; a sequence may have no end.
SHOWN_ELEMENTS: Final = 100

Mistake = ClojureError | LimitExceeded

# the reference evaluator needs several Python frames for one nested call; a stack of 8 MB holds at least so many of
# them, whichever of Python's own functions are among them, and running over it would end the process
_PYTHON_DEPTH = 12_000


def _deepen() -> None:
    if sys.getrecursionlimit() < _PYTHON_DEPTH:
        sys.setrecursionlimit(_PYTHON_DEPTH)


class Session:
    """A program that grows: texts run one after the other and see what the ones before defined.

    `extensions` are namespaces of functions besides the library's. `loan` gives loan variables their values; `output`
    gathers what is printed, in UTF-16 units.
    """

    def __init__(
        self,
        loan: Mapping[str, Any] | None = None,
        as_of: date | None = None,
        limits: Limits | None = None,
        extensions: Mapping[str, Mapping[str, Any]] = NOTHING,
    ) -> None:
        _deepen()
        self.loan = loan if loan is not None else {}
        self.as_of = as_of
        self.limits = limits if limits is not None else Limits()
        self.world = World(library_with(extensions), frozenset(self.loan))
        self.output = Writer()

    def run(self, text: str, path: str = "<expression>") -> Any:
        """The value of the last form of a text; raises ClojureError and LimitExceeded with the place of the mistake."""
        with self._running():
            return load_text(self.world, Source(path, text))

    def show(self, text: str, path: str = "<expression>") -> tuple[Any, str]:
        """The value of the last form of a text and what `pr-str` prints for it, in UTF-16 units, both within one
        allowance. Of a collection the first hundred elements are printed, then `...`.

        Raises ClojureError and LimitExceeded with the place of the mistake.
        """
        with self._running():
            value = load_text(self.world, Source(path, text))
            return value, pr_str(value, Style(length=SHOWN_ELEMENTS))

    def define(self, forms: Iterable[Form]) -> None:
        """Evaluate forms that were read elsewhere, such as the definitions of a pack; raises as `run`."""
        with self._running():
            for form in forms:
                eval_form(self.world, form)

    def node(self, form: Form) -> Node:
        """A form as the program understands it, not evaluated; raises as `run`."""
        with self._running():
            return Analyzer(self.world).top(form)[0]

    @contextmanager
    def _running(self) -> Iterator[None]:
        token = OUT.set(self.output)
        try:
            with running(Run(self.limits, self.loan), self.as_of):
                yield
        except FAULTS as mistake:
            raise fault_of(mistake, "the value cannot be printed") from mistake
        finally:
            OUT.reset(token)


@dataclass(frozen=True, slots=True)
class Decision:
    """What criteria answered for one loan: `value`, or the `error` that kept them from answering; `read` holds the
    loan variables that were read, with their values.
    """

    value: Any
    error: Mistake | None
    read: Mapping[str, Any]

    @property
    def fires(self) -> bool:
        """Whether the criteria hold."""
        return self.error is None and self.value is True


@dataclass(frozen=True, slots=True)
class Trace:
    """A decision, and what each part of the criteria came to; `left_out` steps did not fit."""

    decision: Decision
    steps: tuple[Step, ...]
    left_out: int


class Criteria:
    """One rule's criteria, ready to be asked. `missing` is the function of an extension that is not there, where they
    need one: then they answer with the error that says so.
    """

    def __init__(
        self, node: Node, size: int, kinds: Mapping[str, str], limits: Limits, missing: Missing | None = None
    ) -> None:
        self.node = node
        self.missing = missing
        self._size = size
        self._kinds = kinds
        self._limits = limits

    def decide(self, loan: Mapping[str, Any], as_of: date) -> Decision:
        """Ask the reference evaluator about a loan on a business date.

        Never raises for what the criteria do: an error, a value that is neither true nor false included, is in the
        decision.
        """
        return self._decide(Run(self._limits, loan), as_of)

    def work_out(self, loan: Mapping[str, Any], as_of: date) -> Decision:
        """As `decide`, for an expression whose value need be neither true nor false."""
        return self._decide(Run(self._limits, loan), as_of, any_value=True)

    def trace(self, loan: Mapping[str, Any], as_of: date) -> Trace:
        """Decide as `decide` does and keep what each part came to; criteria of a traced program only."""
        from cljrules.interp.trace import TracedRun

        run = TracedRun(self._limits, loan)
        decision = self._decide(run, as_of)
        return Trace(decision, tuple(run.taken), run.left_out)

    def _decide(self, run: Run, as_of: date, *, any_value: bool = False) -> Decision:
        with running(run, as_of):
            try:
                value = evaluate(self.node, [run, None, *[None] * (self._size - 2)])
                if value is not True and value is not False and not any_value:
                    raise self._not_boolean(value)
            except (ClojureError, LimitExceeded) as mistake:
                return Decision(None, mistake, run.read)
            except FAULTS as fault:
                made = fault_of(fault, "the criteria do not work on what they were given", self.node.form)
                return Decision(None, made, run.read)
        return Decision(value, None, run.read)

    @cached_property
    def variables(self) -> frozenset[str]:
        """The loan variables that the criteria or the functions they call name."""
        return loan_variables(self.node)

    @cached_property
    def test(self) -> Test | None:
        """The compiled criteria: True, False, or None where the reference evaluator has to be asked; None altogether
        where they cannot be compiled."""
        try:
            return compile_test(self.node, self._kinds)
        except Inexpressible:
            return None

    def ask(self, loan: Mapping[str, Any], as_of: date) -> bool | Decision:
        """Whether the criteria hold for a loan, as fast as can be; where they do not answer, the decision says why."""
        test = self.test
        held = None if test is None else test(loan, as_of)
        if held is not None:
            return held
        decision = self.decide(loan, as_of)
        return decision if decision.error is not None else decision.fires

    def _not_boolean(self, value: Any) -> ClojureError:
        made = class_cast(f"criteria must be true or false; these gave {class_name(value)}")
        made.span = self.node.form.span
        made.source = self.node.form.source
        made.help = "compare the value with something"
        return made


def compile_together(criteria: Sequence[Criteria]) -> Sift:
    """A function of a loan and a business date that gives the places of the criteria that are not surely false, in
    order: those that hold, and those that have to be asked alone. All see the same loan variables.
    """
    kinds = criteria[0]._kinds if criteria else NOTHING
    if any(held._kinds is not kinds for held in criteria):
        raise ValueError("criteria that are asked together see the same loan variables")
    return compile_sieve([held.node for held in criteria], kinds, lambda place: criteria[place].test)


#: What the compiled engine takes variables of the catalogue's types for.
_KINDS: Final[dict[str, str]] = {
    "integer": "int",
    "money": "dec",
    "rate": "dec",
    "percent": "dec",
    "number": "dec",
    "boolean": "bool",
    "date": "str",
    "datetime": "str",
    "text": "str",
    "enum": "str",
}


@cache
def _catalogue_kinds() -> Mapping[str, str]:
    return {name: _KINDS.get(variable.type, "any") for name, variable in catalogue.load().variables.items()}


class Program:
    """A pack's definitions (`def` and `defn` forms, in order), evaluated once, and the criteria that may use them.

    `kinds` are the loan variables that criteria may name, with the kinds of value that the compiled engine expects;
    without them those of the catalogue. Criteria of a `traced` program can tell what each part of them came to.
    `extensions` are namespaces of functions besides the library's; a definition
    that needs one that is `Unavailable` is left out, with whatever needs it in turn. Raises ClojureError and
    LimitExceeded with the place of the mistake where a definition is wrong.
    """

    def __init__(
        self,
        definitions: Iterable[Form] = (),
        kinds: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        extensions: Mapping[str, Mapping[str, Any]] = NOTHING,
        *,
        traced: bool = False,
    ) -> None:
        _deepen()
        self._watch = _watching() if traced else None
        self._limits = limits if limits is not None else Limits()
        self._kinds = kinds if kinds is not None else _catalogue_kinds()
        self.world = World(library_with(extensions), frozenset(self._kinds))
        self._lacks_some = any(isinstance(functions, Unavailable) for functions in extensions.values())
        self._lost: dict[Var, Missing] = {}
        for form in definitions:
            with running(Run(self._limits, {}), None):
                if not (self._lacks_some and self._loses(form)):
                    eval_form(self.world, form, self._watch)

    def _loses(self, form: Form) -> bool:
        """Whether a definition needs what is not there; it is then known by name and lost."""
        node, _ = Analyzer(self.world).top(form)
        found = first_missing(node, self._lost)
        if found is not None and isinstance(node, Def):
            self._lost[node.var] = found[1]
        return found is not None

    def node(self, form: Form) -> Node:
        """A form as the program understands it, not evaluated; raises as `criteria`."""
        with running(Run(self._limits, {}), None):
            return Analyzer(self.world).top(form)[0]

    def criteria(self, form: Form) -> Criteria:
        """Prepare criteria; raises ClojureError with the place of a mistake: a name that is not known, a malformed
        form.
        """
        with running(Run(self._limits, {}), None):
            node, size = Analyzer(self.world).top(form)
        if self._watch is not None:
            node = self._watch(node, form)
        found = first_missing(node, self._lost) if self._lacks_some else None
        if found is None:
            return Criteria(node, size, self._kinds, self._limits)
        at, missing = found
        instead = Call(at.form, Const(at.form, missing), ())
        return Criteria(instead, size, self._kinds, self._limits, missing)


def _watching() -> Callable[[Node, Form], Node]:
    from cljrules.interp.trace import watch

    return watch


def compile_criteria(form: Form, definitions: Iterable[Form] = ()) -> Criteria:
    """Criteria on their own, with the definitions they may use. A pack with many rules shares one `Program`."""
    return Program(definitions).criteria(form)
