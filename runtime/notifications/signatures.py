"""Signatures on what goes out and what comes in.

Standard Webhooks 1.0.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`: HMAC-SHA256 of id, time and body), and
Twilio's `X-Twilio-Signature` (HMAC-SHA1 of the URL and the sorted form fields). Comparisons take the same time whatever
they find, and no error says more than what is wrong with the message.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

#: How far a signed time may be from now: later it may have been recorded and played back.
TOLERANCE: Final = timedelta(minutes=5)


class BadSignature(Exception):
    """What came in was not signed by whoever it should come from; the text says what is wrong, never what is right."""


def secret_bytes(text: str) -> bytes:
    """The key of a secret as Standard Webhooks writes it: base64, with or without `whsec_` before it.

    Raises ValueError for text that is no base64, or a key of fewer than 24 or more than 64 bytes.
    """
    try:
        key = base64.b64decode(text.strip().removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("a webhook secret is `whsec_` and base64") from None
    if not 24 <= len(key) <= 64:
        raise ValueError("the key of a webhook secret has 24 to 64 bytes")
    return key


def webhook_headers(keys: Sequence[bytes], message_id: str, moment: datetime, body: bytes) -> dict[str, str]:
    """The three headers of a signed webhook, with a signature for each key (two while secrets change)."""
    seconds = str(int(moment.timestamp()))
    made = " ".join(f"v1,{_webhook_signature(key, message_id, seconds, body)}" for key in keys)
    headers = {"webhook-id": message_id, "webhook-timestamp": seconds}
    return {**headers, "webhook-signature": made} if made else headers


def _webhook_signature(key: bytes, message_id: str, seconds: str, body: bytes) -> str:
    signed = f"{message_id}.{seconds}.".encode() + body
    return base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def verify_webhook(
    keys: Sequence[bytes], headers: Mapping[str, str], body: bytes, now: datetime, tolerance: timedelta = TOLERANCE
) -> str:
    """The id of a webhook that was signed with one of the keys. Header names in lower case. Raises BadSignature."""
    message_id = headers.get("webhook-id", "")
    seconds, signatures = headers.get("webhook-timestamp", ""), headers.get("webhook-signature", "")
    if not (message_id and seconds and signatures):
        raise BadSignature("the headers `webhook-id`, `webhook-timestamp` and `webhook-signature` are needed")
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 12):
        raise BadSignature("`webhook-timestamp` is not a time")
    if abs(now.timestamp() - int(seconds)) > tolerance.total_seconds():
        raise BadSignature("`webhook-timestamp` is too far from now")
    given = [one.removeprefix("v1,") for one in signatures.split(" ")[:16] if one.startswith("v1,")]
    if not _any_matches(given, [_webhook_signature(key, message_id, seconds, body) for key in keys]):
        raise BadSignature("the signature does not fit")
    return message_id


def twilio_signature(token: str, url: str, fields: Iterable[tuple[str, str]]) -> str:
    """The value of `X-Twilio-Signature` for a form posted to a URL: names sorted, each followed by its value."""
    signed = url + "".join(name + value for name, value in sorted(set(fields)))
    return base64.b64encode(hmac.digest(token.encode(), signed.encode(), hashlib.sha1)).decode()


def verify_twilio(tokens: Sequence[str], headers: Mapping[str, str], url: str, fields: list[tuple[str, str]]) -> None:
    """Raises BadSignature unless one of the tokens signed the form for this URL. Header names in lower case."""
    given = headers.get("x-twilio-signature", "")
    if not given:
        raise BadSignature("the header `X-Twilio-Signature` is needed")
    if not _any_matches([given], [twilio_signature(token, url, fields) for token in tokens]):
        raise BadSignature("the signature does not fit")


def _any_matches(given: Sequence[str], right: Sequence[str]) -> bool:
    # Every pair is compared, so that the time taken tells nothing.
    found = [hmac.compare_digest(one.encode(), other.encode()) for one in given for other in right]
    return any(found)
