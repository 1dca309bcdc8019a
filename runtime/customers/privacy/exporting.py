"""Everything that is known of a customer, as one document, a PDF of it, and the customer's own files.

Identification numbers, tokens and passwords stay masked: handing them out would put the customer at risk, and the law
forbids it (Cal. Code Regs. tit. 11, § 7024(d)).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, select

from runtime.customers.communication import communication_of
from runtime.customers.desk import Desk, add_row
from runtime.customers.documents import read_document
from runtime.customers.showing import history_of, show_customer
from runtime.settings.customers import Customers
from runtime.store import schema

LAWS: Final = ("ccpa", "pipeda")


@dataclass(frozen=True, slots=True)
class Export:
    """What is handed out: the document, its bytes as JSON, and the customer's files by name."""

    document: Mapping[str, Any]
    content: bytes
    files: Mapping[str, bytes]


def export_customer(desk: Desk, settings: Customers, law: str) -> Export:
    """Gather everything about the customer, and record that it was asked for."""
    connection, number = desk.connection, desk.number
    document: dict[str, Any] = {
        "customer": number,
        "law": law,
        "as-of": desk.today.isoformat(),
        "record": show_customer(connection, number),
        "history": history_of(connection, number),
        "communication": communication_of(connection, number),
        "events": _events(connection, number),
    }
    content = json.dumps(document, ensure_ascii=False, indent=2, default=_plain).encode()
    files = {}
    for item in document["record"]["documents"]:
        row, held = read_document(connection, settings, number, item["id"])
        files[f"{item['id']}-{row['file_name']}"] = held
    counts = {name: len(value) for name, value in document.items() if isinstance(value, list)} | {"files": len(files)}
    prove(desk, "export", law, hashlib.sha256(content).hexdigest(), counts)
    desk.record("exported", "customer", {"law": law})
    return Export(document, content, files)


def _plain(value: Any) -> str:
    return str(value) if isinstance(value, Decimal) else repr(value)


def _events(connection: Connection, number: int) -> list[dict[str, Any]]:
    table = schema.events
    statement = select(table).where(table.c.customer_id == number).order_by(table.c.id)
    return [
        {"at": row["happened_at"], "event": row["type"], "account": row["loan_id"], "payload": row["payload"]}
        for row in connection.execute(statement).mappings()
    ]


def prove(desk: Desk, kind: str, law: str, checksum: str, counts: Mapping[str, int]) -> int:
    """Record that a request was done; the number of the record."""
    return add_row(
        desk.connection,
        "privacy_requests",
        customer_id=desk.number,
        kind=kind,
        law=law,
        checksum=checksum,
        counts=counts,
        author=desk.author,
        business_date=desk.today,
        created_at=desk.now,
    )


def proofs_of(connection: Connection, number: int) -> list[dict[str, Any]]:
    """The requests of a customer that were done."""
    table = schema.privacy_requests
    statement = select(table).where(table.c.customer_id == number).order_by(table.c.id)
    return [dict(row) for row in connection.execute(statement).mappings()]
