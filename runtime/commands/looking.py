"""`loan show`, `loan history`, `firings` and `status`: what the store holds, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from cljrules.stdlib import catalogue
from runtime.commands.maintaining import change_cells
from runtime.commands.output import compact, console, print_json, shown, table
from runtime.store import schema
from runtime.store.finding import find_loan
from runtime.store.history import changes_of_loans
from runtime.store.open import open_store
from runtime.store.views import loan_view


def show_loan(url: str, today: date | None, name: str, as_json: bool) -> int:
    """Print every variable of a loan."""
    with open_store(url, today=today) as store, store.read() as connection:
        number = find_loan(connection, name)
        loan = loan_view(connection, number, store.today)
        version = connection.scalar(select(schema.loans.c.version).where(schema.loans.c.loan_id == number))
        business_date = store.today.isoformat()
    variables = catalogue.load().variables
    if as_json:
        values = {known: loan[known] for known in variables}
        print_json({"loan": number, "version": version, "business_date": business_date, "variables": values})
        return 0
    out = console()
    for group, title in catalogue.load().groups.items():
        rows = [[known, _value(loan[known])] for known, item in variables.items() if item.group == group]
        out.print(table(title, ["variable", "value"], rows))
    return 0


def _value(value: Any) -> str:
    return "nil" if value is None else value if isinstance(value, str) else compact(value)


def loan_changes(url: str, today: date | None, name: str, as_json: bool) -> int:
    """Print every change of a loan: when, who or which rule, what it was before and after."""
    with open_store(url, today=today) as store, store.read() as connection:
        number = find_loan(connection, name)
        told = list(changes_of_loans(connection, number))
    if as_json:
        print_json({"loan": number, "changes": told})
        return 0
    rows = [(item["business_date"], item["rule"] or item["author"], *change_cells(item)) for item in told]
    console().print(table(f"Loan {number}", ["date", "who or which rule", "what", "before", "after"], rows))
    return 0


def loan_history(url: str, today: date | None, name: str, as_json: bool) -> int:
    """Print what rules did to a loan, in order."""
    with open_store(url, today=today) as store, store.read() as connection:
        number = find_loan(connection, name)
        told = read_firings(connection, loan=number)
        ends = _ends(connection, number)
    if as_json:
        print_json({"loan": number, "firings": told, "ended": ends})
        return 0
    print_story(number, told)
    for end in ends:
        console().print(shown(f"{end['business_date']}  `{end['rule']}` is no longer true"), markup=False)
    return 0


def print_story(number: int, told: list[dict[str, Any]], *, brief: bool = False) -> None:
    """One loan's firings with what each read and changed; `brief` leaves out most figures that follow from others."""
    out = console()
    if not told:
        out.print(f"no rule has fired on loan {number}")
        return
    out.print(f"Loan {number}: {len(told)} firing{'s' if len(told) > 1 else ''}", style="bold")
    for firing in told:
        out.print(
            f"\n{firing['business_date']}  {firing['rule']}  ({firing['outcome']}, version {firing['pack_version']})",
            style="bold",
            markup=False,
        )
        because = ", ".join(f"{known} = {_value(value)}" for known, value in firing["variables"].items())
        out.print(f"  because {shown(because)}", markup=False)
        if firing["error"]:
            out.print(f"  error: {shown(firing['error'].get('message', ''))}", markup=False)
        for action in firing["actions"]:
            reason = f": {action['reason']}" if action.get("reason") else ""
            out.print(f"  {action['action']} {action['outcome']}{shown(reason)}", markup=False)
            changes = [change for change in action["changes"] if not brief or _is_telling(change)]
            for change in changes:
                what, before, after = (shown(cell) for cell in change_cells(change))
                out.print(f"    {what}: {before} → {after}", markup=False)
            if len(changes) < len(action["changes"]):
                out.print(f"    and {len(action['changes']) - len(changes)} figures that follow from these")


def _is_telling(change: Mapping[str, Any]) -> bool:
    """Whether a change is news by itself: no number of a word, no figure but what is owed and how late it is."""
    telling = ("status_payoff", "status_amount_due", "status_days_past_due", "status_net_charge_off")
    return (change["entity"] != "loan_status" and not change["field"].endswith("_id")) or change["field"] in telling


def _ends(connection: Connection, number: int) -> list[dict[str, Any]]:
    table_ = schema.loan_changes
    statement = select(table_.c.rule, table_.c.business_date).where(
        table_.c.loan_id == number, table_.c.entity == "rule"
    )
    return [dict(row) for row in connection.execute(statement.order_by(table_.c.id)).mappings()]


