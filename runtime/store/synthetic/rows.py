"""A made-up loan's rows, as the database keeps them: cents, millionths, ISO days.

Takes a `Life` and chance, adds rows to lists by table. Columns it does not name take the value of the catalogue's
sample loan.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from runtime.store.synthetic.life import Life
from runtime.store.synthetic.people import Rows
from runtime.store.synthetic.shape import SETTLED
from runtime.store.synthetic.terms import after_payments, month_of_interest
from runtime.store.words import Words

_MILLION = 1_000_000
_AGENTS = ("ann", "ben", "carla", "dmitri", "eve")


def add_loan(
    random: Random, loan_id: int, life: Life, words: Words, healthy: Mapping[str, Mapping[str, Any]], rows: Rows
) -> None:
    """Add the rows of one loan; `healthy` holds the sample loan's columns by table."""
    rows["loans"].append({**healthy["loans"], **_loan(random, loan_id, life, words)})
    rows["loan_setup"].append({**healthy["loan_setup"], "loan_id": loan_id, **_setup(life)})
    rows["loan_settings"].append({**healthy["loan_settings"], "loan_id": loan_id, **_settings(random, life)})
    status = {
        **healthy["loan_status"],
        "loan_id": loan_id,
        **_status(life),
        **_lateness(random, life),
        **_paid(random, life),
    }
    rows["loan_status"].append(status)
    rows["delinquency_buckets"].extend(_buckets(loan_id, life))
    _add_servicing(random, loan_id, life, rows)
    _add_lists(random, loan_id, life, words, rows)


def _loan(random: Random, loan_id: int, life: Life, words: Words) -> dict[str, Any]:
    status = words.statuses[life.kind.status]
    sub_status = None if life.kind.sub_status is None else words.sub_statuses[status, life.kind.sub_status]
    entered = life.contract - timedelta(days=2)
    return {
        "loan_id": loan_id,
        "loan_display_id": f"L{loan_id:07d}",
        "loan_active": life.kind.special != "application",
        "loan_archived": life.kind.special == "archived",
        "status_loan_status_id": status,
        "status_loan_sub_status_id": sub_status,
        "status_source_company_id": random.choice([None, *words.source_companies.values()]),
        "loan_last_maintenance_date": _iso(life.as_of - timedelta(days=1))
        if life.kind.special != "application"
        else None,
        "loan_create_time": f"{entered.isoformat()}T16:00:00+00:00",
        "created_at": f"{entered.isoformat()}T16:00:00+00:00",
    }


