"""E-mails that came back or were complained about, as mail providers report them.

The report is JSON signed by Standard Webhooks: `type` is `email.bounced` or `email.complained`, `data` has the
recipient in `to`, and where known `message_id` and `bounce` with `type` (`Permanent` or `Transient`) and `message`.
Reports of other types are taken and left alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from runtime.notifications import suppressions
from runtime.notifications.channels.email import history
from runtime.notifications.channels.email.mime import BadMessage, read_address
from runtime.notifications.channels.http import visible
from runtime.notifications.inbound import BadRequest
from runtime.notifications.message import EMAIL
from runtime.notifications.signatures import BadSignature, secret_bytes, verify_webhook
from runtime.settings import Email
from runtime.store.open import Store

_WORDS = {
    "email.bounced": ("bounced", "e-mail bounces"),
    "email.complained": ("complained", "called spam by the receiver"),
}


def receive_report(store: Store, settings: Email, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """Write down what became of an e-mail; whether it changed anything. Raises BadSignature, BadRequest."""
    secrets = [one for one in (settings.callback_secret, settings.previous_callback_secret) if one is not None]
    if not secrets:
        raise BadSignature("nothing is expected here")
    verify_webhook([secret_bytes(one.reveal()) for one in secrets], headers, body, now)
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequest("the body is not JSON") from None
    data = said.get("data") if isinstance(said, dict) else None
    if not isinstance(data, dict):
        raise BadRequest("`data` is missing")
    if said.get("type") not in _WORDS:
        return False
    status, words = _WORDS[str(said["type"])]
    given = data.get("bounce")
    bounce = given if isinstance(given, dict) else {}
    if status == "bounced" and str(bounce.get("type", "Permanent")).lower() != "permanent":
        return False
    note = visible(" ".join(str(bounce.get("message") or "").split()))[:300]
    reason = f"{words}: {note}" if note else words
    with store.begin() as connection:
        for address in _recipients(data):
            suppressions.suppress(connection, EMAIL, address, reason, now)
        message_id = str(data.get("message_id") or "")[:200]
        if message_id:
            history.mark(connection, message_id, status, note or None, now)
    return True


def _recipients(data: Mapping[str, Any]) -> list[str]:
    given = data.get("to")
    texts = given if isinstance(given, list) else [given]
    try:
        found = [read_address(str(one or "")).addr_spec for one in texts[:50]]
    except BadMessage:
        raise BadRequest("`to` is not an e-mail address") from None
    if not found:
        raise BadRequest("`to` is empty")
    return found
