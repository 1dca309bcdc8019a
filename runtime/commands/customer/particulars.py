"""`customer address`, `employer`, `credit`: what a customer has one of."""

from __future__ import annotations

import click

from runtime.commands.customer.group import PAIRS, Customers, about, changes, customer
from runtime.commands.options import Settings, is_json

_WHICH = click.argument("kind", metavar="WHICH", type=click.Choice(["primary", "mailing", "employer"]))


@customer.group("address", cls=Customers)
def address() -> None:
    """The primary and the mailing address, and the employer's."""


@address.command("set")
@_WHICH
@PAIRS
@changes
def set_address(settings: Settings, number: int, kind: str, pairs: tuple[str, ...], format_: str | None) -> int:
    """Set an address, or fields of it; city and state are decoded from the ZIP code where they are missing."""
    from runtime.commands.customer.running import change
    from runtime.customers.fields import pairs as read_pairs
    from runtime.customers.particulars import set_address as run

    said = f"the {kind} address was set"
    return change(settings, number, format_, lambda desk: run(desk, kind, read_pairs(pairs)), said)


@address.command("remove")
@_WHICH
@changes
def remove_address(settings: Settings, number: int, kind: str, format_: str | None) -> int:
    """Take an address away."""
    from runtime.commands.customer.running import change
    from runtime.customers.particulars import remove_address as run

    return change(settings, number, format_, lambda desk: run(desk, kind), f"the {kind} address was removed")


@address.command("same")
@click.option("--same/--no-same", default=True, help="Whether mail goes to the primary address.")
@changes
def same_address(settings: Settings, number: int, same: bool, format_: str | None) -> int:
    """Use the primary address as mailing address, whatever it becomes."""
    from runtime.commands.customer.running import change
    from runtime.customers.particulars import use_primary_for_mailing as run

    said = "mail goes to the primary address" if same else "mail goes to the mailing address"
    return change(settings, number, format_, lambda desk: run(desk, same), said)


@customer.group("employer", cls=Customers)
def employer() -> None:
    """The employer, with income and pay dates."""


@employer.command("set")
@PAIRS
@changes
def set_employer(settings: Settings, number: int, pairs: tuple[str, ...], format_: str | None) -> int:
    """Set the employer, or fields of it."""
    from runtime.commands.customer.running import change
    from runtime.customers.fields import pairs as read_pairs
    from runtime.customers.particulars import set_employer as run

    said = "the employer was set"
    return change(settings, number, format_, lambda desk: run(desk, read_pairs(pairs)), said)


@employer.command("remove")
@changes
def remove_employer(settings: Settings, number: int, format_: str | None) -> int:
    """Take the employer away."""
    from runtime.commands.customer.running import change
    from runtime.customers.particulars import remove_employer as run

    return change(settings, number, format_, run, "the employer was removed")


@customer.group("credit", cls=Customers)
def credit() -> None:
    """Scores of the three bureaus, and their average."""


@credit.command("set")
@PAIRS
@changes
def set_credit(settings: Settings, number: int, pairs: tuple[str, ...], format_: str | None) -> int:
    """Enter scores that were pulled elsewhere: `equifax=690 experian=701 date=2026-11-20`."""
    from runtime.commands.customer.running import change
    from runtime.customers.fields import pairs as read_pairs
    from runtime.customers.particulars import set_scores as run

    said = "the scores were entered"
    return change(settings, number, format_, lambda desk: run(desk, read_pairs(pairs)), said)


@credit.command("show")
@about
def show_credit(settings: Settings, number: int, format_: str | None) -> int:
    """Print the scores and their average."""
    from runtime.commands.customer.running import look
    from runtime.commands.output import console, print_json, table
    from runtime.customers.desk import find_customer
    from runtime.customers.showing import credit_scores

    scores = look(settings, lambda connection: credit_scores(find_customer(connection, number)))
    if is_json(settings, format_):
        print_json({"customer": number, **scores})
    else:
        console().print(table(None, ["bureau", "score"], list(scores.items())))
    return 0
