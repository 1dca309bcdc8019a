"""The namespace `clojure.math`: java.lang.Math for numbers of any kind, cast to what each function takes."""

from __future__ import annotations

import math
from typing import Any, Final

from cljrules.stdlib import java_math
from cljrules.stdlib.java_math import STATICS
from cljrules.stdlib.registry import core
from cljrules.values.coercions import to_double, to_int, to_long

_NS: Final = "clojure.math"

#: Namespace, name and value of what is no function.
VALUES: Final = ((_NS, "E", STATICS["Math/E"]), (_NS, "PI", STATICS["Math/PI"]))


@core("floor", ns=_NS)
def floor(a: Any) -> float:
    """The greatest whole double not greater than a."""
    return java_math.floor(a)


@core("ceil", ns=_NS)
def ceil(a: Any) -> float:
    """The least whole double not less than a."""
    return java_math.ceil(a)


@core("rint", ns=_NS)
def rint(a: Any) -> float:
    """The nearest whole double, halves to even."""
    return java_math.rint(a)


@core("round", ns=_NS)
def round_(a: Any) -> int:
    """The nearest Long, halves upwards."""
    return java_math.round_(to_double(a))


@core("sqrt", ns=_NS)
def sqrt(a: Any) -> float:
    """The square root, NaN of a negative number."""
    return java_math.sqrt(a)


@core("cbrt", ns=_NS)
def cbrt(a: Any) -> float:
    """The cube root."""
    return float(STATICS["Math/cbrt"](a))


@core("pow", ns=_NS)
def pow_(a: Any, b: Any) -> float:
    """a to the power of b."""
    return java_math.power(a, b)


@core("exp", ns=_NS)
def exp(a: Any) -> float:
    """e to the power of a."""
    return STATICS["Math/exp"](a)  # type: ignore[no-any-return]


@core("expm1", ns=_NS)
def expm1(a: Any) -> float:
    """e to the power of a, less one."""
    return STATICS["Math/expm1"](a)  # type: ignore[no-any-return]


@core("log", ns=_NS)
def log(a: Any) -> float:
    """The natural logarithm."""
    return STATICS["Math/log"](a)  # type: ignore[no-any-return]


@core("log10", ns=_NS)
def log10(a: Any) -> float:
    """The logarithm to base ten."""
    return STATICS["Math/log10"](a)  # type: ignore[no-any-return]


@core("log1p", ns=_NS)
def log1p(a: Any) -> float:
    """The natural logarithm of one more than a."""
    return STATICS["Math/log1p"](a)  # type: ignore[no-any-return]


@core("sin", ns=_NS)
def sin(a: Any) -> float:
    """The sine of an angle in radians."""
    return STATICS["Math/sin"](a)  # type: ignore[no-any-return]


@core("cos", ns=_NS)
def cos(a: Any) -> float:
    """The cosine of an angle in radians."""
    return STATICS["Math/cos"](a)  # type: ignore[no-any-return]


@core("tan", ns=_NS)
def tan(a: Any) -> float:
    """The tangent of an angle in radians."""
    return STATICS["Math/tan"](a)  # type: ignore[no-any-return]


@core("asin", ns=_NS)
def asin(a: Any) -> float:
    """The angle in radians with this sine."""
    return STATICS["Math/asin"](a)  # type: ignore[no-any-return]


@core("acos", ns=_NS)
def acos(a: Any) -> float:
    """The angle in radians with this cosine."""
    return STATICS["Math/acos"](a)  # type: ignore[no-any-return]


@core("atan", ns=_NS)
def atan(a: Any) -> float:
    """The angle in radians with this tangent."""
    return STATICS["Math/atan"](a)  # type: ignore[no-any-return]


@core("atan2", ns=_NS)
def atan2(y: Any, x: Any) -> float:
    """The angle in radians of the point x, y."""
    return java_math.atan2(y, x)


@core("sinh", ns=_NS)
def sinh(a: Any) -> float:
    """The hyperbolic sine."""
    return float(STATICS["Math/sinh"](a))


@core("cosh", ns=_NS)
def cosh(a: Any) -> float:
    """The hyperbolic cosine."""
    return STATICS["Math/cosh"](a)  # type: ignore[no-any-return]


