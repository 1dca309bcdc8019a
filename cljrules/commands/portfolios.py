"""`cljrules check --portfolio`: packs held against a portfolio, beside their other findings."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType
from typing import Any

import click

from cljrules.commands.loans import business_day
from cljrules.diagnostics import Diagnostic
from cljrules.lint import find
from cljrules.packs import Pack
from cljrules.portfolio.findings import with_portfolio
from cljrules.portfolio.matching import Match, match_pack
from cljrules.portfolio.source import PortfolioError, open_portfolio
from cljrules.render import visible
from cljrules.stdlib.catalogue import load

_COLUMNS = ("rule", "matches", "share", "deployed", "newly", "no longer", "with a comparator turned round")


class PortfolioCheck:
    """Looks at packs with a portfolio open; `matches` holds what their rules match, by pack."""

    def __init__(self, address: str, as_of: str | None) -> None:
        self.matches: dict[str, list[Match]] = {}
        day = business_day(as_of) if as_of is not None else None
        try:
            self._portfolio = open_portfolio(address, day)
        except PortfolioError as error:
            raise click.UsageError(f"{error}; {error.help}") from None

    def __enter__(self) -> PortfolioCheck:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, place: TracebackType | None
    ) -> None:
        self._portfolio.__exit__(kind, error, place)

    def findings(self, pack: Pack) -> list[Diagnostic]:
        """The findings in a pack as the rules give them, with what the portfolio adds."""
        try:
            matches = match_pack(pack, self._portfolio, load())
        except PortfolioError as error:
            raise click.UsageError(f"{error}; {error.help}") from None
        self.matches[pack.name] = matches
        return with_portfolio(find(pack), matches, load())

    def as_json(self) -> dict[str, Any]:
        """What the rules match, as JSON data."""
        return {
            "name": self._portfolio.name,
            "as_of": self._portfolio.as_of.isoformat(),
            "packs": {name: [_json(match) for match in matches] for name, matches in self.matches.items()},
        }

    def table(self) -> Iterator[str]:
        """What the rules match, line by line."""
        for name, matches in self.matches.items():
            accounts = max((match.accounts for match in matches), default=0)
            where = f"{visible(self._portfolio.name)}, {self._portfolio.as_of}"
            yield f"{visible(name)} on {accounts:,} accounts of {where}"
            yield from _aligned([_COLUMNS, *(_row(match) for match in matches)])


def _row(match: Match) -> tuple[str, ...]:
    old = match.deployed
    turned = "; ".join(f"{turned.matches:,} with {turned.said}" for turned in match.turned)
    return (
        visible(match.rule.name),
        f"{match.matches:,}",
        f"{100 * match.share:.1f}%",
        "" if old is None else f"{old:,}",
        "" if old is None else f"{match.newly:,}",
        "" if old is None else f"{match.no_longer:,}",
        visible(turned),
    )


def _aligned(rows: list[tuple[str, ...]]) -> Iterator[str]:
    shown = [at for at in range(len(_COLUMNS)) if any(row[at] for row in rows[1:])]
    widths = {at: max(len(row[at]) for row in rows) for at in shown}
    for row in rows:
        cells = [row[at].ljust(widths[at]) if at in (0, 6) else row[at].rjust(widths[at]) for at in shown]
        yield f"  {'  '.join(cells)}".rstrip()


def _json(match: Match) -> dict[str, Any]:
    return {
        "rule": match.rule.name,
        "accounts": match.accounts,
        "matches": match.matches,
        "errors": match.errors,
        "deployed": match.deployed,
        "newly": match.newly,
        "newly_named": match.newly_named,
        "no_longer": match.no_longer,
        "no_longer_named": match.no_longer_named,
        "turned": [{"comparison": turned.said.strip("`"), "matches": turned.matches} for turned in match.turned],
    }
