"""`customer privacy`: handing out everything that is known of a customer, and erasing it."""

from __future__ import annotations

import click

from runtime.commands.customer.group import Customers, about, customer
from runtime.commands.options import Settings

_LAW = click.option(
    "--law", type=click.Choice(["ccpa", "pipeda"]), default="ccpa", show_default=True, help="Which law."
)


@customer.group("privacy", cls=Customers)
def privacy() -> None:
    """Requests under privacy laws (CCPA, PIPEDA)."""


@privacy.command("export")
@_LAW
@click.option("--to", "folder", required=True, metavar="DIR", help="A new folder for the JSON, the PDF and the files.")
@about
def export(settings: Settings, number: int, law: str, folder: str, format_: str | None) -> int:
    """Write everything that is known of a customer as JSON and PDF, with the customer's documents."""
    from runtime.commands.customer.erasing import export_customer as run

    return run(settings, number, law, folder, format_)


@privacy.command("delete")
@_LAW
@click.option("--anyway", is_flag=True, help="Also while the customer owes on a live account.")
@click.option("--yes", is_flag=True, help="Do not ask whether to go on.")
@about
def delete(settings: Settings, number: int, law: str, anyway: bool, yes: bool, format_: str | None) -> int:
    """Erase everything personal; what the books must keep stays under a pseudonym. It cannot be undone."""
    if not yes:
        click.confirm(f"erase everything personal about customer {number}, for good?", abort=True, err=True)
    from runtime.commands.customer.erasing import erase_customer as run

    return run(settings, number, law, anyway, format_)


@privacy.command("proof")
@about
def proof(settings: Settings, number: int, format_: str | None) -> int:
    """List the requests of a customer that were done."""
    from runtime.commands.customer.running import look, tell_rows
    from runtime.customers.privacy.exporting import proofs_of

    rows = look(settings, lambda connection: proofs_of(connection, number))
    columns = ["id", "kind", "law", "business_date", "author", "checksum", "counts"]
    return tell_rows(settings, format_, "requests", rows, columns)
