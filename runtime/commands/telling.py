"""`notify …`: the outbox and its dispatcher, previews and test-sends, agents' inboxes, and who gets what."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from runtime.commands.options import Settings
from runtime.commands.output import compact, console, print_json, shown, table
from runtime.notifications import enrolling
from runtime.notifications.claiming import DELIVERED, redrive
from runtime.notifications.dispatching import Dispatcher, Tally, send_directly
from runtime.notifications.inbox import mark_read, read_inbox
from runtime.notifications.outbox import FAILED, count_by_status, read_outbox
from runtime.notifications.previewing import Shown, channel_of, find_notification, preview, test_message
from runtime.notifications.suppressions import suppress
from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.finding import find_loan
from runtime.store.open import Store, open_store


def _open(settings: Settings) -> Store:
    return open_store(settings.url, today=settings.today)


def outbox(settings: Settings, loan: str | None, customer: int | None, given: dict[str, Any], as_json: bool) -> int:
    """Print messages, oldest first."""
    with _open(settings) as store, store.read() as connection:
        number = None if loan is None else find_loan(connection, loan)
        found = read_outbox(connection, loan_id=number, customer_id=customer, **given)
        counts = count_by_status(connection)
    if as_json:
        print_json({"messages": found, "count": len(found)})
        return 0
    rows = [
        [
            str(message["id"]),
            message["business_date"],
            str(message["loan"] or ""),
            message["notification"],
            message["channel"],
            message["recipient"],
            message["status"],
            message["withheld_reason"] or message["last_error"],
        ]
        for message in found
    ]
    columns = [("id", "right"), "date", ("loan", "right"), "notification", "channel", "recipient", "status", "why"]
    console().print(table(None, columns, rows))
    console().print(", ".join(f"{count:,} {status}" for status, count in counts.items()))
    return 0


def show_preview(settings: Settings, name: str, loan: str, as_json: bool) -> int:
    """Print what a notification would say about a loan, over every channel."""
    with _open(settings) as store, store.read() as connection:
        ready = find_notification(connection, name)
        number = find_loan(connection, loan)
        found = preview(connection, ready, number, store.today)
    if as_json:
        channels = [_as_data(one) for one in found]
        print_json({"notification": ready.name, "pack": ready.deployed.pack.name, "loan": number, "channels": channels})
        return 0
    out = console()
    for one in found:
        state = "" if one.enabled else "  (not enabled)"
        state += "" if one.fits else "  (the restrictions leave this account out)"
        out.print(f"\n{one.channel}{state}", style="bold", markup=False)
        for draft in one.drafts:
            if draft.withheld is not None:
                out.print(f"  to {shown(draft.receiver or '')}: withheld, {shown(draft.withheld)}", markup=False)
                continue
            out.print(f"  to {shown(draft.receiver or '')}", markup=False)
            for part, value in draft.body.items():
                lines = str(value if isinstance(value, str) else compact(value)).splitlines() or [""]
                out.print(f"    {part}: {shown(lines[0])}", markup=False, soft_wrap=True)
                for line in lines[1:]:
                    out.print(f"      {shown(line)}", markup=False, soft_wrap=True)
    return 0


def _as_data(one: Shown) -> dict[str, Any]:
    messages = [
        {
            "recipient": draft.receiver,
            "customer": draft.customer_id,
            "withheld_reason": draft.withheld,
            "body": draft.body,
        }
        for draft in one.drafts
    ]
    return {"channel": one.channel, "enabled": one.enabled, "fits": one.fits, "messages": messages}


def send_test(settings: Settings, name: str, loan: str, address: str, channel: str | None, as_json: bool) -> int:
    """Send a notification to one address, marked as a test."""
    with _open(settings) as store:
        with store.read() as connection:
            ready = find_notification(connection, name)
            number = find_loan(connection, loan)
            wanted = channel or channel_of(address)
            now = datetime.now(UTC)
            message = test_message(connection, ready, number, store.today, address, wanted, now)
        (outcome,) = send_directly(settings.runtime(), store, [message]).values()
    if as_json:
        print_json(
            {
                "channel": message.channel,
                "recipient": address,
                "outcome": outcome.outcome,
                "reason": outcome.reason,
                "reference": outcome.reference,
                "body": message.body,
            }
        )
    elif outcome.outcome == DELIVERED:
        console().print(f"sent to {shown(address)} by {message.channel}", markup=False)
    else:
        console(errors=True).print(f"not sent to {shown(address)}: {shown(outcome.reason or '')}", markup=False)
    return 0 if outcome.outcome == DELIVERED else 1


def dispatch(settings: Settings, once: bool, channels: Sequence[str], as_json: bool) -> int:
    """Send what is due."""
    with _open(settings) as store:
        tally = asyncio.run(_dispatch(settings, store, once, channels))
        with store.read() as connection:
            counts = count_by_status(connection)
    if as_json:
        print_json({"channels": tally.counts, "unusable": tally.unusable, "outbox": counts})
        return 0
    out = console()
    outcomes = sorted({outcome for of_channel in tally.counts.values() for outcome in of_channel})
    rows = [[name, *(of_channel.get(one, 0) for one in outcomes)] for name, of_channel in sorted(tally.counts.items())]
    if rows:
        out.print(table(None, ["channel", *((one, "right") for one in outcomes)], rows))
    for name, why in sorted(tally.unusable.items()):
        out.print(f"{name} is not set up, its messages wait: {shown(why)}", markup=False)
    out.print("outbox: " + ", ".join(f"{count:,} {status}" for status, count in counts.items()))
    return 0


async def _dispatch(settings: Settings, store: Store, once: bool, channels: Sequence[str]) -> Tally:
    more: dict[str, Any] = {"channels": channels} if channels else {}
    dispatcher = Dispatcher(store, settings.runtime(), **more)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, dispatcher.stop)
    return await dispatcher.run(once=once)


def dead(settings: Settings, as_json: bool) -> int:
    """Print the messages that were given up."""
    return outbox(settings, None, None, {"status": FAILED}, as_json)


def drive_again(settings: Settings, numbers: Sequence[int], everything: bool, as_json: bool) -> int:
    """Let messages that were given up be tried again."""
    with _open(settings) as store, store.begin() as connection:
        count = redrive(connection, None if everything else numbers, datetime.now(UTC))
        if not everything and count < len(set(numbers)):
            rows = connection.execute(
                select(schema.outbox.c.id, schema.outbox.c.status).where(schema.outbox.c.id.in_(numbers))
            )
            there = {row.id: row.status for row in rows}
            missing = [str(number) for number in numbers if number not in there]
            if missing:
                help = "`notify dead` lists those that were given up"
                raise StoreError("refused", f"there is no message {', '.join(missing)}", help)
    if as_json:
        print_json({"redriven": count})
    else:
        console().print(f"{count:,} messages are due again")
    return 0


def deliveries(settings: Settings, number: int, as_json: bool) -> int:
    """Print every attempt to deliver a message."""
    with _open(settings) as store, store.read() as connection:
        if connection.scalar(select(schema.outbox.c.id).where(schema.outbox.c.id == number)) is None:
            raise StoreError("refused", f"there is no message {number}", "`notify outbox` lists them")
        rows = connection.execute(
            select(schema.deliveries).where(schema.deliveries.c.outbox_id == number).order_by(schema.deliveries.c.id)
        ).mappings()
        names = ("attempt", "started_at", "duration_ms", "outcome", "code", "reason", "reference", "detail")
        found = [{name: row[name] for name in names} for row in rows]
    if as_json:
        print_json({"message": number, "deliveries": found})
        return 0
    cells = [
        [row["attempt"], row["started_at"][:19], row["outcome"], row["code"], row["duration_ms"], row["reason"]]
        for row in found
    ]
    columns = [("attempt", "right"), "when (UTC)", "outcome", "code", ("ms", "right"), "why"]
    console().print(table(None, columns, cells))
    return 0


def inbox(settings: Settings, agent: str, loan: str | None, given: dict[str, Any], as_json: bool) -> int:
    """Print an agent's messages, the newest first."""
    with _open(settings) as store, store.read() as connection:
        number = None if loan is None else find_loan(connection, loan)
        found = read_inbox(connection, agent, loan_id=number, **given)
    if as_json:
        print_json({"agent": agent, "messages": found, "unread": sum(not one["read"] for one in found)})
        return 0
    rows = [
        [
            str(one["id"]),
            one["business_date"],
            str(one["loan"] or ""),
            one["title"],
            one["message"],
            "" if one["read"] else "new",
        ]
        for one in found
    ]
    console().print(table(None, [("id", "right"), "date", ("loan", "right"), "title", "message", ""], rows))
    return 0


