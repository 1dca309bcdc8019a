"""Which words a value may be: the catalogue's enumerations and a pack's own vocabulary.

Takes what a catalogue entry says under `values_from`, gives the words or None where none are laid down (the tenant's
list is not in the pack, or the enumeration is open).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cljrules.stdlib.catalogue.model import Catalogue, Member
from cljrules.suggest import did_you_mean

LISTS: Final = "vocabulary."
INSIDE: Final = ".*"


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
        if name.startswith(LISTS):
            plain = name.removeprefix(LISTS).removesuffix(INSIDE)
            found[plain] = found.get(plain, False) or name.endswith(INSIDE)
    return found


def allowed_words(
    member: Member, catalogue: Catalogue, vocabulary: Mapping[str, Any], outer: str | None = None
) -> tuple[str, ...] | None:
    """The words allowed for a value, None where any is.

    `outer` is the word whose inner words are meant, where the rule names it.
    """
    name = member.values_from or ""
    if not name.startswith(LISTS):
        return catalogue.choices(member)
    known = vocabulary.get(name.removeprefix(LISTS).removesuffix(INSIDE))
    if known is None:
        return None
    if not name.endswith(INSIDE):
        return tuple(known)
    if outer is not None:
        return tuple(known.get(outer, ()))
    return tuple(dict.fromkeys(word for inner in known.values() for word in inner))


def word_help(word: str, allowed: tuple[str, ...], member: Member) -> str | None:
    """What to write instead of a word that is not allowed."""
    meant = did_you_mean(word, allowed)
    if meant:
        return meant.replace("`", '`"', 1).replace("`?", '"`?')
    if (member.values_from or "").startswith(LISTS) and not allowed:
        return "the pack's vocabulary lists none; add it to [vocabulary] in cljrules.toml"
    if len(allowed) <= 12:
        return "allowed: " + ", ".join(f'`"{item}"`' for item in allowed)
    return None


def kind_of_words(member: Member, outer: str | None = None) -> str:
    """What a word is not, where it is not allowed, such as `a credit status`."""
    name = member.values_from or ""
    if not name.startswith(LISTS):
        plain = name.removeprefix("enumerations.").replace("-", " ")
        return f"{'an' if plain[0] in 'aeiou' else 'a'} {plain}" if plain else "allowed here"
    plain = name.removeprefix(LISTS).removesuffix(INSIDE)
    if outer is not None:
        return f"among the words of `{outer}` in the pack's vocabulary of {plain}"
    return (
        f"among the inner words of {plain} in the pack's vocabulary"
        if name.endswith(INSIDE)
        else f"in the pack's vocabulary of {plain}"
    )
