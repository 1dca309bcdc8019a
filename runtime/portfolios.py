"""The store's loans for `cljrules check --portfolio`.

Takes an address, gives a `cljrules.portfolio.source.Portfolio`: the live accounts as criteria see them, and the packs
that are deployed. Never writes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from types import TracebackType

from cljrules.packs.model import Pack
from cljrules.portfolio.source import Account, PortfolioError
from runtime.actions.account import Account as Held
from runtime.deployments import active_deployments
from runtime.maintenance.decide import ACTIVATED
from runtime.maintenance.live import LiveLoan
from runtime.maintenance.past import PastPage, account_as_of
from runtime.store import schema
from runtime.store.accounts import read_accounts
from runtime.store.finding import find_loan
from runtime.store.open import Store, StoreError, open_store
from runtime.store.views import loan_views
from runtime.store.words import read_words

_PAGE = 10_000


def open_portfolio(address: str, as_of: date | None) -> StorePortfolio:
    """The portfolio in the store at an address, as of a day or the store's own; raises PortfolioError."""
    try:
        store = open_store(address)
    except StoreError as error:
        raise PortfolioError(str(error), error.help) from error
    return StorePortfolio(store, as_of or store.today)


class StorePortfolio:
    """The accounts of a store on which rules run: all but archived, deleted and temporary ones."""

    def __init__(self, store: Store, as_of: date) -> None:
        self.name = store.name
        self.as_of = as_of
        self._store = store

    def __enter__(self) -> StorePortfolio:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, place: TracebackType | None
    ) -> None:
        self._store.close()

    def pages(self, variables: Collection[str]) -> Iterator[Sequence[Account]]:
        loans = schema.loans.c
        only = [~loans.loan_archived, ~loans.loan_deleted, ~loans.loan_temporary]
        after = 0
        try:
            with self._store.read() as connection:
                named = {*variables, ACTIVATED}
                while page := loan_views(connection, self.as_of, named, after, _PAGE, only):
                    after = page[-1][0]
                    yield [Account(f"loan {number}", loan, bool(loan[ACTIVATED])) for number, loan in page]
        except StoreError as error:
            raise PortfolioError(str(error), error.help) from error

    def account(self, name: str) -> Account:
        try:
            with self._store.read() as connection:
                number = find_loan(connection, name)
                if self.as_of < self._store.today:
                    account = account_as_of(connection, number, self.as_of, read_words(connection))
                else:
                    account = Held(number, self.as_of, read_accounts(connection, [number])[number])
                loan = dict(LiveLoan(PastPage(connection, self.as_of, {number: account}), account))
        except StoreError as error:
            raise PortfolioError(str(error), error.help) from error
        return Account(f"loan {number}", loan, bool(loan[ACTIVATED]))

    def deployed(self, pack: str) -> Pack | None:
        try:
            with self._store.read() as connection:
                found = (held.pack for held in active_deployments(connection) if held.pack.name == pack)
                return next(found, None)
        except StoreError as error:
            raise PortfolioError(str(error), error.help) from error
