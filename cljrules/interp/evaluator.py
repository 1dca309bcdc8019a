"""The reference evaluator: what a node means.

`evaluate(node, frame)` gives the node's value. A frame is a list: slot 0 the running evaluation (a meter, for
criteria a `Run`), slot 1 the running function, then locals. Every other engine must agree with this one. An error
gets the place of the innermost call that met it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from cljrules.interp import nodes as n
from cljrules.interp.context import Run
from cljrules.interp.faults import FAULTS, fault_of
from cljrules.interp.function import AGAIN, Fn, too_deep
from cljrules.interp.host import HostClass, call_method, new_error
from cljrules.interp.instances import Instance, Record, field_of
from cljrules.interp.world import DOC
from cljrules.values.collections import EMPTY_MAP, PersistentMap, PersistentSet, Vector
from cljrules.values.equality import case_key
from cljrules.values.errors import ClojureError, LimitExceeded, class_cast, error, illegal_argument
from cljrules.values.functions import Builtin, look_up, not_callable
from cljrules.values.kinds import class_name
from cljrules.values.limits import ENTER, METER, TURN, UNWIND
from cljrules.values.printer import str_of
from cljrules.values.symbols import Keyword, Symbol

FrameList = list[Any]


def evaluate(node: n.Node, frame: FrameList) -> Any:
    """The value of a node in a frame; raises ClojureError and LimitExceeded."""
    return EVALUATE[node.__class__](node, frame)


def _const(node: n.Const, frame: FrameList) -> Any:
    return node.value


def _local(node: n.LocalRef, frame: FrameList) -> Any:
    return frame[node.slot]


def _captured(node: n.CapturedRef, frame: FrameList) -> Any:
    return frame[1].captured[node.index]


def _self(node: n.SelfRef, frame: FrameList) -> Any:
    return frame[1]


def _var(node: n.VarRef, frame: FrameList) -> Any:
    var = node.var
    return var.root if var.binding is None else var.deref()


def _var_itself(node: n.VarItself, frame: FrameList) -> Any:
    return node.var


def _loan(node: n.LoanRef, frame: FrameList) -> Any:
    run = METER.get()
    if isinstance(run, Run) and node.name in run.loan:
        value = run.read[node.name] = run.loan[node.name]
        return value
    problem = error("CompilerException", f"the loan variable `{node.name}` has no value here")
    problem.help = "give the loan a value for it"
    problem.code = "no-value"
    problem.subject = node.name
    raise _placed(problem, node)


def _if(node: n.If, frame: FrameList) -> Any:
    meter = frame[0]
    branch: Any = node
    while branch.__class__ is n.If:
        meter.steps -= 1
        test = branch.test
        value = EVALUATE[test.__class__](test, frame)
        branch = branch.otherwise if value is None or value is False else branch.then
    return EVALUATE[branch.__class__](branch, frame)


def _do(node: n.Do, frame: FrameList) -> Any:
    frame[0].steps -= len(node.statements)
    for statement in node.statements:
        EVALUATE[statement.__class__](statement, frame)
    return EVALUATE[node.result.__class__](node.result, frame)


def _let(node: n.Let, frame: FrameList) -> Any:
    frame[0].steps -= len(node.bindings)
    for slot, value in node.bindings:
        frame[slot] = EVALUATE[value.__class__](value, frame)
    return EVALUATE[node.body.__class__](node.body, frame)


def _loop(node: n.Loop, frame: FrameList) -> Any:
    for slot, value in node.bindings:
        frame[slot] = EVALUATE[value.__class__](value, frame)
    body = node.body
    run = EVALUATE[body.__class__]
    meter = frame[0]
    result = run(body, frame)
    while result is AGAIN:
        meter.steps -= TURN
        if meter.steps < 0 or meter.deadline is not None:
            meter.spend(0)
        result = run(body, frame)
    return result


def _recur(node: n.Recur, frame: FrameList) -> Any:
    values = [EVALUATE[value.__class__](value, frame) for value in node.values]
    frame[0].steps -= len(values)
    for slot, value in zip(node.slots, values, strict=True):
        frame[slot] = value
    return AGAIN


def _call(node: n.Call, frame: FrameList) -> Any:
    head = node.function
    function = EVALUATE[head.__class__](head, frame)
    wanted = node.args
    count = len(wanted)
    # a comprehension would be one more frame on Python's stack for every nested call
    args: Sequence[Any]
    try:
        if count == 2:
            one, two = wanted
            args = (EVALUATE[one.__class__](one, frame), EVALUATE[two.__class__](two, frame))
        elif count == 1:
            args = (EVALUATE[wanted[0].__class__](wanted[0], frame),)
        else:
            args = []
            for arg in wanted:
                args.append(EVALUATE[arg.__class__](arg, frame))
    except ClojureError:
        # what cannot be called is refused before its arguments are looked at; nil only when it is called
        if not (function is None or hasattr(function, "invoke") or isinstance(function, Keyword | Symbol)):
            raise _placed(not_callable(function), node) from None
        raise
    meter = frame[0]
    meter.steps -= 1 + count
    try:
        if meter.steps < 0:
            meter.out_of_steps()
        if function.__class__ is Builtin:
            if function.low <= count <= function.high:
                return function.fn(*args)
            return function.invoke(*args)
        if function.__class__ is Fn:
            return function.invoke(*args)
        if isinstance(function, Keyword | Symbol):
            return look_up(function, *args)
        try:
            method = function.invoke
        except AttributeError:
            raise not_callable(function) from None
        return method(*args)
    except (ClojureError, LimitExceeded) as mistake:
        if mistake.span is None:
            mistake.span = node.form.span
            mistake.source = node.form.source
        raise
    except RecursionError:
        raise _placed(too_deep(meter), node) from None
    except FAULTS as mistake:
        kinds = ", ".join(class_name(arg) for arg in args)
        shown = getattr(function, "name", "the function")
        raise fault_of(mistake, f"`{shown}` does not work on these arguments: {kinds}", node.form) from mistake


def _placed(mistake: ClojureError, node: n.Node) -> ClojureError:
    if mistake.span is None:
        mistake.span = node.form.span
        mistake.source = node.form.source
    return mistake


def _method(node: n.MethodCall, frame: FrameList) -> Any:
    target = EVALUATE[node.target.__class__](node.target, frame)
    args = tuple(EVALUATE[arg.__class__](arg, frame) for arg in node.args)
    meter = frame[0]
    meter.spend(1 + len(args) + (len(target) >> 8 if target.__class__ is str else 0))
    try:
        if not args and isinstance(target, Instance | Record) and (node.is_field or node.name in target.cls.fields):
            return field_of(target, node.name)
        if node.is_field and target is None:
            raise error("NullPointerException", f"`.-{node.name}` was asked of nil")
        if node.is_field:
            raise illegal_argument(f"No matching field found: {node.name} for class {class_name(target)}")
        return call_method(node.method, node.name, target, args)
    except ClojureError as mistake:
        raise _placed(mistake, node) from mistake.__cause__
    except FAULTS as mistake:
        kinds = ", ".join(class_name(arg) for arg in (target, *args))
        raise fault_of(mistake, f"`.{node.name}` does not work on these: {kinds}", node.form) from mistake


def _new(node: n.New, frame: FrameList) -> Any:
    args = [EVALUATE[arg.__class__](arg, frame) for arg in node.args]
    frame[0].spend(ENTER)
    cls = node.cls
    try:
        if isinstance(cls, HostClass):
            return Instance.make(cls, args)
        if hasattr(cls, "invoke"):
            return cls.invoke(*args)
        return new_error(cls, args)
    except ClojureError as mistake:
        raise _placed(mistake, node) from mistake.__cause__
    except FAULTS as mistake:
        kinds = ", ".join(class_name(arg) for arg in args)
        raise fault_of(mistake, f"`{cls.name}` cannot be made of these: {kinds}", node.form) from mistake


def _fn(node: n.FnNode, frame: FrameList) -> Any:
    frame[0].steps -= ENTER
    captured = tuple([EVALUATE[held.__class__](held, frame) for held in node.captured])
    meta = None if node.meta is None else evaluate(node.meta, frame)
    return Fn(node, captured, evaluate, "user", meta)


def _letfn(node: n.LetFn, frame: FrameList) -> Any:
    made = []
    for slot, function in node.bindings:
        frame[slot] = Fn(function, (), evaluate, "user")
        made.append((frame[slot], function))
    for value, function in made:
        value.captured = tuple(evaluate(held, frame) for held in function.captured)
    return EVALUATE[node.body.__class__](node.body, frame)


def _vector(node: n.VectorNode, frame: FrameList) -> Any:
    frame[0].spend(len(node.items))
    return Vector.of([EVALUATE[item.__class__](item, frame) for item in node.items])


def _set(node: n.SetNode, frame: FrameList) -> Any:
    frame[0].spend(4 * len(node.items))
    items = [EVALUATE[item.__class__](item, frame) for item in node.items]
    made = PersistentSet.of(items)
    if len(made) != len(items):
        raise _placed(illegal_argument("the same element stands twice in this set"), node)
    return made


def _map(node: n.MapNode, frame: FrameList) -> Any:
    if not node.pairs:
        return EMPTY_MAP
    frame[0].spend(4 * len(node.pairs))
    pairs = [
        (EVALUATE[key.__class__](key, frame), EVALUATE[value.__class__](value, frame)) for key, value in node.pairs
    ]
    made = PersistentMap.of(pairs)
    if len(made) != len(pairs):
        raise _placed(illegal_argument("the same key stands twice in this map"), node)
    return made


def _with_meta(node: n.WithMeta, frame: FrameList) -> Any:
    value = EVALUATE[node.value.__class__](node.value, frame)
    return value.with_meta(evaluate(node.meta, frame))


def _throw(node: n.Throw, frame: FrameList) -> Any:
    value = EVALUATE[node.value.__class__](node.value, frame)
    if isinstance(value, ClojureError):
        if value.span is None:
            value.span = node.form.span
            value.source = node.form.source
        raise value
    if value is None:
        raise _placed(error("NullPointerException", "`throw` was given nil"), node)
    raise _placed(class_cast(f"{class_name(value)} cannot be cast to java.lang.Throwable"), node)


def _try(node: n.Try, frame: FrameList) -> Any:
    depth = frame[0].depth
    try:
        try:
            return EVALUATE[node.body.__class__](node.body, frame)
        except ClojureError as mistake:
            frame[0].depth = depth
            frame[0].spend(UNWIND)
            for cls, slot, handler in node.catches:
                if mistake.cls.is_a(cls):
                    frame[slot] = mistake
                    return EVALUATE[handler.__class__](handler, frame)
            raise
    finally:
        if node.cleanup is not None:
            evaluate(node.cleanup, frame)


def _def(node: n.Def, frame: FrameList) -> Any:
    var = node.var
    meta = EMPTY_MAP if node.meta is None else evaluate(node.meta, frame)
    var.meta = meta if node.doc is None else meta.assoc(DOC, node.doc)
    if node.value is not None:
        value = EVALUATE[node.value.__class__](node.value, frame)
        if isinstance(value, Fn):
            value.ns = var.ns
        var.root = value
    return var


def _case(node: n.Case, frame: FrameList) -> Any:
    value = EVALUATE[node.value.__class__](node.value, frame)
    choice = node.choices.get(case_key(value), node.default)
    if choice is None:
        raise _placed(illegal_argument(f"No matching clause: {str_of(value)}"), node)
    return EVALUATE[choice.__class__](choice, frame)


def _set_var(node: n.SetVar, frame: FrameList) -> Any:
    value = EVALUATE[node.value.__class__](node.value, frame)
    held = node.var.binding.get(None) if node.var.binding is not None else None
    if held is None:
        raise _placed(
            error("IllegalStateException", f"Can't change/establish root binding of: {node.var.name} with set"), node
        )
    held[0] = value
    return value


def _set_field(node: n.SetField, frame: FrameList) -> Any:
    value = EVALUATE[node.value.__class__](node.value, frame)
    field = node.field
    if not isinstance(field, n.LocalRef) or not isinstance(frame[2], Instance):
        raise _placed(illegal_argument("`set!` changes a field inside a method of its type"), node)
    if field.name not in frame[2].cls.changeable:
        raise _placed(illegal_argument(f"Cannot assign to non-mutable: {field.name}"), node)
    frame[field.slot] = frame[2].fields[field.name] = value
    return value


EVALUATE: dict[type, Callable[[Any, FrameList], Any]] = {
    n.Const: _const,
    n.LocalRef: _local,
    n.CapturedRef: _captured,
    n.SelfRef: _self,
    n.VarRef: _var,
    n.VarItself: _var_itself,
    n.LoanRef: _loan,
    n.If: _if,
    n.Do: _do,
    n.Let: _let,
    n.Loop: _loop,
    n.Recur: _recur,
    n.Call: _call,
    n.MethodCall: _method,
    n.New: _new,
    n.FnNode: _fn,
    n.LetFn: _letfn,
    n.VectorNode: _vector,
    n.SetNode: _set,
    n.MapNode: _map,
    n.WithMeta: _with_meta,
    n.Throw: _throw,
    n.Try: _try,
    n.Def: _def,
    n.Case: _case,
    n.SetVar: _set_var,
    n.SetField: _set_field,
}
