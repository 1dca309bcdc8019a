"""java.math.BigDecimal on Python's Decimal.

Takes and gives finite Decimals that are never a negative zero; scale is minus the exponent. Results have exactly the
digits and the scale that BigDecimal gives them (OpenJDK 17), rounded only within a `MathContext`. Raises
ArithmeticException as BigDecimal does, and LimitExceeded where a result would have more than 10,000 digits or an
exponent beyond 100,000; never works longer than such a result takes.
"""

from __future__ import annotations

import decimal
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import gcd
from typing import Any, ClassVar, Final

from cljrules.values.errors import ClojureError, error
from cljrules.values.limits import METER, pay_for_bits, spend
from cljrules.values.number_types import MAX_BITS, BigInt, big, divide_by_zero, number_too_large

MAX_DIGITS: Final = 10_000
MAX_EXPONENT: Final = 100_000

_BOUNDS: Final = {"Emin": -MAX_EXPONENT, "Emax": MAX_EXPONENT, "capitals": 1, "clamp": 0}
_TRAPS: Final = [decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow, decimal.Subnormal, decimal.Clamped]


class RoundingMode(Enum):
    """java.math.RoundingMode; the value is Python's name of it, None for UNNECESSARY. `ordinal` is the number of
    BigDecimal/ROUND_….
    """

    UP = decimal.ROUND_UP
    DOWN = decimal.ROUND_DOWN
    CEILING = decimal.ROUND_CEILING
    FLOOR = decimal.ROUND_FLOOR
    HALF_UP = decimal.ROUND_HALF_UP
    HALF_DOWN = decimal.ROUND_HALF_DOWN
    HALF_EVEN = decimal.ROUND_HALF_EVEN
    UNNECESSARY = None

    @property
    def ordinal(self) -> int:
        return list(RoundingMode).index(self)

    @property
    def java_name(self) -> str:
        return "java.math.RoundingMode"

    def __clj_print__(self, write: Callable[[str], Any]) -> None:
        write(f'#object[java.math.RoundingMode 0x0 "{self.name}"]')

    def __clj_str__(self) -> str:
        return self.name


def _context(precision: int, rounding: str, *, traps: list[Any]) -> decimal.Context:
    return decimal.Context(prec=precision, rounding=rounding, traps=traps, **_BOUNDS)  # type: ignore[arg-type]


EXACT: Final = _context(MAX_DIGITS, decimal.ROUND_HALF_EVEN, traps=[*_TRAPS, decimal.Inexact, decimal.Rounded])
_QUOTIENT: Final = decimal.Context(
    prec=100,
    rounding=decimal.ROUND_HALF_EVEN,
    traps=[*_TRAPS, decimal.Inexact],
    **_BOUNDS,  # type: ignore[arg-type]
)


@dataclass(frozen=True)
class MathContext:
    """How results are rounded: to `precision` significant digits (0 means not at all), by `rounding`."""

    precision: int
    rounding: RoundingMode = RoundingMode.HALF_UP
    java_name: ClassVar[str] = "java.math.MathContext"

    def __clj_print__(self, write: Callable[[str], Any]) -> None:
        write(f'#object[java.math.MathContext 0x0 "{self.__clj_str__()}"]')

    def __clj_str__(self) -> str:
        return f"precision={self.precision} roundingMode={self.rounding.name}"

    @property
    def context(self) -> decimal.Context:
        if self.rounding is RoundingMode.UNNECESSARY and self.precision <= MAX_DIGITS:
            return _context(self.precision, decimal.ROUND_HALF_EVEN, traps=[*_TRAPS, decimal.Inexact])
        exact = [*_TRAPS, decimal.Inexact, decimal.Rounded]
        mode = self.rounding.value or decimal.ROUND_HALF_EVEN
        return _context(min(self.precision, MAX_DIGITS), mode, traps=exact if self.precision > MAX_DIGITS else _TRAPS)


EXACTLY: Final = MathContext(0)

#: What `with-precision` has set for the code that runs now; None or precision 0 means exact arithmetic.
math_context: ContextVar[MathContext | None] = ContextVar("cljrules-math-context", default=None)

