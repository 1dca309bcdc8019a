"""What is known about loans: variables, actions, enumerations, bases, events, facts and archetype loans, as data.

The field names are the keys of variables.toml and actions.toml, whose heads say what each means. Everything here is
immutable; mappings keep the order of the files. Numbers are int or Decimal, dates text `YYYY-MM-DD`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cljrules.stdlib.catalogue.data import NOTHING, Entry


class ValueType(Entry):
    """What values of a type look like; `min` and `max` bound every value of the type, where they are given."""

    value: str
    min: Any = None
    max: Any = None


class Choice(Entry):
    """One word of an enumeration: the code that variables hold, its label, and what the system keeps for it."""

    code: str
    label: str
    api: str | None = None
    stored: bool | None = None
    dpd_min: int | None = None
    dpd_max: int | None = None


class Enumeration(Entry):
    """A fixed list of words; `open` when the tenant may add its own."""

    name: str
    doc: str
    source: str
    values: tuple[Choice, ...]
    api_prefix: str | None = None
    note: str | None = None
    open: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """The words, in the order of the file."""
        return tuple(choice.code for choice in self.values)


class Member(Entry):
    """A value inside a map, list, event or option: its type, and what it holds when it is itself a map or list."""

    type: str
    doc: str = ""
    unit: str | None = None
    nilable: bool = False
    min: Any = None
    max: Any = None
    values_from: str | None = None
    worse: str = "none"
    attested: str | None = None
    sensitive: str | None = None
    note: str | None = None
    form: str | None = None
    keys: str | None = None
    key_pattern: str | None = None
    always: tuple[str, ...] = ()
    fields: Mapping[str, Member] = NOTHING
    items: Member | None = None


class Variable(Member):
    """A loan variable. `healthy` is its value in the sample loan as written in the file, None for nil; `label` is what
    sentences call it, `clause` the sentence about it where one was needed.
    """

    name: str
    label: str
    clause: str | None = None
    group: str
    example: str
    source: str
    healthy: Any = None
    rule_use: str | None = None


class Option(Member):
    """An option of an action.

    `values` are its words when they are given in place; `default` is a plain value or text of the language.
    """

    name: str
    values: tuple[Choice, ...] = ()
    writes: tuple[str, ...] | None = None
    field: str | None = None
    seed: str | None = None
    event: str | None = None
    default: Any = None
    required: bool = False
    required_when: str | None = None


class Variant(Entry):
    """A use of an action with a stance of its own; it applies when one of `options` is given and matches."""

    name: str
    doc: str
    options: tuple[str, ...]
    stance: str
    severity: int
    drivers: tuple[str, ...]
    justified: Mapping[str, tuple[str, ...]] = NOTHING
    never_on: tuple[str, ...] = ()
    pattern: str | None = None
    values: tuple[Any, ...] = ()
    bases: tuple[str, ...] = ()
    present: bool = False
    unless: str | None = None


class Precondition(Entry):
    """Checked right before an action: `expr` as criteria, or in words only; `when` limits it to an option's value."""

    text: str
    attested: str
    expr: str | None = None
    when: str | None = None


class Effect(Entry):
    """What an action creates or changes."""

    entity: str
    change: str
    fields: tuple[str, ...]


class Action(Entry):
    """Something a rule can do to an account. `one_of`: options of which exactly one is given."""

    name: str
    category: str
    doc: str
    stance: str
    severity: int
    reversible: bool
    idempotent: bool
    drivers: tuple[str, ...]
    preconditions: tuple[Precondition, ...]
    effects: tuple[Effect, ...]
    events: tuple[str, ...]
    example: str
    seed: str
    note: str | None = None
    options: Mapping[str, Option] = NOTHING
    one_of: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
    excludes: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    justified: Mapping[str, tuple[str, ...]] = NOTHING
    never_on: tuple[str, ...] = ()
    alarm_share: Any = None


class AmountBase(Entry):
    """A figure that an amount can be counted from: a fixed `value`, or a money `variable`."""

    name: str
    label: str
    source: str
    value: Any = None
    variable: str | None = None


class DateBase(Entry):
    """A day that a date can be counted from: the date `variable` that holds it."""

    name: str
    label: str
    variable: str
    attested: str
    source: str


class Event(Entry):
    """What happened to an account or customer; `notifies` when an event-based notification may listen to it."""

    name: str
    label: str
    doc: str
    notifies: bool
    attested: str
    payload: Mapping[str, Member] = NOTHING


class Fact(Entry):
    """A criteria expression that is true of every consistent loan."""

    id: str
    expr: str
    basis: str
    why: str


class Archetype(Entry):
    """A loan every rule should be tried on: the sample loan with some `values` changed and some (`nil`) taken away."""

    name: str
    doc: str
    standing: str
    tolerates: int
    values: Mapping[str, Any]
    nil: tuple[str, ...] = ()


class Sample(Entry):
    """The business date (`YYYY-MM-DD`) at which the sample loan and the archetypes are described, and the variable that
    holds the business date.
    """

    as_of: str
    today: str


class Catalogue(Entry):
    """Everything in variables.toml and actions.toml, by name."""

    sample: Sample
    types: Mapping[str, ValueType]
    groups: Mapping[str, str]
    sources: Mapping[str, str]
    vocabulary: Mapping[str, Any]
    variables: Mapping[str, Variable]
    facts: tuple[Fact, ...]
    archetypes: Mapping[str, Archetype]
    severity_scale: Mapping[int, str]
    amount_bases: Mapping[str, AmountBase]
    date_bases: Mapping[str, DateBase]
    enumerations: Mapping[str, Enumeration]
    actions: Mapping[str, Action]
    event_envelope: Mapping[str, Member]
    events: Mapping[str, Event]

    def choices(self, member: Member) -> tuple[str, ...] | None:
        """The words the catalogue itself allows for a value, None where it names none, leaves them open or to the
        pack's vocabulary.
        """
        if isinstance(member, Option) and member.values:
            return tuple(choice.code for choice in member.values)
        kind, _, name = (member.values_from or "").partition(".")
        if kind != "enumerations" or self.enumerations[name].open:
            return None
        return self.enumerations[name].codes
