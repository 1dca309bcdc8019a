"""Entering and leaving portfolios and sub-portfolios: the part of `loan/set` that changes lists.

Takes the options with their titles, gives a function that makes the change; titles are looked up first, so that a
title the store does not know changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from runtime.actions.account import Account, NotApplied
from runtime.actions.scene import Options
from runtime.store.words import Words


def change_portfolios(account: Account, options: Options, words: Words) -> Callable[[], None]:
    """What the options do to the account's portfolios, to be called once everything else is known to be possible.

    Clearing and removing come before adding. Raises NotApplied for a title the store does not know or that is
    ambiguous.
    """
    inside = {row["portfolio_id"] for row in account.rows("loan_portfolios")}
    inside_sub = {row["sub_portfolio_id"] for row in account.rows("loan_sub_portfolios")}
    wanted, wanted_sub = set(inside), set(inside_sub)
    if options.get("clear_portfolios"):
        wanted, wanted_sub = set(), set()
    for title in options.get("remove_portfolios", ()):
        number = _portfolio(title, words)
        wanted.discard(number)
        wanted_sub = {sub for sub in wanted_sub if words.sub_portfolio(sub)[0] != number}
    wanted_sub -= {_sub_portfolio(title, words) for title in options.get("remove_sub_portfolios", ())}
    wanted |= {_portfolio(title, words) for title in options.get("add_portfolios", ())}
    added = {_sub_portfolio(title, words) for title in options.get("add_sub_portfolios", ())}
    wanted_sub |= added
    wanted |= {words.sub_portfolio(sub)[0] for sub in added}

    def change() -> None:
        for number in sorted(inside_sub - wanted_sub):
            _leave(account, "loan_sub_portfolios", "sub_portfolio_id", number)
            parent, title = words.sub_portfolio(number)
            _tell(account, "removed", words.portfolio_title(parent), title)
        for number in sorted(inside - wanted):
            _leave(account, "loan_portfolios", "portfolio_id", number)
            _tell(account, "removed", words.portfolio_title(number), None)
        for number in sorted(wanted - inside):
            account.insert("loan_portfolios", portfolio_id=number)
            _tell(account, "added", words.portfolio_title(number), None)
        for number in sorted(wanted_sub - inside_sub):
            account.insert("loan_sub_portfolios", sub_portfolio_id=number)
            parent, title = words.sub_portfolio(number)
            _tell(account, "added", words.portfolio_title(parent), title)

    return change


def _leave(account: Account, table: str, key: str, number: int) -> None:
    row = next(row for row in account.rows(table) if row[key] == number)
    account.remove(table, row, (key,))


def _tell(account: Account, change: str, portfolio: str, sub_portfolio: str | None) -> None:
    title = portfolio if sub_portfolio is None else f"{portfolio}/{sub_portfolio}"
    account.note("portfolios", title, change == "removed", change == "added")
    account.raise_event("portfolio-changed", change=change, portfolio=portfolio, sub_portfolio=sub_portfolio)


def _portfolio(title: str, words: Words) -> int:
    number = words.portfolios.get(title)
    if number is None:
        raise NotApplied(f"the store knows no portfolio `{title}`")
    return number


def _sub_portfolio(title: str, words: Words) -> int:
    """A sub-portfolio by its title, or by PORTFOLIO/SUB-PORTFOLIO."""
    found = [number for (_, known), number in words.sub_portfolios.items() if known == title]
    if not found and "/" in title:
        parent, _, name = title.partition("/")
        number = words.sub_portfolios.get((words.portfolios.get(parent, -1), name))
        found = [] if number is None else [number]
    if not found:
        raise NotApplied(f"the store knows no sub-portfolio `{title}`")
    if len(found) > 1:
        raise NotApplied(f"several portfolios have a sub-portfolio `{title}`: write PORTFOLIO/{title}")
    return found[0]
