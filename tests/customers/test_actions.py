"""The actions of Customer Tools: what is told in place, queued or skipped, and what criteria see of it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from books import DAY, count, put
from folk import at_desk, seen, shown
from sqlalchemy import insert, select, update

from runtime.customers import particulars
from runtime.customers.editing import edit
from runtime.customers.tools.ofac_import import import_list
from runtime.maintenance.nightly import maintain
from runtime.store import schema
from runtime.store.open import Store

NOTHING = ",-0-" * 7


def night(store: Store, folder: Path, actions: str, loan: int) -> list[dict[str, Any]]:
    """Fire a rule with these actions on one loan in a night; the actions as the audit has them."""
    put(store, folder / "pack", f'(defrule act "Act." :when (= loan-id {loan}) :then [{actions}])')
    return again(store, loan, 0)


def again(store: Store, loan: int, day: int) -> list[dict[str, Any]]:
    maintain(store, DAY + timedelta(days=day))
    table = schema.firings
    with store.read() as connection:
        row = connection.scalar(select(table.c.actions).where(table.c.loan_id == loan).order_by(table.c.id.desc()))
    return list(row or [])


@pytest.fixture
def loan(both: Store) -> int:
    """An active account."""
    with both.read() as connection:
        return int(connection.exec_driver_sql("SELECT min(loan_id) FROM loans WHERE loan_active").scalar_one())


def primary(store: Store, loan: int) -> int:
    return int(count(store, f"SELECT customer_id FROM customer_links WHERE loan_id = {loan} AND role = 'primary'"))


def checked(store: Store, loan: int) -> list[tuple[str, str]]:
    """Check and outcome of every check of the account's customers that was told."""
    table = schema.events
    with store.read() as connection:
        mine = (table.c.loan_id == loan, table.c.type == "customer-checked")
        rows = connection.execute(select(table.c.payload).where(*mine).order_by(table.c.id))
        return [(row.payload["check"], row.payload["outcome"]) for row in rows]


def test_an_address_is_looked_at_in_place_and_once(both: Store, tmp_path: Path, loan: int) -> None:
    number = primary(both, loan)
    edit(both, number, {"mailing-is-primary": True}, "clerk", anyway=True)
    at_desk(both, number, particulars.set_address, "primary", {"address1": "12 north Main st #5", "zipcode": "84601"})
    at_desk(both, number, particulars.set_address, "primary", {"city": "Provo", "state": "UT"})
    actions = night(both, tmp_path, '(customer/validate-primary-address {:role "primary"})', loan)
    assert [action["outcome"] for action in actions] == ["applied"]
    now = seen(both, loan)
    assert now["primary-address1"] == "12 N MAIN ST" and now["primary-address-verified"] is True
    assert now["mailing-address1"] == "12 N MAIN ST" and now["mailing-address-verified"] is True
    assert checked(both, loan) == [("primary-address", "ok")]
    version = shown(both, number)["version"]
    actions = again(both, loan, 1)
    assert [action["outcome"] for action in actions] == ["unchanged"]
    assert checked(both, loan) == [("primary-address", "ok")] and shown(both, number)["version"] == version
    at_desk(both, number, particulars.set_address, "primary", {"zipcode": "99501"})
    assert seen(both, loan)["primary-address-verified"] is False, "a changed address was not looked at"
    assert [action["outcome"] for action in again(both, loan, 2)] == ["applied"]
    assert checked(both, loan)[-1] == ("primary-address", "failed")
    details = shown(both, number)["addresses"]["primary"]["check-details"]
    assert details == "Error: Address Not Found: the ZIP code 99501 lies in AK, not in UT"
    assert [action["outcome"] for action in again(both, loan, 3)] == ["unchanged"]


def test_a_rule_sees_what_an_earlier_one_found(both: Store, tmp_path: Path, loan: int) -> None:
    number = primary(both, loan)
    with both.begin() as connection:
        phones = schema.phones
        connection.execute(
            update(phones).where(phones.c.customer_id == number).values(phone="801-426-2000", carrier_verified=False)
        )
    rules = f"""
    (defrule look "Look." :when (= loan-id {loan}) :then [(customer/validate-phone)])
    (defrule known "Known." :when (and (= loan-id {loan}) (-> customer :primary :primary-phone-verified))
      :then [(loan/set {{:add-portfolios ["Watch"]}})])"""
    put(both, tmp_path / "pack", rules)
    maintain(both, DAY)
    assert seen(both, loan)["primary-phone-verified"] is True
    assert count(both, f"SELECT count(*) FROM firings WHERE loan_id = {loan} AND rule = 'known'") == 1


