"""Which words a value may be: the catalogue's enumerations and the pack's own vocabulary.

Takes what a catalogue entry says under `values_from`, gives the words or None where none are laid down (the tenant's
list is not in the pack, or the enumeration is open).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cljrules.packs.desk import Desk
from cljrules.packs.shapes import constant, misfit, shown
from cljrules.parser.forms import Atom, Form
from cljrules.stdlib.catalogue import Catalogue, Member
from cljrules.suggest import did_you_mean
from cljrules.values.symbols import from_units

_LISTS = "vocabulary."
_INSIDE = ".*"


def vocabulary_lists(catalogue: Catalogue) -> Mapping[str, bool]:
    """The lists a pack's vocabulary may hold, each with whether its words have words of their own inside."""
    found: dict[str, bool] = {}
    members: list[Member] = [*catalogue.variables.values()]
    for action in catalogue.actions.values():
        members += action.options.values()
    while members:
        member = members.pop()
        members += member.fields.values()
        members += [member.items] if member.items else []
        name = member.values_from or ""
        if name.startswith(_LISTS):
            plain = name.removeprefix(_LISTS).removesuffix(_INSIDE)
            found[plain] = found.get(plain, False) or name.endswith(_INSIDE)
    return found


def allowed_words(member: Member, desk: Desk, outer: str | None = None) -> tuple[str, ...] | None:
    """The words allowed for a value, None where any is.

    `outer` is the word whose inner words are meant, where the rule names it.
    """
    name = member.values_from or ""
    if not name.startswith(_LISTS):
        return desk.catalogue.choices(member)
    known = desk.vocabulary.get(name.removeprefix(_LISTS).removesuffix(_INSIDE))
    if known is None:
        return None
    if not name.endswith(_INSIDE):
        return tuple(known)
    if outer is not None:
        return tuple(known.get(outer, ()))
    return tuple(dict.fromkeys(word for inner in known.values() for word in inner))


def read_word(member: Member, form: Form, desk: Desk, outer: str | None = None) -> Any:
    """The text of a form that must be one of a member's words; reports and gives MISFIT otherwise."""
    resolved = constant(form, desk)
    value = resolved.value if isinstance(resolved, Atom) else None
    allowed = allowed_words(member, desk, outer)
    if not isinstance(value, str):
        sample = f'write it as a text, such as `"{allowed[0]}"`' if allowed else "write it as a text in double quotes"
        return misfit(form, desk, "a text", sample)
    word = from_units(value)
    if allowed is None or word in allowed:
        return word
    return desk.problem(
        "unknown-word", form, f"{shown(form)} is not {_kind(member, outer)}", word_help(word, allowed, member)
    )


def word_help(word: str, allowed: tuple[str, ...], member: Member) -> str | None:
    """What to write instead of a word that is not allowed."""
    meant = did_you_mean(word, allowed)
    if meant:
        return meant.replace("`", '`"', 1).replace("`?", '"`?')
    if (member.values_from or "").startswith(_LISTS) and not allowed:
        return "the pack's vocabulary lists none; add it to [vocabulary] in cljrules.toml"
    if len(allowed) <= 12:
        return "allowed: " + ", ".join(f'`"{item}"`' for item in allowed)
    return None


def _kind(member: Member, outer: str | None) -> str:
    name = member.values_from or ""
    if not name.startswith(_LISTS):
        return f"a {name.removeprefix('enumerations.').replace('-', ' ')}" if name else "allowed here"
    plain = name.removeprefix(_LISTS).removesuffix(_INSIDE)
    if outer is not None:
        return f"among the words of `{outer}` in the pack's vocabulary of {plain}"
    return (
        f"among the inner words of {plain} in the pack's vocabulary"
        if name.endswith(_INSIDE)
        else f"in the pack's vocabulary of {plain}"
    )
