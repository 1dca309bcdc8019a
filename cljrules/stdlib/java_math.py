"""java.lang.Math: `Math/floor` and the like.

`STATICS` maps `Math/name` to a constant or a Python callable of the arguments, which the evaluator calls after checking
their number by the signature. Functions of doubles take any number; functions that the JVM overloads (`abs`, `max`,
`round`, …) take only the kinds it has them for and raise IllegalArgumentException for others, as calls that are
resolved at run time do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

from cljrules.values.coercions import to_double, to_long
from cljrules.values.errors import ClojureError, error, illegal_argument
from cljrules.values.number_types import INT_MAX, INT_MIN, LONG_MAX, LONG_MIN, Float32, Int8, Int16, Int32

_INTS: Final = (Int32, Int16, Int8)


def no_method(name: str, count: int) -> ClojureError:
    """The error of arguments of kinds that no overload takes."""
    return illegal_argument(f"No matching method {name} found taking {count} args")


def floor(a: Any) -> float:
    """`Math/floor`."""
    return _whole_double(math.floor, to_double(a))


def ceil(a: Any) -> float:
    """`Math/ceil`."""
    return _whole_double(math.ceil, to_double(a))


def rint(a: Any) -> float:
    """`Math/rint`: the nearest whole double, halves to even."""
    return _whole_double(round, to_double(a))


def _whole_double(rounding: Callable[[float], int], value: float) -> float:
    return math.copysign(float(rounding(value)), value) if math.isfinite(value) else value


def sqrt(a: Any) -> float:
    """`Math/sqrt`; NaN of a negative number."""
    value = to_double(a)
    return math.nan if value < 0 else math.sqrt(value)


def power(a: Any, b: Any) -> float:
    """`Math/pow`; an infinity where the result is too large, NaN where there is none."""
    base, exponent = to_double(a), to_double(b)
    if exponent != exponent or (abs(base) == 1 and math.isinf(exponent)):
        return math.nan
    if base == 1 and math.isfinite(exponent):
        return 1.0
    odd = math.isfinite(exponent) and exponent == math.floor(exponent) and exponent % 2 == 1
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -math.inf if base < 0 and odd else math.inf
    except ValueError:
        if base == 0:
            return -math.inf if odd and math.copysign(1, base) < 0 else math.inf
        return math.nan


def _real(function: Callable[[float], float], *, above: float = math.inf) -> Callable[[Any], float]:
    """A function of one double: NaN outside its domain, `above` where the result overflows."""

    def apply(a: Any) -> float:
        value = to_double(a)
        try:
            return function(value)
        except ValueError:
            return math.nan
        except OverflowError:
            return above

    return apply


def _logarithm(function: Callable[[float], float], lowest: float) -> Callable[[Any], float]:
    def apply(a: Any) -> float:
        value = to_double(a)
        if value == lowest:
            return -math.inf
        return math.nan if value < lowest else function(value)

    return apply


def of_fdlibm(name: str) -> Callable[[Any], float]:
    """A function of one double that the JVM works out itself."""

    def apply(a: Any) -> float:
        # few programs need them, and none should wait for their constants
        from cljrules.values.fdlibm import OF_ONE

        return OF_ONE[name](to_double(a))

    return apply


def atan2(a: Any, b: Any) -> float:
    """`Math/atan2`."""
    from cljrules.values import fdlibm

    return fdlibm.atan2(to_double(a), to_double(b))


def hypot(a: Any, b: Any) -> float:
    """`Math/hypot`."""
    from cljrules.values import fdlibm

    return fdlibm.hypot(to_double(a), to_double(b))


def to_radians(a: Any) -> float:
    """`Math/toRadians`."""
    return to_double(a) * 0.017453292519943295


def to_degrees(a: Any) -> float:
    """`Math/toDegrees`."""
    return to_double(a) * 57.29577951308232


def ieee_remainder(a: Any, b: Any) -> float:
    """`Math/IEEEremainder`."""
    x, y = to_double(a), to_double(b)
    return math.nan if y == 0 or math.isinf(x) else math.remainder(x, y)


def round_(a: Any) -> int:
    """`Math/round`: a double to the nearest Long, halves upwards; NaN gives 0."""
    if isinstance(a, Float32):
        return Int32(_rounded(a, INT_MIN, INT_MAX))
    if isinstance(a, float):
        return _rounded(a, LONG_MIN, LONG_MAX)
    raise no_method("round", 1)


def _rounded(value: float, low: int, high: int) -> int:
    if value != value:
        return 0
    if value <= low or value >= high:
        return low if value < 0 else high
    whole = math.floor(value)
    return whole + (value - whole >= 0.5)


def absolute(a: Any) -> Any:
    """`Math/abs`; the least Long stays as it is."""
    if isinstance(a, float):
        return abs(a) if a.__class__ is float else Float32(abs(a))
    if a.__class__ is int:
        return a if a == LONG_MIN else abs(a)
    if isinstance(a, _INTS):
        return Int32(a if a == INT_MIN else abs(a))
    raise no_method("abs", 1)


def _kind(a: Any) -> str | None:
    """The primitive that an argument is when a method is chosen at run time."""
    if a.__class__ is int:
        return "long"
    if isinstance(a, _INTS):
        return "int"
    if a.__class__ is float:
        return "double"
    return "float" if a.__class__ is Float32 else None


def _of_same_kind(name: str, choose: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def apply(a: Any, b: Any) -> Any:
        if _kind(a) is None or _kind(a) != _kind(b):
            raise no_method(name, 2)
        return choose(a, b)

    return apply


def _greater(a: Any, b: Any) -> Any:
    if a != a or (a == b and math.copysign(1, a) > 0):
        return a
    return a if a > b else b


def _less(a: Any, b: Any) -> Any:
    if a != a or (a == b and math.copysign(1, a) < 0):
        return a
    return a if a < b else b


def signum(a: Any) -> float:
    """`Math/signum` of a double or float."""
    if not isinstance(a, float):
        raise no_method("signum", 1)
    return a if a != a or a == 0 else type(a)(math.copysign(1.0, a))


def copy_sign(a: Any, b: Any) -> float:
    """`Math/copySign`: the first number with the sign of the second."""
    if not isinstance(a, float) or not isinstance(b, float):
        raise no_method("copySign", 2)
    return math.copysign(a, b)


def _whole(name: str, count: int, *values: Any) -> bool:
    """Whether all are ints (else longs); raises IllegalArgumentException where one is neither."""
    kinds = {_kind(value) for value in values}
    if not kinds <= {"int", "long"}:
        raise no_method(name, count)
    return kinds == {"int"}


def _exact(name: str, operation: Callable[..., int], count: int) -> Callable[..., int]:
    """A function of ints or longs that throws where the result does not fit."""

    def checked(*values: Any) -> int:
        is_int = _whole(name, count, *values)
        made = operation(*map(int, values))
        if is_int:
            if not INT_MIN <= made <= INT_MAX:
                raise error("ArithmeticException", "integer overflow")
            return Int32(made)
        if not LONG_MIN <= made <= LONG_MAX:
            raise error("ArithmeticException", "long overflow")
        return made

    if count == 1:
        return lambda a: checked(a)
    return lambda a, b: checked(a, b)


def to_int_exact(a: Any) -> Int32:
    """`Math/toIntExact`; raises ArithmeticException."""
    whole = to_long(a)
    if not INT_MIN <= whole <= INT_MAX:
        raise error("ArithmeticException", "integer overflow")
    return Int32(whole)


def floor_div(a: Any, b: Any) -> int:
    """`Math/floorDiv`: the quotient rounded down."""
    is_int = _whole("floorDiv", 2, a, b)
    _check_divisor(b)
    made = int(a) // int(b)
    if is_int:
        return Int32(INT_MIN if made > INT_MAX else made)
    return LONG_MIN if made > LONG_MAX else made


def floor_mod(a: Any, b: Any) -> int:
    """`Math/floorMod`: what `floorDiv` leaves, with the sign of b."""
    _whole("floorMod", 2, a, b)
    _check_divisor(b)
    made = int(a) % int(b)
    return Int32(made) if _kind(b) == "int" else made


def _check_divisor(b: Any) -> None:
    if not b:
        raise error("ArithmeticException", "/ by zero")


def ulp(a: Any) -> float:
    """`Math/ulp`: the distance to the next double."""
    if not isinstance(a, float):
        raise no_method("ulp", 1)
    return math.ulp(a)


def next_up(a: Any) -> float:
    """`Math/nextUp`."""
    if not isinstance(a, float):
        raise no_method("nextUp", 1)
    return math.nextafter(a, math.inf)


def next_down(a: Any) -> float:
    """`Math/nextDown`."""
    if not isinstance(a, float):
        raise no_method("nextDown", 1)
    return math.nextafter(a, -math.inf)


def next_after(a: Any, b: Any) -> float:
    """`Math/nextAfter`: the next double towards the second."""
    if not isinstance(a, float) or not isinstance(b, float):
        raise no_method("nextAfter", 2)
    return math.nextafter(a, b)


def exponent_of(a: Any) -> Int32:
    """`Math/getExponent`: the unbiased binary exponent."""
    if not isinstance(a, float):
        raise no_method("getExponent", 1)
    if not math.isfinite(a):
        return Int32(1024)
    return Int32(max(math.frexp(a)[1] - 1, -1023) if a else -1023)


_ONE_DOUBLE: Final[dict[str, Callable[[Any], float]]] = {
    "floor": floor,
    "ceil": ceil,
    "rint": rint,
    "sqrt": sqrt,
    "cbrt": of_fdlibm("cbrt"),
    "exp": _real(math.exp),
    "expm1": of_fdlibm("expm1"),
    "log": _logarithm(math.log, 0.0),
    "log10": _logarithm(math.log10, 0.0),
    "log1p": of_fdlibm("log1p"),
    "sin": _real(math.sin),
    "cos": _real(math.cos),
    "tan": _real(math.tan),
    "asin": of_fdlibm("asin"),
    "acos": of_fdlibm("acos"),
    "atan": of_fdlibm("atan"),
    "sinh": of_fdlibm("sinh"),
    "cosh": of_fdlibm("cosh"),
    "tanh": of_fdlibm("tanh"),
    "toRadians": to_radians,
    "toDegrees": to_degrees,
}

#: `Math/name` -> constant or callable of the arguments.
STATICS: Final[Mapping[str, Any]] = {
    **{f"Math/{name}": function for name, function in _ONE_DOUBLE.items()},
    "Math/E": math.e,
    "Math/PI": math.pi,
    "Math/pow": power,
    "Math/atan2": atan2,
    "Math/hypot": hypot,
    "Math/IEEEremainder": ieee_remainder,
    "Math/round": round_,
    "Math/abs": absolute,
    "Math/max": _of_same_kind("max", _greater),
    "Math/min": _of_same_kind("min", _less),
    "Math/signum": signum,
    "Math/copySign": copy_sign,
    "Math/floorDiv": floor_div,
    "Math/floorMod": floor_mod,
    "Math/addExact": _exact("addExact", int.__add__, 2),
    "Math/subtractExact": _exact("subtractExact", int.__sub__, 2),
    "Math/multiplyExact": _exact("multiplyExact", int.__mul__, 2),
    "Math/negateExact": _exact("negateExact", int.__neg__, 1),
    "Math/incrementExact": _exact("incrementExact", lambda a: a + 1, 1),
    "Math/decrementExact": _exact("decrementExact", lambda a: a - 1, 1),
    "Math/absExact": _exact("absExact", abs, 1),
    "Math/toIntExact": to_int_exact,
    "Math/ulp": ulp,
    "Math/nextUp": next_up,
    "Math/nextDown": next_down,
    "Math/nextAfter": next_after,
    "Math/getExponent": exponent_of,
}
