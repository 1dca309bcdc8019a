"""A call that is being worked out: what the library's functions need to say what they give.

Takes what the arguments can be; gives values. What cannot be worked out becomes a hole, with the place and the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from cljrules.parser.forms import Form
from cljrules.prove.formulas import Formula, Formulas, Number
from cljrules.prove.ground import Ground
from cljrules.prove.values import NIL, Hole, Items, Known, Leaf, Nil, Truth, Value, Values
from cljrules.values.symbols import Keyword

Made = Callable[["Site", tuple[Value, ...]], Value]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison of numbers as it is written: it holds where the `gap` is on the side that `holds` says."""

    form: Form
    holds: Formula
    gap: Number


class Record:
    """What is met in some criteria: holes, by name, and comparisons."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.found: Final[dict[str, Hole]] = {}
        self.comparisons: Final[list[Comparison]] = []

    def flag(self, hole: Hole, what: str) -> Formula:
        """A condition of a hole: it is an `error`, is `true`, a `boolean`, `truthy`, `nil`."""
        f = self._ground.formulas
        if hole.name not in self.found:
            self.found[hole.name] = hole
            named = {part: f.flag(flag_name(hole.name, part)) for part in PARTS}
            self._ground.assume(f.implies(named["true"], f.all(named["truthy"], named["boolean"])))
            self._ground.assume(f.implies(named["nil"], f.negated(f.any(named["truthy"], named["boolean"]))))
            self._ground.assume(f.implies(f.negated(named["truthy"]), f.any(named["nil"], named["boolean"])))
            both = f.all(named["boolean"], named["truthy"])
            self._ground.assume(f.implies(both, named["true"]))
        return f.flag(flag_name(hole.name, what))


#: The conditions of a hole.
PARTS: Final = ("error", "true", "boolean", "truthy", "nil")


def flag_name(hole: str, what: str) -> str:
    """The symbol of a condition of a hole."""
    return f"{hole} is {what}"


class Site:
    """One call of a named function at a form. `call` gives what becomes of calling something with arguments."""

    def __init__(
        self, ground: Ground, record: Record, name: str, form: Form, call: Callable[[Leaf, tuple[Value, ...]], Value]
    ) -> None:
        self.ground: Final = ground
        self.formulas: Final[Formulas] = ground.formulas
        self.values: Final[Values] = ground.values
        self.record: Final = record
        self.name: Final = name
        self.form: Final = form
        self.call: Final = call

    def named(self, name: str) -> Site:
        """The same place under another name."""
        return Site(self.ground, self.record, name, self.form, self.call)

    def hole(self, *about: Any, why: str | None = None, sure: bool = False) -> Value:
        """Something not worked out, which depends on what it is about alone; `sure` where it is never an error."""
        name = f"({self.name} {' '.join(map(_named, about))})"
        # what hangs on another hole is not worked out for that one's reason
        cause = next(
            (leaf for one in about for leaf in _leaves(one) if isinstance(leaf, Hole) and leaf.source.text), None
        )
        if cause is not None:
            hole = Hole(name, cause.why, cause.source, cause.span)
        else:
            hole = Hole(name, why or not_worked_out(self.form), self.form.source, self.form.span)
        error = self.formulas.false if sure else self.record.flag(hole, "error")
        return self.values.made(error, [(self.formulas.true, hole)])

    def truth_hole(self, *about: Any, why: str | None = None) -> Value:
        """The same where it is sure to be true or false."""
        made = self.hole(*about, why=why, sure=True).only
        assert isinstance(made, Hole)
        return self.values.truth(self.record.flag(made, "true"))

    def truthy(self, value: Value) -> Formula:
        """When a value that is no error counts as true."""
        f = self.formulas
        return f.any(*(f.all(when, self.is_truthy(leaf)) for when, leaf in value.alternatives))

    def is_truthy(self, leaf: Leaf) -> Formula:
        """When one thing counts as true."""
        if isinstance(leaf, Nil):
            return self.formulas.false
        if isinstance(leaf, Truth):
            return leaf.formula
        return self.record.flag(leaf, "truthy") if isinstance(leaf, Hole) else self.formulas.true

    def is_nil(self, leaf: Leaf) -> Formula:
        """When one thing is nil."""
        if isinstance(leaf, Hole):
            return self.record.flag(leaf, "nil")
        return self.formulas.truth(isinstance(leaf, Nil))

    def is_true(self, leaf: Leaf) -> Formula:
        """When one thing is `true`."""
        if isinstance(leaf, Hole):
            return self.record.flag(leaf, "true")
        return leaf.formula if isinstance(leaf, Truth) else self.formulas.false

    def is_boolean(self, leaf: Leaf) -> Formula:
        """When one thing is true or false."""
        if isinstance(leaf, Hole):
            return self.record.flag(leaf, "boolean")
        return self.formulas.truth(isinstance(leaf, Truth))

    @property
    def nil(self) -> Value:
        return self.values.of(NIL)

    @property
    def failure(self) -> Value:
        return self.values.failure


def _leaves(about: Any) -> Iterator[Leaf]:
    if isinstance(about, Value):
        for _, leaf in about.alternatives:
            yield from _leaves(leaf)
    elif isinstance(about, Items):
        for item in about.items:
            yield from _leaves(item)
    elif isinstance(about, Hole):
        yield about


def _named(about: Any) -> str:
    key = getattr(about, "key", about)
    return repr(key)


def written(form: Form) -> str:
    """The head of a form as the author wrote it, which macros may have changed."""
    text = form.source.slice(form.span)
    found = re.match(r"\(\s*([^\s()\[\]{}\"]+)", text)
    return found.group(1) if found else text.partition("\n")[0][:40]


def not_worked_out(form: Form) -> str:
    """Why a form is a hole, where there is no better reason."""
    return f"`{written(form)}` is not worked out here"


def keyword_name(leaf: Leaf) -> str | None:
    """The name of a keyword that is known and has no namespace."""
    value = leaf.value if isinstance(leaf, Known) else None
    return value.name if isinstance(value, Keyword) and value.ns is None else None
