"""Rows leave as files and come back as they were; files that are not rows are refused whole, with the place."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import postgres
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, insert, select, update
from stored_loans import CREATED, add_bare_loan

from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.exchange.cells import cells_of
from runtime.store.exchange.folder import read_folder, write_folder
from runtime.store.exchange.incoming import Record, TakenIn, take_in
from runtime.store.exchange.outgoing import lines_of
from runtime.store.exchange.reading import BadRows
from runtime.store.export import canonical_lines
from runtime.store.generator import generate
from runtime.store.open import Store, open_store
from runtime.store.secrets import Sealed, make_key

TODAY = date(2026, 11, 22)
RECORD = Record("import", TODAY, datetime(2026, 11, 22, 12, tzinfo=UTC))
HOSTILE = ("=1+2", "+1", "-1", "@x", "\tx", "'x", "", "a,b", 'say "x"', "two\nlines", "cr\rlf\r\n", "käse ✓", "NULL")


@pytest.fixture
def filled(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store of 40 loans with texts of every kind, a sealed number, a document and bytes."""
    monkeypatch.setenv("CLJRULES_KEY", make_key())
    generate(store, 40, 7, TODAY)
    with store.begin() as connection:
        for number, text in enumerate(HOSTILE, 1):
            connection.execute(update(schema.loans).where(schema.loans.c.loan_id == number).values(loan_title=text))
        connection.execute(
            insert(schema.customer_identifiers).values(
                customer_id=1, kind="ssn", number="123-45-6789", fingerprint="123-45-6789"
            )
        )
        file = {"path": "a.clj", "content": bytes(range(256))}
        pack = {"pack_name": "p", "pack_version": "1", "content_hash": "c" * 64, "deployed_by": "x"}
        connection.execute(insert(schema.deployments).values(id=5, deployed_at=CREATED, **pack))
        connection.execute(insert(schema.deployment_files).values(deployment_id=5, **file))
        for value in ("=x", -5, 1.5, {"a": [None, True, "1"]}, "5", []):
            change = {"entity": "e", "field": "f", "author": "a", "business_date": TODAY, "changed_at": CREATED}
            connection.execute(insert(schema.loan_changes).values(loan_id=1, before=value, **change))
    return store


def facts(store: Store) -> list[str]:
    with store.read() as connection:
        return list(canonical_lines(connection))


def rows(store: Store) -> dict[str, list[Any]]:
    """Every row of every table, secrets as they lie in the store."""
    with store.read() as connection:
        return {
            table.name: [
                tuple(value.token if isinstance(value, Sealed) else repr(value) for value in row)
                for row in connection.execute(select(table).order_by(*table.primary_key))
            ]
            for table in schema.METADATA.sorted_tables
        }


def write(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def taken(store: Store, table: str, path: Path) -> TakenIn:
    with store.begin() as connection:
        return take_in(connection, schema.METADATA.tables[table], path, RECORD)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_whole_store_comes_back(filled: Store, made_once: Path, tmp_path: Path, form: str) -> None:
    with filled.read() as connection:
        counts = write_folder(connection, tmp_path / "all", form)
    assert counts["loans"] == 40 and counts["customer_identifiers"] == 1
    shutil.copyfile(made_once, tmp_path / "other.db")
    with open_store(str(tmp_path / "other.db"), today=TODAY) as other:
        with other.begin() as connection:
            assert read_folder(connection, tmp_path / "all") == counts
        assert rows(other) == rows(filled)
        assert facts(other) == facts(filled)
        with other.begin() as connection, pytest.raises(StoreError, match="holds rows of `loans` already"):
            read_folder(connection, tmp_path / "all")


@postgres.needed
def test_a_store_moves_to_postgresql_and_goes_on_there(filled: Store, tmp_path: Path) -> None:
    with filled.read() as connection:
        write_folder(connection, tmp_path / "all", "jsonl")
    with (
        postgres.running_server() as server,
        postgres.new_database(server) as url,
        open_store(url, create=True, today=TODAY) as other,
    ):
        from runtime.commands.exchanging import import_folder

        assert import_folder(url, TODAY, str(tmp_path / "all"), True) == 0
        assert facts(other) == facts(filled)
        generate(other, 5, 8, TODAY)
        with other.read() as connection:
            assert connection.scalar(select(func.count()).select_from(schema.loans)) == 45


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_taking_in_what_was_written_changes_nothing(filled: Store, tmp_path: Path, form: str) -> None:
    before = rows(filled)
    for table in schema.METADATA.sorted_tables:
        with filled.read() as connection:
            path = write(tmp_path / f"{table.name}.{form}", "".join(lines_of(connection, table, form)))
        done = taken(filled, table.name, path)
        assert (done.added, done.changed) == (0, 0), table.name
        assert done.unchanged == len(before[table.name])
    assert rows(filled) == before


def test_a_spreadsheet_runs_nothing(filled: Store) -> None:
    with filled.read() as connection:
        text = "".join(lines_of(connection, schema.loans, "csv"))
    cells = [cell for row in csv.reader(text.splitlines(keepends=True)) for cell in row]
    assert "'=1+2" in cells and "'@x" in cells and "'" in cells
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=50)
documents = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


