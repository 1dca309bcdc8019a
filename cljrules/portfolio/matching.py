"""A pack's rules on a portfolio: how many accounts each matches, beside its deployed version, and turned round.

Takes a pack and a portfolio, gives a `Match` for each rule; what to think of it is for `findings`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from cljrules.evaluation import Criteria
from cljrules.lint.conditions import Site, shown
from cljrules.lint.evidence.examples import with_turned
from cljrules.lint.views import PackView, RuleView
from cljrules.packs.model import Pack, Rule
from cljrules.portfolio.counting import Answers, Counter
from cljrules.portfolio.source import Account, Portfolio
from cljrules.stdlib.catalogue import Catalogue

_MOST_NAMED: Final = 3
#: So many answers are held at once, over all criteria; and at least so many accounts are asked about together.
_MOST_ANSWERS: Final = 6_000_000
_FEWEST_ROWS: Final = 1_000


@dataclass(slots=True)
class Turned:
    """A comparator turned round: how many accounts the rule would then match, and how many of those the deployed
    version matches.
    """

    site: Site
    matches: int = 0
    shared: int = 0

    @property
    def said(self) -> str:
        """The comparison as it is written, in backticks."""
        return shown(self.site)


@dataclass(slots=True)
class Match:
    """What a rule matches of the `accounts`. `errors` counts those on which its criteria fail. `deployed` is what the
    deployed version matches, None where there is none; `newly` and `no_longer` tell the difference, with the names of
    some accounts.
    """

    rule: Rule
    view: RuleView
    accounts: int = 0
    matches: int = 0
    errors: int = 0
    deployed: int | None = None
    newly: int = 0
    no_longer: int = 0
    newly_named: list[str] = field(default_factory=list)
    no_longer_named: list[str] = field(default_factory=list)
    turned: list[Turned] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The share of accounts matched, from 0 to 1."""
        return self.matches / self.accounts if self.accounts else 0.0

    @property
    def both(self) -> int:
        """How many accounts this version and the deployed one match."""
        return self.matches - self.newly


def match_pack(pack: Pack, portfolio: Portfolio, catalogue: Catalogue) -> list[Match]:
    """What each active rule of a pack matches; raises PortfolioError."""
    view = PackView(pack, catalogue)
    old = portfolio.deployed(pack.name)
    return _Matching(view, PackView(old, catalogue) if old is not None else None).run(portfolio)


class _Matching:
    def __init__(self, view: PackView, old: PackView | None) -> None:
        self._matches: list[Match] = []
        self._criteria: dict[str, Criteria] = {}
        before = {rule.name: rule for rule in old.rules} if old is not None else {}
        rules = {rule.name: rule for rule in view.pack.rules if rule.active}
        for seen in view.rules:
            criteria = view.prepared(seen.criteria) if seen.kind == "rule" and seen.name in rules else None
            if criteria is None:
                continue
            match = Match(rules[seen.name], seen)
            name = f"{len(self._matches)}"
            self._criteria[f"{name} new"] = criteria
            earlier = before.get(seen.name)
            asked = old.prepared(earlier.criteria) if old is not None and earlier is not None else None
            if asked is not None:
                match.deployed = 0
                self._criteria[f"{name} old"] = asked
            for site in seen.sites:
                turned = view.prepared(with_turned(seen.criteria, site)) if site.function is None else None
                if turned is not None:
                    self._criteria[f"{name} turned {len(match.turned)}"] = turned
                    match.turned.append(Turned(site))
            self._matches.append(match)

    def run(self, portfolio: Portfolio) -> list[Match]:
        variables = frozenset().union(*(criteria.variables for criteria in self._criteria.values()))
        counter = Counter(self._criteria, portfolio.as_of)
        if self._criteria:
            most = max(_FEWEST_ROWS, _MOST_ANSWERS // len(self._criteria))
            for page in portfolio.pages(variables):
                for start in range(0, len(page), most):
                    self._count(counter, page[start : start + most])
        return self._matches

    def _count(self, counter: Counter, page: Sequence[Account]) -> None:
        answers = counter.answers([account.loan for account in page])
        asleep = [at for at, account in enumerate(page) if not account.is_activated]
        for number, match in enumerate(self._matches):
            _add(match, str(number), page, answers, () if match.rule.preactivation else asleep)


def _add(match: Match, name: str, page: Sequence[Account], answers: Answers, passed_by: Sequence[int]) -> None:
    def told(which: str) -> list[bool | None]:
        """The answers for the page; no for the accounts that the rule passes by."""
        found = answers[f"{name} {which}"]
        if not passed_by:
            return found
        found = list(found)
        for at in passed_by:
            found[at] = False
        return found

    new = told("new")
    match.accounts += len(new) - len(passed_by)
    match.matches += new.count(True)
    match.errors += new.count(None)
    old = told("old") if match.deployed is not None else None
    if old is not None and match.deployed is not None:
        match.deployed += old.count(True)
        pairs = list(zip(page, new, old, strict=True))
        newly = [account.name for account, now, then in pairs if now is True and then is not True]
        gone = [account.name for account, now, then in pairs if now is not True and then is True]
        match.newly += len(newly)
        match.no_longer += len(gone)
        _name(match.newly_named, newly)
        _name(match.no_longer_named, gone)
    for at, turned in enumerate(match.turned):
        other = told(f"turned {at}")
        turned.matches += other.count(True)
        if old is not None:
            turned.shared += sum(one is True and then is True for one, then in zip(other, old, strict=True))


def _name(held: list[str], more: Iterable[str]) -> None:
    held.extend(list(more)[: _MOST_NAMED - len(held)])
