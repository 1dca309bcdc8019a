"""Static functions and constants of the JVM's classes of text, characters, booleans, identifiers and regexes."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from cljrules.stdlib.strings import WHITESPACE, by_characters
from cljrules.values.arrays import Array
from cljrules.values.casts import cannot_cast, characters_of, int_of, string_of
from cljrules.values.classes import JavaClass
from cljrules.values.collections import SetLike
from cljrules.values.equality import equiv
from cljrules.values.errors import illegal_argument, null_pointer
from cljrules.values.java_hash import hash_code
from cljrules.values.limits import check_text
from cljrules.values.number_types import Int32
from cljrules.values.printer import str_of
from cljrules.values.regex import Regex, compile_regex
from cljrules.values.seqs import Sequential, seq_of
from cljrules.values.symbols import Char

_LETTERS: Final = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo"})
_SPACES: Final = frozenset({"Zs", "Zl", "Zp"})


def _point(value: Any, name: str) -> str:
    """A character given as such or by its number."""
    if value.__class__ is Char:
        return value.unit
    if value.__class__ in (int, Int32) and 0 <= value <= 0x10FFFF:
        return chr(value)
    raise illegal_argument(f"No matching method {name} found taking 1 args: it takes a character")


def _test(name: str, holds: Callable[[str], bool]) -> Callable[[Any], bool]:
    return lambda value: holds(_point(value, name))


def _in(*categories: str) -> Callable[[str], bool]:
    wanted = frozenset(categories)
    return lambda character: unicodedata.category(character) in wanted


def _is_alphabetic(value: Any) -> bool:
    if value.__class__ is Char:
        raise cannot_cast(value, "java.lang.Number")
    return unicodedata.category(chr(int_of(value))) in _LETTERS | {"Nl"}


def _changed(name: str, change: Callable[[str], str]) -> Callable[[Any], Any]:
    def apply(value: Any) -> Any:
        character = _point(value, name)
        made = change(character)
        made = made if len(made) == 1 else character
        return Char(made) if value.__class__ is Char else Int32(ord(made))

    return apply


def _digit(value: Any, radix: Any) -> Int32:
    character = _point(value, "digit")
    if radix.__class__ not in (int, Int32):
        raise illegal_argument("No matching method digit found: it takes a character and a Long")
    base = int_of(radix)
    number = _numeric(character)
    return Int32(number if 2 <= base <= 36 and 0 <= number < base else -1)


def _numeric(character: str) -> int:
    """The value of a digit, or of a letter counted from 10; -1 for anything else."""
    if character.isascii():
        return int(character, 36) if character.isalnum() else -1
    value = unicodedata.digit(character, None)
    return -1 if value is None else value


def _for_digit(digit: Any, radix: Any) -> Char:
    number, base = int_of(digit), int_of(radix)
    if not (2 <= base <= 36 and 0 <= number < base):
        return Char("\0")
    return Char("0123456789abcdefghijklmnopqrstuvwxyz"[number])


def _character(value: Any) -> Char:
    if value.__class__ is Char:
        return value
    raise cannot_cast(value, "java.lang.Character")


def _joined(separator: Any, *parts: Any) -> str:
    """String.join: strings of a collection, or given one by one; nil is `null`."""
    if separator is None or not parts or parts[0] is None:
        raise null_pointer("`nil` was given where strings are needed")
    given = parts[0] if len(parts) == 1 else None
    if separator.__class__ is not str or not isinstance(given, Sequential | SetLike | Array):
        raise illegal_argument("No matching method join found: it takes a string and a collection of strings")
    between = separator
    pieces = ["null" if part is None else characters_of(part) for part in seq_of(given) or ()]
    check_text(sum(map(len, pieces)) + len(between) * len(pieces))
    return between.join(pieces)


def _text_of(value: Any) -> str:
    if isinstance(value, Array) and value.kind == "char":
        return "".join(item.unit for item in value)
    return "null" if value is None else str_of(value)


def _formatted(pattern: Any, *args: Any) -> str:
    from cljrules.stdlib.formatting import format_

    if len(args) == 1 and isinstance(args[0], Array):
        return format_(string_of(pattern), *args[0])
    raise cannot_cast(args[0] if args else None, "[Ljava.lang.Object;")


def _is_true(value: Any) -> bool:
    return value is not None and string_of(value).lower() == "true"


def _boolean(value: Any) -> bool:
    if value.__class__ is bool:
        return value
    if value is not None and value.__class__ is not str:
        raise illegal_argument("No matching method valueOf found taking 1 args")
    return _is_true(value)


def _truth(value: Any) -> bool:
    if value.__class__ is bool:
        return value
    raise cannot_cast(value, "java.lang.Boolean")


def _uuid(value: Any) -> UUID:
    """UUID.fromString: five hexadecimal numbers with hyphens between; each may be shorter than its place."""
    text = string_of(value)
    parts = text.split("-")
    widths = (8, 4, 4, 4, 12)
    if len(text) > 36 or len(parts) != 5 or not all(part and set(part.lower()) <= _HEXADECIMAL for part in parts):
        raise illegal_argument(f"Invalid UUID string: {text}")
    return UUID("".join(part[-width:].rjust(width, "0") for part, width in zip(parts, widths, strict=True)))


_HEXADECIMAL: Final = frozenset("0123456789abcdef")


def _quoted(text: Any) -> str:
    pattern = string_of(text)
    return "\\Q" + pattern.replace("\\E", "\\E\\\\E\\Q") + "\\E"


def _matches(pattern: Any, text: Any) -> bool:
    return compile_regex(string_of(pattern)).match_whole(characters_of(text)) is not None


def _compiled(pattern: Any) -> Regex:
    return compile_regex(string_of(pattern))


#: The classes of the JVM's primitive values, as arrays are made of them.
_PRIMITIVES: Final = {
    "Boolean": "boolean",
    "Byte": "byte",
    "Character": "char",
    "Double": "double",
    "Float": "float",
    "Integer": "int",
    "Long": "long",
    "Short": "short",
}

STATICS: Final[Mapping[str, Any]] = {
    **{f"{boxed}/TYPE": JavaClass(name) for boxed, name in _PRIMITIVES.items()},
    "Character/isDigit": _test("isDigit", _in("Nd")),
    "Character/isLetter": _test("isLetter", _in(*_LETTERS)),
    "Character/isLetterOrDigit": _test("isLetterOrDigit", _in(*_LETTERS, "Nd")),
    "Character/isAlphabetic": _is_alphabetic,
    "Character/isUpperCase": _test("isUpperCase", str.isupper),
    "Character/isLowerCase": _test("isLowerCase", str.islower),
    "Character/isTitleCase": _test("isTitleCase", _in("Lt")),
    "Character/isWhitespace": _test("isWhitespace", WHITESPACE.__contains__),
    "Character/isSpaceChar": _test("isSpaceChar", _in(*_SPACES)),
    "Character/isISOControl": _test("isISOControl", _in("Cc")),
    "Character/isHighSurrogate": _test("isHighSurrogate", lambda unit: "\ud800" <= unit <= "\udbff"),
    "Character/isLowSurrogate": _test("isLowSurrogate", lambda unit: "\udc00" <= unit <= "\udfff"),
    "Character/isSurrogate": _test("isSurrogate", lambda unit: "\ud800" <= unit <= "\udfff"),
    "Character/toUpperCase": _changed("toUpperCase", str.upper),
    "Character/toLowerCase": _changed("toLowerCase", str.lower),
    "Character/toString": lambda value: by_characters(_point(value, "toString"), lambda text: text),
    "Character/valueOf": _character,
    "Character/digit": _digit,
    "Character/forDigit": _for_digit,
    "Character/getNumericValue": lambda value: Int32(_numeric(_point(value, "getNumericValue"))),
    "Character/compare": lambda a, b: Int32(ord(_character(a).unit) - ord(_character(b).unit)),
    "Character/hashCode": lambda value: hash_code(_character(value)),
    "Character/MAX_VALUE": Char("\uffff"),
    "Character/MIN_VALUE": Char("\0"),
    "Character/MIN_RADIX": Int32(2),
    "Character/MAX_RADIX": Int32(36),
    "String/valueOf": _text_of,
    "String/copyValueOf": _text_of,
    "String/join": _joined,
    "String/format": _formatted,
    "Boolean/TRUE": True,
    "Boolean/FALSE": False,
    "Boolean/parseBoolean": _is_true,
    "Boolean/valueOf": _boolean,
    "Boolean/toString": lambda value: "true" if _truth(value) else "false",
    "Boolean/compare": lambda a, b: Int32(_truth(a) - _truth(b)),
    "Boolean/logicalAnd": lambda a, b: _truth(a) and _truth(b),
    "Boolean/logicalOr": lambda a, b: _truth(a) or _truth(b),
    "Boolean/logicalXor": lambda a, b: _truth(a) is not _truth(b),
    "java.util.UUID/fromString": _uuid,
    "java.util.Objects/equals": equiv,
    "java.util.Objects/isNull": lambda value: value is None,
    "java.util.Objects/nonNull": lambda value: value is not None,
    "java.util.regex.Pattern/compile": _compiled,
    "java.util.regex.Pattern/quote": _quoted,
    "java.util.regex.Pattern/matches": _matches,
}
