"""Addresses by the Postal Service's own API: Addresses 3.0 with OAuth 2.0 client credentials."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime.customers.tools.http import ask
from runtime.customers.tools.local import NOT_FOUND
from runtime.customers.tools.providers import Answer, Unavailable
from runtime.settings.customers import Usps


class UspsAddresses:
    """Asks whether an address exists and how it is written. A token is asked for with the first address."""

    name = "usps"

    def __init__(self, settings: Usps) -> None:
        self._settings = settings
        self._token: str | None = None

    def validate(self, address: Mapping[str, Any]) -> Answer:
        """The address as the Postal Service writes it. Raises Unavailable."""
        code = (address.get("zipcode") or "").split("-")
        query = {
            "streetAddress": address.get("address1"),
            "secondaryAddress": address.get("address2"),
            "city": address.get("city"),
            "state": address.get("state"),
            "ZIPCode": code[0],
            "ZIPPlus4": code[1] if len(code) > 1 else None,
        }
        status, found = self._ask({name: str(value) for name, value in query.items() if value})
        if status in (400, 404):
            return Answer("failed", NOT_FOUND, {"verified": False, "standardized": False})
        if status != 200 or not isinstance(found, dict) or not isinstance(found.get("address"), dict):
            raise Unavailable(f"the Postal Service answers {status} with no address")
        confirmed = str((found.get("additionalInfo") or {}).get("DPVConfirmation") or "")
        if confirmed == "N":
            return Answer("failed", NOT_FOUND, {"verified": False, "standardized": False})
        return Answer("ok", _remark(confirmed), {**_columns(found["address"]), "verified": True, "standardized": True})

    def _ask(self, query: Mapping[str, str]) -> tuple[int, Any]:
        for attempt in (1, 2):
            status, found = ask(
                "GET",
                f"{self._settings.url.rstrip('/')}/addresses/v3/address",
                timeout=self._settings.timeout_seconds,
                ca_file=self._settings.ca_file,
                headers={"Authorization": f"Bearer {self._bearer()}", "Accept": "application/json"},
                query=query,
            )
            if status != 401 or attempt == 2:
                break
            self._token = None
        return status, found

    def _bearer(self) -> str:
        if self._token is None:
            secret = self._settings.client_secret
            status, found = ask(
                "POST",
                f"{self._settings.url.rstrip('/')}/oauth2/v3/token",
                timeout=self._settings.timeout_seconds,
                ca_file=self._settings.ca_file,
                body={
                    "client_id": self._settings.client_id,
                    "client_secret": secret.reveal() if secret is not None else "",
                    "grant_type": "client_credentials",
                },
            )
            token = found.get("access_token") if isinstance(found, dict) else None
            if status != 200 or not isinstance(token, str):
                raise Unavailable(f"the Postal Service gives no token ({status})")
            self._token = token
        return self._token


def _columns(address: Mapping[str, Any]) -> dict[str, Any]:
    """The answer's address in the store's columns; texts of sound length only."""

    def text(name: str) -> str | None:
        value = address.get(name)
        return value[:200] if isinstance(value, str) and value.strip() else None

    code, plus = text("ZIPCode"), text("ZIPPlus4")
    return {
        "address1": text("streetAddress"),
        "address2": text("secondaryAddress"),
        "city": text("city"),
        "state": text("state"),
        "zipcode": f"{code}-{plus}" if code and plus else code,
    }


def _remark(confirmed: str) -> str | None:
    """What a delivery point confirmation says that is not quite yes."""
    return {
        "D": "the apartment or suite is missing",
        "S": "the building is known, its apartment or suite is not",
    }.get(confirmed)
