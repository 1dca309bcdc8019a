"""Ladders: rules that differ in a stretch of one number only, and the numbers that fall between two of them.

A gap is told where the steps beside it touch their neighbours otherwise, or where exactly one number is left out; the
loan in the gap was tried on every rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from cljrules.packs.model import Rule
from cljrules.prove.formulas import Formula, constant
from cljrules.prove.ground import Symbol
from cljrules.prove.proving import NEVER, Proof, Snapshot, Subject
from cljrules.prove.witnesses import Witness


@dataclass(frozen=True, slots=True)
class Band:
    """The numbers from `low` to `high`, both included, on which a rule of a ladder fires."""

    subject: Subject
    low: Fraction | None
    high: Fraction | None

    @property
    def width(self) -> Fraction | None:
        """How many numbers there are in it, None without end."""
        return None if self.low is None or self.high is None else self.high - self.low + 1


@dataclass(frozen=True, slots=True)
class Gap:
    """No rule of a ladder fires on `loan`, with a number from `first` to `last`; `below` and `above` do next to it."""

    symbol: Symbol
    below: Subject
    above: Subject
    first: Fraction
    last: Fraction
    loan: Witness


def gaps(snapshot: Snapshot, proofs: Mapping[str, Proof]) -> Iterator[Gap]:
    """The gaps in the ladders of a pack."""
    ladders: dict[tuple[str, frozenset[int]], list[Band]] = defaultdict(list)
    for subject in snapshot.subjects:
        of = subject.of
        if isinstance(of, Rule) and of.active and subject.encoded is not None and proofs[of.name].outcome != NEVER:
            for name, rest, low, high in _bands(snapshot, subject.encoded.fires):
                ladders[name, rest].append(Band(subject, low, high))
    for (name, _), bands in ladders.items():
        if len(bands) > 1:
            yield from _between(snapshot, snapshot.ground.symbols[name], sorted(bands, key=_order))


def _order(band: Band) -> tuple[bool, Fraction]:
    return band.low is not None, band.low or Fraction(0)


def _bands(
    snapshot: Snapshot, fires: Formula
) -> Iterator[tuple[str, frozenset[int], Fraction | None, Fraction | None]]:
    """For each number that criteria bound directly: its name, what else they ask, and its bounds."""
    parts: tuple[Formula, ...] = fires.args if fires.op == "and" else (fires,)
    bounds: dict[str, tuple[Fraction | None, Fraction | None]] = {}
    of: dict[str, set[int]] = defaultdict(set)
    for part in parts:
        if part.op != "at-most" or len(part.args[0].parts) != 1:
            continue
        atom, factor = part.args[0].parts[0]
        symbol = snapshot.ground.symbols.get(atom.args[0]) if atom.op == "symbol" else None
        if symbol is None or symbol.role != "value":
            continue
        limit = -part.args[0].constant / factor
        low, high = bounds.get(symbol.name, (None, None))
        bounds[symbol.name] = (low, limit) if factor > 0 else (limit, high)
        of[symbol.name].add(part.ident)
    for name, (low, high) in bounds.items():
        yield name, frozenset(part.ident for part in parts) - of[name], low, high


def _between(snapshot: Snapshot, symbol: Symbol, bands: list[Band]) -> Iterator[Gap]:
    for at, (below, above) in enumerate(pairwise(bands)):
        if below.high is None or above.low is None or above.low <= below.high + 1:
            continue
        if any(other.high is None or other.high >= above.low for other in bands[:at]):
            continue
        width = above.low - below.high - 1
        if width > 1 and not _is_slip(bands, at, width):
            continue
        if not _alike(below.subject, above.subject):
            continue
        found = _tried(snapshot, symbol, below, above)
        if found is not None:
            yield Gap(symbol, below.subject, above.subject, below.high + 1, above.low - 1, found)


def _is_slip(bands: list[Band], at: int, width: Fraction) -> bool:
    """Whether a gap is small beside the steps next to it, and the ladder has no gap elsewhere."""
    others = [(one.high, other.low) for number, (one, other) in enumerate(pairwise(bands)) if number != at]
    touching = bool(others) and all(high is not None and low is not None and low <= high + 1 for high, low in others)
    narrow = [band.width for band in (bands[at], bands[at + 1]) if band.width is not None]
    return touching and bool(narrow) and 2 * width <= min(narrow)


def _alike(one: Subject, other: Subject) -> bool:
    """Whether two rules do something of the same kind."""
    assert isinstance(one.of, Rule)
    assert isinstance(other.of, Rule)
    return bool({call.name for call in one.of.then} & {call.name for call in other.of.then})


def _tried(snapshot: Snapshot, symbol: Symbol, below: Band, above: Band) -> Witness | None:
    """A loan in the gap on which neither rule fires, nor any other that does something of the kind."""
    f = snapshot.ground.formulas
    assert below.high is not None
    assert below.subject.encoded is not None
    read = snapshot.ground.read_by([below.subject.encoded.fires])
    number = f.symbol(symbol.name, is_whole=symbol.sort == "Int", low=symbol.low, high=symbol.high)
    top = f.is_zero(number.plus(constant(below.high), -1))
    found = snapshot.asker.can_hold([below.subject.encoded.fires, top], snapshot.prover.query_seconds, nearest=True)
    if found.answer != "sat":
        return None
    loan = snapshot.loans.witness({**found.values, symbol.name: below.high + 1}, read)
    edge = snapshot.made(found)
    if edge is None or not snapshot.decide(below.subject, edge.loan).fires:
        return None
    for subject in snapshot.subjects:
        if subject.kind != "rule" or subject.criteria is None or symbol.path[0] not in subject.criteria.variables:
            continue
        if _alike(subject, below.subject) and snapshot.decide(subject, loan.loan).fires:
            return None
    upper = snapshot.loans.witness({**found.values, symbol.name: above.low}, read)
    return loan if snapshot.decide(above.subject, upper.loan).fires else None
