"""Documents of a customer: uploaded, filed in a section, set inactive; inactive ones can be read and no longer changed.

Takes the desk and bytes. The content lies in the store, or in a folder that the settings name, under a name of the
program's own; its checksum is held against it whenever it is read.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, select, update

from runtime.customers.desk import Desk, Row, add_row
from runtime.customers.media import checked_name, media_type
from runtime.customers.texts import line, paragraphs, wrong
from runtime.customers.words import read_words
from runtime.settings.customers import Customers
from runtime.store import schema
from runtime.store.errors import StoreError

#: The section of pictures of the customer: the latest active one is shown.
PHOTO: Final = "Photo"
_SHOWN: Final = (
    "name",
    "section",
    "file_name",
    "description",
    "media_type",
    "size",
    "checksum",
    "active",
    "customer_visible",
)


def add_document(desk: Desk, settings: Customers, file_name: str, content: bytes, given: Mapping[str, Any]) -> int:
    """File a document; its number. `given` has `name`, `section` and maybe `description` and `customer_visible`.

    Raises StoreError for content that is too large, of a kind that is not kept, or not what its name says.
    """
    if len(content) > settings.largest_document_bytes:
        raise StoreError(
            "bad-document",
            f"the file has {len(content):,} bytes, more than {settings.largest_document_bytes:,}",
            "`largest_document_bytes` of `[customers]` in runtime.toml says how large one may be",
        )
    file_name = checked_name(file_name)
    kind = media_type(file_name, content)
    row = _checked(desk, given)
    if row["section"] == PHOTO and not kind.startswith("image/"):
        raise wrong("section", f"cannot be `{PHOTO}` for {kind}", "give a picture")
    checksum = hashlib.sha256(content).hexdigest()
    stored: dict[str, Any] = {"content": content}
    if settings.documents is not None:
        stored = {"place": _put(settings.documents, desk.number, checksum, content)}
    number = add_row(
        desk.connection,
        "customer_documents",
        customer_id=desk.number,
        file_name=file_name,
        media_type=kind,
        size=len(content),
        checksum=checksum,
        author=desk.author,
        created_at=desk.now,
        **row,
        **stored,
    )
    desk.note("document", None, {"id": number, **_shown(_row(desk.connection, desk.number, number))})
    return number


def _checked(desk: Desk, given: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(given)
    if "name" in found:
        found["name"] = line("name", found["name"])
        if not found["name"]:
            raise wrong("name", "is empty", "say what the document is")
    if found.get("description"):
        found["description"] = paragraphs("description", found["description"], 2000)
    if "section" in found:
        known = read_words(desk.connection)["document-sections"]
        if found["section"] not in known:
            raise wrong("section", f"cannot be `{found['section']}`", f"it is one of {', '.join(known)}")
    return found


def edit_document(desk: Desk, number: int, given: Mapping[str, Any]) -> None:
    """Change name, section, description or visibility of an active document. Raises StoreError."""
    before = _row(desk.connection, desk.number, number)
    if not before["active"]:
        why = f"document {number} is inactive and cannot be changed"
        raise StoreError("refused", why, "set it active first: `customer document activate`")
    _update(desk, before, _checked(desk, given))


def set_active(desk: Desk, number: int, active: bool) -> None:
    """Set a document active or inactive. Raises StoreError."""
    _update(desk, _row(desk.connection, desk.number, number), {"active": active})


def _update(desk: Desk, before: Row, row: Mapping[str, Any]) -> None:
    table = schema.customer_documents
    if row:
        desk.connection.execute(update(table).where(table.c.id == before["id"]).values(**row))
    after = _row(desk.connection, desk.number, before["id"])
    desk.note("document", {"id": before["id"], **_shown(before)}, {"id": before["id"], **_shown(after)})


def _row(connection: Connection, customer_id: int, number: int) -> Row:
    table = schema.customer_documents
    columns = [column for column in table.columns if column.name != "content"]
    statement = select(*columns).where(table.c.id == number, table.c.customer_id == customer_id)
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        why = f"customer {customer_id} has no document `{number}`"
        raise StoreError("no-such-customer", why, "`customer document list` lists them")
    return dict(row)


def _shown(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in _SHOWN}


def documents_of(connection: Connection, customer_id: int) -> list[dict[str, Any]]:
    """The customer's documents, without their content."""
    table = schema.customer_documents
    columns = [column for column in table.columns if column.name not in ("content", "customer_id", "place")]
    rows = connection.execute(select(*columns).where(table.c.customer_id == customer_id).order_by(table.c.id))
    return [{name.replace("_", "-"): value for name, value in row.items()} for row in rows.mappings()]


def read_document(connection: Connection, settings: Customers, customer_id: int, number: int) -> tuple[Row, bytes]:
    """A document and its content, active or not. Raises StoreError for content that is missing or was changed."""
    row = _row(connection, customer_id, number)
    if row["place"] is None:
        table = schema.customer_documents
        content: bytes = connection.scalar(select(table.c.content).where(table.c.id == number)) or b""
    else:
        content = _get(settings.documents, row["place"], number)
    if hashlib.sha256(content).hexdigest() != row["checksum"]:
        why = f"document {number} is not what was uploaded: its checksum differs"
        raise StoreError("damaged", why, "restore it from a backup")
    return row, content


def _put(folder: Path, customer_id: int, checksum: str, content: bytes) -> str:
    """Write a file that only this user may read; the same content of the same customer is one file."""
    place = f"{customer_id}-{checksum}"
    target, part = folder / place, folder / f"{place}.{os.getpid()}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        why = f"the folder of documents `{folder}` cannot be written: {(error.strerror or '').lower()}"
        raise StoreError("bad-document", why, "check `documents` of `[customers]` in runtime.toml") from None
    return place


def _get(folder: Path | None, place: str, number: int) -> bytes:
    if folder is None:
        why = f"document {number} lies in a folder, and no folder is named"
        raise StoreError("damaged", why, "set `documents` of `[customers]` in runtime.toml as it was")
    try:
        return (folder / place).read_bytes()
    except OSError as error:
        why = f"document {number} cannot be read: {(error.strerror or '').lower()}"
        raise StoreError("damaged", why, "check the folder of documents, or restore it from a backup") from None
