"""Methods of numbers that programs may call, and those that every value has.

`METHODS` maps a method's name to a callable of the target and the arguments: `(.setScale x 2)` calls
`METHODS["setScale"](x, 2)`. A target of a class without the method gets the IllegalArgumentException that Clojure
gives. Targets are never nil: the evaluator has refused that before.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NoReturn

from cljrules.stdlib.host_numbers import math_context_of, rounding_mode
from cljrules.values import decimals
from cljrules.values.coercions import narrow_float, to_double, to_int, unchecked_int, unchecked_long
from cljrules.values.compare import compare
from cljrules.values.decimals import EXACTLY, MathContext, RoundingMode
from cljrules.values.equality import equiv
from cljrules.values.errors import class_cast, error, illegal_argument, null_pointer
from cljrules.values.kinds import class_name, class_of
from cljrules.values.number_order import is_fixed
from cljrules.values.number_types import (
    INT_MAX,
    INT_MIN,
    LONG_MAX,
    LONG_MIN,
    BigInt,
    BigInteger,
    Int8,
    Int16,
    Int32,
    big,
    is_number,
    wrap,
)
from cljrules.values.printer import str_of

_BIG: Final = (BigInteger, BigInt)


def _missing(target: Any, name: str, count: int) -> NoReturn:
    if count:
        raise illegal_argument(f"No matching method {name} found taking {count} args for class {class_name(target)}")
    raise illegal_argument(f"No matching field found: {name} for class {class_name(target)}")


def _decimal(value: Any) -> Decimal:
    """An argument that must be a BigDecimal."""
    if value.__class__ is Decimal:
        return value
    if value is None:
        raise null_pointer("nil is no BigDecimal")
    raise class_cast(f"{class_name(value)} cannot be cast to java.math.BigDecimal")


def _scaled(method: str, target: Any, count: int) -> Decimal:
    """A target that must be a BigDecimal to have the method."""
    if target.__class__ is not Decimal:
        _missing(target, method, count)
    return target


def set_scale(target: Any, scale: Any, rounding: Any = RoundingMode.UNNECESSARY) -> Decimal:
    """BigDecimal.setScale: the number with so many decimal places; raises ArithmeticException "Rounding necessary"."""
    held = _scaled("setScale", target, 1)
    if rounding is RoundingMode.UNNECESSARY:
        return decimals.set_scale(held, to_int(scale), rounding)
    _check_overload(target, "setScale", scale, rounding)
    return decimals.set_scale(held, to_int(scale), rounding_mode(rounding))


def _check_overload(target: Any, name: str, scale: Any, rounding: Any) -> None:
    """Where several methods take so many arguments, one that fits none of them finds no method."""
    if not is_fixed(scale) or not (isinstance(rounding, RoundingMode) or is_fixed(rounding)):
        _missing(target, name, 2)


def add(target: Any, other: Any, rounding: Any = EXACTLY) -> Any:
    return _arithmetic("add", decimals.add, int.__add__, target, other, rounding)


def subtract(target: Any, other: Any, rounding: Any = EXACTLY) -> Any:
    return _arithmetic("subtract", decimals.subtract, int.__sub__, target, other, rounding)


def multiply(target: Any, other: Any, rounding: Any = EXACTLY) -> Any:
    return _arithmetic("multiply", decimals.multiply, int.__mul__, target, other, rounding)


def _arithmetic(
    name: str,
    scaled: Callable[[Decimal, Decimal, MathContext], Decimal],
    whole: Callable[[int, int], int],
    target: Any,
    other: Any,
    rounding: Any,
) -> Any:
    if isinstance(target, _BIG):
        return type(target)(big(whole(int(target), int(_same_class(target, other)))))
    return scaled(_scaled(name, target, 1), _decimal(other), math_context_of(rounding))


def _same_class(target: Any, other: Any) -> Any:
    if other is None:
        raise null_pointer("nil was used as a number")
    if other.__class__ is not target.__class__:
        raise class_cast(f"{class_name(other)} cannot be cast to {class_name(target)}")
    return other


def divide(target: Any, other: Any, *how: Any) -> Any:
    """BigDecimal.divide: exactly, with a MathContext, with a rounding mode at the target's scale, or with a scale and
    a rounding mode.
    """
    held = _scaled("divide", target, 1 + len(how))
    by = _decimal(other)
    if not how:
        return decimals.divide(held, by, EXACTLY)
    if len(how) == 1 and isinstance(how[0], MathContext):
        return decimals.divide(held, by, how[0])
    if len(how) > 2:
        _missing(target, "divide", 1 + len(how))
    scale = -decimals.exponent(held) if len(how) == 1 else to_int(how[0])
    return decimals.divide_to_scale(held, by, scale, rounding_mode(how[-1]))


def remainder(target: Any, other: Any) -> Any:
    return decimals.remainder(_scaled("remainder", target, 1), _decimal(other), EXACTLY)


def divide_to_integral_value(target: Any, other: Any) -> Any:
    return decimals.quotient(_scaled("divideToIntegralValue", target, 1), _decimal(other), EXACTLY)


def negate(target: Any) -> Any:
    if isinstance(target, BigInteger):
        return BigInteger(-target)
    return decimals.negate(_scaled("negate", target, 0), EXACTLY)


def absolute(target: Any) -> Any:
    if isinstance(target, BigInteger):
        return BigInteger(abs(target))
    return decimals.absolute(_scaled("abs", target, 0), EXACTLY)


def power(target: Any, exponent: Any) -> Any:
    """BigDecimal.pow and BigInteger.pow; raises ArithmeticException for a negative exponent."""
    times = to_int(exponent)
    if isinstance(target, BigInteger):
        if times < 0:
            raise error("ArithmeticException", "Negative exponent")
        return BigInteger(decimals.whole_power(int(target), times))
    held = _scaled("pow", target, 1)
    if not 0 <= times <= 999_999_999:
        raise error("ArithmeticException", "Invalid operation")
    return decimals.power(held, times)


def round_(target: Any, rounding: Any) -> Any:
    return decimals.round_to(_scaled("round", target, 1), math_context_of(rounding))


def maximum(target: Any, other: Any) -> Any:
    held, by = _scaled("max", target, 1), _decimal(other)
    return held if held >= by else by


def minimum(target: Any, other: Any) -> Any:
    held, by = _scaled("min", target, 1), _decimal(other)
    return held if held <= by else by


def signum(target: Any) -> Int32:
    if not isinstance(target, BigInteger):
        _scaled("signum", target, 0)
    return Int32((target > 0) - (target < 0))


def to_big_integer(target: Any) -> BigInteger:
    if isinstance(target, _BIG):
        return BigInteger(target)
    return BigInteger(big(decimals.to_whole(_scaled("toBigInteger", target, 0))))


def decimal_value(target: Any) -> Decimal:
    """Ratio.decimalValue."""
    if not isinstance(target, Fraction):
        _missing(target, "decimalValue", 0)
    return decimals.divide(Decimal(target.numerator), Decimal(target.denominator), EXACTLY)


def long_value_exact(target: Any) -> int:
    return _exact(target, "longValueExact", LONG_MIN, LONG_MAX)


def int_value_exact(target: Any) -> Int32:
    return Int32(_exact(target, "intValueExact", INT_MIN, INT_MAX))


def _exact(target: Any, name: str, low: int, high: int) -> int:
    held = _scaled(name, target, 0)
    if not low - 1 < held < high + 1:
        raise error("ArithmeticException", "Overflow")
    whole = decimals.to_whole(held)
    if whole != held:
        raise error("ArithmeticException", "Rounding necessary")
    return whole


def _of_number(name: str, cast: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A method of java.lang.Number."""

    def apply(target: Any) -> Any:
        if not is_number(target):
            _missing(target, name, 0)
        return cast(target)

    return apply


