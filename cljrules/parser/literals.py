r"""What tokens mean: names, numbers, characters and strings.

Takes a token's text and gives its value as Clojure's reader does, to the letter: `LispReader` of Clojure 1.11 is the
source of every rule and of every class of error here. Raises Malformed; never looks around the token.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from cljrules.parser.findings import Malformed
from cljrules.source import Span
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.number_text import parse_number
from cljrules.values.symbols import Char, Keyword, Symbol, char, keyword, split_name, to_units

_NAME: Final = re.compile(r":?([^0-9/][^\n\r\x85\u2028\u2029]*/)?(/|[^0-9/][^/]*)")
_CONSTANTS: Final[dict[str, Any]] = {"nil": None, "true": True, "false": False}
_NAMED_CHARACTERS: Final = {
    "newline": "\n",
    "space": " ",
    "tab": "\t",
    "backspace": "\b",
    "formfeed": "\f",
    "return": "\r",
}
_ESCAPES: Final = {"t": "\t", "r": "\r", "n": "\n", "\\": "\\", '"': '"', "b": "\b", "f": "\f"}
_ENDS_DIGITS: Final = re.compile(r"""[\s,";'@^`~()\[\]{}\\%#]""")
_MAX_SHOWN: Final = 60


def shown(text: str) -> str:
    """Text for a message: in backticks, on one line, cut when long."""
    text = text.replace("\n", "⏎").replace("\r", "⏎")
    return f"`{text[:_MAX_SHOWN]}…`" if len(text) > _MAX_SHOWN else f"`{text}`"


@lru_cache(maxsize=8192)
def symbol_value(token: str) -> Symbol | bool | None:
    """The symbol a token is; `nil`, `true` and `false` are values."""
    if token in _CONSTANTS:
        value: bool | None = _CONSTANTS[token]
        return value
    _check_name(token, "symbol")
    ns, name = split_name(to_units(token))
    return Symbol(ns, name)


@lru_cache(maxsize=8192)
def keyword_value(token: str) -> Keyword:
    """The keyword a token that begins with one colon is."""
    _check_name(token, "keyword")
    ns, name = split_name(to_units(token[1:]))
    return keyword(name, ns)


def resolved_keyword_parts(token: str) -> tuple[str | None, str]:
    """The alias, if any, and the name of a keyword that begins with two colons."""
    _check_name(token, "keyword")
    return split_name(to_units(token[2:]))


def _check_name(token: str, kind: str) -> None:
    match = _NAME.fullmatch(token)
    if match is None:
        help = None
        name = token.rpartition("/")[2]
        if token.startswith(("//", "/*", "*/")):
            help = "comments begin with `;` and end with their line"
        elif token.endswith("/"):
            help = "write a name after the `/`, or leave the `/` out"
        elif name[:1].isdigit():
            help = "a name after a `/` cannot begin with a digit"
        raise Malformed("invalid-token", f"{shown(token)} is not a valid {kind}", help)
    ns, name = match.group(1), match.group(2)
    if (ns is not None and ns.endswith(":/")) or name.endswith(":") or token.find("::", 1) != -1:
        help = (
            f"a {kind} cannot end with `:`"
            if token.endswith(":")
            else "colons cannot be doubled, nor stand before a `/`"
        )
        if token in (":", "::"):
            help = "write a name after the colon, as in `:when`"
        raise Malformed("invalid-token", f"{shown(token)} is not a valid {kind}", help)


@lru_cache(maxsize=8192)
def number_value(token: str) -> Any:
    """The number a token is; raises Malformed with the class NumberFormatException or ArithmeticException."""
    try:
        return parse_number(token)
    except LimitExceeded as error:
        raise Malformed("number-too-large", error.message, error.help, "LimitExceeded") from None
    except ClojureError as error:
        if error.cls.simple_name == "ArithmeticException":
            raise Malformed(
                "invalid-number", f"{shown(token)} divides by zero", "write another denominator", "ArithmeticException"
            ) from None
        raise Malformed(
            "invalid-number",
            f"{shown(token)} is not a number",
            _number_help(token),
            error.cls.simple_name,
            instead=_meant(token),
        ) from None


def _meant(token: str) -> str | None:
    """What is sure to be meant by a token that is no number."""
    if re.fullmatch(r"[+-]?\d+[_']\d[\d_']*(\.\d+)?[MN]?", token):
        return re.sub("[_']", "", token)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", token):
        return f'"{token}"'
    american = re.fullmatch(r"(0?[1-9]|1[0-2])/(1[3-9]|2\d|3[01])/(\d{4})", token)
    if american:
        return f'"{american[3]}-{int(american[1]):02}-{american[2]}"'
    european = re.fullmatch(r"(\d\d?)\.(0?[1-9]|1[0-2])\.(\d{4})", token)
    if european:
        return f'"{european[3]}-{int(european[2]):02}-{int(european[1]):02}"'
    return None


