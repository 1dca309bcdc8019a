"""What programs may use of java.lang.Long, java.math.BigDecimal and the other number classes.

`STATICS` maps `Class/name` to a constant or a callable of the arguments; classes outside java.lang and the two that
Clojure imports from java.math carry their full name. `METHODS` maps a method's name to a callable of the target and the
arguments; a target that is no number of the right class gets the IllegalArgumentException of a method that does not
exist. `CONSTRUCTORS` maps full class names to callables of the arguments.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from cljrules.values import decimals
from cljrules.values.casts import string_of
from cljrules.values.coercions import (
    decimal_of_double,
    narrow_float,
    parse_whole,
    to_double,
    to_int,
    to_long,
)
from cljrules.values.decimals import MathContext, RoundingMode
from cljrules.values.errors import ClojureError, class_cast, error, illegal_argument, null_pointer
from cljrules.values.kinds import class_name
from cljrules.values.number_order import is_fixed
from cljrules.values.number_text import double_text, integer_text, parse_decimal, parse_double
from cljrules.values.number_types import (
    LONG_MAX,
    LONG_MIN,
    BigInteger,
    Float32,
    Int8,
    Int16,
    Int32,
    big,
)

_FIGURES: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_FLOAT_MAX: Final = Float32(3.4028234663852886e38)


def rounding_mode(value: Any) -> RoundingMode:
    """A rounding mode given as such or by the number of BigDecimal/ROUND_…; raises IllegalArgumentException "Invalid
    rounding mode".
    """
    if isinstance(value, RoundingMode):
        return value
    number = to_int(value)
    if not 0 <= number < len(RoundingMode):
        raise illegal_argument("Invalid rounding mode")
    return list(RoundingMode)[number]


def not_a_number_text(text: str) -> ClojureError:
    """The error of a string that holds no number."""
    return error("NumberFormatException", f'For input string: "{text}"')


def parse_integer(text: Any, radix: Any, low: int, high: int) -> int:
    """A whole number in a string, as Long.parseLong reads it; raises NumberFormatException."""
    if text is None:
        raise error("NumberFormatException", "Cannot parse null string")
    held = string_of(text)
    value = parse_whole(held, to_int(radix))
    if not low <= value <= high:
        raise not_a_number_text(held)
    return value


def _parser(make: Callable[[int], int], bits: int) -> Callable[..., int]:
    half = 1 << (bits - 1)

    def parse(text: Any, radix: Any = 10) -> int:
        return make(parse_integer(text, radix, -half, half - 1))

    return parse


def _value_of(parse: Callable[..., int], cast: Callable[[Any], int]) -> Callable[..., int]:
    def value_of(value: Any, radix: Any = None) -> int:
        if radix is not None:
            return parse(value, radix)
        return cast(value) if is_fixed(value) else parse(_text_only(value))

    return value_of


def _text_only(value: Any) -> Any:
    """A string or nil; of what is neither, and no number of the right kind, no method can be made."""
    if value is None or isinstance(value, str):
        return value
    raise illegal_argument("No matching method valueOf found taking 1 args")


def parse_double_text(text: Any) -> float:
    """`Double/parseDouble`; raises NumberFormatException."""
    if text is None:
        raise null_pointer("nil holds no number")
    value = parse_double(string_of(text))
    if value is None:
        raise error("NumberFormatException", f'For input string: "{text}"' if text.strip() else "empty String")
    return value


def double_value_of(value: Any) -> float:
    """`Double/valueOf` of a string or a number."""
    return value if value.__class__ is float else parse_double_text(_text_only(value))


def in_radix(value: int, radix: int) -> str:
    """A whole number's digits in a radix from 2 to 36; other radixes mean 10, as on the JVM."""
    if radix == 10 or not 2 <= radix <= 36:
        return integer_text(value)
    figures = []
    rest = abs(value)
    while rest:
        rest, figure = divmod(rest, radix)
        figures.append(_FIGURES[figure])
    return ("-" if value < 0 else "") + ("".join(reversed(figures)) or "0")


