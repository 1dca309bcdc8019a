"""A condition in words, as a tree, and the one sentence that it makes.

Takes and gives data only. Trees that ask different things give different sentences: a group within a group says
`either` or `both`, deeper ones stand in parentheses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from cljrules.parser.forms import Form


@dataclass(frozen=True, slots=True, eq=False)
class Clause:
    """One condition: `text` says that it holds, `negative` that it does not. `is_state` marks what an account is or
    is in, which reads well after "unless".
    """

    text: str
    negative: str
    form: Form
    is_state: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Conditions that all have to hold, or of which one has to."""

    all: bool
    items: tuple[Phrase, ...]
    form: Form


@dataclass(frozen=True, slots=True, eq=False)
class Negated:
    """A condition that must not hold."""

    item: Phrase
    form: Form


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """One condition or another, depending on a third."""

    test: Phrase
    then: Phrase
    otherwise: Phrase
    form: Form


Phrase: TypeAlias = Clause | Group | Negated | Choice


def clauses(phrase: Phrase) -> Iterator[Clause]:
    """The single conditions of a phrase, in the order written."""
    if isinstance(phrase, Clause):
        yield phrase
    elif isinstance(phrase, Negated):
        yield from clauses(phrase.item)
    elif isinstance(phrase, Choice):
        for part in (phrase.test, phrase.then, phrase.otherwise):
            yield from clauses(part)
    else:
        for item in phrase.items:
            yield from clauses(item)


def sentence(phrase: Phrase, opening: str = "Fires when") -> str:
    """The whole condition as one sentence."""
    items = _flat(phrase) if isinstance(phrase, Group) else ()
    if isinstance(phrase, Group) and phrase.all:
        exceptions = [item for item in items if _is_exception(item)]
        rest = [item for item in items if not _is_exception(item)]
        if rest and exceptions:
            unless = listed([say(item.item, 1) for item in exceptions if isinstance(item, Negated)], "or")
            return f"{opening} {listed([say(item, 1) for item in rest], 'and')}, unless {unless}."
        return f"{opening} {listed([say(item, 1) for item in items], 'and')}."
    if isinstance(phrase, Group):
        return f"{opening} {listed([say(item, 1) for item in items], 'or')}."
    return f"{opening} {say(phrase, 0)}."


def _flat(group: Group) -> tuple[Phrase, ...]:
    """The conditions of a group, those of groups of the same kind within it among them: they ask the same."""
    found: list[Phrase] = []
    for item in group.items:
        found += _flat(item) if isinstance(item, Group) and item.all is group.all else (item,)
    return tuple(found)


def _is_exception(phrase: Phrase) -> bool:
    """Whether a condition reads best after "unless"."""
    if not isinstance(phrase, Negated):
        return False
    return not isinstance(phrase.item, Clause) or phrase.item.is_state


def say(phrase: Phrase, depth: int) -> str:
    """A condition in words, `depth` groups down in a sentence."""
    if isinstance(phrase, Clause):
        return phrase.text
    if isinstance(phrase, Negated):
        if isinstance(phrase.item, Clause):
            return phrase.item.negative
        return f"it is not so that {_bracketed(phrase.item, depth + 1)}"
    if isinstance(phrase, Choice):
        test, then, otherwise = (_bracketed(part, depth + 1) for part in (phrase.test, phrase.then, phrase.otherwise))
        made = f"if {test}, then {then}, and otherwise {otherwise}"
        return f"({made})" if depth else made
    items = [say(item, depth + 1) for item in _flat(phrase)]
    made = f"{'all of it holds: ' if len(items) > 2 else 'both '}{listed(items, 'and')}"
    if not phrase.all:
        made = f"either {listed(items, 'or')}"
    return f"({made})" if depth > 1 or (phrase.all and len(items) > 2) else made


def _bracketed(phrase: Phrase, depth: int) -> str:
    return say(phrase, max(depth, 2))


def listed(items: list[str], word: str) -> str:
    """Texts as a list in a sentence: `a`, `a and b`, `a, b, and c`."""
    if len(items) < 2:
        return "".join(items)
    if len(items) == 2 and not any(f" {word} " in item or ", " in item for item in items):
        return f"{items[0]} {word} {items[1]}"
    return f"{', '.join(items[:-1])}, {word} {items[-1]}"
