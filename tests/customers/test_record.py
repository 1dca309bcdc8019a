"""The record of a customer: what may stand in it, what follows from it, what shows, and its history."""

from __future__ import annotations

import json
from typing import Any

import pytest
from books import DAY, count
from folk import AUTHOR, BARE, DANA, at_desk, entered, events, seen, shown
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from runtime.customers import belongings, notes, particulars
from runtime.customers.editing import create, edit
from runtime.customers.finding import find_by_number, find_customers, list_customers
from runtime.customers.identification import remove_identification, reveal
from runtime.customers.showing import history_of
from runtime.customers.texts import case_last_name
from runtime.customers.web_access import is_password, remove_password, set_password
from runtime.customers.words import keep_word
from runtime.maintenance.linking import give_role, link_customer
from runtime.maintenance.real_time import change
from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.open import Store

ALLOWED = {"compliance": ("*",), "collector": ("driverLicense",)}


def test_a_whole_customer(both: Store) -> None:
    number = entered(
        both,
        employer={"company-name": "Cedar Ridge Dental", "income": "3900", "income-frequency": "monthly"},
        references=[{"name": "Bo Ek", "relation": "friend", "primary-phone": "801-555-0177"}],
        **{
            "payment-profiles": [{"title": "Checking", "type": "checking", "token": "tok_8hG2", "last4": "6789"}],
            "social-profiles": [{"type": "linkedin", "url": "https://linkedin.example/dana"}],
            "credit-scores": {"equifax": 690, "experian": "701"},
        },
    )
    found = shown(both, number)
    assert (found["name"], found["email"]) == ("Dana Rae Whitfield", "dana.whitfield@mail.example")
    assert found["web-access"]["username"] == "dana.whitfield@mail.example"
    assert found["summary"]["primary-phone"] == "801-555-0142"
    assert found["summary"]["primary-address"] == "418 Juniper Street, Provo, UT 84601"
    assert found["addresses"]["mailing"]["address1"] == "418 Juniper Street"
    assert found["identification"][0]["number"] == "***-**-9998"
    assert found["employer"]["income"] == "3900.00"
    assert found["references"][0]["relation"] == "friend"
    assert (found["payment-profiles"][0]["number"], found["payment-profiles"][0]["token"]) == ("****6789", "********")
    assert found["social-profiles"][0]["type"] == "linkedin"
    assert found["credit-scores"]["average"] == 696 and found["credit-scores"]["date"] == DAY.isoformat()
    assert found["sells-personal-information"] is True and found["version"] == 1
    assert [name for name, _ in events(both, number)] == ["customer-created"]


def test_secrets_lie_nowhere_in_the_clear(store: Store, tmp_path: Any) -> None:
    number = entered(store, **{"payment-profiles": [{"title": "Card", "type": "credit", "token": "tok_SECRETSECRET"}]})
    at_desk(store, number, set_password, "Sommer-2026!x")
    edit(store, number, {"identification": [{"kind": "passport", "number": "X9988776"}]}, AUTHOR)
    with store.engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = (tmp_path / "loans.db").read_bytes()
    for secret in (b"219-09-9998", b"219099998", b"SECRETSECRET", b"Sommer-2026", b"X9988776"):
        assert secret not in content
    assert b"418 Juniper Street" in content


@pytest.mark.parametrize(
    ("given", "kept"),
    [("mcdonald", "Mcdonald"), ("VAN DER BERG", "Van der berg"), ("o'neil", "O'neil"), ("ægir", "Ægir")],
)
def test_last_names_are_cased(store: Store, given: str, kept: str) -> None:
    number = entered(store, BARE, **{"last-name": given})
    assert shown(store, number)["last-name"] == kept


def test_the_exception_keeps_a_name_as_it_is_typed(store: Store) -> None:
    number = entered(store, BARE, **{"last-name": "McDonald", "keep-last-name-case": True})
    assert shown(store, number)["last-name"] == "McDonald"
    edit(store, number, {"keep-last-name-case": "false"}, AUTHOR)
    assert shown(store, number)["last-name"] == "Mcdonald"
    assert shown(store, number)["first-name"] == "Bo"


@given(st.text(max_size=30))
def test_casing_a_name_twice_is_casing_it_once(name: str) -> None:
    once = case_last_name(name)
    assert case_last_name(once) == once


