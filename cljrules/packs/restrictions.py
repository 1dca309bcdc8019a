"""What notifications are narrowed by and which events they listen to.

restrictions.toml declares the keys of `:restrict` and of `status/changed`; this makes checks of them. The runtime reads
the same declarations to know which variable a restriction compares.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cljrules.packs.desk import MISFIT, Desk
from cljrules.packs.model import PortfolioChanged, StatusChanged
from cljrules.packs.shapes import Check, Key, boolean, integer, keyed, misfit, number, shown, vector_of
from cljrules.packs.words import read_word
from cljrules.parser.forms import Coll, Form
from cljrules.stdlib.catalogue import Member
from cljrules.stdlib.catalogue.data import Data


class Restriction(Data):
    """A key of `:restrict`: how its value is compared with a catalogue variable, and the list its words are of."""

    kind: str
    variable: str
    values_from: str | None = None


@cache
def restrictions() -> Mapping[str, Restriction]:
    """The keys of `:restrict`."""
    return MappingProxyType({name: Restriction(**data) for name, data in _declared()["restrict"].items()})


@cache
def _declared() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("restrictions.toml").read_text(encoding="utf-8"))


def _word(values_from: str | None) -> Check:
    member = Member(type="text", values_from=values_from)
    return lambda form, desk: read_word(member, form, desk)


def _bracket(check: Check, what: str) -> Check:
    ends = vector_of(check, what=what)

    def read(form: Form, desk: Desk) -> Any:
        found = ends(form, desk)
        if found is MISFIT:
            return MISFIT
        if len(found) != 2:
            return desk.problem(
                "bad-value",
                form,
                f"expected {what}, found {len(found)} numbers",
                "write `[low high]`; both are included",
            )
        if found[0] > found[1]:
            return desk.problem(
                "bad-value",
                form,
                f"the bracket begins at {found[0]} and ends at {found[1]}",
                f"write `[{found[1]} {found[0]}]`",
            )
        return found

    return read


def _check(restriction: Restriction) -> Check:
    if restriction.kind == "words":
        return vector_of(_word(restriction.values_from), least=1, what="a vector of texts")
    if restriction.kind == "switch":
        return boolean
    if restriction.kind == "dollars":
        return _bracket(number(), "two amounts")
    return _bracket(integer(), "two numbers of days")


@cache
def restrict_check() -> Check:
    """The check of a `:restrict` map; gives a mapping of the keys given."""
    shape = {name: Key(_check(restriction)) for name, restriction in restrictions().items()}
    read = keyed(shape, "`:restrict`")

    def check(form: Form, desk: Desk) -> Any:
        found = read(form, desk)
        if found is MISFIT:
            return MISFIT
        return MappingProxyType({name: value for name, value in found.items() if value is not None})

    return check


@cache
def status_words() -> Mapping[str, str]:
    """Where the words of each key of `status/changed` come from, as `values_from` says it."""
    return MappingProxyType({name: data["values_from"] for name, data in _declared()["status"].items()})


@cache
def _status_check() -> Check:
    return keyed({name: Key(_word(source)) for name, source in status_words().items()}, "`status/changed`")


_PORTFOLIO = {"portfolio/added": True, "portfolio/removed": False}
_STATUS = "status/changed"


def read_events(form: Form, desk: Desk) -> Any:
    """The events of `:on`: status changes or portfolio changes, never both."""
    events = vector_of(_event, least=1, what="a vector of events")(form, desk)
    if events is MISFIT or len({type(event) for event in events}) < 2:
        return events
    return desk.problem(
        "mixed-events",
        form,
        "status changes and portfolio changes cannot be mixed in one notification",
        "write two notifications, one for each kind",
    )


def _event(form: Form, desk: Desk) -> Any:
    if not isinstance(form, Coll) or form.head is None:
        return desk.problem(
            "bad-shape",
            form,
            f"expected an event, found {shown(form)}",
            'an event is such as `(portfolio/added "Legal")`',
        )
    name = form.head.text
    arguments = form.items[1:]
    if name in _PORTFOLIO:
        if len(arguments) != 1:
            return desk.problem("bad-shape", form, f"`{name}` takes one title", f'write `({name} "Legal")`')
        title = _title(arguments[0], desk)
        return MISFIT if title is MISFIT else PortfolioChanged(title, _PORTFOLIO[name])
    if name != _STATUS:
        return desk.unknown("unknown-event", form.items[0], f"there is no event `{name}`", name, [_STATUS, *_PORTFOLIO])
    if not arguments:
        return StatusChanged()
    if len(arguments) > 1:
        return misfit(arguments[1], desk, f"one map for `{_STATUS}`")
    read = _status_check()(arguments[0], desk)
    if read is MISFIT:
        return MISFIT
    return StatusChanged(read["from"], read["from-sub"], read["to"], read["to-sub"])


def _title(form: Form, desk: Desk) -> Any:
    """A portfolio's or sub-portfolio's title."""
    inner = {word for words in desk.vocabulary.get("portfolios", {}).values() for word in words}
    value = getattr(form, "value", None)
    return value if value in inner and isinstance(value, str) else _word("vocabulary.portfolios")(form, desk)
