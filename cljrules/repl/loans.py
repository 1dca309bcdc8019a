"""The loan that is looked at: a sample, or a real one of a portfolio; a business date; what is set differently.

Holds what a person chose and gives the loan as criteria see it. The portfolio is opened when it is first needed, and
never written to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from cljrules.portfolio.given import given
from cljrules.portfolio.source import Account, Portfolio, PortfolioError, open_portfolio
from cljrules.repl.refusal import Refusal
from cljrules.stdlib.catalogue import BindError, archetype_loan, load, sample_loan
from cljrules.stdlib.catalogue.values import is_date
from cljrules.suggest import did_you_mean

#: What the loan is called with which everything begins.
HEALTHY = "the sample loan"


class Loans:
    """The loan at hand. `name` is what it is called; `settings` are the variables that were given other values."""

    def __init__(self, store: str | None = None, as_of: date | None = None) -> None:
        self.name = HEALTHY
        self.is_real = False
        self.settings: dict[str, Any] = {}
        self.store = store
        self._account = ""
        self._base: Mapping[str, Any] = sample_loan()
        self._as_of = as_of
        self._portfolio: Portfolio | None = None

    @property
    def as_of(self) -> date:
        """The business date: the one chosen, else that of the portfolio where one is open, else the sample loan's."""
        if self._as_of is not None:
            return self._as_of
        if self._portfolio is not None:
            return self._portfolio.as_of
        return date.fromisoformat(load().sample.as_of)

    @property
    def values(self) -> dict[str, Any]:
        """The loan as criteria see it."""
        return {**self._base, load().sample.today: self.as_of.isoformat(), **self.settings}

    # -- choosing -----------------------------------------------------------------------------------------------------

    def use_sample(self, name: str) -> None:
        """Look at an archetype, or without a name at the sample loan; raises Refusal."""
        self._base = archetype(name) if name else sample_loan()
        self.name = f"{name} (sample)" if name else HEALTHY
        self.is_real = False
        self.settings.clear()

    def use_account(self, name: str) -> None:
        """Look at a loan of the portfolio; what was set before is forgotten. Raises Refusal."""
        found = self.account(name)
        self._base, self.name, self._account = found.loan, found.name, name
        self.is_real = True
        self.settings.clear()

    def use_day(self, text: str) -> None:
        """Take a business date, or without one that of the portfolio; a real loan is read anew as of it. Raises
        Refusal, and then keeps the day there was.
        """
        if text and not is_date(text):
            raise Refusal(f"`{text}` is not a date such as 2026-11-22")
        before = self._as_of
        self._as_of = date.fromisoformat(text) if text else None
        self.close()
        if self.is_real:
            try:
                self._base = self.account(self._account).loan
            except Refusal:
                self._as_of = before
                self.close()
                raise

    def set(self, name: str, text: str) -> None:
        """Give a variable another value; raises Refusal."""
        name = name.removeprefix(":")
        try:
            self.settings[name] = given(name, text)
        except KeyError as unknown:
            why, _, meant = str(unknown.args[0]).partition("; ")
            raise Refusal(why, meant or "`:doc` lists what there is") from None
        except BindError as error:
            raise Refusal(str(error), f"`:doc {name}` says what it may be") from None

    def unset(self, name: str) -> None:
        """Take a variable's own value back, or without a name all that was set; raises Refusal."""
        name = name.removeprefix(":")
        if not name:
            self.settings.clear()
        elif self.settings.pop(name, self) is self:
            raise Refusal(f"`{name}` is not set", did_you_mean(name, self.settings) or "`:set` lists what is")

    # -- the portfolio ------------------------------------------------------------------------------------------------

    @property
    def portfolio(self) -> Portfolio | None:
        """The portfolio as of the day, opened; None where no store is known. Raises Refusal."""
        if self._portfolio is None and self.store is not None:
            try:
                self._portfolio = open_portfolio(self.store, self._as_of)
            except PortfolioError as error:
                raise Refusal(str(error), error.help) from None
        return self._portfolio

    def account(self, name: str) -> Account:
        """The account of a name; raises Refusal."""
        portfolio = self.portfolio
        if portfolio is None:
            raise Refusal(
                "no store is open, so there are no real loans",
                "start with `--store URL`, set `url` under [store] in cljrules.toml, or type `:store URL`",
            )
        try:
            return portfolio.account(name)
        except PortfolioError as error:
            raise Refusal(str(error), error.help) from None

    def pages(self, variables: Collection[str]) -> Iterator[Sequence[Account]]:
        """The accounts of the portfolio; without one the samples. Raises Refusal."""
        portfolio = self.portfolio
        if portfolio is None:
            day = {load().sample.today: self.as_of.isoformat()}
            yield [Account(name, {**archetype_loan(name), **day}) for name in load().archetypes]
            return
        try:
            yield from portfolio.pages(variables)
        except PortfolioError as error:
            raise Refusal(str(error), error.help) from None

    @property
    def population(self) -> str:
        """What `pages` gives, in words."""
        portfolio = self.portfolio
        return f"{portfolio.name}, {portfolio.as_of}" if portfolio is not None else f"the sample loans, {self.as_of}"

    def close(self) -> None:
        """Close the portfolio; it is opened again when it is needed."""
        if self._portfolio is not None:
            self._portfolio.__exit__(None, None, None)
            self._portfolio = None


def archetype(name: str) -> Mapping[str, Any]:
    """The archetype of a name; raises Refusal."""
    known = load().archetypes
    if name not in known:
        raise Refusal(f"there is no sample loan `{name}`", did_you_mean(name, known) or "`:samples` lists them")
    return archetype_loan(name)


def address_of(store: str, folder: Path | None) -> str:
    """A store's address as a pack writes it, a file's from the pack's folder."""
    for start in ("sqlite:///", ""):
        path = store.removeprefix(start)
        if store.startswith(start) and "://" not in path and folder is not None and (folder / path).exists():
            return f"{start}{folder / path}"
    return store
