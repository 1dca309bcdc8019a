"""Loans as criteria see them: every variable of the catalogue, right in type and value."""

from __future__ import annotations

import ast
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert
from stored_loans import CREATED, add_archetype, add_bare_loan, plain

import runtime
from cljrules.stdlib import catalogue
from cljrules.values.collections import PersistentMap, Vector
from cljrules.values.symbols import keyword
from runtime.store import placement, schema
from runtime.store.open import Store
from runtime.store.views import all_loan_views, live, loan_view, loan_views, plan, view_functions, views_of

CATALOGUE = catalogue.load()
# The sample states two of eighteen payments, and a moment of its own; a line's numbered periods are the store's.
UNCOMPARED = {"status-yearly-breakdown", "current-time", "loan-create-time", "billing-period-values-array"}


def assert_typed(loan: dict[str, Any]) -> None:
    """Every variable is there, and is a value that the catalogue allows and binds to itself."""
    assert set(loan) == set(CATALOGUE.variables)
    for name, variable in CATALOGUE.variables.items():
        value = loan[name]
        bound = catalogue.bind(variable, value)
        assert type(bound) is type(value), name
        if variable.type in ("money", "rate", "percent") and value is not None:
            assert -value.as_tuple().exponent >= 2, name
        if variable.type in ("map", "list"):
            assert isinstance(value, PersistentMap if variable.type == "map" else Vector), name
        elif value is not None:
            choices = CATALOGUE.choices(variable)
            assert choices is None or value in choices, name
            assert variable.min is None or value >= variable.min, name
            assert variable.max is None or value <= variable.max, name


def assert_members(value: Any, member: Any, where: str) -> None:
    """Every entry of a map or list has exactly the members that the catalogue describes."""
    if member.type == "list":
        for item in value:
            if member.items.fields:
                assert set(item) == set(member.items.fields), where
    elif member.type == "map":
        for name, entry in value.items():
            assert set(entry) == set(member.fields), f"{where} {name}"
            for field, described in member.fields.items():
                if described.type == "map":
                    assert_members(entry[field], described, f"{where} {name} {field}")


@pytest.mark.parametrize("name", CATALOGUE.archetypes)
def test_an_archetype_taken_apart_into_rows_is_read_back_whole(store: Store, name: str) -> None:
    with store.begin() as connection:
        expected = add_archetype(connection, name, store.today)
    with store.read() as connection:
        loan = dict(loan_view(connection, expected["loan-id"], store.today))
    assert_typed(loan)
    for variable in CATALOGUE.variables.values():
        value = plain(loan[variable.name])
        assert_members(value, variable, variable.name)
        if variable.name not in UNCOMPARED:
            wanted = plain(expected[variable.name])
            assert without_nils(value) == without_nils(wanted), variable.name
    created = expected["loan-create-time"]
    assert datetime.fromisoformat(loan["loan-create-time"]) == datetime.fromisoformat(created)


