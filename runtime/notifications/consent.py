"""Who may be told, and why not.

Takes a person and the state of an account, gives None where a message may go, or the reason why it may not, in plain
words that are kept with the message. What a customer is told needs the customer's access to the account's e-mail or
text messages, and a status and sub-status that enrol customers in them. (Domain notes 3.3.)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from runtime.notifications.message import EMAIL, MAIL_HOUSE, SMS
from runtime.notifications.recipients import Agent, Circle, Person, Phone, State

#: Roles whose letters are about their own debt.
BORROWERS: Final = frozenset({"primary", "secondary"})
_WORDS: Final[Mapping[str, str]] = {EMAIL: "e-mail", SMS: "text messages"}
_PART: Final = r"[^\s@<>(),;:\\\"\x00-\x1f\x7f]+"
_ADDRESS: Final = re.compile(f"{_PART}@{_PART}")


def why_no_customer(state: State) -> str | None:
    """Why no customer of an account is told anything."""
    if state.deleted:
        return "the account is deleted"
    return "the account is archived" if state.archived else None


def why_not(channel: str, person: Person, state: State, circle: Circle) -> str | None:
    """Why a message about the account may not go to a customer over a channel."""
    record = person.record
    if state.deleted or state.archived:
        return why_no_customer(state)
    if record["deleted"] or record["erased_at"] is not None:
        return "the customer is deleted"
    if not record["active"]:
        return "the customer is not active"
    if channel == MAIL_HOUSE:
        return _why_no_letter(person)
    words = _WORDS[channel]
    if not (person.email_access if channel == EMAIL else person.sms_access):
        return f"the customer gets no {words} about this account"
    if not state.status_enrols[channel]:
        return f"customers of accounts in status `{state.status}` get no {words}"
    if not state.sub_status_enrols[channel]:
        return f"customers of accounts in sub-status `{state.sub_status}` get no {words}"
    return _why_no_email(person, circle) if channel == EMAIL else _why_no_text(person, circle)


def _why_no_letter(person: Person) -> str | None:
    if person.role not in BORROWERS:
        return f"letters go to borrowers; the customer's role is {person.role}"
    return "the customer has no address" if person.address is None else None


def _why_no_email(person: Person, circle: Circle) -> str | None:
    if person.email is None:
        return "the customer has no e-mail address"
    if not is_email(person.email):
        return "the customer's e-mail address is malformed"
    reason = circle.suppressed.get((EMAIL, person.email.lower()))
    return f"nothing more is sent to the customer's e-mail address: {reason}" if reason is not None else None


def _why_no_text(person: Person, circle: Circle) -> str | None:
    if not person.phones:
        return "the customer has no phone that takes text messages"
    if text_phone(person, circle) is not None:
        return None
    if all(phone.do_not_call for phone in person.phones):
        return "the customer's phone is marked do not call"
    reason = next(
        circle.suppressed[SMS, phone.number] for phone in person.phones if (SMS, phone.number) in circle.suppressed
    )
    return f"nothing more is sent to the customer's phone: {reason}"


def text_phone(person: Person, circle: Circle) -> Phone | None:
    """The phone that a customer's text messages go to."""
    allowed = (phone for phone in person.phones if not phone.do_not_call)
    return next((phone for phone in allowed if (SMS, phone.number) not in circle.suppressed), None)


def why_not_agent(channel: str, agent: Agent) -> str | None:
    """Why a message may not go to an agent."""
    if not agent.active:
        return f"the agent `{agent.username}` is not active"
    if channel == EMAIL and not (agent.email and is_email(agent.email)):
        return f"the agent `{agent.username}` has no e-mail address"
    return None


def is_email(text: str) -> bool:
    """Whether a text can be the address of one mailbox; it never holds what a header could be broken with."""
    return len(text) <= 254 and _ADDRESS.fullmatch(text) is not None and text.isascii()
