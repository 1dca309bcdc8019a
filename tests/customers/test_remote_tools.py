"""Tools that ask a service outside: what they tell it, what they make of its answers, and what becomes of the queue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from books import count
from folk import AUTHOR, at_desk, entered, events, shown
from services import Asked, Service, running

from runtime.customers import particulars
from runtime.customers.desk import changing
from runtime.customers.privacy.erasing import erase
from runtime.customers.tools import requests
from runtime.customers.tools.applying import check_now
from runtime.customers.tools.providers import Person, Unavailable
from runtime.customers.tools.requests import list_requests, run_requests
from runtime.customers.tools.services import HttpCredit
from runtime.settings import customers as configured
from runtime.store.errors import StoreError
from runtime.store.open import Store

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SCORES = {"scores": {"equifax": {"score": 690}, "transunion": {"score": 684}, "experian": {"score": 701}}}
FOUND = {
    "address": {
        "streetAddress": "418 S JUNIPER ST",
        "secondaryAddress": "",
        "city": "PROVO",
        "state": "UT",
        "ZIPCode": "84601",
        "ZIPPlus4": "1234",
    },
    "additionalInfo": {"DPVConfirmation": "Y"},
}


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A service that is set up as all of them."""
    monkeypatch.setenv("SERVICE_TOKEN", "s3cret-token")
    with running(tmp_path) as made:
        common = f'url = "{made.url}"\nca_file = "{made.ca_file}"\ntimeout_seconds = 1.0\n'
        (tmp_path / "runtime.toml").write_text(
            f'[customer_tools]\naddress = "usps"\nattempts = 3\n[customer_tools.usps]\n{common}client_id = "acme"\n'
            f'client_secret_env = "SERVICE_TOKEN"\n[customer_tools.credit]\n{common}token_env = "SERVICE_TOKEN"\n'
            f'[customer_tools.social]\n{common}token_env = "SERVICE_TOKEN"\n'
        )
        yield made


def usps(found: tuple[int, Any]) -> Any:
    """The Postal Service, which gives `found` to who has a token."""

    def answers(asked: Asked) -> tuple[int, Any]:
        if asked.path == "/oauth2/v3/token":
            assert asked.body == {
                "client_id": "acme",
                "client_secret": "s3cret-token",
                "grant_type": "client_credentials",
            }
            return 200, {"access_token": "tok", "expires_in": 28799, "token_type": "Bearer"}
        return found if asked.headers.get("authorization") == "Bearer tok" else (401, {"error": {}})

    return answers


def queued(store: Store, number: int, check: str) -> None:
    told = at_desk(store, number, check_now, check)
    assert told["outcome"] == "queued"


def test_scores_come_with_average_history_and_event(both: Store, service: Service) -> None:
    service.answers = lambda asked: (200, SCORES)
    number = entered(both)
    queued(both, number, "credit")
    queued(both, number, "credit")
    assert service.asked == [], "nothing is asked inside the transaction"
    (done,) = run_requests(both)
    assert (done["outcome"], run_requests(both), len(service.asked)) == ("ok", [], 1)
    asked = service.asked[0]
    assert asked.path == "/v1/pulls" and asked.headers["authorization"] == "Bearer s3cret-token"
    assert (
        asked.body["consumer"]["ssn"] == "219-09-9998" and asked.headers["idempotency-key"] == asked.body["reference"]
    )
    scores = shown(both, number)["credit-scores"]
    assert (scores["equifax"], scores["average"], scores["date"]) == (690, 692, "2026-11-22")
    name, payload = events(both, number)[-1]
    assert (name, payload["check"], payload["outcome"]) == ("customer-checked", "credit", "ok")
    with both.read() as connection:
        assert "219" not in json.dumps(list_requests(connection))
    queued(both, number, "credit")
    assert run_requests(both) == [], "a service is asked about the same customer once a day"