def read_firings(
    connection: Connection,
    *,
    loan: int | None = None,
    rule: str | None = None,
    day: date | None = None,
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """Firings and failed evaluations, oldest first; with a limit the latest ones."""
    firings, deployments = schema.firings, schema.deployments
    statement = select(firings, deployments.c.pack_name).outerjoin(
        deployments, firings.c.deployment_id == deployments.c.id
    )
    if loan is not None:
        statement = statement.where(firings.c.loan_id == loan)
    if rule is not None:
        statement = statement.where(firings.c.rule == rule)
    if day is not None:
        statement = statement.where(firings.c.business_date == day)
    rows = connection.execute(statement.order_by(firings.c.id.desc()).limit(limit)).mappings().all()
    return [_firing(row) for row in reversed(rows)]


def _firing(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "business_date": row["business_date"],
        "trigger": row["trigger"],
        "loan": row["loan_id"],
        "pack": row["pack_name"],
        "pack_version": row["pack_version"],
        "content_hash": row["content_hash"],
        "rule": row["rule"],
        "outcome": row["outcome"],
        "error": row["error"],
        "variables": row["variables"],
        "actions": row["actions"],
        "fired_at": row["fired_at"],
    }


def list_firings(
    url: str,
    today: date | None,
    loan: str | None,
    rule: str | None,
    day: date | None,
    limit: int | None,
    as_json: bool,
) -> int:
    """Print firings."""
    with open_store(url, today=today) as store, store.read() as connection:
        number = None if loan is None else find_loan(connection, loan)
        found = read_firings(connection, loan=number, rule=rule, day=day, limit=limit)
    if as_json:
        print_json({"firings": found, "count": len(found)})
        return 0
    rows = []
    for firing in found:
        changes = sum(len(action["changes"]) for action in firing["actions"])
        what = firing["error"]["message"] if firing["error"] else f"{changes} changes"
        rows.append([firing["business_date"], str(firing["loan"]), firing["rule"], firing["outcome"], what])
    console().print(table(None, ["date", ("loan", "right"), "rule", "outcome", "what"], rows))
    return 0


def status(url: str, today: date | None, as_json: bool) -> int:
    """Print counts: accounts by status, deployments, runs, firings."""
    with open_store(url, today=today) as store, store.read() as connection:
        found = {"store": store.name, "today": store.today.isoformat(), **_counts(connection)}
    if as_json:
        print_json(found)
        return 0
    out = console()
    out.print(f"{found['store']}: {found['loans']:,} loans, {found['customers']:,} customers", markup=False)
    accounts = [[row["status"], row["sub_status"], row["loans"], row["payoff"]] for row in found["by_status"]]
    out.print(table("Live accounts", ["status", "sub-status", ("loans", "right"), ("payoff", "right")], accounts))
    packs = [[row["pack"], row["version"], row["deployed_at"][:19]] for row in found["deployments"]]
    out.print(table("Deployed", ["pack", "version", "since (UTC)"], packs))
    runs = [[row["business_date"], row["status"], row["loans"], row["firings"], row["errors"]] for row in found["runs"]]
    columns = ["date", "state", ("loans", "right"), ("firings", "right"), ("errors", "right")]
    out.print(table("Latest runs", columns, runs))
    return 0


def _counts(connection: Connection) -> dict[str, Any]:
    loans, states, subs, figures = schema.loans, schema.loan_statuses, schema.loan_sub_statuses, schema.loan_status
    by_status = (
        select(states.c.title, subs.c.title, func.count(), func.sum(figures.c.status_payoff))
        .select_from(loans)
        .join(states, states.c.id == loans.c.status_loan_status_id)
        .join(figures, figures.c.loan_id == loans.c.loan_id)
        .outerjoin(subs, subs.c.id == loans.c.status_loan_sub_status_id)
        .where(~loans.c.loan_archived, ~loans.c.loan_deleted)
        .group_by(states.c.title, subs.c.title)
        .order_by(func.count().desc(), states.c.title, subs.c.title)
    )
    deployed = schema.deployments
    active = select(deployed).where(deployed.c.active).order_by(deployed.c.id)
    runs = select(schema.maintenance_runs).order_by(schema.maintenance_runs.c.id.desc()).limit(5)
    return {
        "loans": connection.scalar(select(func.count()).select_from(loans)),
        "archived": connection.scalar(select(func.count()).select_from(loans).where(loans.c.loan_archived)),
        "deleted": connection.scalar(select(func.count()).select_from(loans).where(loans.c.loan_deleted)),
        "customers": connection.scalar(select(func.count()).select_from(schema.customers)),
        "firings": connection.scalar(select(func.count()).select_from(schema.firings)),
        "events": connection.scalar(select(func.count()).select_from(schema.events)),
        "by_status": [
            {"status": row[0], "sub_status": row[1], "loans": row[2], "payoff": row[3]}
            for row in connection.execute(by_status)
        ],
        "deployments": [
            {"pack": row.pack_name, "version": row.pack_version, "deployed_at": row.deployed_at}
            for row in connection.execute(active)
        ],
        "runs": [
            {
                "business_date": row.business_date,
                "status": row.status,
                "loans": row.loans_maintained,
                "firings": row.firings,
                "errors": row.errors,
            }
            for row in connection.execute(runs)
        ],
    }