def _of_decimal(name: str, compute: Callable[[Decimal], Any]) -> Callable[[Any], Any]:
    """A method of BigDecimal without arguments."""
    return lambda target: compute(_scaled(name, target, 0))


def _moved(name: str, places: Callable[[Decimal, int], Decimal]) -> Callable[[Any, Any], Any]:
    """A method of BigDecimal that takes a whole number."""
    return lambda target, count: places(_scaled(name, target, 1), to_int(count))


def _of_double(name: str, test: Callable[[float], bool]) -> Callable[[Any], bool]:
    def apply(target: Any) -> bool:
        if not isinstance(target, float):
            _missing(target, name, 0)
        return test(target)

    return apply


def equals(target: Any, other: Any) -> bool:
    """Object.equals: numbers only of the same class, and BigDecimals only of the same scale."""
    if is_number(target):
        if other.__class__ is not target.__class__:
            return False
        if target.__class__ is Decimal:
            return decimals.is_same(target, other)
        return bool(target == other) or (target != target and other != other)
    return equiv(target, other)


def compare_to(target: Any, other: Any) -> int:
    """Comparable.compareTo: only values of the same class compare."""
    if other is None:
        raise null_pointer("nil cannot be compared")
    if is_number(target) and other.__class__ is not target.__class__:
        raise class_cast(f"{class_name(other)} cannot be cast to {class_name(target)}")
    return Int32(compare(target, other))


