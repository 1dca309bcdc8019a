"""What the store tells about the past of accounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Connection, insert
from sqlalchemy.exc import IntegrityError
from stored_loans import CREATED, add_bare_loan

from runtime.store import history, schema
from runtime.store.open import Store

FIRING = {
    "content_hash": "c" * 64,
    "pack_version": "1.0.0",
    "trigger": "nightly",
    "outcome": "applied",
    "variables": {"balance": Decimal("10.50")},
    "actions": [],
    "fired_at": CREATED,
}


def add_firing(connection: Connection, loan_id: int, rule: str, day: str, **columns: object) -> None:
    """One firing of a rule."""
    row = {**FIRING, "loan_id": loan_id, "rule": rule, "business_date": day, **columns}
    connection.execute(insert(schema.firings).values(**row))


def test_firings_are_found_by_what_is_asked_newest_first(store: Store) -> None:
    with store.begin() as connection:
        for loan_id in (1, 2):
            add_bare_loan(connection, loan_id)
            add_firing(connection, loan_id, "late", "2026-11-21")
            add_firing(connection, loan_id, "late", "2026-11-22", outcome="skipped")
            add_firing(connection, loan_id, "paid", "2026-11-22")
    with store.read() as connection:
        found = history.firings(connection, loan_id=2)
        assert [(row["rule"], row["business_date"]) for row in found] == [
            ("paid", "2026-11-22"),
            ("late", "2026-11-22"),
            ("late", "2026-11-21"),
        ]
        assert found[0]["variables"] == {"balance": "10.50"}
        assert len(history.firings(connection, rule="late", business_date=date(2026, 11, 22))) == 2
        assert len(history.firings(connection, outcome="skipped", loan_id=1)) == 1
        assert len(history.firings(connection, limit=4)) == 4
        assert [tuple(row.values()) for row in history.firings_by_rule(connection)] == [
            ("late", "applied", 2),
            ("late", "skipped", 2),
            ("paid", "applied", 2),
        ]
        assert history.firings_by_rule(connection, run_id=1) == []


def test_the_same_firing_cannot_be_recorded_twice(store: Store) -> None:
    with store.begin() as connection:
        add_bare_loan(connection)
        add_firing(connection, 1, "late", "2026-11-22")
    with pytest.raises(IntegrityError), store.begin() as connection:
        add_firing(connection, 1, "late", "2026-11-22")
    with store.read() as connection:
        assert len(history.firings(connection)) == 1


def test_an_accounts_story_is_told_oldest_first(store: Store) -> None:
    common = {"author": "sam", "business_date": "2026-11-22"}
    with store.begin() as connection:
        add_bare_loan(connection)
        for after in ("a", "b"):
            change = {"entity": "loans", "field": "loan_title", "before": None, "after": after, "changed_at": CREATED}
            connection.execute(insert(schema.loan_changes).values(loan_id=1, **common, **change))
            event = {"type": "account-modified", "payload": {"title": after}, "happened_at": CREATED}
            connection.execute(insert(schema.events).values(loan_id=1, **common, **event))
    with store.read() as connection:
        assert [row["after"] for row in history.changes_of(connection, 1)] == ["a", "b"]
        assert [row["payload"] for row in history.events_of(connection, 1)] == [{"title": "a"}, {"title": "b"}]
        assert history.changes_of(connection, 2) == history.events_of(connection, 2) == []


def test_a_loan_is_found_by_any_of_its_names(store: Store) -> None:
    with store.begin() as connection:
        add_bare_loan(connection, 12, loan_display_id="77", external_id="tape:9")
        add_bare_loan(connection, 77)
    with store.read() as connection:
        assert [history.find_loan(connection, name) for name in ("12", "77", "L77", "tape:9")] == [12, 77, 77, 12]
        assert [history.find_loan(connection, name) for name in ("", "9" * 30, "x", "٣")] == [None] * 4
