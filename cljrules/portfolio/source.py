"""Where loans come from: stores that other programs offer, and files of JSON lines.

A program offers its stores with an entry point of the group `cljrules.portfolios`: a function that takes an address and
gives a `Portfolio`, or raises `PortfolioError`. cljrules itself knows no store.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from importlib.metadata import entry_points
from pathlib import Path
from types import TracebackType
from typing import Any, Final, NamedTuple, Protocol

from cljrules.packs.model import Pack
from cljrules.source import SourceError, read_source
from cljrules.stdlib.catalogue import bind, load
from cljrules.suggest import did_you_mean

GROUP: Final = "cljrules.portfolios"
_PAGE: Final = 10_000


class Account(NamedTuple):
    """An account: its name, what criteria see of it, and whether it is activated; on one that is not, only rules with
    `:preactivation` run.
    """

    name: str
    loan: Mapping[str, Any]
    is_activated: bool = True


class PortfolioError(Exception):
    """A portfolio that cannot be looked at: why, and what to do about it (`help`)."""

    def __init__(self, why: str, help: str) -> None:
        super().__init__(why)
        self.help = help


class Portfolio(AbstractContextManager["Portfolio"], Protocol):
    """Loans as of a business date, and the packs that are deployed for them. Nothing is ever written."""

    name: str
    as_of: date

    def pages(self, variables: Collection[str]) -> Iterator[Sequence[Account]]:
        """The accounts on which rules run, some thousands at a time, each with these variables at least."""

    def account(self, name: str) -> Account:
        """The account of a name or number, live or not, with every variable, as it stood at the end of `as_of`; raises
        PortfolioError.
        """

    def deployed(self, pack: str) -> Pack | None:
        """The pack of this name that is deployed, None where none is."""


def open_portfolio(address: str, as_of: date | None = None) -> Portfolio:
    """The portfolio at an address: a file of JSON lines, or a store of whoever offers them; raises PortfolioError."""
    if address.endswith((".jsonl", ".ndjson")):
        return LoanFile(Path(address), as_of)
    offered = list(entry_points(group=GROUP))
    if not offered:
        raise PortfolioError(
            f"nothing installed here can open `{address}`",
            "install cljrules[runtime], or give a file of loans, one JSON object a line, named `….jsonl`",
        )
    try:
        opener = offered[0].load()
    except ImportError as missing:
        raise PortfolioError(
            f"`{offered[0].value}`, which would open `{address}`, cannot be loaded: {missing}",
            "install what it needs, such as cljrules[runtime]",
        ) from None
    opened: Portfolio = opener(address, as_of)
    return opened


class LoanFile:
    """Loans in a file of JSON lines: an object of variables a line, or `{"id": …, "loan": {…}}`."""

    def __init__(self, path: Path, as_of: date | None) -> None:
        self.name = str(path)
        try:
            self._lines = read_source(path).text.splitlines()
        except SourceError as error:
            raise PortfolioError(str(error), error.help) from None
        self.as_of = as_of or date.fromisoformat(load().sample.as_of)

    def __enter__(self) -> LoanFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, place: TracebackType | None
    ) -> None:
        return None

    def pages(self, variables: Collection[str]) -> Iterator[Sequence[Account]]:
        page: list[Account] = []
        for number, line in enumerate(self._lines, 1):
            if line.strip():
                page.append(self._account(line, number))
            if len(page) == _PAGE:
                yield page
                page = []
        if page:
            yield page

    def account(self, name: str) -> Account:
        known = []
        for page in self.pages(()):
            for found in page:
                if found.name in (name, f"line {name}"):
                    return found
                known.append(found.name)
        help = did_you_mean(name, known) or f"{self.name} has {len(known):,} accounts"
        raise PortfolioError(f"there is no account `{name}`", help)

    def deployed(self, pack: str) -> Pack | None:
        return None

    def _account(self, line: str, number: int) -> Account:
        known = load()
        try:
            data = json.loads(line, parse_float=Decimal)
            given = data.get("loan", data)
            bound = {name: bind(known.variables[name], value) for name, value in given.items()}
        except KeyError as missing:
            name = str(missing.args[0])
            meant = did_you_mean(name, known.variables)
            raise PortfolioError(
                f"{self.name}, line {number}: there is no variable `{name}`", meant or "`cljrules doc` lists them"
            ) from None
        except (ValueError, AttributeError, RecursionError) as problem:
            raise PortfolioError(
                f"{self.name}, line {number}: {problem}",
                'a line is an object of variables and values, or {"id": …, "loan": {…}}',
            ) from None
        account = str(data["id"]) if given is not data and "id" in data else f"line {number}"
        return Account(account, {**bound, known.sample.today: self.as_of.isoformat()})