def test_an_address_by_the_postal_service(store: Store, service: Service) -> None:
    service.answers = usps((200, FOUND))
    number = entered(store)
    queued(store, number, "primary-address")
    assert run_requests(store)[0]["outcome"] == "ok"
    assert service.asked[1].query == {
        "streetAddress": "418 Juniper Street",
        "city": "Provo",
        "state": "UT",
        "ZIPCode": "84601",
    }
    found = shown(store, number)["addresses"]
    assert (found["primary"]["address1"], found["primary"]["zipcode"]) == ("418 S JUNIPER ST", "84601-1234")
    assert found["primary"]["verified"] is True and found["primary"]["checked-by"] == "usps"
    assert found["mailing"]["address1"] == "418 S JUNIPER ST" and found["mailing"]["verified"] is True


def test_an_address_the_postal_service_does_not_know(store: Store, service: Service) -> None:
    service.answers = usps((400, {"error": {"code": "010005", "message": "Address Not Found"}}))
    number = entered(store)
    queued(store, number, "primary-address")
    assert run_requests(store)[0]["details"] == "Error: Address Not Found"
    found = shown(store, number)["addresses"]["primary"]
    assert (found["address1"], found["verified"], found["check-outcome"]) == ("418 Juniper Street", False, "failed")


def test_an_address_that_changed_meanwhile_is_asked_again(store: Store, service: Service) -> None:
    number = entered(store)
    answers = usps((200, FOUND))

    def moving(asked: Asked) -> tuple[int, Any]:
        if asked.path.startswith("/addresses") and len(service.asked) == 2:
            at_desk(store, number, particulars.set_address, "primary", {"address1": "9 Elm St"})
        return answers(asked)

    service.answers = moving
    queued(store, number, "primary-address")
    assert [done["outcome"] for done in run_requests(store)] == ["later", "ok"]
    assert service.asked[-1].query["streetAddress"] == "9 Elm St"


def test_profiles_that_could_harm_are_left_out(store: Store, service: Service) -> None:
    profiles = [
        {"type": "linkedin", "id": 5, "username": "dana", "url": "https://linkedin.example/dana"},
        {"type": "bad", "url": "javascript:alert(1)"},
        {"type": "worse", "username": "a\u202eb"},
        {"type": ["x"]},
        "nonsense",
    ]
    service.answers = lambda asked: (200, {"profiles": profiles})
    number = entered(store)
    queued(store, number, "social-profile")
    assert run_requests(store)[0]["outcome"] == "ok"
    assert [item["type"] for item in shown(store, number)["social-profiles"]] == ["linkedin"]
    assert service.asked[0].body["person"] == {
        "name": "Dana Whitfield",
        "email": "dana.whitfield@mail.example",
        "phone": "801-555-0142",
    }


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((500, {}), "answers 500"),
        ((429, {}), "answers 429"),
        ((302, b""), "not followed"),
        ((200, b"<html>"), "not JSON"),
        ((200, b"[" * 100_000), "not JSON"),
        ((200, b"1" * 1_100_000), "too large"),
        ((200, {"scores": {"equifax": {"score": 9000}}}), "no score"),
        ((200, {"scores": {"equifax": {"score": True}}}), "no score"),
        ((200, []), "no document"),
        ((401, {}), "answers 401"),
        ((0, 1.5), "did not answer within 1 s"),
    ],
)
def test_a_service_that_fails_or_lies_is_asked_again(
    store: Store, service: Service, answer: tuple[int, Any], why: str
) -> None:
    service.answers = lambda asked: answer
    number = entered(store)
    queued(store, number, "credit")
    (done,) = run_requests(store, now=NOW)
    assert done["outcome"] == "later" and why in done["details"] and "219" not in done["details"]
    assert shown(store, number)["credit-scores"]["average"] is None
    assert run_requests(store, now=NOW + timedelta(seconds=59)) == []
    service.answers = lambda asked: (200, SCORES)
    assert run_requests(store, now=NOW + timedelta(minutes=2))[0]["outcome"] == "ok"
    assert service.asked[0].headers["idempotency-key"] == service.asked[-1].headers["idempotency-key"]