@given(texts, st.decimals(-(10**9), 10**9, places=2), documents, st.binary(max_size=40), st.booleans())
def test_every_value_comes_back(text: str, amount: Decimal, document: Any, content: bytes, flag: bool) -> None:
    values = {
        cells_of(schema.loans)["loan_title"]: text,
        cells_of(schema.loan_settings)["settings_secured"]: flag,
        cells_of(schema.transactions)["amount"]: amount,
        cells_of(schema.firings)["variables"]: document,
        cells_of(schema.deployment_files)["content"]: content,
        cells_of(schema.transactions)["apply_date"]: "2026-11-22",
        cells_of(schema.loans)["created_at"]: CREATED,
    }
    for cell, value in values.items():
        if value is not None:
            assert cell.of_cell(cell.as_cell(value)) == value, cell.name
            line = json.dumps(cell.as_json(value))
            assert cell.of_json(json.loads(line, parse_float=Decimal)) == value, cell.name


def test_rows_are_added_and_changed_with_their_history(filled: Store, tmp_path: Path) -> None:
    header = "loan_id,settings_followup_date,settings_card_fee_amount\n"
    path = write(tmp_path / "settings.csv", f"{header}1,2027-01-15,3.50\n2,,0.00\n")
    with filled.read() as connection:
        settings = schema.loan_settings.c
        before = connection.execute(select(settings.settings_card_fee_amount).where(settings.loan_id == 1)).scalar_one()
        versions = connection.scalars(select(schema.loans.c.version).order_by(schema.loans.c.loan_id)).all()
    assert taken(filled, "loan_settings", path).changed == 1
    note = {"loan_id": 3, "subject": "=cmd", "body": "b", "author": "a", "created_at": CREATED}
    assert taken(filled, "notes", write(tmp_path / "notes.jsonl", json.dumps(note))).added == 1
    with filled.read() as connection:
        changes = schema.loan_changes.c
        told = connection.execute(
            select(changes.loan_id, changes.entity, changes.field, changes.before, changes.after).where(
                changes.author == "import"
            )
        ).all()
        after = connection.scalars(select(schema.loans.c.version).order_by(schema.loans.c.loan_id)).all()
    assert (1, "loan_settings", "settings_followup_date", None, "2027-01-15") in told
    assert (1, "loan_settings", "settings_card_fee_amount", str(before), "3.50") in told
    assert [row.entity for row in told if row.loan_id == 3] == ["notes"]
    assert [new - old for old, new in zip(versions, after, strict=True)] == [1, 0, 1, *[0] * 37]


