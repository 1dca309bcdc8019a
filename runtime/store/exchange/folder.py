"""A whole store as a folder: a file of rows for every table, and a manifest that says what must be there.

Takes a store, gives the folder; takes a folder into a store without accounts, whole or not at all, with every number as
it was. The manifest's schema must be this program's, and every file as long as it says.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, func, select

from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.exchange.incoming import take_in
from runtime.store.exchange.outgoing import FORMS, lines_of
from runtime.store.migrations import HEAD
from runtime.store.numbering import catch_up

MANIFEST: Final = "manifest.json"

Progress = Callable[[int, int], None]


def write_folder(connection: Connection, folder: Path, form: str, progress: Progress | None = None) -> dict[str, int]:
    """Write every table into a new folder; gives the number of rows by table. The manifest comes last: a folder without
    one is not whole. StoreError where the folder holds something, or cannot be written.
    """
    counts: dict[str, int] = {}
    tables = schema.METADATA.sorted_tables
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise StoreError("holds-data", f"the folder `{folder}` is not empty", "name a new folder")
        for number, table in enumerate(tables, 1):
            with (folder / f"{table.name}{FORMS[form]}").open("w", encoding="utf-8", newline="") as file:
                for line in lines_of(connection, table, form):
                    file.write(line)
            counts[table.name] = connection.scalar(select(func.count()).select_from(table)) or 0
            if progress is not None:
                progress(number, len(tables))
        manifest = json.dumps({"schema": HEAD, "form": form, "rows": counts}, indent=2)
        (folder / MANIFEST).write_text(f"{manifest}\n", encoding="utf-8")
    except OSError as error:
        raise StoreError("bad-file", f"`{folder}` cannot be written: {error.strerror}", "name another folder") from None
    return counts


def read_folder(connection: Connection, folder: Path, progress: Progress | None = None) -> dict[str, int]:
    """Take every table of a folder into a store without accounts, in the caller's transaction; gives the number of rows
    by table. Raises BadRows, and StoreError for a folder that is not whole, or of another schema.
    """
    manifest = _manifest(folder)
    for table in (schema.loans, schema.customers):
        if connection.scalar(select(func.count()).select_from(table)):
            why = f"the store holds rows of `{table.name}` already"
            raise StoreError("holds-data", why, "import a whole folder into a store just made with `init`")
    counts: dict[str, int] = {}
    tables = schema.METADATA.sorted_tables
    for number, table in enumerate(tables, 1):
        path = folder / f"{table.name}{FORMS[manifest['form']]}"
        if not path.exists():
            raise StoreError("bad-file", f"`{path}` is missing", "export the folder again")
        done = take_in(connection, table, path, None)
        counts[table.name] = done.added + done.changed + done.unchanged
        wanted = manifest["rows"].get(table.name)
        if counts[table.name] != wanted:
            why = f"`{path}` holds {counts[table.name]:,} rows, and the manifest says {wanted}"
            raise StoreError("bad-file", f"{why}: it is not whole", "export the folder again")
        if progress is not None:
            progress(number, len(tables))
    catch_up(connection, *(table.c[key] for table in tables if (key := numbered(table)) is not None))
    return counts


def _manifest(folder: Path) -> Mapping[str, Any]:
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        why = f"there is no `{path}`"
        raise StoreError("bad-file", why, "name a folder that `export --all` has written to its end") from None
    except (ValueError, RecursionError):
        raise StoreError("bad-file", f"`{path}` is not JSON", "export the folder again") from None
    whole = isinstance(found, dict) and found.get("form") in FORMS and isinstance(found.get("rows"), dict)
    if not whole:
        raise StoreError("bad-file", f"`{path}` is no manifest of a store", "export the folder again")
    if found.get("schema") != HEAD:
        why = f"`{folder}` was exported from a store at schema `{found.get('schema')}`, this program has `{HEAD}`"
        raise StoreError("bad-file", why, "upgrade that store and export it again")
    return dict(found)


def numbered(table: Table) -> str | None:
    """The column of the numbers that the store gives the table's rows, where it has one."""
    keys = list(table.primary_key)
    if len(keys) != 1 or keys[0].foreign_keys or keys[0].autoincrement is False:
        return None
    return keys[0].name if keys[0].type.python_type is int else None