def long_text(value: Any, radix: Any = 10) -> str:
    """`Long/toString`, in a radix where one is given."""
    return in_radix(to_long(value), to_int(radix))


def int_text(value: Any, radix: Any = 10) -> str:
    """`Integer/toString`, in a radix where one is given."""
    return in_radix(to_int(value), to_int(radix))


def _unsigned(style: str, cast: Callable[[Any], int], bits: int) -> Callable[[Any], str]:
    return lambda value: format(cast(value) & (1 << bits) - 1, style)


def _sign(a: int, b: int) -> Int32:
    return Int32((a > b) - (a < b))


def compare_doubles(a: Any, b: Any) -> Int32:
    """`Double/compare`: NaN is the greatest, -0.0 less than 0.0."""
    x, y = to_double(a), to_double(b)
    if x != x or y != y:
        return _sign(x != x, y != y)
    if x == y == 0:
        return _sign(int(math.copysign(1, x)), int(math.copysign(1, y)))
    return Int32((x > y) - (x < y))


def decimal_value_of(value: Any, scale: Any = None) -> Decimal:
    """`BigDecimal/valueOf` of a double, of a long, or of a long and a scale."""
    if scale is not None:
        return decimals.of(to_long(value), to_int(scale))
    if isinstance(value, float):
        return decimal_of_double(value)
    if isinstance(value, int) and value.__class__ is not bool and LONG_MIN <= value <= LONG_MAX:
        return Decimal(to_long(value))
    raise illegal_argument("No matching method valueOf found taking 1 args")


def new_decimal(value: Any, rounding: Any = None) -> Decimal:
    """`BigDecimal.` of a string, a whole number or a double (exactly), rounded where a MathContext follows."""
    if value is None:
        raise illegal_argument("More than one matching method found: java.math.BigDecimal")
    if isinstance(value, str):
        if not value:
            raise error("ArrayIndexOutOfBoundsException", "an empty string holds no number")
        made = parse_decimal(value)
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise error("NumberFormatException", "Infinite or NaN")
        made = decimals.plain(Decimal(float(value)))
    elif isinstance(value, int) and value.__class__ is not bool:
        made = Decimal(value)
    else:
        raise illegal_argument(
            f"No matching ctor found for class java.math.BigDecimal: {class_name(value)} is no number"
        )
    return made if rounding is None else decimals.round_to(made, math_context_of(rounding))


def new_biginteger(text: Any, radix: Any = 10) -> BigInteger:
    """`BigInteger.` of a string."""
    if text is not None and text.__class__ is not str:
        raise illegal_argument("No matching ctor found for class java.math.BigInteger")
    return BigInteger(big(parse_whole(string_of(text), to_int(radix))))


def new_math_context(precision: Any, rounding: Any = RoundingMode.HALF_UP) -> MathContext:
    """`MathContext.` of a precision in digits and a rounding mode."""
    digits = to_int(precision)
    if digits < 0:
        raise illegal_argument("Digits < 0")
    return MathContext(int(digits), rounding_mode(rounding))


def mode_named(name: Any) -> RoundingMode:
    """`RoundingMode/valueOf`."""
    try:
        return RoundingMode[string_of(name)]
    except KeyError:
        raise illegal_argument(f"No enum constant java.math.RoundingMode.{name}") from None


_parse_long = _parser(int, 64)
_parse_int = _parser(Int32, 32)


def _integers(name: str, cast: Callable[[Any], int], make: Callable[[int], int], bits: int) -> dict[str, Any]:
    """The statics of Long or Integer."""
    parse = _parser(make, bits)
    mask = (1 << bits) - 1
    return {
        f"{name}/MAX_VALUE": make((1 << (bits - 1)) - 1),
        f"{name}/MIN_VALUE": make(-(1 << (bits - 1))),
        f"{name}/valueOf": _value_of(parse, cast),
        f"{name}/toBinaryString": _unsigned("b", cast, bits),
        f"{name}/toOctalString": _unsigned("o", cast, bits),
        f"{name}/toHexString": _unsigned("x", cast, bits),
        f"{name}/compare": lambda a, b: _sign(cast(a), cast(b)),
        f"{name}/signum": lambda a: _sign(cast(a), 0),
        f"{name}/bitCount": lambda a: Int32((cast(a) & mask).bit_count()),
        f"{name}/max": lambda a, b: max(cast(a), cast(b)),
        f"{name}/min": lambda a, b: min(cast(a), cast(b)),
    }


