"""Printing customers for people: the record, its history, its messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime.commands.customer.running import AUTHOR, look
from runtime.commands.options import Settings, is_json
from runtime.commands.output import compact, console, print_json, shown, table
from runtime.customers.communication import communication_of
from runtime.customers.desk import changing, find_customer
from runtime.customers.identification import reveal as reveal_number
from runtime.customers.showing import history_of
from runtime.customers.showing import show_customer as read_customer
from runtime.store.open import open_store

#: Columns of lists of customers.
IN_BRIEF = ("customer", "name", "customer-type", "status", "email", "phone", "external-id")
#: Parts of the record that are lists, with the columns a table has.
_LISTS: Mapping[str, tuple[str, ...]] = {
    "identification": ("label", "number", "issuer", "expires-on"),
    "phones": ("id", "phone", "type", "primary", "secondary", "do-not-call", "active"),
    "custom-fields": ("field", "title", "value"),
    "references": ("id", "name", "relation", "primary-phone", "secondary-phone"),
    "payment-profiles": ("id", "title", "type", "number", "primary", "active"),
    "social-profiles": ("id", "type", "username", "url"),
    "notes": ("id", "title", "category", "author", "created-at"),
    "documents": ("id", "name", "section", "file-name", "size", "active"),
    "links": (
        *("account", "status", "payoff", "principal-balance", "next-due-date", "next-due-date-amount"),
        *("days-past-due", "amount-past-due", "role", "reaches"),
    ),
    "tool-requests": ("id", "check", "status", "outcome", "details"),
}


def show_customer(
    settings: Settings, number: int, reveal: str | None, role: str | None, reason: str | None, format_: str | None
) -> int:
    """Print a customer; with `reveal` the access is written before anything is shown."""
    plain = None
    with open_store(settings.url, today=settings.today) as store:
        if reveal is not None and role is not None:
            allowed = settings.runtime().customers.reveal
            with changing(store, number, AUTHOR) as desk:
                plain = reveal_number(desk, reveal, role, allowed, reason)
        with store.read() as connection:
            found = read_customer(connection, number)
    if plain is not None:
        for item in found["identification"]:
            if item["kind"] == reveal:
                item["number"] = plain
    if is_json(settings, format_):
        print_json(found)
        return 0
    out = console()
    plain_rows = []
    for name, value in found.items():
        if isinstance(value, (list, dict)):
            continue
        plain_rows.append([name, _cell(value)])
    out.print(table(f"{found['name']} ({number})", ["field", "value"], plain_rows))
    for name, value in found.items():
        if isinstance(value, dict):
            out.print(table(name, ["field", "value"], [[key, _cell(item)] for key, item in value.items()]))
        elif value and name in _LISTS:
            rows = [[_cell(item.get(column)) for column in _LISTS[name]] for item in value]
            out.print(table(name, _LISTS[name], rows))
    return 0


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_cell(item)}" for name, item in value.items() if item not in (None, [], {}, False))
    if isinstance(value, (list, tuple)):
        return ", ".join(str(_cell(item)) for item in value)
    return value


def tell_history(settings: Settings, number: int, entity: str | None, format_: str | None) -> int:
    """Print the history of a customer."""
    rows = look(settings, lambda connection: history_of(connection, number, entity))
    if is_json(settings, format_):
        print_json({"customer": number, "history": rows, "count": len(rows)})
        return 0
    cells = [
        [row["at"][:19], row["author"], row["kind"], row["entity"], compact(row["before"]), compact(row["after"])]
        for row in rows
    ]
    console().print(table(None, ["at (UTC)", "by", "what", "part", "before", "after"], cells))
    return 0


def tell_communication(settings: Settings, number: int, limit: int, format_: str | None) -> int:
    """Print the messages of a customer."""

    def read(connection: Any) -> dict[str, list[dict[str, Any]]]:
        find_customer(connection, number)
        return communication_of(connection, number, limit)

    found = look(settings, read)
    if is_json(settings, format_):
        print_json({"customer": number, **found})
        return 0
    out = console()
    for channel, rows in found.items():
        if not rows:
            out.print(f"{channel}: nothing")
            continue
        columns = [name for name in rows[0] if name not in ("tracking-history", "address")][:8]
        out.print(table(channel, columns, [[shown(row[name]) for name in columns] for row in rows]))
    return 0
