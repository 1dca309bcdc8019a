"""Number literals and the text of numbers."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from number_strategies import bigs, decimals, doubles, longs, ratios

from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.number_text import (
    double_text,
    integer_text,
    number_literal,
    parse_decimal,
    parse_double,
    parse_number,
)
from cljrules.values.number_types import BigInt, Float32


@pytest.mark.parametrize(
    ("token", "printed"),
    [
        ("0", "0"),
        ("-0", "0"),
        ("0N", "0N"),
        ("+5", "5"),
        ("-0777", "-511"),
        ("0x1F", "31"),
        ("-0XfF", "-255"),
        ("2r1010", "10"),
        ("-36rz", "-35"),
        ("36RZZ", "1295"),
        ("9223372036854775807", "9223372036854775807"),
        ("9223372036854775808", "9223372036854775808N"),
        ("0x8000000000000000", "9223372036854775808N"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("4/2", "2"),
        ("-6/4", "-3/2"),
        ("1e3", "1000.0"),
        ("-1.", "-1.0"),
        ("1e-400", "0.0"),
        ("-1e309", "##-Inf"),
        ("1M", "1M"),
        ("5.M", "5M"),
        ("-0.0M", "0.0M"),
        ("1e3M", "1E+3M"),
        ("1.50M", "1.50M"),
        ("0.000001M", "0.000001M"),
        ("0.0000001M", "1E-7M"),
        ("123e-10M", "1.23E-8M"),
    ],
)
def test_literals_are_read_and_printed_as_clojure_does(token: str, printed: str) -> None:
    assert number_literal(parse_number(token)) == printed


@pytest.mark.parametrize(
    "token", ["08", "1x", "0x", "1.5N", "1/2M", "2r2", "1e", "1.5.2", "1__0", "37r1", "1/-2", "1e99999999999M"]
)
def test_tokens_that_are_no_numbers_are_refused(token: str) -> None:
    with pytest.raises(ClojureError) as caught:
        parse_number(token)
    assert caught.value.cls.simple_name == "NumberFormatException"


def test_a_ratio_needs_a_denominator() -> None:
    with pytest.raises(ClojureError, match="Divide by zero"):
        parse_number("1/0")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (100.0, "100.0"),
        (0.001, "0.001"),
        (0.0001, "1.0E-4"),
        (9999999.0, "9999999.0"),
        (1e7, "1.0E7"),
        (12345678.9, "1.23456789E7"),
        (1e21, "1.0E21"),
        (2e23, "1.9999999999999998E23"),
        (8.41e21, "8.409999999999999E21"),
        (5e-324, "4.9E-324"),
        (1e-323, "1.0E-323"),
        (1.7976931348623157e308, "1.7976931348623157E308"),
        (2.2250738585072014e-308, "2.2250738585072014E-308"),
        (9007199254740993.0, "9.007199254740992E15"),
        (3.3000000000000003, "3.3000000000000003"),
        (math.inf, "Infinity"),
        (math.nan, "NaN"),
        (Float32(0.10000000149011612), "0.1"),
        (Float32(16777216.0), "1.6777216E7"),
    ],
)
def test_doubles_print_as_java_17_prints_them(value: float, text: str) -> None:
    assert double_text(value) == text


@given(st.one_of(longs, bigs, ratios, decimals, doubles))
@example(Decimal("0E-10"))
@example(Decimal("1E+3"))
@example(5e-324)
def test_what_is_printed_reads_back(value: Any) -> None:
    again = parse_number(number_literal(value))
    assert type(again) is type(value)
    assert again == value
    assert number_literal(again) == number_literal(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_double_text_has_the_value_and_javas_shape(value: float) -> None:
    text = double_text(value)
    assert float(text) == value
    mantissa, _, exponent = text.lstrip("-").partition("E")
    whole, point, fraction = mantissa.partition(".")
    assert point and whole and fraction
    if exponent:
        assert len(whole) == 1
        assert not -3 <= int(exponent) < 7
    elif value:
        assert 1e-3 <= abs(value) < 1e7


@given(st.integers(-(10**30), 10**30), st.integers(-30, 30))
def test_decimal_text_is_that_of_bigdecimal(digits: int, scale: int) -> None:
    value = parse_decimal(f"{digits}E{-scale}")
    text = number_literal(value)[:-1]
    adjusted = len(str(abs(digits))) - 1 - scale
    assert ("E" in text) is (scale < 0 or adjusted < -6)
    assert parse_decimal(text).as_tuple() == value.as_tuple()


def test_whole_numbers_of_any_length_are_written_and_read() -> None:
    value = BigInt(7**10_000)
    assert parse_number(f"{integer_text(value)}N") == value
    with pytest.raises(LimitExceeded):
        parse_number("9" * 40_000)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.5", 1.5),
        (" 1e3 ", 1000.0),
        ("5.", 5.0),
        (".5", 0.5),
        ("1.5f", 1.5),
        ("1d", 1.0),
        ("0x1p3", 8.0),
        ("-Infinity", -math.inf),
        ("1e400", math.inf),
        ("", None),
        (".", None),
        ("1.5M", None),
        ("inf", None),
        ("1_0", None),
        ("NaNd", None),
        ("١", None),
    ],
)
def test_doubles_in_text(text: str, value: float | None) -> None:
    assert parse_double(text) == value