#: Method name -> callable of target and arguments.
METHODS: Final[Mapping[str, Callable[..., Any]]] = {
    "toString": str_of,
    "equals": equals,
    "compareTo": compare_to,
    "getClass": class_of,
    "intValue": _of_number("intValue", unchecked_int),
    "longValue": _of_number("longValue", unchecked_long),
    "doubleValue": _of_number("doubleValue", to_double),
    "floatValue": _of_number("floatValue", lambda target: narrow_float(to_double(target))),
    "shortValue": _of_number("shortValue", lambda target: Int16(wrap(unchecked_int(target), 16))),
    "byteValue": _of_number("byteValue", lambda target: Int8(wrap(unchecked_int(target), 8))),
    "intValueExact": int_value_exact,
    "longValueExact": long_value_exact,
    "isNaN": _of_double("isNaN", math.isnan),
    "isInfinite": _of_double("isInfinite", math.isinf),
    "decimalValue": decimal_value,
    "setScale": set_scale,
    "scale": _of_decimal("scale", lambda held: Int32(-decimals.exponent(held))),
    "precision": _of_decimal("precision", lambda held: Int32(decimals.digits(held))),
    "unscaledValue": _of_decimal("unscaledValue", lambda held: BigInteger(decimals.unscaled(held))),
    "stripTrailingZeros": _of_decimal("stripTrailingZeros", decimals.strip_zeros),
    "toPlainString": _of_decimal("toPlainString", decimals.plain_text),
    "toEngineeringString": _of_decimal("toEngineeringString", lambda held: held.to_eng_string()),
    "ulp": _of_decimal("ulp", lambda held: decimals.of(1, -decimals.exponent(held))),
    "plus": _of_decimal("plus", lambda held: held),
    "movePointLeft": _moved("movePointLeft", lambda held, count: decimals.move_point(held, -count)),
    "movePointRight": _moved("movePointRight", decimals.move_point),
    "scaleByPowerOfTen": _moved("scaleByPowerOfTen", decimals.scale_by_power_of_ten),
    "add": add,
    "subtract": subtract,
    "multiply": multiply,
    "divide": divide,
    "remainder": remainder,
    "divideToIntegralValue": divide_to_integral_value,
    "negate": negate,
    "abs": absolute,
    "pow": power,
    "round": round_,
    "max": maximum,
    "min": minimum,
    "signum": signum,
    "toBigInteger": to_big_integer,
}
