"""The parts of a regex, as read: what the matching machine and the translation to RE2 both work from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from cljrules.values.regex_sets import CharSet


class Place(Enum):
    """A condition on a position of the text."""

    BEGIN = "\\A"
    LINE_BEGIN = "multiline ^"
    UNIX_LINE_BEGIN = "multiline ^ of \\n"
    END = "\\z"
    LAST_LINE_END = "$"
    UNIX_LAST_LINE_END = "$ of \\n"
    LINE_END = "multiline $"
    UNIX_LINE_END = "multiline $ of \\n"
    WORD_EDGE = "\\b"
    NO_WORD_EDGE = "\\B"
    LAST_MATCH = "\\G"


@dataclass(frozen=True, slots=True)
class Chars:
    """One character out of a set."""

    of: CharSet


@dataclass(frozen=True, slots=True)
class At:
    """A position that meets a condition."""

    place: Place


@dataclass(frozen=True, slots=True)
class Run:
    """Parts one after the other; none of them is the empty regex."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """The first of several that leads to a match."""

    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A capturing group, counted from 1."""

    index: int
    body: Node


@dataclass(frozen=True, slots=True)
class Repeat:
    """`low` to `high` times, None for no bound; as many as possible first unless `lazy`."""

    body: Node
    low: int
    high: int | None
    lazy: bool


@dataclass(frozen=True, slots=True)
class Atomic:
    """A part that is never given back once matched: `(?>…)` and possessive quantifiers."""

    body: Node


@dataclass(frozen=True, slots=True)
class Look:
    """A condition on what follows or precedes."""

    body: Node
    ahead: bool
    negated: bool


@dataclass(frozen=True, slots=True)
class Back:
    """The text of an earlier group again."""

    index: int
    ignore_case: bool


Node = Chars | At | Run | Either | Group | Repeat | Atomic | Look | Back
EMPTY: Final = Run(())


@dataclass(frozen=True, slots=True)
class Parsed:
    """A whole regex: its node, the number of its groups and the groups that have names."""

    node: Node
    groups: int
    names: dict[str, int] = field(default_factory=dict)


def children(node: Node) -> tuple[Node, ...]:
    """The parts a node is made of."""
    match node:
        case Run(parts=parts):
            return parts
        case Either(options=options):
            return options
        case Group(body=body) | Repeat(body=body) | Atomic(body=body) | Look(body=body):
            return (body,)
        case _:
            return ()


def nullable(node: Node) -> bool:
    """Whether a node may match without taking a character."""
    match node:
        case Chars():
            return False
        case Run(parts=parts):
            return all(nullable(part) for part in parts)
        case Either(options=options):
            return any(nullable(option) for option in options)
        case Group(body=body) | Atomic(body=body):
            return nullable(body)
        case Repeat(body=body, low=low):
            return low == 0 or nullable(body)
        case _:
            return True


def widths(node: Node) -> tuple[int, int | None]:
    """The least and the greatest number of characters a node takes, None for no bound."""
    match node:
        case Chars():
            return 1, 1
        case Run(parts=parts):
            found = [widths(part) for part in parts]
            return sum(low for low, _ in found), _total(high for _, high in found)
        case Either(options=options):
            found = [widths(option) for option in options]
            highs = [high for _, high in found if high is not None]
            return min(low for low, _ in found), max(highs) if len(highs) == len(found) else None
        case Group(body=body) | Atomic(body=body):
            return widths(body)
        case Repeat(body=body, low=low, high=high):
            least, most = widths(body)
            return low * least, None if high is None or most is None else high * most
        case Back():
            return 0, None
        case _:
            return 0, 0


def _total(counts: Iterable[int | None]) -> int | None:
    total = 0
    for count in counts:
        if count is None:
            return None
        total += count
    return total


def has_obvious_end(node: Node) -> bool:
    """Whether the JVM sees how long a match can be at most, which it demands of what stands in a look-behind."""
    match node:
        case Back():
            return False
        case Atomic(body=Repeat(body=body)):
            return has_obvious_end(body)
        case Repeat(body=body, high=high):
            return has_obvious_end(body) and (high == 1 or isinstance(body, Chars | At) or _has_one_way(body))
        case _:
            return all(has_obvious_end(child) for child in children(node))


def _has_one_way(node: Node) -> bool:
    """Whether there is one way at most in which a node matches."""
    match node:
        case Either():
            return False
        case Repeat(body=body, low=low, high=high):
            return low == high and _has_one_way(body)
        case _:
            return all(_has_one_way(child) for child in children(node))
