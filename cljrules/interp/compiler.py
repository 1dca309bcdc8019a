"""The compiled engine: one Python function per criteria.

Takes the node of criteria and what kinds of value the loan variables have, gives a function of a loan that answers
True or False, or None where it *abstains*: then, and only then, the reference evaluator is asked. The function takes
no decision of its own: wherever a value is not of the kind that was expected, a number leaves its range, or anything
raises, it abstains, so that values, errors and their places are always those of the reference evaluator. Criteria
have no effects, so asking twice is safe. What it cannot express raises `Inexpressible`.

A loan variable is fetched once on each path and its kind is checked once; comparisons of kinds that are known become
Python's own. Boolean expressions become nested `if`s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from cljrules.interp import nodes as n
from cljrules.interp.bounded import is_bounded, is_growing
from cljrules.interp.conditions import and_operands, core_name, or_operands
from cljrules.interp.emission import Writer
from cljrules.interp.function import Fn
from cljrules.interp.world import CORE
from cljrules.values.clock import BUSINESS_DATE
from cljrules.values.collections import PersistentSet
from cljrules.values.decimals import EXACT
from cljrules.values.equality import equiv
from cljrules.values.functions import Builtin
from cljrules.values.symbols import Keyword

Test = Callable[[Mapping[str, Any], date], "bool | None"]

#: Kinds of value the compiler tells apart, by the Python class that stands for them.
KINDS: Final[dict[str, type]] = {"int": int, "dec": Decimal, "str": str, "float": float}
ANY: Final = "any"

_COMPARISONS: Final = {"<": "<", ">": ">", "<=": "<=", ">=": ">=", "==": "=="}
_ASKED: Final[dict[str, Callable[[Any], bool]]] = {
    "nil?": lambda value: value is None,
    "some?": lambda value: value is not None,
    "true?": lambda value: value is True,
    "false?": lambda value: value is False,
}
_SIGNS: Final = {"zero?": "==", "pos?": ">", "neg?": "<"}
_ARITHMETIC: Final = {"+": ("+", "add"), "-": ("-", "subtract"), "*": ("*", "multiply")}
_LONG: Final = f"-{2**63} <= {{0}} <= {2**63 - 1}"

_DEEPEST_INLINE: Final = 8

#: Kinds of what declared functions give, by the type that is declared.
_DECLARED_KINDS: Final = {
    "boolean": "bool",
    "integer": "int",
    **dict.fromkeys(("money", "rate", "percent"), "dec"),
    **dict.fromkeys(("date", "datetime", "text", "enum"), "str"),
}
_MOST_INLINED: Final = 200
#: How many arguments all calls together may take that make a text or collection of them.
_MOST_GROWN: Final = 12


class Inexpressible(Exception):
    """Criteria that the compiled engine leaves to the reference evaluator altogether."""


@dataclass(frozen=True, slots=True)
class Value:
    """A Python expression that can be written any number of times, and the kind of its value; `constant` where it is
    known.
    """

    text: str
    kind: str
    constant: Any = None
    known: bool = False


@dataclass(slots=True)
class Path:
    """What is known where code is being written: fetched loan variables, locals by slot and frame."""

    loan: dict[str, Value] = field(default_factory=dict)
    locals: dict[tuple[int, int], Value] = field(default_factory=dict)
    frame: int = 0
    depth: int = 0

    def branch(self) -> Path:
        return Path(dict(self.loan), dict(self.locals), self.frame, self.depth)


def compile_test(node: n.Node, kinds: Mapping[str, str]) -> Test:
    """The compiled function of criteria; `kinds` maps loan variables to int, dec, str, bool or any. Raises
    Inexpressible.
    """
    compiler = _Compiler(kinds)
    writer = compiler.writer
    try:
        with writer.block("try:"):
            compiler.answer(node, Path())
        with writer.block("except Exception:"):
            writer.line("return None")
        writer.globals["Exception"] = Exception
        return writer.function("criteria")
    except (SyntaxError, RecursionError, MemoryError):
        # Python nests blocks and brackets no deeper than a hundred or two
        raise Inexpressible from None


class _Compiler:
    def __init__(self, kinds: Mapping[str, str]) -> None:
        self.kinds = kinds
        self.writer = Writer()
        self._frames = 0
        self._growing = 0

    # Answers: code that returns.

    def answer(self, node: n.Node, path: Path) -> None:
        """Write code that returns what the node answers."""
        if isinstance(node, n.If):
            with self.writer.block(f"if {self.test(node.test, path)}:"):
                self.answer(node.then, path.branch())
            self.answer(node.otherwise, path)
        elif (both := and_operands(node)) is not None:
            self._unless(both[0], path)
            self.answer(both[1], path)
        elif (either := or_operands(node)) is not None and self._is_boolean(either[0]):
            with self.writer.block(f"if {self.test(either[0], path)}:"):
                self.writer.line("return True")
            self.answer(either[1], path)
        elif isinstance(node, n.Let):
            for slot, value in node.bindings:
                path.locals[path.frame, slot] = self.value(value, path)
            self.answer(node.body, path)
        else:
            self._return(self.value(node, path))

    def _unless(self, node: n.Node, path: Path) -> None:
        """Write code that returns False where the first operand of an `and` is false; nil is left to the reference
        evaluator.
        """
        if not self._is_boolean(node):
            held = self.value(node, path)
            if held.known:
                if held.constant is None or held.constant is False:
                    self._return(held)
                return
            if held.kind != "bool":
                self.writer.line(f"if {held.text} is not True: return {held.text} if {held.text} is False else None")
                return
            self.writer.line(f"if not {held.text}: return False")
            return
        self.writer.line(f"if not ({self.test(node, path)}): return False")

    def _return(self, value: Value) -> None:
        if value.kind == "bool":
            self.writer.line(f"return {value.text}")
        elif value.known:
            self.writer.line("return None")
        else:
            self.writer.line(f"return {value.text} if {value.text} is True or {value.text} is False else None")

    # Tests: Python conditions.

    def test(self, node: n.Node, path: Path) -> str:
        """A Python condition that holds where the node is neither nil nor false."""
        held = self.value(node, path)
        if held.known:
            return repr(held.constant is not None and held.constant is not False)
        if held.kind == "bool":
            return held.text
        if held.kind in KINDS:
            return "True"
        return f"({held.text} is not None and {held.text} is not False)"

    def _is_boolean(self, node: n.Node) -> bool:
        """Whether a node can only give true or false."""
        if isinstance(node, n.Const):
            return isinstance(node.value, bool)
        if isinstance(node, n.LoanRef):
            return self.kinds.get(node.name) == "bool"
        if isinstance(node, n.If):
            return self._is_boolean(node.then) and self._is_boolean(node.otherwise)
        both = and_operands(node) or or_operands(node)
        if both is not None:
            return self._is_boolean(both[0]) and self._is_boolean(both[1])
        if isinstance(node, n.Let):
            return self._is_boolean(node.body)
        name = core_name(node)
        return (
            _gives_truth(node)
            or name in _COMPARISONS
            or name in _SIGNS
            or name in ("=", "not=", "not", "nil?", "some?", "true?", "false?", "contains?")
        )

    # Values: simple expressions, with code before them where it takes some.

    def value(self, node: n.Node, path: Path) -> Value:
        """The value of a node as a simple expression."""
        match node:
            case n.Const():
                return self._constant(node.value)
            case n.LoanRef():
                return self._loan(node.name, path)
            case n.LocalRef():
                held = path.locals.get((path.frame, node.slot))
                if held is None:
                    raise Inexpressible
                return held
            case n.If():
                return self._choice(node, path)
            case n.Let():
                both, either = and_operands(node), or_operands(node)
                if both is not None and self._is_boolean(node):
                    return self._joined(both[0], both[1], path, stop="False")
                if either is not None and self._is_boolean(node):
                    return self._joined(either[0], either[1], path, stop="True")
                for slot, value in node.bindings:
                    path.locals[path.frame, slot] = self.value(value, path)
                return self.value(node.body, path)
            case n.Do():
                for statement in node.statements:
                    self.value(statement, path)
                return self.value(node.result, path)
            case n.VarRef():
                return self._var(node)
            case n.Call():
                return self._call(node, path)
            case n.SetNode():
                return self._constant(_constant_set(node))
            case n.Case():
                return self._case(node, path)
        raise Inexpressible

    def _constant(self, value: Any) -> Value:
        if value is None:
            return Value("None", "nil", None, True)
        if value is True or value is False:
            return Value(repr(value), "bool", value, True)
        kind = next((name for name, cls in KINDS.items() if value.__class__ is cls), ANY)
        if kind == "int":
            return Value(f"({value})" if value < 0 else str(value), kind, value, True)
        return Value(self.writer.constant(value), kind, value, True)

    def _var(self, node: n.VarRef) -> Value:
        var = node.var
        if var.binding is not None:
            raise Inexpressible
        return self._constant(var.root)

    def _loan(self, name: str, path: Path) -> Value:
        held = path.loan.get(name)
        if held is None:
            local = self.writer.fresh()
            self.writer.line(f"{local} = loan[{name!r}]")
            kind = self.kinds.get(name, ANY)
            if kind == "bool":
                self.writer.line(f"if {local} is not True and {local} is not False: return None")
            held = path.loan[name] = Value(local, kind if kind == "bool" else f"?{kind}" if kind in KINDS else ANY)
        return held

    def _known(self, value: Value, path: Path, *kinds: str) -> Value:
        """The value, checked to be of one of the kinds: the likely one is asked for, anything else abstains."""
        if value.kind in kinds:
            return value
        likely = value.kind.removeprefix("?")
        if likely not in kinds:
            if value.kind != ANY or len(kinds) != 1:
                raise Inexpressible
            likely = kinds[0]
        self.writer.line(f"if {value.text}.__class__ is not {self.writer.constant(KINDS[likely])}: return None")
        known = Value(value.text, likely)
        for places in (path.loan, path.locals):
            for place, held in places.items():
                if held.text == value.text:
                    places[place] = known  # type: ignore[index]
        return known

    def _named(self, text: str, kind: str) -> Value:
        local = self.writer.fresh()
        self.writer.line(f"{local} = {text}")
        return Value(local, kind)

    def _choice(self, node: n.If, path: Path) -> Value:
        result = self.writer.fresh()
        kinds = []
        condition = self.test(node.test, path)
        for head, branch in ((f"if {condition}:", node.then), ("else:", node.otherwise)):
            with self.writer.block(head):
                held = self.value(branch, path.branch())
                self.writer.line(f"{result} = {held.text}")
                kinds.append(held.kind)
        return Value(result, kinds[0] if kinds[0] == kinds[1] else ANY)

    def _joined(self, first: n.Node, second: n.Node, path: Path, stop: str) -> Value:
        """`and` and `or` of Booleans."""
        held = self.value(first, path)
        branch = path.branch()
        mark = len(self.writer.lines)
        with self.writer.block("if True:"):
            other = self.value(second, branch)
        if len(self.writer.lines) == mark + 1:
            self.writer.lines.pop()
            return Value(f"({held.text} {'and' if stop == 'False' else 'or'} {other.text})", "bool")
        result = self.writer.fresh()
        indent = self.writer.lines[mark][: -len("if True:")]
        self.writer.lines[mark] = f"{indent}if {'' if stop == 'False' else 'not '}{held.text}:"
        self.writer.lines.append(f"{indent}    {result} = {other.text}")
        self.writer.line(f"else: {result} = {stop}")
        return Value(result, "bool")

    def _case(self, node: n.Case, path: Path) -> Value:
        if not all(isinstance(key, str) for key in node.choices):
            raise Inexpressible
        held = self._known(self.value(node.value, path), path, "str")
        result = self.writer.fresh()
        kinds = set()
        word = "if"
        for key, choice in node.choices.items():
            with self.writer.block(f"{word} {held.text} == {self.writer.constant(key)}:"):
                value = self.value(choice, path.branch())
                self.writer.line(f"{result} = {value.text}")
                kinds.add(value.kind)
            word = "elif"
        with self.writer.block("else:"):
            if node.default is None:
                self.writer.line("return None")
            else:
                value = self.value(node.default, path.branch())
                self.writer.line(f"{result} = {value.text}")
                kinds.add(value.kind)
        return Value(result, kinds.pop() if len(kinds) == 1 else ANY)

    # Calls.

    def _call(self, node: n.Call, path: Path) -> Value:
        head = node.function
        if isinstance(head, n.Const) and isinstance(head.value, Keyword) and 1 <= len(node.args) <= 2:
            return self._lookup(head.value, [self.value(arg, path) for arg in node.args])
        if isinstance(head, n.SetNode) and len(node.args) == 1:
            called = self.writer.constant(_constant_set(head))
            return self._named(f"{called}.invoke({self.value(node.args[0], path).text})", ANY)
        if not isinstance(head, n.VarRef):
            raise Inexpressible
        function = head.var.root
        if isinstance(function, PersistentSet) and head.var.binding is None and len(node.args) == 1:
            called = self.writer.constant(function)
            return self._named(f"{called}.invoke({self.value(node.args[0], path).text})", ANY)
        if isinstance(function, Fn):
            return self._inline(function, node, path)
        if not isinstance(function, Builtin) or head.var.binding is not None:
            raise Inexpressible
        if not function.low <= len(node.args) <= function.high:
            raise Inexpressible
        if function.ns == CORE:
            made = self._core(function.name, node, path)
            if made is not None:
                return made
        if not is_bounded(function):
            raise Inexpressible
        if is_growing(function):
            self._growing += len(node.args)
            if self._growing > _MOST_GROWN:
                raise Inexpressible
        args = [self.value(arg, path).text for arg in node.args]
        called = self.writer.constant(function.fn)
        if function.declaration is not None and function.declaration.dated:
            called, args = self.writer.constant(_called_on), ["day", called, *args]
        return self._named(f"{called}({', '.join(args)})", _given_kind(function))

    def _lookup(self, key: Keyword, args: list[Value]) -> Value:
        target = args[0].text
        default = args[1].text if len(args) == 2 else "None"
        return self._named(
            f"{target}.get({self.writer.constant(key)}, {default}) if {target} is not None else {default}", ANY
        )

    def _inline(self, function: Fn, node: n.Call, path: Path) -> Value:
        arity = function.node.fixed.get(len(node.args))
        if arity is None or function.captured or path.depth >= _DEEPEST_INLINE or self._frames >= _MOST_INLINED:
            raise Inexpressible
        args = [self.value(arg, path) for arg in node.args]
        self._frames += 1
        inner = Path(path.loan, path.locals, self._frames, path.depth + 1)
        for index, arg in enumerate(args):
            inner.locals[self._frames, 2 + index] = arg
        return self.value(arity.body, inner)

    def _core(self, name: str, node: n.Call, path: Path) -> Value | None:
        """A core function in Python's own terms, None where it has to be called."""
        if name in _COMPARISONS and len(node.args) >= 2:
            return self._comparison(_COMPARISONS[name], node.args, path)
        if name in ("=", "not=") and len(node.args) == 2:
            return self._equality(name, node.args[0], node.args[1], path)
        if name in _SIGNS:
            held = self._numbers([self.value(node.args[0], path)], path)[0]
            return Value(f"({held.text} {_SIGNS[name]} 0)", "bool")
        if name in ("nil?", "some?", "true?", "false?"):
            held = self.value(node.args[0], path)
            if held.known:
                return self._constant(_ASKED[name](held.constant))
            word = {"nil?": "is None", "some?": "is not None", "true?": "is True", "false?": "is False"}[name]
            return Value(f"({held.text} {word})", "bool")
        if name == "not":
            return Value(f"(not {self.test(node.args[0], path)})", "bool")
        if name in _ARITHMETIC and len(node.args) >= 2:
            return self._arithmetic(name, node.args, path)
        return None

    def _numbers(self, values: list[Value], path: Path) -> list[Value]:
        """The values, checked to be numbers of kinds that Python compares as Clojure does; raises Inexpressible where
        no kind is known.
        """
        likely = {value.kind.removeprefix("?") for value in values} & {"int", "dec"}
        if not likely:
            raise Inexpressible
        only = likely.pop() if len(likely) == 1 else "int"
        return [
            self._known(value, path, "int", "dec") if value.kind != ANY else self._known(value, path, only)
            for value in values
        ]

    def _comparison(self, sign: str, args: tuple[n.Node, ...], path: Path) -> Value:
        values = self._numbers([self.value(arg, path) for arg in args], path)
        if any(value.kind == "dec" for value in values):
            values = [self._as_decimal(value) for value in values]
        return Value(f"({f' {sign} '.join(value.text for value in values)})", "bool")

    def _as_decimal(self, value: Value) -> Value:
        if value.known and value.kind == "int":
            return Value(self.writer.constant(Decimal(value.constant)), "dec", Decimal(value.constant), True)
        return value

    def _equality(self, name: str, left: n.Node, right: n.Node, path: Path) -> Value:
        one, other = self.value(left, path), self.value(right, path)
        if one.known and other.known:
            return self._constant(equiv(one.constant, other.constant) is (name == "="))
        sign = "==" if name == "=" else "!="
        kinds = {one.kind.removeprefix("?"), other.kind.removeprefix("?")}
        if "str" in {one.kind, other.kind}:
            return Value(f"({one.text} {sign} {other.text})", "bool")
        if kinds == {"str"}:
            one = self._known(one, path, "str")
            return Value(f"({one.text} {sign} {other.text})", "bool")
        if "nil" in kinds:
            held = other if one.kind == "nil" else one
            return Value(f"({held.text} {'is' if name == '=' else 'is not'} None)", "bool")
        if kinds in ({"int"}, {"dec"}, {"int", "any"}, {"dec", "any"}):
            values = self._numbers([one, other], path)
            return Value(f"({values[0].text} {sign} {values[1].text})", "bool")
        if kinds == {"int", "dec"}:
            self._numbers([one, other], path)
            return Value("False" if name == "=" else "True", "bool", name != "=", True)
        if kinds == {"bool"}:
            return Value(f"({one.text} is {'' if name == '=' else 'not '}{other.text})", "bool")
        raise Inexpressible

    def _arithmetic(self, name: str, args: tuple[n.Node, ...], path: Path) -> Value:
        values = self._numbers([self.value(arg, path) for arg in args], path)
        sign, method = _ARITHMETIC[name]
        made = values[0]
        for other in values[1:]:
            if made.kind == other.kind == "int":
                made = self._named(f"{made.text} {sign} {other.text}", "int")
                self.writer.line(f"if not ({_LONG.format(made.text)}): return None")
            else:
                operation = self.writer.constant(getattr(EXACT, method))
                if sign == "-" and other.kind == "int":
                    # a Long is negated before it is taken away from a BigDecimal, which the least Long does not survive
                    self.writer.line(f"if {other.text} == {-(2**63)}: return None")
                one, two = self._as_decimal(made), self._as_decimal(other)
                made = self._named(f"{operation}({one.text}, {two.text})", "dec")
        return made


def _given_kind(function: Builtin) -> str:
    """The kind of what a function gives, by its declaration."""
    if function.declaration is None or function.declaration.gives.nilable:
        return ANY
    return _DECLARED_KINDS.get(function.declaration.gives.word, ANY)


def _gives_truth(node: n.Node) -> bool:
    """Whether a node calls a function that is declared to give true or false."""
    head = node.function if isinstance(node, n.Call) else None
    function = head.var.root if isinstance(head, n.VarRef) and head.var.binding is None else None
    return isinstance(function, Builtin) and _given_kind(function) == "bool"


def _called_on(day: date, fn: Callable[..., Any], *args: Any) -> Any:
    """What a function that needs the business date gives."""
    token = BUSINESS_DATE.set(day)
    try:
        return fn(*args)
    finally:
        BUSINESS_DATE.reset(token)


def _constant_set(node: n.SetNode) -> PersistentSet:
    """The value of a set of constants; raises Inexpressible for any other."""
    items = [item.value for item in node.items if isinstance(item, n.Const)]
    made = PersistentSet.of(items)
    if len(made) != len(node.items):
        raise Inexpressible
    return made
