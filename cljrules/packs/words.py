"""Words where a pack may only use certain ones: which they are, and reading one, which reports any other."""

from __future__ import annotations

from typing import Any

from cljrules.packs.desk import Desk
from cljrules.packs.shapes import constant, misfit, shown
from cljrules.parser.forms import Atom, Form
from cljrules.stdlib.catalogue import Member, words
from cljrules.stdlib.catalogue.words import kind_of_words, word_help
from cljrules.values.symbols import from_units


def allowed_words(member: Member, desk: Desk, outer: str | None = None) -> tuple[str, ...] | None:
    """The words allowed for a value in the pack at hand, None where any is.

    `outer` is the word whose inner words are meant, where the rule names it.
    """
    return words.allowed_words(member, desk.catalogue, desk.vocabulary, outer)


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
        "unknown-word", form, f"{shown(form)} is not {kind_of_words(member, outer)}", word_help(word, allowed, member)
    )
