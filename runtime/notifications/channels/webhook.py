"""Webhooks: other systems are told over HTTP.

Takes a message whose body names method, URL, headers and content; answers `Delivered` for a status of the 200 class.
Signed by Standard Webhooks; `webhook-id`, which is also the trace id, stays the same over every attempt, so that a
receiver can tell that it has seen a message. Must never connect to an address that the settings do not allow.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from aiohttp.abc import AbstractResolver

from runtime.notifications.addresses import AddressPolicy
from runtime.notifications.channels.http import Answer, HttpClient, NoAnswer, read_url
from runtime.notifications.message import WEBHOOK, Delivered, DeliveryFailed, Message
from runtime.notifications.signatures import secret_bytes, webhook_headers
from runtime.settings import RuntimeSettings, Secret, Webhook
from runtime.store.errors import StoreError
from runtime.store.open import Store

_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}")
#: Headers that belong to the transport or to the signature.
_RESERVED: Final = frozenset(
    {
        *("connection", "content-length", "content-type", "expect", "host", "idempotency-key", "keep-alive"),
        *("te", "trailer", "transfer-encoding", "upgrade"),
        *("webhook-id", "webhook-signature", "webhook-timestamp"),
    }
)
_KEPT_CHARACTERS: Final = 1000
#: A receiver cannot ask to be left alone for longer.
_LONGEST_WAIT: Final = 24 * 3600.0


def trace_id(message: Message) -> str:
    """The number a receiver knows a message by, the same for every attempt; made of letters and digits."""
    return "msg_" + hashlib.sha256(message.idempotency_key.encode()).hexdigest()[:32]


class WebhookChannel:
    """Calls receivers; connections are kept open and shared by the messages under way."""

    name = WEBHOOK

    def __init__(
        self,
        settings: Webhook,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        resolver: AbstractResolver | None = None,
    ) -> None:
        """Raises StoreError for a secret that cannot be had or is none, and a `ca_file` that cannot be read."""
        self._settings = settings
        self._clock = clock
        self._keys = _keys(settings.secret, settings.previous_secret)
        self._keys_of = {name.lower(): _keys(one.secret, one.previous_secret) for name, one in settings.hosts.items()}
        try:
            self._client = HttpClient(
                policy=AddressPolicy.of(settings.allow_private, settings.allow),
                seconds=settings.timeout_seconds,
                connect_seconds=settings.connect_timeout_seconds,
                connections=settings.connections,
                ca_file=settings.ca_file,
                resolver=resolver,
            )
        except OSError as error:
            why = f"the certificates `{settings.ca_file}` cannot be read: {error.strerror or error}"
            raise StoreError(
                "bad-settings", why, "give `ca_file` in `[webhook]` a file of certificates (PEM)"
            ) from None

    async def send(self, message: Message) -> Delivered:
        """Call the receiver once. Raises DeliveryFailed; its `detail` has what the attempt is known by."""
        trace, moment = trace_id(message), self._clock()
        url, method, headers, content = _request(message, self._settings)
        shown = {"trace_id": trace, "method": method, "url": _without_query(url)}
        if message.idempotency_key.isascii() and message.idempotency_key.isprintable():
            headers["Idempotency-Key"] = message.idempotency_key
        try:
            keys = self._keys_of.get(read_url(url).host or "", self._keys)
            headers.update(webhook_headers(keys, trace, moment, content or b""))
            answer = await self._client.request(method, url, headers, content)
        except NoAnswer as error:
            gone = error.forbidden or error.invalid
            raise DeliveryFailed(error.reason, gone, detail={**shown, "sent": error.sent}) from None
        detail = {**shown, "code": answer.status, "answer": _excerpt(answer), "whole_answer": answer.whole}
        if 200 <= answer.status < 300:
            return Delivered(trace, detail)
        raise _refused(answer, detail, moment)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()


def open_channel(settings: RuntimeSettings, store: Store) -> WebhookChannel:
    """The channel of the settings. Raises StoreError where they cannot be used."""
    return WebhookChannel(settings.webhook)


def _keys(*secrets: Secret | None) -> list[bytes]:
    found = []
    for secret in secrets:
        if secret is not None:
            try:
                found.append(secret_bytes(secret.reveal()))
            except ValueError as error:
                help = "put `whsec_` and the output of `openssl rand -base64 32` there"
                raise StoreError("bad-settings", f"{secret.source} does not hold a secret: {error}", help) from None
    return found


def _request(message: Message, settings: Webhook) -> tuple[str, str, dict[str, str], bytes | None]:
    body = message.body
    url, method = str(body["url"]), str(body.get("method") or "POST").upper()
    if not _TOKEN.fullmatch(method) or method in ("CONNECT", "TRACE"):
        raise DeliveryFailed("its method is none of HTTP's", True)
    if settings.https_only and not url.lower().startswith("https://"):
        raise DeliveryFailed("its URL is not `https://`, and `https_only` is set", True)
    headers: dict[str, str] = {}
    for name, value in dict(body.get("headers") or {}).items():
        headers[_header_name(str(name))] = _header_value(str(name), value)
    text = body.get("body")
    content = str(text).encode("utf-8", "replace") if text else None
    if content is not None:
        if len(content) > settings.most_bytes:
            raise DeliveryFailed(f"its body of {len(content):,} bytes is larger than `most_bytes` allows", True)
        kind = str(body.get("content_type") or "application/json")
        headers["Content-Type"] = _header_value("Content-Type", kind)
    return url, method, headers, content


def _header_name(name: str) -> str:
    if not _TOKEN.fullmatch(name) or name.lower() in _RESERVED:
        raise DeliveryFailed(f"a webhook cannot have the header `{name[:60]!a}`", True)
    return name


def _header_value(name: str, value: Any) -> str:
    text = str(value)
    if len(text) > 8000 or any((ord(one) < 32 and one != "\t") or ord(one) == 127 for one in text):
        raise DeliveryFailed(f"the header `{name}` is too long or holds a line break or control character", True)
    return text


def _without_query(url: str) -> str:
    return url.partition("?")[0].partition("#")[0]


def _excerpt(answer: Answer) -> str:
    return answer.text[:_KEPT_CHARACTERS]


def _refused(answer: Answer, detail: Mapping[str, Any], moment: datetime) -> DeliveryFailed:
    reason = f"it answered {answer.status}"
    if answer.status == 410:
        return DeliveryFailed("it answered 410: it wants no more messages", True, detail={**detail, "gone": True})
    if 300 <= answer.status < 400:
        reason += ", a redirect, which is not followed"
    wait = retry_after(answer.headers.get("retry-after"), moment) if answer.status in (408, 429, 503) else None
    return DeliveryFailed(reason, False, wait, detail)


def retry_after(text: str | None, now: datetime) -> float | None:
    """The seconds that a `Retry-After` header asks for, at most a day; None for one that says nothing sensible."""
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), _LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max((until - now).total_seconds(), 0.0), _LONGEST_WAIT)