def test_the_ofac_list_is_asked_once_for_the_same_answer(both: Store, tmp_path: Path, loan: int) -> None:
    number = primary(both, loan)
    edit(both, number, {"first-name": "Zoran", "last-name": "Madeupovic", "birth-date": "1961-05-01"}, "clerk")
    action = '(customer/pull-ofac {:role "primary"})'
    found = night(both, tmp_path, action, loan)
    assert found[0]["outcome"] == "skipped" and found[0]["reason"].startswith("not activated")
    sdn = f'7,"MADEUPOVIC, Zoran",individual,TEST{NOTHING},"DOB 1 May 1961; alt. DOB 1962."\r\n\x1a'
    folder = tmp_path / "list"
    folder.mkdir()
    for name, text in (("sdn.csv", sdn), ("alt.csv", "\x1a"), ("add.csv", "\x1a")):
        (folder / name).write_text(text)
    with both.begin() as connection:
        assert import_list(connection, folder, "clerk")[1:] == (1, True)
    assert again(both, loan, 1)[0]["outcome"] == "applied"
    assert seen(both, loan)["ofac-match"] is True and seen(both, loan)["ofac-tested"] is True
    assert shown(both, number)["ofac"]["matches"][0]["score"] == 100
    assert again(both, loan, 2)[0]["outcome"] == "unchanged"
    assert checked(both, loan) == [("ofac", "match")]
    edit(both, number, {"last-name": "Entirelydifferent"}, "clerk")
    assert again(both, loan, 3)[0]["outcome"] == "applied"
    assert checked(both, loan)[-1] == ("ofac", "no-match") and seen(both, loan)["ofac-match"] is False


def test_what_is_not_set_up_is_skipped_with_that_reason(both: Store, tmp_path: Path, loan: int) -> None:
    actions = night(both, tmp_path, "(customer/pull-credit) (customer/lookup-social-profile)", loan)
    assert [action["outcome"] for action in actions] == ["skipped", "skipped"]
    assert all("not activated" in action["reason"] for action in actions)
    assert count(both, "SELECT count(*) FROM customer_tool_requests") == 0


def test_what_needs_a_service_is_queued_once_with_the_account(both: Store, tmp_path: Path, loan: int) -> None:
    settings = '[customer_tools.credit]\nurl = "https://127.0.0.1:1"\n'
    (tmp_path / "runtime.toml").write_text(settings)
    action = '(customer/pull-credit {:role "primary"})'
    assert night(both, tmp_path, f"{action} {action}", loan)[0]["outcome"] == "applied"
    rows = "SELECT count(*) FROM customer_tool_requests WHERE \"check\" = 'credit'"
    assert count(both, rows) == 1
    assert count(both, "SELECT firing_id FROM customer_tool_requests") is not None
    assert [action["outcome"] for action in again(both, loan, 1)] == ["unchanged", "unchanged"]
    assert count(both, rows) == 1 and checked(both, loan) == []


@pytest.mark.parametrize(
    ("action", "why"),
    [
        ('(customer/validate-phone {:role "secondary"})', "secondary customer"),
        ('(customer/pull-ofac {:role "secondary"})', "secondary customer"),
    ],
)
def test_without_the_customer_there_is_nothing_to_do(
    both: Store, tmp_path: Path, loan: int, action: str, why: str
) -> None:
    with both.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM customer_links WHERE loan_id = {loan} AND role = 'secondary'")
    found = night(both, tmp_path, action, loan)
    assert found[0]["outcome"] == "skipped" and why in found[0]["reason"]


def test_one_customer_of_two_accounts_is_looked_at_once_in_a_batch(store: Store, tmp_path: Path) -> None:
    with store.begin() as connection:
        first, second = connection.exec_driver_sql(
            "SELECT loan_id FROM loans WHERE loan_active ORDER BY loan_id LIMIT 2"
        ).scalars()
        number = primary(store, first)
        connection.exec_driver_sql(f"UPDATE customer_links SET role = 'other' WHERE loan_id = {second}")
        connection.execute(insert(schema.customer_links).values(loan_id=second, customer_id=number, role="primary"))
    version = shown(store, number)["version"]
    rule = f'(defrule act "Act." :when (<= loan-id {second}) :then [(customer/validate-primary-address)])'
    put(store, tmp_path / "pack", rule)
    maintain(store, DAY)
    outcomes = {}
    with store.read() as connection:
        for row in connection.execute(select(schema.firings.c.loan_id, schema.firings.c.actions)):
            outcomes[row.loan_id] = row.actions[0]["outcome"]
    assert (outcomes[first], outcomes[second]) == ("applied", "unchanged")
    assert shown(store, number)["version"] == version + 1


def test_history_says_which_rule_it_was(store: Store, tmp_path: Path) -> None:
    loan = int(count(store, "SELECT min(loan_id) FROM loans WHERE loan_active"))
    number = primary(store, loan)
    night(store, tmp_path, "(customer/validate-primary-address)", loan)
    query = f"SELECT author || loan_id || firing_id FROM customer_changes WHERE customer_id = {number}"
    firing = count(store, f"SELECT id FROM firings WHERE loan_id = {loan}")
    assert count(store, query) == f"rule{loan}{firing}"
    after = count(store, f"SELECT after FROM customer_changes WHERE customer_id = {number}")
    assert json.loads(after)["standardized"] is True
