"""Core functions in Python's own terms: comparisons, equality, arithmetic, questions about nil.

Numbers are only compared and worked with where their kinds are known, so that Python's answer is Clojure's.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from cljrules.interp import nodes as n
from cljrules.interp.compiled.places import ANY, BOOL, Inexpressible, Path, Value
from cljrules.values.decimals import EXACT
from cljrules.values.equality import equiv

if TYPE_CHECKING:
    from cljrules.interp.compiled.values import Values

_COMPARISONS: Final = {"<": "<", ">": ">", "<=": "<=", ">=": ">=", "==": "=="}
_ASKED: Final[dict[str, tuple[str, Callable[[Any], bool]]]] = {
    "nil?": ("is None", lambda value: value is None),
    "some?": ("is not None", lambda value: value is not None),
    "true?": ("is True", lambda value: value is True),
    "false?": ("is False", lambda value: value is False),
}
_SIGNS: Final = {"zero?": "==", "pos?": ">", "neg?": "<"}
_ARITHMETIC: Final = {"+": ("+", "add"), "-": ("-", "subtract"), "*": ("*", "multiply")}
#: Whether a whole number has left the range of a Long; in this order, because Python compares small numbers faster.
_NO_LONG: Final = f"({{0}} > {2**30 - 1} or {{0}} < {1 - 2**30}) and ({{0}} > {2**63 - 1} or {{0}} < {-(2**63)})"
#: Core functions that give true or false, whatever they are given.
TRUTHS: Final = frozenset((*_COMPARISONS, *_SIGNS, *_ASKED, "=", "not=", "not", "contains?"))


def core(values: Values, name: str, node: n.Call, path: Path) -> Value | None:
    """What a core function gives in Python's own terms, None where it has to be called; raises Inexpressible."""
    args = node.args
    if name in _COMPARISONS and len(args) >= 2:
        return _comparison(values, _COMPARISONS[name], args, path)
    if name in ("=", "not=") and len(args) == 2:
        return _equality(values, name, values.value(args[0], path), values.value(args[1], path), path)
    if name in _SIGNS:
        held = _numbers(values, [values.value(args[0], path)], path)[0]
        if name == "zero?" and not held.known:
            return Value(f"(not {held.text})", BOOL)
        zero = "0" if held.kind == "int" else values.writer.constant(Decimal(0))
        return Value(f"({held.text} {_SIGNS[name]} {zero})", BOOL)
    if name in _ASKED:
        word, ask = _ASKED[name]
        held = values.value(args[0], path)
        return values.constant(ask(held.constant)) if held.known else Value(f"({held.text} {word})", BOOL)
    if name == "not":
        return Value(f"(not {values.test(args[0], path)})", BOOL)
    if name in _ARITHMETIC and len(args) >= 2:
        return _arithmetic(values, name, args, path)
    return None


_ZERO: Final = Decimal(0)


def _numbers(values: Values, held: list[Value], path: Path) -> list[Value]:
    """The values, checked to be numbers of kinds that Python compares as Clojure does; raises Inexpressible where no
    kind is known.
    """
    likely = {value.likely for value in held} & {"int", "dec"}
    if not likely:
        raise Inexpressible
    only = likely.pop() if len(likely) == 1 else "int"
    return [
        values.known(value, path, "int", "dec") if value.kind != ANY else values.known(value, path, only)
        for value in held
    ]


def _comparison(values: Values, sign: str, args: tuple[n.Node, ...], path: Path) -> Value:
    held = _numbers(values, [values.value(arg, path) for arg in args], path)
    if any(value.kind == "dec" for value in held):
        held = [_as_decimal(values, value) for value in held]
    return Value(f"({f' {sign} '.join(value.text for value in held)})", BOOL)


def _as_decimal(values: Values, value: Value) -> Value:
    if value.known and value.kind == "int":
        return Value(values.writer.constant(Decimal(value.constant)), "dec", Decimal(value.constant), True)
    return value


def _equality(values: Values, name: str, one: Value, other: Value, path: Path) -> Value:
    if one.known and other.known:
        return values.constant(equiv(one.constant, other.constant) is (name == "="))
    sign = "==" if name == "=" else "!="
    kinds = {one.likely, other.likely}
    if "str" in {one.kind, other.kind}:
        return Value(f"({one.text} {sign} {other.text})", BOOL)
    if kinds == {"str"}:
        one = values.known(one, path, "str")
        return Value(f"({one.text} {sign} {other.text})", BOOL)
    if "nil" in kinds:
        held = other if one.kind == "nil" else one
        return Value(f"({held.text} {'is' if name == '=' else 'is not'} None)", BOOL)
    if kinds in ({"int"}, {"dec"}, {"int", ANY}, {"dec", ANY}):
        one, other = _numbers(values, [one, other], path)
        return Value(f"({one.text} {sign} {other.text})", BOOL)
    if kinds == {"int", "dec"}:
        _numbers(values, [one, other], path)
        return Value("False" if name == "=" else "True", BOOL, name != "=", True)
    if kinds == {BOOL}:
        return Value(f"({one.text} is {'' if name == '=' else 'not '}{other.text})", BOOL)
    raise Inexpressible


def _arithmetic(values: Values, name: str, args: tuple[n.Node, ...], path: Path) -> Value:
    held = _numbers(values, [values.value(arg, path) for arg in args], path)
    sign, method = _ARITHMETIC[name]
    made = held[0]
    abstain = values.exits.abstain
    for other in held[1:]:
        if made.kind == other.kind == "int":
            made = values.named(f"{made.text} {sign} {other.text}", "int")
            values.writer.line(f"if {_NO_LONG.format(made.text)}: {abstain}")
        else:
            operation = values.writer.entity(getattr(EXACT, method))
            if sign == "-" and other.kind == "int":
                # a Long is negated before it is taken away from a BigDecimal, which the least Long does not survive
                values.writer.line(f"if {other.text} == {-(2**63)}: {abstain}")
            one, two = _as_decimal(values, made), _as_decimal(values, other)
            made = values.named(f"{operation}({one.text}, {two.text})", "dec")
    return made
