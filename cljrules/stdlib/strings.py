"""`clojure.string`: what its functions give and raise is what they give and raise on the JVM.

Strings are UTF-16 units, so counts and indexes are the JVM's; changing case goes by whole characters.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from cljrules.stdlib.registry import core
from cljrules.stdlib.text import concatenate
from cljrules.values.casts import cannot_cast, characters_of, int_of, string_of, unit_of, wrapped_int_of
from cljrules.values.collections import Vector
from cljrules.values.errors import illegal_argument
from cljrules.values.functions import callable_of
from cljrules.values.limits import check_text, pay_for_search, pay_for_text, spend
from cljrules.values.numbers import Int32
from cljrules.values.printer import str_of
from cljrules.values.regex import Match, Regex, compile_regex, regex_of
from cljrules.values.seqs import seq_of
from cljrules.values.symbols import Char, to_units

STRING: Final = "clojure.string"
_ABSENT: Any = object()

#: What `Character/isWhitespace` answers with true.
WHITESPACE: Final = (
    "\t\n\x0b\f\r\x1c\x1d\x1e\x1f \u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2008\u2009\u200a\u2028\u2029\u205f\u3000"
)
_LINE_END: Final = r"\r?\n"


def text_of(value: Any) -> str:
    """Any value but nil as its text, as `.toString` gives it."""
    if value.__class__ is str:
        pay_for_text(len(value))
        return value
    if value is None:
        raise cannot_cast(value, "java.lang.Object")
    return str_of(value)


def by_characters(text: str, change: Callable[[str], str]) -> str:
    """Text changed as whole characters rather than UTF-16 units."""
    if text.isascii() or not any("\ud800" <= unit <= "\udfff" for unit in text):
        return change(text)
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return to_units(change(whole))


@core("upper-case", ns=STRING)
def upper_case(s: Any) -> str:
    """The text in upper case."""
    return by_characters(text_of(s), str.upper)


@core("lower-case", ns=STRING)
def lower_case(s: Any) -> str:
    """The text in lower case."""
    return by_characters(text_of(s), str.lower)


@core("capitalize", ns=STRING)
def capitalize(s: Any) -> str:
    """The text with its first character in upper case and all others in lower case."""
    text = text_of(s)
    return by_characters(text[:1], str.upper) + by_characters(text[1:], str.lower)


@core("blank?", ns=STRING)
def is_blank(s: Any) -> bool:
    """Whether a string is nil, empty or all whitespace."""
    return s is None or s is False or not characters_of(s).strip(WHITESPACE)


@core("trim", ns=STRING)
def trim(s: Any) -> str:
    """The string without whitespace at both ends."""
    return characters_of(s).strip(WHITESPACE)


@core("triml", ns=STRING)
def triml(s: Any) -> str:
    """The string without whitespace at its beginning."""
    return characters_of(s).lstrip(WHITESPACE)


@core("trimr", ns=STRING)
def trimr(s: Any) -> str:
    """The string without whitespace at its end."""
    return characters_of(s).rstrip(WHITESPACE)


@core("trim-newline", ns=STRING)
def trim_newline(s: Any) -> str:
    """The string without newlines and carriage returns at its end."""
    return characters_of(s).rstrip("\r\n")


@core("reverse", ns=STRING)
def reverse(s: Any) -> str:
    """The string with its characters in reverse order."""
    text = characters_of(s)
    if text.isascii():
        return text[::-1]
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return to_units(whole[::-1])


@core("join", ns=STRING)
def join(separator: Any, coll: Any = _ABSENT) -> str:
    """The elements of a collection as one string, with a separator between them if one is given."""
    between = "" if coll is _ABSENT else str_of(separator)
    found = seq_of(separator if coll is _ABSENT else coll)
    pieces: list[str] = []
    length = 0
    for element in found or ():
        piece = str_of(element)
        spend(4)
        length += len(piece) + len(between)
        if length & ~0xFFF:
            check_text(length - len(between))
        pieces.append(piece)
    return between.join(pieces)


@core("split", ns=STRING)
def split(s: Any, re: Any, limit: Any = 0) -> Vector:
    """A vector of the parts of a string between the matches of a regex.

    `limit`: 0, the default, leaves empty parts at the end out; a positive number is the most parts there can be, the
    last one being what is
    left; a negative one keeps every part.
    """
    pattern = regex_of(re)
    count = int_of(limit)
    return Vector.of(split_text(pattern, characters_of(s), count))


def split_text(pattern: Regex, text: str, limit: int) -> list[str]:
    """The parts between matches, as `Pattern.split` gives them."""
    parts: list[str] = []
    at = 0
    for match in pattern.find_all(text):
        if 0 < limit <= len(parts) + 1:
            break
        if match.end == 0:
            continue
        parts.append(text[at : match.start])
        at = match.end
    if at == 0 and not parts:
        return [text]
    parts.append(text[at:])
    if limit == 0:
        while parts and not parts[-1]:
            parts.pop()
    return parts


@core("split-lines", ns=STRING)
def split_lines(s: Any) -> Vector:
    r"""A vector of the lines of a string, split at `\n` or `\r\n`; empty ones at the end are left out."""
    return split(s, compile_regex(_LINE_END))


@core("re-quote-replacement", ns=STRING)
def re_quote_replacement(replacement: Any) -> str:
    r"""The text as a replacement that means itself: `$` and `\` lose their meaning."""
    return text_of(replacement).replace("\\", "\\\\").replace("$", "\\$")


@core("replace", ns=STRING)
def replace(s: Any, match: Any, replacement: Any) -> str:
    r"""The text with every occurrence of `match` replaced.

    A string is replaced by a string, a character by a character, a match of a regex by a string, in which `$1` or
    `${name}` stands for a group
    and `\` takes a character literally, or by what a function of the match (a string, or a vector with the groups)
    gives.
    """
    text = text_of(s)
    if match.__class__ is Char:
        return text.replace(match.unit, unit_of(replacement))
    if match.__class__ is str:
        new = characters_of(replacement)
        pay_for_search(text, match)
        check_text(len(text) + text.count(match) * (len(new) - len(match)))
        return text.replace(match, new)
    if isinstance(match, Regex):
        return replace_matches(text, match, replacement, first_only=False)
    raise illegal_argument(f"Invalid match arg: {str_of(match)}")


@core("replace-first", ns=STRING)
def replace_first(s: Any, match: Any, replacement: Any) -> str:
    """The text with the first occurrence of `match` replaced; otherwise as `replace`."""
    text = text_of(s)
    if match.__class__ is Char:
        return text.replace(match.unit, str_of(replacement), 1) if match.unit in text else text
    if match.__class__ is str:
        pay_for_search(text, match)
        return text.replace(match, text_of(replacement), 1)
    if isinstance(match, Regex):
        return replace_matches(text, match, replacement, first_only=True)
    raise illegal_argument(f"Invalid match arg: {str_of(match)}")


def replace_matches(text: str, pattern: Regex, replacement: Any, *, first_only: bool) -> str:
    """The text with matches of a regex replaced by an expanded template, or by what a function of the groups gives."""
    if replacement.__class__ is str:
        make = pattern.template(replacement)
    else:
        call = callable_of(replacement)

        def make(match: Match) -> str:
            return string_of(call(match.groups()))

    pieces: list[str] = []
    at = length = 0
    for match in pattern.find_all(text):
        made = make(match)
        length += match.start - at + len(made)
        check_text(length)
        pieces += (text[at : match.start], made)
        at = match.end
        if first_only:
            break
    return concatenate([*pieces, text[at:]]) if pieces else text


@core("escape", ns=STRING)
def escape(s: Any, cmap: Any) -> str:
    """The string with each character replaced by what `cmap`, a map or function of characters, gives for it, if
    anything.
    """
    text = characters_of(s)
    look_up = callable_of(cmap)
    pieces = []
    for unit in text:
        spend()
        new = look_up(Char(unit))
        pieces.append(unit if new is None or new is False else str_of(new))
    return concatenate(pieces)


@core("includes?", ns=STRING)
def includes(s: Any, substr: Any) -> bool:
    """Whether the text contains a string."""
    text = text_of(s)
    part = characters_of(substr)
    pay_for_search(text, part)
    return part in text


@core("starts-with?", ns=STRING)
def starts_with(s: Any, substr: Any) -> bool:
    """Whether the text begins with a string."""
    text = text_of(s)
    return text.startswith(string_of(substr))


@core("ends-with?", ns=STRING)
def ends_with(s: Any, substr: Any) -> bool:
    """Whether the text ends with a string."""
    text = text_of(s)
    return text.endswith(string_of(substr))


@core("index-of", ns=STRING)
def index_of(s: Any, value: Any, from_index: Any = _ABSENT) -> Int32 | None:
    """The index, from 0, of the first occurrence of a string or character at or after `from-index`; nil when there is
    none.
    """
    text = text_of(s)
    wanted = value.unit if value.__class__ is Char else string_of(value)
    first = 0 if from_index is _ABSENT else wrapped_int_of(from_index)
    pay_for_search(text, wanted)
    return found_at(text.find(wanted, min(max(first, 0), len(text))))


@core("last-index-of", ns=STRING)
def last_index_of(s: Any, value: Any, from_index: Any = _ABSENT) -> Int32 | None:
    """The index, from 0, of the last occurrence of a string or character at or before `from-index`; nil when there is
    none.
    """
    text = text_of(s)
    wanted = value.unit if value.__class__ is Char else string_of(value)
    last = len(text) if from_index is _ABSENT else wrapped_int_of(from_index)
    pay_for_search(text, wanted)
    return found_at(-1 if last < 0 else text.rfind(wanted, 0, min(last, len(text)) + len(wanted)))


def found_at(index: int) -> Int32 | None:
    """An index as an Integer, nil for -1."""
    return None if index < 0 else Int32(index)
