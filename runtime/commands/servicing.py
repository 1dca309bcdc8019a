"""`payment`, `credit`, `charge`, `advancement`, `transaction`, `portfolio` and the changes of `loan`: what people do to
an account, each with the rules that answer to it in real time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select

from cljrules.packs.actions import read_action
from cljrules.packs.desk import MISFIT, Desk
from cljrules.packs.model import ActionCall
from cljrules.parser.reader import read
from cljrules.source import Source
from cljrules.stdlib import catalogue
from runtime.actions.account import NotApplied
from runtime.commands.maintaining import change_cells
from runtime.commands.output import console, print_json, shown, table
from runtime.maintenance.firing import apply_action
from runtime.maintenance.opening import create
from runtime.maintenance.posting import post_advancement, post_charge, post_credit, post_payment, reverse
from runtime.maintenance.real_time import Changed, Scene, change
from runtime.maintenance.record import plain
from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.finding import find_loan
from runtime.store.open import Store, open_store

AUTHOR = "operator"


def post(
    url: str,
    today: date | None,
    kind: str,
    name: str,
    amount: Decimal,
    apply_date: date | None,
    process_date: date | None,
    more: Mapping[str, Any],
    as_json: bool,
    if_version: int | None = None,
) -> int:
    """Post money of a kind on a loan; prints the transaction's number and what came of it."""
    with open_store(url, today=today) as store:
        day = apply_date or store.today
        if kind in ("payment", "credit"):
            poster = post_payment if kind == "payment" else post_credit
            act: Callable[[Scene], Any] = partial(
                poster, amount=amount, apply_date=day, process_date=process_date or store.today, **more
            )
        else:
            act = partial(post_charge if kind == "charge" else post_advancement, amount=amount, apply_date=day, **more)
        changed = change(store, _number(store, name), AUTHOR, kind, act, if_version=if_version)
    tell(changed, {"transaction": changed.result}, f"posted {kind} {changed.result} of ${amount:,}", as_json)
    return 0


def create_loan(url: str, today: date | None, path: str, as_json: bool) -> int:
    """Open the account of a document."""
    try:
        text = Path(path).read_text(encoding="utf-8")
        document = json.loads(text, parse_float=Decimal)
    except OSError as error:
        raise StoreError("bad-document", f"`{path}` cannot be read: {error.strerror}", "check the name") from None
    except (ValueError, RecursionError) as error:
        raise StoreError("bad-document", f"`{path}` is not JSON: {error}", "see docs/operators/accounts.md") from None
    with open_store(url, today=today) as store:
        changed = create(store, document, AUTHOR)
    tell(changed, {"loan": changed.result}, f"opened loan {changed.result}", as_json)
    return 0


def reverse_transaction(
    url: str,
    today: date | None,
    number: int,
    day: date | None,
    reason: str | None,
    comment: str | None,
    as_json: bool,
    if_version: int | None = None,
) -> int:
    """Take a transaction back."""
    with open_store(url, today=today) as store:
        with store.read() as connection:
            table_ = schema.transactions
            loan_id = connection.scalar(select(table_.c.loan_id).where(table_.c.id == number))
        if loan_id is None:
            raise StoreError("no-such-transaction", f"there is no transaction {number}", "give its number")
        act = partial(reverse, number=number, day=day or store.today, reason=reason, comment=comment)
        changed = change(store, loan_id, AUTHOR, "reversal", act, if_version=if_version)
    tell(changed, {"transaction": number}, f"reversed transaction {number}", as_json)
    return 0


def act(url: str, today: date | None, name: str, action: str, as_json: bool, if_version: int | None = None) -> int:
    """Apply an action, written as in a rule, to a loan."""
    call = _read(action)

    def apply(scene: Scene) -> str:
        outcome, reason = apply_action(call, scene.account, scene.loan, scene.words)
        if outcome == "skipped":
            raise NotApplied(reason or "it cannot be applied")
        return outcome if scene.account.changes else "unchanged"

    with open_store(url, today=today) as store:
        changed = change(store, _number(store, name), AUTHOR, call.name, apply, if_version=if_version)
    tell(changed, {"outcome": changed.result}, f"{call.name} {changed.result}", as_json)
    return 0


def portfolio_action(adds: bool, title: str, sub: str | None) -> str:
    """The action that adds an account to a portfolio, or takes it out."""
    verb = "add" if adds else "remove"
    options = f":{verb}-portfolios [{_text(title)}]" if sub is None or adds else ""
    if sub is not None:
        options += f" :{verb}-sub-portfolios [{_text(f'{title}/{sub}')}]"
    return f"(loan/set {{{options}}})"


def settings_action(pairs: Sequence[str]) -> str:
    """`loan/set` from pairs OPTION=VALUE; a value is written as in a rule, or is a text."""
    options = []
    for pair in pairs:
        option, sign, value = pair.partition("=")
        if not sign or not option:
            raise StoreError("bad-option", f"`{pair}` is not OPTION=VALUE", "write it as in loan-status=Closed")
        options.append(f":{option} {_value(option, value)}")
    return f"(loan/set {{{' '.join(options)}}})"


def _value(option: str, value: str) -> str:
    known = catalogue.load().actions["loan/set"].options.get(option)
    plain_ = known is not None and known.type in ("text", "enum") and value != "nil"
    is_date = known is not None and known.type == "date" and value[:1].isdigit()
    return _text(value) if plain_ or is_date else value


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _read(action: str) -> ActionCall:
    forms, findings = read(Source("<action>", action))
    desk = Desk(catalogue.load())
    call = read_action(forms[0], desk) if len(forms) == 1 and not findings else MISFIT
    found = [*findings, *desk.findings]
    if call is MISFIT or found:
        first = found[0] if found else None
        message = first.message if first is not None else f"`{action}` is not one action"
        raise StoreError("bad-action", message, (first.help if first else None) or "write it as in a rule's `:then`")
    made: ActionCall = call
    return made


def _number(store: Store, name: str) -> int:
    with store.read() as connection:
        return find_loan(connection, name)


def tell(changed: Changed, result: dict[str, Any], title: str, as_json: bool) -> None:
    """Print what came of a change: as JSON the result with what changed and which rules answered."""
    """Print what a change of an account came to: its result, what it changed, and what rules answered."""
    fired = [
        {
            "rule": changed.rules[firing.rule_number].name,
            "outcome": firing.outcome,
            "error": firing.error,
            "actions": [action.as_data() for action in firing.actions],
        }
        for firing in changed.firings
    ]
    changes = [
        {"entity": item.entity, "field": item.field, "before": plain(item.before), "after": plain(item.after)}
        for item in changed.changes
    ]
    if as_json:
        print_json({**result, "changes": changes, "firings": fired})
        return
    out = console()
    out.print(table(title, ["what", "before", "after"], [change_cells(item) for item in changes]))
    for firing in fired:
        out.print(shown(f"rule `{firing['rule']}` answered: {firing['outcome']}"), markup=False)
