"""Whether a comparator points the wrong way: all evidence folded into one finding.

For each comparator the rule as written is held against the rule with that one comparator turned round. Only where the
evidence together says that the rule turned round is clearly the more plausible one is there a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic, Edit, Fix, Severity
from cljrules.lint.clues import Clue
from cljrules.lint.conditions import FLIP, Site, shown
from cljrules.lint.evidence import (
    agreement,
    archetypes,
    comparatives,
    domain,
    examples,
    ladders,
    polarity,
    prose,
    regions,
    siblings,
    wording,
)
from cljrules.lint.views import PackView, RuleView
from cljrules.lint.witness import witnesses

CODE = "comparator-reversed"

#: From here on a comparator is reported; and from here on, with three kinds of evidence, as an error.
REPORTED, CERTAIN = 1.0, 9.0
#: Clues about what is usual give way to those about the rule itself.
VAGUE = 1.25

_EVIDENCE = (
    polarity.weigh,
    archetypes.weigh,
    regions.weigh,
    prose.weigh,
    comparatives.weigh,
    wording.weigh,
    siblings.weigh,
    ladders.weigh,
    domain.weigh,
    agreement.weigh,
)
#: Evidence that other rules give; all other is a rule's own, and worked out once for it.
_FROM_OTHERS = frozenset((siblings.weigh, ladders.weigh))


#: A rule with more comparators than this was not written by a person; weighing each against all others has no end.
_MOST_SITES = 60


def find_reversed(pack: PackView) -> Iterator[Diagnostic]:
    """The findings of a pack, at most one for each comparator; rules that say they mean it are left alone."""
    users: dict[Site, list[RuleView]] = {}
    for rule in pack.rules:
        if (rule.intent is None or not rule.intent.inverse) and len(rule.sites) <= _MOST_SITES:
            for site in rule.sites:
                users.setdefault(site, []).append(rule)
    found: dict[str, list[tuple[float, Site, RuleView, list[Clue]]]] = {}
    for site, rules in users.items():
        clues = [clue for rule in rules for clue in weigh(site, rule, pack)]
        total = sum(clue.weight for clue in clues) / (len(rules) if len(rules) > 1 else 1)
        if total >= REPORTED:
            name = site.function or rules[0].name
            found.setdefault(name, []).append((total, site, rules[0], clues))
    for name, suspects in found.items():
        # of several in one form the likeliest: turning one round usually settles the others
        total, site, rule, clues = max(suspects, key=lambda suspect: suspect[0])
        yield _finding(name, site, rule, pack, clues, total)


def weigh(site: Site, rule: RuleView, pack: PackView) -> list[Clue]:
    """All evidence about one comparator of a rule."""
    clues: list[Clue] = []
    for kind in _EVIDENCE:
        if kind in _FROM_OTHERS:
            clues += kind(site, rule, pack)
        else:
            clues += rule.kept(f"{kind.__module__} {id(site)}", partial(_weighed, kind, site, rule, pack))
    clues = [clue for clue in clues if not _is_vague(clue) or not any(_contradicts(other, clue) for other in clues)]
    suspected = sum(clue.weight for clue in clues) >= REPORTED
    tried = partial(examples.weigh, site, rule, pack, suspected)
    return [*clues, *rule.kept(f"{examples.__name__} {id(site)} {suspected}", tried)]


def _weighed(kind: Callable[..., Iterable[Clue]], site: Site, rule: RuleView, pack: PackView) -> tuple[Clue, ...]:
    return tuple(kind(site, rule, pack))


def _is_vague(clue: Clue) -> bool:
    """Whether a clue is no more than what rules of the kind mostly do."""
    return clue.kind == "polarity" and abs(clue.weight) <= VAGUE


def _contradicts(other: Clue, clue: Clue) -> bool:
    return other.kind in ("agreement", "wording") and other.weight * clue.weight < 0


def _finding(name: str, site: Site, rule: RuleView, pack: PackView, clues: list[Clue], total: float) -> Diagnostic:
    against = sorted((clue for clue in clues if clue.weight > 0), key=lambda clue: -clue.weight)
    kinds = {clue.kind for clue in against}
    certain = total >= CERTAIN and len(kinds) >= 3
    right = FLIP[site.sign]
    evidence = list(dict.fromkeys(clue.text for clue in against))
    fix = Fix(f"write `{right}` instead of `{site.sign}`", (Edit(site.operator.span, right),))
    return finding(
        CODE,
        site.operator,
        f"{shown(site)} looks reversed",
        f'write `{right}`, or keep it with `:intent {{:inverse true :reason "…"}}`',
        severity=Severity.ERROR if certain else None,
        rule=name,
        evidence=(*evidence, *witnesses(site, rule, pack)),
        fix=fix,
    )
