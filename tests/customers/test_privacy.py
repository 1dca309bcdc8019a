"""Privacy: everything that is known is handed out, masked where the law says so; erased, nothing of it is left."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from books import DAY, count, put, values
from folk import AUTHOR, at_desk, entered, shown
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy import insert

from runtime.customers import belongings, particulars
from runtime.customers.desk import changing
from runtime.customers.documents import add_document
from runtime.customers.editing import edit
from runtime.customers.notes import add_note
from runtime.customers.privacy.erasing import erase, purge, refuse_while_owing
from runtime.customers.privacy.exporting import Export, export_customer, proofs_of, prove
from runtime.customers.privacy.pdf import render
from runtime.customers.privacy.terms import MARK, Terms
from runtime.customers.web_access import set_password
from runtime.maintenance.linking import give_role, link_customer
from runtime.maintenance.nightly import maintain
from runtime.maintenance.real_time import change
from runtime.settings.customers import Customers
from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.open import Store, open_store

NOW = "2026-11-22T12:00:00+00:00"
CANARIES = [
    *("Quetzalina", "Zephyrwick", "Vorondale", "canary@zephyr.example", "Quetzalbach", "Xylophon Works"),
    *("77 Quokka Crescent", "801-555-0188", "8015550188", "219-09-9998", "219099998", "Refname Uniqson"),
    *("801-555-0166", "tok_CANARYTOKEN", "quetz_handle", "Zyx Holder", "Q1234567", "Nonce-Doc-Text", "Old Quibble"),
    *("old@quibble.example", "12 Former Lane", "canary message", "Canaryfield"),
]


def canary(store: Store, tmp_path: Path, loan: int) -> int:
    """A customer on an account, with something to look for in every place that personal data can come to."""
    number = entered(
        store,
        {
            "first-name": "Old",
            "last-name": "quibble",
            "email": "old@quibble.example",
            "external-id": "Vorondale",
            "identification": [{"kind": "ssn", "number": "219-09-9998"}, {"kind": "passport", "number": "Q1234567"}],
            "phones": [{"phone": "801-555-0188"}],
            "addresses": {"primary": {"address1": "12 Former Lane", "zipcode": "84601"}},
            "mailing-is-primary": True,
            "employer": {"company-name": "Xylophon Works", "phone": "801-555-0166"},
            "references": [{"name": "Refname Uniqson", "primary-phone": "801-555-0166"}],
            "payment-profiles": [
                {"title": "C", "type": "checking", "token": "tok_CANARYTOKEN", "holder-name": "Zyx Holder"}
            ],
            "social-profiles": [{"type": "linkedin", "username": "quetz_handle"}],
        },
    )
    new = {"first-name": "Quetzalina", "middle-name": "Quetzalbach", "last-name": "zephyrwick"}
    edit(store, number, {**new, "email": "canary@zephyr.example"}, AUTHOR)
    at_desk(store, number, particulars.set_address, "primary", {"address1": "77 Quokka Crescent"})
    at_desk(store, number, set_password, "Sommer-2026!x")
    at_desk(store, number, add_note, "Called Quetzalina", "at 801-555-0188", "General")
    filed = {"name": "Nonce-Doc-Text", "section": "Other"}
    at_desk(store, number, add_document, Customers(), "a.txt", b"Nonce-Doc-Text", filed)
    with store.begin() as connection:
        field = insert(schema.custom_fields).values(entity="customer", title="Pet", kind="text")
        made = connection.execute(field.returning(schema.custom_fields.c.id)).scalar_one()
    at_desk(store, number, particulars.set_custom_field, str(made), "Canaryfield")
    change(store, loan, AUTHOR, "link", lambda scene: link_customer(scene, number, "other", AUTHOR))
    change(store, loan, AUTHOR, "role", lambda scene: give_role(scene, number, "primary", AUTHOR))
    rule = f"""(defrule looks "Looks." :when (and (= loan-id {loan}) (some? (-> customer :primary :email)))
      :then [(customer/validate-primary-address) (loan/set {{:add-portfolios ["Watch"]}})])"""
    put(store, tmp_path / "pack", rule)
    maintain(store, DAY)
    _messages(store, number, loan)
    return number


def _messages(store: Store, number: int, loan: int) -> None:
    """What was sent, and what people wrote about the account."""
    to = {"customer_id": number, "loan_id": loan, "notification": "late"}
    body = {"text": "Dear Quetzalina Zephyrwick, canary message", "to": "canary@zephyr.example"}
    rows: dict[str, dict[str, Any]] = {
        "outbox": {**to, "channel": "email", "receiver": "canary@zephyr.example", "idempotency_key": "1", "body": body},
        "emails": {
            **to,
            "idempotency_key": "1",
            "sender": "us@acme.example",
            "recipient": "canary@zephyr.example",
            "subject": "Dear Quetzalina",
            "excerpt": "canary message",
            "message_id": "m1",
            "status": "sent",
        },
        "sms_messages": {
            **to,
            "direction": "out",
            "phone": "+18015550188",
            "text": "canary message",
            "segments": 1,
            "encoding": "GSM-7",
            "status": "sent",
            "at": NOW,
        },
        "letters": {
            **to,
            "idempotency_key": "1",
            "title": "Dear Quetzalina",
            "requester": "system",
            "source": "event",
            "name": "Quetzalina Zephyrwick",
            "address": {"address1": "77 Quokka Crescent"},
            "status": "printed",
            "pdf": b"%PDF Quetzalina Zephyrwick",
            "checksum": "0",
            "submitted_at": NOW,
            "cancel_until": NOW,
        },
    }
    common = {"business_date": DAY, "created_at": NOW, "changed_at": NOW}
    with store.begin() as connection:
        for name, row in rows.items():
            table = schema.METADATA.tables[name]
            connection.execute(insert(table).values({**row, **{k: v for k, v in common.items() if k in table.c}}))
        outbox = connection.exec_driver_sql("SELECT max(id) FROM outbox").scalar_one()
        told = {"outcome": "delivered", "started_at": NOW, "duration_ms": 1, "attempt": 1, "outbox_id": outbox}
        detail = {"to": "canary@zephyr.example"}
        connection.execute(insert(schema.deliveries).values(**told, reason="Quetzalina answered", detail=detail))
        connection.execute(
            insert(schema.notes).values(
                loan_id=loan,
                subject="About Zephyrwick",
                body="quetzalina ZEPHYRWICK of 77 Quokka Crescent called from (801) 555-0188",
                author=AUTHOR,
                created_at=NOW,
            )
        )
        address = {"address": "canary@zephyr.example", "reason": "asked", "since": NOW, "channel": "email"}
        connection.execute(insert(schema.suppressions).values(**address))


def first(store: Store) -> int:
    return int(count(store, "SELECT min(loan_id) FROM loans WHERE loan_active"))


def erased(store: Store, number: int) -> dict[str, int]:
    with changing(store, number, AUTHOR) as desk:
        done = erase(desk)
        prove(desk, "deletion", "ccpa", "0" * 64, done.counts)
        desk.record("erased", "customer", {"law": "ccpa"})
    return dict(done.counts)


def left(store: Store) -> list[str]:
    """Canaries that are found anywhere in the tables, read back as text."""
    found = []
    with store.read() as connection:
        for table in schema.METADATA.sorted_tables:
            for row in connection.exec_driver_sql(f"SELECT * FROM {table.name}"):
                text = " ".join(
                    bytes(value).decode("latin-1") if isinstance(value, (bytes, memoryview)) else str(value)
                    for value in row
                ).lower()
                found += [f"{table.name}: {word}" for word in CANARIES if word.lower() in text]
    return found


def test_export_then_delete_leaves_nothing_in_the_file(store: Store, tmp_path: Path) -> None:
    loan = first(store)
    number = canary(store, tmp_path, loan)
    money = values(store, loan)
    figures = {name: money[name] for name in money if name.startswith("status-")}
    before = (tmp_path / "loans.db").read_bytes() + (tmp_path / "loans.db-wal").read_bytes()
    assert b"Zephyrwick" in before and b"canary message" in before
    with changing(store, number, AUTHOR) as desk:
        export_customer(desk, Customers(), "ccpa")
    counts = erased(store, number)
    assert left(store) == []
    purge(store)
    content = b"".join(path.read_bytes() for path in tmp_path.glob("loans.db*"))
    assert [word for word in CANARIES if word.encode().lower() in content.lower()] == []
    assert b"argon2id$" not in content
    after = values(store, loan)
    assert {name: after[name] for name in figures} == figures
    assert shown(store, number)["name"] == f"Erased Customer {number}"
    assert [link["account"] for link in shown(store, number)["links"]] == [loan]
    assert counts["customers pseudonymised"] == 1 and counts["letters emptied"] == 1 and counts["firings scrubbed"] >= 1
    with store.read() as connection:
        proofs = proofs_of(connection, number)
    assert [proof["kind"] for proof in proofs] == ["export", "deletion"] and proofs[1]["counts"] == counts
    with pytest.raises(StoreError, match="was erased"):
        edit(store, number, {"first-name": "Quetzalina"}, AUTHOR)
    maintain(store, DAY.replace(day=23))
    assert left(store) == []


def test_nothing_is_left_in_the_tables_of_either_database(both: Store, tmp_path: Path) -> None:
    number = canary(both, tmp_path, first(both))
    others = [value for value in range(1, 5) if value != number]
    before = [shown(both, other) for other in others]
    erased(both, number)
    assert left(both) == []
    now = [shown(both, other) for other in others]
    assert [{**item, "links": 0} for item in now] == [{**item, "links": 0} for item in before]


def test_who_owes_on_a_live_account_is_not_erased(store: Store) -> None:
    number = int(count(store, f"SELECT customer_id FROM customer_links WHERE loan_id = {first(store)}"))
    with pytest.raises(StoreError, match="still owes on account"), changing(store, number, AUTHOR) as desk:
        refuse_while_owing(desk)
    with changing(store, entered(store), AUTHOR) as desk:
        refuse_while_owing(desk)


def test_an_export_holds_everything_but_secrets(store: Store, tmp_path: Path) -> None:
    number = canary(store, tmp_path, first(store))
    with changing(store, number, AUTHOR) as desk:
        export = export_customer(desk, Customers(), "pipeda")
    text = export.content.decode()
    document = json.loads(text)
    for word in ("Quetzalina", "77 Quokka Crescent", "801-555-0188", "canary message", "12 Former Lane", "Canaryfield"):
        assert word in text, word
    for secret in ("219-09-9998", "219099998", "Q1234567", "tok_CANARYTOKEN", "$argon2"):
        assert secret not in text
    assert document["record"]["identification"][0]["number"] == "***-**-9998"
    assert document["communication"]["sms"][0]["text"] == "canary message"
    assert document["communication"]["mail-house"][0]["status"] == "printed"
    assert list(export.files.values()) == [b"Nonce-Doc-Text"]
    assert printed(export, tmp_path).count("Zephyrwick") > 2


def printed(export: Export, folder: Path) -> str:
    """The text of the export's pages."""
    path = folder / "export.pdf"
    path.write_bytes(render(export.document, "Acme"))
    return " ".join(page.extract_text() for page in PdfReader(path).pages)


