"""Whether criteria make sense: names resolve, the value can be Boolean, the examples hold.

Takes criteria forms with the definitions they may use, asks the analyzer and the evaluator, and reports to a `Desk`.
What an expression means is never decided here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from cljrules.diagnostics import Label, Severity, worst
from cljrules.evaluation import Criteria, Program
from cljrules.interp.function import Fn
from cljrules.interp.nodes import Def, Node
from cljrules.interp.world import CORE
from cljrules.packs.bases import report_nil_bases
from cljrules.packs.desk import Desk
from cljrules.packs.foreign import foreign_notation
from cljrules.packs.model import Definition, Rule
from cljrules.packs.purity import impurities
from cljrules.parser.forms import Coll, Form
from cljrules.stdlib.catalogue import sample_loan
from cljrules.stdlib.catalogue.data import NOTHING
from cljrules.stdlib.extensions import DISABLED, Missing
from cljrules.stdlib.library import library_with
from cljrules.suggest import did_you_mean
from cljrules.types import Knowledge, Typed, check_criteria, check_function
from cljrules.types.placing import Mark
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.symbols import Symbol, from_units

#: The analyzer's code for a name that it cannot resolve; a finding says what the name was meant as.
_UNRESOLVED = "unresolved-symbol"


class CriteriaChecker:
    """Checks the criteria of one pack, which share its definitions."""

    def __init__(self, desk: Desk, extensions: Mapping[str, Mapping[str, Any]] = NOTHING) -> None:
        self._desk = desk
        self._extensions = extensions
        self._program: Program | None = None
        self._knowledge = Knowledge(desk.catalogue, desk.vocabulary)
        self._marks: frozenset[Mark] = frozenset()
        self._typed: Typed | None = None
        self.names: tuple[str, ...] = ()
        self._lost: frozenset[str] = frozenset()

    @property
    def is_usable(self) -> bool:
        """Whether the definitions are right, so that criteria are evaluated."""
        return self._program is not None

    def define(self, definitions: Sequence[Definition], lost: frozenset[str] = frozenset()) -> None:
        """Take the pack's definitions, in order; `lost` are the names of those that cannot be read. Where one is
        wrong it is reported, and criteria are then only looked at by shape, so that one slip gives one finding.
        """
        self.names = tuple(definition.name for definition in definitions)
        self._lost = lost
        for definition in definitions:
            self._report_forbidden(definition.form)
        foreign = [definition for definition in definitions if self._report_foreign(definition.form)]
        if foreign:
            return
        try:
            forms = (definition.form for definition in definitions)
            self._program = Program(forms, extensions=self._extensions)
            for definition in definitions:
                node = self._program.node(definition.form)
                if not self._report_impure(node):
                    self._report_function(node)
        except (ClojureError, LimitExceeded) as error:
            self._report(error, definitions[0].form)

    def check(self, form: Form, owner: str, *, any_value: bool = False) -> Criteria | None:
        """The compiled criteria of a form; None (reported) when there is something wrong with them, and None when they
        use an extension that was not to be run. With `any_value` the form need not be true or false.
        """
        self._desk.rule = owner
        self._typed = None
        if self._report_foreign(form):
            self._desk.rule = None
            return None
        try:
            self._report_forbidden(form)
            if self._program is None:
                return None
            criteria = self._program.criteria(form)
            if self._report_impure(criteria.node) or (not any_value and self._report_types(criteria, form)):
                return None
            if criteria.missing is None:
                return criteria
            if criteria.missing.code == DISABLED:
                self._report_disabled(criteria.node.form, criteria.missing)
            return None
        except (ClojureError, LimitExceeded) as error:
            self._report(error, form)
            return None
        finally:
            self._desk.rule = None

    def check_rule(self, rule: Rule) -> None:
        """Check a rule's criteria, and that each of its examples gives the result it states."""
        criteria = self.check(rule.when, rule.name)
        self._desk.rule = rule.name
        if self._typed is not None:
            report_nil_bases(rule, self._typed, self._knowledge, self._desk)
        if criteria is None or not rule.examples:
            self._desk.rule = None
            return
        sample = sample_loan()
        today = date.fromisoformat(self._desk.catalogue.sample.as_of)
        for example in rule.examples:
            as_of = example.as_of or today
            held = {self._desk.catalogue.sample.today: as_of.isoformat()}
            decision = criteria.decide({**sample, **held, **example.given}, as_of)
            if decision.error is None and decision.value is example.fires:
                continue
            wanted = "fires" if example.fires else "does not fire"
            read = tuple(f"{name} = {_printed(value)}" for name, value in sorted(decision.read.items()))
            if decision.error is not None:
                message = f"the example says that the rule {wanted}, but its criteria give an error: {decision.error}"
            else:
                message = f"the example says that the rule {wanted}, but its criteria give `{_printed(decision.value)}`"
            self._desk.problem(
                "example-fails",
                (rule.source, example.span),
                message,
                "correct the criteria or the example",
                labels=(Label(rule.when.span, "these criteria"),),
                evidence=read,
            )
        self._desk.rule = None

    def _report(self, error: ClojureError | LimitExceeded, form: Form) -> None:
        source = error.source if error.source is not None else form.source
        span = error.span if error.span is not None else form.span
        message = from_units(error.message or "criteria cannot be read")
        if getattr(error, "code", None) != _UNRESOLVED:
            self._desk.problem("invalid-criteria", (source, span), message, error.help)
            return
        subject = getattr(error, "subject", None) or source.slice(span)
        if subject in self._lost:
            # Its definition cannot be read, which is reported there: one slip, one finding.
            return
        is_called = source.text[: span.start].rstrip().endswith("(")
        known = [*self.names, *(function_names(self._extensions) if is_called else self._desk.catalogue.variables)]
        help = error.help or did_you_mean(subject, known)
        if is_called:
            self._desk.problem("unknown-function", (source, span), f"there is no function `{subject}`", help)
        else:
            self._desk.problem("unknown-variable", (source, span), f"there is no variable `{subject}`", help)

    def _report_disabled(self, form: Form, missing: Missing) -> None:
        named = form.source.slice(form.span)
        self._desk.problem(
            "disabled-extension",
            form,
            f"`{named}` cannot be used: {missing.why}",
            f"put the extension `{missing.ns}` right; all that does not use it is checked",
        )

    def _report_foreign(self, form: Form) -> bool:
        found = foreign_notation(form, self._desk.catalogue.variables.__contains__, self.names)
        if found is not None:
            self._desk.findings.append(replace(found, rule=self._desk.rule))
        return found is not None

    def _report_impure(self, node: Node) -> bool:
        seen = set()
        for found in impurities(node):
            place = (found.form.source.path, found.form.span)
            if place not in seen:
                seen.add(place)
                self._desk.problem(
                    "impure-rule",
                    found.form,
                    f"rules cannot use `{found.written}`: {found.why}",
                    "a rule only looks at its loan; give the value itself",
                )
        return bool(seen)

    def _report_function(self, node: Node) -> None:
        """Report what cannot be right in a function of the pack, whatever it is called with."""
        function = node.var.root if isinstance(node, Def) else None
        if isinstance(function, Fn):
            for finding, mark in check_function(function, self._knowledge):
                self._desk.findings.append(finding)
                self._marks |= {mark}

    def _report_types(self, criteria: Criteria, form: Form) -> bool:
        """Report what cannot be right in criteria; True where that is an error, so that examples need not be tried."""
        if criteria.missing is not None:
            return False
        typed = self._typed = check_criteria(criteria.node, self._knowledge, self._marks, form)
        self._desk.findings += [replace(finding, rule=self._desk.rule) for finding in typed.findings]
        return worst(typed.findings) is Severity.ERROR

    def _report_forbidden(self, form: Form) -> None:
        pending = [form]
        while pending:
            item = pending.pop()
            if isinstance(item, Coll):
                pending += reversed(item.items)
            elif isinstance(item.value, Symbol) and item.value.ns is None:
                variable = self._desk.catalogue.variables.get(item.value.name)
                if variable is not None and variable.rule_use == "forbidden":
                    note = variable.note or "it may only be used outside criteria"
                    help = f"{note[:1].lower()}{note[1:].rstrip('.')}"
                    self._desk.problem("forbidden-variable", item, f"criteria cannot read `{variable.name}`", help)


def function_names(extensions: Mapping[str, Mapping[str, Any]] = NOTHING) -> list[str]:
    """The names of the library's functions and macros and of those of extensions, as a rule may write them."""
    library = library_with(extensions)
    return [
        name if ns == CORE else f"{ns}/{name}"
        for table in (library.functions, library.macros)
        for ns, names in table.items()
        for name in names
    ]


def _printed(value: Any) -> str:
    from cljrules.values.printer import pr_str

    return from_units(pr_str(value))