def test_a_change_of_a_customer_is_told_with_secrets_masked(filled: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "c.csv", "customer_id,kind,number,fingerprint\n2,ssn,987-65-4321," + "0" * 32 + "\n")
    assert taken(filled, "customer_identifiers", path).added == 1
    assert taken(filled, "customers", write(tmp_path / "d.csv", "id,first_name\n2,Zelda\n")).changed == 1
    with filled.read() as connection:
        table = schema.customer_changes.c
        told = connection.execute(select(table.entity, table.before, table.after).order_by(table.id)).all()
        number = connection.scalar(
            select(schema.customer_identifiers.c.number).where(schema.customer_identifiers.c.customer_id == 2)
        )
    assert number.reveal() == "987-65-4321"
    assert told[0].after["number"] == "***-**-4321" and told[1].after == {"first_name": "Zelda"}


BROKEN = [
    ("loans.csv", "loan_id,loan_titel\n1,x\n", "no column `loan_titel`"),
    ("loans.csv", "loan_id,loan_id\n1,1\n", "has the column `loan_id` twice"),
    ("loans.csv", "", "is empty"),
    ("loans.csv", b"loan_id,loan_title\n1,\xff\xfe\n", "is not text in UTF-8"),
    ("loans.csv", b"\x00\x01\x02", "no column"),
    ("loans.csv", "loan_id,loan_title\n1\n", "line 2: it has 1 cells, the header 2"),
    ("loans.csv", 'loan_id,loan_title\n1,"x\n', "unexpected end of data"),
    ("loans.csv", "loan_id,loan_title\n1,x\n1,y\n", "line 3, column `loan_id`: the row of line 2 once more"),
    ("loans.csv", "loan_id,loan_active\n1,perhaps\n", "`perhaps` is neither true nor false"),
    ("loans.csv", "loan_id,loan_active\n1e3,true\n", "`1e3` is no whole number"),
    ("loans.csv", "loan_id\n99999999999999999999\n", "is no whole number"),
    ("loans.csv", "loan_id,loan_title\n1,a\0b\n", "NUL"),
    ("loan_settings.csv", "loan_id,settings_card_fee_amount\n1,NaN\n", "out of range"),
    ("loan_settings.csv", "loan_id,settings_card_fee_amount\n1,1.005\n", "more than 2 decimal places"),
    ("loan_settings.csv", "loan_id,settings_card_fee_amount\n1,1e400\n", "out of range"),
    ("loan_settings.csv", "loan_id,settings_closed_date\n1,22.11.2026\n", "is no day; write it as 2026-11-22"),
    ("loan_settings.csv", "loan_id,settings_ecoa_code\n1,Q\n", "is none of its words"),
    ("loan_settings.csv", "loan_id,settings_secured\n4711,true\n", "no row of `loans` with the loan_id `4711`"),
    ("transactions.csv", "loan_id,amount\n1,5\n", "column `kind`: a new row needs a value"),
    ("customers.csv", "id,external_id,created_at\n1,a,2026-01-01T00:00:00Z\n2,a,2026-01-01T00:00:00Z\n", "line 3: the"),
    ("escrow_subsets.csv", "title,availability\nTaxes,sometimes\n", "`sometimes` is none of its words"),
    ("loans.jsonl", "[1]\n", "line 1: it is not a JSON object"),
    ("loans.jsonl", '{"loan_id": NaN}\n', "`NaN` is no number of JSON"),
    ("loans.jsonl", '{"loan_id": ' + "[" * 100_000 + "\n", "not a JSON object"),
    ("loans.jsonl", '{"loan_id": 1, "loan_title": "\\ud800"}\n', "half a character"),
    ("loans.jsonl", '{"loan_id": 1, "loan_title": 5}\n', "`5` is no text"),
    ("loans.jsonl", '{"loan_id": true}\n', "is no whole number"),
    ("loans.jsonl", '{"loan_id": 1, "colour": 5}\n', "column `colour`: `loans` has no such column"),
    ("loans.jsonl", '{"loan_id": 1, "loan_display_id": null}\n', None),
    ("loans.jsonl", '{"loan_id": 1, "external_id": "' + "x" * 201 + '"}\n', "201 characters; at most 200 fit"),
    ("loans.xlsx", "PK", "neither CSV nor JSON Lines"),
    ("customer_identifiers.csv", "customer_id,kind,number,fingerprint\n2,ssn,,f\n", "there must be a value"),
]