STATICS: Final[Mapping[str, Any]] = {
    **_integers("Long", to_long, int, 64),
    **_integers("Integer", to_int, Int32, 32),
    "Long/parseLong": _parse_long,
    "Long/toString": long_text,
    "Integer/parseInt": _parse_int,
    "Integer/toString": int_text,
    "Short/MAX_VALUE": Int16(32767),
    "Short/MIN_VALUE": Int16(-32768),
    "Short/parseShort": _parser(Int16, 16),
    "Byte/MAX_VALUE": Int8(127),
    "Byte/MIN_VALUE": Int8(-128),
    "Byte/parseByte": _parser(Int8, 8),
    "Double/MAX_VALUE": 1.7976931348623157e308,
    "Double/MIN_VALUE": 5e-324,
    "Double/POSITIVE_INFINITY": math.inf,
    "Double/NEGATIVE_INFINITY": -math.inf,
    "Double/NaN": math.nan,
    "Double/parseDouble": parse_double_text,
    "Double/valueOf": double_value_of,
    "Double/toString": lambda value: double_text(to_double(value)),
    "Double/compare": compare_doubles,
    "Double/isNaN": lambda value: math.isnan(to_double(value)),
    "Double/isInfinite": lambda value: math.isinf(to_double(value)),
    "Double/isFinite": lambda value: math.isfinite(to_double(value)),
    "Double/sum": lambda a, b: to_double(a) + to_double(b),
    "Double/max": lambda a, b: max(to_double(a), to_double(b)),
    "Double/min": lambda a, b: min(to_double(a), to_double(b)),
    "Float/MAX_VALUE": _FLOAT_MAX,
    "Float/parseFloat": lambda text: narrow_float(parse_double_text(text)),
    "BigDecimal/ZERO": Decimal(0),
    "BigDecimal/ONE": Decimal(1),
    "BigDecimal/TEN": Decimal(10),
    "BigDecimal/valueOf": decimal_value_of,
    **{f"BigDecimal/ROUND_{mode.name}": Int32(mode.ordinal) for mode in RoundingMode},
    "BigInteger/ZERO": BigInteger(0),
    "BigInteger/ONE": BigInteger(1),
    "BigInteger/TWO": BigInteger(2),
    "BigInteger/TEN": BigInteger(10),
    "BigInteger/valueOf": lambda value: BigInteger(to_long(value)),
    **{f"java.math.RoundingMode/{mode.name}": mode for mode in RoundingMode},
    "java.math.RoundingMode/valueOf": mode_named,
    "java.math.MathContext/UNLIMITED": MathContext(0),
    "java.math.MathContext/DECIMAL32": MathContext(7, RoundingMode.HALF_EVEN),
    "java.math.MathContext/DECIMAL64": MathContext(16, RoundingMode.HALF_EVEN),
    "java.math.MathContext/DECIMAL128": MathContext(34, RoundingMode.HALF_EVEN),
}

CONSTRUCTORS: Final[Mapping[str, Callable[..., Any]]] = {
    "java.lang.Long": _value_of(_parse_long, to_long),
    "java.lang.Integer": _value_of(_parse_int, to_int),
    "java.lang.Double": double_value_of,
    "java.math.BigDecimal": new_decimal,
    "java.math.BigInteger": new_biginteger,
    "java.math.MathContext": new_math_context,
}


def math_context_of(value: Any) -> MathContext:
    """An argument that must be a MathContext."""
    if isinstance(value, MathContext):
        return value
    if value is None:
        raise null_pointer("nil is no MathContext")
    raise class_cast(f"{class_name(value)} cannot be cast to java.math.MathContext")
