"""Secrets at rest: nothing of them shows unless asked, and nothing is read with a wrong key."""

from __future__ import annotations

import json
import pickle
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, insert, literal, select

from runtime.store.columns import plain
from runtime.store.errors import StoreError
from runtime.store.open import Store
from runtime.store.resealing import count_keys, turn_keys
from runtime.store.secrets import Fingerprint, Keyring, Sealed, Secret, make_key, masked, read_keys

OLD, NEW = make_key(), make_key()
SSN = "123-45-6789"

METADATA = MetaData()
people = Table(
    "people",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("ssn", Secret("people.ssn")),
    Column("ssn_fingerprint", Fingerprint("people.ssn"), index=True),
    Column("password", Secret("people.password", last=0)),
)


def ring(*keys: str) -> Keyring:
    return read_keys(" ".join(keys), "the test")


@pytest.fixture
def held(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store with two people's secrets under the key OLD."""
    monkeypatch.setenv("CLJRULES_KEY", OLD)
    with store.begin() as connection:
        METADATA.create_all(connection)
        rows = [
            {"id": 1, "ssn": SSN, "ssn_fingerprint": SSN, "password": "open sesame, please"},
            {"id": 2, "ssn": "987654321", "ssn_fingerprint": "987654321", "password": None},
        ]
        connection.execute(insert(people), rows)
    return store


def first(store: Store) -> Sealed:
    with store.read() as connection:
        found = connection.scalar(select(people.c.ssn).order_by(people.c.id))
    assert isinstance(found, Sealed)
    return found


@given(st.text(max_size=60), st.text(max_size=20))
def test_what_was_sealed_is_read_at_its_place_and_nowhere_else(secret: str, place: str) -> None:
    token = ring(OLD).seal(place, secret)
    assert ring(OLD).unseal(place, token) == secret
    assert ring(NEW, OLD).unseal(place, token) == secret
    assert token != ring(OLD).seal(place, secret)
    for keys, where in (((NEW,), place), ((OLD,), f"{place}x")):
        with pytest.raises(StoreError):
            ring(*keys).unseal(where, token)


@settings(max_examples=400)
@given(st.data())
def test_a_changed_text_is_noticed(data: st.DataObject) -> None:
    token = ring(OLD).seal("people.ssn", SSN)
    at = data.draw(st.integers(0, len(token) - 2))
    other = data.draw(st.characters(codec="ascii").filter(lambda character: character != token[at]))
    with pytest.raises(StoreError) as caught:
        ring(OLD).unseal("people.ssn", token[:at] + other + token[at + 1 :])
    assert caught.value.kind in ("damaged-secret", "wrong-key") and SSN not in caught.value.message


@given(st.text(max_size=40))
def test_a_mask_shows_at_most_half_of_what_can_be_read(secret: str) -> None:
    shown = [character for character in masked(secret) if character.isalnum()]
    assert len(shown) <= 4 and 2 * len(shown) <= max(1, sum(character.isalnum() for character in secret))


def test_masks() -> None:
    assert masked(SSN) == "***-**-6789"
    assert masked("4111 1111 1111 1234") == "**** **** **** 1234"
    assert masked("1234567") == masked("") == masked("hunter2 hunter2", last=0) == "********"


def test_a_secret_shows_its_mask_wherever_it_is_printed(held: Store) -> None:
    secret = first(held)
    shown = [str(secret), repr(secret), f"{secret}", f"{secret:>20}", f"{[secret]}", json.dumps(plain({"a": secret}))]
    assert all(SSN[:6] not in text and "6789" in text for text in shown)
    assert secret.reveal() == SSN and secret.holds(SSN) and not secret.holds("123-45-6780")
    assert pickle.loads(pickle.dumps(secret)).reveal() == SSN
    assert repr(ring(OLD)) == "Keyring()"
    with held.read() as connection:
        assert str(connection.scalar(select(people.c.password).where(people.c.id == 1))) == "********"


def test_nothing_of_it_lies_in_the_file(held: Store) -> None:
    held.close()
    sqlite3.connect(held.name).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = Path(held.name).read_bytes()
    assert b"people" in content
    assert b"6789" not in content and b"987654321" not in content and b"sesame" not in content


def test_a_secret_never_stands_in_a_statement_or_its_error(held: Store) -> None:
    statement = select(literal(SSN, type_=people.c.ssn.type))
    compiled = str(statement.compile(compile_kwargs={"literal_binds": True}))
    assert "s1." in compiled and "6789" not in compiled
    for row in ({"id": 1, "ssn": SSN}, {"id": 9, "ssn": SSN, "password": 5}):
        with held.begin() as connection, pytest.raises(Exception) as caught:
            connection.execute(insert(people).values(**row))
        assert "6789" not in str(caught.value) and "s1." not in str(caught.value)


def test_it_is_found_by_its_fingerprint(held: Store) -> None:
    with held.read() as connection:
        found = connection.scalars(select(people.c.id).where(people.c.ssn_fingerprint == SSN)).all()
        assert found == [1]
        assert not connection.scalars(select(people.c.id).where(people.c.ssn_fingerprint == "1")).all()


def test_without_its_key_a_secret_stays_masked(held: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CLJRULES_KEY")
    assert str(first(held)) == "********"
    with pytest.raises(StoreError, match="there is no key") as caught:
        first(held).reveal()
    assert "cljrules-runtime key make" in caught.value.help
    monkeypatch.setenv("CLJRULES_KEY", NEW)
    with pytest.raises(StoreError, match="which is not at hand") as caught:
        first(held).reveal()
    assert caught.value.kind == "wrong-key"
    with held.begin() as connection, pytest.raises(StoreError, match="which is not at hand"):
        turn_keys(connection, METADATA)
    path = tmp_path / "keys"
    path.write_text(f"# the one that writes\n{NEW}\n{OLD}\n", encoding="utf-8")
    monkeypatch.delenv("CLJRULES_KEY")
    monkeypatch.setenv("CLJRULES_KEY_FILE", str(path))
    assert first(held).reveal() == SSN
    path.write_text(f"{NEW}\n", encoding="utf-8")
    with pytest.raises(StoreError, match="which is not at hand"):
        first(held).reveal()


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"CLJRULES_KEY": "hunter2"}, "something that is no key: 7 characters"),
        ({"CLJRULES_KEY": f"{OLD} hunter2"}, "something that is no key: 7 characters"),
        ({"CLJRULES_KEY": "käse"}, "something that is no key"),
        ({"CLJRULES_KEY": " "}, "there is no key"),
        ({"CLJRULES_KEY": ","}, "CLJRULES_KEY holds no key"),
        ({"CLJRULES_KEY_FILE": "none"}, "the key file `none` cannot be read"),
        ({"CLJRULES_KEY_FILE": "."}, "the key file `.` cannot be read"),
    ],
)
def test_what_is_no_key_is_told_without_repeating_it(
    held: Store, monkeypatch: pytest.MonkeyPatch, given_: dict[str, str], said: str
) -> None:
    monkeypatch.delenv("CLJRULES_KEY")
    for name, value in given_.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(StoreError) as caught:
        first(held).reveal()
    assert said in caught.value.message and "hunter2" not in caught.value.message


