"""`customer create`, `show`, `edit`, `list`, `find`, `history`, `communication`, `password`, `words`."""

from __future__ import annotations

import sys
from typing import Any

import click

from runtime.commands.customer.group import PAIRS, Customers, about, changes, customer
from runtime.commands.options import Settings, formatted, is_json

_ANYWAY = click.option("--anyway", is_flag=True, help="Also where the store may have the same customer already.")


@customer.command("create")
@click.option("--from", "path", metavar="FILE.json", help="The document that describes the customer; `-` reads it.")
@click.argument("pairs", nargs=-1, metavar="[FIELD=VALUE...]")
@_ANYWAY
@formatted
@click.pass_obj
def create(settings: Settings, path: str | None, pairs: tuple[str, ...], anyway: bool, format_: str | None) -> int:
    """Enter a customer: by a document, by fields, or both.

    One who may be in the store already, by identification number, e-mail, phone or address, is refused.
    """
    if path is None and not pairs:
        raise click.UsageError("say who the customer is: `first-name=Ada last-name=Okafor`, or `--from FILE.json`")
    from runtime.commands.customer.running import AUTHOR, read_json
    from runtime.commands.output import console, print_json
    from runtime.customers.editing import create as run
    from runtime.customers.fields import pairs as read_pairs
    from runtime.store.open import open_store

    document: Any = read_json(path) if path is not None else {}
    if pairs and isinstance(document, dict):
        document = {**document, **read_pairs(pairs)}
    with open_store(settings.url, today=settings.today) as store:
        number = run(store, document, AUTHOR, anyway=anyway)
    if is_json(settings, format_):
        print_json({"customer": number, "version": 1})
    else:
        console().print(f"entered customer {number}")
    return 0


@customer.command("show")
@click.option("--reveal", metavar="KIND", help="Show this identification number whole, such as ssn; it is recorded.")
@click.option("--as-role", metavar="ROLE", help="The role in which the number is looked at.")
@click.option("--reason", metavar="TEXT", help="Why it is looked at.")
@about
def show(
    settings: Settings, number: int, reveal: str | None, as_role: str | None, reason: str | None, format_: str | None
) -> int:
    """Print everything about a customer; numbers, tokens and passwords are masked."""
    if (reveal is None) != (as_role is None):
        raise click.UsageError("`--reveal KIND` and `--as-role ROLE` go together")
    from runtime.commands.customer.showing import show_customer as run

    return run(settings, number, reveal, as_role, reason, format_)


@customer.command("edit")
@click.option("--from", "path", metavar="FILE.json", help="A document of what changes; `-` reads it.")
@click.argument("pairs", nargs=-1, metavar="[FIELD=VALUE...]")
@_ANYWAY
@changes
def edit(
    settings: Settings, number: int, path: str | None, pairs: tuple[str, ...], anyway: bool, format_: str | None
) -> int:
    """Change who a customer is; `FIELD=` empties a field."""
    if path is None and not pairs:
        raise click.UsageError("say what changes: `status=Inactive`, or `--from FILE.json`")
    from runtime.commands.customer.running import AUTHOR, read_json
    from runtime.commands.output import console, print_json
    from runtime.customers.editing import edit as run
    from runtime.customers.fields import pairs as read_pairs
    from runtime.store.open import open_store

    document: Any = read_json(path) if path is not None else {}
    if pairs and isinstance(document, dict):
        document = {**document, **read_pairs(pairs)}
    with open_store(settings.url, today=settings.today) as store:
        version = run(store, number, document, AUTHOR, version=settings.if_version, anyway=anyway)
    if is_json(settings, format_):
        print_json({"customer": number, "version": version})
    else:
        console().print(f"customer {number} is at version {version}")
    return 0


