"""The numeric tower against laws and against answers of Clojure 1.11."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from number_strategies import decimals, doubles, exact, longs, numbers, ratios

from cljrules.values import decimals as bigdecimal
from cljrules.values import numbers as n
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.number_text import number_literal, parse_number
from cljrules.values.numbers import LONG_MAX, LONG_MIN, BigInt, Float32, Int32

LONG_DECIMAL = parse_number(f"1.{'0' * 6000}1M")
OPERATIONS = {
    "+": n.add,
    "-": n.sub,
    "*": n.mul,
    "/": n.div,
    "quot": n.quot,
    "rem": n.rem,
    "mod": n.mod,
    "+'": n.add_promoting,
    "-'": n.sub_promoting,
    "*'": n.mul_promoting,
    "max": n.max_,
    "min": n.min_,
}


def compute(operation: str, a: str, b: str) -> str:
    return number_literal(OPERATIONS[operation](parse(a), parse(b)))


def parse(text: str) -> Any:
    special = {"##NaN": math.nan, "##Inf": math.inf, "##-Inf": -math.inf}
    return special[text] if text in special else parse_number(text)


@pytest.mark.parametrize(
    ("operation", "a", "b", "answer"),
    [
        ("+", "1", "1N", "2N"),
        ("+", "1/2", "1/2", "1N"),
        ("+", "1.0M", "2.00M", "3.00M"),
        ("+", "1/2", "1.50M", "2.00M"),
        ("+", "0.1", "0.2", "0.30000000000000004"),
        ("+", "1E3M", "0.001M", "1000.001M"),
        ("+", "1M", "0.5", "1.5"),
        ("-", "1.50M", "1.5M", "0.00M"),
        ("-", "1E3M", "1E3M", "0E+3M"),
        ("-", "7", "22/7", "27/7"),
        ("*", "2", "1.50M", "3.00M"),
        ("*", "0M", "1.23M", "0.00M"),
        ("*", "-1", "0.0M", "0.0M"),
        ("*", "-1", "0.0", "-0.0"),
        ("*", "1E3M", "1E3M", "1E+6M"),
        ("/", "1", "2", "1/2"),
        ("/", "4", "2", "2"),
        ("/", "2", "1/2", "4N"),
        ("/", "1.00M", "4M", "0.25M"),
        ("/", "6.00M", "2.0M", "3.0M"),
        ("/", "10.00M", "5", "2.00M"),
        ("/", "1", "3.0", "0.3333333333333333"),
        ("/", "1/3", "1.0", "0.3333333333333333"),
        ("/", "-9223372036854775808", "-1", "-9223372036854775808"),
        ("/", "##NaN", "0", "##NaN"),
        ("quot", "-7", "2", "-3"),
        ("quot", "-7/2", "2", "-1N"),
        ("quot", "300M", "1.00M", "3E+2M"),
        ("quot", "100.00M", "3M", "33.00M"),
        ("quot", "0M", "1.00M", "0E+2M"),
        ("quot", "-9223372036854775808", "-1", "-9223372036854775808"),
        ("quot", "-7.5", "2", "-3.0"),
        ("rem", "-7.5M", "2", "-1.5M"),
        ("rem", "1E+5M", "3M", "1M"),
        ("rem", "7/2", "3/2", "1/2"),
        ("mod", "-7", "3", "2"),
        ("mod", "7", "-3", "-2"),
        ("mod", "-7.5M", "2", "0.5M"),
        ("mod", "-7/2", "3/2", "1N"),
        ("+'", "9223372036854775807", "1", "9223372036854775808N"),
        ("-'", "-9223372036854775808", "1", "-9223372036854775809N"),
        ("*'", "9223372036854775807", "2", "18446744073709551614N"),
        ("max", "1", "1.0", "1.0"),
        ("max", "2N", "2", "2"),
        ("min", "0.0", "-0.0", "-0.0"),
        ("max", "0.0", "-0.0", "-0.0"),
        ("max", "1", "##NaN", "##NaN"),
    ],
)
def test_arithmetic_answers_as_clojure_does(operation: str, a: str, b: str, answer: str) -> None:
    assert compute(operation, a, b) == answer


@pytest.mark.parametrize(
    ("operation", "a", "b", "name", "message"),
    [
        ("+", "9223372036854775807", "1", "ArithmeticException", "integer overflow"),
        ("*", "3037000500", "3037000500", "ArithmeticException", "integer overflow"),
        ("-", "2.50M", "-9223372036854775808", "ArithmeticException", "integer overflow"),
        ("/", "1", "0", "ArithmeticException", "Divide by zero"),
        ("/", "1.0", "0", "ArithmeticException", "Divide by zero"),
        ("/", "1", "0.0M", "ArithmeticException", "Divide by zero"),
        ("quot", "1.0", "0.0", "ArithmeticException", "Divide by zero"),
        ("quot", "##Inf", "2", "NumberFormatException", "Infinite or NaN"),
        ("/", "1M", "3M", "ArithmeticException", "Non-terminating decimal expansion"),
        ("+", "1/3", "1.50M", "ArithmeticException", "Non-terminating decimal expansion"),
    ],
)
def test_arithmetic_fails_as_clojure_does(operation: str, a: str, b: str, name: str, message: str) -> None:
    with pytest.raises(ClojureError, match=message) as caught:
        compute(operation, a, b)
    assert caught.value.cls.simple_name == name


@pytest.mark.parametrize("operation", [n.add, n.sub, n.mul, n.div, n.lt, n.num_eq, n.quot, n.mod])
def test_nil_and_other_values_are_no_numbers(operation: Any) -> None:
    for wrong, name in ((None, "NullPointerException"), ("1", "ClassCastException"), (True, "ClassCastException")):
        for pair in ((wrong, 1), (1, wrong), (wrong, 1.5), (Decimal(1), wrong)):
            with pytest.raises(ClojureError) as caught:
                operation(*pair)
            assert caught.value.cls.simple_name == name, pair


@pytest.mark.parametrize(
    ("a", "b", "equal", "same_value"),
    [
        (1, BigInt(1), True, True),
        (1, Int32(1), True, True),
        (1, 1.0, False, True),
        (1, Decimal(1), False, True),
        (Decimal("1.0"), Decimal("1.00"), True, True),
        (Decimal("1E+2"), Decimal(100), True, True),
        (Fraction(1, 2), 0.5, False, True),
        (0.0, -0.0, True, True),
        (Float32(0.10000000149011612), 0.1, False, False),
        (9007199254740993, 9007199254740992.0, False, True),
        (math.nan, math.nan, False, False),
    ],
)
def test_equality_is_by_category_and_value(a: Any, b: Any, equal: bool, same_value: bool) -> None:
    assert n.number_equiv(a, b) is equal
    assert n.num_eq(a, b) is same_value
    assert (n.hash_key(a) == n.hash_key(b)) is equal


@given(exact, exact)
def test_addition_and_multiplication_commute(a: Any, b: Any) -> None:
    for operation in (n.add, n.mul):
        assert number_literal(operation(a, b)) == number_literal(operation(b, a))


@given(exact, exact, exact)
def test_exact_addition_and_multiplication_associate_and_distribute(a: Any, b: Any, c: Any) -> None:
    for operation in (n.add_promoting, n.mul_promoting):
        assert n.number_equiv(operation(operation(a, b), c), operation(a, operation(b, c)))
    spread = n.add_promoting(n.mul_promoting(a, b), n.mul_promoting(a, c))
    assert n.number_equiv(n.mul_promoting(a, n.add_promoting(b, c)), spread)


@given(decimals, decimals, decimals)
def test_decimals_associate_and_distribute_to_the_last_place(a: Decimal, b: Decimal, c: Decimal) -> None:
    assert number_literal(n.add(n.add(a, b), c)) == number_literal(n.add(a, n.add(b, c)))
    assert n.num_eq(n.mul(a, n.add(b, c)), n.add(n.mul(a, b), n.mul(a, c)))


@given(st.one_of(exact, doubles), st.one_of(exact, doubles))
def test_subtracting_is_adding_the_negative_and_zero_and_one_change_nothing(a: Any, b: Any) -> None:
    assert number_literal(n.sub_promoting(a, b)) == number_literal(n.add_promoting(a, n.neg_promoting(b)))
    assert n.num_eq(n.add_promoting(a, 0), a)
    assert n.num_eq(n.mul_promoting(a, 1), a)


def outcome(operation: Any, a: Any, b: Any) -> Any:
    """The type of what an operation gives, or the class of its error."""
    try:
        return operation(a, b).__class__
    except ClojureError as mistake:
        return mistake.cls


@given(numbers, numbers)
def test_the_type_of_a_sum_and_a_product_does_not_depend_on_the_order(a: Any, b: Any) -> None:
    for operation in (n.add, n.mul, n.add_promoting, n.mul_promoting):
        assert outcome(operation, a, b) is outcome(operation, b, a)


@given(decimals, decimals)
def test_decimal_arithmetic_is_exact_and_keeps_scales(a: Decimal, b: Decimal) -> None:
    total, product = n.add(a, b), n.mul(a, b)
    assert Fraction(total) == Fraction(a) + Fraction(b)
    assert Fraction(product) == Fraction(a) * Fraction(b)
    assert bigdecimal.exponent(total) == min(bigdecimal.exponent(a), bigdecimal.exponent(b))
    assert bigdecimal.exponent(product) == bigdecimal.exponent(a) + bigdecimal.exponent(b)
    assert not (product.is_zero() and product.is_signed())


@given(decimals, st.sampled_from([Decimal(4), Decimal("0.05"), Decimal("-2.50"), Decimal("1E+3"), Decimal("1.25")]))
def test_terminating_division_is_exact_with_the_shortest_scale(a: Decimal, b: Decimal) -> None:
    made = n.div(a, b)
    wanted = bigdecimal.exponent(a) - bigdecimal.exponent(b)
    assert Fraction(made) == Fraction(a) / Fraction(b)
    assert bigdecimal.exponent(made) <= wanted
    if bigdecimal.exponent(made) < wanted:
        assert made.as_tuple().digits[-1] != 0


@given(longs, longs)
def test_long_arithmetic_fits_or_throws(a: int, b: int) -> None:
    for operation, wide in ((n.add, a + b), (n.sub, a - b), (n.mul, a * b)):
        if LONG_MIN <= wide <= LONG_MAX:
            assert operation(a, b) == wide
            assert type(operation(a, b)) is int
        else:
            with pytest.raises(ClojureError, match="integer overflow"):
                operation(a, b)
    assert n.add_promoting(a, b) == a + b
    assert n.mul_promoting(a, b) == a * b


@given(numbers, numbers)
def test_quotient_and_remainder_make_up_the_whole(a: Any, b: Any) -> None:
    assume(not isinstance(a, float) and not isinstance(b, float) and b != 0)
    assume(
        not (isinstance(a, Decimal) and isinstance(b, Fraction))
        and not (isinstance(a, Fraction) and isinstance(b, Decimal))
    )
    try:
        quotient, left = n.quot(a, b), n.rem(a, b)
    except ClojureError as problem:
        assert "Non-terminating" in str(problem)
        return
    wrapped = a == LONG_MIN and b == -1 and type(a) is type(b) is int
    if not wrapped:
        assert Fraction(quotient) * Fraction(b) + Fraction(left) == Fraction(a)
        assert Fraction(quotient).denominator == 1
    assert left == 0 or (left < 0) == (a < 0)
    assert abs(Fraction(left)) < abs(Fraction(b))
    modulus = n.mod(a, b)
    assert modulus == 0 or (modulus < 0) == (b < 0)


@given(numbers, numbers)
def test_comparisons_agree_with_each_other(a: Any, b: Any) -> None:
    try:
        order = n.compare_numbers(a, b)
    except ClojureError as problem:
        assert "Non-terminating" in str(problem)
        return
    assert order == -n.compare_numbers(b, a)
    assert n.lt(a, b) is (order < 0)
    assert n.gt(a, b) is (order > 0)
    assert n.le(a, b) is (order <= 0)
    assert n.ge(a, b) is (order >= 0)
    assert n.num_eq(a, b) is (order == 0)
    assert n.max_(a, b) in (a, b)
    if n.number_equiv(a, b):
        assert order == 0


@given(numbers, numbers)
def test_equal_numbers_have_equal_keys(a: Any, b: Any) -> None:
    assert (n.hash_key(a) == n.hash_key(b)) is n.number_equiv(a, b)
    assert n.number_equiv(a, b) is n.number_equiv(b, a)
    if n.number_equiv(a, b):
        assert hash(n.hash_key(a)) == hash(n.hash_key(b))


@given(numbers)
def test_negation_undoes_itself(a: Any) -> None:
    assume(a != LONG_MIN)
    assert number_literal(n.neg(n.neg(a))) == number_literal(a)
    assert n.is_pos(n.neg(a)) is n.is_neg(a)
    assert not n.is_neg(n.absolute(a))


@given(ratios, doubles)
def test_anything_with_a_double_is_a_double(a: Fraction, b: float) -> None:
    assert type(n.add(a, b)) is float
    assert type(n.mul(Decimal("1.5"), b)) is float


def test_the_least_long_has_no_negation() -> None:
    with pytest.raises(ClojureError, match="integer overflow"):
        n.neg(LONG_MIN)
    assert n.neg_promoting(LONG_MIN) == -LONG_MIN
    assert n.absolute(LONG_MIN) == LONG_MIN


def test_with_precision_rounds_operands_and_results() -> None:
    token = n.math_context.set(n.MathContext(3))
    try:
        assert number_literal(n.div(Decimal(1), 3)) == "0.333M"
        assert number_literal(n.sub(Decimal(1), Decimal("1.2345"))) == "-0.23M"
        assert number_literal(n.add(Fraction(1, 3), Decimal(1))) == "1.33M"
        assert number_literal(n.add(Decimal("1E+10"), Decimal(1))) == "1.00E+10M"
        with pytest.raises(ClojureError, match="Division impossible"):
            n.quot(Decimal(12345), Decimal(7))
    finally:
        n.math_context.reset(token)


@pytest.mark.parametrize(
    ("operation", "a", "b"),
    [
        (n.add, parse_number("1e999999999M"), 1),
        (n.mul, parse_number("1e99999M"), parse_number("1e99999M")),
        (n.mul, LONG_DECIMAL, LONG_DECIMAL),
        (n.quot, parse_number("1e999999999M"), Decimal(3)),
        (n.rem, parse_number("1e90000M"), Decimal(3)),
        (n.mul, BigInt(1 << 99_990), BigInt(1 << 20)),
        (n.add, Fraction(1, 1 << 60_000), Fraction(1, 3**40_000)),
    ],
    ids=["far apart", "exponent", "digits", "quotient", "remainder", "bits", "denominator"],
)
def test_numbers_past_the_limits_are_refused_at_once(operation: Any, a: Any, b: Any) -> None:
    with pytest.raises(LimitExceeded) as caught:
        operation(a, b)
    assert caught.value.limit == "number"


def test_a_precision_past_the_limit_never_rounds_silently() -> None:
    token = n.math_context.set(n.MathContext(10**9))
    try:
        assert number_literal(n.div(Decimal(1), Decimal(4))) == "0.25M"
        with pytest.raises(LimitExceeded):
            n.div(Decimal(1), Decimal(3))
    finally:
        n.math_context.reset(token)


def test_enormous_exponents_can_still_be_compared() -> None:
    huge = parse_number("1e999999999M")
    assert n.lt(1, huge)
    assert n.lt(huge, math.inf) is False
    assert n.num_eq(huge, huge)
    assert hash(n.hash_key(huge)) == hash(n.hash_key(parse_number("10e999999998M")))