@pytest.mark.parametrize(("name", "text", "said"), BROKEN)
def test_a_broken_file_is_refused_whole(
    filled: Store, tmp_path: Path, name: str, text: str | bytes, said: str | None
) -> None:
    before = rows(filled)
    path = write(tmp_path / name, text)
    if said is None:
        assert taken(filled, Path(name).stem, path).unchanged == 1
        return
    with pytest.raises(StoreError) as caught:
        taken(filled, Path(name).stem, path)
    assert said in caught.value.message + caught.value.help
    assert rows(filled) == before


def test_a_late_error_undoes_the_rows_before_it(filled: Store, tmp_path: Path) -> None:
    before = rows(filled)
    lines = [f"{number},Subject,b,a,{CREATED}" for number in [1] * 1200]
    lines[1100] = f"9999,Subject,b,a,{CREATED}"
    path = write(tmp_path / "notes.csv", "loan_id,subject,body,author,created_at\n" + "\n".join(lines))
    with pytest.raises(BadRows) as caught:
        taken(filled, "notes", path)
    assert [problem.line for problem in caught.value.problems] == [1102]
    assert rows(filled) == before


def test_at_most_twenty_problems_are_told(filled: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "loans.csv", "loan_id,loan_active\n" + "".join(f"{n},maybe\n" for n in range(1, 100)))
    with pytest.raises(BadRows, match=r"and 19 more") as caught:
        taken(filled, "loans", path)
    assert [problem.line for problem in caught.value.problems] == list(range(2, 22))


@pytest.fixture
def folder(filled: Store, tmp_path: Path) -> Path:
    with filled.read() as connection:
        write_folder(connection, tmp_path / "all", "jsonl")
    return tmp_path / "all"


def spoil(folder: Path, how: str) -> None:
    if how == "cut":
        lines = (folder / "transactions.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / "transactions.jsonl").write_text("".join(lines[:-1]), encoding="utf-8")
    elif how == "gone":
        (folder / "phones.jsonl").unlink()
    elif how == "unfinished":
        (folder / "manifest.json").unlink()
    else:
        text = (folder / "manifest.json").read_text(encoding="utf-8")
        changed = {"older": ('"schema": "', '"schema": "x'), "form": ('"jsonl"', '"xml"'), "json": ("{", "[")}[how]
        (folder / "manifest.json").write_text(text.replace(*changed, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("cut", "is not whole"),
        ("gone", "is missing"),
        ("unfinished", "there is no"),
        ("older", "was exported from a store at schema `x"),
        ("form", "is no manifest"),
        ("json", "is not JSON"),
    ],
)
def test_a_folder_that_is_not_whole_is_refused(
    folder: Path, made_once: Path, tmp_path: Path, how: str, said: str
) -> None:
    spoil(folder, how)
    shutil.copyfile(made_once, tmp_path / "other.db")
    with open_store(str(tmp_path / "other.db"), today=TODAY) as other:
        before = rows(other)
        with pytest.raises(StoreError, match=said), other.begin() as connection:
            read_folder(connection, folder)
        assert rows(other) == before


def test_a_folder_with_something_in_it_is_not_written_to(folder: Path, filled: Store) -> None:
    with filled.read() as connection, pytest.raises(StoreError, match="is not empty"):
        write_folder(connection, folder, "csv")


def test_a_bare_loan_can_be_described_by_files_alone(store: Store, tmp_path: Path) -> None:
    with store.begin() as connection:
        add_bare_loan(connection)
    path = write(tmp_path / "loans.csv", f"loan_id,loan_display_id,status_loan_status_id,created_at\n,L2,1,{CREATED}\n")
    done = taken(store, "loans", path)
    assert (done.added, done.changed) == (1, 0)
    with store.read() as connection:
        assert connection.scalars(select(schema.loans.c.loan_display_id)).all() == ["L1", "L2"]
