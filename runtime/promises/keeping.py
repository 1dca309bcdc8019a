"""Promises that money keeps, and that reversals open again, on an account in memory.

Takes an account whose transactions changed and the scenarios in force. Of the open promises the one that is due first
is kept, by the first scenario in order that takes the transaction for it; a transaction keeps one promise at most.
Criteria see the account as it stands once the transaction is booked. Taking back what kept a promise opens it again
where its scenario said so when it was kept; another transaction that keeps no promise, and was posted once the promise
was made, then keeps it. Never touches the database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from cljrules.evaluation import Decision
from cljrules.values.errors import ClojureError
from cljrules.values.symbols import from_units
from runtime.actions.account import Account, NumberOf, Row
from runtime.promises.matching import KINDS, day_of, fits
from runtime.promises.scenarios import ReadyScenario

#: Who keeps promises where no person does.
SYSTEM = "system"
#: Columns of a promise that say what kept it, as they are while nothing does.
OPEN: Mapping[str, Any] = {
    "fulfilled": False,
    "fulfillment_date": None,
    "fulfilled_on": None,
    "fulfilled_by": None,
    "transaction_id": None,
    "scenario": None,
    "scenario_pack": None,
    "fails_on_reversal": False,
}


class Loan(Protocol):
    """An account's variables, which follow it once they are refreshed."""

    def __getitem__(self, name: str, /) -> Any: ...

    def refresh(self) -> None:
        """Forget values that were worked out."""


#: The transactions that count on an account, told by their rows' identity.
Standing = Mapping[int, Row]


def write(account: Account, promise: Row, **values: Any) -> None:
    """Set columns of a promise, with one entry of the account's history that holds those that changed."""
    changed = {name: value for name, value in values.items() if promise[name] != value}
    if not changed:
        return
    account.note("promises", str(promise["id"]), {name: promise[name] for name in changed}, changed)
    for name, value in changed.items():
        account.change(promise, "promises", name, value)


def kept_by(promise: Row, transaction: Row) -> bool:
    """Whether it is this transaction that kept the promise."""
    number = promise["transaction_id"]
    if isinstance(number, NumberOf):
        return number.row is transaction
    return number is not None and number == transaction.get("id")


class Keeper:
    """Follows what is posted and taken back on accounts, by the scenarios in force."""

    def __init__(self, scenarios: Sequence[ReadyScenario] = ()) -> None:
        self._scenarios = scenarios

    def standing(self, account: Account) -> Standing:
        """The transactions that count on the account now, for `follow` to compare with later."""
        return {id(row): row for row in _counting(account)}

    def follow(self, account: Account, loan: Loan, before: Standing) -> None:
        """Keep and open promises as the transactions ask for that count now and did not `before`, and the other way
        round. What applies on a day to come waits for it.
        """
        now = self.standing(account)
        for key, row in before.items():
            if key not in now:
                self._taken_back(account, loan, row)
        for key, row in now.items():
            if key not in before:
                self._posted(account, loan, row)

    def arrive(self, account: Account, loan: Loan) -> None:
        """Keep promises by the transactions whose day has come."""
        for row in list(_counting(account)):
            if row.get("awaits_day") and row["apply_date"] <= account.today.isoformat():
                account.change(row, "transactions", "awaits_day", False)
                self._keep_first(account, loan, row)

    def _posted(self, account: Account, loan: Loan, transaction: Row) -> None:
        if transaction["apply_date"] <= account.today.isoformat():
            self._keep_first(account, loan, transaction)
        elif transaction.get("id"):
            account.change(transaction, "transactions", "awaits_day", True)
        else:
            transaction["awaits_day"] = True

    def _keep_first(self, account: Account, loan: Loan, transaction: Row) -> None:
        if self._scenarios:
            self._keep(account, loan, _open(account), [transaction])

    def _taken_back(self, account: Account, loan: Loan, transaction: Row) -> None:
        promise = next((row for row in account.rows("promises") if kept_by(row, transaction)), None)
        if promise is None or not promise["fulfilled"] or not promise["fails_on_reversal"]:
            return
        if not self._keep(account, loan, [promise], list(_unused(account, promise))):
            open_again(account, promise)
            loan.refresh()

    def _keep(self, account: Account, loan: Loan, promises: Sequence[Row], transactions: Sequence[Row]) -> bool:
        """Keep the first of the promises that some scenario takes one of the transactions for."""
        answers: dict[int, bool] = {}
        for promise in promises:
            for transaction in transactions:
                for at, ready in enumerate(self._scenarios):
                    if not fits(ready.scenario, promise, transaction):
                        continue
                    if at not in answers:
                        answers[at] = _applies(ready, account, loan)
                    if answers[at]:
                        _mark(account, promise, transaction, ready)
                        loan.refresh()
                        return True
        return False


def open_again(account: Account, promise: Row) -> None:
    """What kept a promise is gone: it has failed where its due date has passed, and is pending where it has not."""
    passed = promise["due_date"] < account.today.isoformat()
    write(account, promise, **OPEN, failed_on=account.today.isoformat() if passed else None)
    if passed:
        account.raise_event("promise-failed", promise_id=promise["id"], reason="reversed")
    else:
        account.raise_event("promise-reopened", promise_id=promise["id"])


def _mark(account: Account, promise: Row, transaction: Row, ready: ReadyScenario) -> None:
    number = transaction.get("id")
    write(
        account,
        promise,
        fulfilled=True,
        fulfillment_date=day_of(ready.scenario, transaction),
        fulfilled_on=account.today.isoformat(),
        fulfilled_by=SYSTEM,
        transaction_id=number if number else NumberOf(transaction),
        scenario=ready.name,
        scenario_pack=ready.pack,
        fails_on_reversal=ready.scenario.fail_on_reversal,
        failed_on=None,
    )
    account.raise_event("promise-fulfilled", promise_id=promise["id"], scenario=ready.name, transaction_id=number)


def _applies(ready: ReadyScenario, account: Account, loan: Any) -> bool:
    answer = ready.applies(loan, account.today)
    if isinstance(answer, Decision):
        account.note("promises", f"scenario {ready.name}", None, {"error": _told(answer)})
        return False
    return answer


def _told(decision: Decision) -> str:
    error = decision.error
    kind = error.cls.simple_name if isinstance(error, ClojureError) else "LimitExceeded"
    return f"{kind}: {from_units(str(error))}"


def _counting(account: Account) -> Iterator[Row]:
    """The payments and credits that count on the account."""
    for row in account.rows("transactions"):
        if row["kind"] in KINDS and not row.get("reversed") and not row.get("deleted"):
            yield row


def _open(account: Account) -> list[Row]:
    """The payment promises that money may keep, the one due first in front; failed ones are among them."""
    found = [
        row
        for row in account.rows("promises")
        if row["type"] == "payment" and not row["fulfilled"] and not row["cancelled_on"] and not row["deleted"]
    ]
    return sorted(found, key=lambda row: (row["due_date"], row["id"]))


def _unused(account: Account, promise: Row) -> Iterator[Row]:
    """The transactions that keep no promise and were posted once this one was made, in the order of posting."""
    today = account.today.isoformat()
    for row in _counting(account):
        posted = row.get("created_at")
        if row["apply_date"] > today or (posted is not None and posted < promise["created_at"]):
            continue
        if not any(kept_by(other, row) for other in account.rows("promises")):
            yield row