@customer.command("list")
@click.option("--status", metavar="STATUS", help="Only those with this status.")
@click.option("--after", type=click.IntRange(0), default=0, help="Only those with a larger number.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=100, show_default=True, help="At most so many.")
@formatted
@click.pass_obj
def list_(settings: Settings, status: str | None, after: int, limit: int, format_: str | None) -> int:
    """List customers in order of their numbers."""
    from runtime.commands.customer.running import look, tell_rows
    from runtime.commands.customer.showing import IN_BRIEF
    from runtime.customers.finding import list_customers

    rows = look(settings, lambda connection: list_customers(connection, status=status, after=after, limit=limit))
    return tell_rows(settings, format_, "customers", rows, IN_BRIEF)


@customer.command("find")
@click.argument("text", nargs=-1, metavar="[TEXT...]")
@click.option("--number", "kind", metavar="KIND", help="TEXT is an identification number of this kind, such as ssn.")
@formatted
@click.pass_obj
def find(settings: Settings, text: tuple[str, ...], kind: str | None, format_: str | None) -> int:
    """Find customers by name, company, e-mail, phone, username, external id or number.

    `--number ssn` looks for an identification number; it is read from standard input when TEXT is left out.
    """
    words = " ".join(text)
    if kind is not None and not words:
        words = sys.stdin.readline().strip()
    if not words:
        raise click.UsageError("say what to look for")
    from runtime.commands.customer.running import look, tell_rows
    from runtime.commands.customer.showing import IN_BRIEF
    from runtime.customers.finding import find_by_number, find_customers

    rows = look(
        settings, lambda store: find_customers(store, words) if kind is None else find_by_number(store, kind, words)
    )
    return tell_rows(settings, format_, "customers", rows, IN_BRIEF)


@customer.command("history")
@click.option("--entity", metavar="PART", help="Only of this part, such as employer, phone or identification.")
@about
def history(settings: Settings, number: int, entity: str | None, format_: str | None) -> int:
    """Tell every change of a customer and every look at a number; `--format json` has before and after whole."""
    from runtime.commands.customer.showing import tell_history as run

    return run(settings, number, entity, format_)


@customer.command("communication")
@click.option("--limit", type=click.IntRange(1, 100_000), default=100, show_default=True, help="Of each channel.")
@about
def communication(settings: Settings, number: int, limit: int, format_: str | None) -> int:
    """Tell what a customer was sent and answered: text messages, e-mails, letters, and what waits."""
    from runtime.commands.customer.showing import tell_communication as run

    return run(settings, number, limit, format_)


@customer.command("password")
@click.option("--remove", is_flag=True, help="Let the customer log in no more.")
@changes
def password(settings: Settings, number: int, remove: bool, format_: str | None) -> int:
    """Set the password for the customers' site, read from standard input; only its hash is kept."""
    from runtime.commands.customer.running import change
    from runtime.customers.web_access import remove_password, set_password

    if remove:
        return change(settings, number, format_, remove_password, "the password was removed")
    stream = sys.stdin
    given = click.prompt("Password", hide_input=True) if stream.isatty() else stream.readline().rstrip("\r\n")
    return change(settings, number, format_, lambda desk: set_password(desk, given), "the password was set")


@customer.group("identification", cls=Customers)
def identification() -> None:
    """Identification numbers: sealed in the store, masked wherever they are shown."""


@identification.command("set")
@click.argument("kind", metavar="KIND")
@click.option("--issuer", metavar="TEXT", help="Who issued it, such as a state.")
@click.option("--expires-on", metavar="YYYY-MM-DD", help="The last day it is good for.")
@_ANYWAY
@changes
def set_identification(
    settings: Settings,
    number: int,
    kind: str,
    issuer: str | None,
    expires_on: str | None,
    anyway: bool,
    format_: str | None,
) -> int:
    """Set a number, read from standard input: ssn, sin, employerNumber, passport, driverLicense or nationalId."""
    stream = sys.stdin
    given = click.prompt("Number", hide_input=True) if stream.isatty() else stream.readline().strip()
    from runtime.commands.customer.running import AUTHOR
    from runtime.commands.output import console, print_json
    from runtime.customers.editing import edit as run
    from runtime.store.open import open_store

    item = {"kind": kind, "number": given, "issuer": issuer, "expires-on": expires_on}
    item = {name: value for name, value in item.items() if value is not None}
    with open_store(settings.url, today=settings.today) as store:
        document = {"identification": [item]}
        version = run(store, number, document, AUTHOR, version=settings.if_version, anyway=anyway)
    if is_json(settings, format_):
        print_json({"customer": number, "version": version})
    else:
        console().print(f"customer {number} is at version {version}")
    return 0


@identification.command("remove")
@click.argument("kind", metavar="KIND")
@changes
def remove_identification(settings: Settings, number: int, kind: str, format_: str | None) -> int:
    """Take a number away."""
    from runtime.commands.customer.running import change
    from runtime.customers.identification import remove_identification as run

    return change(settings, number, format_, lambda desk: run(desk, kind), f"the {kind} was removed")


@customer.command("field")
@PAIRS
@changes
def field(settings: Settings, number: int, pairs: tuple[str, ...], format_: str | None) -> int:
    """Set the tenant's own fields of customers and employers, by number or title; `FIELD=` empties one."""
    from runtime.commands.customer.running import change
    from runtime.customers.desk import Desk
    from runtime.customers.fields import pairs as read_pairs
    from runtime.customers.particulars import set_custom_field

    def act(desk: Desk) -> None:
        for name, value in read_pairs(pairs).items():
            set_custom_field(desk, name, value)

    return change(settings, number, format_, act, "the fields were set")


@customer.group("words", cls=Customers)
def words() -> None:
    """The lender's own words about customers: statuses, note-categories, document-sections."""


@words.command("show")
@formatted
@click.pass_obj
def show_words(settings: Settings, format_: str | None) -> int:
    """List the words in use."""
    from runtime.commands.customer.running import look
    from runtime.commands.output import console, print_json, table
    from runtime.customers.words import read_words

    found = look(settings, read_words)
    if is_json(settings, format_):
        print_json(found)
    else:
        rows = [[name, ", ".join(titles)] for name, titles in found.items()]
        console().print(table(None, ["list", "words"], rows))
    return 0


def _keep(settings: Settings, name: str, title: str, active: bool) -> int:
    from runtime.customers.words import keep_word
    from runtime.store.open import open_store

    with open_store(settings.url, today=settings.today) as store, store.begin() as connection:
        keep_word(connection, name, title, active)
    click.echo(f"the list {name} {'has' if active else 'no longer has'} `{title}`")
    return 0


@words.command("add")
@click.argument("name", metavar="LIST")
@click.argument("title", metavar="WORD")
@click.pass_obj
def add_word(settings: Settings, name: str, title: str) -> int:
    """Add a word to a list."""
    return _keep(settings, name, title, True)


@words.command("retire")
@click.argument("name", metavar="LIST")
@click.argument("title", metavar="WORD")
@click.pass_obj
def retire_word(settings: Settings, name: str, title: str) -> int:
    """Take a word out of use; what bears it keeps it."""
    return _keep(settings, name, title, False)


@customer.group("fields", cls=Customers)
def fields() -> None:
    """The lender's own fields of customers and employers."""


@fields.command("add")
@click.argument("title", metavar="TITLE")
@click.option("--entity", type=click.Choice(["customer", "employer"]), default="customer", show_default=True)
@click.option(
    "--kind",
    type=click.Choice(["text", "boolean", "date", "number", "money", "select"]),
    default="text",
    show_default=True,
    help="What its values are.",
)
@click.option("--choice", "choices", multiple=True, metavar="NUMBER=TEXT", help="A choice of a select field.")
@formatted
@click.pass_obj
def add_field(
    settings: Settings, title: str, entity: str, kind: str, choices: tuple[str, ...], format_: str | None
) -> int:
    """Add a field; criteria know it by its number."""
    from runtime.commands.output import print_json
    from runtime.customers.own_fields import define_field
    from runtime.store.open import open_store

    with open_store(settings.url, today=settings.today) as store, store.begin() as connection:
        number = define_field(connection, entity, title, kind, choices)
    if is_json(settings, format_):
        print_json({"field": number, "title": title})
    else:
        click.echo(f"field {number} of {entity}s is `{title}`")
    return 0


@fields.command("list")
@formatted
@click.pass_obj
def list_fields(settings: Settings, format_: str | None) -> int:
    """List the fields in use."""
    from runtime.commands.customer.running import look, tell_rows
    from runtime.customers.own_fields import list_fields as run

    return tell_rows(settings, format_, "fields", look(settings, run), ["id", "entity", "title", "kind", "choices"])


@fields.command("retire")
@click.argument("name", metavar="FIELD")
@click.pass_obj
def retire_field(settings: Settings, name: str) -> int:
    """Take a field, given by number or title, out of use; its values stay."""
    from runtime.customers.own_fields import retire_field as run
    from runtime.store.open import open_store

    with open_store(settings.url, today=settings.today) as store, store.begin() as connection:
        run(connection, name)
    click.echo(f"the field `{name}` is out of use")
    return 0
