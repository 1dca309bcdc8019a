"""The sections of `runtime.toml` about customers and their tools; `sections` says how fields are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal
from urllib.parse import urlsplit

from runtime.settings.reading import Between, Unfit
from runtime.settings.secret import Secret

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Customers:
    """How customers are kept.

    `documents` is the folder that uploaded files lie in; without it they lie in the store. `reveal` says which role may
    see which identification numbers, `*` being all.
    """

    documents: Path | None = None
    largest_document_bytes: Annotated[int, Between(1_000, 100_000_000)] = 10_000_000
    reveal: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: MappingProxyType({"administrator": ("*",), "compliance": ("*",)})
    )


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise Unfit("url", f"`{url}` is no address of a service", "begin it with https://")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise Unfit("url", "personal information would travel in the clear", "begin the address with https://")


@dataclass(frozen=True, slots=True)
class Usps:
    """The Postal Service's Addresses API, version 3."""

    url: str = "https://apis.usps.com"
    client_id: str = ""
    client_secret: Secret | None = None
    ca_file: Path | None = None
    timeout_seconds: Annotated[float, Between(0.1, 300)] = 20.0

    def __post_init__(self) -> None:
        _check_url(self.url)


@dataclass(frozen=True, slots=True)
class Service:
    """A service that is asked over HTTPS; without `url` it is not switched on."""

    url: str = ""
    token: Secret | None = None
    ca_file: Path | None = None
    timeout_seconds: Annotated[float, Between(0.1, 300)] = 30.0

    def __post_init__(self) -> None:
        _check_url(self.url)


@dataclass(frozen=True, slots=True)
class CustomerTools:
    """Which tools are switched on, and who does their work: `local` here and now, others over the network."""

    address: Literal["local", "usps", "off"] = "local"
    phone: Literal["local", "off"] = "local"
    ofac: Literal["local", "off"] = "local"
    ofac_threshold: Annotated[int, Between(50, 100)] = 85
    ofac_hotline: str = "1-800-540-6322"
    attempts: Annotated[int, Between(1, 20)] = 5
    usps: Usps = field(default_factory=Usps)
    credit: Service = field(default_factory=Service)
    social: Service = field(default_factory=Service)

    def __post_init__(self) -> None:
        if self.address == "usps" and (not self.usps.client_id or self.usps.client_secret is None):
            raise Unfit("address", "`usps` needs its client id and secret", "write them in `[customer_tools.usps]`")