def test_usernames_default_to_the_email_then_to_the_names(store: Store) -> None:
    assert shown(store, entered(store, BARE))["web-access"]["username"] == "BoEk"
    same = entered(store, BARE, email="bo@mail.example")
    assert shown(store, same)["web-access"]["username"] == "bo@mail.example"
    third = create(store, {**BARE, "email": "bo@mail.example"}, AUTHOR, anyway=True)
    assert shown(store, third)["web-access"]["username"] is None
    with pytest.raises(StoreError, match="another customer has the username"):
        edit(store, third, {"username": "BoEk"}, AUTHOR)


@pytest.mark.parametrize(("born", "may"), [("2010-11-22", True), ("2010-11-23", False), (None, True)])
def test_whether_data_may_be_sold_follows_the_age(store: Store, born: str | None, may: bool) -> None:
    number = entered(store, BARE, **({"birth-date": born} if born else {}))
    assert shown(store, number)["sells-personal-information"] is may


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({"first-name": "Bo"}, "`last-name` is missing"),
        ({"customer-type": "company"}, "`company-name` is missing"),
        ({**BARE, "company-name": "Acme"}, "`company-name` is not given of a person"),
        ({**BARE, "status": "Platinum"}, "`status` cannot be `Platinum`"),
        ({**BARE, "gender": "m"}, "`gender` cannot be `m`"),
        ({**BARE, "generation-code": "x"}, "`generation-code` cannot be `x`"),
        ({**BARE, "birth-date": "2027-01-01"}, "`birth-date` cannot be 2027-01-01"),
        ({**BARE, "birth-date": "9.3.1986"}, "`birth-date` is no day"),
        ({**BARE, "credit-limit": "-1"}, "`credit-limit` is no amount"),
        ({**BARE, "lastname": "x"}, "has no field `lastname`"),
        ({**BARE, "phones": {}}, "`phones` is a list"),
        ({**BARE, "addresses": {"work": {}}}, "`addresses` is an object"),
        ({**BARE, "identification": [{"kind": "ssn", "number": "000-12-3456"}]}, "nobody has"),
        ({**BARE, "identification": [{"kind": "sin", "number": "123-456-789"}]}, "nobody has"),
        ({**BARE, "identification": [{"kind": "employerNumber", "number": "12-3456789"}]}, "of companies"),
        ({**BARE, "credit-scores": {"equifax": 12}}, "`equifax` is no score"),
        ({**BARE, "employer": {"company-name": "A", "income": "5"}}, "without its frequency"),
        ([], "a customer is an object"),
    ],
)
def test_what_cannot_be_entered_leaves_nothing(store: Store, document: Any, why: str) -> None:
    before = count(store, "SELECT count(*) FROM customers")
    with pytest.raises(StoreError, match=why) as caught:
        create(store, document, AUTHOR)
    assert caught.value.kind == "bad-customer" and caught.value.help
    assert count(store, "SELECT count(*) FROM customers") == before
    assert count(store, "SELECT count(*) FROM customer_changes") == 0


def test_a_company_has_an_employers_number_or_its_owners(store: Store) -> None:
    company = {"customer-type": "company", "company-name": "McDonald & Sons, LLC", "contact-name": "Ada Okafor"}
    number = entered(store, company, identification=[{"kind": "employerNumber", "number": "12-3456789"}])
    found = shown(store, number)
    assert found["name"] == "McDonald & Sons, LLC" and found["identification"][0]["number"] == "**-***6789"


def test_a_number_is_shown_whole_only_to_a_role_that_may_see_it_and_that_is_recorded(both: Store) -> None:
    number = entered(both)
    with pytest.raises(StoreError, match="may not see") as caught:
        at_desk(both, number, reveal, "ssn", "collector", ALLOWED, "curious")
    assert caught.value.kind == "not-allowed"
    assert at_desk(both, number, reveal, "ssn", "compliance", ALLOWED, "audit") == "219-09-9998"
    with both.read() as connection:
        last = history_of(connection, number)[0]
    assert (last["kind"], last["entity"]) == ("revealed", "identification-ssn")
    assert last["after"] == {"role": "compliance", "reason": "audit"}
    assert shown(both, number)["version"] == 1, "looking is no change"
    at_desk(both, number, remove_identification, "ssn")
    with both.read() as connection:
        told = json.dumps(history_of(connection, number, "identification"))
    assert "***-**-9998" in told and "219" not in told


