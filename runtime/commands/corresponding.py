"""What `notify mail`, `notify sms` and `notify suppressed` do: letters on their way, conversations, addresses that
nothing more is sent to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from runtime.commands.options import Settings
from runtime.commands.output import console, print_json, table
from runtime.store.open import Store, open_store


@contextmanager
def _store(settings: Settings) -> Iterator[Store]:
    with open_store(settings.url, today=settings.today) as store:
        yield store


def list_letters(settings: Settings, status: str | None, loan: str | None, limit: int, as_json: bool) -> int:
    """The latest letters."""
    from runtime.notifications.channels.mail_house import pieces
    from runtime.store.finding import find_loan

    now = datetime.now(UTC)
    with _store(settings) as store, store.read() as connection:
        number = find_loan(connection, loan) if loan is not None else None
        found = pieces.listed(connection, status, number, limit, now)
    if as_json:
        print_json({"count": len(found), "letters": [_letter(one) for one in found]})
        return 0
    columns = [("letter", "right"), "status", "loan", "to", "title", ("pages", "right"), "queued", "batch"]
    further = ("title", "pages", "submitted_at", "batch")
    rows = [(one["id"], _status(one), one["loan_id"], _to(one), *(one[name] for name in further)) for one in found]
    console().print(table(None, columns, rows))
    return 0


def _letter(one: Mapping[str, Any]) -> dict[str, Any]:
    renamed = {"id": "letter", "loan_id": "loan", "customer_id": "customer", "checksum": "sha256"}
    return {renamed.get(name, name): value for name, value in one.items()}


def _status(one: Mapping[str, Any]) -> str:
    return "delivered" if one["delivered"] else str(one["status"])


def _to(one: Mapping[str, Any]) -> str:
    return f"{one['name']}, {one['address'].get('city') or ''}"


def save_letter(settings: Settings, number: int, path: str) -> int:
    """Write a letter's PDF to a file."""
    from runtime.notifications.channels.mail_house import pieces
    from runtime.store.errors import StoreError

    with _store(settings) as store, store.read() as connection:
        content = pieces.pdf_of(connection, number)
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        why = f"`{path}` cannot be written: {(error.strerror or '').lower()}"
        raise StoreError("bad-file", why, "name another file") from None
    click.echo(f"letter {number} is in {path}")
    return 0


def cancel_letter(settings: Settings, number: int, author: str, as_json: bool) -> int:
    """Cancel a letter."""
    from runtime.notifications.channels.mail_house import pieces

    with _store(settings) as store, store.begin() as connection:
        pieces.cancel(connection, number, author, datetime.now(UTC))
    if as_json:
        print_json({"letter": number, "status": pieces.CANCELED})
    else:
        click.echo(f"letter {number} is canceled")
    return 0


def hand_over(settings: Settings, as_json: bool) -> int:
    """Hand over the letters that are due."""
    from runtime.notifications.channels.mail_house.batches import hand_over as run
    from runtime.notifications.channels.mail_house.places import place_of

    place = place_of(settings.runtime().mail_house)
    with _store(settings) as store:
        done = run(store, place, datetime.now(UTC))
    if as_json:
        told = [{"batch": one.name, "letters": list(one.letters), "pages": one.pages} for one in done]
        print_json({"count": sum(len(one.letters) for one in done), "batches": told})
        return 0
    for one in done:
        click.echo(f"handed over {one.name}: {len(one.letters):,} letters, {one.pages:,} pages")
    if not done:
        click.echo("no letter is due")
    return 0


def import_statuses(settings: Settings, path: str, as_json: bool) -> int:
    """Take in what the mail house reports; 1 where lines were broken."""
    from runtime.notifications.channels.mail_house.returns import import_statuses as run

    with _store(settings) as store:
        found = run(store, Path(path), datetime.now(UTC))
    if as_json:
        broken = [{"line": line, "reason": reason} for line, reason in found.broken]
        print_json({"new": found.new, "known": found.known, "broken": broken})
    else:
        click.echo(f"{found.new:,} statuses were new, {found.known:,} were known")
        for line, reason in found.broken:
            click.echo(f"error: {path}:{line}: {reason}", err=True)
    return 1 if found.broken else 0


def conversation(settings: Settings, phone: str | None, customer: int | None, limit: int, as_json: bool) -> int:
    """The latest text messages."""
    from runtime.notifications.channels.sms.conversation import listed
    from runtime.notifications.channels.sms.numbers import e164
    from runtime.store.errors import StoreError

    number = None
    if phone is not None:
        number = e164(phone, settings.runtime().sms.region)
        if number is None:
            raise StoreError("bad-value", f"`{phone}` is not a phone number", "write it as +13035550100")
    with _store(settings) as store, store.read() as connection:
        found = listed(connection, number, customer, limit)
    if as_json:
        renamed = {"loan_id": "loan", "customer_id": "customer"}
        told = [{renamed.get(name, name): value for name, value in one.items()} for one in found]
        print_json({"count": len(found), "messages": told})
        return 0
    rows = [
        (one["at"], "→" if one["direction"] == "out" else "←", one["phone"], one["status"], one["text"])
        for one in found
    ]
    console().print(table(None, ["when", "", "phone", "status", "text"], rows))
    return 0


def list_suppressed(settings: Settings, as_json: bool) -> int:
    """Addresses that nothing more is sent to."""
    from runtime.notifications.suppressions import listed

    with _store(settings) as store, store.read() as connection:
        found = [dict(row) for row in listed(connection)]
    if as_json:
        print_json({"count": len(found), "suppressed": found})
        return 0
    rows = [(one["channel"], one["address"], one["since"], one["reason"]) for one in found]
    console().print(table(None, ["channel", "address", "since", "reason"], rows))
    return 0


def lift(settings: Settings, channel: str, address: str, as_json: bool) -> int:
    """Let messages go to an address again; 1 where none were withheld."""
    from runtime.notifications import suppressions

    with _store(settings) as store, store.begin() as connection:
        lifted = suppressions.lift(connection, channel, address)
    if as_json:
        print_json({"channel": channel, "address": address, "lifted": lifted})
    else:
        click.echo("messages go there again" if lifted else "nothing was withheld from there")
    return 0 if lifted else 1


def listen(settings: Settings, host: str, port: int) -> int:
    """Serve callbacks until stopped."""
    import uvicorn

    from runtime.service.callbacks import application

    with _store(settings) as store:
        made = application(store, settings.runtime())
        click.echo(f"listening on http://{host}:{port}/callbacks", err=True)
        # The access log would hold phone numbers in queries; proxies in front keep their own.
        uvicorn.run(made, host=host, port=port, access_log=False, log_level="warning", lifespan="off")
    return 0
