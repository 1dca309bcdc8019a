"""Criteria as code that ends with their answer.

Takes a node, writes nested `if`s that return what it answers, or go on with the next rule; which of the two, `exits`
say. `compile_test` is the function of one rule's criteria.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from cljrules.interp import nodes as n
from cljrules.interp.compiled.calls import inlined
from cljrules.interp.compiled.exits import Answer
from cljrules.interp.compiled.places import BOOL, Inexpressible, Path, Value
from cljrules.interp.compiled.values import Values
from cljrules.interp.conditions import and_operands, core_name, or_operands

Test = Callable[[Mapping[str, Any], date], "bool | None"]


def compile_test(node: n.Node, kinds: Mapping[str, str]) -> Test:
    """The compiled function of criteria; `kinds` maps loan variables to int, dec, str, bool or any. Raises
    Inexpressible.
    """
    values = Values(kinds, Answer())
    writer = values.writer
    try:
        with writer.block("try:"):
            write_answer(values, node, Path())
        with writer.block(f"except {writer.entity(Exception)}:"):
            writer.line("return None")
        return writer.function("criteria", "loan, day")
    except (SyntaxError, RecursionError, MemoryError):
        # Python nests blocks and brackets no deeper than a hundred or two
        raise Inexpressible from None


def write_answer(values: Values, node: n.Node, path: Path) -> None:
    """Write code that ends with what the node answers; raises Inexpressible."""
    exits, writer = values.exits, values.writer
    if isinstance(node, n.If):
        with writer.block(f"if {values.test(node.test, path)}:"):
            write_answer(values, node.then, path.branch())
        write_answer(values, node.otherwise, path)
    elif (both := and_operands(node)) is not None:
        if write_unless(values, both[0], path):
            write_answer(values, both[1], path)
    elif (either := or_operands(node)) is not None and values.is_boolean(either[0]):
        with writer.block(f"if {values.test(either[0], path)}:"):
            writer.line(exits.hold(path))
        write_answer(values, either[1], path)
    elif isinstance(node, n.Let):
        for slot, value in node.bindings:
            path.locals[path.frame, slot] = values.value(value, path)
        write_answer(values, node.body, path)
    elif (body := inlined(values, node, path)) is not None:
        write_answer(values, *body)
    elif isinstance(node, n.LoanRef):
        held = values.loan(node.name, path)
        exits.end(writer, held.text, path, sure=held.kind == BOOL)
    else:
        _end(values, values.value(node, path), path)


def write_unless(values: Values, node: n.Node, path: Path) -> bool:
    """Write code that ends as false where an operand of an `and` that is not its last is false; nil is left to the
    reference evaluator. Whether code is to follow.
    """
    exits, writer = values.exits, values.writer
    if (both := and_operands(node)) is not None:
        return all(write_unless(values, operand, path) for operand in both)
    if (body := inlined(values, node, path)) is not None:
        return write_unless(values, *body)
    flag, wanted = _flag(node), True
    if flag is None and core_name(node) == "not" and isinstance(node, n.Call) and len(node.args) == 1:
        flag, wanted = _flag(node.args[0]), False
    if flag is not None and values.is_boolean(node):
        held = values.loan(flag, path)
        if held.kind == f"?{BOOL}":
            held = Value(held.text, BOOL)
            with writer.block(f"if {held.text} is not {wanted}:"):
                path.learn(held)
                writer.line(f"if {held.text} is {not wanted}: {exits.fail(path)}")
                writer.line(exits.abstain)
            return True
    if values.is_boolean(node):
        writer.line(f"if not ({values.test(node, path)}): {exits.fail(path)}")
        return True
    held = values.value(node, path)
    if held.known:
        if held.constant is None or held.constant is False:
            _end(values, held, path)
            return False
        return True
    writer.line(f"if {held.text} is False: {exits.fail(path)}")
    if held.kind != BOOL:
        writer.line(f"if {held.text} is not True: {exits.abstain}")
    return True


def _flag(node: n.Node) -> str | None:
    return node.name if isinstance(node, n.LoanRef) else None


def _end(values: Values, value: Value, path: Path) -> None:
    if value.known and value.kind != BOOL:
        values.writer.line(values.exits.abstain)
    else:
        values.exits.end(values.writer, value.text, path, sure=value.kind == BOOL)