@core("tanh", ns=_NS)
def tanh(a: Any) -> float:
    """The hyperbolic tangent."""
    return STATICS["Math/tanh"](a)  # type: ignore[no-any-return]


@core("hypot", ns=_NS)
def hypot(x: Any, y: Any) -> float:
    """The length of the diagonal of a rectangle."""
    return java_math.hypot(x, y)


@core("to-radians", ns=_NS)
def to_radians(a: Any) -> float:
    """Degrees as radians."""
    return java_math.to_radians(a)


@core("to-degrees", ns=_NS)
def to_degrees(a: Any) -> float:
    """Radians as degrees."""
    return java_math.to_degrees(a)


@core("signum", ns=_NS)
def signum(a: Any) -> float:
    """1.0, -1.0 or zero, by the sign."""
    return java_math.signum(to_double(a))


@core("copy-sign", ns=_NS)
def copy_sign(magnitude: Any, sign: Any) -> float:
    """The first number with the sign of the second."""
    return java_math.copy_sign(to_double(magnitude), to_double(sign))


@core("floor-div", ns=_NS)
def floor_div(x: Any, y: Any) -> int:
    """The quotient of Longs, rounded down."""
    return java_math.floor_div(to_long(x), to_long(y))


@core("floor-mod", ns=_NS)
def floor_mod(x: Any, y: Any) -> int:
    """What `floor-div` leaves, with the sign of y."""
    return java_math.floor_mod(to_long(x), to_long(y))


@core("IEEE-remainder", ns=_NS)
def ieee_remainder(dividend: Any, divisor: Any) -> float:
    """The remainder after the nearest whole quotient."""
    return java_math.ieee_remainder(dividend, divisor)


@core("add-exact", ns=_NS)
def add_exact(x: Any, y: Any) -> int:
    """The sum of Longs; throws where it does not fit."""
    return STATICS["Math/addExact"](to_long(x), to_long(y))  # type: ignore[no-any-return]


@core("subtract-exact", ns=_NS)
def subtract_exact(x: Any, y: Any) -> int:
    """The difference of Longs; throws where it does not fit."""
    return STATICS["Math/subtractExact"](to_long(x), to_long(y))  # type: ignore[no-any-return]


@core("multiply-exact", ns=_NS)
def multiply_exact(x: Any, y: Any) -> int:
    """The product of Longs; throws where it does not fit."""
    return STATICS["Math/multiplyExact"](to_long(x), to_long(y))  # type: ignore[no-any-return]


@core("increment-exact", ns=_NS)
def increment_exact(a: Any) -> int:
    """One more; throws where it does not fit."""
    return STATICS["Math/incrementExact"](to_long(a))  # type: ignore[no-any-return]


@core("decrement-exact", ns=_NS)
def decrement_exact(a: Any) -> int:
    """One less; throws where it does not fit."""
    return STATICS["Math/decrementExact"](to_long(a))  # type: ignore[no-any-return]


@core("negate-exact", ns=_NS)
def negate_exact(a: Any) -> int:
    """The negation; throws where it does not fit."""
    return STATICS["Math/negateExact"](to_long(a))  # type: ignore[no-any-return]


@core("ulp", ns=_NS)
def ulp(d: Any) -> float:
    """The distance to the next double."""
    return java_math.ulp(to_double(d))


@core("next-up", ns=_NS)
def next_up(d: Any) -> float:
    """The next greater double."""
    return java_math.next_up(to_double(d))


@core("next-down", ns=_NS)
def next_down(d: Any) -> float:
    """The next lesser double."""
    return java_math.next_down(to_double(d))


@core("next-after", ns=_NS)
def next_after(start: Any, direction: Any) -> float:
    """The next double in a direction."""
    return java_math.next_after(to_double(start), to_double(direction))


@core("get-exponent", ns=_NS)
def get_exponent(d: Any) -> int:
    """The binary exponent."""
    return java_math.exponent_of(to_double(d))


@core("scalb", ns=_NS)
def scalb(d: Any, scale_factor: Any) -> float:
    """The number times 2 to a whole power, rounded once."""
    held, power = to_double(d), max(-5000, min(5000, int(to_int(scale_factor))))
    try:
        return math.ldexp(held, power)
    except OverflowError:
        return math.copysign(math.inf, held)
