"""The commands of promises: their options and help. What they do is in `promises`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import click

from runtime.commands.options import Day, Dollars, Group, Settings, formatted, is_json

_TYPES = click.Choice(["payment", "insurance", "other"])
_STATES = click.Choice(["pending", "fulfilled", "failed", "cancelled"])
_BY = click.option("--by", "author", default="operator", show_default=True, help="Who does it.")
_CSV = click.option("--csv", "csv_file", metavar="FILE", help="Write it to a file as CSV.")


def _choosing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options by which promises are chosen, as one `Choice`'s parts."""
    for option in (
        click.option("--to", "last", type=Day(), help="Only those due on this day or before."),
        click.option("--from", "first", type=Day(), help="Only those due on this day or later."),
        click.option("--agent", metavar="NAME", help="Only those logged by this agent."),
        click.option("--type", "types", type=_TYPES, multiple=True, help="Only those of this type."),
        click.option("--status", "states", type=_STATES, multiple=True, help="Only those in this state."),
        click.option("--loan", metavar="ID", help="Only this loan's."),
    ):
        command = option(command)
    return command


@click.group(cls=Group)
def promise() -> None:
    """Promises: what borrowers said they would do."""


@promise.command("add")
@click.option("--loan", required=True, metavar="ID", help="The loan, by its number or display number.")
@click.option("--amount", type=Dollars(), help="Dollars; only a promise to pay has to have them.")
@click.option("--due", required=True, type=Day(), help="The day on which it is due.")
@click.option("--type", "type_", type=_TYPES, default="payment", show_default=True, help="What it is about.")
@click.option("--subject", required=True, help="Its title.")
@click.option("--note", default="", help="What else there is to say.")
@_BY
@formatted
@click.pass_obj
def add(
    settings: Settings,
    loan: str,
    amount: Decimal | None,
    due: date,
    type_: str,
    subject: str,
    note: str,
    author: str,
    format_: str | None,
) -> int:
    """Record a promise, and run the rules that answer to it."""
    from runtime.commands.promises import add as run

    more = {"amount": amount, "due": due, "type_": type_, "subject": subject, "note": note, "author": author}
    return run(settings.url, settings.today, loan, more, is_json(settings, format_))


@promise.command("edit")
@click.argument("number", type=click.IntRange(1), metavar="PROMISE")
@click.option("--amount", type=Dollars(), help="Dollars, while it is pending.")
@click.option("--due", type=Day(), help="The day on which it is due, while it is pending.")
@click.option("--subject", help="Its title.")
@click.option("--note", help="What else there is to say.")
@_BY
@formatted
@click.pass_obj
def edit(
    settings: Settings,
    number: int,
    amount: Decimal | None,
    due: date | None,
    subject: str | None,
    note: str | None,
    author: str,
    format_: str | None,
) -> int:
    """Change a promise; what is left out stays as it is."""
    from runtime.commands.promises import edit as run

    given = {"amount": amount, "due": due, "subject": subject, "note": note}
    more = {name: value for name, value in given.items() if value is not None}
    if not more:
        raise click.UsageError("say what to change: --amount, --due, --subject or --note")
    return run(settings.url, settings.today, number, author, more, is_json(settings, format_))


@promise.command("fulfil")
@click.argument("number", type=click.IntRange(1), metavar="PROMISE")
@click.option("--date", "day", type=Day(), help="The day on which it was kept; today when left out.")
@click.option("--transaction", type=click.IntRange(1), metavar="NUMBER", help="The payment or credit that kept it.")
@click.option("--role", help="The role of who does it; `promise roles` says which may.")
@_BY
@formatted
@click.pass_obj
def fulfil(
    settings: Settings,
    number: int,
    day: date | None,
    transaction: int | None,
    role: str | None,
    author: str,
    format_: str | None,
) -> int:
    """Mark a promise as kept by hand."""
    from runtime.commands.promises import fulfil as run

    more = {"day": day, "transaction": transaction}
    return run(settings.url, settings.today, number, author, role, more, is_json(settings, format_))


@promise.command("cancel")
@click.argument("number", type=click.IntRange(1), metavar="PROMISE")
@click.option("--reason", help="Why.")
@_BY
@formatted
@click.pass_obj
def cancel(settings: Settings, number: int, reason: str | None, author: str, format_: str | None) -> int:
    """Withdraw a pending promise: it counts as neither kept nor broken."""
    from runtime.commands.promises import cancel as run

    return run(settings.url, settings.today, number, author, reason, is_json(settings, format_))


@promise.command("list")
@_choosing
@click.option("--limit", type=click.IntRange(1), help="Only the first so many.")
@_CSV
@formatted
@click.pass_obj
def list_(settings: Settings, /, limit: int | None, csv_file: str | None, format_: str | None, **choice: Any) -> int:
    """List promises, of one loan or of all, the one due first in front."""
    from runtime.commands.promises import list_promises as run

    return run(settings.url, settings.today, choice, limit, csv_file, is_json(settings, format_))


@promise.command("show")
@click.argument("number", type=click.IntRange(1), metavar="PROMISE")
@formatted
@click.pass_obj
def show(settings: Settings, number: int, format_: str | None) -> int:
    """Show a promise, and everything that happened to it."""
    from runtime.commands.promises import show as run

    return run(settings.url, settings.today, number, is_json(settings, format_))


@promise.command("report")
@_choosing
@click.option(
    "--per",
    type=click.Choice(["agent", "borrower", "month"]),
    default="agent",
    show_default=True,
    help="What the lines of the CSV are.",
)
@click.option("--limit", type=click.IntRange(1), help="Only so many borrowers; 1,000 when left out.")
@_CSV
@click.option("--html", "html_file", metavar="FILE", help="Write a page with charts to a file.")
@formatted
@click.pass_obj
def report(
    settings: Settings,
    /,
    per: str,
    limit: int | None,
    csv_file: str | None,
    html_file: str | None,
    format_: str | None,
    **choice: Any,
) -> int:
    """Tell how promises were kept: altogether, by agent, by borrower, by month."""
    from runtime.commands.promises import report as run

    files = (csv_file, html_file)
    return run(settings.url, settings.today, choice, per, limit, files, is_json(settings, format_))


@promise.command("roles")
@click.option("--may-fulfil", "roles", multiple=True, metavar="ROLE", help="Let this role, and others given, do so.")
@click.option("--all", "every", is_flag=True, help="Let every role do so.")
@click.option("--none", "nobody", is_flag=True, help="Let no role do so: scenarios alone keep promises.")
@formatted
@click.pass_obj
def roles(settings: Settings, roles: tuple[str, ...], every: bool, nobody: bool, format_: str | None) -> int:
    """Tell, or set, which roles may mark promises as kept by hand."""
    from runtime.commands.promises import roles as run

    if sum((bool(roles), every, nobody)) > 1:
        raise click.UsageError("give --may-fulfil, --all or --none, and no two of them")
    change = (None if every else list(roles)) if roles or every or nobody else ...
    return run(settings.url, change, is_json(settings, format_))
