"""An e-mail as the text that a mail server takes.

Takes a message's fields, gives an `EmailMessage` with a plain and an HTML part. Header values cannot hold line breaks:
`EmailMessage` refuses them, and so does this. Two calls for the same message give the same Message-ID.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html.parser import HTMLParser
from typing import Any, Final

from runtime.settings import Email

_LONGEST_ADDRESS: Final = 254
_LOCAL: Final = re.compile(r"[^\x00-\x20\x7f-\x9f\"(),:;<>@\[\\\]]{1,64}")
_LABEL: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_MAILBOX: Final = re.compile(r'\s*(?:"?(?P<name>[^"<>]*?)"?\s*<)?(?P<spec>[^<>\s]+@[^<>\s@]+)>?\s*')
_EXCERPT: Final = 500
#: Nothing beyond ASCII in the text, so that every server on its way takes it.
_POLICY: Final = SMTP.clone(cte_type="7bit")


class BadMessage(Exception):
    """A message that cannot be sent as it is, however often it is tried."""


def read_address(text: str) -> Address:
    """One mailbox, with or without a name, as in `Ann Lee <ann@example.org>`. Raises BadMessage."""
    if not text.isprintable() or len(text) > 1000:
        raise BadMessage("the address holds control characters or is too long")
    found = _MAILBOX.fullmatch(text)
    local, _, domain = (found["spec"] if found else "").rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        domain = ""
    sound = _LOCAL.fullmatch(local) and all(_LABEL.fullmatch(label) for label in domain.split("."))
    if found is None or not sound or ".." in f".{local}." or len(f"{local}@{domain}".encode()) > _LONGEST_ADDRESS:
        raise BadMessage(f"`{text[:100]}` is not an e-mail address")
    return Address((found["name"] or "").strip(), local, domain)


def sender_of(body: Mapping[str, Any], settings: Email) -> Address:
    """The sender: the body's, or the first of the settings. Raises BadMessage for one that the settings do not list."""
    listed = {read_address(one).addr_spec.lower(): one for one in settings.from_addresses}
    given = str(body.get("from") or "") or next(iter(settings.from_addresses), "")
    if not given:
        raise BadMessage("it has no sender; name one in the notification or in `from_addresses`")
    sender = read_address(given)
    if listed and sender.addr_spec.lower() not in listed:
        raise BadMessage(f"`{sender.addr_spec}` is not among the `from_addresses` of the settings")
    return sender


def message_id(idempotency_key: str, sender: Address) -> str:
    """The Message-ID: the same for every attempt at the same message."""
    return f"<{hashlib.sha256(idempotency_key.encode()).hexdigest()[:40]}@{sender.domain}>"


def build(body: Mapping[str, Any], idempotency_key: str, settings: Email, now: datetime) -> EmailMessage:
    """The e-mail. Raises BadMessage for addresses or header values that cannot be."""
    sender, recipient = sender_of(body, settings), read_address(str(body["to"]))
    markup, plain = str(body.get("html") or ""), str(body.get("text") or "")
    made = EmailMessage(policy=_POLICY)
    try:
        made["From"] = sender
        made["To"] = recipient
        made["Subject"] = _one_line(str(body.get("subject") or ""))
        made["Date"] = format_datetime(now)
        made["Message-ID"] = message_id(idempotency_key, sender)
        made["Auto-Submitted"] = "auto-generated"
        if settings.reply_to:
            made["Reply-To"] = read_address(settings.reply_to)
        if settings.unsubscribe:
            made["List-Unsubscribe"] = f"<{_one_line(settings.unsubscribe)}>"
        if settings.unsubscribe.startswith("https://"):
            made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    except (ValueError, UnicodeError):
        raise BadMessage("a header of it cannot be written") from None
    made.set_content(_lines(plain or text_of(markup)))
    if markup:
        made.add_alternative(_lines(markup), subtype="html")
    return made


def content_of(made: EmailMessage) -> bytes:
    """The e-mail as it is handed over; beyond ASCII only for a recipient whose address is so (RFC 6531)."""
    return made.as_bytes(policy=_POLICY if made["To"].addresses[0].addr_spec.isascii() else _POLICY.clone(utf8=True))


def _one_line(text: str) -> str:
    if any(character in "\r\n" or (ord(character) < 32 and character != "\t") for character in text):
        raise BadMessage("its subject holds a line break or control character")
    return text


def _lines(text: str) -> str:
    # Lone surrogates cannot be encoded, and a NUL ends a text for some mail programs.
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


class _Text(HTMLParser):
    """The text of HTML: blocks on lines of their own, nothing of scripts and styles."""

    _BLOCKS: Final = frozenset(
        {"address", "blockquote", "br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "table"}
        | {"td", "th", "tr", "ul"}
    )
    _HIDDEN: Final = frozenset({"head", "script", "style", "template", "title"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in self._HIDDEN
        if tag in self._BLOCKS:
            self.pieces.append("\t" if tag in ("td", "th") else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._HIDDEN and self._hidden:
            self._hidden -= 1
        elif tag in ("p", "div", "h1", "h2", "h3", "table", "tr", "ul", "ol"):
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(re.sub(r"\s+", " ", data))


def text_of(markup: str) -> str:
    """The text of HTML as a person reads it."""
    reader = _Text()
    reader.feed(markup)
    reader.close()
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in "".join(reader.pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def excerpt(body: Mapping[str, Any]) -> str:
    """What the history keeps: the first 500 characters, without HTML."""
    text = str(body.get("text") or "") or text_of(str(body.get("html") or ""))
    return text.strip()[:_EXCERPT]
