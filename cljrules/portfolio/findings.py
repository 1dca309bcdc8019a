"""What the matches of a pack's rules say about them.

Takes the findings that a pack has and the matches of its rules, gives the findings with what the portfolio adds: rates
that call for a second look, rules that match nothing, what changes against the deployed version, and a comparator that
looks reversed once the accounts are counted. A comparator that is reported already gets evidence and no second finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic, Edit, Fix
from cljrules.lint.conditions import FLIP
from cljrules.portfolio.matching import Match, Turned
from cljrules.stdlib.catalogue import Catalogue

REVERSED: Final = "comparator-reversed"
#: Two sets of accounts are nearly the same, or nearly apart, by the share that both have of what either has.
_ALIKE, _APART = 0.95, 0.05
#: Fewer accounts than this prove nothing about which is which.
_FEWEST: Final = 10


def with_portfolio(found: Sequence[Diagnostic], matches: Sequence[Match], catalogue: Catalogue) -> list[Diagnostic]:
    """A pack's findings with what its matches add."""
    kept = list(found)
    for match in matches:
        told = [at for at, item in enumerate(kept) if item.code == REVERSED and item.rule == match.rule.name]
        for turned in match.turned:
            said = _complement(match, turned)
            site = turned.site.operator
            at = next((at for at in told if kept[at].source == site.source and kept[at].span == site.span), None)
            if at is not None:
                more = said or (_beside(match, turned),)
                kept[at] = replace(kept[at], evidence=(*kept[at].evidence, *more))
            elif said is not None and not told:
                kept.append(_reversed(match, turned, said))
        kept += _of_match(match, catalogue)
    return kept


def _of_match(match: Match, catalogue: Catalogue) -> Iterator[Diagnostic]:
    place = (match.rule.source, match.rule.name_span)
    name = match.rule.name
    evidence = tuple(_beside(match, turned) for turned in match.turned)
    if match.accounts and not match.matches:
        yield finding(
            "portfolio-no-match",
            place,
            f"`{name}` matches none of {_count(match.accounts)}",
            "check its words and bounds, or leave it if such accounts are only to come",
            rule=name,
            evidence=evidence,
        )
    loudest = min(
        (
            (share, call.name)
            for call in match.rule.then
            if (share := catalogue.actions[call.name].alarm_share) is not None
        ),
        default=None,
    )
    # what is deployed was accepted with its rate
    is_new = match.deployed is None or match.newly > 0
    if loudest is not None and is_new and Decimal(match.matches) > Decimal(loudest[0]) * match.accounts:
        share, action = loudest
        yield finding(
            "portfolio-rate",
            place,
            f"`{name}` would match {_part(match.matches, match.accounts)}; `{action}` is worth a second look above"
            f" {_percent(float(share))}",
            "look at some of the accounts before this is deployed",
            rule=name,
            evidence=evidence,
        )
    if match.errors:
        yield finding(
            "portfolio-errors",
            place,
            f"the criteria of `{name}` give an error on {_part(match.errors, match.accounts)}",
            "`cljrules explain PACK RULE --loan …` shows where; a value that can be nil needs `some?` before it",
            rule=name,
        )
    if match.newly or match.no_longer:
        yield finding(
            "portfolio-changed",
            place,
            f"`{name}` matches {match.matches:,} accounts, its deployed version {match.deployed or 0:,}",
            rule=name,
            evidence=tuple(_differences(match)),
        )


def _differences(match: Match) -> Iterator[str]:
    if match.newly:
        yield f"newly matched: {_count(match.newly)}, such as {', '.join(match.newly_named)}"
    if match.no_longer:
        yield f"no longer matched: {_count(match.no_longer)}, such as {', '.join(match.no_longer_named)}"


def _complement(match: Match, turned: Turned) -> tuple[str, ...] | None:
    """What speaks for a comparator turned round since the rule was deployed: this version matches hardly any account
    that the deployed one matches, and turned round it matches the same.
    """
    old = match.deployed
    if not old or old < _FEWEST or not match.matches:
        return None
    now = match.both / (match.matches + old - match.both)
    then = turned.shared / (turned.matches + old - turned.shared)
    if now > _APART or then < _ALIKE:
        return None
    return (
        f"it matches {_count(match.matches)}, of which the deployed version matches {match.both:,} of its {old:,}",
        f"turned round it would match {_count(turned.matches)}, {turned.shared:,} of them as the deployed version does",
    )


def _reversed(match: Match, turned: Turned, evidence: tuple[str, ...]) -> Diagnostic:
    operator = turned.site.operator
    right = FLIP[turned.site.sign]
    return finding(
        REVERSED,
        operator,
        f"{turned.said} looks reversed",
        f"write `{right}`, or deploy it knowing that it now selects the other accounts",
        rule=match.rule.name,
        evidence=evidence,
        fix=Fix(f"write `{right}` instead of `{turned.site.sign}`", (Edit(operator.span, right),)),
    )


def _beside(match: Match, turned: Turned) -> str:
    return f"with {turned.said} turned round it would match {_part(turned.matches, match.accounts)}"


def _part(number: int, of: int) -> str:
    return f"{_count(number)} of {of:,} ({_percent(number / of if of else 0)})"


def _percent(share: float) -> str:
    percent = 100 * share
    return f"{percent:.1f}%" if percent >= 0.1 or not percent else f"{percent:.3f}%"


def _count(number: int) -> str:
    return f"{number:,} account{'' if number == 1 else 's'}"
