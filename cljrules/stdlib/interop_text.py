"""Methods of strings, characters, regexes and matchers, as tables of functions of the target and the arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from cljrules.stdlib.strings import (
    WHITESPACE,
    by_characters,
    replace_matches,
    split_text,
)
from cljrules.stdlib.text import slice_of
from cljrules.values.arrays import Array
from cljrules.values.casts import cannot_cast, characters_of, int_of, string_of
from cljrules.values.compare import compare
from cljrules.values.errors import error, illegal_argument
from cljrules.values.limits import check_text, pay_for_search
from cljrules.values.number_types import Int8, Int32, is_number
from cljrules.values.regex import Match, Matcher, compile_regex
from cljrules.values.symbols import Char

Method = Callable[..., Any]

#: What `String.trim` takes away.
_CONTROLS: Final = "".join(chr(code) for code in range(33))


def _char_at(target: str, index: Any) -> Char:
    at = int_of(index)
    if not 0 <= at < len(target):
        raise error("StringIndexOutOfBoundsException", f"String index out of range: {at}")
    return Char(target[at])


def _substring(target: str, start: Any, *end: Any) -> str:
    if len(end) > 1:
        raise illegal_argument("No matching method substring found taking 3 args for class java.lang.String")
    return slice_of(target, int_of(start), int_of(end[0]) if end else len(target))


def _wanted(value: Any, name: str) -> str:
    """What to look for: a string, or a character by its number."""
    if value is not None and value.__class__ is not str and not (is_number(value) and isinstance(value, int)):
        raise illegal_argument(f"No matching method {name} found taking 1 args for class java.lang.String")
    if is_number(value):
        code = int_of(value)
        return chr(code) if 0 <= code <= 0xFFFF else "\0\0"
    return string_of(value)


def _start(value: Any, name: str) -> int:
    """Where to begin looking."""
    if value.__class__ not in (int, Int32):
        raise illegal_argument(f"No matching method {name} found taking 2 args for class java.lang.String")
    return int_of(value)


def _contains(target: str, part: Any) -> bool:
    wanted = characters_of(part)
    pay_for_search(target, wanted)
    return wanted in target


def _index_of(target: str, value: Any, start: Any = 0) -> Int32:
    wanted = _wanted(value, "indexOf")
    pay_for_search(target, wanted)
    return Int32(target.find(wanted, min(max(_start(start, "indexOf"), 0), len(target))))


def _last_index_of(target: str, value: Any, *start: Any) -> Int32:
    wanted = _wanted(value, "lastIndexOf")
    last = _start(start[0], "lastIndexOf") if start else len(target)
    pay_for_search(target, wanted)
    return Int32(-1 if last < 0 else target.rfind(wanted, 0, min(last, len(target)) + len(wanted)))


def _starts_with(target: str, prefix: Any, start: Any = 0) -> bool:
    at = int_of(start)
    return 0 <= at <= len(target) and target.startswith(string_of(prefix), at)


def _replace(target: str, old: Any, new: Any) -> str:
    if old.__class__ is Char and new.__class__ is Char:
        return target.replace(old.unit, new.unit)
    if any(value is not None and value.__class__ is not str for value in (old, new)):
        raise illegal_argument("No matching method replace found taking 2 args for class java.lang.String")
    pattern, by = characters_of(old), characters_of(new)
    pay_for_search(target, pattern)
    check_text(len(target) + target.count(pattern) * (len(by) - len(pattern)))
    return target.replace(pattern, by)


def _replace_all(target: str, pattern: Any, by: Any) -> str:
    return replace_matches(target, compile_regex(string_of(pattern)), string_of(by), first_only=False)


def _replace_first(target: str, pattern: Any, by: Any) -> str:
    return replace_matches(target, compile_regex(string_of(pattern)), string_of(by), first_only=True)


def _split(target: str, pattern: Any, limit: Any = 0) -> Array:
    return Array("object", split_text(compile_regex(string_of(pattern)), target, int_of(limit)))


def _repeat(target: str, count: Any) -> str:
    times = int_of(count)
    if times < 0:
        raise illegal_argument(f"count is negative: {times}")
    check_text(len(target) * times)
    return target * times


def _small(text: str) -> str:
    return by_characters(by_characters(text, str.upper), str.lower)


def _bytes(target: str) -> Array:
    whole = by_characters(target, lambda text: text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return Array("byte", [Int8(byte - 256 if byte > 127 else byte) for byte in whole.encode()])


def _code_point(target: str, index: Any) -> Int32:
    at = int_of(index)
    if not 0 <= at < len(target):
        raise error("StringIndexOutOfBoundsException", f"String index out of range: {at}")
    pair = target[at : at + 2]
    if len(pair) == 2 and "\ud800" <= pair[0] <= "\udbff" and "\udc00" <= pair[1] <= "\udfff":
        return Int32(0x10000 + (ord(pair[0]) - 0xD800 << 10) + ord(pair[1]) - 0xDC00)
    return Int32(ord(pair[0]))


STRING: Final[Mapping[str, Method]] = {
    "length": lambda target: Int32(len(target)),
    "isEmpty": lambda target: not target,
    "isBlank": lambda target: not target.strip(WHITESPACE),
    "charAt": _char_at,
    "codePointAt": _code_point,
    "substring": _substring,
    "subSequence": lambda target, start, end: _substring(target, start, end),
    "indexOf": _index_of,
    "lastIndexOf": _last_index_of,
    "contains": _contains,
    "startsWith": _starts_with,
    "endsWith": lambda target, suffix: target.endswith(string_of(suffix)),
    "concat": lambda target, other: target + string_of(other),
    "replace": _replace,
    "replaceAll": _replace_all,
    "replaceFirst": _replace_first,
    "split": _split,
    "matches": lambda target, pattern: compile_regex(string_of(pattern)).match_whole(target) is not None,
    "trim": lambda target: target.strip(_CONTROLS),
    "strip": lambda target: target.strip(WHITESPACE),
    "stripLeading": lambda target: target.lstrip(WHITESPACE),
    "stripTrailing": lambda target: target.rstrip(WHITESPACE),
    "toUpperCase": lambda target: by_characters(target, str.upper),
    "toLowerCase": lambda target: by_characters(target, str.lower),
    "equalsIgnoreCase": lambda target, other: other is not None and _small(target) == _small(string_of(other)),
    "compareToIgnoreCase": lambda target, other: Int32(compare(_small(target), _small(string_of(other)))),
    "compareTo": lambda target, other: Int32(compare(target, string_of(other))),
    "repeat": _repeat,
    "intern": lambda target: target,
    "toCharArray": lambda target: Array("char", [Char(unit) for unit in target]),
    "getBytes": _bytes,
}


def _character(value: Any) -> Char:
    if value.__class__ is Char:
        return value
    raise cannot_cast(value, "java.lang.Character")


CHARACTER: Final[Mapping[str, Method]] = {
    "charValue": lambda target: target,
    "compareTo": lambda target, other: Int32(ord(target.unit) - ord(_character(other).unit)),
}

REGEX: Final[Mapping[str, Method]] = {
    "pattern": lambda target: target.text,
    "matcher": lambda target, text: Matcher(target, characters_of(text)),
    "split": lambda target, text, limit=0: Array("object", split_text(target, characters_of(text), int_of(limit))),
}


def _matched(target: Matcher) -> Match:
    if target.match is None:
        raise error("IllegalStateException", "No match found")
    return target.match


def _place(match: Match, group: Any) -> int:
    """The number of a group given by number or name."""
    if group.__class__ is str:
        if group not in match.names:
            raise illegal_argument(f"No group with name <{group}>")
        return match.names[group]
    index = int_of(group)
    if not 0 <= index < len(match.spans):
        raise error("IndexOutOfBoundsException", f"No group {index}")
    return index


def _group(target: Matcher, group: Any = 0) -> str | None:
    match = _matched(target)
    return match.group(_place(match, group))


def _bound(side: int) -> Method:
    def bound(target: Matcher, group: Any = 0) -> Int32:
        match = _matched(target)
        return Int32(match.spans[_place(match, group)][side])

    return bound


MATCHER: Final[Mapping[str, Method]] = {
    "find": lambda target: target.find() is not None,
    "matches": lambda target: target.match_whole() is not None,
    "group": _group,
    "start": _bound(0),
    "end": _bound(1),
    "groupCount": lambda target: Int32(target.pattern.group_count),
}
