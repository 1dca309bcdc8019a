"""What people with bad intent, or bad luck, type and upload: nothing of it gets in, or it stays plain text."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from books import count
from folk import AUTHOR, BARE, at_desk, entered, shown
from hypothesis import given
from hypothesis import strategies as st

from runtime.customers import belongings, particulars, texts
from runtime.customers.documents import add_document, documents_of, edit_document, read_document, set_active
from runtime.customers.editing import create
from runtime.customers.finding import find_customers
from runtime.customers.media import checked_name, media_type
from runtime.customers.notes import add_note
from runtime.customers.phones import phone_number
from runtime.customers.tools.publication28 import standard_key, standard_lines
from runtime.settings.customers import Customers
from runtime.store.errors import StoreError
from runtime.store.open import Store

PDF = b"%PDF-1.7\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
FILED = {"name": "Letter", "section": "Other"}


@pytest.mark.parametrize(
    "name",
    [
        *("<script>alert(1)</script>", "Bo\x00Ek", "Bo\x1b[31m", "Bo\nEk\x0b", "a\u202eb", "B\u200bo", "\ud800"),
        *("Robert'); DROP TABLE customers;--", "{{ 7*7 }}", "${jndi:ldap://x}", "=1+1", "B0b", "Bo\u2028Ek", "🙂", "'"),
        *("Pаul", "Οlga", "x" * 300),
    ],
)
def test_names_that_are_none_are_refused(store: Store, name: str) -> None:
    before = count(store, "SELECT count(*) FROM customers")
    with pytest.raises(StoreError) as caught:
        create(store, {**BARE, "first-name": name}, AUTHOR)
    assert caught.value.kind == "bad-customer" and "\x1b" not in caught.value.message
    assert count(store, "SELECT count(*) FROM customers") == before


@pytest.mark.parametrize(
    "name", ["José", "Jose\u0301", "O’Neil-Smith", "Nguyễn Thị", "Пушкин", "王小明", "علی‌رضا", "St. Ives"]
)
def test_names_of_the_world_are_taken(store: Store, name: str) -> None:
    number = entered(store, {"first-name": name, "last-name": "Ek"})
    assert shown(store, number)["first-name"] == {"Jose\u0301": "José"}.get(name, name)


def test_text_that_looks_like_sql_or_markup_stays_text(store: Store) -> None:
    number = entered(store, {"customer-type": "company", "company-name": "Robert'); DROP TABLE customers;-- % _"})
    text = "<img src=x onerror=alert(1)> '; DELETE FROM notes; -- {{7*7}}"
    at_desk(store, number, add_note, "'; --", text, "General")
    found = shown(store, number)
    assert found["notes"][0]["body"] == text and found["name"].endswith("-- % _")
    with store.read() as connection:
        assert [row["customer"] for row in find_customers(connection, "drop TABLE")] == [number]
        assert find_customers(connection, "' OR 1=1 --") == []


@pytest.mark.parametrize(
    "phone",
    [
        "",
        "12",
        "not a phone",
        "801-555-014",
        "+1 801 555 01422",
        "801-555-0142 ext. 5",
        "++1",
        "8" * 50,
        "801\x00",
        "+999 1",
    ],
)
def test_malformed_phones_are_refused(store: Store, phone: str) -> None:
    number = entered(store, BARE)
    with pytest.raises(StoreError):
        at_desk(store, number, belongings.add, "phone", {"phone": phone})
    assert shown(store, number)["phones"] == []


@pytest.mark.parametrize(
    "address",
    [
        *({"zipcode": "8460"}, {"zipcode": "84601-12"}, {"zipcode": "ABCDE"}, {"zipcode": "٨٤٦٠١"}),
        *({"zipcode": "84601", "state": "ZZ"}, {"state": "UT"}, {"zipcode": "84601", "address1": "1 A\x00"}),
        *({"zipcode": "84601", "address1": "x" * 300}, {"zipcode": "84601", "country": "fra"}, {"street": "x"}, []),
    ],
)
def test_malformed_addresses_are_refused(store: Store, address: Any) -> None:
    number = entered(store, BARE)
    with pytest.raises(StoreError):
        at_desk(store, number, particulars.set_address, "primary", address)
    assert shown(store, number)["addresses"]["primary"] is None


@pytest.mark.parametrize(
    "email",
    ["a", "a@b", "a@b.c\r\nBcc: x@y.z", "a b@c.de", "a@@b.de", "аdmin@mail.example", "x" * 70 + "@b.de", "<a@b.de>"],
)
def test_addresses_no_mail_goes_to_are_refused(store: Store, email: str) -> None:
    with pytest.raises(StoreError):
        create(store, {**BARE, "email": email}, AUTHOR)


@given(st.text(max_size=60))
def test_no_text_makes_a_reader_fall_over(text: str) -> None:
    for read in (texts.person_name, texts.company_name, texts.email, texts.web_address, phone_number, texts.line):
        try:
            read("field", text)
        except StoreError as error:
            assert error.help
    standard_lines(text)
    assert standard_key(standard_key(text)) == standard_key(text)


def office(parts: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


DOCX = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"}


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.pdf", b"", "is empty"),
        ("a.pdf", PNG, "says it is one thing and is another"),
        ("a.png", PDF, "says it is one thing and is another"),
        ("a.txt", b"<html><script>", "of a kind that is not kept"),
        ("a.txt", b"#!/bin/sh\nrm -rf", "of a kind that is not kept"),
        ("a.txt", b"MZ\x90\x00\x03", "of a kind that is not kept"),
        ("a.svg", b"<svg onload=alert(1)>", "of a kind that is not kept"),
        ("a.pdf", b"\x7fELF\x02\x01\x01" + b"\0" * 60, "of a kind that is not kept"),
        ("a.docx", office({"evil.xml": b"x"}), "of a kind that is not kept"),
        ("a.zip", office(DOCX), "of a kind that is not kept"),
        ("a.docx", b"PK\x03\x04 not an archive", "of a kind that is not kept"),
        ("a.docx", office({**DOCX, "bomb": b"\0" * 30_000_000}), "grow beyond reason"),
        ("a.docx", office({**DOCX, "../../etc/passwd": b"x"}), "lead out of it"),
        ("a.docx", office({**DOCX, "word/vbaProject.bin": b"x"}), "macros"),
        ("noending", PDF, "says it is one thing and is another"),
    ],
)
def test_files_that_are_not_what_they_say(store: Store, name: str, content: bytes, why: str) -> None:
    number = entered(store, BARE)
    with pytest.raises(StoreError, match=why):
        at_desk(store, number, add_document, Customers(), name, content, FILED)
    assert shown(store, number)["documents"] == []


def test_a_bomb_with_many_entries_is_refused() -> None:
    many = {**DOCX, **{f"word/{number}.xml": b"" for number in range(5_001)}}
    with pytest.raises(StoreError, match="grow beyond reason"):
        media_type("a.docx", office(many))
    assert media_type("a.docx", office(DOCX)).endswith("wordprocessingml.document")


@pytest.mark.parametrize(
    "name",
    [
        *("../../etc/passwd", "a/b.pdf", "a\\b.pdf", "C:evil.pdf", ".htaccess", "..", "", " ", "-rf.pdf", "a\x00.pdf"),
        *("a\u202efdp.exe", "a\nb.pdf", "a..pdf", "con|a.pdf", "x" * 300 + ".pdf", "a.pdf.", "<a>.pdf"),
    ],
)
def test_names_that_lead_anywhere_are_refused(store: Store, tmp_path: Path, name: str) -> None:
    number = entered(store, BARE)
    folder = tmp_path / "documents"
    with pytest.raises(StoreError):
        at_desk(store, number, add_document, Customers(documents=folder), name, PDF, FILED)
    assert not folder.exists() and shown(store, number)["documents"] == []


@given(st.text(max_size=40))
def test_a_name_that_is_taken_stays_in_its_folder(name: str) -> None:
    try:
        taken = checked_name(name)
    except StoreError:
        return
    assert Path("/base", taken).resolve().parent == Path("/base") and taken.isprintable()


def test_ten_megabytes_are_taken_and_not_one_byte_more(store: Store) -> None:
    number = entered(store, BARE)
    whole = PDF + b"\0" * (10_000_000 - len(PDF))
    document = at_desk(store, number, add_document, Customers(), "big.pdf", whole, FILED)
    with store.read() as connection:
        assert read_document(connection, Customers(), number, document)[1] == whole
    with pytest.raises(StoreError, match=r"10,000,001 bytes, more than 10,000,000"):
        at_desk(store, number, add_document, Customers(), "big.pdf", whole + b"\0", FILED)


@pytest.mark.parametrize("inside", [True, False])
def test_documents_are_kept_filed_and_set_inactive(both: Store, tmp_path: Path, inside: bool) -> None:
    kept = Customers() if inside else Customers(documents=tmp_path / "documents")
    number = entered(both, BARE)
    document = at_desk(both, number, add_document, kept, "Brief – März.pdf", PDF, FILED)
    at_desk(both, number, edit_document, document, {"section": "Income", "customer_visible": True})
    at_desk(both, number, set_active, document, False)
    with pytest.raises(StoreError, match="inactive and cannot be changed"):
        at_desk(both, number, edit_document, document, {"name": "Other"})
    with both.read() as connection:
        row, content = read_document(connection, kept, number, document)
        (listed,) = documents_of(connection, number)
    assert content == PDF and row["file_name"] == "Brief – März.pdf" and listed["active"] is False
    assert listed["section"] == "Income" and listed["media-type"] == "application/pdf" and "content" not in listed
    at_desk(both, number, set_active, document, True)
    at_desk(both, number, edit_document, document, {"name": "Other"})
    with pytest.raises(StoreError, match="`section` cannot be `Secret`"):
        at_desk(both, number, edit_document, document, {"section": "Secret"})
    with pytest.raises(StoreError, match="has no document"), both.read() as connection:
        read_document(connection, kept, number + 1, document)


def test_content_that_was_changed_outside_is_noticed(store: Store, tmp_path: Path) -> None:
    kept = Customers(documents=tmp_path / "documents")
    number = entered(store, BARE)
    document = at_desk(store, number, add_document, kept, "a.pdf", PDF, FILED)
    (file,) = (tmp_path / "documents").iterdir()
    assert file.stat().st_mode & 0o077 == 0
    file.write_bytes(PDF + b"x")
    with store.read() as connection, pytest.raises(StoreError, match="checksum differs"):
        read_document(connection, kept, number, document)
    file.unlink()
    with store.read() as connection, pytest.raises(StoreError, match="cannot be read"):
        read_document(connection, kept, number, document)


def test_a_photo_is_a_picture_and_is_shown(store: Store) -> None:
    number = entered(store, BARE)
    with pytest.raises(StoreError, match="`section` cannot be `Photo` for application/pdf"):
        at_desk(store, number, add_document, Customers(), "a.pdf", PDF, {**FILED, "section": "Photo"})
    photo = at_desk(store, number, add_document, Customers(), "a.png", PNG, {**FILED, "section": "Photo"})
    assert shown(store, number)["summary"]["photo"] == photo