def test_a_service_that_stays_away_is_told_as_unavailable(both: Store, service: Service) -> None:
    service.answers = lambda asked: (503, {})
    number = entered(both)
    queued(both, number, "credit")
    outcomes = []
    for hours in (0, 1, 2, 3, 4):
        outcomes += [done["outcome"] for done in run_requests(both, now=NOW + timedelta(hours=hours))]
    assert outcomes == ["later", "later", "unavailable"]
    assert events(both, number)[-1][1]["outcome"] == "unavailable"
    assert count(both, "SELECT status FROM customer_tool_requests") == "failed"


def test_nobody_known_is_an_answer(store: Store, service: Service) -> None:
    service.answers = lambda asked: (404, {})
    number = entered(store)
    for check in ("credit", "social-profile"):
        queued(store, number, check)
    assert [done["outcome"] for done in run_requests(store)] == ["failed", "failed"]
    assert [payload["outcome"] for name, payload in events(store, number) if name == "customer-checked"] == [
        "failed"
    ] * 2


def test_a_runner_that_died_leaves_its_request_to_the_next(
    store: Store, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.answers = lambda asked: (200, SCORES)
    number = entered(store)
    queued(store, number, "credit")

    def dies(*_: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(requests, "_finish", dies)
        with pytest.raises(KeyboardInterrupt):
            run_requests(store, now=NOW)
    assert run_requests(store, now=NOW) == [], "it is taken for a while"
    assert run_requests(store, now=NOW + requests.LEASE)[0]["outcome"] == "ok"
    assert service.asked[0].body["reference"] == service.asked[1].body["reference"]
    assert shown(store, number)["credit-scores"]["average"] == 692


def test_nothing_comes_back_to_a_customer_who_was_erased(store: Store, service: Service) -> None:
    service.answers = lambda asked: (200, SCORES)
    number = entered(store)
    queued(store, number, "credit")
    with changing(store, number, AUTHOR) as desk:
        erase(desk)
    assert run_requests(store) == [] and service.asked == []


def test_nothing_comes_back_to_a_customer_who_is_erased_while_a_service_is_asked(
    store: Store, service: Service
) -> None:
    number = entered(store)

    def erasing(asked: Asked) -> tuple[int, Any]:
        with changing(store, number, AUTHOR) as desk:
            erase(desk)
        return 200, SCORES

    service.answers = erasing
    queued(store, number, "credit")
    run_requests(store)
    assert shown(store, number)["credit-scores"]["average"] is None


def test_a_service_that_is_no_longer_set_up(store: Store, service: Service, tmp_path: Path) -> None:
    number = entered(store)
    queued(store, number, "credit")
    (tmp_path / "runtime.toml").write_text("")
    (done,) = run_requests(store)
    assert done["outcome"] == "unavailable" and "not activated" in done["details"]
    with pytest.raises(StoreError, match="not activated"):
        at_desk(store, number, check_now, "credit")


def test_an_unknown_authority_is_not_trusted(service: Service) -> None:
    provider = HttpCredit(configured.Service(url=service.url))
    with pytest.raises(Unavailable, match="cannot be reached"):
        provider.pull(Person("r", first_name="Dana", ssn="219-09-9998"))
    assert service.asked == []


def test_personal_information_does_not_travel_in_the_clear(store: Store, tmp_path: Path) -> None:
    number = entered(store)
    (tmp_path / "runtime.toml").write_text('[customer_tools.credit]\nurl = "http://credit.example"\n')
    with pytest.raises(StoreError, match="in the clear"):
        at_desk(store, number, check_now, "credit")
    assert "ssn" not in repr(Person("r", ssn="219-09-9998"))
