"""`customer tools`: checks of a customer, the OFAC list, and the queue of what services outside are asked."""

from __future__ import annotations

import click

from runtime.commands.customer.group import Customers, changes, customer
from runtime.commands.options import Settings, formatted, is_json

_CHECKS = click.Choice(
    ["primary-address", "mailing-address", "employer-address", "phone", "ofac", "credit", "social-profile"]
)


@customer.group("tools", cls=Customers)
def tools() -> None:
    """Address, phone, OFAC, credit and social profiles."""


@tools.command("check")
@click.argument("check", metavar="CHECK", type=_CHECKS)
@changes
def check(settings: Settings, number: int, check: str, format_: str | None) -> int:
    """Check a customer: primary-, mailing- or employer-address, phone, ofac, credit or social-profile.

    What needs a service outside is queued; `customer tools run` asks it.
    """
    from runtime.commands.customer.toolbox import check_customer as run

    return run(settings, number, check, format_)


@tools.command("run")
@click.option("--once", is_flag=True, help="Ask what is due now and stop; without it the queue is watched.")
@click.option("--limit", type=click.IntRange(1), default=10_000, show_default=True, help="At most so many at a time.")
@formatted
@click.pass_obj
def run(settings: Settings, once: bool, limit: int, format_: str | None) -> int:
    """Ask the services what is queued, and write what they answer."""
    from runtime.commands.customer.toolbox import run_queue

    return run_queue(settings, once, limit, format_)


@tools.command("requests")
@click.option("--customer", "number", type=click.IntRange(1), help="Only of this customer.")
@formatted
@click.pass_obj
def requests(settings: Settings, number: int | None, format_: str | None) -> int:
    """List what services outside are or were asked, and what came of it."""
    from runtime.commands.customer.running import look, tell_rows
    from runtime.customers.tools.requests import list_requests

    rows = look(settings, lambda connection: list_requests(connection, number))
    columns = ["id", "customer_id", "check", "status", "attempts", "outcome", "details"]
    return tell_rows(settings, format_, "requests", rows, columns)


@tools.command("ofac-import")
@click.argument("folder", metavar="DIR")
@formatted
@click.pass_obj
def ofac_import(settings: Settings, folder: str, format_: str | None) -> int:
    """Take the Treasury's list of specially designated nationals into use: sdn.csv, alt.csv and add.csv in a folder."""
    from pathlib import Path

    from runtime.commands.customer.running import AUTHOR
    from runtime.commands.output import print_json
    from runtime.customers.tools.ofac_import import import_list
    from runtime.store.open import open_store

    with open_store(settings.url, today=settings.today) as store, store.begin() as connection:
        number, entries, changed = import_list(connection, Path(folder), AUTHOR)
    if is_json(settings, format_):
        print_json({"list": number, "entries": entries, "changed": changed})
    else:
        click.echo(f"the list has {entries:,} entries" + ("" if changed else "; it was in use already"))
    return 0


@tools.command("status")
@formatted
@click.pass_obj
def status(settings: Settings, format_: str | None) -> int:
    """Tell which tools are switched on, who does their work, and which OFAC list is in use."""
    from runtime.commands.customer.toolbox import tell_status

    return tell_status(settings, format_)
