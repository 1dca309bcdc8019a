"""Boundary loans: for each comparison of a rule two loans that differ by one step, with the rule firing on one only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from math import floor
from time import monotonic
from typing import Any

from cljrules.prove.formulas import Formula, constant
from cljrules.prove.ground import Symbol
from cljrules.prove.holding import Holding
from cljrules.prove.proving import Boundary, Snapshot, Subject
from cljrules.prove.site import Comparison
from cljrules.prove.substitution import replaced
from cljrules.prove.witnesses import Witness

#: A rate moves by hundredths, everything else by its own unit.
_RATE_STEP = Fraction(1, 100)


def boundaries(subject: Subject, firing: Witness, until: float) -> Iterator[Boundary]:
    """The boundaries around a rule's comparisons, those that can be found in time, in the order of the text."""
    encoded = subject.encoded
    if encoded is None:
        return
    seen: set[tuple[str, int, int, Any]] = set()
    for comparison in sorted(encoded.comparisons, key=lambda found: found.form.span.start):
        form = comparison.form
        place = (form.source.path, form.span.start, form.span.end, comparison.gap.key)
        if place in seen or comparison.holds.op in ("true", "false"):
            continue
        seen.add(place)
        found = _around(subject, comparison, firing)
        if found is None and monotonic() < until:
            found = _solved(subject, comparison, until)
        if found is not None:
            yield found


def _steps(snapshot: Snapshot, comparison: Comparison) -> list[tuple[Symbol, Fraction, Fraction]]:
    """The symbols that a comparison moves by, each with its factor and its step; the business date last."""
    found = []
    for atom, factor in comparison.gap.parts:
        symbol = snapshot.ground.symbols.get(atom.args[0]) if atom.op == "symbol" else None
        if symbol is not None and symbol.role in ("value", "count"):
            found.append((symbol, factor, Fraction(1) if symbol.sort == "Int" else _RATE_STEP))
    return sorted(found, key=lambda item: item[0].name == snapshot.ground.today)


def _around(subject: Subject, comparison: Comparison, firing: Witness) -> Boundary | None:
    """The boundary that is next to a loan on which the rule fires."""
    snapshot = subject.snapshot
    assert subject.encoded is not None
    _, names = snapshot.ground.known_of([subject.encoded.fires, comparison.holds])
    values = snapshot.asker.values_on(firing.loan, names)
    for symbol, factor, step in _steps(snapshot, comparison):
        try:
            gap = Holding(values).number(comparison.gap)
        except KeyError:
            continue
        edge = floor((values[symbol.name] - gap / factor) / step) * step
        near = [edge + step * at for at in (-1, 0, 1, 2)]
        for one, other in pairwise(near):
            pair = {number: {**values, symbol.name: number} for number in (one, other)}
            sides = [Holding(pair[number]).formula(comparison.holds) for number in (one, other)]
            if sides[0] is not sides[1] and _in_domain(symbol, one) and _in_domain(symbol, other):
                found = _tried(subject, symbol, values, (one, other))
                if found is not None:
                    return Boundary(comparison.form, *found)
    return None


def _in_domain(symbol: Symbol, number: Fraction) -> bool:
    return (symbol.low is None or number >= symbol.low) and (symbol.high is None or number <= symbol.high)


def _tried(
    subject: Subject, symbol: Symbol, values: Mapping[str, Any], pair: tuple[Fraction, Fraction]
) -> tuple[Witness, Witness] | None:
    """The two loans, the one on which the rule fires first, where it fires on one only and is no error on the other."""
    snapshot = subject.snapshot
    found: dict[bool, Witness] = {}
    assert subject.encoded is not None
    read = snapshot.ground.read_by([subject.encoded.fires, subject.encoded.fails]) | {symbol.name}
    for number in pair:
        loan = snapshot.loans.witness({**values, symbol.name: number}, read)
        decision = snapshot.decide(subject, loan.loan)
        if decision.error is not None:
            return None
        found[decision.fires] = loan
    return (found[True], found[False]) if len(found) == 2 else None


def _solved(subject: Subject, comparison: Comparison, until: float) -> Boundary | None:
    """The boundary on whatever loan has one, where the solver finds it."""
    snapshot = subject.snapshot
    f = snapshot.ground.formulas
    assert subject.encoded is not None
    fires = subject.encoded.fires
    for symbol, _, step in _steps(snapshot, comparison)[:1]:
        moved = f.symbol(symbol.name, is_whole=symbol.sort == "Int", low=symbol.low, high=symbol.high)
        for way in (step, -step):
            other = {symbol.name: moved.plus(constant(way))}
            not_there = f.negated(replaced(f, comparison.holds, other, {}, {}))
            quiet = f.negated(replaced(f, fires, other, {}, {}))
            wanted: list[Formula] = [fires, comparison.holds, not_there, quiet]
            if any(formula is f.false for formula in wanted):
                continue
            found = snapshot.asker.can_hold(wanted, min(0.3, until - monotonic()), nearest=True)
            if found.answer == "sat":
                pair = (found.values[symbol.name], found.values[symbol.name] + way)
                if all(_in_domain(symbol, number) for number in pair):
                    tried = _tried(subject, symbol, found.values, pair)
                    if tried is not None:
                        return Boundary(comparison.form, *tried)
    return None
