"""The commands with which people change an account: their options and help. What they do is in `servicing`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import click

from runtime.commands.options import Day, Dollars, Group, Settings, WithExamples, formatted, is_json, versioned

_LOAN = click.option("--loan", required=True, metavar="ID", help="The loan, by its number or display number.")
_AMOUNT = click.option("--amount", required=True, type=Dollars(), help="Dollars.")
_APPLY = click.option("--apply-date", type=Day(), help="The day it applies on; today when left out.")
_PROCESS = click.option("--process-date", type=Day(), help="The day it was processed on; today when left out.")
_TYPE = click.option("--type", "payment_type", help="The payment type, which is the waterfall; Regular when left out.")
_INFO = click.option("--info", default="", help="Its title.")


@click.group(cls=Group)
def payment() -> None:
    """Payments."""


@payment.command("post")
@_LOAN
@_AMOUNT
@_APPLY
@_PROCESS
@_TYPE
@_INFO
@click.option("--method", "payment_method", help="How it was paid.")
@click.option("--extra", help="Where the part beyond what is due goes, by its code, such as tx.principalonly.")
@click.option("--recovery", is_flag=True, help="It recovers part of what was charged off.")
@versioned
@formatted
@click.pass_obj
def post_payment(
    settings: Settings,
    loan: str,
    amount: Decimal,
    apply_date: date | None,
    process_date: date | None,
    payment_type: str | None,
    info: str,
    payment_method: str | None,
    extra: str | None,
    recovery: bool,
    format_: str | None,
) -> int:
    """Post a payment, and run the rules that answer to it."""
    from runtime.commands.servicing import post

    more = {
        "payment_type": payment_type or "Regular",
        "info": info,
        "payment_method": payment_method,
        "extra": extra,
        "charge_off_recovery": recovery,
    }
    as_json = is_json(settings, format_)
    return post(
        settings.url,
        settings.today,
        "payment",
        loan,
        amount,
        apply_date,
        process_date,
        more,
        as_json,
        settings.if_version,
    )


@click.group(cls=Group)
def credit() -> None:
    """Credits."""


@credit.command("post")
@_LOAN
@_AMOUNT
@_APPLY
@_PROCESS
@_TYPE
@_INFO
@click.option("--category", help="The credit's category, one of the tenant's words.")
@click.option("--charge-off", is_flag=True, help="It books a loss.")
@versioned
@formatted
@click.pass_obj
def post_credit(
    settings: Settings,
    loan: str,
    amount: Decimal,
    apply_date: date | None,
    process_date: date | None,
    payment_type: str | None,
    info: str,
    category: str | None,
    charge_off: bool,
    format_: str | None,
) -> int:
    """Post a credit, and run the rules that answer to it."""
    from runtime.commands.servicing import post

    more = {"payment_type": payment_type or "Regular", "info": info, "category": category, "charge_off": charge_off}
    as_json = is_json(settings, format_)
    return post(
        settings.url,
        settings.today,
        "credit",
        loan,
        amount,
        apply_date,
        process_date,
        more,
        as_json,
        settings.if_version,
    )


@click.group(cls=Group)
def charge() -> None:
    """Charges."""


@charge.command("post")
@_LOAN
@_AMOUNT
@_APPLY
@_INFO
@click.option("--at-payoff", is_flag=True, help="It falls due only when the account is paid off.")
@click.option("--interest-bearing", is_flag=True, help="Interest is earned on it.")
@versioned
@formatted
@click.pass_obj
def post_charge(
    settings: Settings,
    loan: str,
    amount: Decimal,
    apply_date: date | None,
    info: str,
    at_payoff: bool,
    interest_bearing: bool,
    format_: str | None,
) -> int:
    """Post a charge, and run the rules that answer to it."""
    from runtime.commands.servicing import post

    more = {"info": info, "payoff_fee": at_payoff, "interest_bearing": interest_bearing}
    as_json = is_json(settings, format_)
    return post(
        settings.url, settings.today, "charge", loan, amount, apply_date, None, more, as_json, settings.if_version
    )


@click.group(cls=Group)
def advancement() -> None:
    """Advancements."""


@advancement.command("post")
@_LOAN
@_AMOUNT
@_APPLY
@_INFO
@versioned
@formatted
@click.pass_obj
def post_advancement(
    settings: Settings, loan: str, amount: Decimal, apply_date: date | None, info: str, format_: str | None
) -> int:
    """Lend more on a loan, and run the rules that answer to it."""
    from runtime.commands.servicing import post

    as_json = is_json(settings, format_)
    return post(
        settings.url,
        settings.today,
        "advancement",
        loan,
        amount,
        apply_date,
        None,
        {"info": info},
        as_json,
        settings.if_version,
    )


@click.group(cls=Group)
def transaction() -> None:
    """Transactions of any kind."""


@transaction.command("reverse")
@click.argument("number", type=int, metavar="TRANSACTION")
@click.option("--date", "day", type=Day(), help="The day it is taken back on; today when left out.")
@click.option("--reason", type=click.Choice(["nsf", "checkBounce", "nachaErrorCode", "clericalError", "other"]))
@click.option("--comment", help="What else there is to say.")
@versioned
@formatted
@click.pass_obj
def reverse_transaction(
    settings: Settings, number: int, day: date | None, reason: str | None, comment: str | None, format_: str | None
) -> int:
    """Take a transaction back: the account then stands as if it had never been."""
    from runtime.commands.servicing import reverse_transaction as run

    return run(
        settings.url, settings.today, number, day, reason, comment, is_json(settings, format_), settings.if_version
    )


@click.group(cls=Group)
def portfolio() -> None:
    """The portfolios of a loan."""


_SUB = click.option("--sub", metavar="TITLE", help="A sub-portfolio of it.")


@portfolio.command("add")
@click.argument("name", metavar="LOAN")
@click.argument("title", metavar="PORTFOLIO")
@_SUB
@versioned
@formatted
@click.pass_obj
def add_portfolio(settings: Settings, name: str, title: str, sub: str | None, format_: str | None) -> int:
    """Put a loan into a portfolio."""
    return _act(settings, name, "portfolio_action", (True, title, sub), format_)


@portfolio.command("remove")
@click.argument("name", metavar="LOAN")
@click.argument("title", metavar="PORTFOLIO")
@_SUB
@versioned
@formatted
@click.pass_obj
def remove_portfolio(settings: Settings, name: str, title: str, sub: str | None, format_: str | None) -> int:
    """Take a loan out of a portfolio."""
    return _act(settings, name, "portfolio_action", (False, title, sub), format_)


@click.command("settings", cls=WithExamples)
@click.argument("name", metavar="LOAN")
@click.argument("pairs", nargs=-1, required=True, metavar="OPTION=VALUE...")
@versioned
@formatted
@click.pass_obj
def set_settings(settings: Settings, name: str, pairs: tuple[str, ...], format_: str | None) -> int:
    """Change settings of a loan, by the options of the action `loan/set`."""
    return _act(settings, name, "settings_action", (pairs,), format_)


@click.command("create", cls=WithExamples)
@click.option("--from", "path", required=True, metavar="FILE.json", help="The document that describes the account.")
@formatted
@click.pass_obj
def create_loan(settings: Settings, path: str, format_: str | None) -> int:
    """Open an account, and run the rules that answer to it."""
    from runtime.commands.servicing import create_loan as run

    return run(settings.url, settings.today, path, is_json(settings, format_))


@click.command("act", cls=WithExamples)
@click.argument("name", metavar="LOAN")
@click.argument("action", metavar="ACTION")
@versioned
@formatted
@click.pass_obj
def act(settings: Settings, name: str, action: str, format_: str | None) -> int:
    """Apply an action, written as in a rule, to a loan."""
    return _act(settings, name, None, (action,), format_)


def _flagging(verb: str, help: str) -> click.Command:
    @click.command(verb, help=help, cls=WithExamples)
    @click.argument("name", metavar="LOAN")
    @versioned
    @formatted
    @click.pass_obj
    def run(settings: Settings, name: str, format_: str | None) -> int:
        return _act(settings, name, None, (f"(account/{verb})",), format_)

    return run


def _act(settings: Settings, name: str, making: str | None, words: tuple[Any, ...], format_: str | None) -> int:
    from runtime.commands import servicing

    action = words[0] if making is None else getattr(servicing, making)(*words)
    return servicing.act(settings.url, settings.today, name, action, is_json(settings, format_), settings.if_version)


#: Commands that stand on their own, and those that belong under `loan`.
GROUPS = (payment, credit, charge, advancement, transaction, portfolio)
OF_A_LOAN = (
    create_loan,
    set_settings,
    act,
    _flagging("activate", "Activate a loan: from then on its days count."),
    _flagging("deactivate", "Deactivate a loan."),
    _flagging("archive", "Archive a loan: nothing changes on it any more."),
    _flagging("delete", "Delete a loan: it is marked, and nothing changes on it any more."),
)