def test_an_edit_of_an_older_version_is_refused(both: Store) -> None:
    number = entered(both)
    assert edit(both, number, {"status": "Inactive"}, AUTHOR, version=1) == 2
    with pytest.raises(StoreError, match="at version 2, not 1") as caught:
        edit(both, number, {"status": "Active"}, AUTHOR, version=1)
    assert caught.value.kind == "stale"
    assert edit(both, number, {"status": "Inactive"}, AUTHOR) == 2, "no change is no version"


def test_history_has_before_and_after_of_every_change(store: Store) -> None:
    number = entered(store)
    edit(store, number, {"email": "new@mail.example", "gender": "female"}, AUTHOR)
    at_desk(store, number, particulars.set_employer, {"company-name": "Acme"})
    at_desk(store, number, particulars.set_employer, {"title": "Welder"})
    with store.read() as connection:
        first, second, third = history_of(connection, number)[:3]
        employer = history_of(connection, number, "employer")
    assert (first["before"], first["after"]) == ({"title": None}, {"title": "Welder"})
    assert second["before"] is None and second["after"]["company-name"] == "Acme"
    assert third["before"] == {"email": "dana.whitfield@mail.example", "gender": None}
    assert third["author"] == AUTHOR and third["business-date"] == DAY.isoformat() and third["at"]
    assert [row["id"] for row in employer] == [first["id"], second["id"]]
    assert [name for name, _ in events(store, number)] == [
        *("customer-created", "customer-updated", "employer-updated", "employer-updated")
    ]
    changes = events(store, number)[1][1]["changes"]
    assert {"field": "gender", "before": None, "after": "female"} in changes


def test_one_phone_is_primary_whatever_is_done(store: Store) -> None:
    number = entered(store)
    second = at_desk(store, number, belongings.add, "phone", {"phone": "801-555-0143", "secondary": True})
    third = at_desk(store, number, belongings.add, "phone", {"phone": "+44 20 7946 0958", "primary": True})

    def marks() -> list[tuple[str, bool, bool]]:
        return [(item["phone"], item["primary"], item["secondary"]) for item in shown(store, number)["phones"]]

    assert marks() == [
        ("801-555-0142", False, False),
        ("801-555-0143", False, True),
        ("+44 20 7946 0958", True, False),
    ]
    at_desk(store, number, belongings.remove, "phone", third)
    assert marks() == [("801-555-0142", False, False), ("801-555-0143", True, False)]
    with pytest.raises(StoreError, match="cannot be taken from the primary phone"):
        at_desk(store, number, belongings.change, "phone", second, {"primary": False})
    with pytest.raises(StoreError, match="already"):
        at_desk(store, number, belongings.add, "phone", {"phone": "8015550143"})
    at_desk(store, number, belongings.change, "phone", second, {"do-not-call": True})
    assert shown(store, number)["phones"][1]["do-not-call"] is True


def test_the_mailing_address_follows_the_primary_one(both: Store) -> None:
    number = entered(both)
    at_desk(both, number, particulars.set_address, "primary", {"address1": "1 Elm St", "zipcode": "84604"})
    assert shown(both, number)["addresses"]["mailing"]["address1"] == "1 Elm St"
    with pytest.raises(StoreError, match="is the primary one"):
        at_desk(both, number, particulars.set_address, "mailing", {"address1": "PO Box 5"})
    at_desk(both, number, particulars.use_primary_for_mailing, False)
    at_desk(both, number, particulars.set_address, "mailing", {"address1": "PO Box 5"})
    at_desk(both, number, particulars.set_address, "primary", {"address1": "2 Elm St"})
    found = shown(both, number)["addresses"]
    assert (found["primary"]["address1"], found["mailing"]["address1"]) == ("2 Elm St", "PO Box 5")
    assert found["mailing"]["zipcode"] == "84604" and found["mailing-is-primary"] is False


def test_an_address_of_canada(store: Store) -> None:
    number = entered(store, BARE, addresses={"primary": {"address1": "1 Rue A", "zipcode": "h2x1y4", "country": "can"}})
    assert shown(store, number)["addresses"]["primary"]["zipcode"] == "H2X 1Y4"
    assert shown(store, number)["addresses"]["primary"]["state"] == "QC"
    with pytest.raises(StoreError, match="`zipcode` cannot be"):
        at_desk(store, number, particulars.set_address, "primary", {"zipcode": "84601"})


