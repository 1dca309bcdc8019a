"""The catalogue holds together: every name it mentions is there."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from cljrules.stdlib.catalogue import Member, load
from cljrules.stdlib.catalogue.loading import _make
from cljrules.stdlib.catalogue.model import Fact
from cljrules.stdlib.catalogue.words import vocabulary_lists

CATALOGUE = load()
TYPES = {*CATALOGUE.types, "amount"}


def members() -> Iterator[tuple[str, Member]]:
    """Every member of every variable, option and event, with its place."""
    pending: list[tuple[str, Member]] = [*CATALOGUE.variables.items(), *CATALOGUE.event_envelope.items()]
    for action in CATALOGUE.actions.values():
        pending += [(f"{action.name} :{name}", option) for name, option in action.options.items()]
    for event in CATALOGUE.events.values():
        pending += [(f"{event.name} {name}", member) for name, member in event.payload.items()]
    while pending:
        place, member = pending.pop()
        yield place, member
        pending += [(f"{place} :{name}", field) for name, field in member.fields.items()]
        pending += [(f"{place} item", member.items)] if member.items else []


def test_it_is_read_once_and_cannot_be_changed() -> None:
    assert load() is CATALOGUE
    variable = next(iter(CATALOGUE.variables.values()))
    with pytest.raises(AttributeError):
        variable.doc = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        CATALOGUE.variables["x"] = variable  # type: ignore[index]


def test_a_key_without_a_field_is_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        _make(Fact, {"id": "a", "expr": "true", "basis": "definition", "why": "so", "colour": "red"})


def test_the_counts_are_those_of_the_files() -> None:
    counts = (len(CATALOGUE.variables), len(CATALOGUE.actions), len(CATALOGUE.enumerations), len(CATALOGUE.archetypes))
    assert counts == (238, 20, 58, 22)
    assert {action.name.partition("/")[0] for action in CATALOGUE.actions.values()} == {
        "loan", "account", "apd", "dpd", "bankruptcy", "due-date", "credit", "customer", "checklist", "interest",
    }  # fmt: skip


def test_types_and_word_lists_exist() -> None:
    for place, member in members():
        assert member.type in TYPES, place
        if member.values_from:
            kind, _, name = member.values_from.partition(".")
            assert kind in ("enumerations", "vocabulary"), place
            if kind == "enumerations":
                assert name in CATALOGUE.enumerations, place
        if member.key_pattern:
            re.compile(member.key_pattern)


def test_bases_point_at_variables_of_their_type() -> None:
    for base in CATALOGUE.amount_bases.values():
        assert (base.variable is None) != (base.value is None)
        assert base.variable is None or CATALOGUE.variables[base.variable].type == "money"
    for date_base in CATALOGUE.date_bases.values():
        assert CATALOGUE.variables[date_base.variable].type == "date"


def test_actions_mention_only_what_is_there() -> None:
    for action in CATALOGUE.actions.values():
        assert set(action.excludes) <= set(CATALOGUE.actions), action.name
        assert set(action.events) <= set(CATALOGUE.events), action.name
        assert set(action.drivers) <= set(CATALOGUE.variables), action.name
        assert set(action.one_of) <= set(action.options), action.name
        for option in action.options.values():
            assert set(option.writes or ()) <= set(CATALOGUE.variables), option.name
            assert option.event is None or option.event in CATALOGUE.events
        for variant in action.variants:
            assert set(variant.options) <= set(action.options), variant.name
            assert set(variant.bases) <= set(CATALOGUE.amount_bases), variant.name


def test_vocabulary_lists_are_those_of_the_sample() -> None:
    nested = {name: hasattr(words, "keys") for name, words in CATALOGUE.vocabulary.items()}
    assert vocabulary_lists(CATALOGUE) == nested