def _setup(life: Life) -> dict[str, Any]:
    total = life.payment * life.terms
    return {
        "setup_loan_amount": life.amount,
        "setup_contract_date": _iso(life.contract),
        "setup_first_payment_date": _iso(life.first),
        "setup_loan_term": life.terms,
        "setup_interest_rate": life.rate * (_MILLION // 100),
        "setup_apr": life.rate * (_MILLION // 100),
        "setup_payment": life.payment,
        "setup_orig_final_payment_date": _iso(life.final),
        "setup_orig_final_payment_amount": life.payment,
        "setup_sales_price": life.amount * 9 // 8,
        "setup_amount_down": life.amount // 8,
        "setup_til_loan_amount": life.amount,
        "setup_til_finance_charge": total - life.amount,
        "setup_til_total_of_payments": total,
        "setup_til_sales_price": total + life.amount // 8,
    }


def _settings(random: Random, life: Life) -> dict[str, Any]:
    special = life.kind.special
    written_off = special in ("charged-off", "charged-off-collectible")
    closed = life.ended if special in SETTLED else None
    return {
        "settings_credit_status": "97"
        if written_off
        else "13"
        if closed
        else "96"
        if special == "repossessed"
        else "0",
        "settings_autopay_enabled": special not in ("charged-off-collectible", "bankrupt", "repossessed", *SETTLED),
        "settings_e_billing": random.random() < 0.7,
        "settings_closed_date": _iso(closed),
        "settings_repo_date": _iso(life.as_of - timedelta(days=random.randrange(2, 40)))
        if special == "repossessed"
        else None,
        "settings_followup_date": _iso(life.as_of + timedelta(days=random.randrange(-3, 10)))
        if random.random() < 0.05
        else None,
    }


def _status(life: Life) -> dict[str, Any]:
    """Balances, dues and the schedule to come."""
    scheduled = life.payment if life.next_due else 0
    share = min(scheduled, month_of_interest(life.principal, life.rate))
    following = _following(life)
    remaining = max(0, life.terms - life.paid - len(life.missed)) if life.next_due else 0
    started = [due for due, _, _ in life.missed][-1:] or [life.due(life.paid - 1) if life.paid else life.contract]
    end = life.next_due - timedelta(days=1) if life.next_due else max(life.as_of, started[0])
    ended = life.next_due is None and life.payoff == 0
    parts = {"amount": scheduled, "principal": scheduled - share, "interest": share}
    settled = life.payoff == 0
    return {
        "status_date": _iso(life.as_of),
        "status_payoff": life.payoff,
        "status_principal_balance": life.principal,
        "status_perdiem": life.per_diem,
        "status_interest_accrued_today": life.per_diem,
        "status_due_principal": life.due_principal,
        "status_due_interest": life.interest,
        "status_due_pni": life.due_principal + life.interest,
        "status_due_fees": life.fees,
        "status_remaining_interest": 0 if settled else max(0, remaining * life.payment - life.principal),
        "status_full_due": life.past_due + scheduled,
        "next_period_amount": life.past_due + scheduled,
        "status_net_charge_off": life.charged_off,
        "status_total_credits": life.charged_off,
        **{f"status_next_payment_{name}": value for name, value in parts.items()},
        **{f"next_scheduled_payment_{name}": value for name, value in parts.items()},
        "status_scheduled_payments": life.terms,
        "status_periods_remaining": remaining,
        "tx_forecast_terms_remaining": remaining * _MILLION,
        "status_final_payment_amount": 0 if settled else life.payment,
        "status_interest_suspended": life.suspended_on is not None,
        "status_next_payment_date": _iso(life.next_due),
        "subsequent_due_date": _iso(following),
        "next_scheduled_payment_date": _iso(life.next_due),
        "status_final_payment_date": _iso(life.ended if ended and life.ended else life.final),
        "status_orig_maturity_date": _iso(life.final),
        "status_period_start": _iso(started[0]),
        "status_period_end": _iso(end),
        "tx_first_payment_date": _iso(life.first),
        "last_credit_date": _iso(life.ended) if life.charged_off else None,
        "last_credit_amount": life.charged_off,
    }


def _following(life: Life) -> date | None:
    if life.next_due is None:
        return None
    index = life.paid + len(life.missed) + 1
    return life.due(index) if index < life.terms else None


def _lateness(random: Random, life: Life) -> dict[str, Any]:
    """Days past due, delinquency now and before, and the codes by month."""
    days = life.late_days if life.missed else 0
    since = life.as_of - timedelta(days=days)
    delinquent = days >= 30
    before = int(life.paid > 12 and random.random() < 0.12)
    started = since + timedelta(days=30) if delinquent else None
    earlier = life.contract + timedelta(days=random.randrange(60, 300)) if before else None
    days_delinquent = max(0, days - 29) + (random.randrange(1, 40) if before else 0)
    share = (days_delinquent * 20_000 + life.age + 1) // (2 * (life.age + 1))
    history = _history(life, days)
    at_least = {30 * band: sum(code >= str(band) for code in history if code != "B") for band in range(1, 7)}
    charged_off = life.charged_off or life.kind.special == "charged-off-collectible"
    return {
        "status_days_past_due": days,
        "status_amount_due": life.past_due,
        "status_amount_past_due_30": life.past_due_30,
        "status_unique_delinquencies": before + delinquent,
        "status_delinquent_days": days_delinquent,
        "status_delinquency_percent": share * (_MILLION // 100),
        "status_24_dpd_history": history,
        **{f"status_24_dpd_{band}": count for band, count in at_least.items()},
        "status_delinquent_bucket_amount": life.missed[0][1] + life.fees_of_missed[0] if life.missed else 0,
        "status_delinquent_bucket_date": _iso(life.missed[0][0] if life.missed else None),
        "status_stoplight": "red" if delinquent or charged_off else "yellow" if days else "green",
        "status_credit_status": _reported(life, days),
        "date_of_first_delinquency": _iso(started),
        "first_delinquency_date": _iso(earlier or started),
        "status_date_last_current": _iso(since),
        "status_date_last_current_30": _iso(since + timedelta(days=29) if delinquent else life.as_of),
        "loan_human_activity_date": _iso(life.as_of - timedelta(days=random.randrange(1, 90))),
    }


def _reported(life: Life, days: int) -> str:
    special = life.kind.special
    if special == "application":
        return "99"
    if special in ("charged-off", "charged-off-collectible"):
        return "97"
    if special == "repossessed":
        return "96"
    if life.ended is not None:
        return "13"
    bands = ((180, "84"), (150, "83"), (120, "82"), (90, "80"), (60, "78"), (30, "71"))
    return next((code for least, code in bands if days >= least), "11")


def _history(life: Life, days: int) -> str:
    """One code per month, newest first: how late the account was a month ago, two months ago …"""
    codes = []
    for month in range(24):
        ago = 30 * month
        if ago > life.age:
            codes.append("B")
        else:
            codes.append(str(min(6, max(0, days - ago) // 30)))
    return "".join(codes)


def _paid(random: Random, life: Life) -> dict[str, Any]:
    total = life.paid_principal + life.paid_interest
    last = life.partial or (life.payment if life.paid else 0)
    returned = random.choices((0, 1, 2, 3, 4), (88, 7, 2, 2, 1))[0] if life.paid else 0
    return {
        "status_total_paid": total,
        "status_total_paid_principal": life.paid_principal,
        "status_total_paid_interest": life.paid_interest,
        "last_payment_amount": last if life.last_paid else 0,
        "status_last_payment_date": _iso(life.last_paid),
        "payments_count": life.paid + (1 if life.partial else 0),
        "payments_nsf_count": returned,
        "payments_reversed_count": returned,
        "last_reversal_date": _iso(life.last_paid) if returned else None,
    }


def _buckets(loan_id: int, life: Life) -> list[dict[str, Any]]:
    carried = 0
    found = []
    numbers = range(len(life.missed), 0, -1)
    for number, (due, missed, scheduled), fees in zip(numbers, life.missed, life.fees_of_missed, strict=True):
        unpaid = missed + fees
        found.append(
            {
                "loan_id": loan_id,
                "bucket_number": number,
                "due_date": _iso(due),
                "amount_due": unpaid,
                "scheduled_payment": scheduled,
                "new_due_amount": scheduled,
                "past_due_amount": carried,
                "fees": fees,
            }
        )
        carried += unpaid
    return found


def _add_servicing(random: Random, loan_id: int, life: Life, rows: Rows) -> None:
    """The latest payments, AutoPays, promises, and what stopped interest."""
    latest = max(0, life.paid - 2)
    before = after_payments(life.amount, life.rate, life.payment, latest)
    for index in range(latest, life.paid):
        day = _iso(life.due(index))
        then = after_payments(life.amount, life.rate, life.payment, index + 1)
        parts = {"principal": then.principal - before.principal, "interest": then.interest - before.interest}
        row = _transaction(loan_id, "payment", day, sum(parts.values()), index + 1, "Scheduled payment")
        rows["transactions"].append({**row, **parts})
        before = then
    if life.partial and life.last_paid is not None:
        day = _iso(life.last_paid)
        row = _transaction(loan_id, "payment", day, life.partial, life.paid + 1, "Payment")
        interest = life.partial_interest
        rows["transactions"].append({**row, "principal": life.partial - interest, "interest": interest})
    if life.charged_off:
        row = _transaction(loan_id, "credit", _iso(life.ended), life.charged_off, 1, "Charge-off")
        parts = dict(zip(("principal", "interest", "fees"), life.written_off, strict=True))
        rows["transactions"].append({**row, **parts, "charge_off": True, "payment_method": ""})
    if life.suspended_on is not None:
        rows["stop_interest_dates"].append({"loan_id": loan_id, "date": _iso(life.suspended_on), "type": "suspend"})
    if not life.kind.special and not life.missed and life.next_due and random.random() < 0.4:
        rows["autopays"].append(
            {
                "loan_id": loan_id,
                "name": "Monthly draft",
                "type": "recurringMatch",
                "amount": life.payment,
                "process_date": _iso(life.next_due),
                "apply_date": _iso(life.next_due),
                "remaining_periods": max(1, life.terms - life.paid),
            }
        )
    for _ in range(random.choices((0, 1, 2, 3), (55, 28, 12, 5))[0] if life.missed else 0):
        promised = life.as_of + timedelta(days=random.randrange(-20, 12))
        kept = random.random() < 0.15
        rows["promises"].append(_promise(loan_id, life, promised, kept=kept))
    if life.kind.special == "bankrupt":
        filed = life.as_of - timedelta(days=random.randrange(2, 15))
        rows["bankruptcies"].append(
            {
                "loan_id": loan_id,
                "active": True,
                "bankruptcy_chapter": random.choice(("7", "13")),
                "bankruptcy_filer": "primary",
                "bankruptcy_filing_date": _iso(filed),
                "bankruptcy_petition_status": "petitionFiled",
                "bankruptcy_petition_type": "single",
                "bankruptcy_meeting_of_creditors_date": _iso(filed + timedelta(days=35)),
                "bankruptcy_objection_deadline_date": _iso(filed + timedelta(days=60)),
            }
        )


def _promise(loan_id: int, life: Life, due: date, *, kept: bool) -> dict[str, Any]:
    """A promise to pay the oldest missed payment; who logged it and when it was kept follow from the loan's number."""
    agent = _AGENTS[loan_id % len(_AGENTS)]
    kept_on = min(life.as_of, due + timedelta(days=loan_id % 5 - 3)) if kept else None
    made_on = min(life.as_of, due - timedelta(days=3 + loan_id % 9))
    return {
        "loan_id": loan_id,
        "subject": "Payment on payday",
        "amount": life.missed[0][1],
        "due_date": _iso(due),
        "fulfilled": kept,
        "fulfillment_date": _iso(kept_on),
        "fulfilled_on": _iso(kept_on),
        "fulfilled_by": agent if kept else None,
        "logged_by": agent,
        "created_on": _iso(made_on),
        "created_at": f"{made_on.isoformat()}T12:00:00+00:00",
    }


def _transaction(loan_id: int, kind: str, day: str | None, amount: int, number: int, info: str) -> dict[str, Any]:
    return {
        "loan_id": loan_id,
        "kind": kind,
        "display_id": str(number),
        "info": info,
        "apply_date": day,
        "process_date": day,
        "amount": amount,
        "principal": 0,
        "interest": 0,
        "fees": 0,
        "payment_type": "Regular",
        "payment_method": "Bank account",
        "charge_off": False,
        "status": "settled" if kind == "payment" else "none",
        "after_days_past_due": 0,
        "created_at": f"{day}T12:00:00+00:00",
    }


def _add_lists(random: Random, loan_id: int, life: Life, words: Words, rows: Rows) -> None:
    """Portfolios, checklist items, custom fields and collateral."""
    days = life.late_days if life.missed else 0
    collections = words.portfolios["Collections"]
    was_there = days >= 20 and random.random() < 0.6
    cured = not days and not life.kind.special and random.random() < 0.01
    if was_there or cured:
        rows["loan_portfolios"].append({"loan_id": loan_id, "portfolio_id": collections})
        if was_there:
            title = "Early" if days < 60 or random.random() < 0.3 else "Late"
            number = words.sub_portfolios[collections, title]
            rows["loan_sub_portfolios"].append({"loan_id": loan_id, "sub_portfolio_id": number})
    if days >= 100 and random.random() < 0.5:
        item = words.checklist_items["Charge-off", "Letter sent"]
        checked = {"loan_id": loan_id, "checklist_item_id": item, "checked": True}
        rows["loan_checklist_items"].append({**checked, "checked_on": _iso(life.as_of - timedelta(days=9))})
    for number in words.custom_fields:
        if random.random() < 0.1:
            rows["loan_custom_values"].append(
                {"loan_id": loan_id, "field_id": number, "value": random.choice(("1", "2"))}
            )
    if random.random() < 0.92:
        kind = {"collateral_type": "car", "collateral_gps_status": random.choice(("installed", "notinstalled"))}
        rows["collateral"].append({"loan_id": loan_id, "position": 1, **kind})
        starts = life.as_of - timedelta(days=random.randrange(1, 360))
        rows["insurance_policies"].append(
            {
                "loan_id": loan_id,
                "insurance_company_name": "Harbor Mutual",
                "insurance_start_date": _iso(starts),
                "insurance_end_date": _iso(starts + timedelta(days=364)),
            }
        )


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