def read(settings: Settings, agent: str, numbers: Sequence[int], everything: bool, unread: bool, as_json: bool) -> int:
    """Mark messages of an agent as read, or unread."""
    with _open(settings) as store, store.begin() as connection:
        count = mark_read(connection, agent, None if everything else numbers, datetime.now(UTC), read=not unread)
    if as_json:
        print_json({"agent": agent, "changed": count})
    else:
        console().print(f"{count:,} messages marked as {'unread' if unread else 'read'}")
    return 0


def change(settings: Settings, act: Callable[[Connection], Any], done: str, as_json: bool) -> int:
    """Make a change of who gets what, and say so."""
    with _open(settings) as store, store.begin() as connection:
        result = act(connection)
    if as_json:
        print_json({"result": result})
    else:
        console().print(done if result is not False else "nothing to change", markup=False)
    return 0


def list_agents(settings: Settings, as_json: bool) -> int:
    """Print agents with their addresses, teams and subscriptions."""
    with _open(settings) as store, store.read() as connection:
        found = enrolling.agents(connection)
    if as_json:
        print_json({"agents": found})
        return 0
    rows = [
        [
            one["agent"],
            one["name"],
            one["email"],
            one["active"],
            ", ".join(one["teams"]),
            ", ".join(f"{item['notification']} ({item['channel']})" for item in one["subscriptions"]),
        ]
        for one in found
    ]
    console().print(table(None, ["agent", "name", "e-mail", "active", "teams", "subscriptions"], rows))
    return 0


def change_suppression(settings: Settings, channel: str, address: str, reason: str, as_json: bool) -> int:
    """Send nothing more to an address."""

    def act(connection: Connection) -> bool:
        suppress(connection, channel, address, reason, datetime.now(UTC))
        return True

    return change(settings, act, f"nothing more is sent to {shown(address)}", as_json)


def enrolment(settings: Settings, status: str, sub_status: str | None, flags: dict[str, bool], as_json: bool) -> int:
    """Set or print what a status enrols customers in."""
    with _open(settings) as store, store.begin() as connection:
        found = enrolling.enrol(connection, status, sub_status, **flags)
    if as_json:
        print_json({"status": status, "sub_status": sub_status, **found})
        return 0
    cells = [[name.replace("_", " "), value] for name, value in found.items()]
    console().print(table(f"{status}{f' / {sub_status}' if sub_status else ''}", ["", "on"], cells))
    return 0
