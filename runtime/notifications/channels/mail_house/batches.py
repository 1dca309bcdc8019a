"""Handing letters over: those whose time to be cancelled is over, in batches.

A batch is a folder with a PDF for each letter and a manifest with their SHA-256 checksums. It is claimed in the store,
handed over, and then noted as handed over; after a crash in between, the same batch is handed over again, which changes
nothing where it is there already.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, select

from runtime.notifications.channels.mail_house import pieces
from runtime.notifications.channels.mail_house.letter import address_lines
from runtime.notifications.channels.mail_house.places import MANIFEST, Place
from runtime.store.open import Store
from runtime.store.schema import letters

_MOST_LETTERS: Final = 500


@dataclass(frozen=True, slots=True)
class Batch:
    """Letters that were handed over together."""

    name: str
    letters: tuple[int, ...]
    pages: int


def hand_over(store: Store, place: Place, now: datetime) -> list[Batch]:
    """Hand over what an earlier call did not finish, then every letter that is due. Raises StoreError; the letters of
    the batch that failed wait for the next call.
    """
    done: list[Batch] = []
    with store.read() as connection:
        wanted = select(letters.c.batch).where(letters.c.status == pieces.IN_PROGRESS).distinct()
        unfinished = sorted(str(name) for name in connection.scalars(wanted))
    for name in unfinished:
        done.append(_finish(store, place, name, now))
    while True:
        with store.begin() as connection:
            claimed = _claim(connection, now)
        if claimed is None:
            return done
        done.append(_finish(store, place, claimed, now))


def _claim(connection: Connection, now: datetime) -> str | None:
    """Take the letters that are due out of the queue; the name of their batch, None where none is due."""
    due = (letters.c.status == pieces.PENDING) & (letters.c.cancel_until <= now)
    wanted = select(letters.c.id, letters.c.checksum).where(due).order_by(letters.c.id).limit(_MOST_LETTERS)
    rows = connection.execute(wanted.with_for_update(skip_locked=True)).all()
    if not rows:
        return None
    told = hashlib.sha256("\n".join(f"{row.id} {row.checksum}" for row in rows).encode()).hexdigest()
    name = f"letters-{now:%Y%m%dT%H%M%SZ}-{told[:8]}"
    numbers = [row.id for row in rows]
    values = {"status": pieces.IN_PROGRESS, "batch": name}
    connection.execute(letters.update().where(letters.c.id.in_(numbers)).values(values))
    for number in numbers:
        pieces.follow(connection, number, pieces.IN_PROGRESS, now, pieces.SYSTEM, name)
    return name


def _finish(store: Store, place: Place, name: str, now: datetime) -> Batch:
    with store.read() as connection:
        wanted = select(letters).where(letters.c.batch == name).order_by(letters.c.id)
        rows = connection.execute(wanted).mappings().all()
    place.put(name, files_of(name, rows))
    numbers = tuple(int(row["id"]) for row in rows)
    with store.begin() as connection:
        for number in numbers:
            waiting = (letters.c.id == number) & (letters.c.status == pieces.IN_PROGRESS)
            if connection.execute(letters.update().where(waiting).values(status=pieces.RENDERED)).rowcount:
                pieces.follow(connection, number, pieces.RENDERED, now, pieces.SYSTEM, f"handed over in {name}")
    return Batch(name, numbers, sum(int(row["pages"]) for row in rows))


def file_name(number: int) -> str:
    """The name of a letter's PDF in its batch."""
    return f"letter-{number:08d}.pdf"


def files_of(name: str, rows: Sequence[RowMapping]) -> dict[str, bytes]:
    """The files of a batch: the letters, the manifest, and the manifest's own checksum."""
    told: list[dict[str, Any]] = [
        {
            "letter": row["id"],
            "file": file_name(row["id"]),
            "sha256": row["checksum"],
            "pages": row["pages"],
            "address": address_lines(row["name"], row["address"]),
            "title": row["title"],
        }
        for row in rows
    ]
    manifest = json.dumps({"batch": name, "count": len(told), "letters": told}, ensure_ascii=False, indent=2) + "\n"
    content = manifest.encode()
    checksum = f"{hashlib.sha256(content).hexdigest()}  {MANIFEST}\n".encode()
    pdfs = {file_name(row["id"]): bytes(row["pdf"]) for row in rows}
    return {**pdfs, MANIFEST: content, f"{MANIFEST}.sha256": checksum}
