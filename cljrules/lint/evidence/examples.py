"""The rule's own examples, with the comparator as written and turned round."""

from __future__ import annotations

from datetime import date

from cljrules.lint.clues import Clue
from cljrules.lint.conditions import FLIP, Site
from cljrules.lint.views import PackView, RuleView
from cljrules.packs.model import Example
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.stdlib.catalogue import sample_loan
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.symbols import symbol


def weigh(site: Site, rule: RuleView, pack: PackView) -> list[Clue]:
    """Count the examples that hold each way. A comparator inside a function of the pack is left out."""
    if not rule.examples or site.function is not None:
        return []
    written, turned = _holding(rule.criteria, rule, pack), _holding(with_turned(rule.criteria, site), rule, pack)
    if written is None or turned is None or written == turned:
        return []
    every = len(rule.examples)
    if written == every:
        return [Clue("examples", -5.0, "turned round, an example would no longer hold")]
    if turned == every:
        return [Clue("examples", 6.0, f"turned round, all examples hold; as written {every - written} of {every} fail")]
    if turned > written:
        return [Clue("examples", 2.0, f"turned round, {turned} of {every} examples hold; as written {written}")]
    return [Clue("examples", -2.0, "turned round, fewer examples would hold")]


def with_turned(form: Form, site: Site) -> Form:
    """The criteria with one comparator turned round."""
    if form is site.operator:
        return Atom(symbol(FLIP[site.sign]), form.span, form.source)
    if isinstance(form, Coll):
        items = tuple(with_turned(item, site) for item in form.items)
        if any(new is not old for new, old in zip(items, form.items, strict=True)):
            return Coll(form.kind, items, form.span, form.source, form.meta)
    return form


def _holding(form: Form, rule: RuleView, pack: PackView) -> int | None:
    if pack.program is None:
        return None
    try:
        criteria = pack.program.criteria(form)
    except (ClojureError, LimitExceeded):
        return None
    sample, known = sample_loan(), pack.catalogue.sample

    def fires(example: Example) -> bool | None:
        as_of = example.as_of or date.fromisoformat(known.as_of)
        decision = criteria.decide({**sample, known.today: as_of.isoformat(), **example.given}, as_of)
        return None if decision.error is not None else decision.fires

    return sum(fires(example) is example.fires for example in rule.examples)
