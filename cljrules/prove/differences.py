"""What changed in meaning between two states of a pack: rule by rule, with the loans that tell them apart.

Both states stand on one ground, so that what neither can be worked out is still the same where it is written the same.
A loan that is named was tried in the reference evaluator on both sides.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from cljrules.packs.model import ActionCall, Pack
from cljrules.parser.forms import Atom
from cljrules.prove.findings import key_of
from cljrules.prove.formulas import Formula
from cljrules.prove.proving import Doubt, Prover, Snapshot, Subject, new_ground
from cljrules.prove.witnesses import Witness
from cljrules.source import Source, Span
from cljrules.stdlib.catalogue.data import Data

SAME, STRICTER, LOOSER, INCOMPARABLE, NEW, REMOVED = (
    "equivalent",
    "stricter",
    "looser",
    "incomparable",
    "new",
    "removed",
)
UNPROVEN: Final = "unproven"

#: What of a rule, notification or scenario is not part of what it means.
_NOT_MEANT: Final = frozenset(
    {"name", "doc", "when", "applies_when", "span", "name_span", "source", "intent", "examples"}
)


@dataclass(frozen=True, slots=True)
class Difference:
    """`change` compares when it fires; `actions` and `settings` name what else is different. `gained` is a loan on
    which only the new one fires, `lost` one on which only the old one does. `old_name` is given where it was renamed.
    """

    kind: str
    name: str
    change: str
    old: Subject | None
    new: Subject | None
    actions: bool = False
    settings: tuple[str, ...] = ()
    gained: Witness | None = None
    lost: Witness | None = None
    old_name: str | None = None
    moved: bool = False
    doubts: tuple[Doubt, ...] = ()

    @property
    def is_change(self) -> bool:
        """Whether anything is different in meaning, or may be."""
        return self.change != SAME or self.actions or bool(self.settings) or self.moved


class Comparison:
    """Two states of a pack on one ground."""

    def __init__(self, prover: Prover, old: Pack, new: Pack, seconds: float = 60.0) -> None:
        ground = new_ground(_joined(old.manifest.vocabulary, new.manifest.vocabulary))
        self._old = Snapshot(prover, old, ground)
        self._new = Snapshot(prover, new, ground)
        self._until = monotonic() + seconds
        self._query_seconds = prover.query_seconds

    def differences(self) -> list[Difference]:
        """Every rule, notification and scenario of both, in the order of the new state, removed ones last."""
        old = {key_of(subject): subject for subject in _everything(self._old)}
        new = {key_of(subject): subject for subject in _everything(self._new)}
        renamed = dict(self._renamed(old, new))
        moved = _moved([renamed.get(key, key) for key in new], list(old))
        found = []
        for key, subject in new.items():
            before = old.get(renamed.get(key, key))
            if before is None:
                found.append(Difference(subject.kind, subject.name, NEW, None, subject))
            else:
                found.append(self._between(before, subject, renamed.get(key, key) in moved))
        gone = old.keys() - {renamed.get(key, key) for key in new}
        return [
            *found,
            *(Difference(old[key].kind, old[key].name, REMOVED, old[key], None) for key in old if key in gone),
        ]

    def _renamed(self, old: Mapping[str, Subject], new: Mapping[str, Subject]) -> Iterator[tuple[str, str]]:
        """The rules that are new by name and mean what one that is gone meant."""
        free = [key for key in old if key not in new]
        for key, subject in new.items():
            if key in old:
                continue
            for other in free:
                before = old[other]
                alike = before.kind == subject.kind and _does_the_same(before, subject)
                if alike and self._same_criteria(before, subject):
                    free.remove(other)
                    yield key, other
                    break

    def _same_criteria(self, old: Subject, new: Subject) -> bool:
        if _has_no_criteria(old) or _has_no_criteria(new):
            return _has_no_criteria(old) and _has_no_criteria(new)
        if old.encoded is None or new.encoded is None:
            return _written(old) == _written(new)
        return self._only(new, old)[0] == "unsat" and self._only(old, new)[0] == "unsat"

    def _between(self, old: Subject, new: Subject, moved: bool) -> Difference:
        settings = _settings(old, new)
        actions = "then" in settings
        rest = tuple(name for name in settings if name != "then")
        change, gained, lost, doubts = self._criteria(old, new)
        return Difference(
            new.kind,
            new.name,
            change,
            old,
            new,
            actions,
            rest,
            gained,
            lost,
            old.name if old.name != new.name else None,
            moved,
            doubts,
        )

    def _criteria(self, old: Subject, new: Subject) -> tuple[str, Witness | None, Witness | None, tuple[Doubt, ...]]:
        if _has_no_criteria(old) and _has_no_criteria(new):
            return SAME, None, None, ()
        if old.encoded is None or new.encoded is None:
            if _written(old) == _written(new):
                return SAME, None, None, ()
            source, span = new.form.source, new.form.span
            return UNPROVEN, None, None, (Doubt("the criteria cannot be evaluated", source, span),)
        if old.encoded.fires is new.encoded.fires:
            return SAME, None, None, ()
        more, gained, doubt = self._only(new, old)
        less, lost, also = self._only(old, new)
        doubts = tuple(one for one in (doubt, also) if one is not None)
        if UNPROVEN in (more, less):
            return UNPROVEN, gained, lost, doubts
        outcome = {(False, False): SAME, (True, False): LOOSER, (False, True): STRICTER, (True, True): INCOMPARABLE}
        return outcome[more == "sat", less == "sat"], gained, lost, ()

    def _only(self, one: Subject, other: Subject) -> tuple[str, Witness | None, Doubt | None]:
        """Whether there is a loan on which only one of two fires, and such a loan."""
        assert one.encoded is not None
        assert other.encoded is not None
        ground = one.snapshot.ground
        wanted: list[Formula] = [one.encoded.fires, ground.formulas.negated(other.encoded.fires)]
        seconds = min(self._query_seconds, self._until - monotonic())
        found = one.snapshot.asker.can_hold(wanted, seconds, nearest=True)
        if found.answer == "unsat":
            return "unsat", None, None
        why = found.why
        if found.answer == "sat":
            loan = one.snapshot.made(found)
            if loan is not None:
                mine, theirs = (subject.snapshot.decide(subject, loan.loan) for subject in (one, other))
                if mine.fires and not theirs.fires:
                    return "sat", loan, None
            why = "the loan that the solver found does not bear it out"
        holes = [hole for hole in (*one.encoded.holes, *other.encoded.holes) if hole.source.text]
        if holes:
            return UNPROVEN, None, Doubt(holes[0].why, holes[0].source, holes[0].span)
        return UNPROVEN, None, Doubt(why, one.form.source, one.form.span)


_NO_FORM: Final = Atom(True, Span(0, 0), Source("<no criteria>", ""))


def _everything(snapshot: Snapshot) -> list[Subject]:
    """What has criteria and what has none, in the order of the pack."""
    with_criteria = {key_of(subject): subject for subject in snapshot.subjects}
    found = []
    pack = snapshot.pack
    kinds: Sequence[tuple[str, Sequence[Any]]] = (
        ("rule", pack.rules),
        ("notification", pack.notifications),
        ("scenario", pack.scenarios),
    )
    for kind, items in kinds:
        for of in items:
            bare = Subject(kind, of, _NO_FORM, snapshot)
            found.append(with_criteria.get(key_of(bare), bare))
    return found


def _has_no_criteria(subject: Subject) -> bool:
    return subject.form is _NO_FORM


def _written(subject: Subject) -> str:
    return " ".join(subject.form.source.slice(subject.form.span).split())


def _settings(old: Subject, new: Subject) -> tuple[str, ...]:
    """The keys, besides criteria, in which two of a kind differ."""
    names = [name for name in old.of.field_names() if name not in _NOT_MEANT]
    return tuple(name for name in names if _plain(getattr(old.of, name)) != _plain(getattr(new.of, name)))


def _does_the_same(old: Subject, new: Subject) -> bool:
    """Whether two of a kind do the same, however often."""
    settings = _settings(old, new)
    return "then" not in settings if old.kind == "rule" else not settings


def _plain(value: Any) -> Any:
    """A value of the model without its places."""
    if isinstance(value, ActionCall):
        # an option left out is the same as its default
        return value.name, _plain(value.effective)
    if isinstance(value, Data):
        return type(value), [_plain(getattr(value, name)) for name in value.field_names() if name != "span"]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _moved(new: Sequence[str], old: Sequence[str]) -> frozenset[str]:
    """The rules that come in another place among those that stayed, as few as explain the new order."""
    place = {key: number for number, key in enumerate(old)}
    stayed = [key for key in new if key in place]
    # the longest stretch of rules that kept their order; the others moved
    ends: list[int] = []
    best: list[int] = []
    for key in stayed:
        at = bisect_left(ends, place[key])
        ends[at : at + 1] = [place[key]]
        best.append(at)
    kept: set[str] = set()
    wanted = len(ends) - 1
    for key, length in zip(reversed(stayed), reversed(best), strict=True):
        if length == wanted:
            kept.add(key)
            wanted -= 1
    return frozenset(key for key in stayed if key not in kept and key.partition(" ")[0] != "notification")


def _joined(one: Mapping[str, Any], other: Mapping[str, Any]) -> Mapping[str, Any]:
    """The words of two vocabularies; lists that only one of them has are open."""
    made: dict[str, Any] = {}
    for name in one.keys() & other.keys():
        first, second = one[name], other[name]
        if isinstance(first, Mapping) and isinstance(second, Mapping):
            keys = dict.fromkeys([*first, *second])
            made[name] = {key: tuple(dict.fromkeys([*first.get(key, ()), *second.get(key, ())])) for key in keys}
        elif not isinstance(first, Mapping) and not isinstance(second, Mapping):
            made[name] = tuple(dict.fromkeys([*first, *second]))
    return made
