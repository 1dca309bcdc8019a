"""What `customer tools` does."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import func, select

from runtime.commands.customer.running import AUTHOR, look
from runtime.commands.options import Settings, is_json
from runtime.commands.output import console, print_json, shown, table
from runtime.customers.desk import changing, find_customer
from runtime.customers.tools.applying import check_now
from runtime.customers.tools.checks import match_instructions
from runtime.customers.tools.requests import run_requests
from runtime.customers.tools.wiring import mode_of, tool_settings
from runtime.store import schema
from runtime.store.open import open_store

_PAUSE_SECONDS = 10.0
_TOOLS = ("address", "phone", "ofac", "credit", "social")


def check_customer(settings: Settings, number: int, check: str, format_: str | None) -> int:
    """Check a customer and print what came of it; a match on the OFAC list with what to do."""
    with open_store(settings.url, today=settings.today) as store:
        with changing(store, number, AUTHOR, version=settings.if_version) as desk:
            result = check_now(desk, check)
            if result["outcome"] == "match":
                result["instructions"] = match_instructions(tool_settings(desk.connection))
        with store.read() as connection:
            version = find_customer(connection, number)["version"]
    if is_json(settings, format_):
        print_json({"customer": number, "version": version, **result})
        return 0
    out = console()
    details = f": {result['details']}" if result.get("details") else ""
    out.print(shown(f"customer {number}, {check}: {result['outcome']}{details}"), markup=False)
    if result.get("matches"):
        columns = ("entry", "name", "matched", "score", "birth", "programs")
        out.print(table(None, columns, [[match[column] for column in columns] for match in result["matches"]]))
        for at, step in enumerate(result["instructions"], 1):
            out.print(f"{at}. {step}", markup=False)
    return 0


def run_queue(settings: Settings, once: bool, limit: int, format_: str | None) -> int:
    """Ask what is due; without `once` for as long as nobody stops it."""
    with open_store(settings.url, today=settings.today) as store:
        while True:
            done = run_requests(store, most=limit)
            if done or once:
                _tell(settings, done, format_)
            if once:
                return 0
            time.sleep(_PAUSE_SECONDS)


def _tell(settings: Settings, done: list[dict[str, Any]], format_: str | None) -> None:
    if is_json(settings, format_):
        print_json({"requests": done, "count": len(done)})
        return
    columns = ("request", "customer", "check", "outcome", "details")
    console().print(table(None, columns, [[row[column] for column in columns] for row in done]))


def tell_status(settings: Settings, format_: str | None) -> int:
    """Print which tools are switched on, the list in use, and how much is queued."""

    def read(connection: Any) -> dict[str, Any]:
        configured = tool_settings(connection)
        lists, queue = schema.ofac_lists, schema.customer_tool_requests
        active = connection.execute(select(lists).where(lists.c.active)).mappings().one_or_none()
        waiting = select(func.count()).select_from(queue).where(queue.c.status == "pending")
        return {
            "tools": {tool: mode_of(configured, tool) for tool in _TOOLS},
            "ofac-list": None if active is None else {name: active[name] for name in ("id", "entries", "imported_at")},
            "queued": connection.scalar(waiting),
        }

    found = look(settings, read)
    if is_json(settings, format_):
        print_json(found)
        return 0
    out = console()
    out.print(table(None, ["tool", "work is done"], list(found["tools"].items())))
    entries = "none imported" if found["ofac-list"] is None else f"{found['ofac-list']['entries']:,} entries"
    out.print(f"OFAC list: {entries}; {found['queued']} queued")
    return 0