#: How many bytes a decimal takes that is worth paying for: one of a few hundred digits.
_LARGE: Final = 256

DECIMAL64: Final = decimal.Context(
    prec=16, rounding=decimal.ROUND_HALF_EVEN, Emin=decimal.MIN_EMIN, Emax=decimal.MAX_EMAX, traps=[]
)


def plain(value: Decimal) -> Decimal:
    """The value without a negative zero, which BigDecimal does not have."""
    return value if value else value.copy_abs()


def non_terminating() -> ClojureError:
    """The error of an exact quotient that has no end."""
    return error("ArithmeticException", "Non-terminating decimal expansion; no exact representable decimal result.")


def rounding_necessary() -> ClojureError:
    """The error of digits that UNNECESSARY would lose."""
    return error("ArithmeticException", "Rounding necessary")


def active(mc: MathContext | None = None) -> MathContext | None:
    """The rounding to apply: the one given, else that of `with-precision`; None for exact arithmetic."""
    mc = mc or math_context.get()
    return mc if mc is not None and mc.precision else None


def _paid(made: Decimal) -> Decimal:
    """A result, paid for where it has many digits; raises LimitExceeded where it has more than allowed."""
    size = made.__sizeof__()
    if size > _LARGE:
        spend((size >> 6) ** 2)
        meter = METER.get()
        if meter is not None and meter.limits.digits < MAX_DIGITS and digits(made) > meter.limits.digits:
            number_too_large()
    return made


def _apply(operation: Callable[[decimal.Context], Decimal], mc: MathContext | None) -> Decimal:
    mc = active(mc)
    try:
        return _paid(plain(operation(EXACT if mc is None else mc.context)))
    except (decimal.Inexact, decimal.Rounded):
        if mc is not None and mc.rounding is RoundingMode.UNNECESSARY:
            raise rounding_necessary() from None
        number_too_large()
    except decimal.DecimalException:
        number_too_large()


def add(a: Decimal, b: Decimal, mc: MathContext | None = None) -> Decimal:
    """a + b; the scale is the greater one."""
    if mc is None and math_context.get() is None:
        try:
            return EXACT.add(a, b)
        except decimal.DecimalException:
            number_too_large()
    return _apply(lambda context: context.add(a, b), mc)


def subtract(a: Decimal, b: Decimal, mc: MathContext | None = None) -> Decimal:
    """a - b; the scale is the greater one."""
    if mc is None and math_context.get() is None:
        try:
            return EXACT.subtract(a, b)
        except decimal.DecimalException:
            number_too_large()
    return _apply(lambda context: context.subtract(a, b), mc)


def multiply(a: Decimal, b: Decimal, mc: MathContext | None = None) -> Decimal:
    """a · b; the scale is the sum of the scales."""
    if mc is None and math_context.get() is None:
        try:
            return _paid(plain(EXACT.multiply(a, b)))
        except decimal.DecimalException:
            number_too_large()
    return _apply(lambda context: context.multiply(a, b), mc)


def negate(a: Decimal, mc: MathContext | None = None) -> Decimal:
    """-a, rounded by the context."""
    return _apply(lambda context: context.minus(a), mc)


def absolute(a: Decimal, mc: MathContext | None = None) -> Decimal:
    """a without its sign, rounded by the context."""
    return _apply(lambda context: context.abs(a), mc)


def round_to(a: Decimal, mc: MathContext) -> Decimal:
    """BigDecimal.round."""
    return a if not mc.precision else _apply(lambda context: context.plus(a), mc)


def exponent(a: Decimal) -> int:
    """The power of ten of the last digit: minus the scale."""
    return a.as_tuple().exponent  # type: ignore[return-value]


def digits(a: Decimal) -> int:
    """BigDecimal.precision: how many digits the unscaled value has; 1 for zero."""
    return len(a.as_tuple().digits)


def unscaled(a: Decimal) -> int:
    """BigDecimal.unscaledValue: the digits as a signed whole number."""
    sign, figures, _ = a.as_tuple()
    pay_for_bits(4 * len(figures))
    value = int(Decimal((0, figures, 0)))
    return -value if sign else value


