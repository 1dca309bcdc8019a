"""Links & Access: every account of a customer, with its figures, the role, and what reaches the customer about it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from runtime.customers.roles import REPORTED
from runtime.store import schema


def links_of(connection: Connection, customer_id: int) -> list[dict[str, Any]]:
    """The accounts a customer is linked to, in order of their numbers; the figures are those of `as-of`.

    `reaches` is what does reach them: the customer's access, where the account's sub-status enrols customers in it.
    """
    links, loans, figures = schema.customer_links, schema.loans, schema.loan_status
    states, subs = schema.loan_statuses, schema.loan_sub_statuses
    statement = (
        select(
            links.c.loan_id,
            links.c.role,
            links.c.email_access,
            links.c.sms_access,
            links.c.web_access,
            loans.c.loan_display_id,
            loans.c.loan_archived,
            loans.c.loan_deleted,
            states.c.title.label("status"),
            subs.c.title.label("sub_status"),
            subs.c.email_enroll,
            subs.c.sms_enroll,
            subs.c.web_access.label("web_enroll"),
            figures.c.status_date,
            figures.c.status_payoff,
            figures.c.status_principal_balance,
            figures.c.status_next_payment_date,
            figures.c.status_next_payment_amount,
            figures.c.status_days_past_due,
            figures.c.status_amount_due,
        )
        .select_from(links)
        .join(loans, loans.c.loan_id == links.c.loan_id)
        .outerjoin(figures, figures.c.loan_id == links.c.loan_id)
        .outerjoin(states, states.c.id == loans.c.status_loan_status_id)
        .outerjoin(subs, subs.c.id == loans.c.status_loan_sub_status_id)
        .where(links.c.customer_id == customer_id)
        .order_by(links.c.loan_id)
    )
    return [_link(row) for row in connection.execute(statement).mappings()]


def _link(row: Any) -> dict[str, Any]:
    access = {way: row[f"{way}_access"] for way in ("email", "sms", "web")}
    return {
        "account": row["loan_id"],
        "display-id": row["loan_display_id"],
        "status": row["status"],
        "sub-status": row["sub_status"],
        "archived": row["loan_archived"],
        "deleted": row["loan_deleted"],
        "as-of": row["status_date"],
        "payoff": row["status_payoff"],
        "principal-balance": row["status_principal_balance"],
        "next-due-date": row["status_next_payment_date"],
        "next-due-date-amount": row["status_next_payment_amount"],
        "days-past-due": row["status_days_past_due"],
        "amount-past-due": row["status_amount_due"],
        "role": row["role"],
        "on-credit-report": row["role"] in REPORTED,
        **{f"{way}-access": given for way, given in access.items()},
        "reaches": [way for way, given in access.items() if given and row[f"{way}_enroll"] is not False],
    }
