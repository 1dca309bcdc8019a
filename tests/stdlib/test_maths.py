"""Number functions of the library against Clojure 1.11 on the JVM."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cljrules.evaluation import Session
from cljrules.stdlib import conversions, formatting, math_namespace, maths, precision
from cljrules.stdlib.host_numbers import in_radix
from cljrules.stdlib.registry import functions_of
from cljrules.values.bits import shift_left, unchecked_add, unsigned_shift_right
from cljrules.values.coercions import to_long, unchecked_int, unchecked_long
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.number_types import LONG_MAX, LONG_MIN, BigInt
from cljrules.values.printer import pr_str


def answer(text: str) -> str:
    """What an expression gives, printed, or the simple name of the class of its error."""
    try:
        return pr_str(Session().run(text))
    except ClojureError as problem:
        return problem.root.cls.simple_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[(+) (*) (+ 1) (- 1) (/ 2) (/ 0.5) (+ nil) (< 1) (max 3)]", "[0 1 1 -1 1/2 2.0 nil true 3]"),
        ("[(+ 1 2 3) (- 10 1 2) (* 2 3 4) (/ 12 2 3) (+' 1 2) (-' 5) (*' 2 3)]", "[6 7 24 2 3 -5 6]"),
        (
            "[(< 1 2 3) (< 1 3 2) (<= 1 1.0 1M 1N) (> 3 2 2) (== 1 1.0 1M) (max 1 5 3) (min 4 2 8)]",
            "[true false true false true 5 2]",
        ),
        ("(-)", "ArityException"),
        ("(<)", "ArityException"),
        ('(+ "1")', "ClassCastException"),
        ("(- nil)", "NullPointerException"),
        ("[(inc' 9223372036854775807) (dec' -9223372036854775808)]", "[9223372036854775808N -9223372036854775809N]"),
        ("[(even? 2N) (odd? -3) (zero? 0.0) (pos? 1/2) (neg? -1M)]", "[true true true true true]"),
        ("(even? 2.0)", "IllegalArgumentException"),
        (
            "[(integer? 1N) (int? 1N) (ratio? 1/2) (decimal? 1M) (rational? 1M) (double? (float 1))]",
            "[true false true true true false]",
        ),
        ("[(nat-int? 0) (pos-int? 5N) (neg-int? -1) (number? nil)]", "[true false true false]"),
        ("[(numerator 6/4) (denominator -3/4)]", "[3 4]"),
        ("(numerator 1)", "ClassCastException"),
        ("[(int 5.99M) (long -5.9) (long 7/2) (int \\a) (byte 127) (char 97.5)]", "[5 -5 3 97 127 \\a]"),
        ("(int -2147483649)", "ArithmeticException"),
        ("(int 1e10)", "IllegalArgumentException"),
        ("(long 9223372036854775808N)", "IllegalArgumentException"),
        ("(byte 128)", "IllegalArgumentException"),
        ("(float 1e39)", "IllegalArgumentException"),
        ("[(long 9007199254740993M) (long ##NaN)]", "[9007199254740992 0]"),
        (
            '[(bigint 1.5) (bigint "5") (biginteger 5.7) (bigdec 1e10) (bigdec "1.50") (bigdec 1/2)]',
            "[1N 5N 5 1.0E+10M 1.50M 0.5M]",
        ),
        ('(bigdec "x")', "NumberFormatException"),
        ('(bigdec "")', "ArrayIndexOutOfBoundsException"),
        ("[(rationalize 0.5) (rationalize 1.0) (rationalize 3.14159) (rationalize nil)]", "[1/2 1N 314159/100000 nil]"),
        (
            "[(double 1/7) (double 1/3) (float 0.1) (double (float 0.1))]",
            "[0.1428571428571429 0.3333333333333333 0.1 0.10000000149011612]",
        ),
        (
            "[(unchecked-int 3000000000) (unchecked-int 3e9) (unchecked-byte 300)"
            " (unchecked-long 99999999999999999999N)]",
            "[-1294967296 2147483647 44 7766279631452241919]",
        ),
        (
            "[(unchecked-add 9223372036854775807 1) (unchecked-multiply 9223372036854775807N 2)"
            " (unchecked-add-int 2147483647 1)]",
            "[-9223372036854775808 18446744073709551614N -2147483648]",
        ),
        ("[(bit-and 12 10 8) (bit-or 12 10) (bit-xor 1 1 1) (bit-and-not 15 1 2) (bit-not 0)]", "[8 14 1 12 -1]"),
        (
            "[(bit-shift-left 1 64) (bit-shift-right -8 1) (unsigned-bit-shift-right -1 1) (bit-test 5 64)"
            " (bit-flip 0 4)]",
            "[1 -4 9223372036854775807 true 16]",
        ),
        ("(bit-and 1N 1)", "IllegalArgumentException"),
        ("(bit-and nil 1)", "NullPointerException"),
        ('[(parse-long "+1") (parse-long "1 ") (parse-double "1e3") (parse-boolean "TRUE")]', "[1 nil 1000.0 nil]"),
        ("(parse-long 1)", "IllegalArgumentException"),
        ('(parse-uuid "1-2-3-4-5")', '#uuid "00000001-0002-0003-0004-000000000005"'),
        ("[(NaN? ##NaN) (infinite? ##-Inf) (NaN? 1)]", "[true true false]"),
        ("(NaN? nil)", "NullPointerException"),
    ],
)
def test_core_functions(text: str, expected: str) -> None:
    assert answer(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[(Math/floor 7/2) (Math/ceil -1.7) (Math/rint 2.5) (Math/floor 99.99M)]", "[3.0 -1.0 2.0 99.0]"),
        (
            "[(Math/round 2.5) (Math/round -2.5) (Math/round 0.49999999999999994) (Math/round ##NaN)"
            " (Math/round 1e20)]",
            "[3 -2 0 0 9223372036854775807]",
        ),
        ("(Math/round 2)", "IllegalArgumentException"),
        ("(Math/round 2.5M)", "IllegalArgumentException"),
        ("[(Math/abs -5) (Math/abs -5.5) (Math/abs -9223372036854775808)]", "[5 5.5 -9223372036854775808]"),
        ("(Math/abs -5N)", "IllegalArgumentException"),
        ("(Math/max 1.5 2)", "IllegalArgumentException"),
        ("[(Math/max 1 2) (Math/min 1.5 2.5)]", "[2 1.5]"),
        ('(Math/floor "1")', "ClassCastException"),
        ("(Math/sqrt nil)", "NullPointerException"),
        ("(Math/floor 1 2)", "IllegalArgumentException"),
        (
            "[(Math/sqrt 2) (Math/sqrt -1) (Math/cbrt 27) (Math/cbrt 10)]",
            "[1.4142135623730951 ##NaN 3.0 2.154434690031884]",
        ),
        (
            "[(Math/pow 1.05 12) (Math/pow -8 1/3) (Math/pow 10 400) (Math/pow 0 -1) (Math/pow 0 0)]",
            "[1.79585632602213 ##NaN ##Inf ##Inf 1.0]",
        ),
        (
            "[(Math/log 0) (Math/log -1) (Math/exp 710) (Math/asin 2) (Math/hypot 3 4)]",
            "[##-Inf ##NaN ##Inf ##NaN 5.0]",
        ),
        ("[(Math/floorDiv -7 2) (Math/floorMod -7 2) (Math/addExact 1 2) (Math/toIntExact 5)]", "[-4 1 3 5]"),
        ("(Math/floorMod 1 0)", "ArithmeticException"),
        ("(Math/addExact 9223372036854775807 1)", "ArithmeticException"),
        (
            "[Math/PI Math/E Long/MAX_VALUE Double/MIN_VALUE]",
            "[3.141592653589793 2.718281828459045 9223372036854775807 4.9E-324]",
        ),
        (
            "[(clojure.math/round 2) (clojure.math/floor-mod 7.5 2) (clojure.math/signum -2.5) clojure.math/PI]",
            "[2 1 -1.0 3.141592653589793]",
        ),
        (
            '[(Integer/parseInt "42") (Long/parseLong "ff" 16) (Double/parseDouble "1.5") (Long/valueOf 5)]',
            "[42 255 1.5 5]",
        ),
        ('(Long/parseLong "1.5")', "NumberFormatException"),
        ('(Integer/parseInt "99999999999")', "NumberFormatException"),
        (
            "[(Long/toBinaryString 10) (Integer/toHexString -1) (Long/toString 255 16) (Double/compare ##NaN 1.0)]",
            '["1010" "ffffffff" "ff" 1]',
        ),
        (
            '[(BigDecimal/valueOf 5 2) (BigDecimal. 1.1) (BigDecimal. "1.10") BigDecimal/TEN]',
            "[0.05M 1.100000000000000088817841970012523233890533447265625M 1.10M 10M]",
        ),
    ],
)
def test_static_functions(text: str, expected: str) -> None:
    assert answer(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[(.setScale 1.005M 2 java.math.RoundingMode/HALF_UP)"
            " (.setScale -0.125M 2 BigDecimal/ROUND_HALF_EVEN) (.setScale 1E+2M 2)]",
            "[1.01M -0.12M 100.00M]",
        ),
        ("(.setScale 1.005M 2)", "ArithmeticException"),
        ("(.setScale 1.5M 0 9)", "IllegalArgumentException"),
        ("(.setScale 1.5 2)", "IllegalArgumentException"),
        ("(.setScale nil 2)", "NullPointerException"),
        (
            "[(.precision 1.50M) (.scale 1.50M) (.unscaledValue 1.50M) (.signum -5M) (.stripTrailingZeros 100M)]",
            "[3 2 150 -1 1E+2M]",
        ),
        ("[(.toPlainString 1E+3M) (.toEngineeringString 1E+5M) (.toString 1.5M)]", '["1000" "100E+3" "1.5"]'),
        (
            "[(.divide 1M 3M 2 java.math.RoundingMode/HALF_UP) (.divide 2M 3M java.math.RoundingMode/UP)"
            " (.divide 1M 4M)]",
            "[0.33M 1M 0.25M]",
        ),
        ("(.divide 1M 3M)", "ArithmeticException"),
        (
            "[(.movePointLeft 5M 2) (.movePointRight 5M 2) (.scaleByPowerOfTen 1M 2) (.pow 1.1M 2)]",
            "[0.05M 500M 1E+2M 1.21M]",
        ),
        ("[(.compareTo 1.0M 1.00M) (.equals 1.0M 1.00M) (.equals 1 1N)]", "[0 false false]"),
        ("[(.intValue 1.9M) (.doubleValue 1/2) (.longValue 5) (.isNaN ##NaN) (.byteValue 300)]", "[1 0.5 5 true 44]"),
        ("(.compareTo 1M 2)", "ClassCastException"),
        ("(.nope 1M)", "IllegalArgumentException"),
        ("(with-precision 5 (/ 2M 3))", "0.66667M"),
        ("(with-precision 3 :rounding DOWN (* 1M 9.995M))", "9.99M"),
        ("(with-precision 3 :rounding UNNECESSARY (/ 1M 3))", "ArithmeticException"),
        ("(binding [*math-context* (java.math.MathContext. 3)] (/ 1M 3))", "0.333M"),
    ],
)
def test_methods_of_numbers_and_precision(text: str, expected: str) -> None:
    assert answer(text) == expected


@given(st.integers(LONG_MIN, LONG_MAX), st.integers(LONG_MIN, LONG_MAX), st.integers(0, 200))
def test_wrapping_arithmetic_stays_in_64_bits(a: int, b: int, n: int) -> None:
    made = unchecked_add(a, b)
    assert LONG_MIN <= made <= LONG_MAX
    assert (made - a - b) % 2**64 == 0
    assert (shift_left(a, n) - (a << (n % 64))) % 2**64 == 0
    assert unsigned_shift_right(a, n) >= 0 or n % 64 == 0


@given(st.integers(-(10**40), 10**40), st.floats(allow_nan=False))
def test_unchecked_casts_cut_whole_numbers_and_saturate_doubles(whole: int, double: float) -> None:
    assert (unchecked_long(BigInt(whole)) - whole) % 2**64 == 0
    assert (unchecked_int(BigInt(whole)) - whole) % 2**32 == 0
    cut = unchecked_long(double)
    assert LONG_MIN <= cut <= LONG_MAX
    if abs(double) < 2**62:
        assert cut == math.trunc(double) == to_long(double)


@given(st.integers(-(10**30), 10**30), st.integers(2, 36))
def test_digits_in_a_radix_read_back(value: int, radix: int) -> None:
    assert int(in_radix(value, radix), radix) == value


@pytest.mark.parametrize(
    "text",
    [
        "(reduce (fn [x _] (*' x x)) 3N (range 40))",
        "(.pow 3M 1000000)",
        "(.setScale 1M 2000000)",
        "(.toPlainString 1e999999999M)",
        "(reduce (fn [x _] (* x x)) 1.1M (range 40))",
        "(bigint 1e999999999M)",
        "(rationalize 1e-999999999M)",
        "(.movePointRight 1M 2000000000)",
    ],
)
def test_numbers_that_would_grow_without_end_are_refused(text: str) -> None:
    with pytest.raises(LimitExceeded) as caught:
        Session().run(text)
    assert caught.value.limit == "number"


def test_every_function_says_what_it_does() -> None:
    silent: list[Any] = [
        function.name
        for module in (conversions, formatting, math_namespace, maths, precision)
        for function in functions_of(module)
        if not function.fn.__doc__
    ]
    assert silent == []