def _number_help(token: str) -> str:
    bare = token.lstrip("+-")
    if re.fullmatch(r"\d+[_']\d[\d_']*(\.\d+)?[MN]?", bare):
        return "write the digits together: " + shown(re.sub("[_']", "", token))
    if re.fullmatch(r"0\d+[MN]?", bare):
        return "a number that begins with 0 is octal: leave the 0 out"
    if "%" in bare or re.fullmatch(r"[\d.]+[eE][+-]?", bare):
        return "write digits after the exponent" if bare[-1] in "eE+-" else "write the number alone"
    if re.fullmatch(r"[\d.]+[-+*/<>=]+[\d.]*", bare):
        return "an operator comes first, and spaces around numbers: `(- 1 2)`"
    if re.fullmatch(r"\d{4}-\d\d?-\d\d?.*", bare):
        return "a date is a string: " + shown(f'"{token}"')
    if re.fullmatch(r"\d\d?[./]\d\d?[./]\d{4}", bare):
        return "a date is a string, year first: " + shown(_meant(token) or '"2026-11-22"')
    if re.fullmatch(r"[\d.]+[fFdDlL]", bare):
        return "leave the letter out; `M` makes a decimal, `N` a big integer"
    return "a symbol or keyword cannot begin with a digit; a date or an identifier is written as a string"


@lru_cache(maxsize=1024)
def character_value(token: str) -> Char:
    r"""The character of a token that begins with a backslash, as `\a`, `\newline`, `\u0041` or `\o101`."""
    name = to_units(with_line_feeds(token[1:]))
    if len(name) == 1:
        return char(name)
    if name in _NAMED_CHARACTERS:
        return char(_NAMED_CHARACTERS[name])
    if name.startswith("u"):
        code = _digits_of_character(token, name, 4, 16)
        if 0xD800 <= code <= 0xDFFF:
            raise Malformed("invalid-character", f"{shown(token)} is half of a character", "write the text as a string")
        return char(chr(code))
    if name.startswith("o"):
        if len(name) > 4:
            raise Malformed("invalid-character", f"{shown(token)} has more than three octal digits", None)
        code = _digits_of_character(token, name, len(name) - 1, 8)
        if code > 0o377:
            raise Malformed(
                "invalid-character",
                f"{shown(token)} is too large: octal characters go up to `\\o377`",
                "write `\\uXXXX`",
            )
        return char(chr(code))
    help = (
        "characters are `\\a`, `\\space`, `\\newline`, `\\tab`, `\\return`, `\\u0041`; text is written in double quotes"
    )
    raise Malformed("invalid-character", f"{shown(token)} is not a character", help)


def _digits_of_character(token: str, name: str, count: int, base: int) -> int:
    if len(name) != count + 1:
        raise Malformed(
            "invalid-character",
            f"{shown(token)} is not a character: `\\{name[0]}` takes {count} hexadecimal digits",
            "as in `\\u0041`",
            "IllegalArgumentException",
        )
    code = 0
    for digit in name[1:]:
        value = _digit(digit, base)
        if value is None:
            raise Malformed(
                "invalid-character",
                f"`{digit}` in {shown(token)} is not a digit of base {base}",
                None,
                "IllegalArgumentException",
            )
        code = code * base + value
    return code


def _digit(unit: str, base: int) -> int | None:
    try:
        return int(unit, base)
    except ValueError:
        return None


def with_line_feeds(token: str) -> str:
    """The token with every line end as one line feed, as Clojure reads it from a file (java.io.LineNumberReader)."""
    return token.replace("\r\n", "\n").replace("\r", "\n") if "\r" in token else token


def string_value(token: str) -> str:
    """The text of a string token, in UTF-16 units."""
    token = with_line_feeds(token)
    if "\\" not in token:
        return to_units(token[1:-1])
    parts: list[str] = []
    at = 1
    end = len(token) - 1
    while (backslash := token.find("\\", at, end)) != -1:
        parts.append(to_units(token[at:backslash]))
        text, at = _escape(token, backslash)
        parts.append(text)
    parts.append(to_units(token[at:end]))
    return "".join(parts)


def _escape(token: str, start: int) -> tuple[str, int]:
    letter = token[start + 1]
    if letter in _ESCAPES:
        return _ESCAPES[letter], start + 2
    if letter == "u":
        if _digit(token[start + 2], 16) is None:
            place = Span(start, start + 3)
            raise Malformed("invalid-escape", "`\\u` takes four hexadecimal digits", "as in `\\u00e9`", at=place)
        code, end = _digits_of_escape(token, start + 2, 16, 4)
        if end != start + 6:
            raise Malformed(
                "invalid-escape",
                f"`{token[start:end]}` has {end - start - 2} hexadecimal digits; `\\u` takes four",
                "as in `\\u00e9`",
                "IllegalArgumentException",
                Span(start, end),
            )
        return chr(code), end
    if letter.isdecimal():
        code, end = _digits_of_escape(token, start + 1, 8, 3)
        if code > 0o377:
            raise Malformed(
                "invalid-escape",
                f"`{token[start:end]}` is too large: octal escapes go up to `\\377`",
                "write `\\u` and four hexadecimal digits",
                at=Span(start, end),
            )
        return chr(code), end
    help = 'write `\\\\` for a backslash; in a pattern for matching, put `#` before the quote: `#"\\d+"`'
    raise Malformed("invalid-escape", f"`\\{letter}` is not an escape in a string", help, at=Span(start, start + 2))


def _digits_of_escape(token: str, start: int, base: int, most: int) -> tuple[int, int]:
    code = 0
    end = start
    while end < start + most and not (end > start and _ENDS_DIGITS.match(token, end)):
        value = _digit(token[end], base)
        if value is None:
            raise Malformed(
                "invalid-escape",
                f"`{token[end]}` is not a digit of base {base}",
                "write `\\\\` for a backslash",
                "IllegalArgumentException",
                Span(start - 1, end + 1),
            )
        code = code * base + value
        end += 1
    return code, end
