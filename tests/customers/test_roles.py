"""Exactly one primary customer, whatever the sequence; the figures of links; who may be on a credit report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from books import count, values
from folk import AUTHOR, BARE, entered, events, opened, seen, shown
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from runtime.customers.roles import ROLES, linked, unlinked, with_role
from runtime.customers.showing import history_of
from runtime.maintenance.linking import give_role, link_customer, set_access, unlink_customer
from runtime.maintenance.real_time import change
from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.open import Store

CUSTOMERS = st.integers(1, 5)
SOME_ROLES = st.sampled_from(ROLES)


class Links(RuleBasedStateMachine):
    """An account to which anything is done, in any order."""

    @initialize()
    def start(self) -> None:
        self.parts: dict[int, str] = {}
        self.began = False

    @rule(customer=CUSTOMERS, role=SOME_ROLES)
    def link(self, customer: int, role: str) -> None:
        with suppress(StoreError):
            self.parts = linked(self.parts, customer, role)
            self.began = True

    @rule(customer=CUSTOMERS, role=SOME_ROLES)
    def role(self, customer: int, role: str) -> None:
        with suppress(StoreError):
            self.parts = with_role(self.parts, customer, role)
            assert self.parts[customer] == role

    @rule(customer=CUSTOMERS)
    def unlink(self, customer: int) -> None:
        with suppress(StoreError):
            self.parts = unlinked(self.parts, customer)

    @invariant()
    def one_primary(self) -> None:
        roles = list(self.parts.values()) if hasattr(self, "parts") else []
        if roles:
            assert roles.count("primary") == 1 and roles.count("secondary") <= 1
        elif hasattr(self, "began"):
            assert not self.began


TestLinks = Links.TestCase
TestLinks.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


@pytest.fixture
def loan(both: Store) -> int:
    return int(count(both, "SELECT min(loan_id) FROM loans WHERE loan_active"))


def roles(store: Store, loan: int) -> dict[int, str]:
    table = schema.customer_links
    with store.read() as connection:
        rows = connection.execute(select(table.c.customer_id, table.c.role).where(table.c.loan_id == loan))
        return {row.customer_id: row.role for row in rows}


def test_primary_and_other_change_places(both: Store, loan: int) -> None:
    before = next(number for number, role in roles(both, loan).items() if role == "primary")
    number = entered(both)
    with pytest.raises(StoreError, match=rf"customer {before} is the account's primary customer"):
        change(both, loan, AUTHOR, "link", lambda scene: link_customer(scene, number, "primary", AUTHOR))
    change(both, loan, AUTHOR, "link", lambda scene: link_customer(scene, number, "authorized-user", AUTHOR))
    change(both, loan, AUTHOR, "role", lambda scene: give_role(scene, number, "primary", AUTHOR))
    found = roles(both, loan)
    assert (found[number], found[before]) == ("primary", "authorized-user")
    for act in (unlink_customer, lambda scene, who, author: give_role(scene, who, "other", author)):
        with pytest.raises(StoreError, match="always has one"):
            change(both, loan, AUTHOR, "x", lambda scene, act=act: act(scene, number, AUTHOR))
    assert roles(both, loan) == found
    change(both, loan, AUTHOR, "unlink", lambda scene: unlink_customer(scene, before, AUTHOR))
    assert before not in roles(both, loan) and seen(both, loan)["id"] == number
    with both.read() as connection:
        told = [(row["before"], row["after"], row["account"]) for row in history_of(connection, before, "link")]
    assert told[:2] == [
        ({"role": "authorized-user"}, {"role": None}, loan),
        ({"role": "primary"}, {"role": "authorized-user"}, loan),
    ]


def test_a_secondary_customer_changes_the_ecoa_code(both: Store, loan: int) -> None:
    with both.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM customer_links WHERE loan_id = {loan} AND role = 'secondary'")
        connection.exec_driver_sql(f"UPDATE loan_settings SET settings_ecoa_code = 'A' WHERE loan_id = {loan}")
    number = entered(both)
    change(both, loan, AUTHOR, "link", lambda scene: link_customer(scene, number, "secondary", AUTHOR))
    assert values(both, loan)["status-calced-ecoa"] == "2"
    assert seen(both, loan, "secondary")["id"] == number
    change(both, loan, AUTHOR, "unlink", lambda scene: unlink_customer(scene, number, AUTHOR))
    assert values(both, loan)["status-calced-ecoa"] == "1"


def test_access_follows_the_status_and_can_be_changed(both: Store, loan: int) -> None:
    with both.begin() as connection:
        sub = connection.exec_driver_sql(f"SELECT status_loan_sub_status_id FROM loans WHERE loan_id = {loan}").scalar()
        off = schema.loan_sub_statuses
        connection.execute(off.update().where(off.c.id == sub).values(sms_enroll=False))
    number = entered(both)
    change(both, loan, AUTHOR, "link", lambda scene: link_customer(scene, number, "other", AUTHOR))
    link = shown(both, number)["links"][0]
    assert (link["email-access"], link["sms-access"], link["web-access"]) == (True, False, True)
    access = {"sms_access": True, "email_access": False}
    change(both, loan, AUTHOR, "access", lambda scene: set_access(scene, number, access, AUTHOR))
    link = shown(both, number)["links"][0]
    assert (link["email-access"], link["sms-access"]) == (False, True)
    assert link["reaches"] == ["web"], "the status does not enrol customers in SMS"
    assert change(both, loan, AUTHOR, "access", lambda scene: set_access(scene, number, access, AUTHOR)).changes == []
    assert {"field": "sms_access", "before": False, "after": True} in [
        item for _, payload in events_of_loan(both, loan) for item in payload.get("changes", [])
    ]


def events_of_loan(store: Store, loan: int) -> list[tuple[str, dict[str, object]]]:
    table = schema.events
    with store.read() as connection:
        rows = connection.execute(select(table).where(table.c.loan_id == loan, table.c.type == "customer-updated"))
        return [(row.type, row.payload) for row in rows]


def test_links_have_the_accounts_figures(both: Store, loan: int) -> None:
    number = next(number for number, role in roles(both, loan).items() if role == "primary")
    link = next(item for item in shown(both, number)["links"] if item["account"] == loan)
    now = values(both, loan)
    assert (link["status"], link["sub-status"]) == (now["loan-status"], now["loan-sub-status"])
    for name, variable in (
        ("payoff", "status-payoff"),
        ("principal-balance", "status-principal-balance"),
        ("next-due-date", "status-next-payment-date"),
        ("next-due-date-amount", "status-next-payment-amount"),
        ("days-past-due", "status-days-past-due"),
        ("amount-past-due", "status-amount-due"),
    ):
        assert str(link[name]) == str(now[variable]), name
    assert link["role"] == "primary" and link["on-credit-report"] is True


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path / "small.db", 3) as store:
        yield store


def test_a_customer_who_is_not_there_or_linked_already(small: Store) -> None:
    loan = int(count(small, "SELECT min(loan_id) FROM loans WHERE loan_active"))
    number = entered(small, BARE)
    for act, why in (
        (lambda scene: link_customer(scene, 999, "other", AUTHOR), "no customer `999`"),
        (lambda scene: give_role(scene, number, "other", AUTHOR), "is not linked"),
        (lambda scene: unlink_customer(scene, number, AUTHOR), "is not linked"),
        (lambda scene: set_access(scene, number, {}, AUTHOR), "is not linked"),
    ):
        with pytest.raises(StoreError, match=why):
            change(small, loan, AUTHOR, "x", act)
    change(small, loan, AUTHOR, "link", lambda scene: link_customer(scene, number, "other", AUTHOR))
    with pytest.raises(StoreError, match="linked to the account already, as other"):
        change(small, loan, AUTHOR, "link", lambda scene: link_customer(scene, number, "other", AUTHOR))
    assert [name for name, _ in events(small, number)] == ["customer-created"]
