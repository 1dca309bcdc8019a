"""What a mail house reports about letters, as a CSV file.

Its first line names the columns: `letter` (the number, or the name of the PDF), `status`, `at` (an ISO moment with an
offset), and where wanted `note` and `tracking`. The same line twice counts once. A letter that came back ends letters
to its address.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import select

from runtime.notifications import suppressions
from runtime.notifications.channels.mail_house import pieces
from runtime.notifications.channels.mail_house.content import printable
from runtime.notifications.channels.mail_house.letter import address_lines
from runtime.notifications.message import MAIL_HOUSE
from runtime.store.errors import StoreError
from runtime.store.open import Store
from runtime.store.schema import letters

_NEEDED: Final = frozenset({"letter", "status", "at"})
_KNOWN: Final = _NEEDED | {"note", "tracking"}
_LETTER: Final = re.compile(r"(?:letter-0*)?([1-9]\d{0,17})(?:\.pdf)?")
_LARGEST: Final = 50_000_000


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file: statuses that were new, lines that said nothing new, and broken lines with the reason."""

    new: int
    known: int
    broken: tuple[tuple[int, str], ...]


def address_key(name: str, address: Mapping[str, object]) -> str:
    """How an address is known among those that nothing more is sent to. Raises BadLetter."""
    return " / ".join(address_lines(name, address)).upper()[:200]


def import_statuses(store: Store, path: Path, now: datetime) -> Imported:
    """Take in a file, all of it in one transaction; broken lines are left out and told. Raises StoreError for a file
    that cannot be read or has other columns.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise StoreError("bad-file", f"`{path}` is too large", "split it")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = (error.strerror or "").lower() if isinstance(error, OSError) else "it is not UTF-8 text"
        raise StoreError("bad-file", f"`{path}` cannot be read: {why}", "check its path and who may read it") from None
    rows = csv.DictReader(text.splitlines(), strict=True)
    try:
        columns = set(rows.fieldnames or ())
    except csv.Error as error:
        raise StoreError("bad-file", f"`{path}` is not CSV: {error}", "export it again") from None
    if not columns >= _NEEDED or columns - _KNOWN:
        named = ", ".join(f"`{printable(str(name))[:40]}`" for name in sorted(columns - _KNOWN))
        why = f"unknown columns {named}" if named else "it lacks columns"
        raise StoreError("bad-file", f"`{path}`: {why}", "its columns are letter, status, at, note, tracking")
    return _take_in(store, path, rows, now)


def _take_in(store: Store, path: Path, rows: csv.DictReader[str], now: datetime) -> Imported:
    new, known, broken = 0, 0, []
    with store.begin() as connection:
        try:
            for row in rows:
                try:
                    number, status, at, note, tracking = _read(row, now)
                    fresh = pieces.report(connection, number, status, at, f"import {path.name}"[:200], note, tracking)
                except ValueError as error:
                    broken.append((rows.line_num, str(error)))
                    continue
                new, known = new + fresh, known + (not fresh)
                if fresh and status == pieces.RETURNED:
                    sent = connection.execute(select(letters.c.name, letters.c.address).where(letters.c.id == number))
                    name, address = sent.one()
                    reason = f"letter {number} came back{f': {note}' if note else ''}"
                    suppressions.suppress(connection, MAIL_HOUSE, address_key(name, address), reason, now)
        except csv.Error as error:
            raise StoreError("bad-file", f"`{path}`:{rows.line_num}: {error}", "export it again") from None
    return Imported(new, known, tuple(broken))


def _read(row: Mapping[str | None, object], now: datetime) -> tuple[int, str, datetime, str | None, str | None]:
    if None in row or None in row.values():
        raise ValueError("it has more or fewer cells than the first line")
    found = _LETTER.fullmatch(str(row["letter"]).strip())
    if found is None:
        raise ValueError("`letter` is not the number of a letter")
    status = re.sub(r"[\s_-]+", "-", str(row["status"]).strip().lower())
    if status not in pieces.REPORTED:
        raise ValueError(f"`{printable(status)[:40]}` is no status; they are {', '.join(pieces.REPORTED)}")
    try:
        at = datetime.fromisoformat(str(row["at"]).strip())
    except ValueError:
        raise ValueError("`at` is not a moment such as 2026-11-24T09:30:00-07:00") from None
    if at.tzinfo is None:
        raise ValueError("`at` lacks its offset from UTC")
    if at > now + timedelta(days=1):
        raise ValueError("`at` lies in the future")
    note, tracking = (printable(str(row.get(name) or "")).strip() for name in ("note", "tracking"))
    return int(found[1]), status, at, note[:500] or None, tracking[:200] or None
