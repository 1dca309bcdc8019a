"""Where a finding belongs and what it calls things.

`Placing` gathers the findings of one expression. What goes wrong within a function of the pack because of what it is
called with is shown at the call, with a label where it goes wrong; what is wrong with the function whatever it is
called with has been reported there already. Nothing is reported twice, nothing while muted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic, Fix, Label, Severity
from cljrules.interp import nodes as n
from cljrules.interp.function import Fn
from cljrules.parser.forms import Coll, Form
from cljrules.stdlib.catalogue.places import shown_place
from cljrules.types import facts as f
from cljrules.types.declared import Knowledge
from cljrules.types.facts import ItemOf, Known, Place

#: What identifies a finding: its code, its file, and its span there.
Mark = tuple[str, str, int, int]
_LONGEST: Final = 60


class Placing:
    """Gathers `findings`. `reported` are those of the pack's functions by themselves."""

    def __init__(self, knowledge: Knowledge, reported: frozenset[Mark] = frozenset()) -> None:
        self.knowledge: Final = knowledge
        self.findings: list[Diagnostic] = []
        self._reported = reported
        self._seen: set[Mark] = set()
        self._muted = 0
        #: The form that is looked at, as its author wrote it.
        self.root: Form | None = None
        self._site: n.Call | None = None

    @property
    def is_muted(self) -> bool:
        """Whether nothing is reported at present."""
        return self._muted > 0

    @contextmanager
    def muted(self) -> Iterator[None]:
        """While this lasts nothing is reported."""
        self._muted += 1
        try:
            yield
        finally:
            self._muted -= 1

    @contextmanager
    def within(self, function: object, call: n.Call) -> Iterator[None]:
        """While this lasts a function is looked into that is called at a place."""
        if self._site is not None or not isinstance(function, Fn):
            yield
            return
        self._site = call
        try:
            yield
        finally:
            self._site = None

    def put(
        self,
        code: str,
        place: Form,
        message: str,
        help: str | None = None,
        *,
        known: Known | None = None,
        severity: Severity | None = None,
        fix: Fix | None = None,
        labels: tuple[Label, ...] = (),
    ) -> None:
        """Report a finding at a form. `known` is what is wrong there, where it is one value."""
        place = self.whole(place)
        if self._muted or mark_of(code, place) in self._seen:
            return
        self._seen.add(mark_of(code, place))
        if self._site is not None:
            if mark_of(code, place) in self._reported:
                return
            labels = (Label(place.span, "here", place.source), *labels)
            place, fix = self._origin(known), None
            if mark_of(code, place) in self._seen:
                return
            self._seen.add(mark_of(code, place))
        self.findings.append(finding(code, place, message, help, severity=severity, fix=fix, labels=labels))

    def _origin(self, known: Known | None) -> Form:
        """Where the call stands that leads to a mistake within a function: the argument, if it is one."""
        assert self._site is not None
        call = self._site.form
        if known is not None and known.form is not None and known.form.source is call.source:
            inside = call.span.start <= known.form.span.start and known.form.span.end <= call.span.end
            if inside:
                return written(call, known.form)
        return call

    def named(self, node: n.Node, known: Known) -> str:
        """What messages call an expression: its text in backticks, or what it is."""
        if isinstance(node, ItemOf):
            return f"an item of {self.text(node.form, None)}"
        form = node.form
        if self._site is not None and known.form is not None and known.form.source is self._site.form.source:
            form = known.form
        return self.text(form, known.place)

    def text(self, form: Form, place: Place | None) -> str:
        """A form's text in backticks. A step of a thread is written out from the place it leads to."""
        form = self.whole(form)
        spelled = _spelled(place) if place is not None else None
        text = " ".join(form.source.slice(form.span).split())
        if isinstance(form, Coll) and form.kind == "list" and not text.startswith(("(", "#", "@", "'")):
            return f"`{spelled}`" if spelled is not None else f"what `{text}` gives"
        if len(text) > _LONGEST:
            return f"`{spelled}`" if spelled is not None else "this"
        return f"`{text}`"

    def whole(self, form: Form) -> Form:
        """The thread that a form is the last step of; itself where it is none."""
        if not isinstance(form, Coll) or form.kind != "list" or self.root is None:
            return form
        if form.source.text.startswith(("(", "#", "@", "'"), form.span.start):
            return form
        return _thread_to(self.root, form) or form


def _thread_to(root: Form, step: Form) -> Form | None:
    pending = [root]
    while pending:
        at = pending.pop()
        if isinstance(at, Coll) and at.span.start <= step.span.start and step.span.end <= at.span.end:
            last = at.items[-1] if at.items else None
            if last is not None and last.span == step.span and at.span != step.span and at.source is step.source:
                return at
            pending += at.items
    return None


def mark_of(code: str, place: Form) -> Mark:
    """What identifies a finding at a form."""
    return code, place.source.path, place.span.start, place.span.end


def written(call: Form, form: Form) -> Form:
    """The argument of a call as its author wrote it, for a form that is it or was made of it."""
    if isinstance(call, Coll):
        for item in call.items:
            if item.span.start <= form.span.start and form.span.end <= item.span.end and form is not call:
                return item
    return form


def _spelled(place: Place) -> str | None:
    keys: list[str] = []
    while place[0] == f.ENTRY and isinstance(place[2], str):
        keys.insert(0, place[2])
        place = place[1]
    return shown_place(".".join((place[1], *keys))) if place[0] == f.LOAN and keys else None
