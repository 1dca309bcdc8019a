"""Functions of `Math` that the JVM works out itself and does not leave to the machine: those of fdlibm.

Each takes and gives doubles, to the last bit as `java.lang.Math` does, so that an answer is the same on every machine.
The method and the constants are those of Sun's fdlibm 5.3 (e_acos.c, e_asin.c, s_atan.c, e_atan2.c, s_cbrt.c, e_cosh.c,
e_exp.c, s_expm1.c, e_hypot.c, s_log1p.c, e_sinh.c, s_tanh.c).
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Mapping
from typing import Final

_PIO2_HI: Final = 1.57079632679489655800e00
_PIO2_LO: Final = 6.12323399573676603587e-17
_PIO4_HI: Final = 7.85398163397448278999e-01
_PI: Final = 3.1415926535897931160e00
_PI_LO: Final = 1.2246467991473531772e-16
_LN2_HI: Final = 6.93147180369123816490e-01
_LN2_LO: Final = 1.90821492927058770002e-10
_INV_LN2: Final = 1.44269504088896338700e00
_TINY: Final = 1.0e-300
_OVERFLOW: Final = 7.09782712893383973096e02

_PS: Final = (
    1.66666666666666657415e-01,
    -3.25565818622400915405e-01,
    2.01212532134862925881e-01,
    -4.00555345006794114027e-02,
    7.91534994289814532176e-04,
    3.47933107596021167570e-05,
)
_QS: Final = (
    1.0,
    -2.40339491173441421878e00,
    2.02094576023350569471e00,
    -6.88283971605453293030e-01,
    7.70381505559019352791e-02,
)
_ATAN_HI: Final = (
    4.63647609000806093515e-01,
    7.85398163397448278999e-01,
    9.82793723247329054082e-01,
    1.57079632679489655800e00,
)
_ATAN_LO: Final = (
    2.26987774529616870924e-17,
    3.06161699786838301793e-17,
    1.39033110312309984516e-17,
    6.12323399573676603587e-17,
)
_AT: Final = (
    3.33333333333329318027e-01,
    -1.99999999998764832476e-01,
    1.42857142725034663711e-01,
    -1.11111104054623557880e-01,
    9.09088713343650656196e-02,
    -7.69187620504482999495e-02,
    6.66107313738753120669e-02,
    -5.83357013379057348645e-02,
    4.97687799461593236017e-02,
    -3.65315727442169155270e-02,
    1.62858201153657823623e-02,
)
_EXP: Final = (
    1.66666666666666019037e-01,
    -2.77777777770155933842e-03,
    6.61375632143793436117e-05,
    -1.65339022054652515390e-06,
    4.13813679705723846039e-08,
)
_EXPM1: Final = (
    -3.33333333333331316428e-02,
    1.58730158725481460165e-03,
    -7.93650757867487942473e-05,
    4.00821782732936239552e-06,
    -2.01099218183624371326e-07,
)
_LOG1P: Final = (
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
    1.818357216161805012e-01,
    1.531383769920937332e-01,
    1.479819860511658591e-01,
)


def _bits(x: float) -> int:
    return int.from_bytes(struct.pack(">d", x))


def _double(bits: int) -> float:
    return float(struct.unpack(">d", (bits & 0xFFFFFFFFFFFFFFFF).to_bytes(8))[0])


def _high(x: float) -> int:
    """The upper half of a double, as a number with a sign."""
    return int(struct.unpack(">i", struct.pack(">d", x)[:4])[0])


def _with_high(x: float, high: int) -> float:
    return _double((high & 0xFFFFFFFF) << 32 | (_bits(x) & 0xFFFFFFFF))


def _truncated(x: float) -> float:
    """The double with its lower half cleared."""
    return _double(_bits(x) & 0xFFFFFFFF00000000)


def _polynomial(x: float, coefficients: tuple[float, ...]) -> float:
    """The value of a polynomial, from the highest power inwards."""
    made = coefficients[-1]
    for coefficient in coefficients[-2::-1]:
        made = coefficient + x * made
    return made


def _ratio(z: float) -> float:
    return z * _polynomial(z, _PS) / _polynomial(z, _QS)


def acos(x: float) -> float:
    """The angle whose cosine is x, NaN outside of -1 to 1."""
    if x == 1.0:
        return 0.0
    if x == -1.0:
        return _PI + 2.0 * _PIO2_LO
    if not -1.0 < x < 1.0:
        return math.nan
    if abs(x) < 0.5:
        if abs(x) <= 2.0**-57:
            return _PIO2_HI + _PIO2_LO
        return _PIO2_HI - (x - (_PIO2_LO - x * _ratio(x * x)))
    if x < 0:
        z = (1.0 + x) * 0.5
        s = math.sqrt(z)
        return _PI - 2.0 * (s + (_ratio(z) * s - _PIO2_LO))
    z = (1.0 - x) * 0.5
    s = math.sqrt(z)
    df = _truncated(s)
    c = (z - df * df) / (s + df)
    return 2.0 * (df + (_ratio(z) * s + c))


def asin(x: float) -> float:
    """The angle whose sine is x, NaN outside of -1 to 1."""
    if abs(x) == 1.0:
        return x * _PIO2_HI + x * _PIO2_LO
    if not -1.0 < x < 1.0:
        return math.nan
    if abs(x) < 0.5:
        return x if abs(x) < 2.0**-27 else x + x * _ratio(x * x)
    t = (1.0 - abs(x)) * 0.5
    p, q = t * _polynomial(t, _PS), _polynomial(t, _QS)
    s = math.sqrt(t)
    if (_high(x) & 0x7FFFFFFF) >= 0x3FEF3333:
        t = _PIO2_HI - (2.0 * (s + s * (p / q)) - _PIO2_LO)
    else:
        w = _truncated(s)
        c = (t - w * w) / (s + w)
        p, q = 2.0 * s * (p / q) - (_PIO2_LO - 2.0 * c), _PIO4_HI - 2.0 * w
        t = _PIO4_HI - (p - q)
    return t if x > 0 else -t


def atan(x: float) -> float:
    """The angle whose tangent is x."""
    if x != x:
        return x
    high = _high(x) & 0x7FFFFFFF
    if high >= 0x44100000:
        return math.copysign(_ATAN_HI[3] + _ATAN_LO[3], x)
    at = -1
    argument = x
    if high < 0x3FDC0000:
        if high < 0x3E200000:
            return x
    else:
        x = abs(x)
        if high < 0x3FE60000:
            at, x = 0, (2.0 * x - 1.0) / (2.0 + x)
        elif high < 0x3FF30000:
            at, x = 1, (x - 1.0) / (x + 1.0)
        elif high < 0x40038000:
            at, x = 2, (x - 1.5) / (1.0 + 1.5 * x)
        else:
            at, x = 3, -1.0 / x
    z = x * x
    w = z * z
    s1 = z * _polynomial(w, _AT[0::2])
    s2 = w * _polynomial(w, _AT[1::2])
    if at < 0:
        return x - x * (s1 + s2)
    z = _ATAN_HI[at] - ((x * (s1 + s2) - _ATAN_LO[at]) - x)
    return math.copysign(z, argument)


def atan2(y: float, x: float) -> float:
    """The angle of the point (x, y), from -π to π."""
    if x != x or y != y:
        return math.nan
    if x == 1.0:
        return atan(y)
    left = math.copysign(1.0, x) < 0
    if y == 0.0:
        return math.copysign(_PI + _TINY if left else 0.0, y)
    if x == 0.0:
        return math.copysign(_PIO2_HI + _TINY, y)
    if math.isinf(x):
        if math.isinf(y):
            angle = 3.0 * (_PI / 4.0) + _TINY if left else _PI / 4.0 + _TINY
        else:
            angle = _PI + _TINY if left else 0.0
        return math.copysign(angle, y)
    if math.isinf(y):
        return math.copysign(_PIO2_HI + _TINY, y)
    k = ((_high(y) & 0x7FFFFFFF) - (_high(x) & 0x7FFFFFFF)) >> 20
    if k > 60:
        z = _PIO2_HI + 0.5 * _PI_LO
    elif left and k < -60:
        z = 0.0
    else:
        z = atan(abs(y / x))
    if left:
        return _PI - (z - _PI_LO) if y > 0 else (z - _PI_LO) - _PI
    return z if y > 0 else -z


def cbrt(x: float) -> float:
    """The cube root."""
    if x == 0.0 or not math.isfinite(x):
        return x
    size = abs(x)
    high = _high(size)
    if high < 0x00100000:
        t = 2.0**54 * size
        t = _with_high(t, _high(t) // 3 + 696219795)
    else:
        t = _with_high(0.0, high // 3 + 715094163)
    r = t * t / size
    s = 5.42857142857142815906e-01 + r * t
    t *= 3.57142857142857150787e-01 + 1.60714285714285720630e00 / (
        s + 1.41428571428571436819e00 + -7.05306122448979611050e-01 / s
    )
    t = _with_high(0.0, _high(t) + 1)
    s = t * t
    r = size / s
    r = (r - t) / (t + t + r)
    return math.copysign(t + t * r, x)


def hypot(x: float, y: float) -> float:
    """The square root of x² + y², without overflow on the way."""
    a, b = abs(x), abs(y)
    if math.isinf(a) or math.isinf(b):
        return math.inf
    if a != a or b != b:
        return math.nan
    if b > a:
        a, b = b, a
    if _exponent_of(a) - _exponent_of(b) > 60:
        return a + b
    k = 0
    if a > 2.0**500:
        a, b, k = a * 2.0**-600, b * 2.0**-600, 600
    if b < 2.0**-500:
        if b == 0.0:
            return math.ldexp(a, k) if k else a
        if b < 2.0**-1022:
            a, b, k = a * 2.0**1022, b * 2.0**1022, k - 1022
        else:
            a, b, k = a * 2.0**600, b * 2.0**600, k - 600
    w = a - b
    if w > b:
        t1 = _truncated(a)
        t2 = a - t1
        w = math.sqrt(t1 * t1 - (b * (-b) - t2 * (a + t1)))
    else:
        a = a + a
        y1 = _truncated(b)
        y2 = b - y1
        t1 = _with_high(0.0, _high(w + b) + 0x00100000)
        t2 = a - t1
        w = math.sqrt(t1 * y1 - (w * (-w) - (t1 * y2 + t2 * b)))
    return math.ldexp(w, k) if k else w


def _exponent_of(x: float) -> int:
    return _high(x) >> 20


def exp(x: float) -> float:
    """e to the power of x."""
    if x != x:
        return x
    if x > _OVERFLOW:
        return math.inf
    if x < -7.45133219101941108420e02:
        return 0.0
    size = _high(x) & 0x7FFFFFFF
    hi, lo, k = 0.0, 0.0, 0
    if size > 0x3FD62E42:
        if size < 0x3FF0A2B2:
            hi, lo, k = x - math.copysign(_LN2_HI, x), math.copysign(_LN2_LO, x), (1 if x > 0 else -1)
        else:
            k = int(_INV_LN2 * x + math.copysign(0.5, x))
            hi, lo = x - k * _LN2_HI, k * _LN2_LO
        x = hi - lo
    elif size < 0x3E300000:
        return 1.0 + x
    t = x * x
    c = x - t * _polynomial(t, _EXP)
    if k == 0:
        return 1.0 - ((x * c) / (c - 2.0) - x)
    y = 1.0 - ((lo - (x * c) / (2.0 - c)) - hi)
    if k >= -1021:
        return math.ldexp(y, k) if k < 1024 else y * 2.0 * 2.0**1023
    return math.ldexp(y, k + 1000) * 2.0**-1000


def expm1(x: float) -> float:
    """e to the power of x, less 1, exact for small x."""
    size = _high(x) & 0x7FFFFFFF
    if size >= 0x4043687A:
        if x != x:
            return x
        if x > _OVERFLOW:
            return math.inf
        if x < 0:
            return _TINY - 1.0
    k, c = 0, 0.0
    if size > 0x3FD62E42:
        if size < 0x3FF0A2B2:
            hi, lo, k = x - math.copysign(_LN2_HI, x), math.copysign(_LN2_LO, x), (1 if x > 0 else -1)
        else:
            k = int(_INV_LN2 * x + math.copysign(0.5, x))
            hi, lo = x - k * _LN2_HI, k * _LN2_LO
        x = hi - lo
        c = (hi - x) - lo
    elif size < 0x3C900000:
        return x
    hfx = 0.5 * x
    hxs = x * hfx
    r1 = 1.0 + hxs * _polynomial(hxs, _EXPM1)
    t = 3.0 - r1 * hfx
    e = hxs * ((r1 - t) / (6.0 - x * t))
    if k == 0:
        return x - (x * e - hxs)
    e = x * (e - c) - c
    e -= hxs
    if k == -1:
        return 0.5 * (x - e) - 0.5
    if k == 1:
        return -2.0 * (e - (x + 0.5)) if x < -0.25 else 1.0 + 2.0 * (x - e)
    if k <= -2 or k > 56:
        y = 1.0 - (e - x)
        return (y * 2.0 * 2.0**1023 if k == 1024 else math.ldexp(y, k)) - 1.0
    if k < 20:
        t = _double((0x3FF00000 - (0x200000 >> k)) << 32)
        return math.ldexp(t - (e - x), k)
    t = _double((0x3FF - k) << 52)
    return math.ldexp((x - (e + t)) + 1.0, k)


def log1p(x: float) -> float:
    """The natural logarithm of 1 + x, exact for small x."""
    high = _high(x)
    size = high & 0x7FFFFFFF
    if x != x:
        return x
    k, f, hu, c = 1, 0.0, 1, 0.0
    if high < 0x3FDA827A:
        if size >= 0x3FF00000:
            return -math.inf if x == -1.0 else math.nan
        if size < 0x3E200000:
            return x if size < 0x3C900000 else x - x * x * 0.5
        if high > 0 or high <= _signed(0xBFD2BEC3):
            k, f, hu = 0, x, 1
    if high >= 0x7FF00000:
        return x + x
    if k != 0:
        if high < 0x43400000:
            u = 1.0 + x
            hu = _high(u)
            k = (hu >> 20) - 1023
            c = (1.0 - (u - x) if k > 0 else x - (u - 1.0)) / u
        else:
            u = x
            hu = _high(u)
            k = (hu >> 20) - 1023
            c = 0.0
        hu &= 0x000FFFFF
        if hu < 0x6A09E:
            u = _with_high(u, hu | 0x3FF00000)
        else:
            k += 1
            u = _with_high(u, hu | 0x3FE00000)
            hu = (0x00100000 - hu) >> 2
        f = u - 1.0
    hfsq = 0.5 * f * f
    if hu == 0:
        if f == 0.0:
            return 0.0 if k == 0 else k * _LN2_HI + (c + k * _LN2_LO)
        r = hfsq * (1.0 - 0.66666666666666666 * f)
        return f - r if k == 0 else k * _LN2_HI - ((r - (k * _LN2_LO + c)) - f)
    s = f / (2.0 + f)
    z = s * s
    r = z * _polynomial(z, _LOG1P)
    if k == 0:
        return f - (hfsq - s * (hfsq + r))
    return k * _LN2_HI - ((hfsq - (s * (hfsq + r) + (k * _LN2_LO + c))) - f)


def _signed(word: int) -> int:
    return word - (1 << 32)


def cosh(x: float) -> float:
    """The hyperbolic cosine."""
    if not math.isfinite(x):
        return x * x
    size = _high(x) & 0x7FFFFFFF
    if size < 0x3FD62E43:
        t = expm1(abs(x))
        w = 1.0 + t
        return w if size < 0x3C800000 else 1.0 + (t * t) / (w + w)
    if size < 0x40360000:
        t = exp(abs(x))
        return 0.5 * t + 0.5 / t
    if size < 0x40862E42:
        return 0.5 * exp(abs(x))
    if abs(x) <= 7.10475860073943863426e02:
        w = exp(0.5 * abs(x))
        return (0.5 * w) * w
    return math.inf


def sinh(x: float) -> float:
    """The hyperbolic sine."""
    if not math.isfinite(x):
        return x + x
    size = _high(x) & 0x7FFFFFFF
    h = math.copysign(0.5, x)
    if size < 0x40360000:
        if size < 0x3E300000:
            return x
        t = expm1(abs(x))
        return h * (2.0 * t - t * t / (t + 1.0)) if size < 0x3FF00000 else h * (t + t / (t + 1.0))
    if size < 0x40862E42:
        return h * exp(abs(x))
    if abs(x) <= 7.10475860073943863426e02:
        w = exp(0.5 * abs(x))
        return (h * w) * w
    return math.copysign(math.inf, x)


def tanh(x: float) -> float:
    """The hyperbolic tangent."""
    if x != x:
        return x
    size = _high(x) & 0x7FFFFFFF
    if size < 0x40360000:
        if size < 0x3C800000:
            return x * (1.0 + x)
        if size >= 0x3FF00000:
            z = 1.0 - 2.0 / (expm1(2.0 * abs(x)) + 2.0)
        else:
            t = expm1(-2.0 * abs(x))
            z = -t / (t + 2.0)
    else:
        z = 1.0
    return math.copysign(z, x)


#: The functions of one double, by the name they have in `Math`.
OF_ONE: Final[Mapping[str, Callable[[float], float]]] = {
    "acos": acos,
    "asin": asin,
    "atan": atan,
    "cbrt": cbrt,
    "cosh": cosh,
    "expm1": expm1,
    "log1p": log1p,
    "sinh": sinh,
    "tanh": tanh,
}
