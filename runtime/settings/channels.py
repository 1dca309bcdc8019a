"""The sections of `runtime.toml` about the ways messages take; `sections` says how fields are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from runtime.settings.reading import Between, Unfit
from runtime.settings.secret import Secret

_Seconds = Annotated[float, Between(0.1, 300)]
_Connections = Annotated[int, Between(1, 1000)]
_Bytes = Annotated[int, Between(1, 100_000_000)]
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Email:
    """The mail server that e-mails are handed to.

    `security`: `tls` from the first byte, `starttls` before anything else, `auto` (`tls` on port 465, elsewhere
    STARTTLS where the server offers it, and always with a user name), or `none`. `from_addresses` are those that may
    stand as sender, the first where a notification names none; empty allows any. `callback_secret` signs what the
    provider reports to `notify listen` about mail that came back.
    """

    host: str = ""
    port: Annotated[int, Between(1, 65535)] = 587
    username: str = ""
    password: Secret | None = None
    security: Literal["auto", "starttls", "tls", "none"] = "auto"
    ca_file: Path | None = None
    from_addresses: tuple[str, ...] = ()
    reply_to: str = ""
    unsubscribe: str = ""
    callback_secret: Secret | None = None
    previous_callback_secret: Secret | None = None
    timeout_seconds: _Seconds = 30.0
    connections: Annotated[int, Between(1, 100)] = 4
    most_bytes: _Bytes = 10_000_000

    def __post_init__(self) -> None:
        if bool(self.username) != (self.password is not None):
            key = "password" if self.username else "username"
            raise Unfit(key, "a user name and a password go together", "give both, or neither")
        if self.username and self.security == "none" and self.host not in _LOOPBACK:
            raise Unfit("security", "the password would travel in the clear", "write `starttls` or `tls`")
        if self.unsubscribe and not self.unsubscribe.startswith(("mailto:", "https://")):
            raise Unfit("unsubscribe", "`unsubscribe` is a place to write to", "begin it with `mailto:` or `https://`")


@dataclass(frozen=True, slots=True)
class Sms:
    """The provider that text messages are handed to, by Twilio's message API.

    `account` and `token` are its Account SID and auth token, `previous_token` the one before while it changes. `sender`
    is a phone number of the lender's or the SID of a messaging service. `callback_url` is where `notify listen` can be
    reached from the provider; without it nothing is heard of deliveries.
    """

    url: str = ""
    account: str = "default"
    token: Secret | None = None
    previous_token: Secret | None = None
    sender: str = ""
    callback_url: str = ""
    region: str = "US"
    most_segments: Annotated[int, Between(1, 10)] = 10
    stop_answer: str = "You will get no more text messages from us. Write START to get them again."
    start_answer: str = "You will get text messages from us again. Write STOP to end them."
    help_answer: str = "Write STOP to get no more text messages, START to get them again."
    ca_file: Path | None = None
    timeout_seconds: _Seconds = 30.0
    connections: _Connections = 10

    def __post_init__(self) -> None:
        local = any(self.url.startswith(f"http://{host}") for host in ("localhost", "127.", "[::1]"))
        if self.url and not (self.url.startswith("https://") or local):
            raise Unfit("url", "the token would travel in the clear", "begin it with `https://`")


@dataclass(frozen=True, slots=True)
class MailHouse:
    """Where letters are handed over for printing: a directory, or a folder of an SFTP server (`sftp://user@host/path`).

    A letter can be cancelled for `cancel_minutes` after it was queued. `known_hosts` is a file as OpenSSH writes it,
    with the server's key. `fonts` is a folder with fonts beyond those that every installation has.
    """

    directory: Path | None = None
    sftp: str = ""
    sftp_key: Secret | None = None
    sftp_password: Secret | None = None
    known_hosts: Path | None = None
    timeout_seconds: _Seconds = 60.0
    cancel_minutes: Annotated[int, Between(0, 10_080)] = 60
    paper: Literal["us-letter", "a4"] = "us-letter"
    language: str = "en"
    fonts: Path | None = None

    def __post_init__(self) -> None:
        if self.sftp and self.directory is not None:
            raise Unfit("sftp", "letters are handed over in one place", "keep `directory` or `sftp`")
        if self.sftp and not self.sftp.startswith("sftp://"):
            raise Unfit("sftp", "`sftp` is the address of a folder", "write it as `sftp://user@host/path`")
        if self.sftp and self.known_hosts is None:
            raise Unfit("sftp", "nothing says which server is the right one", "give `known_hosts` a file with its key")


@dataclass(frozen=True, slots=True)
class WebhookHost:
    """The secret of one receiver; while it changes, the one before signs as well."""

    secret: Secret | None = None
    previous_secret: Secret | None = None


@dataclass(frozen=True, slots=True)
class Webhook:
    """How other systems are called.

    Only public addresses are, unless `allow_private`; `allow` lists host names whose addresses may be private, and
    addresses and networks. `hosts` has receivers with secrets of their own.
    """

    allow_private: bool = False
    allow: tuple[str, ...] = ()
    https_only: bool = False
    ca_file: Path | None = None
    secret: Secret | None = None
    previous_secret: Secret | None = None
    hosts: Mapping[str, WebhookHost] = field(default_factory=lambda: MappingProxyType({}))
    timeout_seconds: _Seconds = 15.0
    connect_timeout_seconds: Annotated[float, Between(0.1, 60)] = 5.0
    connections: _Connections = 100
    most_bytes: _Bytes = 1_000_000
