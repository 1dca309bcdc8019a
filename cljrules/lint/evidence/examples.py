"""The rule's own examples, with the comparator as written and turned round."""

from __future__ import annotations

from cljrules.lint.clues import Clue
from cljrules.lint.conditions import FLIP, Site
from cljrules.lint.views import PackView, RuleView
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.values.symbols import symbol


def weigh(site: Site, rule: RuleView, pack: PackView, suspected: bool) -> list[Clue]:
    """Count the examples that hold each way. A comparator inside a function of the pack is left out.

    Where all hold as written and nothing else makes the comparator suspect, there is no need to look further.
    """
    if not rule.examples or site.function is not None:
        return []
    every = len(rule.examples)
    written = pack.examples_holding(rule)
    if written is None or (written == every and not suspected):
        return []
    turned = pack.examples_holding(rule, with_turned(rule.criteria, site))
    if turned is None or written == turned:
        return []
    if written == every:
        return [Clue("examples", -8.0, "turned round, an example would no longer hold")]
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
