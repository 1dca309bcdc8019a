"""Twilio's message API: messages are made by a form post, and found again by number and day.

Takes settings, is an `SmsProvider`. The account and its token go into the `Authorization` header and nowhere else.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from runtime.notifications.channels.http import Answer, HttpClient, NoAnswer, visible
from runtime.notifications.channels.sms.provider import Accepted, Refused
from runtime.notifications.channels.webhook import retry_after
from runtime.settings import Sms
from runtime.store.errors import StoreError

#: Where the provider reports what became of a message, below `callback_url`.
STATUS_PATH: Final = "/callbacks/sms/status"
#: The number answered STOP and the provider itself blocks it.
_STOPPED: Final = 21610
#: Refusals that another attempt may turn round: queue full, rate, authentication (somebody must act first).
_PASSING: Final = frozenset({20003, 20404, 20429, 20500, 20503, 21611, 30001, 63038, 14107})
_MOST_BYTES: Final = 1_000_000
_MOST_PAGES: Final = 20


class TwilioProvider:
    """Messages by Twilio's API, of the year 2010 as it is still called."""

    def __init__(self, settings: Sms) -> None:
        """Raises StoreError for a token that cannot be had, or certificates that cannot be read."""
        self._settings = settings
        account = quote(settings.account, safe="")
        self._messages = f"{settings.url.rstrip('/')}/2010-04-01/Accounts/{account}/Messages.json"
        token = settings.token.reveal() if settings.token is not None else ""
        pair = base64.b64encode(f"{settings.account}:{token}".encode()).decode()
        self._headers = {"Authorization": f"Basic {pair}", "Accept": "application/json"}
        try:
            self._client = HttpClient(
                seconds=settings.timeout_seconds,
                connections=settings.connections,
                ca_file=settings.ca_file,
                most_bytes=_MOST_BYTES,
            )
        except OSError as error:
            why = f"the certificates `{settings.ca_file}` cannot be read: {error.strerror or error}"
            raise StoreError("bad-settings", why, "give `ca_file` in `[sms]` a file of certificates (PEM)") from None

    async def submit(self, to: str, sender: str, text: str) -> Accepted:
        """Make a message. Raises Refused."""
        form = {"To": to, "Body": text}
        if sender:
            form["MessagingServiceSid" if sender.startswith("MG") else "From"] = sender
        if self._settings.callback_url:
            form["StatusCallback"] = self._settings.callback_url.rstrip("/") + STATUS_PATH
        headers = {**self._headers, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            answer = await self._client.request("POST", self._messages, headers, urlencode(form).encode())
        except NoAnswer as error:
            raise Refused(f"the provider: {error.reason}", permanent=error.invalid, unknown=error.sent) from None
        said = _document(answer)
        if not 200 <= answer.status < 300:
            raise _refusal(answer, said)
        if not isinstance(said.get("sid"), str) or not said["sid"] or len(said["sid"]) > 64:
            raise Refused("the provider answered without a message id", permanent=False, unknown=True)
        return Accepted(said["sid"], str(said.get("status") or "queued")[:16])

    async def find(self, to: str, text: str, since: datetime) -> list[Accepted]:
        """Look for messages among those of the number since a day. Raises Refused."""
        asked = {"To": to, "DateSent>": since.astimezone(UTC).date().isoformat(), "PageSize": "50"}
        url: str | None = f"{self._messages}?{urlencode(asked)}"
        found: list[Accepted] = []
        for _ in range(_MOST_PAGES):
            if url is None:
                return found
            try:
                answer = await self._client.request("GET", url, self._headers, None)
            except NoAnswer as error:
                raise Refused(f"the provider: {error.reason}", permanent=False) from None
            said = _document(answer)
            if answer.status != 200 or not isinstance(said.get("messages"), list):
                raise Refused(f"the provider answered {answer.status} when asked for a message", permanent=False)
            for one in said["messages"]:
                if _is_it(one, to, text, since):
                    found.append(Accepted(str(one["sid"])[:64], str(one.get("status") or "queued")[:16]))
            url = self._next(said)
        raise Refused("the provider has too many messages for the number to look through", permanent=False)

    def _next(self, said: Mapping[str, Any]) -> str | None:
        """The next page, which is only followed on the provider's own host."""
        path = said.get("next_page_uri")
        if not isinstance(path, str) or not path.startswith("/") or path.startswith("//"):
            return None
        base = urlsplit(self._settings.url)
        return f"{base.scheme}://{base.netloc}{path}"

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()


def _document(answer: Answer) -> Mapping[str, Any]:
    try:
        found = json.loads(answer.text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _refusal(answer: Answer, said: Mapping[str, Any]) -> Refused:
    code = said.get("code") if isinstance(said.get("code"), int) else None
    words = visible(" ".join(str(said.get("message") or "").split()))[:200]
    reason = f"the provider answered {answer.status}{f' ({code})' if code else ''}{f': {words}' if words else ''}"
    passing = answer.status in (401, 403, 404, 408, 429) or not 400 <= answer.status < 500 or code in _PASSING
    return Refused(
        reason,
        permanent=not passing or code == _STOPPED,
        code=str(code) if code else None,
        retry_after=retry_after(answer.headers.get("retry-after"), datetime.now(UTC)),
        stopped=code == _STOPPED,
        unknown=answer.status >= 500,
    )


def _is_it(one: Any, to: str, text: str, since: datetime) -> bool:
    if not isinstance(one, dict) or one.get("to") != to or one.get("body") != text or not one.get("sid"):
        return False
    if str(one.get("status")) in ("failed", "undelivered", "canceled"):
        return False
    try:
        made = parsedate_to_datetime(str(one.get("date_created")))
    except ValueError:
        return True
    return made.timestamp() >= since.timestamp() - 60
