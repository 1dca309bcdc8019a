"""A rule fires on an account: its actions are applied in order, each with its outcome.

Takes a rule, an account in memory and its variables; changes the account and gives the record of the firing. An action
that cannot be applied is skipped with its reason and the others go on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import DBAPIError

from cljrules.packs.model import ActionCall
from runtime.actions.account import Account, NotApplied
from runtime.actions.preconditions import first_failed, variables_as_fired
from runtime.actions.registry import definitions
from runtime.actions.scene import Scene, snake_options
from runtime.maintenance.live import LiveLoan
from runtime.maintenance.record import ActionRecord, FiringRecord
from runtime.maintenance.rules import RunnableRule
from runtime.promises.keeping import Keeper
from runtime.store.words import Words


class ActionFailure(Exception):
    """An action that failed in a way nobody foresaw: a fault of the runtime, told with its rule and action."""

    def __init__(self, rule: RunnableRule, call: ActionCall, cause: Exception) -> None:
        super().__init__(f"`{call.name}` of rule `{rule.name}` failed: {type(cause).__name__}: {cause}")
        self.rule = rule
        self.call = call


def ended(account: Account) -> bool:
    """Whether the account was archived or deleted, so that nothing more runs on it."""
    return bool(account.get("loans", "loan_archived") or account.get("loans", "loan_deleted"))


def fire(
    rule: RunnableRule, account: Account, loan: LiveLoan, words: Words, read: Mapping[str, Any], keeper: Keeper
) -> FiringRecord:
    """Apply the rule's actions; `read` are the variables its criteria read, with their values. Promises that an
    action's money keeps are part of what the action did.

    Raises ActionFailure; the account is then in an unknown state and must be thrown away.
    """
    record = FiringRecord(account.loan_id, rule.number, dict(read))
    fired = {name: loan[name] for name in rule.kept}
    scene = Scene(words, rule.name, loan.__getitem__, loan.page)
    first_row = len(account.pending.inserts)
    first_event = len(account.events)
    for call in rule.rule.then:
        first = len(account.changes)
        standing = keeper.standing(account)
        try:
            outcome, reason = _apply(call, account, loan, fired, scene)
            if len(account.changes) > first:
                loan.refresh()
                keeper.follow(account, loan, standing)
        except DBAPIError:
            raise  # the database's fault, not the action's
        except Exception as error:
            raise ActionFailure(rule, call, error) from error
        changes = account.changes[first:]
        if outcome == "applied" and not changes:
            outcome = "unchanged"
        record.actions.append(ActionRecord(call.name, call.options, outcome, reason, changes))
    record.rows = [row for _, row in account.pending.inserts[first_row:]]
    record.events = account.events[first_event:]
    return record


def apply_action(call: ActionCall, account: Account, loan: LiveLoan, words: Words) -> tuple[str, str | None]:
    """Apply one action that a person asked for: `applied`, `unchanged` or `skipped`, and the reason."""
    fired = {name: loan[name] for name in variables_as_fired((call,))}
    return _apply(call, account, loan, fired, Scene(words, call.name, loan.__getitem__, loan.page))


def _apply(
    call: ActionCall, account: Account, loan: LiveLoan, fired: Mapping[str, Any], scene: Scene
) -> tuple[str, str | None]:
    if ended(account):
        return "skipped", "an earlier action of the rule archived or deleted the account"
    definition = definitions()[call.name]
    options = snake_options(call.effective)
    try:
        if definition.in_place is not None and definition.in_place(account, options, scene):
            return "unchanged", None
        failed = first_failed(call, loan, fired, account.today)
        if failed is not None:
            return "skipped", failed
        definition.apply(account, options, scene)
    except NotApplied as refusal:
        return "skipped", refusal.reason
    return "applied", None
