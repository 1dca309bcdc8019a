"""From what happened to messages: which notifications it sets off, for whom, and what each is told or why not.

Takes events that were just written, or accounts for which a trigger is true, and writes the messages into the outbox
inside the caller's transaction. Accounts are read set by set, only those that something listens to and only the
variables that are needed; only what is sent is written out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection

from cljrules.templating.purse import TemplateFault
from runtime.events import Written
from runtime.notifications.consent import text_phone, why_no_customer, why_not, why_not_agent
from runtime.notifications.deck import TO_CUSTOMERS, Ready, Way, read_deck
from runtime.notifications.message import EMAIL, MAIL_HOUSE, SMS, SYSTEM
from runtime.notifications.outbox import Draft, put
from runtime.notifications.recipients import Agent, Circle, Person, read_circle
from runtime.notifications.wording import Cause, write
from runtime.settings import Company
from runtime.settings.finding import settings_of
from runtime.store.views import views_of

#: How many accounts are read at a time.
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class SetOff:
    """A notification that something sets off, if its restrictions fit; `event` is None for a trigger."""

    ready: Ready
    loan_id: int
    event: Written | None


def tell_of_events(connection: Connection, events: Sequence[Written], now: datetime) -> dict[str, int]:
    """Write the messages of events that were written in this transaction; how many are `queued` and `withheld`."""
    deck = read_deck(connection)
    found = [
        SetOff(ready, event.loan_id, event)
        for event in events
        if event.loan_id is not None
        for ready in deck.listening(event)
    ]
    if not found:
        return {}
    return tell(connection, found, events[0].business_date, now)


def tell(connection: Connection, found: Sequence[SetOff], business_date: date, now: datetime) -> dict[str, int]:
    """Write the messages of notifications that were set off, those of an account together and in order."""
    company = settings_of(connection).company
    counts: dict[str, int] = {}
    by_loan: dict[int, list[SetOff]] = {}
    for one in found:
        by_loan.setdefault(one.loan_id, []).append(one)
    numbers = sorted(by_loan)
    for at in range(0, len(numbers), _AT_ONCE):
        chunk = numbers[at : at + _AT_ONCE]
        drafts = _of_chunk(connection, {number: by_loan[number] for number in chunk}, business_date, company)
        for draft in drafts:
            name = "queued" if draft.withheld is None else "withheld"
            counts[name] = counts.get(name, 0) + 1
        put(connection, drafts, now)
    return counts


def _of_chunk(
    connection: Connection, by_loan: Mapping[int, Sequence[SetOff]], business_date: date, company: Company
) -> list[Draft]:
    variables = frozenset().union(*(one.ready.variables for some in by_loan.values() for one in some))
    loans = views_of(connection, business_date, variables, list(by_loan))
    wanted = [
        (one, ways)
        for number, some in by_loan.items()
        for one in some
        if (ways := fitting(one.ready, loans[number], business_date))
    ]
    if not wanted:
        return []
    circle = read_circle(connection, (one.loan_id for one, _ in wanted))
    drafts: list[Draft] = []
    for one, ways in wanted:
        cause = Cause(one.loan_id, loans[one.loan_id], business_date, company, one.event)
        for way in ways:
            drafts += drafts_of(one.ready, way, cause, circle)
    return drafts


def fitting(ready: Ready, loan: Mapping[str, Any], business_date: date) -> list[Way]:
    """The enabled channels over which a notification goes out for an account, by its restrictions."""
    if not ready.allows(loan, business_date):
        return []
    return [way for way in ready.ways if way.enabled and way.allows(loan, business_date)]


def drafts_of(ready: Ready, way: Way, cause: Cause, circle: Circle) -> Iterator[Draft]:
    """The messages of one channel, one for each recipient, with the reason for each that is withheld."""
    if way.name == EMAIL:
        to = way.channel.settings["to"]
        if "customers" in to:
            yield from _to_customers(ready, way, cause, circle)
        if "agents" in to:
            own = circle.states[cause.loan_id].agent
            names = [*([own] if own else []), *circle.subscribers.get((ready.name, EMAIL), ())]
            yield from _to_agents(ready, way, cause, circle, names)
    elif way.name in TO_CUSTOMERS:
        yield from _to_customers(ready, way, cause, circle)
    elif way.name == SYSTEM:
        named = [agent for name in way.channel.settings["agents"] for agent in circle.teams.get(name, (name,))]
        names = [*named, *circle.subscribers.get((ready.name, SYSTEM), ())]
        yield from _to_agents(ready, way, cause, circle, names)
    else:
        yield _draft(ready, way, cause, None, "url", None, {}, None)


def _to_customers(ready: Ready, way: Way, cause: Cause, circle: Circle) -> Iterator[Draft]:
    state = circle.states[cause.loan_id]
    people = circle.people.get(cause.loan_id, ())
    if not people:
        nobody = why_no_customer(state) or "the account has no customers"
        yield _draft(ready, way, cause, None, "nobody", None, {}, nobody)
    told: dict[str, Person] = {}
    for person in people:
        why = why_not(way.name, person, state, circle)
        receiver: str | None = _known(way.name, person)
        fields: Mapping[str, Any] = {}
        if why is None:
            receiver, fields = _reached(way.name, person, circle)
        if why is None and way.name != MAIL_HOUSE and receiver is not None:
            first = told.setdefault(receiver.lower(), person)
            why = None if first is person else f"{first.name}, who has the same address, gets it"
        yield _draft(ready, way, cause, person, f"customer {person.customer_id}", receiver, fields, why)


def _known(channel: str, person: Person) -> str:
    """How a person who is not told is shown."""
    return (person.email if channel == EMAIL else None) or person.name or f"customer {person.customer_id}"


def _reached(channel: str, person: Person, circle: Circle) -> tuple[str | None, dict[str, Any]]:
    """What the message is addressed to, as it is shown and as the body has it."""
    if channel == EMAIL:
        return person.email, {"to": person.email}
    if channel == SMS:
        phone = text_phone(person, circle)
        return (phone.number, {"to": phone.number}) if phone is not None else (None, {})
    address = person.address or {}
    parts = ("address1", "address2", "city", "state", "zipcode", "country")
    return person.name, {"name": person.name, "address": {part: address.get(part) for part in parts}}


def _to_agents(ready: Ready, way: Way, cause: Cause, circle: Circle, names: Sequence[str]) -> Iterator[Draft]:
    for name in dict.fromkeys(names):
        agent = circle.agent(name)
        why = why_not_agent(way.name, agent)
        fields = {"to": agent.email} if way.name == EMAIL else {"agent": name}
        receiver = agent.email if way.name == EMAIL else name
        yield _draft(ready, way, cause, agent, f"agent {name}", receiver, fields, why)


def _draft(
    ready: Ready,
    way: Way,
    cause: Cause,
    to: Person | Agent | None,
    addressee: str,
    receiver: str | None,
    fields: Mapping[str, Any],
    why: str | None,
) -> Draft:
    body: Mapping[str, Any] = {}
    if why is None:
        try:
            body = {**write(ready, way, cause, to), **fields}
        except TemplateFault as fault:
            why = f"the message cannot be written: {fault}"
    return Draft(
        notification=ready.name,
        content_hash=ready.deployed.pack.content_hash,
        channel=way.name,
        loan_id=cause.loan_id,
        cause=cause.key,
        addressee=addressee,
        receiver=receiver or body.get("url"),
        body=body,
        business_date=cause.business_date,
        event_id=cause.event.id if cause.event is not None else None,
        customer_id=to.customer_id if isinstance(to, Person) else None,
        withheld=why,
    )
