"""What the commands about customers share: one change of a customer, and telling what came of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from runtime.commands.options import Settings, is_json
from runtime.commands.output import console, print_json, shown, table
from runtime.customers.desk import Desk, changing, find_customer
from runtime.store.errors import StoreError
from runtime.store.open import open_store

AUTHOR = "operator"


def change(
    settings: Settings,
    number: int,
    format_: str | None,
    act: Callable[[Desk], Mapping[str, Any] | None],
    said: str,
) -> int:
    """Change a customer in one transaction; prints the version it is at then and what `act` gave. `said` tells it."""
    with open_store(settings.url, today=settings.today) as store:
        with changing(store, number, AUTHOR, version=settings.if_version) as desk:
            result = dict(act(desk) or {})
            changed = any(note.kind == "changed" for note in desk.notes)
        with store.read() as connection:
            version = find_customer(connection, number)["version"]
    if is_json(settings, format_):
        print_json({"customer": number, "version": version, "changed": changed, **result})
        return 0
    words = said.format(**result) if changed or result else "nothing was changed"
    console().print(shown(f"customer {number}: {words}"), markup=False)
    return 0


def look(settings: Settings, read: Callable[[Connection], Any]) -> Any:
    """What a reading of the store gives."""
    with open_store(settings.url, today=settings.today) as store, store.read() as connection:
        return read(connection)


def tell_rows(
    settings: Settings, format_: str | None, name: str, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]
) -> int:
    """Print rows: as JSON whole, as a table these columns of them."""
    if is_json(settings, format_):
        print_json({name: rows, "count": len(rows)})
        return 0
    console().print(table(None, columns, [[row.get(column) for column in columns] for row in rows]))
    return 0


def read_json(path: str) -> Any:
    """The JSON document in a file; `-` is standard input. Raises StoreError."""
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
        return json.loads(text, parse_float=Decimal)
    except OSError as error:
        raise StoreError("bad-document", f"`{path}` cannot be read: {error.strerror}", "check the name") from None
    except (ValueError, RecursionError) as error:
        raise StoreError("bad-document", f"`{path}` is not JSON: {error}", "see docs/operators/customers.md") from None


def read_bytes(path: str, most: int) -> bytes:
    """The bytes of a file of at most so many, and one more of a larger one. Raises StoreError."""
    try:
        with Path(path).open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise StoreError("bad-document", f"`{path}` cannot be read: {error.strerror}", "check the name") from None


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, for this user's eyes only. Raises StoreError."""
    import os

    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except FileExistsError:
        raise StoreError("bad-file", f"`{path}` is there already", "name another file") from None
    except OSError as error:
        raise StoreError("bad-file", f"`{path}` cannot be written: {error.strerror}", "name another file") from None
