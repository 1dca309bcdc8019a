"""Every call that a pack's criteria and functions are written with, by the name called.

Takes a pack's forms; leaves out what is quoted, and marks what a threading form completes, since such a call is written
with fewer arguments than it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from cljrules.parser.forms import Coll, Form

_THREADING: Final = frozenset({"->", "->>", "some->", "some->>", "cond->", "cond->>", "doto", ".."})
_QUOTING: Final = frozenset({"quote", "comment", "var"})


class Call(NamedTuple):
    """A list with a name at its head; `owner` is the rule it stands in, None for the pack's own definitions."""

    form: Coll
    owner: str | None
    is_threaded: bool

    @property
    def args(self) -> tuple[Form, ...]:
        return self.form.items[1:]


def calls_in(forms: Iterable[tuple[Form, str | None]]) -> Mapping[str, list[Call]]:
    """The calls in forms with their owners, by name, each in the order of the text."""
    found: dict[str, list[Call]] = {}
    for form, owner in forms:
        for call in _calls(form, owner):
            found.setdefault(call.form.items[0].value.text, []).append(call)  # type: ignore[union-attr]
    return found


def _calls(form: Form, owner: str | None) -> Iterator[Call]:
    pending: list[tuple[Form, bool]] = [(form, False)]
    while pending:
        at, threaded = pending.pop()
        if not isinstance(at, Coll):
            continue
        head = at.head
        name = head.text if head is not None else ""
        if name in _QUOTING:
            continue
        if head is not None:
            yield Call(at, owner, threaded)
        completes = name in _THREADING
        pending += [(item, completes and number > 1) for number, item in reversed([*enumerate(at.items)])]