def without_nils(value: Any) -> Any:
    """The value without members that are nil, which the catalogue's samples leave out; numbers at their plainest."""
    if isinstance(value, dict):
        return {key: without_nils(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_nils(item) for item in value]
    return str(value.normalize()) if isinstance(value, Decimal) else value


def test_a_bare_loan_has_every_variable(store: Store) -> None:
    with store.begin() as connection:
        loan_id = add_bare_loan(connection)
    with store.read() as connection:
        loan = dict(loan_view(connection, loan_id, store.today))
    assert_typed(loan)
    assert {type(loan[name]) for name, v in CATALOGUE.variables.items() if v.type == "boolean"} == {bool}
    assert loan["loan-status"] == "Application"
    assert loan["status-payoff"].as_tuple().exponent == -2


def test_a_loan_with_everything_gives_every_member(store: Store) -> None:
    with store.begin() as connection:
        loan_id = add_archetype(connection, "joint", store.today)["loan-id"]

        def add(table: Any, **row: Any) -> None:
            connection.execute(insert(table).values(**row))

        for number, entity in enumerate(("settings", "customer", "collateral"), 35):
            choices = {"1": "one", "2": "two"}
            add(schema.custom_fields, id=number, entity=entity, title="Choice", kind="select", choices=choices)
        add(schema.loan_custom_values, loan_id=loan_id, field_id=35, value="1")
        add(schema.customer_custom_values, customer_id=4101, field_id=36, value="2")
        add(schema.collateral_custom_values, collateral_id=1, field_id=37, value=None)
        add(schema.computation_fields, id=5, title="Margin", formula="(+ 1 1)")
        add(schema.loan_computation_values, loan_id=loan_id, field_id=5, calculated_value=Decimal("2.5"))
        add(schema.escrow_buckets, loan_id=loan_id, number=1, balance=Decimal("-3.10"), schedule_include=1,
            apr_include=0, payoff_option="full", payment_application="next", disclosure_loan_amount_add=0)  # fmt: skip
        add(schema.checklists, id=1, title="Charge-off")
        add(schema.checklist_items, id=1, checklist_id=1, title="Letter sent", display_order=2)
        add(schema.checklist_items, id=2, checklist_id=1, title="Manager approved", display_order=1)
        add(schema.loan_checklist_items, loan_id=loan_id, checklist_item_id=1, checked=True, checked_on="2026-11-20")
        add(schema.portfolios, id=3, title="Collections")
        add(schema.portfolios, id=4, title="Legal")
        add(schema.sub_portfolios, id=11, parent=3, title="Late")
        add(schema.loan_portfolios, loan_id=loan_id, portfolio_id=3)
        add(schema.customers, id=9, first_name="José", last_name="\U0001f600", created_at=CREATED)
        add(schema.customer_links, loan_id=loan_id, customer_id=9, role="authorized-user")
        for due, fulfilled in (("2026-11-21", False), ("2026-11-22", False), ("2026-11-01", True)):
            add(schema.promises, loan_id=loan_id, subject=f"by {due}", amount=Decimal(10), due_date=due,
                fulfilled=fulfilled, created_at=CREATED)  # fmt: skip
    with store.read() as connection:
        loan = dict(loan_view(connection, loan_id, store.today))
    assert_typed(loan)
    for variable in CATALOGUE.variables.values():
        assert_members(plain(loan[variable.name]), variable, variable.name)
    read = {name: plain(value) for name, value in loan.items()}
    assert read["settings-custom-fields"] == {"35": {"value": "1"}}
    assert read["customer"]["primary"]["custom-fields"] == {"36": {"value": "two"}}
    assert read["collateral-position"]["id1"]["collaterals-custom-fields"] == {"37": {"value": None}}
    assert read["computation-fields"] == {"5": {"calculated-value": Decimal("2.5")}}
    assert read["escrow"]["1"]["balance"] == Decimal("-3.10")
    assert read["checklist-checked-list"] == ["Charge-off/Letter sent"]
    assert [item["item"] for item in read["checklist-items"]] == ["Manager approved", "Letter sent"]
    assert {number: row["active"] for number, row in read["portfolio"].items()} == {"3": True, "4": False}
    assert read["portfolio-list"] == ["Collections"]
    assert read["sub-portfolio"] == {"11": {"active": False, "title": "Late", "parent": 3}}
    assert read["additional-users"] == ["José \ud83d\ude00"]
    assert [row["status"] for row in read["unfulfilled-promises"]] == ["failed", "pending"]
    assert (read["promises-failed-count"], read["promises-pending-count"], read["promises-fulfilled-count"]) == (
        1,
        1,
        1,
    )
    assert read["next-promise-due-date"] == "2026-11-22"


def test_what_follows_from_the_business_date(store: Store) -> None:
    with store.begin() as connection:
        loan_id = add_archetype(connection, "60-late", store.today)["loan-id"]
    with store.read() as connection:
        today = loan_view(connection, loan_id, store.today)
        later = loan_view(connection, loan_id, date(2026, 11, 25))
        before = loan_view(connection, loan_id, date(2020, 1, 1))
    assert later["current-date"] == "2026-11-25"
    assert later["current-time"] == "2026-11-25T00:00:00+00:00"
    assert later["status-loan-age"] == today["status-loan-age"] + 3
    assert later["status-loan-recency"] == today["status-loan-recency"] + 3
    assert before["status-loan-age"] == 0
    largest = (keyword("LARGEST-BUCKET"), keyword("days-past-due"))
    days = [one["status-delinquent-bucket-balance"].get(largest[0]).get(largest[1]) for one in (today, later)]
    assert days == [60, 63]


def test_yearly_sums_leave_out_reversed_payments(store: Store) -> None:
    with store.begin() as connection:
        loan_id = add_bare_loan(connection)
        for day, amount, gone in (("2025-12-31", 10, False), ("2026-01-01", 20, False), ("2026-02-01", 40, True)):
            parts = {"amount": Decimal(amount), "principal": Decimal(amount - 1), "interest": Decimal(1)}
            days = {"apply_date": day, "process_date": day, "created_at": CREATED}
            row = {"loan_id": loan_id, "kind": "payment", "reversed": gone, **parts, **days}
            connection.execute(insert(schema.transactions).values(**row))
    with store.read() as connection:
        loan = loan_view(connection, loan_id, store.today, {"status-yearly-breakdown", "payments"})
    years = plain(loan["status-yearly-breakdown"])
    assert [(row["year"], row["total"], row["principal"]) for row in years] == [
        (2025, Decimal("10.00"), Decimal("9.00")),
        (2026, Decimal("20.00"), Decimal("19.00")),
    ]
    assert len(plain(loan["payments"])) == 2


def test_only_the_variables_asked_for_are_read(store: Store) -> None:
    with store.begin() as connection:
        add_bare_loan(connection)
    with store.read() as connection:
        loan = loan_view(connection, 1, store.today, {"status-days-past-due", "loan-status"})
    assert loan == {"status-days-past-due": 0, "loan-status": "Application"}
    names = {column.name for column in plan({"status-days-past-due"}).statement.selected_columns}
    assert names == {"loan_id", "status_days_past_due"}


def test_what_does_not_exist_is_named(store: Store) -> None:
    with store.read() as connection:
        with pytest.raises(LookupError, match="no loan with number 5"):
            loan_view(connection, 5, store.today)
        with pytest.raises(LookupError, match="no variable `status-dpd`"):
            loan_view(connection, 5, store.today, {"status-dpd"})


def test_pages_hold_every_loan_once_in_order(store: Store) -> None:
    with store.begin() as connection:
        for number in (3, 1, 8, 5, 400, 9000):
            add_bare_loan(connection, number, loan_archived=number == 5)
    with store.read() as connection:
        first = loan_views(connection, store.today, {"loan-id"}, 0, 4)
        assert [(number, loan["loan-id"]) for number, loan in first] == [(1, 1), (3, 3), (5, 5), (8, 8)]
        rest = all_loan_views(connection, store.today, {"loan-id"}, 2, only=live(store.today))
        assert [number for number, _ in rest] == [1, 3, 8, 400, 9000]
        assert list(views_of(connection, store.today, {"loan-id"}, [9000, 3, 77])) == [3, 9000]
        assert loan_views(connection, store.today, {"loan-id"}, 9000) == []


def test_maintained_and_put_aside_accounts_are_not_live(store: Store) -> None:
    yesterday, today = "2026-11-21", "2026-11-22"
    with store.begin() as connection:
        add_bare_loan(connection, 1, loan_last_maintenance_date=yesterday)
        add_bare_loan(connection, 2, loan_last_maintenance_date=today)
        add_bare_loan(connection, 3, loan_deleted=True)
        add_bare_loan(connection, 4, loan_temporary=True)
    with store.read() as connection:
        found = all_loan_views(connection, store.today, {"loan-id"}, only=live(store.today))
        assert [number for number, _ in found] == [1]


def test_the_number_of_queries_does_not_grow_with_the_page(store: Store) -> None:
    with store.begin() as connection:
        for number in range(1, 60):
            add_bare_loan(connection, number)
    counts = []
    for limit in (2, 50):
        queries: list[str] = []

        def note(connection: Any, cursor: Any, statement: str, *_: Any, to: list[str] = queries) -> None:
            to.append(statement)

        event.listen(store.engine, "before_cursor_execute", note)
        with store.read() as connection:
            assert len(loan_views(connection, store.today, None, 0, limit)) == limit
        event.remove(store.engine, "before_cursor_execute", note)
        counts.append(len(queries))
    assert counts[0] == counts[1] < 40


def test_every_variable_has_a_column_or_a_function_and_not_both() -> None:
    columns = {placement.snake(v.name) for v in CATALOGUE.variables.values() if placement.place(v) is not None}
    functions = set(view_functions())
    assert columns | functions == {placement.snake(name) for name in CATALOGUE.variables}
    assert not columns & functions
    for variable in CATALOGUE.variables.values():
        where = placement.place(variable)
        if where is not None:
            assert where.column in schema.METADATA.tables[where.table].c, variable.name


#: Lists of another system's words that are called as a variable is.
LISTS = {"loan-sub-status", "source-company", "sub-portfolio"}


def test_no_module_of_the_runtime_spells_a_variables_name() -> None:
    spelled = {name for name in CATALOGUE.variables if "-" in name} - set(CATALOGUE.vocabulary) - LISTS
    root = Path(runtime.__file__).parent / "store"
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert node.value not in spelled, f"{path.name}:{node.lineno}"
