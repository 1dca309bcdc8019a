"""`customer note` and `customer document`."""

from __future__ import annotations

import sys
from typing import Any

import click

from runtime.commands.customer.group import Customers, about, changes, customer
from runtime.commands.options import Settings, is_json

_ITEM = click.argument("item", metavar="NUMBER", type=click.IntRange(1))


@customer.group("note", cls=Customers)
def note() -> None:
    """Notes about a customer."""


@note.command("add")
@click.option("--title", required=True, help="What it is about.")
@click.option("--body", required=True, help="What there is to say; `-` reads it from standard input.")
@click.option("--category", default="General", show_default=True, help="One of the lender's note categories.")
@click.option("--pinned", is_flag=True, help="Keep it before the others.")
@changes
def add_note(
    settings: Settings, number: int, title: str, body: str, category: str, pinned: bool, format_: str | None
) -> int:
    """Write a note."""
    text = sys.stdin.read() if body == "-" else body
    from runtime.commands.customer.running import change
    from runtime.customers.notes import add_note as run

    return change(
        settings,
        number,
        format_,
        lambda desk: {"note": run(desk, title, text, category, pinned=pinned)},
        "has the note {note}",
    )


@note.command("edit")
@_ITEM
@click.option("--title", help="Another title.")
@click.option("--body", help="Another text.")
@click.option("--category", help="Another category.")
@click.option("--pinned/--no-pinned", default=None, help="Whether it is kept before the others.")
@changes
def edit_note(
    settings: Settings,
    number: int,
    item: int,
    title: str | None,
    body: str | None,
    category: str | None,
    pinned: bool | None,
    format_: str | None,
) -> int:
    """Change a note."""
    from runtime.commands.customer.running import change
    from runtime.customers.notes import edit_note as run

    given = {"subject": title, "body": body, "category": category, "pinned": pinned}
    given = {name: value for name, value in given.items() if value is not None}
    return change(settings, number, format_, lambda desk: run(desk, item, given), f"the note {item} was changed")


@note.command("list")
@about
def list_notes(settings: Settings, number: int, format_: str | None) -> int:
    """List the notes about a customer, pinned ones first, then the latest."""
    from runtime.commands.customer.running import look, tell_rows
    from runtime.customers.notes import notes_of

    rows = look(settings, lambda connection: notes_of(connection, number))
    return tell_rows(settings, format_, "notes", rows, ["id", "title", "category", "author", "created-at", "body"])


@customer.group("document", cls=Customers)
def document() -> None:
    """Documents of a customer; inactive ones can be read and no longer changed."""


@document.command("add")
@click.argument("path", metavar="FILE")
@click.option("--name", help="What it is; the file's name when left out.")
@click.option("--section", default="Other", show_default=True, help="One of the lender's document sections.")
@click.option("--description", help="More about it.")
@click.option("--visible", is_flag=True, help="The customer may see it.")
@changes
def add_document(
    settings: Settings,
    number: int,
    path: str,
    name: str | None,
    section: str,
    description: str | None,
    visible: bool,
    format_: str | None,
) -> int:
    """Upload a document; its kind is told by its content."""
    from pathlib import Path

    from runtime.commands.customer.running import change, read_bytes
    from runtime.customers.documents import add_document as run

    configured = settings.runtime().customers
    content = read_bytes(path, configured.largest_document_bytes)
    file_name = Path(path).name
    given = {"name": name or file_name, "section": section, "customer_visible": visible}
    if description is not None:
        given["description"] = description
    return change(
        settings,
        number,
        format_,
        lambda desk: {"document": run(desk, configured, file_name, content, given)},
        "has the document {document}",
    )


@document.command("list")
@click.option("--active/--inactive", default=None, help="Only those that are active, or inactive.")
@about
def list_documents(settings: Settings, number: int, active: bool | None, format_: str | None) -> int:
    """List the documents of a customer."""
    from runtime.commands.customer.running import look, tell_rows
    from runtime.customers.documents import documents_of

    rows = look(settings, lambda connection: documents_of(connection, number))
    rows = [row for row in rows if active is None or row["active"] is active]
    columns = ["id", "name", "section", "file-name", "media-type", "size", "active", "created-at"]
    return tell_rows(settings, format_, "documents", rows, columns)


@document.command("get")
@_ITEM
@click.option("--to", "target", required=True, metavar="FILE", help="The file to write; one that is there is kept.")
@about
def get_document(settings: Settings, number: int, item: int, target: str, format_: str | None) -> int:
    """Download a document, active or not."""
    from pathlib import Path

    from runtime.commands.customer.running import look, write_new
    from runtime.commands.output import print_json
    from runtime.customers.documents import read_document

    configured = settings.runtime().customers
    row, content = look(settings, lambda connection: read_document(connection, configured, number, item))
    write_new(Path(target), content)
    if is_json(settings, format_):
        print_json(
            {"customer": number, "document": item, "file": target, "size": row["size"], "checksum": row["checksum"]}
        )
    else:
        click.echo(f"wrote {row['size']:,} bytes to {target}")
    return 0


@document.command("edit")
@_ITEM
@click.option("--name", help="Another name.")
@click.option("--section", help="Another section.")
@click.option("--description", help="Another description.")
@click.option("--visible/--hidden", default=None, help="Whether the customer may see it.")
@changes
def edit_document(
    settings: Settings,
    number: int,
    item: int,
    name: str | None,
    section: str | None,
    description: str | None,
    visible: bool | None,
    format_: str | None,
) -> int:
    """Change how an active document is filed."""
    from runtime.commands.customer.running import change
    from runtime.customers.documents import edit_document as run

    given: dict[str, Any] = {"name": name, "section": section, "description": description, "customer_visible": visible}
    given = {key: value for key, value in given.items() if value is not None}
    said = f"the document {item} was changed"
    return change(settings, number, format_, lambda desk: run(desk, item, given), said)


def _switch(verb: str, active: bool, help: str) -> None:
    @document.command(verb, help=help)
    @_ITEM
    @changes
    def run(settings: Settings, number: int, item: int, format_: str | None) -> int:
        from runtime.commands.customer.running import change
        from runtime.customers.documents import set_active

        said = f"the document {item} is {'active' if active else 'inactive'}"
        return change(settings, number, format_, lambda desk: set_active(desk, item, active), said)


_switch("activate", True, "Set a document active.")
_switch("inactivate", False, "Set a document inactive: it can be read and no longer changed.")
