"""Whether criteria give true or false: every expression whose value can become theirs is looked at by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from cljrules.diagnostics import Edit, Fix, Severity
from cljrules.interp import nodes as n
from cljrules.interp.conditions import and_operands, or_operands
from cljrules.parser.forms import Atom, Coll
from cljrules.source import Span
from cljrules.stdlib.catalogue.model import Variable
from cljrules.stdlib.catalogue.values import IN_WORDS
from cljrules.types import lattice as t
from cljrules.types.facts import Known
from cljrules.types.lattice import Type, described
from cljrules.types.reports import Reports

CODE = "criteria-not-boolean"
#: The head of a list, after its parenthesis.
_HEAD: Final = re.compile(r"[^\s()\[\]{}\"]+")
#: Forms that give nil where nothing is said of the other case.
_BRANCHING: Final = ("if", "when", "cond", "some->")
_HELP: Final = "criteria give `true` or `false`; compare the value with something"


def report_not_boolean(root: n.Node, types: Mapping[n.Node, Type], reports: Reports) -> None:
    """Report what criteria can give besides true and false, where it is known."""
    for node, held in _outcomes(root, types):
        if held.is_never or not held.is_known or held.kinds == t.BOOLEAN:
            continue
        if isinstance(node, n.Const) and node.value is None and node is not root and not _is_nil(node):
            # of a form with nothing in it, such as `(or)`, the linter tells
            if _is_left_out(node):
                _report_left_out(node, reports)
        elif held.kinds == t.NIL and not isinstance(node, n.Const) and types[node].kinds & ~(t.NIL | t.BOOLEAN):
            _report_absent(node, reports)
        elif held.kinds & t.BOOLEAN and held.kinds & ~t.BOOLEAN == t.NIL:
            _report_nilable(node, reports, held)
        else:
            _report(node, root, held, reports)


def _outcomes(node: n.Node, types: Mapping[n.Node, Type]) -> Iterator[tuple[n.Node, Type]]:
    """The expressions whose values can become the value of a node, with what they can give then."""
    both, either = and_operands(node), or_operands(node)
    if both is not None:
        yield both[0], t.failing(types.get(both[0], t.NEVER))
        yield from _outcomes(both[1], types)
    elif either is not None:
        yield either[0], t.holding(types.get(either[0], t.NEVER))
        yield from _outcomes(either[1], types)
    elif isinstance(node, n.If):
        yield from _outcomes(node.then, types)
        yield from _outcomes(node.otherwise, types)
    elif isinstance(node, n.Let | n.Loop):
        yield from _outcomes(node.body, types)
    elif isinstance(node, n.Do):
        yield from _outcomes(node.result, types)
    elif isinstance(node, n.Case):
        for choice in node.choices.values():
            yield from _outcomes(choice, types)
        if node.default is not None:
            yield from _outcomes(node.default, types)
    elif isinstance(node, n.WithMeta):
        yield from _outcomes(node.value, types)
    else:
        yield node, types.get(node, t.NEVER)


def _is_nil(node: n.Const) -> bool:
    return node.form.source.slice(node.form.span) == "nil"


def _is_left_out(node: n.Const) -> bool:
    """Whether a nil stands for a branch that the author did not write."""
    form = node.form
    head = _HEAD.match(form.source.text, form.span.start + 1, form.span.end)
    return head is not None and head.group().startswith(_BRANCHING)


def _report_left_out(node: n.Const, reports: Reports) -> None:
    """A `when`, an `if` or a `cond` that gives nothing where its condition does not hold."""
    form = node.form
    found = _HEAD.match(form.source.text, form.span.start + 1, form.span.end)
    if found is None:
        return
    name = found.group()
    head = Atom(None, Span(*found.span()), form.source)
    fix = None
    help = f"say what holds otherwise: `({name} … false)`"
    if name == "cond":
        help = "end it with `:else false`"
    elif name in ("when", "when-let", "when-some", "when-not"):
        help = "write `and` for `when`: it gives false where a condition does not hold"
        if name == "when":
            fix = Fix("write `and`", (Edit(head.span, "and"),))
    reports.put(CODE, head, f"`{name}` gives nil where its condition does not hold, not true or false", help, fix=fix)


def _report_absent(node: n.Node, reports: Reports) -> None:
    """An operand of `and` that is nil on some accounts, which is then what the whole gives."""
    form = reports.whole(node.form)
    named = reports.text(form, None)
    text = named.strip("`")
    fix = None
    if named.startswith("`"):
        fix = Fix("ask whether it is there", (Edit(form.span, f"(some? {text})"),), safe=True)
    reports.put(
        CODE,
        form,
        f"{named} can be nil, and the `and` then gives nil, not false",
        f"write `(some? {text})`" if fix is not None else "ask with `some?`",
        severity=Severity.WARNING,
        fix=fix,
    )


def _report_nilable(node: n.Node, reports: Reports, held: Type) -> None:
    named = reports.text(node.form, None)
    text = named.strip("`")
    form = reports.whole(node.form)
    whole = form.source.slice(form.span)
    fix = Fix("compare it with `true`", (Edit(form.span, f"(= true {whole})"),)) if named.startswith("`") else None
    reports.put(
        CODE,
        form,
        f"{named} can be nil, and criteria must be true or false",
        f"write `(= true {text})`" if fix is not None else "compare it with `true`",
        severity=Severity.WARNING,
        fix=fix,
    )


def _report(node: n.Node, root: n.Node, held: Type, reports: Reports) -> None:
    form = node.form
    text = reports.text(form, None)
    member = held.member
    if node is root and isinstance(node, n.LoanRef) and isinstance(member, Variable):
        message = f"the variable {text} holds {IN_WORDS[member.type]}, not true or false"
    elif node is root and (isinstance(node, n.Const) or isinstance(form, Atom)):
        message = f"criteria cannot be {text}"
    elif isinstance(form, Coll) and form.kind != "list" and node is root:
        message = f"criteria cannot be a {form.kind}"
    else:
        message = f"{text} gives {described(t.without(held, t.BOOLEAN))}, and criteria must be true or false"
    reports.put(CODE, form, message, _HELP, known=Known(held, None, {}, {}, {}))
