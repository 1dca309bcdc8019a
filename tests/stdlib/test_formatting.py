"""`format` against java.util.Formatter."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cljrules.stdlib.formatting import format_, printf
from cljrules.values.collections import Vector
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.numbers import BigInt, BigInteger, Float32, Int8, Int32
from cljrules.values.output import OUT, Writer
from cljrules.values.symbols import Char, keyword


@pytest.mark.parametrize(
    ("template", "args", "text"),
    [
        ("hello", (), "hello"),
        ("%d%% of %s%n", (5, "x"), "5% of x\n"),
        ("%2$s %1$s %<s %s", ("a", "b"), "b a a a"),
        ("%s", (None,), "null"),
        ("%s %s", (keyword("a"), Vector.of([1, "a", None])), ':a [1 "a" nil]'),
        ("%S|%-6s|%6s|%.2s|%6.1s|", ("ab", "ab", "ab", "abc", "abc"), "AB|ab    |    ab|ab|     a|"),
        ("%d %d", (Int32(-5), BigInteger(10**20)), "-5 100000000000000000000"),
        ("%5d|%-5d|%05d|%+d|% d|%(d", (42, 42, -42, 42, 42, -42), "   42|42   |-0042|+42| 42|(42)"),
        ("%,d %,012d %(,d", (-1234567, 1234567, -12345), "-1,234,567 0001,234,567 (12,345)"),
        ("%x %X %o %#x %08x", (255, 255, 8, 255, 255), "ff FF 10 0xff 000000ff"),
        ("%x %x %x", (-1, Int32(-1), Int8(-1)), "ffffffffffffffff ffffffff ff"),
        ("%c%C %5c|", (Char("a"), Char("b"), Int32(97)), "aB     a|"),
        ("%b %b %b %B %.2b", (None, False, 0, True, True), "false false true TRUE tr"),
        ("%f %.2f %.0f %#.0f", (1.5, 1.005, 2.5, 1.5), "1.500000 1.01 3 2."),
        ("%.1f %.2f %.1f %.0f", (0.35, 1.115, 0.05, -0.4), "0.4 1.12 0.1 -0"),
        ("%.2f %.2f %.1f", (Decimal("2.345"), Decimal("1E+3"), Decimal("-0.25")), "2.35 1000.00 -0.3"),
        ("%.2f", (Float32(1.0049999952316284),), "1.00"),
        ("%.2f", (2e23,), "199999999999999980000000.00"),
        ("%,.2f %010.2f %+010.2f", (1234567.891, -3.14159, 3.14159), "1,234,567.89 -000003.14 +000003.14"),
        ("%(10.2f|%-(10.2f|%0(10.2f|", (-5.5, -5.5, -5.5), "    (5.50)|(5.50)    |(00005.50)|"),
        ("%f %+f %(f %010f", (math.nan, math.inf, -math.inf, math.inf), "NaN +Infinity (Infinity)   Infinity"),
        ("%e %.0e %E %e", (12345.678, 12345.678, 1e-5, 0.0), "1.234568e+04 1e+04 1.000000E-05 0.000000e+00"),
        ("%.3e %012.2e %e", (Decimal(123456), 1.0, 1e100), "1.235e+05 00001.00e+00 1.000000e+100"),
        ("%g %g %g %.3g", (123456.0, 1234567.0, 0.0001, 999.5), "123456 1.23457e+06 0.000100000 1.00e+03"),
        ("%g %g %g", (Decimal("1.5"), Decimal("1E+10"), 0.0), "1.50000 1.00000e+10 0.00000"),
        ("%g %.1g", (Decimal("99999.95"), Decimal("0.000099999")), "100000 0.0001"),
        ("%e %g", (Decimal("0.00"), Decimal("0.0")), "0.000000e-02 0.00000e-01"),
        ("%d %.0f %c", (None, None, None), "null  null"),
    ],
)
def test_format_writes_what_java_writes(template: str, args: tuple[Any, ...], text: str) -> None:
    assert format_(template, *args) == text


@pytest.mark.parametrize(
    ("template", "args", "name", "message"),
    [
        ("%", (1,), "UnknownFormatConversionException", "Conversion = '%'"),
        ("%d%", (1,), "UnknownFormatConversionException", "Conversion = '%'"),
        ("%y", (1,), "UnknownFormatConversionException", "Conversion = 'y'"),
        ("%.-1s", ("a",), "UnknownFormatConversionException", "Conversion = '.'"),
        ("%s %s", ("a",), "MissingFormatArgumentException", "Format specifier '%s'"),
        ("%3$s", ("a",), "MissingFormatArgumentException", "Format specifier '%3$s'"),
        ("%<s", ("a",), "MissingFormatArgumentException", "Format specifier '%<s'"),
        ("%0$s", ("a",), "IllegalFormatArgumentIndexException", "Illegal format argument index = 0"),
        ("%d", ("a",), "IllegalFormatConversionException", "d != java.lang.String"),
        ("%d", (BigInt(5),), "IllegalFormatConversionException", "d != clojure.lang.BigInt"),
        ("%d", (Decimal(1),), "IllegalFormatConversionException", "d != java.math.BigDecimal"),
        ("%f", (1,), "IllegalFormatConversionException", "f != java.lang.Long"),
        ("%c", (97,), "IllegalFormatConversionException", "c != java.lang.Long"),
        ("%.2d", (1,), "IllegalFormatPrecisionException", "2"),
        ("%5n", (), "IllegalFormatWidthException", "5"),
        ("%-d", (1,), "MissingFormatWidthException", "%-d"),
        ("%0d", (1,), "MissingFormatWidthException", "%0d"),
        ("%-05d", (1,), "IllegalFormatFlagsException", "Flags = '-0'"),
        ("%--5d", (1,), "DuplicateFormatFlagsException", "Flags = '-'"),
        ("%,s", ("a",), "FormatFlagsConversionMismatchException", "Conversion = s, Flags = ,"),
        ("100% sure", (1,), "FormatFlagsConversionMismatchException", "Conversion = s, Flags =  "),
        ("%+x", (1,), "FormatFlagsConversionMismatchException", "Conversion = x, Flags = +"),
        ("%#g", (1.0,), "FormatFlagsConversionMismatchException", "Conversion = g, Flags = #"),
        (5, (), "ClassCastException", "java.lang.Long cannot be cast"),
        (None, (), "NullPointerException", "nil is no format string"),
    ],
)
def test_format_refuses_what_java_refuses(template: Any, args: tuple[Any, ...], name: str, message: str) -> None:
    with pytest.raises(ClojureError) as caught:
        format_(template, *args)
    assert caught.value.cls.simple_name == name
    assert message in str(caught.value.message)


def test_the_whole_string_is_checked_before_any_value() -> None:
    with pytest.raises(ClojureError) as caught:
        format_("%d %q", "not a number")
    assert caught.value.cls.simple_name == "UnknownFormatConversionException"


@pytest.mark.parametrize("template", ["%1000000d", "%.1000000f", "%999999999s"])
def test_width_and_precision_are_limited(template: str) -> None:
    with pytest.raises(LimitExceeded) as caught:
        format_(template, 1.0)
    assert caught.value.limit == "size"


@given(st.integers(-(10**9), 10**9), st.integers(0, 6), st.integers(0, 8))
def test_decimals_are_rounded_half_up(digits: int, scale: int, places: int) -> None:
    value = Decimal(digits).scaleb(-scale)
    expected = abs(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert format_(f"%.{places}f", value) == f"{'-' if value < 0 else ''}{expected:f}"


@given(st.integers(-(2**63), 2**63 - 1))
def test_grouping_only_adds_commas(value: int) -> None:
    grouped = format_("%,d", value)
    assert grouped.replace(",", "") == str(value) == format_("%d", value)
    assert all(len(group) == 3 for group in grouped.split(",")[1:])


@given(st.text(st.characters(codec="ascii", exclude_characters="%")), st.integers(1, 30))
def test_text_is_padded_to_its_width(text: str, width: int) -> None:
    assert format_(f"%{width}s", text) == text.rjust(width)
    assert format_(f"%-{width}s", text) == text.ljust(width)


def test_printf_prints() -> None:
    writer = Writer()
    token = OUT.set(writer)
    try:
        printf("%d-%s", 1, "a")
    finally:
        OUT.reset(token)
    assert writer.text == "1-a"
