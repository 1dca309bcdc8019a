"""Credit pulls and social profiles over HTTPS, in the shape that `docs/operators/customers.md` describes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from runtime.customers.texts import line, web_address
from runtime.customers.tools.http import ask
from runtime.customers.tools.providers import Answer, Person, Unavailable
from runtime.settings.customers import Service
from runtime.store.errors import StoreError

_BUREAUS: Final = ("equifax", "transunion", "experian")
_MOST_PROFILES: Final = 50


def _post(service: Service, path: str, person: Person, body: Mapping[str, Any]) -> Any:
    """The answer's document, None where the service knows nobody. Raises Unavailable."""
    headers = {"Idempotency-Key": person.reference, "Accept": "application/json"}
    if service.token is not None:
        headers["Authorization"] = f"Bearer {service.token.reveal()}"
    status, found = ask(
        "POST",
        f"{service.url.rstrip('/')}{path}",
        timeout=service.timeout_seconds,
        ca_file=service.ca_file,
        headers=headers,
        body={"reference": person.reference, **body},
    )
    if status == 404:
        return None
    if status != 200 or not isinstance(found, dict):
        raise Unavailable(f"the service answers {status} with no document")
    return found


class HttpCredit:
    """Asks for the scores of the three bureaus."""

    name = "credit"

    def __init__(self, service: Service) -> None:
        self._service = service

    def pull(self, person: Person) -> Answer:
        """The scores there are. Raises Unavailable."""
        consumer = {
            "first_name": person.first_name,
            "middle_name": person.middle_name,
            "last_name": person.last_name,
            "birth_date": person.birth_date,
            "ssn": person.ssn,
            "address": dict(person.address) if person.address is not None else None,
        }
        found = _post(self._service, "/v1/pulls", person, {"bureaus": list(_BUREAUS), "consumer": consumer})
        scores = found.get("scores") if found is not None else None
        if not isinstance(scores, dict) or not scores:
            return Answer("failed", "the bureaus know nobody like that")
        values = {}
        for bureau in _BUREAUS:
            score = scores[bureau].get("score") if isinstance(scores.get(bureau), dict) else None
            if score is not None and (isinstance(score, bool) or not isinstance(score, int) or not 250 <= score <= 900):
                raise Unavailable(f"the service's score of {bureau} is no score")
            values[f"credit_score_{bureau}"] = score
        if all(score is None for score in values.values()):
            return Answer("failed", "no bureau has a score")
        return Answer("ok", None, values)


class HttpSocial:
    """Asks for the profiles of a person."""

    name = "social"

    def __init__(self, service: Service) -> None:
        self._service = service

    def find(self, person: Person) -> Answer:
        """The profiles that are sound. Raises Unavailable."""
        who = {
            "name": " ".join(part for part in (person.first_name, person.last_name) if part) or person.company_name,
            "email": person.email,
            "phone": person.phone,
        }
        found = _post(self._service, "/v1/lookups", person, {"person": who})
        profiles = found.get("profiles") if found is not None else None
        rows = [
            row for item in (profiles if isinstance(profiles, list) else [])[:_MOST_PROFILES] if (row := _row(item))
        ]
        if not rows:
            return Answer("failed", "no profile was found")
        return Answer("ok", f"{len(rows)} found", rows=list({row["profile_type"]: row for row in rows}.values()))


def _row(item: Any) -> dict[str, Any] | None:
    """A profile as the store keeps it; None for one with something in it that could harm who looks at it."""
    if not isinstance(item, dict) or not isinstance(item.get("type"), str):
        return None
    try:
        return {
            "profile_type": line("type", item["type"], 64),
            "profile_id": line("id", str(item["id"])) if item.get("id") is not None else None,
            "username": line("username", str(item["username"])) if item.get("username") is not None else None,
            "url": web_address("url", str(item["url"])) if item.get("url") else None,
            "photo_url": web_address("photo", str(item["photo_url"])) if item.get("photo_url") else None,
        }
    except StoreError:
        return None
