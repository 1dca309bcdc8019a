"""What the types say of an expression holds when it is evaluated, on loans such as the catalogue describes."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from criteria_programs import DEFINITIONS, Generator
from hypothesis import given, settings
from hypothesis import strategies as st

from cljrules.diagnostics import Severity
from cljrules.evaluation import Program
from cljrules.interp.context import Run, running
from cljrules.interp.evaluator import evaluate
from cljrules.interp.faults import FAULTS
from cljrules.packs import load as load_pack
from cljrules.parser.forms import Atom, Form
from cljrules.parser.reader import read
from cljrules.source import Source
from cljrules.stdlib.catalogue import load
from cljrules.stdlib.catalogue.model import Member
from cljrules.types import Knowledge, Type, infer
from cljrules.types import lattice as t
from cljrules.types.declared import constant_of, entry_key, kind_of
from cljrules.values.collections import MapLike, PersistentMap, SetLike, Vector
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.limits import Limits
from cljrules.values.seqs import Sequential
from cljrules.values.symbols import keyword

ROOT = Path(__file__).resolve().parents[2]
LOANS = 4
TODAY = date(2026, 11, 22)
KNOWLEDGE = Knowledge(load(), load().vocabulary)


def forms(text: str) -> list[Form]:
    found, findings = read(Source("<test>", text))
    assert not findings, text
    return found


PROGRAM = Program(forms(DEFINITIONS))


class Draw:
    """Decisions from a random generator."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def below(self, count: int) -> int:
        return self._random.randrange(count)


def value_of(member: Member, draw: Draw) -> Any:
    """A value that the catalogue allows for a variable or a member of one."""
    if member.nilable and draw.below(3) == 0:
        return None
    words = KNOWLEDGE.words(member)
    match member.type:
        case "boolean":
            return draw.below(2) == 0
        case "integer":
            return max(member.min or 0, min(member.max or 200, draw.below(200)))
        case "money" | "rate" | "percent" | "number":
            return max(member.min or Decimal(0), min(member.max or 200, Decimal(draw.below(20_000)).scaleb(-2)))
        case "date":
            return (TODAY + timedelta(days=draw.below(900) - 450)).isoformat()
        case "datetime":
            return f"{TODAY}T02:00:00-07:00"
        case "list":
            assert member.items is not None
            return Vector.of([value_of(member.items, draw) for _ in range(draw.below(3))])
        case "map":
            return map_of(member, draw)
    return words[draw.below(len(words))] if words else ["Open", "", "7", "2026-11-22"][draw.below(4)]


def map_of(member: Member, draw: Draw) -> Any:
    if not member.key_pattern:
        return PersistentMap.of((keyword(name), value_of(field, draw)) for name, field in member.fields.items())
    keys = [*member.always, *(["1"] if member.always == ("LARGEST-BUCKET",) and draw.below(2) else [])]
    return PersistentMap.of(
        (
            keyword(key),
            PersistentMap.of((keyword(name), value_of(field, draw)) for name, field in member.fields.items()),
        )
        for key in keys
    )


def loan(names: frozenset[str], draw: Draw) -> dict[str, Any]:
    return {name: value_of(load().variables[name], draw) for name in names}


def holds(type: Type, value: Any) -> bool:
    """Whether a value is one of those that a type describes."""
    if not kind_of(value) & type.kinds:
        return False
    if value is None or not type.is_known:
        return True
    if type.constants is not None and constant_of(value) not in type.constants:
        return False
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return (type.low is None or value >= type.low) and (type.high is None or value <= type.high)
    if isinstance(value, MapLike):
        return type.shape is None or all(
            holds(type.shape.entries[entry_key(key)], item)
            for key, item in value.entries()
            if entry_key(key) in type.shape.entries
        )
    if isinstance(value, Sequential | SetLike):
        return type.items is None or all(holds(type.items, item) for item in value)
    return True


def check(text: str, names: frozenset[str], draw: Draw, program: Program = PROGRAM) -> None:
    try:
        criteria = program.criteria(forms(text)[0])
    except ClojureError:
        return
    typed = infer(criteria.node, KNOWLEDGE)
    said = typed.of(criteria.node)
    for _ in range(LOANS):
        given = loan(names | criteria.variables, draw)
        run = Run(Limits(), given)
        try:
            with running(run, TODAY):
                value = evaluate(criteria.node, [run, None, *[None] * 60])
        except (ClojureError, LimitExceeded, *FAULTS):
            continue
        assert holds(said, value), f"{text} gives {value!r}, not {t.described(said)}, for {given}"
        if value is not None and value is not False:
            check_facts(typed.facts, given, text)


