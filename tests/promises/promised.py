"""What the tests of promises share: a store with one lender's accounts, and steps that people, nights and time take."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from books import DAY, first_loan, made, put

from runtime.maintenance.nightly import maintain
from runtime.maintenance.posting import post_credit, post_payment, reverse
from runtime.maintenance.real_time import Scene, change
from runtime.promises import making
from runtime.promises.listing import Choice, promises
from runtime.store.open import Store, open_store

#: An account that takes payments and credits of some hundred dollars for weeks.
GOOD = "loan_active AND status_days_past_due = 0 AND status_principal_balance > 500000 AND loan_id > 5"
Step = tuple[Any, ...]


def scenario(
    name: str = "standard",
    *,
    on: str = "#{:payments :credits}",
    before: int = 10,
    after: int = 10,
    by: str = "apply-date",
    tolerance: str | None = "{:percent 5}",
    box: bool = True,
    when: str | None = None,
) -> str:
    """The text of a scenario."""
    return f"""
(defpromise-scenario {name} "A scenario." :evaluate-on {on} {f":applies-when {when}" if when else ""}
  :window {{:days-before {before} :days-after {after} :by :{by}}}
  {f":tolerance {tolerance}" if tolerance else ""} :fail-on-reversal {"true" if box else "false"})
"""


def day(offset: int) -> date:
    """The day so many days after the first."""
    return DAY + timedelta(days=offset)


def ready_store(folder: Path, loans: int = 30) -> Path:
    """A store of made-up accounts without promises of their own, in a file to be copied."""
    with made(folder / "ready.db", loans) as store, store.begin() as connection:
        connection.exec_driver_sql("DELETE FROM promises")
    return folder / "ready.db"


class Lender:
    """A store, and what happens to one account of it. Offsets are days after the first."""

    def __init__(self, store: Store, loan: int | None = None) -> None:
        self.store = store
        self.loan = loan if loan is not None else first_loan(store, GOOD)
        self.promises: list[int] = []
        self.posted: list[int] = []

    def on(self, offset: int) -> Store:
        """The store on a day."""
        return replace(self.store, today=day(offset))

    def promise(
        self,
        at: int,
        amount: str | Decimal | None,
        due: int | date,
        type_: str = "payment",
        author: str = "ann",
        **more: Any,
    ) -> int:
        """Record a promise on a day, due on another."""

        def act(scene: Scene) -> int:
            return making.add(
                scene.connection,
                scene.account,
                scene.now,
                **{
                    "amount": Decimal(amount) if isinstance(amount, str) else amount,
                    "due": day(due) if isinstance(due, int) else due,
                    "type_": type_,
                    "subject": f"${amount}",
                    "author": author,
                    **more,
                },
            )

        number: int = change(self.on(at), self.loan, author, "promise", act).result
        self.promises.append(number)
        return number

    def post(
        self, at: int, amount: str, kind: str = "payment", apply: int | None = None, process: int | None = None
    ) -> int:
        """Post a payment or a credit on a day; it applies and was processed on the same day, or on those given."""
        more: dict[str, Any] = {"category": "Goodwill"} if kind == "credit" else {}
        act = partial(
            post_credit if kind == "credit" else post_payment,
            amount=Decimal(amount),
            apply_date=day(at if apply is None else apply),
            process_date=day(at if process is None else process),
            **more,
        )
        number: int = change(self.on(at), self.loan, "clerk", kind, act).result
        self.posted.append(number)
        return number

    def reverse(self, at: int, which: int) -> None:
        """Take back the transaction posted in this place, on a day."""
        act = partial(reverse, number=self.posted[which], day=day(at), reason="nsf")
        change(self.on(at), self.loan, "clerk", "reversal", act)

    def fulfil(
        self, at: int, which: int, role: str | None = None, roles: Sequence[str] | None = None, **more: Any
    ) -> None:
        """Mark the promise in this place as kept."""
        number = self.promises[which]
        change(
            self.on(at),
            self.loan,
            "ann",
            "promise-fulfil",
            lambda scene: making.fulfil(scene.account, number, author="ann", role=role, roles=roles, **more),
        )

    def cancel(self, at: int, which: int) -> None:
        """Withdraw the promise in this place."""
        number = self.promises[which]
        change(
            self.on(at),
            self.loan,
            "ann",
            "promise-cancel",
            lambda scene: making.cancel(scene.account, number, author="ann"),
        )

    def edit(self, at: int, which: int, **more: Any) -> None:
        """Change the promise in this place."""
        number = self.promises[which]
        change(self.on(at), self.loan, "ann", "promise-edit", lambda scene: making.edit(scene.account, number, **more))

    def night(self, at: int) -> None:
        """The nightly run of a day."""
        maintain(self.store, day(at))

    def take(self, steps: Iterable[Step]) -> None:
        """Take steps: each the name of what is done here, with its arguments, keywords in a dictionary at the end."""
        for name, *arguments in steps:
            named = arguments.pop() if arguments and isinstance(arguments[-1], dict) else {}
            getattr(self, name)(*arguments, **named)

    def listed(self, at: int) -> list[dict[str, Any]]:
        """The account's promises as they are on a day, in the order in which they were made."""
        with self.store.read() as connection:
            found = list(promises(connection, day(at), Choice(loan=self.loan)))
        return sorted(found, key=lambda row: int(row["id"]))

    def states(self, at: int) -> list[str]:
        """Their states."""
        return [row["status"] for row in self.listed(at)]

    def keepers(self, at: int) -> list[int | None]:
        """The places of the transactions that keep them."""
        return [
            None if row["transaction"] is None else self.posted.index(row["transaction"]) for row in self.listed(at)
        ]


def opened(ready: Path, to: Path, rules: str, name: str = "pack") -> Store:
    """A copy of a ready store with a pack of this text deployed."""
    shutil.copy(ready, to)
    store = open_store(str(to), today=DAY, wait_ms=60_000)
    put(store, to.parent / name, rules)
    return store
