"""The public face: types of an expression by node and by place, and the findings about criteria and functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cljrules.diagnostics import Diagnostic
from cljrules.interp import nodes as n
from cljrules.interp.function import Fn
from cljrules.parser.forms import Form
from cljrules.source import Source
from cljrules.stdlib.catalogue.data import Data
from cljrules.types import lattice as t
from cljrules.types.booleans import report_not_boolean
from cljrules.types.declared import Knowledge
from cljrules.types.facts import Facts
from cljrules.types.inference import Inference
from cljrules.types.lattice import Type
from cljrules.types.placing import Mark, mark_of
from cljrules.types.reports import Reports


class Typed(Data):
    """What was inferred of an expression: the type of each node that can be reached, the type of the whole, the
    findings, and the facts that hold where the whole is true.
    """

    root: n.Node
    types: Mapping[n.Node, Type]
    type: Type
    findings: tuple[Diagnostic, ...]
    facts: Facts

    def of(self, node: n.Node) -> Type:
        """The type of a node; ANY where it was not reached. `NEVER` means that it always ends in an error."""
        return self.types.get(node, t.ANY)

    def at(self, source: Source, offset: int) -> tuple[n.Node, Type] | None:
        """The smallest expression at an offset of a text, with its type; None where there is none."""
        found: tuple[n.Node, Type] | None = None
        for node, type in self.types.items():
            span = node.form.span
            is_inside = node.form.source is source and span.start <= offset <= span.end
            if is_inside and (found is None or _length(node) <= _length(found[0])):
                found = (node, type)
        return found

    def holding(self, variable: str) -> Type | None:
        """What a loan variable holds where the whole is true, if more is known than the catalogue says; None if not."""
        return None if self.facts is None else self.facts.get(("loan", variable))


def infer(
    node: n.Node, knowledge: Knowledge, reported: frozenset[Mark] = frozenset(), form: Form | None = None
) -> Typed:
    """The types of an expression and what is inside it.

    `reported` are the marks of findings about the pack's functions, which are not repeated where they are called;
    `form` is what the node was made of, where that is a macro's call.
    """
    return _inferred(node, knowledge, reported, form, as_criteria=False)


def check_criteria(
    node: n.Node, knowledge: Knowledge, reported: frozenset[Mark] = frozenset(), form: Form | None = None
) -> Typed:
    """The types of criteria; among the findings also those about what they give, which must be true or false."""
    return _inferred(node, knowledge, reported, form, as_criteria=True)


def _inferred(
    node: n.Node, knowledge: Knowledge, reported: frozenset[Mark], form: Form | None, *, as_criteria: bool
) -> Typed:
    reports = Reports(knowledge, reported)
    reports.root = node.form if form is None else form
    inference = Inference(knowledge, reports)
    known = inference.expression(node)
    if as_criteria:
        report_not_boolean(node, inference.types, reports)
    return Typed(node, inference.types, known.type, tuple(reports.findings), known.then)


def _length(node: n.Node) -> int:
    return node.form.span.end - node.form.span.start


def check_function(function: Fn, knowledge: Knowledge) -> Iterator[tuple[Diagnostic, Mark]]:
    """The findings about a function of the pack whatever it is called with, each with its mark."""
    reports = Reports(knowledge)
    reports.root = function.node.form
    Inference(knowledge, reports).function(function)
    for finding in reports.findings:
        yield finding, (finding.code, finding.source.path, finding.span.start, finding.span.end)


__all__ = ["Typed", "check_criteria", "check_function", "infer", "mark_of"]