def test_keys_are_turned_in_one_transaction(held: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLJRULES_KEY", f"{NEW},{OLD}")
    new, old = ring(NEW).current, ring(OLD).current
    with held.begin() as connection:
        assert count_keys(connection, METADATA) == {old: 3}
        assert turn_keys(connection, METADATA) == 3
        assert turn_keys(connection, METADATA) == 0
        assert count_keys(connection, METADATA) == {new: 3}
    monkeypatch.setenv("CLJRULES_KEY", NEW)
    assert first(held).reveal() == SSN
    test_it_is_found_by_its_fingerprint(held)


def test_equal_secrets_are_equal_in_an_export_and_others_are_not(held: Store) -> None:
    with held.begin() as connection:
        connection.execute(insert(people).values(id=3, ssn=SSN))
        connection.execute(insert(people).values(id=4, ssn="123-46-6789"))
        shown = [sealed.canonical() for sealed in connection.scalars(select(people.c.ssn).order_by(people.c.id)).all()]
    assert shown[0] == shown[2] != shown[3]
    assert shown[0].startswith("***-**-6789 ") and shown[3].startswith("***-**-6789 ")


def test_a_sealed_value_can_be_copied_but_not_moved_raw(held: Store) -> None:
    secret = first(held)
    with held.begin() as connection:
        connection.execute(insert(people).values(id=5, ssn=secret, password=secret))
        ssn, password = connection.execute(select(people.c.ssn, people.c.password).where(people.c.id == 5)).one()
        assert ssn.reveal() == password.reveal() == SSN
        connection.exec_driver_sql("UPDATE people SET password = ssn WHERE id = 5")
        moved = connection.scalar(select(people.c.password).where(people.c.id == 5))
        with pytest.raises(StoreError, match="moved there"):
            moved.reveal()
        with pytest.raises(Exception, match="a secret is text"):
            connection.execute(insert(people).values(id=6, ssn=5))
