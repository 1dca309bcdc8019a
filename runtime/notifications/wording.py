"""What a message says: its body, written from the account as its cause left it.

Takes a notification's channel, the account's variables, the person or agent it goes to and what happened; gives the
body that the channel's module sends. Raises TemplateFault where it cannot be written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any, Final
from urllib.parse import urlencode

from cljrules.stdlib import catalogue
from cljrules.templating.purse import TemplateFault
from runtime.events import Written
from runtime.notifications.deck import Ready, Way
from runtime.notifications.message import EMAIL, MAIL_HOUSE, SMS, SYSTEM
from runtime.notifications.plain_text import text_of
from runtime.notifications.recipients import Agent, Person
from runtime.settings import Company
from runtime.store.columns import plain

#: Characters of a text message, a subject and a web address that receivers take.
_TEXT: Final = 1_600
_SUBJECT: Final = 400
_ADDRESS: Final = 4_000
_BODILESS: Final = frozenset(("get", "delete"))


@dataclass(frozen=True, slots=True)
class Cause:
    """Why there is a message: the account as it stands, the business date, and the event, if it was one."""

    loan_id: int
    loan: Mapping[str, Any]
    business_date: date
    company: Company
    event: Written | None = None

    @property
    def key(self) -> str:
        """What tells this cause from every other of the account, on every store alike."""
        return f"day {self.business_date}" if self.event is None else f"event {self.event.number}"

    def fields(self) -> dict[str, Any]:
        """What templates know as `event`."""
        event = self.event
        if event is None:
            return {"type": None, "label": None, "business_date": self.business_date.isoformat()}
        label = catalogue.load().events[event.type].label
        day = self.business_date.isoformat()
        return {"type": event.type, "label": label, "business_date": day, **event.payload}


def write(ready: Ready, way: Way, cause: Cause, to: Person | Agent | None) -> dict[str, Any]:
    """The body of a message; for e-mail, text messages and letters `to` is whom it goes to."""
    if way.fault is not None:
        raise TemplateFault(way.fault)
    values = {name.replace("-", "_"): cause.loan[name] for name in way.variables}
    values["company"] = asdict(cause.company)
    values["event"] = cause.fields()
    if isinstance(to, Person):
        values["recipient"] = to.fields()
    elif isinstance(to, Agent):
        values["recipient"] = {"full_name": to.name or to.username, "email": to.email, "role": "agent"}

    def filled(part: str) -> str:
        template = way.templates[part]
        return template.render(values, lambda text: ready.answer(text, cause.loan, cause.business_date))

    if way.name == EMAIL:
        return _email(way, filled)
    if way.name == SMS:
        return {"text": _at_most(filled("text").strip(), _TEXT, "a text message")}
    if way.name == SYSTEM:
        return {"title": title_of(ready), "message": _at_most(filled("message"), 10_000, "a message to agents")}
    if way.name == MAIL_HOUSE:
        html = filled("html") if "html" in way.templates else _as_page(filled("text"))
        return {"html": html, "title": title_of(ready)}
    return _webhook(ready, way, cause, filled)


def title_of(ready: Ready) -> str:
    """What a notification is called where people see it."""
    return ready.name.replace("-", " ").capitalize()


def _email(way: Way, filled: Any) -> dict[str, Any]:
    subject = _at_most(" ".join(filled("subject").split()), _SUBJECT, "a subject")
    if "html" in way.templates:
        html = filled("html")
        text = text_of(html)
    else:
        text = filled("text")
        html = _as_page(text)
    return {"from": way.channel.settings["from"], "subject": subject, "html": html, "text": text}


def _as_page(text: str) -> str:
    paragraphs = (part.strip() for part in re.split(r"\n\s*\n", text))
    return "\n".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in paragraphs if part)


def _at_most(text: str, most: int, what: str) -> str:
    if len(text) > most:
        raise TemplateFault(f"{what} has at most {most:,} characters, this one has {len(text):,}")
    return text


def _webhook(ready: Ready, way: Way, cause: Cause, filled: Any) -> dict[str, Any]:
    settings = way.channel.settings
    context = {name: cause.loan[name] for name in settings["context"]}
    url = _at_most(filled("url"), _ADDRESS, "a web address")
    headers = {}
    for number, name in enumerate(settings["headers"]):
        value = filled(f"header {number}")
        if re.search(r"[\x00-\x1f\x7f]", value):
            raise TemplateFault(f"the header `{name}` would hold a line break or another control character")
        headers[name] = value
    if settings["method"] in _BODILESS:
        if context:
            pairs = {name: _as_word(value) for name, value in context.items()}
            url += ("&" if "?" in url else "?") + urlencode(pairs)
        return {"url": url, "method": settings["method"].upper(), "headers": headers, "body": "", "content_type": ""}
    event = cause.event
    told = {
        "eventName": catalogue.load().events[event.type].label if event is not None else title_of(ready),
        "notification": ready.name,
        "event": event.type if event is not None else None,
        "eventNumber": event.number if event is not None else None,
        "loanId": cause.loan_id,
        "businessDate": cause.business_date.isoformat(),
        "context": context,
        "change": dict(event.payload) if event is not None else None,
    }
    body = as_json(told)
    return {
        "url": url,
        "method": settings["method"].upper(),
        "headers": headers,
        "body": body,
        "content_type": "application/json",
    }


def _as_word(value: Any) -> str:
    told = plain(value)
    return told if isinstance(told, str) else json.dumps(told, ensure_ascii=False)


class _Exact(float):
    """A number that JSON shows with all its digits."""

    def __new__(cls, value: Decimal) -> _Exact:
        made = super().__new__(cls, value)
        made.text = f"{value:f}"
        return made

    text: str

    def __repr__(self) -> str:
        return self.text


def as_json(value: Any) -> str:
    """Values of the language as JSON; decimals are numbers with all their digits."""
    return json.dumps(_told(value), ensure_ascii=False, separators=(",", ":"))


def _told(value: Any) -> Any:
    if isinstance(value, Decimal):
        return _Exact(value)
    if isinstance(value, Mapping):
        return {str(name): _told(item) for name, item in value.items()}
    return plain(value) if not isinstance(value, (list, tuple)) else [_told(item) for item in value]