def test_names_in_other_letters_are_printed(store: Store, tmp_path: Path) -> None:
    number = entered(store, {"first-name": "Łukasz", "last-name": "Пушкин"})
    with changing(store, number, AUTHOR) as desk:
        export = export_customer(desk, Customers(), "ccpa")
    text = printed(export, tmp_path)
    assert "Pushkin" in text and "Latin ones" in text and "Пушкин" in export.content.decode()


def test_words_that_are_no_names_stay() -> None:
    terms = Terms(["Open", "Dana Whitfield", "Dana", "801-555-0142"], ["Open"])
    assert terms.scrub({"status": "Open", "text": "dana  whitfield's door is open"}) == {
        "status": "Open",
        "text": f"{MARK}'s door is {MARK}",
    }
    assert terms.scrub(["Danace", "Bandana", 5, None]) == ["Danace", "Bandana", 5, None]


@given(
    st.lists(st.text(st.characters(codec="utf-8", categories=("L", "N", "Zs")), min_size=2, max_size=12), max_size=5)
)
def test_scrubbing_takes_out_every_term(names: list[str]) -> None:
    terms = Terms(names)
    text = terms.scrub(" | ".join(names))
    for term in terms.texts:
        assert f"| {term} |".lower() not in f"| {text} |".lower()
    assert terms.scrub(text) == text or MARK.strip("[]") in terms.texts


#: Words that a store's file does not hold by itself: tables and words of the catalogue stand in it.
name_parts = st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=3, max_size=8).map(
    lambda word: f"qxzj{word}jzvq"
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first_name=name_parts, last_name=name_parts, street=name_parts)
def test_whoever_it_is_nothing_is_left(tmp_path: Path, first_name: str, last_name: str, street: str) -> None:
    path = tmp_path / f"{first_name}.store"
    with open_store(str(path), create=True, today=DAY) as store:
        number = entered(
            store, {"first-name": first_name, "last-name": last_name, "email": f"{first_name}@{street}.org"}
        )
        place = {"address1": f"1 {street} St", "zipcode": "84601"}
        at_desk(store, number, particulars.set_address, "primary", place)
        at_desk(store, number, belongings.add, "reference", {"name": last_name})
        edit(store, number, {"first-name": street}, AUTHOR)
        erased(store, number)
        purge(store)
    content = b"".join(file.read_bytes() for file in tmp_path.glob(f"{path.name}*")).lower()
    # the folder's name is of the test, not of the store
    assert not any(word.encode() in content for word in (first_name, last_name, street))
