"""The list of specially designated nationals, read from the Treasury's files `sdn.csv`, `alt.csv` and `add.csv`.

Takes a folder, gives entries; writes them in place of the list in use. The files have no header, `-0-` stands for
nothing, and an end-of-file character (U+001A) closes them. A file that is not like that is refused with its line.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from runtime.customers.desk import add_row
from runtime.store import schema
from runtime.store.errors import StoreError

FILES: Final = {"sdn.csv": 12, "alt.csv": 5, "add.csv": 6}
_LARGEST: Final = 200_000_000
_BATCH: Final = 1_000
_HELP: Final = "give the folder with `sdn.csv`, `alt.csv` and `add.csv` as the Treasury publishes them"
Row = dict[str, Any]


def import_list(connection: Connection, folder: Path, author: str) -> tuple[int, int, bool]:
    """Take the list in a folder into use; its number, how many entries it has, and whether it is another one than
    before. Raises StoreError.
    """
    texts = {name: _read(folder / name) for name in FILES}
    checksum = hashlib.sha256(b"\0".join(text.encode() for text in texts.values())).hexdigest()
    lists, table = schema.ofac_lists, schema.ofac_entries
    known = connection.execute(select(lists).where(lists.c.checksum == checksum)).mappings().one_or_none()
    if known is not None and known["active"]:
        return int(known["id"]), int(known["entries"]), False
    entries = _entries(texts)
    connection.execute(update(lists).values(active=False))
    connection.execute(delete(table))
    if known is None:
        now = datetime.now(UTC)
        number = add_row(
            connection, lists.name, checksum=checksum, entries=len(entries), author=author, imported_at=now
        )
    else:
        number = int(known["id"])
        connection.execute(update(lists).where(lists.c.id == number).values(active=True))
    rows = [{**entry, "list_id": number} for entry in entries.values()]
    for at in range(0, len(rows), _BATCH):
        connection.execute(insert(table), rows[at : at + _BATCH])
    return number, len(rows), True


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise StoreError("bad-list", f"`{path}` is too large for the Treasury's list", _HELP)
        content = path.read_bytes()
    except OSError as error:
        raise StoreError("bad-list", f"`{path}` cannot be read: {(error.strerror or '').lower()}", _HELP) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _rows(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines of a file with their numbers; cells without the mark for nothing."""
    reader = csv.reader(text.replace("\x1a", "").splitlines())
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise StoreError("bad-list", f"`{name}`, line {reader.line_num}: {error}", _HELP) from None
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != FILES[name]:
            why = f"`{name}`, line {reader.line_num}: {len(row)} columns, not {FILES[name]}"
            raise StoreError("bad-list", why, _HELP)
        cells = [" ".join(cell.split()) for cell in row]
        yield reader.line_num, ["" if cell == "-0-" else cell for cell in cells]


def _entries(texts: dict[str, str]) -> dict[int, Row]:
    found: dict[int, Row] = {}
    for at, row in _rows("sdn.csv", texts["sdn.csv"]):
        number = _number("sdn.csv", at, row[0])
        if not row[1]:
            raise StoreError("bad-list", f"`sdn.csv`, line {at}: an entry without a name", _HELP)
        found[number] = {
            "number": number,
            "name": row[1],
            "type": row[2][:32] or None,
            "programs": row[3] or None,
            "title": row[4] or None,
            "remarks": row[11] or None,
            "aliases": [],
            "addresses": [],
        }
    for name, key in (("alt.csv", "aliases"), ("add.csv", "addresses")):
        for at, row in _rows(name, texts[name]):
            entry = found.get(_number(name, at, row[0]))
            if entry is None:
                why = f"`{name}`, line {at}: there is no entry {row[0]} in `sdn.csv`"
                raise StoreError("bad-list", why, "give files of the same day")
            if key == "aliases" and row[3]:
                entry[key].append({"type": row[2], "name": row[3]})
            elif key == "addresses" and any(row[2:5]):
                entry[key].append({"address": row[2], "city": row[3], "country": row[4]})
    if not found:
        raise StoreError("bad-list", "`sdn.csv` holds no entry", _HELP)
    return found


def _number(name: str, at: int, cell: str) -> int:
    if not re.fullmatch(r"\d{1,9}", cell, re.ASCII):
        raise StoreError("bad-list", f"`{name}`, line {at}: `{cell[:40]}` is no number of an entry", _HELP)
    return int(cell)
