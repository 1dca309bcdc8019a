"""Every action of the catalogue: what it changes, when it changes nothing, and when it is skipped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from books import DAY, broken_facts, count, first_loan, made, put, values
from sqlalchemy import insert, update

from cljrules.stdlib import catalogue
from runtime.actions.account import Account, NotApplied
from runtime.actions.loan_settings import column_of
from runtime.actions.portfolios import change_portfolios
from runtime.actions.registry import definitions
from runtime.deployments import Refused
from runtime.ledger.waterfall import WATERFALLS
from runtime.maintenance.nightly import maintain
from runtime.store import schema
from runtime.store.open import Store
from runtime.store.placement import snake
from runtime.store.words import Words

TODAY = DAY.isoformat()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with made(tmp_path / "loans.db") as opened:
        yield opened


def act(store: Store, folder: Path, actions: str, number: int) -> list[dict[str, Any]]:
    """Fire a rule with these actions on one loan; the actions as the audit has them."""
    rule = f'(defrule act "Act." :when (= loan-id {number}) :then [{actions}] :preactivation true)'
    put(store, folder / f"pack{number}", rule)
    maintain(store, DAY)
    found = count(store, f"SELECT actions FROM firings WHERE loan_id = {number} AND rule = 'act'")
    return list(json.loads(found))


def test_there_is_a_definition_for_every_action_of_the_catalogue() -> None:
    assert set(definitions()) == set(catalogue.load().actions)


def test_every_setting_has_a_column() -> None:
    special = {"loan_status", "loan_sub_status", "custom_fields"}
    options = {snake(name) for name in catalogue.load().actions["loan/set"].options}
    settings = {name for name in options - special if not name.endswith("portfolios")}
    for name in settings:
        where = column_of("loan/set", name)
        assert where.column in schema.METADATA.tables[where.table].c


def test_settings(store: Store, tmp_path: Path) -> None:
    number = first_loan(store, "status_days_past_due = 0 AND loan_active AND status_perdiem > 0")
    actions = act(
        store,
        tmp_path,
        """(loan/set {:agent-user nil :credit-status "93" :credit-bureau "01" :autopay-status "suspend" :e-billing false
                      :primary-ecoa-code "X" :secondary-ecoa-code "T" :repossession-date "2026-11-01"
                      :reporting-type "O" :liquidation-date nil :payment-type-default "IFP"
                      :closed-date {:base :current-date :plus-days 3} :merchant-processor-group "west"
                      :follow-up-date {:base :next-due-date :plus-days -3}
                      :source-company "Beta Cars" :convenience-fee-type "flat" :convenience-fee-amount 2.5M
                      :convenience-fee-percent 1.25M :secured false :stoplight-manually-set true
                      :custom-fields {:1 "2"}})""",
        number,
    )
    after = values(store, number)
    due = DAY.fromisoformat(after["status-next-payment-date"])
    wanted = {
        "settings-agent": None,
        "agent-full-name": None,
        "settings-credit-status": "93",
        "status-credit-status": "93",
        "settings-credit-bureau": "01",
        "settings-autopay-enabled": False,
        "settings-e-billing": False,
        "status-calced-ecoa": "X",
        "status-calced-ecoa-co-buyer": "T",
        "settings-repo-date": "2026-11-01",
        "settings-reporting-type": "O",
        "settings-closed-date": "2026-11-25",
        "settings-merchant-processor-group": "west",
        "settings-liquidation-date": None,
        "settings-payment-type-default": "IFP",
        "settings-followup-date": (due - timedelta(days=3)).isoformat(),
        "source-company": "Beta Cars",
        "settings-card-fee-type": "flat",
        "settings-card-fee-amount": Decimal("2.50"),
        "settings-card-fee-percent": Decimal("1.25"),
        "settings-secured": False,
        "settings-is-stoplight-manually-set": True,
    }
    assert {name: after[name] for name in wanted} == wanted
    assert count(store, f"SELECT value FROM loan_custom_values WHERE loan_id = {number} AND field_id = 1") == "2"
    assert actions[0]["outcome"] == "applied"
    events = count(store, f"SELECT group_concat(type) FROM events WHERE loan_id = {number}")
    assert events == "loan-settings-updated,custom-field-changed"


def test_numbers_are_kept_as_money_and_the_same_number_changes_nothing(store: Store, tmp_path: Path) -> None:
    number = first_loan(store, "loan_active")
    fee = "(loan/set {:convenience-fee-amount 3 :convenience-fee-percent 2})"
    actions = act(store, tmp_path, f"{fee} {fee} (loan/set {{:convenience-fee-amount 2.005M}})", number)
    assert [action["outcome"] for action in actions] == ["applied", "unchanged", "applied"]
    assert values(store, number)["settings-card-fee-amount"] == Decimal("2.01")


def test_a_status_takes_its_sub_status_with_it(store: Store, tmp_path: Path) -> None:
    number = first_loan(store, "status_days_past_due = 0 AND loan_active AND status_perdiem > 0")
    act(store, tmp_path, '(loan/set {:loan-status "Closed"})', number)
    loan = values(store, number)
    assert (loan["loan-status"], loan["loan-sub-status"]) == ("Closed", None)
    payload = json.loads(count(store, f"SELECT payload FROM events WHERE loan_id = {number}"))
    assert payload == {
        "from-status": "Open", "from-sub-status": "Repaying", "to-status": "Closed", "to-sub-status": None
    }  # fmt: skip


def test_a_sub_status_of_another_status_is_skipped_and_the_rest_goes_on(store: Store, tmp_path: Path) -> None:
    number = first_loan(store, "status_days_past_due = 0 AND loan_active AND status_perdiem > 0")
    actions = act(
        store,
        tmp_path,
        '(loan/set {:loan-sub-status "Charged Off"}) (loan/set {:repossession-date "2026-11-02"})',
        number,
    )
    assert [action["outcome"] for action in actions] == ["skipped", "applied"]
    assert actions[0]["reason"] == "`Charged Off` is not a sub-status of `Open`"
    assert values(store, number)["loan-sub-status"] == "Repaying"


def test_portfolios(store: Store, tmp_path: Path) -> None:
    number = first_loan(store, "status_days_past_due = 0 AND loan_active AND status_perdiem > 0")
    rules = """
    (defrule in "In." :when (= loan-id {n})
      :then [(loan/set {{:add-portfolios ["Watch"] :add-sub-portfolios ["Court" "Early"]}})])
    (defrule out "Out." :when (= loan-id {n})
      :then [(loan/set {{:remove-portfolios ["Legal"] :remove-sub-portfolios ["Early"]}})])
    """
    put(store, tmp_path / "pack", rules.format(n=number))
    maintain(store, DAY)
    loan = values(store, number)
    assert sorted(loan["portfolio-list"]) == ["Collections", "Watch"]
    assert list(loan["sub-portfolio-list"]) == []
    payloads = count(store, f"SELECT count(*) FROM events WHERE loan_id = {number} AND type = 'portfolio-changed'")
    assert payloads == 8
    with store.begin() as connection:
        connection.execute(update(schema.loans).values(loan_last_maintenance_date=None))
    actions = act(store, tmp_path, "(loan/set {:clear-portfolios true}) (loan/set {:clear-portfolios true})", number)
    assert [action["outcome"] for action in actions] == ["applied", "unchanged"]
    assert list(values(store, number)["portfolio-list"]) == []


def test_a_charge_off_settles_the_account(store: Store, tmp_path: Path) -> None:
    number = first_loan(store, "status_days_past_due > 60 AND status_due_fees > 0 AND settings_credit_status = '0'")
    before = values(store, number)
    actions = act(
        store,
        tmp_path,
        '(credit/add {:type "Payoff" :category "Goodwill" :charge-off true :amount {:base :payoff :plus 0M}})',
        number,
    )
    after = values(store, number)
    zero = Decimal("0.00")
    payoff = before["status-payoff"]
    names = ("payoff", "principal-balance", "due-interest", "due-fees", "amount-due", "perdiem", "next-payment-amount")
    assert all(after[f"status-{name}"] == zero for name in names)
    assert after["status-net-charge-off"] == after["status-total-credits"] == after["last-credit-amount"] == payoff
    assert (after["last-credit-date"], after["status-days-past-due"], after["status-credit-status"]) == (TODAY, 0, "97")
    assert len(after["status-delinquent-bucket-balance"]) == 1
    parts = "SELECT principal + interest + fees + escrow + discount FROM transactions WHERE firing_id > 0"
    assert count(store, parts) == payoff.scaleb(2)
    assert count(store, "SELECT amount FROM transactions WHERE firing_id > 0") == payoff.scaleb(2)
    assert actions[0]["outcome"] == "applied"


def test_a_credit_pays_the_oldest_dues_first(store: Store, tmp_path: Path) -> None:
    number = first_loan(store, "status_days_past_due > 60")
    with store.begin() as connection:
        table = schema.loan_status
        connection.execute(
            update(table)
            .where(table.c.loan_id == number)
            .values(
                status_payoff=table.c.status_payoff - table.c.status_due_fees,
                status_amount_due=table.c.status_amount_due - table.c.status_due_fees,
                status_due_fees=Decimal(0),
            )
        )
    before = values(store, number)
    buckets = before["status-delinquent-bucket-balance"]
    oldest = before["status-delinquent-bucket-amount"]
    act(store, tmp_path, f'(credit/add {{:type "Regular" :category "Goodwill" :amount {oldest}M}})', number)
    after = values(store, number)
    assert before["status-payoff"] - after["status-payoff"] == oldest
    assert before["status-amount-due"] - after["status-amount-due"] == oldest
    assert len(after["status-delinquent-bucket-balance"]) == len(buckets) - 1
    assert 0 < after["status-days-past-due"] <= before["status-days-past-due"] - 28


@pytest.mark.parametrize(
    ("credit", "reason"),
    [
        ("{:base :payoff :plus -99999999M}", "the credit comes to"),
        ("{:base :due-escrow :plus 0M}", "only more than zero is posted"),
        ("-5M", "only more than zero is posted"),
    ],
)
def test_a_credit_of_nothing_is_skipped(store: Store, tmp_path: Path, credit: str, reason: str) -> None:
    number = first_loan(store, "status_days_past_due > 60")
    before = values(store, number)
    posting = f'(credit/add {{:category "Goodwill" :amount {credit}}})'
    actions = act(store, tmp_path, f"{posting} (loan/set {{:liquidation-date nil}})", number)
    assert [action["outcome"] for action in actions] == ["skipped", "unchanged"]
    assert reason in actions[0]["reason"]
    assert values(store, number)["status-payoff"] == before["status-payoff"]


def test_a_credit_can_reset_what_is_past_due(store: Store, tmp_path: Path) -> None:
    number = first_loan(store, "status_days_past_due > 30 AND status_due_interest > 500")
    act(store, tmp_path, '(credit/add {:type "I&P only" :category "Goodwill" :amount 1M :reset-past-due true})', number)
    loan = values(store, number)
    assert (loan["status-amount-due"], loan["status-days-past-due"]) == (Decimal("0.00"), 0)
    assert loan["status-payoff"] > 0
    for table in ("apd_adjustments", "dpd_adjustments"):
        assert count(store, f"SELECT date FROM {table} WHERE loan_id = {number}") == TODAY


@pytest.mark.parametrize("kind", sorted(WATERFALLS))
@pytest.mark.parametrize("amount", ["{:base :amount-past-due :plus -7.33M}", "{:base :payoff :plus -1M}"])
def test_the_facts_hold_after_any_credit(store: Store, tmp_path: Path, kind: str, amount: str) -> None:
    rules = f"""
    (defrule pay "Pay." :when (> status-payoff 10M)
      :then [(credit/add {{:type "{kind}" :category "Goodwill" :amount {amount}}})])
    (defrule reset "Reset." :when (and (> status-amount-due 0M) (even? loan-id))
      :then [(apd/reset {{:type "fixed" :amount 50M}}) (dpd/reset)])
    (defrule move "Move." :when (some? status-next-payment-date)
      :then [(due-date/change {{:base-date :next-due-date :plus-days 9}})])
    (defrule stop "Stop." :when (odd? loan-id) :then [(interest/suspend)])
    """
    put(store, tmp_path / "pack", rules)
    maintain(store, DAY)
    assert broken_facts(store) == []
    assert count(store, "SELECT count(*) FROM firings WHERE outcome = 'error'") == 0
    dollars = "SELECT count(*) FROM transactions WHERE principal + interest + fees + escrow + discount <> amount"
    assert count(store, f"{dollars} AND author = 'rule'") == 0


def test_interest_stops_and_starts(store: Store, tmp_path: Path) -> None:
    number = first_loan(store, "status_perdiem > 0 AND loan_active")
    before = values(store, number)
    rules = """
    (defrule stop "Stop." :when (and (= loan-id {n}) (= current-date "2026-11-22"))
      :then [(interest/suspend {{:date :current-date}}) (interest/suspend)])
    (defrule start "Start." :when (and (= loan-id {n}) (= current-date "2026-11-23"))
      :then [(interest/resume)])
    """
    put(store, tmp_path / "pack", rules.format(n=number))
    maintain(store, DAY)
    stopped = values(store, number)
    assert stopped["status-interest-suspended"] is True
    assert stopped["status-perdiem"] == stopped["status-interest-accrued-today"] == 0
    assert before["status-payoff"] - stopped["status-payoff"] == before["status-interest-accrued-today"]
    outcomes = [action["outcome"] for action in json.loads(count(store, "SELECT actions FROM firings"))]
    assert outcomes == ["applied", "unchanged"]
    maintain(store, DAY + timedelta(days=1))
    started = values(store, number)
    assert (started["status-interest-suspended"], started["status-perdiem"]) == (False, before["status-perdiem"])
    assert list(started["stop-interest-dates-list"]) == [TODAY]
    assert count(store, f"SELECT count(*) FROM stop_interest_dates WHERE loan_id = {number}") == 2


def test_checklists(store: Store, tmp_path: Path) -> None:
    number = first_loan(store, "status_perdiem > 0 AND loan_active")
    actions = act(
        store,
        tmp_path,
        """(checklist/check {:checklist "Charge-off" :items ["Letter sent" "Manager approved"]})
           (checklist/check {:checklist "Charge-off" :items ["Letter sent"]})
           (checklist/uncheck {:checklist "Charge-off" :items ["Manager approved"]})""",
        number,
    )
    assert [action["outcome"] for action in actions] == ["applied", "unchanged", "applied"]
    assert list(values(store, number)["checklist-checked-list"]) == ["Charge-off/Letter sent"]
    assert count(store, f"SELECT count(*) FROM events WHERE loan_id = {number}") == 3


def test_activation(store: Store, tmp_path: Path) -> None:
    number = first_loan(store, "NOT loan_active")
    actions = act(store, tmp_path, "(account/activate) (account/activate) (account/deactivate)", number)
    assert [action["outcome"] for action in actions] == ["applied", "unchanged", "applied"]
    assert values(store, number)["loan-active"] is False
    kept = count(store, f"SELECT group_concat(type) FROM events WHERE loan_id = {number}")
    assert kept == "account-activated,account-deactivated"


def test_a_precondition_that_fails_skips_with_the_catalogues_words(store: Store, tmp_path: Path) -> None:
    number = first_loan(store, "NOT loan_active")
    with store.begin() as connection:
        table = schema.loan_setup
        connection.execute(update(table).where(table.c.loan_id == number).values(setup_is_setup_valid=False))
    actions = act(store, tmp_path, "(account/activate)", number)
    assert actions[0]["outcome"] == "skipped"
    assert actions[0]["reason"] == "a precondition does not hold: its terms are complete and consistent"
    assert values(store, number)["loan-active"] is False


@pytest.mark.parametrize("action", ["archive", "delete"])
def test_ending_an_account(store: Store, tmp_path: Path, action: str) -> None:
    column, stamp = f"loan_{action}d", f"{action}d_at"
    number = first_loan(store, "status_perdiem > 0")
    act(store, tmp_path, f"(account/{action})", number)
    assert count(store, f"SELECT {column} AND {stamp} IS NOT NULL FROM loans WHERE loan_id = {number}") == 1
    assert count(store, f"SELECT count(*) FROM events WHERE loan_id = {number} AND type = 'account-{action}d'") == 1


def test_past_due_resets_are_judged_as_the_rule_fired(store: Store, tmp_path: Path) -> None:
    number = first_loan(store, "status_days_past_due > 60")
    before = values(store, number)
    actions = act(store, tmp_path, '(apd/reset {:type "zero"}) (dpd/reset)', number)
    after = values(store, number)
    assert [action["outcome"] for action in actions] == ["applied", "applied"]
    assert (after["status-amount-due"], after["status-days-past-due"]) == (Decimal("0.00"), 0)
    assert after["status-payoff"] == before["status-payoff"]
    assert after["status-full-due"] == after["status-next-payment-amount"]


def test_a_fixed_amount_past_due(store: Store, tmp_path: Path) -> None:
    number = first_loan(store, "status_days_past_due > 60")
    act(store, tmp_path, '(apd/reset {:type "fixed" :amount 120M})', number)
    loan = values(store, number)
    assert loan["status-amount-due"] == Decimal("120.00")
    assert count(store, f"SELECT sum(amount_due) FROM delinquency_buckets WHERE loan_id = {number}") == 12000


def test_bankruptcy(store: Store, tmp_path: Path) -> None:
    number = first_loan(store, "loan_active")
    with store.begin() as connection:
        connection.execute(insert(schema.bankruptcies).values(loan_id=number, active=True, bankruptcy_chapter="13"))
    actions = '(bankruptcy/set {:petition-status "dismissed" :dismissed-date :current-date :chapter nil})'
    act(store, tmp_path, actions, number)
    loan = values(store, number)
    assert (loan["bankruptcy-petition-status"], loan["bankruptcy-dismissed-date"], loan["bankruptcy-chapter"]) == (
        "dismissed",
        TODAY,
        None,
    )
    other = first_loan(store, "loan_id NOT IN (SELECT loan_id FROM bankruptcies) AND loan_active")
    with store.begin() as connection:
        connection.execute(update(schema.loans).values(loan_last_maintenance_date=None))
    assert act(store, tmp_path, '(bankruptcy/set {:status "inactive"})', other)[0]["outcome"] == "skipped"


def test_a_due_date_moves_with_the_later_ones(store: Store, tmp_path: Path) -> None:
    number = first_loan(store, "status_days_past_due = 0 AND loan_active AND subsequent_due_date IS NOT NULL")
    before = values(store, number)
    act(store, tmp_path, '(due-date/change {:due-date "next" :base-date :next-due-date :plus-days 15})', number)
    after = values(store, number)
    names = ("status-next-payment-date", "status-period-end", "status-final-payment-date")
    for name in names:
        assert (DAY.fromisoformat(after[name]) - DAY.fromisoformat(before[name])).days == 15
    assert after["subsequent-due-date"] > after["status-next-payment-date"]
    assert after["status-next-payment-interest"] > before["status-next-payment-interest"]
    assert after["status-next-payment-amount"] == before["status-next-payment-amount"]
    assert count(store, f"SELECT original_date FROM due_date_changes WHERE loan_id = {number}") == before[names[0]]


@pytest.mark.parametrize(
    ("action", "why"),
    [
        (
            '(credit/add {:type "Custom" :category "Goodwill" :amount 1M})',
            "a rule cannot post a credit of type `Custom`",
        ),
    ],
)
def test_what_cannot_be_applied_is_not_deployed(store: Store, tmp_path: Path, action: str, why: str) -> None:
    with pytest.raises(Refused) as caught:
        put(store, tmp_path / "pack", f'(defrule act "Act." :when (= 1 1) :then [{action}])')
    found = [finding for finding in caught.value.diagnostics if finding.code == "action-not-available"]
    assert len(found) == 1 and why in found[0].message
    assert found[0].source.slice(found[0].span) == action
    assert count(store, "SELECT count(*) FROM deployments") == 0


def test_a_stop_interest_date_of_the_day_is_not_doubled(store: Store, tmp_path: Path) -> None:
    number = first_loan(store, "status_perdiem > 0 AND loan_active")
    later = (DAY + timedelta(days=5)).isoformat()
    with store.begin() as connection:
        connection.execute(insert(schema.stop_interest_dates).values(loan_id=number, date=later, type="resume"))
    actions = act(store, tmp_path, "(interest/suspend {:date {:base :current-date :plus-days 5}})", number)
    assert actions[0]["outcome"] == "skipped"
    assert actions[0]["reason"] == f"a stop-interest date of {later} exists already"


def test_a_sub_portfolio_of_two_portfolios_needs_its_portfolios_name() -> None:
    words = Words({}, {}, {"A": 1, "B": 2}, {(1, "Late"): 11, (2, "Late"): 12}, {}, {}, {})
    account = Account(1, DAY, {"loan_portfolios": [], "loan_sub_portfolios": []})
    with pytest.raises(NotApplied) as caught:
        change_portfolios(account, {"add_sub_portfolios": ("Late",)}, words)
    assert caught.value.reason == "several portfolios have a sub-portfolio `Late`: write PORTFOLIO/Late"
    change_portfolios(account, {"add_sub_portfolios": ("B/Late",)}, words)()
    assert account.rows("loan_sub_portfolios") == [{"loan_id": 1, "sub_portfolio_id": 12}]
    assert account.rows("loan_portfolios") == [{"loan_id": 1, "portfolio_id": 2}]