def of(value: int, scale: int) -> Decimal:
    """The decimal value · 10^-scale with that scale; raises LimitExceeded beyond the bounds."""
    if value.bit_length() > MAX_DIGITS * 4 or abs(scale) > MAX_EXPONENT:
        number_too_large()
    pay_for_bits(value.bit_length())
    return Decimal(value).scaleb(-scale, EXACT) if value else Decimal((0, (0,), -scale))


def divide(a: Decimal, b: Decimal, mc: MathContext | None = None) -> Decimal:
    """a / b. Exact: the shortest scale not less than scale(a) - scale(b); raises ArithmeticException for an endless
    expansion or b = 0.
    """
    if not b:
        raise divide_by_zero()
    rounding = active(mc)
    if rounding is not None:
        return _apply(lambda context: context.divide(a, b), rounding)
    try:
        return plain(_QUOTIENT.divide(a, b))
    except decimal.Inexact:
        return _divide_exactly(a, b)
    except decimal.DecimalException:
        number_too_large()


def _divide_exactly(a: Decimal, b: Decimal) -> Decimal:
    top, bottom = unscaled(a), unscaled(b)
    common = gcd(top, bottom)
    top, bottom = top // common, bottom // common
    if bottom < 0:
        top, bottom = -top, -bottom
    twos = (bottom & -bottom).bit_length() - 1
    rest, fives = bottom >> twos, 0
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    if rest != 1:
        raise non_terminating()
    more = max(twos, fives)
    return of(top * 10**more // bottom, exponent(b) - exponent(a) + more)


def quotient(a: Decimal, b: Decimal, mc: MathContext | None = None) -> Decimal:
    """BigDecimal.divideToIntegralValue: the whole part of a / b, its scale as near scale(a) - scale(b) as it can be."""
    if not b:
        raise divide_by_zero()
    wanted = exponent(b) - exponent(a)
    rounding = active(mc)
    if not a or a.copy_abs() < b.copy_abs():
        return of(0, wanted)
    if a.adjusted() - b.adjusted() > MAX_DIGITS:
        number_too_large()
    value = _whole_quotient(a, b)
    room = MAX_DIGITS
    if rounding is not None:
        figures = Decimal(value).as_tuple().digits
        if len("".join(map(str, figures)).rstrip("0")) > rounding.precision:
            raise error("ArithmeticException", "Division impossible")
        room = max(rounding.precision - len(figures), 0)
    scale = 0
    while scale > wanted and value % 10 == 0:
        value //= 10
        scale -= 1
    if scale < wanted:
        more = min(wanted - scale, room)
        return of(value * 10**more, scale + more)
    return of(value, scale)


def _whole_quotient(a: Decimal, b: Decimal) -> int:
    shift = exponent(a) - exponent(b)
    top, bottom = abs(unscaled(a)), abs(unscaled(b))
    if abs(shift) > MAX_EXPONENT:
        number_too_large()
    spend(abs(shift) >> 3)
    if shift >= 0:
        top *= 10**shift
    else:
        bottom *= 10**-shift
    pay_for_bits(top.bit_length() + bottom.bit_length())
    value = top // bottom
    return -value if (a < 0) != (b < 0) else value


def remainder(a: Decimal, b: Decimal, mc: MathContext | None = None) -> Decimal:
    """a - quotient(a, b) · b, with the sign of a."""
    whole_part = quotient(a, b, mc)
    return subtract(a, multiply(whole_part, b, EXACTLY), EXACTLY)


def divide_to_scale(a: Decimal, b: Decimal, scale: int, rounding: RoundingMode) -> Decimal:
    """a / b rounded to a scale; raises ArithmeticException for b = 0 and where UNNECESSARY would lose digits."""
    if not b:
        raise error("ArithmeticException", "/ by zero")
    shift = scale + 1 + exponent(a) - exponent(b)
    if abs(shift) > MAX_EXPONENT:
        number_too_large()
    top, bottom = abs(unscaled(a)), abs(unscaled(b))
    if shift >= 0:
        top *= 10**shift
    else:
        bottom *= 10**-shift
    figures, left = divmod(top, bottom)
    if left and figures % 5 == 0:
        figures += 1  # whatever is left beyond the last digit only matters where that digit is 0 or 5
    made = of(-figures if (a < 0) != (b < 0) else figures, scale + 1)
    return set_scale(made, scale, rounding)


def power(a: Decimal, times: int) -> Decimal:
    """BigDecimal.pow of a whole exponent not less than zero."""
    if digits(a) * times > MAX_DIGITS + times or abs(exponent(a)) * times > MAX_EXPONENT:
        number_too_large()
    return of(unscaled(a) ** times, -exponent(a) * times)


def whole_power(a: int, times: int) -> BigInt:
    """A whole number to a power; raises LimitExceeded before working out one too large."""
    if abs(a) > 1 and (a.bit_length() - 1) * times > MAX_BITS:
        number_too_large()
    return big(a**times)


def move_point(a: Decimal, places: int) -> Decimal:
    """BigDecimal.movePointRight, to the left for negative places; the scale does not go below zero."""
    moved = scale_by_power_of_ten(a, places)
    return set_scale(moved, 0) if places and exponent(moved) > 0 else moved


def scale_by_power_of_ten(a: Decimal, places: int) -> Decimal:
    """BigDecimal.scaleByPowerOfTen."""
    return of(unscaled(a), -exponent(a) - places)


def plain_text(a: Decimal) -> str:
    """BigDecimal.toPlainString."""
    size = abs(exponent(a))
    if size > MAX_EXPONENT:
        number_too_large()
    spend(size >> 6)
    return format(a, "f")


def set_scale(a: Decimal, scale: int, rounding: RoundingMode = RoundingMode.UNNECESSARY) -> Decimal:
    """BigDecimal.setScale; raises ArithmeticException "Rounding necessary" where digits would be lost under
    UNNECESSARY.
    """
    if abs(scale) > MAX_EXPONENT:
        number_too_large()
    try:
        made = a.quantize(Decimal((0, (1,), -scale)), rounding.value or decimal.ROUND_DOWN, context=_QUANTIZE)
    except decimal.DecimalException:
        number_too_large()
    if rounding is RoundingMode.UNNECESSARY and made != a:
        raise rounding_necessary()
    return plain(made)


_QUANTIZE: Final = _context(MAX_DIGITS, decimal.ROUND_HALF_EVEN, traps=_TRAPS)


def strip_zeros(a: Decimal) -> Decimal:
    """BigDecimal.stripTrailingZeros; zero becomes 0 with scale 0."""
    if not a:
        return Decimal(0)
    _, figures, _power = a.as_tuple()
    return a.normalize(decimal.Context(prec=len(figures), Emin=decimal.MIN_EMIN, Emax=decimal.MAX_EMAX))


def of_ratio(value: Fraction) -> Decimal:
    """A ratio as a decimal, by division; raises ArithmeticException where it has no end and no precision is set."""
    return divide(Decimal(value.numerator), Decimal(value.denominator))


def ratio_to_double(value: Fraction) -> float:
    """Ratio.doubleValue: through 16 decimal digits, as Clojure does it."""
    return float(DECIMAL64.divide(Decimal(value.numerator), Decimal(value.denominator)))


def to_whole(a: Decimal) -> int:
    """The whole part, towards zero; raises LimitExceeded where it is too long to write out."""
    figures = a.adjusted()
    if figures > MAX_EXPONENT:
        number_too_large()
    if figures > _LARGE:
        spend(figures)
    return int(a)


def to_ratio(a: Decimal) -> int | Fraction:
    """The exact value as a BigInt or a ratio."""
    if abs(exponent(a)) > MAX_EXPONENT:
        number_too_large()
    value = Fraction(a)
    return big(value.numerator) if value.denominator == 1 else value


def is_same(a: Any, b: Any) -> bool:
    """BigDecimal.equals: equal value and equal scale."""
    return a == b and exponent(a) == exponent(b)
