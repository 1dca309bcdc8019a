"""`with-precision`: arithmetic on decimals rounded to a number of digits."""

from __future__ import annotations

from typing import Any

from cljrules.interp.world import INTERNAL
from cljrules.stdlib.registry import core
from cljrules.values.coercions import to_int
from cljrules.values.decimals import MathContext, RoundingMode, math_context
from cljrules.values.errors import error, illegal_argument
from cljrules.values.functions import invoke
from cljrules.values.numbers import is_fixed
from cljrules.values.printer import str_of
from cljrules.values.symbols import Symbol


@core("with-precision*", ns=INTERNAL)
def with_precision(precision: Any, rounding: Any, body: Any) -> Any:
    """Call a function of no arguments while decimals are rounded to so many digits; the mode is a symbol, HALF_UP
    where it is nil.
    """
    if rounding is None and not is_fixed(precision):
        raise illegal_argument("No matching ctor found for class java.math.MathContext: a precision is a whole number")
    digits = to_int(precision)
    if digits < 0:
        raise illegal_argument("Digits < 0")
    token = math_context.set(MathContext(int(digits), _mode(rounding)))
    try:
        return invoke(body)
    finally:
        math_context.reset(token)


def _mode(rounding: Any) -> RoundingMode:
    if rounding is None:
        return RoundingMode.HALF_UP
    if isinstance(rounding, RoundingMode):
        return rounding
    try:
        return RoundingMode[rounding.name if isinstance(rounding, Symbol) else str(rounding)]
    except KeyError:
        raise error("NoSuchFieldException", f"there is no rounding mode `{str_of(rounding)}`") from None