def check_facts(facts: Mapping[Any, Type] | None, given: Mapping[str, Any], text: str) -> None:
    assert facts is not None, f"{text} is true for {given}"
    for place, type in facts.items():
        if place[0] == "loan":
            assert holds(type, given[place[1]]), f"{place} is {given[place[1]]!r} where {text} holds"


@settings(max_examples=400, deadline=None)
@given(st.integers(min_value=0, max_value=2**40))
def test_values_are_of_the_types_that_were_inferred(seed: int) -> None:
    draw = Draw(seed)
    generator = Generator(draw)
    write = generator.pick([generator.boolean, generator.boolean, generator.number, generator.text, generator.day])
    text = write(3 + draw.below(3))
    check(text, frozenset(generator.variables), draw)


def atoms(form: Form) -> Iterator[Atom]:
    if isinstance(form, Atom):
        yield form
    else:
        for item in form.items:
            yield from atoms(item)


def packs() -> list[tuple[Program, list[Form]]]:
    """The programs of the packs that are right, each with its criteria."""
    found = []
    for manifest in sorted((*(ROOT / "tests").rglob("cljrules.toml"), *(ROOT / "examples").rglob("cljrules.toml"))):
        loaded = load_pack(manifest.parent)
        if loaded.pack is None or any(one.severity is Severity.ERROR for one in loaded.diagnostics):
            continue
        if loaded.pack.rules:
            program = Program([definition.form for definition in loaded.pack.definitions])
            found.append((program, [rule.when for rule in loaded.pack.rules]))
    assert len(found) > 8
    return found


PACKS = packs()
#: What takes the place of something in criteria: other kinds, other units, things that can be nil, guards.
INSTEAD = """\
nil
0
30
30M
1.5
"30"
:open
true
not
<
=
some?
(inc 3)
#{1 nil}
current-date
loan-sub-status
status-next-payment-date
status-days-past-due
status-amount-due
status-stoplight
bankruptcy-active
payments
(-> customer :primary :credit-score-average)
(get-in escrow [:1 :balance] 0M)
(some-> escrow :1 :balance)
(:1 escrow)
(:value (:35 settings-custom-fields))
(first portfolio-list)
(last payments)
(count payments)
(seq payments)
(not-empty portfolio-list)
(/ status-payoff 2)
(some :payment-amount payments)
(map :payment-amount payments)
(reduce + (map :payment-amount payments))
(if-let [x (:2 escrow)] (:balance x) 7)
(or loan-sub-status 3)
(and loan-sub-status 3)
(case loan-status "Open" 1 "Closed" nil 2.0)
(if (= loan-status "Open") loan-status loan-sub-status)
(and (= loan-status "Closed") loan-status)
(let [x (:2 escrow) y (some? x)] (if y (:balance x) 3M))
(cond-> 1M bankruptcy-active (+ 2.0))
(when-some [d status-next-payment-date] (u/date-compare d current-date))
(and (seq payments) (:payment-amount (first payments)))
((fn [a & b] (if (nil? a) b a)) loan-sub-status 2)
(condp = loan-status "Open" 1 "Closed" :x nil)""".splitlines()


@settings(max_examples=300, deadline=None)
@given(st.integers(min_value=0, max_value=2**40))
def test_criteria_of_packs_with_something_else_in_them(seed: int) -> None:
    text, program, draw = replaced(seed)
    check(text, frozenset(), draw, program)


def replaced(seed: int) -> tuple[str, Program, Draw]:
    """Criteria of a pack in which one word, or two, is another."""
    draw = Draw(seed)
    program, criteria = PACKS[draw.below(len(PACKS))]
    form = criteria[draw.below(len(criteria))]
    text = form.source.slice(form.span)
    spots = [(atom.span.start - form.span.start, atom.span.end - form.span.start) for atom in atoms(form)]
    for start, end in sorted({spots[draw.below(len(spots))] for _ in range(1 + draw.below(2))}, reverse=True):
        text = text[:start] + INSTEAD[draw.below(len(INSTEAD))] + text[end:]
    return text, program, draw
