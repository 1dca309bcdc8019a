"""Declaring a function: what fits, what is refused, and what rules get to see of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cljrules.evaluation import Session
from cljrules.extension import (
    Boolean,
    Date,
    DateTime,
    DeclarationError,
    Either,
    Enum,
    Integer,
    Keyword,
    List,
    Map,
    Money,
    Number,
    Percent,
    Rate,
    Text,
    Type,
    function,
    plain,
    refusal,
    value,
)
from cljrules.extension.calling import builtin
from cljrules.extension.declaring import declaration_of
from cljrules.values.collections import PersistentMap, PersistentSet, Vector
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.functions import Builtin
from cljrules.values.limits import METER, Limits, Meter
from cljrules.values.number_types import BigInt, Int32
from cljrules.values.symbols import keyword

DAY = date(2026, 11, 22)


def made(gives: Type, body: Callable[..., Any], **takes: Type) -> Builtin:
    """The function `t/f` with a body and a declaration; parameters are `x`, or none."""

    def with_one(x: Any) -> Any:
        """One."""
        return body(x)

    def with_none() -> Any:
        """None."""
        return body()

    fn = with_one if takes else with_none
    function(takes=takes, gives=gives, examples=["true"], name="f")(fn)
    declaration = declaration_of(fn)
    assert declaration is not None
    return builtin("t", declaration)


def same(x: Any) -> Any:
    return x


def raised(call: Callable[..., Any], *args: Any) -> ClojureError:
    with pytest.raises(ClojureError) as caught:
        call(*args)
    return caught.value


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.integers().map(BigInt),
    st.integers(-(2**31), 2**31 - 1).map(Int32),
    st.decimals(allow_nan=False, allow_infinity=False, places=4),
    st.fractions().filter(lambda ratio: ratio.denominator > 1),
    st.floats(),
    st.dates().map(date.isoformat),
    st.sampled_from(["A", "b", "2026-02-30", "", "2026-11-22T02:00:00-07:00"]),
    st.sampled_from([keyword("up"), keyword("down")]),
    st.lists(st.integers(0, 9)).map(Vector.of),
    st.lists(st.integers(0, 9)).map(PersistentSet.of),
    st.builds(lambda n: PersistentMap.of([(keyword("n"), n)]), st.integers(0, 9)),
)

#: A type, and by itself whether a value is one of its own.
_WHOLE = (int, BigInt, Int32)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


TYPES: list[tuple[Type, Callable[[Any], bool]]] = [
    (Boolean(), lambda x: isinstance(x, bool)),
    (Integer(), lambda x: type(x) in _WHOLE),
    (Integer(min=-5, max=5), lambda x: type(x) in _WHOLE and -5 <= x <= 5),
    (Money(), lambda x: type(x) in (*_WHOLE, Decimal)),
    (Rate(min=0), lambda x: type(x) in (*_WHOLE, Decimal) and x >= 0),
    (Percent(max=Decimal(100)), lambda x: type(x) in (*_WHOLE, Decimal) and x <= 100),
    (Number(), lambda x: type(x) in (*_WHOLE, Decimal, Fraction, float)),
    (Date(), lambda x: type(x) is str and _is_day(x)),
    (DateTime(), lambda x: type(x) is str and "T" in x),
    (Text(), lambda x: type(x) is str),
    (Enum(["A", "B"]), lambda x: type(x) is str and x == "A"),
    (Keyword(one_of=["up"]), lambda x: x is keyword("up")),
    (Map({"n": Integer(max=4)}), lambda x: isinstance(x, PersistentMap) and x.get(keyword("n")) <= 4),
    (List(Integer(max=4)), lambda x: isinstance(x, Vector | PersistentSet) and all(item <= 4 for item in x)),
    (Either(Boolean(), Date()), lambda x: isinstance(x, bool) or (type(x) is str and _is_day(x))),
]


@pytest.mark.parametrize(("type", "fits"), TYPES, ids=lambda held: str(held) if isinstance(held, Type) else "")
def test_arguments_are_those_that_are_declared(type: Type, fits: Callable[[Any], bool]) -> None:
    got: list[Any] = []

    def keep(x: Any) -> bool:
        got.append(x)
        return True

    call = made(Boolean(), keep, x=type).fn
    with_nil = made(Boolean(), keep, x=Type(type.word, **_without_nil(type))).fn

    @given(VALUES)
    def law(given_value: Any) -> None:
        got.clear()
        if given_value is None:
            assert raised(call, None).cls.simple_name == "NullPointerException"
            assert with_nil(None) is True and got == [None]
        elif fits(given_value):
            assert call(given_value) is True
            assert with_nil(given_value) is True
            if type.word == "integer":
                assert {item.__class__ for item in got} == {int}
            if type.word in ("money", "rate", "percent"):
                assert {item.__class__ for item in got} == {Decimal}
            if type.word not in ("map", "list"):
                assert got == [given_value, given_value] or given_value != given_value
        else:
            mistake = raised(call, given_value)
            assert mistake.cls.simple_name in ("ClassCastException", "IllegalArgumentException")
            assert "`t/f`" in str(mistake) and "`x`" in str(mistake) and got == []

    law()


def _without_nil(type: Type) -> dict[str, Any]:
    kept = {name: getattr(type, name) for name in ("unit", "min", "max", "one_of", "fields", "items", "choices")}
    return {**kept, "nilable": True}


@pytest.mark.parametrize(("type", "fits"), TYPES, ids=lambda held: str(held) if isinstance(held, Type) else "")
def test_results_are_those_that_are_declared(type: Type, fits: Callable[[Any], bool]) -> None:
    held: list[Any] = [None]
    call = made(type, lambda: held[0]).fn
    strict = {
        "integer": (int,),
        "list": (Vector,),
        "money": (int, Decimal),
        "rate": (int, Decimal),
        "percent": (int, Decimal),
    }

    @given(VALUES)
    def law(returned: Any) -> None:
        held[0] = returned
        plainly = fits(returned) if returned is not None else False
        if plainly and returned.__class__ in strict.get(type.word, (returned.__class__,)):
            found = call()
            assert found == returned or returned != returned
            assert found.__class__ is (Decimal if type.word in ("money", "rate", "percent") else returned.__class__)
        elif not plainly:
            mistake = raised(call)
            assert mistake.cls.simple_name == "IllegalStateException"
            assert "test_declarations.py:" in str(mistake) and "`t/f`" in str(mistake)

    law()


@pytest.mark.parametrize(
    ("type", "returned", "words"),
    [
        (Money(), 1.5, "the float `1.5`"),
        (Money(), Decimal("NaN"), "NaN"),
        (Money(), Decimal("Infinity"), "Infinity"),
        (Number(), 2**64, "more than 64 bits"),
        (Integer(), 2**63, "more than 64 bits"),
        (Integer(), 10**500, "an int (it takes more than 64 bits)"),
        (Integer(), True, "the bool `True`"),
        (Integer(max=3), 4, "the int `4`"),
        (Boolean(), 1, "the int `1`"),
        (Text(), b"x", "a bytes"),
        (Text(one_of=["A"]), "B", "the str `'B'`"),
        (Date(), DAY, "a date"),
        (Map(), {"a": 1}, "a dict"),
        (List(), [1], "a list"),
        (List(), Vector.of([object()]), "no value of the language"),
        (Map(), PersistentMap.of([(keyword("a"), [1])]), "no value of the language"),
        (Map({"a": Integer()}), PersistentMap.of([(keyword("a"), "x")]), "`:a` of its result is the str `'x'`"),
        (List(Money()), Vector.of([Decimal(1), 1.5]), "element 1 of its result is the float `1.5`"),
        (Either(Integer(), Text()), 1.5, "the float `1.5`"),
        (Text(), None, "its result is nil"),
    ],
)
def test_what_is_no_value_of_the_declared_type_is_told_with_file_and_line(
    type: Type, returned: Any, words: str
) -> None:
    mistake = raised(made(type, lambda: returned).fn)
    assert words in str(mistake)
    assert "test_declarations.py:" in str(mistake)
    assert mistake.help is not None


@pytest.mark.parametrize(
    ("type", "returned", "held"),
    [
        (Money(), Decimal("-0.00"), "0.00"),
        (Money(), 5, "5"),
        (Number(), Fraction(6, 3), "2"),
        (Text(), "a😀", "a\ud83d\ude00"),
    ],
)
def test_results_become_values_of_the_language(type: Type, returned: Any, held: str) -> None:
    assert str(made(type, lambda: returned).fn()) == held


def test_texts_arrive_in_characters() -> None:
    assert made(Integer(), len, x=Text()).fn("a\ud83d\ude00") == 2


def test_sequences_arrive_as_vectors_and_endless_ones_do_not() -> None:
    call = made(Integer(), len, x=List(Integer())).fn
    assert call(PersistentSet.of([1, 2])) == 2
    session = Session(extensions={"t": {"f": made(Integer(), len, x=List())}})
    assert session.run("(t/f (map inc [1 2 3]))") == 3
    with pytest.raises(LimitExceeded):
        session.run("(t/f (iterate inc 0))")


def test_what_fits_nowhere_is_not_walked_to_be_shown() -> None:
    endless = Session().run("(iterate inc 0)")
    assert "clojure.lang.Iterate" in str(raised(made(Integer(), same, x=Integer()).fn, endless))


def test_a_limit_passes_through() -> None:
    numbers = Session().run("(range 1000)")
    token = METER.set(Meter(Limits(steps=100)))
    try:
        with pytest.raises(LimitExceeded):
            made(Integer(), len, x=List()).fn(numbers)
    finally:
        METER.reset(token)


@pytest.mark.parametrize("problem", [ValueError("no\nscore"), KeyError("x"), SystemExit(3), ZeroDivisionError()])
def test_an_exception_inside_is_an_error_with_file_and_line(problem: BaseException) -> None:
    def fail() -> None:
        raise problem

    mistake = raised(made(Integer(), fail).fn)
    assert mistake.cls.simple_name == "RuntimeException"
    assert f"test_declarations.py:{fail.__code__.co_firstlineno + 1}: {type(problem).__name__}" in str(mistake)
    assert "\n" not in str(mistake)


def test_a_refusal_is_an_illegal_argument() -> None:
    def fail() -> None:
        raise refusal("no such score", "give another")

    mistake = raised(made(Integer(), fail).fn)
    assert (mistake.cls.simple_name, str(mistake), mistake.help) == (
        "IllegalArgumentException",
        "no such score",
        "give another",
    )


def test_arguments_may_be_left_out_or_be_many() -> None:
    @function(takes={"x": Integer(), "y_z": Integer(nilable=True)}, gives=Integer(), examples=["true"])
    def one_or_two(x: int, y_z: int | None = 7) -> int:
        """One or two."""
        return x + (y_z or 0)

    @function(takes={"xs": Integer()}, gives=Integer(), examples=["true"], name="sum")
    def many(*xs: int) -> int:
        """Many."""
        return sum(xs)

    names = {held.name: builtin("t", held) for held in map(declaration_of, (one_or_two, many)) if held is not None}
    session = Session(extensions={"t": names})
    assert session.run("[(t/one-or-two 1) (t/one-or-two 1 2) (t/one-or-two 1 nil) (t/sum) (t/sum 1 2 3)]") == Vector.of(
        [8, 3, 1, 0, 6]
    )
    assert [held.declaration.signature("t") for held in names.values()] == ["(t/one-or-two x [y-z])", "(t/sum & xs)"]
    for wrong in ("(t/one-or-two)", "(t/one-or-two 1 2 3)"):
        with pytest.raises(ClojureError, match="wrong number of args") as caught:
            session.run(wrong)
        assert caught.value.cls.simple_name == "ArityException"
    with pytest.raises(ClojureError, match="`xs`"):
        session.run("(t/sum 1 2 nil)")


def test_functions_stay_what_they_were_for_the_extension_itself() -> None:
    @function(takes={"x": Integer(max=3)}, gives=Integer(), examples=["true"])
    def twice(x: int) -> int:
        """Twice."""
        return 2 * x

    assert twice(10) == 20


def test_functions_pass_as_values_and_keep_their_declaration_with_metadata() -> None:
    call = made(Integer(), lambda x: x + 1, x=Integer())
    session = Session(extensions={"t": {"f": call}})
    assert session.run("(mapv t/f [1 2])") == Vector.of([2, 3])
    assert session.run("(apply (with-meta t/f {:a 1}) [1])") == 2
    assert call.with_meta(None).declaration is call.declaration


@pytest.mark.parametrize(
    ("declare", "words"),
    [
        (lambda fn: function(takes={}, gives=Integer(), examples=["true"])(fn), "its parameters are x"),
        (lambda fn: function(takes={"y": Integer()}, gives=Integer(), examples=["true"])(fn), "names y"),
        (lambda fn: function(takes={"x": Integer}, gives=Integer(), examples=["true"])(fn), "not declared with a type"),
        (lambda fn: function(takes={"x": Integer()}, gives=int, examples=["true"])(fn), "not a type"),
        (lambda fn: function(takes={"x": Integer()}, gives=Integer(), examples=[])(fn), "needs `examples`"),
        (lambda fn: function(takes={"x": Integer()}, gives=Integer(), examples="true")(fn), "needs `examples`"),
        (lambda fn: function(takes={"x": Integer()}, gives=Integer(), examples=["true"], columnar=3)(fn), "`columnar`"),
        (lambda fn: Integer(unit="dayz"), "there is no unit `dayz`"),
        (lambda fn: Integer(min=1.5), "not an int or a Decimal"),
        (lambda fn: Text(one_of="AB"), "a list of texts"),
        (lambda fn: Enum([]), "needs its words"),
        (lambda fn: Either(Integer()), "two types"),
        (lambda fn: List(int), "declared with types"),
    ],
)
def test_a_declaration_that_makes_no_sense_is_refused(declare: Any, words: str) -> None:
    def score(x: int) -> int:
        """Score."""
        return x

    with pytest.raises(DeclarationError, match=words):
        declare(score)


def test_a_docstring_is_needed() -> None:
    def bare() -> int:
        return 1

    with pytest.raises(DeclarationError, match="no docstring"):
        function(takes={}, gives=Integer(), examples=["true"])(bare)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "c"]), inner),
    max_leaves=8,
)


@settings(max_examples=50)
@given(PLAIN)
def test_data_goes_to_the_language_and_back(data: Any) -> None:
    assert plain(value(data)) == data