@pytest.mark.parametrize(
    "given",
    [
        {"token": "4111 1111 1111 1111"},
        {"token": "tok-4111111111111111"},
        {"token": "000123456789"},
        {"token": "021000021"},
        {"token": "tok_1", "title": "card 5500-0000-0000-0004"},
        {"token": "tok_1", "holder-name": "4012888888881881"},
    ],
)
def test_a_card_or_account_number_never_gets_in(store: Store, given: dict[str, str]) -> None:
    number = entered(store)
    profile = {"title": "Card", "type": "credit", **given}
    with pytest.raises(StoreError, match="number of a card or an account") as caught:
        at_desk(store, number, belongings.add, "payment-profile", profile)
    assert not any(part in str(caught.value) for part in ("4111", "0001", "0210", "5500", "4012"))
    assert shown(store, number)["payment-profiles"] == []


def test_a_payment_profile_that_paid_stays_without_its_token(store: Store) -> None:
    with store.begin() as connection:
        owner, profile = connection.exec_driver_sql("SELECT customer_id, id FROM payment_profiles LIMIT 1").one()
        connection.exec_driver_sql(f"UPDATE transactions SET payment_profile_id = {profile} WHERE id = 1")
    at_desk(store, owner, belongings.change, "payment-profile", profile, {"token": "tok_abc"})
    at_desk(store, owner, belongings.remove, "payment-profile", profile)
    kept = shown(store, owner)["payment-profiles"][0]
    assert kept["active"] is False and kept["token"] is None


def test_notes_have_the_lenders_categories(store: Store) -> None:
    number = entered(store)
    with store.begin() as connection:
        keep_word(connection, "note-categories", "Legal", True)
    first = at_desk(store, number, notes.add_note, "Called", "Promised\r\nto pay", "Legal")
    at_desk(store, number, notes.add_note, "Again", "No answer", "General")
    at_desk(store, number, notes.edit_note, first, {"pinned": True, "subject": "Called twice"})
    found = shown(store, number)["notes"]
    assert [note["title"] for note in found] == ["Called twice", "Again"]
    assert found[0]["body"] == "Promised\nto pay" and found[0]["author"] == AUTHOR
    with pytest.raises(StoreError, match="`category` cannot be `Gossip`"):
        at_desk(store, number, notes.add_note, "x", "y", "Gossip")
    with store.begin() as connection:
        keep_word(connection, "note-categories", "Legal", False)
    with pytest.raises(StoreError, match="cannot be `Legal`"):
        at_desk(store, number, notes.add_note, "x", "y", "Legal")


def test_own_fields_are_checked_by_their_kind_and_seen_by_criteria(store: Store) -> None:
    table = schema.custom_fields
    with store.begin() as connection:
        rows = [
            {"id": 901, "entity": "customer", "title": "Language", "kind": "select", "choices": {"1": "Spanish"}},
            {"id": 902, "entity": "customer", "title": "Since", "kind": "date", "choices": None},
            {"id": 903, "entity": "employer", "title": "Union", "kind": "boolean", "choices": None},
        ]
        connection.execute(insert(table), rows)
        customer = connection.exec_driver_sql("SELECT customer_id FROM customer_links WHERE role = 'primary'").scalar()
        loan = connection.exec_driver_sql(
            f"SELECT loan_id FROM customer_links WHERE customer_id = {customer}"
        ).scalar_one()
    for name, value in (("Language", "Spanish"), ("902", "2020-05-01"), ("Union", True)):
        at_desk(store, customer, particulars.set_custom_field, name, value)
    fields = seen(store, loan)["custom-fields"]
    assert {number: field["value"] for number, field in fields.items()} == {"901": "Spanish", "902": "2020-05-01"}
    at_desk(store, customer, particulars.set_employer, {"company-name": "Acme"})
    found = shown(store, customer)
    assert found["employer"]["custom-fields"] == [{"field": 903, "title": "Union", "kind": "boolean", "value": "true"}]
    for name, value, why in (
        ("Since", "soon", "is no day"),
        ("Language", "Elvish", "cannot be"),
        ("No", "1", "no field"),
    ):
        with pytest.raises(StoreError, match=why):
            at_desk(store, customer, particulars.set_custom_field, name, value)
    at_desk(store, customer, particulars.set_custom_field, "Language", "")
    assert "901" not in seen(store, loan)["custom-fields"]


