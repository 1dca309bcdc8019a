"""Text messages that come in, and what becomes of those that went out, as Twilio posts them.

A customer who answers STOP gets no more text messages until START; both are written down, and answered unless the
provider answers by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from runtime.notifications import suppressions
from runtime.notifications.channels.sms import conversation
from runtime.notifications.channels.sms.numbers import e164
from runtime.notifications.channels.sms.segments import measure
from runtime.notifications.inbound import BadRequest
from runtime.notifications.inbound.keywords import Meaning, meaning
from runtime.notifications.message import SMS
from runtime.notifications.signatures import BadSignature, verify_twilio
from runtime.settings import Sms
from runtime.store.open import Store

STOPPED: Final = "the receiver answered STOP"
_ID: Final = re.compile(r"[A-Za-z0-9]{10,64}")
_MOST_FIELDS: Final = 200
_OPT_OUT: Final[Mapping[str, Meaning]] = {"STOP": "stop", "START": "start", "HELP": "help"}


def receive_status(
    store: Store, settings: Sms, url: str, headers: Mapping[str, str], body: bytes, now: datetime
) -> bool:
    """Write down how a message fares; whether that was news. Raises BadSignature, BadRequest."""
    fields = _fields(settings, url, headers, body)
    provider_id, status = _provider_id(fields), fields.get("MessageStatus", "").lower()
    if status not in conversation.STATUSES:
        raise BadRequest("`MessageStatus` is none that is known")
    code = fields.get("ErrorCode", "")
    with store.begin() as connection:
        return conversation.report(connection, provider_id, status, code if code.isdigit() else None, now)


def receive_message(
    store: Store, settings: Sms, url: str, headers: Mapping[str, str], body: bytes, now: datetime
) -> str:
    """Write down what a customer wrote and do what it asks for; the answer for the provider, as TwiML.

    Raises BadSignature, BadRequest.
    """
    fields = _fields(settings, url, headers, body)
    phone = e164(fields.get("From", ""), settings.region)
    if phone is None:
        raise BadRequest("`From` is not a phone number")
    provider_id, text = _provider_id(fields), fields.get("Body", "").replace("\0", "")[:2000]
    handled = _OPT_OUT.get(fields.get("OptOutType", "").upper())
    asked = handled or meaning(text)
    with store.begin() as connection:
        own = fields.get("To", "")[:64]
        number = conversation.receive(connection, provider_id, phone, own, text, measure(text), now)
        if number is None:
            return _twiml(None)
        withheld = suppressions.why_suppressed(connection, SMS, phone)
        if asked == "stop":
            suppressions.suppress(connection, SMS, phone, STOPPED, now)
        elif asked == "start" and withheld is not None:
            suppressions.lift(connection, SMS, phone)
        answer = None if handled else _answer(settings, asked, withheld is not None, text)
        if answer:
            conversation.answered(connection, number, answer, measure(answer), now)
    return _twiml(answer)


def _answer(settings: Sms, asked: Meaning | None, withheld: bool, text: str) -> str | None:
    if asked == "stop":
        return settings.stop_answer
    if asked == "help":
        return settings.help_answer
    # "Yes" may be part of a conversation; it only begins messages that had been ended.
    if asked == "start" and (withheld or text.strip().casefold() == "start"):
        return settings.start_answer
    return None


def _fields(settings: Sms, url: str, headers: Mapping[str, str], body: bytes) -> dict[str, str]:
    if settings.token is None:
        raise BadSignature("nothing is expected here")
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise BadRequest("the body is not a form") from None
    tokens = [one.reveal() for one in (settings.token, settings.previous_token) if one is not None]
    verify_twilio(tokens, headers, url, pairs)
    fields = dict(pairs)
    if fields.get("AccountSid", settings.account) != settings.account:
        raise BadRequest("`AccountSid` is another account")
    return fields


def _provider_id(fields: Mapping[str, str]) -> str:
    found = fields.get("MessageSid", "")
    if not _ID.fullmatch(found):
        raise BadRequest("`MessageSid` is missing or none")
    return found


def _twiml(answer: str | None) -> str:
    inner = f"<Message>{escape(answer)}</Message>" if answer else ""
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{inner}</Response>'
