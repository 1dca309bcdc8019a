"""`customer link`, `unlink`, `role`, `access`: which customers have which part in an account, and what reaches them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from runtime.commands.customer.group import PAIRS, about, customer
from runtime.commands.options import Settings, is_json

_LOAN = click.argument("loan", metavar="LOAN")
_ROLES = click.Choice(["primary", "secondary", "other", "authorized-user"])


def _change(
    settings: Settings, number: int, loan: str, trigger: str, act: Callable[[Any], Any], format_: str | None
) -> int:
    """Change an account's links, and run the rules that answer to it."""
    from runtime.commands.servicing import tell
    from runtime.maintenance.real_time import change
    from runtime.store.finding import find_loan
    from runtime.store.open import open_store

    with open_store(settings.url, today=settings.today) as store:
        with store.read() as connection:
            loan_id = find_loan(connection, loan)
        changed = change(store, loan_id, "operator", trigger, act)
    title = f"customer {number} on loan {loan_id}: {changed.result}"
    tell(changed, {"customer": number, "loan": loan_id, "result": changed.result}, title, is_json(settings, format_))
    return 0


@customer.command("link")
@_LOAN
@click.option("--role", type=_ROLES, default="other", show_default=True, help="The customer's part in the account.")
@about
def link(settings: Settings, number: int, loan: str, role: str, format_: str | None) -> int:
    """Link a customer to an account; what reaches them is what the account's status enrols customers in."""
    from runtime.maintenance.linking import link_customer

    return _change(
        settings, number, loan, "link", lambda scene: link_customer(scene, number, role, "operator"), format_
    )


@customer.command("unlink")
@_LOAN
@about
def unlink(settings: Settings, number: int, loan: str, format_: str | None) -> int:
    """Take a customer off an account; its primary customer stays, until another one is."""
    from runtime.maintenance.linking import unlink_customer

    return _change(settings, number, loan, "unlink", lambda scene: unlink_customer(scene, number, "operator"), format_)


@customer.command("role")
@_LOAN
@click.argument("role", metavar="ROLE", type=_ROLES)
@about
def role(settings: Settings, number: int, loan: str, role: str, format_: str | None) -> int:
    """Give a customer another part in an account: primary, secondary, other or authorized-user.

    Who is primary or secondary already changes places with the customer.
    """
    from runtime.maintenance.linking import give_role

    return _change(settings, number, loan, "role", lambda scene: give_role(scene, number, role, "operator"), format_)


@customer.command("access")
@_LOAN
@PAIRS
@about
def access(settings: Settings, number: int, loan: str, pairs: tuple[str, ...], format_: str | None) -> int:
    """Say what reaches a customer about an account: `email=true sms=false web=true`."""
    from runtime.customers.fields import Scope, read_fields
    from runtime.customers.fields import pairs as read_pairs
    from runtime.maintenance.linking import set_access

    def act(scene: Any) -> Any:
        given = read_fields("access", read_pairs(pairs), Scope(scene.account.today, {}))
        return set_access(scene, number, given, "operator")

    return _change(settings, number, loan, "access", act, format_)
