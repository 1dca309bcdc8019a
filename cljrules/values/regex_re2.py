"""Writes regexes for RE2 where it means the same by them as the JVM.

RE2 is fast and its time is linear; it has no look-around, no back references, and thinks otherwise about line ends and
about repeating something
that may be empty. What it cannot do is left to the matching machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cljrules.values.regex_nodes import At, Chars, Either, Group, Node, Parsed, Place, Repeat, Run, nullable
from cljrules.values.regex_sets import CharSet

LARGEST_COUNT: Final = 100
LONGEST: Final = 20_000

_PLACES: Final = {
    Place.BEGIN: r"\A",
    Place.END: r"\z",
    Place.LAST_LINE_END: r"\z",
    Place.UNIX_LAST_LINE_END: r"\z",
    Place.LINE_BEGIN: "(?m:^)",
    Place.UNIX_LINE_BEGIN: "(?m:^)",
    Place.LINE_END: "(?m:$)",
    Place.UNIX_LINE_END: "(?m:$)",
    Place.WORD_EDGE: r"\b",
    Place.NO_WORD_EDGE: r"\B",
}
_OF_WORDS: Final = frozenset({Place.WORD_EDGE, Place.NO_WORD_EDGE})
_OF_TEXT: Final = frozenset({Place.BEGIN, Place.END})
_SURROGATES: Final = CharSet([(0xD800, 0xDFFF)])


class _Unable(Exception):
    """RE2 has no way to say this."""


@dataclass(slots=True)
class Translation:
    """A regex for RE2, and what a text must not have for RE2 to be right about it."""

    text: str = ""
    minds_line_ends: bool = False
    minds_words: bool = False


def translate(parsed: Parsed) -> Translation | None:
    """The regex as RE2 writes it, None where RE2 would not do the same."""
    made = Translation()
    try:
        made.text = _write(parsed.node, made)
    except _Unable:
        return None
    return made if len(made.text) <= LONGEST else None


def _write(node: Node, made: Translation) -> str:
    match node:
        case Chars(of=chars):
            return _write_set(chars)
        case At(place=place):
            if place not in _PLACES:
                raise _Unable
            if place in _OF_WORDS:
                made.minds_words = True
            elif place not in _OF_TEXT:
                made.minds_line_ends = True
            return _PLACES[place]
        case Run(parts=parts):
            return "".join(_write(part, made) for part in parts)
        case Either(options=options):
            return f"(?:{'|'.join(_write(option, made) for option in options)})"
        case Group(body=body):
            return f"({_write(body, made)})"
        case Repeat(body=body, low=low, high=high, lazy=lazy):
            if nullable(body) or low > LARGEST_COUNT or (high or 0) > LARGEST_COUNT:
                raise _Unable
            count = f"{{{low},{'' if high is None else high}}}"
            return f"(?:{_write(body, made)}){count}{'?' if lazy else ''}"
        case _:
            raise _Unable


def _write_set(chars: CharSet) -> str:
    ranges = chars.intersection(_SURROGATES.negated()).ranges
    if not ranges:
        return r"[^\x{0}-\x{10ffff}]"
    return "[" + "".join(f"\\x{{{low:x}}}-\\x{{{high:x}}}" for low, high in ranges) + "]"
