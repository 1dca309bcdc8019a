"""`format`: text with values put in, by the rules of java.util.Formatter for the locale of the United States.

Takes a format string in UTF-16 units and values; gives text, or raises the IllegalFormatException that the JVM raises.
The whole string is checked before anything is put in. Dates (`%t`), hash codes (`%h`) and hexadecimal doubles (`%a`)
are not offered. Width and precision are limited (LimitExceeded).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, Final, NamedTuple

from cljrules.stdlib.registry import core
from cljrules.values import decimals
from cljrules.values.casts import string_of
from cljrules.values.double_digits import double_figures
from cljrules.values.errors import ClojureError, LimitExceeded, error, null_pointer
from cljrules.values.kinds import class_name
from cljrules.values.limits import FORMAT, check_text, spend
from cljrules.values.number_text import integer_text
from cljrules.values.number_types import BigInteger, Int8, Int16, Int32
from cljrules.values.output import write
from cljrules.values.printer import str_of
from cljrules.values.symbols import Char, to_units

#: The greatest width or precision of one conversion.
MAX_WIDTH: Final = 100_000
_INDEX: Final = "IllegalFormatArgumentIndexException"
_INDEX_MESSAGE: Final = "Illegal format argument index = {}"
_INT_MAX: Final = 2**31 - 1

_SPECIFIER: Final = re.compile(r"%(\d+\$)?([-#+ 0,(<]*)(\d+)?(\.\d+)?([a-zA-Z%])", re.ASCII)
_FLAGS: Final = "-#+ 0,(<"
_CONVERSIONS: Final = frozenset("bBsScCdoxXeEfgG%n")
_ROUND: Final = Context(prec=decimals.MAX_EXPONENT + MAX_WIDTH, rounding=ROUND_HALF_UP, Emin=-(10**9), Emax=10**9)
_BITS: Final[dict[type, int]] = {int: 64, Int32: 32, Int16: 16, Int8: 8}


class Specifier(NamedTuple):
    """One `%…`: `argument` is the argument's number from 1, 0 for the next one, None where it takes none; `<` is among
    the flags for the last one.
    """

    argument: int | None
    flags: str
    width: int | None
    precision: int | None
    conversion: str
    upper: bool

    def __str__(self) -> str:
        shown = "".join(flag for flag in _FLAGS if flag in self.flags)
        index = f"{self.argument}$" if self.argument else ""
        precision = "" if self.precision is None else f".{self.precision}"
        width = "" if self.width is None else str(self.width)
        return f"%{shown}{index}{width}{precision}{self.conversion.upper() if self.upper else self.conversion}"


@core("format")
def format_(fmt: Any, *args: Any) -> str:
    """The text of a format string with the values put in: `(format "%.2f" 1.005)`."""
    if fmt is None:
        raise null_pointer("nil is no format string")
    pieces = list(_parse(string_of(fmt)))
    spend(FORMAT * len(pieces))
    made: list[str] = []
    length = 0
    ordinary = last = -1
    for piece in pieces:
        if isinstance(piece, str):
            text = piece
        elif piece.argument is None:
            text = "\n" if piece.conversion == "n" else _justified("%", piece)
        else:
            if "<" not in piece.flags:
                ordinary, last = (ordinary, piece.argument - 1) if piece.argument else (ordinary + 1, ordinary + 1)
            if not 0 <= last < len(args):
                raise error("MissingFormatArgumentException", f"Format specifier '{piece}'")
            text = _shown(args[last], piece)
        length += len(text)
        check_text(length)
        spend(len(text) >> 6)
        made.append(text)
    return "".join(made)


@core("printf")
def printf(fmt: Any, *args: Any) -> None:
    """Print what `format` gives."""
    write(format_(fmt, *args))


def _parse(text: str) -> Iterator[str | Specifier]:
    at = 0
    while at < len(text):
        found = text.find("%", at)
        if found < 0:
            yield text[at:]
            return
        if found > at:
            yield text[at:found]
        if found + 1 == len(text):
            raise _unknown("%")
        matched = _SPECIFIER.match(text, found)
        if matched is None:
            raise _unknown(text[found + 1])
        yield _specifier(matched)
        at = matched.end()


def _unknown(conversion: str) -> ClojureError:
    problem = error("UnknownFormatConversionException", f"Conversion = '{conversion}'")
    problem.help = "conversions are `%s %d %x %o %c %b %e %f %g %n`; write `%%` for a percent sign"
    return problem


def _specifier(matched: re.Match[str]) -> Specifier:
    index, flags, width, precision, letter = matched.groups()
    number = 0 if index is None else _number(index[:-1], _INDEX, _INDEX_MESSAGE)
    if index is not None and number == 0:
        raise error(_INDEX, _INDEX_MESSAGE.format(0))
    for flag in flags:
        if flags.count(flag) > 1:
            raise error("DuplicateFormatFlagsException", f"Flags = '{flag}'")
    places = None if width is None else _number(width, "IllegalFormatWidthException", "{}")
    digits = None if precision is None else _number(precision[1:], "IllegalFormatPrecisionException", "{}")
    if letter not in _CONVERSIONS:
        raise _unknown(letter)
    conversion = letter.lower()
    made = Specifier(None if conversion in "%n" else number, flags, places, digits, conversion, letter.isupper())
    _check(made)
    if max(places or 0, digits or 0) > MAX_WIDTH:
        raise LimitExceeded("size", f"`{matched[0]}` asks for more than {MAX_WIDTH:,} characters")
    return made


def _number(figures: str, name: str, message: str) -> int:
    value = int(figures[:20])
    if value > _INT_MAX:
        raise error(name, message.format(-(2**31)))
    return value


def _check(spec: Specifier) -> None:
    """Refuse flags, widths and precisions that the conversion does not take."""
    match spec.conversion:
        case "%" | "n":
            _check_text(spec)
        case "b" | "s":
            _refuse_flags(spec, "#" if spec.conversion == "b" else "")
            _need_width(spec, "-")
            _refuse_flags(spec, "+ 0,(")
        case "c":
            _refuse_precision(spec)
            _refuse_flags(spec, "#+ 0,(")
            _need_width(spec, "-")
        case _:
            _check_number(spec)


def _check_text(spec: Specifier) -> None:
    _refuse_precision(spec)
    if spec.conversion == "n":
        if spec.width is not None:
            raise error("IllegalFormatWidthException", str(spec.width))
        if spec.flags:
            raise error("IllegalFormatFlagsException", f"Flags = '{_ordered(spec.flags)}'")
    if spec.flags not in ("", "-"):
        raise error("IllegalFormatFlagsException", f"Flags = '{_ordered(spec.flags)}'")
    _need_width(spec, "-")


def _check_number(spec: Specifier) -> None:
    _need_width(spec, "-0")
    if {"+", " "} <= set(spec.flags) or {"-", "0"} <= set(spec.flags):
        raise error("IllegalFormatFlagsException", f"Flags = '{_ordered(spec.flags)}'")
    if spec.conversion in "dxo":
        _refuse_precision(spec)
    _refuse_flags(spec, {"d": "#", "x": ",", "o": ",", "e": ",", "g": "#"}.get(spec.conversion, ""))


def _ordered(flags: str) -> str:
    return "".join(flag for flag in _FLAGS if flag in flags)


def _need_width(spec: Specifier, flags: str) -> None:
    if spec.width is None and any(flag in spec.flags for flag in flags):
        raise error("MissingFormatWidthException", str(spec))


def _refuse_precision(spec: Specifier) -> None:
    if spec.precision is not None:
        raise error("IllegalFormatPrecisionException", str(spec.precision))


def _refuse_flags(spec: Specifier, refused: str) -> None:
    for flag in refused:
        if flag in spec.flags:
            raise error("FormatFlagsConversionMismatchException", f"Conversion = {spec.conversion}, Flags = {flag}")


def _shown(value: Any, spec: Specifier) -> str:
    match spec.conversion:
        case "s":
            _refuse_flags(spec, "#")
            return _text("null" if value is None else str_of(value), spec)
        case "b":
            return _text("false" if value is None or value is False else "true", spec)
        case _ if value is None:
            return _text("null", spec)
        case "c":
            return _text(_character(value, spec), spec)
        case "d" | "x" | "o":
            return _whole(value, spec)
        case _:
            return _floating(value, spec)


def _text(text: str, spec: Specifier) -> str:
    cut = text if spec.precision is None else text[: spec.precision]
    return _justified(cut.upper() if spec.upper else cut, spec)


def _justified(text: str, spec: Specifier) -> str:
    width = spec.width or 0
    return text.ljust(width) if "-" in spec.flags else text.rjust(width)


def _not_for(value: Any, spec: Specifier) -> ClojureError:
    return error("IllegalFormatConversionException", f"{spec.conversion} != {class_name(value)}")


def _character(value: Any, spec: Specifier) -> str:
    if isinstance(value, Char):
        return value.unit
    if not isinstance(value, Int32 | Int16 | Int8):
        raise _not_for(value, spec)
    if not 0 <= value <= 0x10FFFF:
        raise error("IllegalFormatCodePointException", f"Code point = 0x{value & 0xFFFFFFFF:x}")
    return to_units(chr(value))


def _whole(value: Any, spec: Specifier) -> str:
    cls = value.__class__
    if cls is not BigInteger and cls not in _BITS:
        raise _not_for(value, spec)
    if spec.conversion == "d":
        return _signed(integer_text(abs(value)), value < 0, spec)
    if cls is BigInteger:
        return _signed(_prefixed(format(abs(int(value)), spec.conversion), spec, 0), value < 0, spec)
    _refuse_flags(spec, "( +")
    figures = format(value & (1 << _BITS[cls]) - 1, spec.conversion)
    text = _prefixed(figures, spec, spec.width or 0)
    return _justified(text.upper() if spec.upper else text, spec)


def _prefixed(figures: str, spec: Specifier, width: int) -> str:
    prefix = ("0x" if spec.conversion == "x" else "0") if "#" in spec.flags else ""
    return prefix + (figures.zfill(width - len(prefix)) if "0" in spec.flags else figures)


def _signed(magnitude: str, negative: bool, spec: Specifier, exponent: str = "") -> str:
    """A magnitude with its sign, thousands separators and zeros in front, at the width."""
    flags = spec.flags
    if "," in flags:
        whole, point, fraction = magnitude.partition(".")
        magnitude = f"{int(whole):,}" + point + fraction if len(whole) < 4000 else _grouped(whole) + point + fraction
    if negative:
        sign = "(" if "(" in flags else "-"
    else:
        sign = "+" if "+" in flags else " " if " " in flags else ""
    closing = ")" if sign == "(" else ""
    if "0" in flags:
        magnitude = magnitude.zfill((spec.width or 0) - len(sign) - len(closing) - len(exponent))
    text = f"{sign}{magnitude}{exponent}{closing}"
    return _justified(text.upper() if spec.upper else text, spec)


def _grouped(figures: str) -> str:
    start = len(figures) % 3
    groups = [figures[:start]] if start else []
    return ",".join(groups + [figures[at : at + 3] for at in range(start, len(figures), 3)])


def _floating(value: Any, spec: Specifier) -> str:
    if isinstance(value, float):
        if not math.isfinite(value):
            return _not_finite(value, spec)
        figures, point = double_figures(abs(float(value)), compatible=False)
        exact = Decimal((0, tuple(map(int, figures)), point - len(figures))) if value else Decimal(0)
        return _decimal(exact, math.copysign(1, value) < 0, spec, is_double=True)
    if not isinstance(value, Decimal):
        raise _not_for(value, spec)
    if abs(value.adjusted()) > decimals.MAX_EXPONENT:
        raise LimitExceeded("number", "a number is too long to be written out")
    return _decimal(value.copy_abs(), value < 0, spec, is_double=False)


def _not_finite(value: float, spec: Specifier) -> str:
    plain = Specifier(spec.argument, spec.flags.replace("0", "").replace(",", ""), spec.width, None, "f", spec.upper)
    return (
        _justified("NAN" if spec.upper else "NaN", plain) if value != value else _signed("Infinity", value < 0, plain)
    )


def _decimal(value: Decimal, negative: bool, spec: Specifier, *, is_double: bool) -> str:
    precision = 6 if spec.precision is None else spec.precision
    if spec.conversion == "g":
        precision = max(precision, 1)
        rounded = _significant(value, precision)
        # a decimal zero with decimal places is no zero to Java here, and prints with an exponent
        is_zero = not value and (is_double or not decimals.exponent(value))
        if is_zero or (Decimal("0.0001") <= rounded < Decimal(10) ** precision):
            places = precision - 1 - (rounded.adjusted() if value else 0)
            return _signed(_fixed(value, max(places, 0), spec), negative, spec)
        return _scientific(value, precision - 1, negative, spec)
    if spec.conversion == "e":
        return _scientific(value, precision, negative, spec)
    return _signed(_fixed(value, precision, spec), negative, spec)


def _significant(value: Decimal, digits: int) -> Decimal:
    """The value rounded to so many digits, halves up."""
    return _ROUND.quantize(value, Decimal((0, (1,), value.adjusted() - digits + 1))) if value else value


def _fixed(value: Decimal, places: int, spec: Specifier) -> str:
    text = format(_ROUND.quantize(value, Decimal((0, (1,), -places))), "f")
    return f"{text}." if "#" in spec.flags and not places else text


def _scientific(value: Decimal, places: int, negative: bool, spec: Specifier) -> str:
    rounded = _significant(value, places + 1)
    power = rounded.adjusted()
    magnitude = _fixed(_ROUND.scaleb(rounded, -power), places, spec)
    return _signed(magnitude, negative, spec, f"e{power:+03d}")
