"""Looking at a notification before it goes out: every channel written for an account, nothing changed; and test-sends.

Takes a notification's name and an account, gives what each channel would say to whom, or why it would say nothing. A
test-send goes to the one address that is given, and to nobody else.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection

from cljrules.packs.model import PortfolioChanged, StatusChanged
from cljrules.suggest import did_you_mean
from cljrules.templating.purse import TemplateFault
from runtime.events import Written
from runtime.notifications.deck import PORTFOLIO_CHANGED, STATUS_CHANGED, Ready, Way, read_deck
from runtime.notifications.matching import drafts_of
from runtime.notifications.message import EMAIL, MAIL_HOUSE, SMS, SYSTEM, WEBHOOK, Message
from runtime.notifications.outbox import Draft
from runtime.notifications.recipients import Circle, Person, State, e164, read_circle
from runtime.notifications.wording import Cause, write
from runtime.settings import settings_of
from runtime.store.errors import StoreError
from runtime.store.views import views_of

_NO_EVENT_YET: Final = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """One channel of a notification for an account: whether it is enabled and fits, and what it says."""

    channel: str
    enabled: bool
    fits: bool
    drafts: tuple[Draft, ...]


def find_notification(connection: Connection, name: str) -> Ready:
    """A deployed notification, by its name or PACK/NAME. Raises StoreError `no-such-notification`."""
    deck = read_deck(connection)
    found = [one for one in deck.ready if name in (one.name, f"{one.deployed.pack.name}/{one.name}")]
    if len(found) == 1:
        return found[0]
    known = [one.name for one in deck.ready]
    if found:
        packs = ", ".join(f"`{one.deployed.pack.name}/{one.name}`" for one in found)
        raise StoreError("no-such-notification", f"several packs have a notification `{name}`", f"write one of {packs}")
    help = did_you_mean(name, known) or (f"there are {', '.join(known)}" if known else "deploy a pack that has some")
    raise StoreError("no-such-notification", f"no notification `{name}` is deployed", help)


def preview(connection: Connection, ready: Ready, loan_id: int, business_date: date) -> list[Shown]:
    """What each channel would say about an account."""
    cause, circle = _cause(connection, ready, loan_id, business_date)
    whole = ready.allows(cause.loan, business_date)
    return [
        Shown(
            way.name,
            way.enabled,
            whole and way.allows(cause.loan, business_date),
            tuple(drafts_of(ready, way, cause, circle)),
        )
        for way in ready.ways
    ]


def _cause(connection: Connection, ready: Ready, loan_id: int, business_date: date) -> tuple[Cause, Circle]:
    loan = views_of(connection, business_date, ready.all_variables, [loan_id])[loan_id]
    circle = read_circle(connection, [loan_id])
    event = _imagined(ready, loan_id, circle.states[loan_id], business_date)
    company = settings_of(connection).company
    return Cause(loan_id, loan, business_date, company, event), circle


def _imagined(ready: Ready, loan_id: int, state: State, business_date: date) -> Written | None:
    """An event that the notification listens to, as it could have brought the account where it is."""
    if not ready.notification.on:
        return None
    change = ready.notification.on[0]
    payload: Mapping[str, Any]
    if isinstance(change, PortfolioChanged):
        title, _, below = change.title.partition("/")
        kind = PORTFOLIO_CHANGED
        payload = {"change": "added" if change.added else "removed", "portfolio": title, "sub-portfolio": below or None}
    else:
        kind, payload = STATUS_CHANGED, _status(change, state)
    return Written(_NO_EVENT_YET, _NO_EVENT_YET, kind, loan_id, payload, business_date)


def _status(change: StatusChanged, state: State) -> dict[str, Any]:
    return {
        "from-status": change.from_status or state.status,
        "from-sub-status": change.from_sub_status,
        "to-status": change.to_status or state.status,
        "to-sub-status": change.to_sub_status or state.sub_status,
    }


def channel_of(address: str) -> str:
    """The channel that an address is one of: an e-mail address, a phone number, a web address, or an agent's name."""
    if re.match(r"https?://", address):
        return WEBHOOK
    if "@" in address:
        return EMAIL
    return SMS if re.fullmatch(r"\+?[\d\s().-]{7,20}", address) else SYSTEM


def test_message(
    connection: Connection, ready: Ready, loan_id: int, business_date: date, address: str, channel: str, now: datetime
) -> Message:
    """A message of a notification to an address that a person gave, marked as a test. Raises StoreError `refused`."""
    way = next((way for way in ready.ways if way.name == channel), None)
    if way is None:
        has = ", ".join(f"`{way.name}`" for way in ready.ways)
        raise StoreError("refused", f"`{ready.name}` has no channel `{channel}`", f"it has {has}")
    if channel == MAIL_HOUSE:
        help = "`notify preview` shows the letter"
        raise StoreError("refused", "letters are not sent as a test: they would be printed and mailed", help)
    cause, circle = _cause(connection, ready, loan_id, business_date)
    person = next(iter(circle.people.get(loan_id, ())), None)
    try:
        body = _addressed(ready, way, cause, person, address)
    except TemplateFault as fault:
        raise StoreError("refused", f"the message cannot be written: {fault}", "correct the template") from None
    return Message(
        id=0,
        notification=ready.name,
        channel=channel,
        recipient=address,
        idempotency_key=f"test_{secrets.token_hex(16)}",
        body=body,
        loan_id=loan_id,
        customer_id=None,
        attempts=0,
        business_date=business_date,
        created_at=now,
    )


def _addressed(ready: Ready, way: Way, cause: Cause, person: Person | None, address: str) -> dict[str, Any]:
    body = write(ready, way, cause, person)
    if way.name == EMAIL:
        return {**body, "to": address, "subject": f"[test] {body['subject']}"}
    if way.name == SMS:
        number = e164(address)
        if number is None:
            raise StoreError("refused", f"`{address}` is no phone number", "write it as +13035550142")
        return {**body, "to": number, "text": f"[test] {body['text']}"}
    if way.name == SYSTEM:
        return {**body, "agent": address, "title": f"[test] {body['title']}"}
    return {**body, "url": address}