def test_passwords_have_rules_and_only_their_hash_is_kept(store: Store) -> None:
    number = entered(store)
    for bad, rule in (
        ("Short-1", "10 to 128"),
        ("no-capital-1", "a capital letter"),
        ("NO-SMALL-11", "a small letter"),
        ("Nodigit-here", "a digit"),
        ("Nosymbol1234", "neither letter nor digit"),
        ("Aaaaaa-1234", "four times"),
        ("Whitfield-99!", "none of the customer's names"),
        ("Tab\there-123", "control"),
    ):
        with pytest.raises(StoreError, match=rule) as caught:
            at_desk(store, number, set_password, bad)
        assert bad not in str(caught.value)
    at_desk(store, number, set_password, "Größe-und-10!")
    digest = count(store, f"SELECT access_password_hash FROM customers WHERE id = {number}")
    assert digest.startswith("$argon2id$")
    with store.read() as connection:
        row = dict(connection.exec_driver_sql(f"SELECT * FROM customers WHERE id = {number}").mappings().one())
        assert "argon2" not in json.dumps(history_of(connection, number))
    assert is_password(row, "Größe-und-10!") and not is_password(row, "Größe-und-11!")
    at_desk(store, number, remove_password)
    assert shown(store, number)["web-access"]["password"] is None
    assert not is_password({"access_password_hash": None}, "")


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({"identification": [{"kind": "ssn", "number": "219099998"}]}, "ssn"),
        ({"email": "DANA.whitfield@mail.example"}, "email"),
        ({"phones": [{"phone": "+1 801 555 0142"}]}, "phone"),
        ({"addresses": {"primary": {"address1": "418 JUNIPER ST.", "zipcode": "84601-1234"}}}, "primary-address"),
        ({"addresses": {"mailing": {"address1": "418 juniper street", "zipcode": "84601"}}}, "mailing-address"),
    ],
)
def test_somebody_who_may_be_there_already_is_pointed_out(both: Store, other: dict[str, Any], same: str) -> None:
    number = entered(both)
    with pytest.raises(StoreError, match=rf"customer {number} \(same {same}\)") as caught:
        entered(both, {**BARE, **other})
    assert caught.value.kind == "duplicate" and "219" not in str(caught.value)
    again = create(both, {**BARE, **other}, AUTHOR, anyway=True)
    assert again > number
    third = entered(both, {"first-name": "Cy", "last-name": "Om"})
    with pytest.raises(StoreError, match="may be somebody the store has already"):
        edit(both, third, other, AUTHOR)
    edit(both, again, {"status": "Inactive"}, AUTHOR)


def test_finding(both: Store) -> None:
    number = entered(both, **{"external-id": "core-1"})
    with both.read() as connection:
        for text in ("dana whit", "8015550142", "dana.whitfield@mail.example", "core-1", str(number)):
            assert number in [row["customer"] for row in find_customers(connection, text)], text
        assert [row["customer"] for row in find_by_number(connection, "ssn", "219 09 9998")] == [number]
        assert find_by_number(connection, "ssn", "219-09-9996") == []
        assert find_customers(connection, "100% _nobody_") == []
        listed = list_customers(connection, after=number - 1)
    assert [row["customer"] for row in listed] == [number] and listed[0]["phone"] == "801-555-0142"


def test_criteria_see_who_the_customer_is_now(both: Store) -> None:
    number = entered(both)
    with both.read() as connection:
        loan = connection.exec_driver_sql("SELECT min(loan_id) FROM loans WHERE loan_active").scalar_one()
    change(both, loan, AUTHOR, "link", lambda scene: link_customer(scene, number, "other", AUTHOR))
    change(both, loan, AUTHOR, "role", lambda scene: give_role(scene, number, "primary", AUTHOR))
    edit(both, number, {"first-name": "Diana", "credit-scores": {"equifax": 600}}, AUTHOR)
    at_desk(both, number, belongings.add, "phone", {"phone": "801-555-0199", "primary": True, "do-not-call": True})
    now = seen(both, loan)
    assert (now["id"], now["first-name"], now["credit-score-average"]) == (number, "Diana", 600)
    assert (now["primary-phone"], now["primary-phone-do-not-call"]) == ("801-555-0199", True)
    assert now["mailing-address1"] == "418 Juniper Street"


def test_without_a_key_numbers_are_masked_and_cannot_be_entered(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    number = entered(store)
    monkeypatch.delenv("CLJRULES_KEY")
    assert shown(store, number)["identification"][0]["number"] == "********"
    with pytest.raises(StoreError, match="no key"):
        edit(store, number, {"identification": DANA["identification"]}, AUTHOR)
