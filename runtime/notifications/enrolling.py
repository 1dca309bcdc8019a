"""Who gets what: agents' teams and subscriptions, agents' addresses, and what a status enrols customers in.

Takes a connection inside a transaction and names as people write them; changes the tenant's tables. Raises StoreError
for a status that the store does not have.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from cljrules.suggest import did_you_mean
from runtime.store import schema
from runtime.store.errors import StoreError

#: Channels that agents can subscribe to.
SUBSCRIBED: Final = ("system", "email")


def subscribe(connection: Connection, agent: str, notification: str, channel: str) -> bool:
    """Let an agent get a notification over a channel, beside those whom it names; whether that is new."""
    return _add(connection, schema.agent_subscriptions, agent=agent, notification=notification, channel=channel)


def unsubscribe(connection: Connection, agent: str, notification: str, channel: str) -> bool:
    """End an agent's subscription; whether there was one."""
    return _take(connection, schema.agent_subscriptions, agent=agent, notification=notification, channel=channel)


def join_team(connection: Connection, team: str, agent: str) -> bool:
    """Put an agent into a team; whether that is new."""
    return _add(connection, schema.agent_teams, team=team, agent=agent)


def leave_team(connection: Connection, team: str, agent: str) -> bool:
    """Take an agent out of a team; whether the agent was in it."""
    return _take(connection, schema.agent_teams, team=team, agent=agent)


def set_agent(connection: Connection, username: str, **values: Any) -> None:
    """Add an agent user, or change what is given of one."""
    table = schema.agents
    if connection.scalar(select(table.c.username).where(table.c.username == username)) is None:
        connection.execute(insert(table).values(username=username, **values))
    elif values:
        connection.execute(update(table).where(table.c.username == username).values(**values))


def agents(connection: Connection) -> list[dict[str, Any]]:
    """Every agent user, team and subscription."""
    teams = connection.execute(select(schema.agent_teams).order_by(*schema.agent_teams.primary_key)).all()
    wanted = connection.execute(
        select(schema.agent_subscriptions).order_by(*schema.agent_subscriptions.primary_key)
    ).all()
    rows = {row.username: row for row in connection.execute(select(schema.agents))}
    names = {*rows, *(row.agent for row in teams), *(row.agent for row in wanted)}
    return [
        {
            "agent": name,
            "name": rows[name].agent_full_name if name in rows else None,
            "email": rows[name].email if name in rows else None,
            "active": rows[name].active if name in rows else None,
            "teams": [row.team for row in teams if row.agent == name],
            "subscriptions": [
                {"notification": row.notification, "channel": row.channel} for row in wanted if row.agent == name
            ],
        }
        for name in sorted(names)
    ]


def enrol(connection: Connection, status: str, sub_status: str | None, **flags: bool) -> dict[str, bool]:
    """Set what a status, or one of its sub-statuses, enrols customers in (`email_enroll`, `sms_enroll`, `web_access`);
    what holds then. Raises StoreError `no-such-status`.
    """
    statuses = {row.title: row for row in connection.execute(select(schema.loan_statuses))}
    if status not in statuses:
        help = did_you_mean(status, statuses) or f"there are {', '.join(statuses)}"
        raise StoreError("no-such-status", f"there is no status `{status}`", help)
    table, number = schema.loan_statuses, statuses[status].id
    if sub_status is not None:
        below = {
            row.title: row.id
            for row in connection.execute(
                select(schema.loan_sub_statuses).where(schema.loan_sub_statuses.c.parent == number)
            )
        }
        if sub_status not in below:
            help = did_you_mean(sub_status, below) or f"there are {', '.join(below) or 'none'}"
            raise StoreError("no-such-status", f"`{status}` has no sub-status `{sub_status}`", help)
        table, number = schema.loan_sub_statuses, below[sub_status]
    if flags:
        connection.execute(update(table).where(table.c.id == number).values(**flags))
    row = connection.execute(select(table).where(table.c.id == number)).mappings().one()
    return {name: bool(row[name]) for name in ("email_enroll", "sms_enroll", "web_access")}


def _add(connection: Connection, table: Any, **row: str) -> bool:
    conditions = [table.c[name] == value for name, value in row.items()]
    if connection.scalar(select(table.c.agent).where(*conditions)) is not None:
        return False
    connection.execute(insert(table).values(**row))
    return True


def _take(connection: Connection, table: Any, **row: str) -> bool:
    conditions = [table.c[name] == value for name, value in row.items()]
    return bool(connection.execute(delete(table).where(*conditions)).rowcount)
