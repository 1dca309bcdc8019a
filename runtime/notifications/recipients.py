"""The people behind accounts as messages need them: how to reach each, and what each has agreed to.

Takes a connection and accounts, reads them set by set, gives for each account its customers, the agent who has it, and
what the store says of its state. Never decides who may be told: `consent` does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, select

from runtime.notifications.message import EMAIL, SMS
from runtime.store import schema
from runtime.store.accounts import read_named

_CHUNK: Final = 900
#: Kinds of phone that take text messages, as far as the record tells.
_TEXTED: Final = frozenset({"cell", "cellSmartPhone", "other"})


@dataclass(frozen=True, slots=True)
class Phone:
    """A number that may take text messages; `number` is E.164."""

    number: str
    do_not_call: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A customer of an account. `phones` are those that can take text messages, the best first; `addresses` are those
    to write to, by kind.
    """

    customer_id: int
    role: str
    record: Mapping[str, Any]
    email_access: bool
    sms_access: bool
    phones: Sequence[Phone]
    addresses: Mapping[str, Mapping[str, Any]]

    @property
    def name(self) -> str:
        """The full name, or the company's."""
        record = self.record
        names = [record[part] for part in ("first_name", "middle_name", "last_name") if record[part]]
        return " ".join(names) or record["company_name"] or ""

    @property
    def email(self) -> str | None:
        """The e-mail address on record."""
        return (self.record["email"] or "").strip() or None

    @property
    def address(self) -> Mapping[str, Any] | None:
        """Where letters go: the mailing address, or the primary one."""
        kinds = ("primary", "mailing") if self.record["mailing_is_primary"] else ("mailing", "primary")
        return next((self.addresses[kind] for kind in kinds if kind in self.addresses), None)

    @property
    def home(self) -> Mapping[str, Any] | None:
        """Where the person is taken to live."""
        return self.addresses.get("primary") or self.address

    def fields(self) -> dict[str, Any]:
        """What templates know as `recipient`."""
        record, address = self.record, self.address or {}
        named = ("first_name", "middle_name", "last_name", "company_name", "email")
        placed = ("address1", "address2", "city", "state", "zipcode", "country")
        return {
            "full_name": self.name or None,
            "role": self.role,
            **{name: record[name] for name in named},
            "phone": self.phones[0].number if self.phones else None,
            **{name: address.get(name) for name in placed},
        }


#: The names of `Person.fields`.
RECIPIENT: Final = (
    *("full_name", "role", "first_name", "middle_name", "last_name", "company_name", "email", "phone"),
    *("address1", "address2", "city", "state", "zipcode", "country"),
)


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent user; `known` is False for a name that no agent has."""

    username: str
    email: str | None
    active: bool
    name: str | None = None
    known: bool = True


@dataclass(frozen=True, slots=True)
class State:
    """What of an account decides who is told: whether it is closed for good, and what its status enrols customers in.
    `status` and `sub_status` are titles.
    """

    archived: bool
    deleted: bool
    e_billing: bool
    status: str
    sub_status: str | None
    agent: str | None
    status_enrols: Mapping[str, bool]
    sub_status_enrols: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Circle:
    """Everyone who may be told about some accounts."""

    people: Mapping[int, Sequence[Person]]
    states: Mapping[int, State]
    agents: Mapping[str, Agent]
    teams: Mapping[str, Sequence[str]]
    subscribers: Mapping[tuple[str, str], Sequence[str]]
    suppressed: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def agent(self, name: str) -> Agent:
        """The agent of a name; a name that no agent has is an inbox of its own."""
        return self.agents.get(name) or Agent(name, None, active=True, known=False)


def read_circle(connection: Connection, loan_ids: Iterable[int]) -> Circle:
    """Everyone who may be told about these accounts."""
    numbers = sorted(set(loan_ids))
    people = _people(connection, numbers)
    agents = {
        row.username: Agent(row.username, row.email, row.active, row.agent_full_name)
        for row in connection.execute(select(schema.agents))
    }
    teams: defaultdict[str, list[str]] = defaultdict(list)
    for row in connection.execute(select(schema.agent_teams).order_by(*schema.agent_teams.primary_key)):
        teams[row.team].append(row.agent)
    subscribers: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for row in connection.execute(select(schema.agent_subscriptions).order_by(*schema.agent_subscriptions.primary_key)):
        subscribers[row.notification, row.channel].append(row.agent)
    return Circle(people, _states(connection, numbers), agents, teams, subscribers, suppressed(connection, people))


def suppressed(connection: Connection, people: Mapping[int, Sequence[Person]]) -> dict[tuple[str, str], str]:
    """Of these people's addresses those that nothing more is sent to, with the reason, by channel and address."""
    wanted: dict[str, set[str]] = {EMAIL: set(), SMS: set()}
    for persons in people.values():
        for person in persons:
            wanted[SMS].update(phone.number for phone in person.phones)
            if person.email:
                wanted[EMAIL].add(person.email.lower())
    table = schema.suppressions.c
    found = {}
    for channel, addresses in wanted.items():
        for chunk in _chunks(sorted(addresses)):
            rows = connection.execute(
                select(table.address, table.reason).where(table.channel == channel, table.address.in_(chunk))
            )
            found.update({(channel, row.address): row.reason for row in rows})
    return found


def _chunks(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[at : at + _CHUNK] for at in range(0, len(items), _CHUNK))


def _people(connection: Connection, numbers: Sequence[int]) -> dict[int, list[Person]]:
    links, customers = schema.customer_links, schema.customers
    wanted = (
        *("first_name", "middle_name", "last_name", "company_name", "email"),
        *("mailing_is_primary", "active", "deleted", "erased_at"),
    )
    columns: list[Any] = [links, *(customers.c[name] for name in wanted)]
    rows: list[Mapping[Any, Any]] = []
    for chunk in _chunks(numbers):
        statement = select(*columns).join_from(links, customers, customers.c.id == links.c.customer_id)
        statement = statement.where(links.c.loan_id.in_(chunk)).order_by(links.c.loan_id, links.c.customer_id)
        rows += connection.execute(statement).mappings().all()
    ids = sorted({row["customer_id"] for row in rows})
    phones = _of_customers(connection, schema.phones, ids)
    addresses = _of_customers(connection, schema.addresses, ids)
    found: defaultdict[int, list[Person]] = defaultdict(list)
    for row in rows:
        number = row["customer_id"]
        found[row["loan_id"]].append(
            Person(
                number,
                row["role"],
                {name: row[name] for name in wanted},
                row["email_access"],
                row["sms_access"],
                _texted(phones.get(number, ())),
                {address["kind"]: address for address in addresses.get(number, ()) if address["address1"]},
            )
        )
    return dict(found)


def _of_customers(connection: Connection, table: Any, ids: Sequence[int]) -> dict[int, list[Mapping[str, Any]]]:
    found: defaultdict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for chunk in _chunks(ids):
        statement = select(table).where(table.c.customer_id.in_(chunk)).order_by(table.c.customer_id, table.c.id)
        for row in connection.execute(statement).mappings():
            found[row["customer_id"]].append(dict(row))
    return dict(found)


def _texted(rows: Iterable[Mapping[str, Any]]) -> list[Phone]:
    """The numbers that can take text messages: the primary phone first, then the secondary, then the others."""
    usable = [row for row in rows if row["active"] and not row["is_land_line"] and row["phone_type"] in _TEXTED]
    usable.sort(key=lambda row: (not row["is_primary"], not row["is_secondary"], row["id"]))
    found = ((e164(row["phone"]), row["do_not_call"]) for row in usable)
    return [Phone(number, refused) for number, refused in found if number is not None]


@lru_cache(maxsize=1 << 16)
def e164(written: str) -> str | None:
    """A phone number as networks write it, one without a country being of the United States; None for what is none."""
    import phonenumbers

    try:
        number = phonenumbers.parse(written, "US")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _states(connection: Connection, numbers: Sequence[int]) -> dict[int, State]:
    loans, settings = schema.loans.c, schema.loan_settings.c
    enrols = ("email_enroll", "sms_enroll")
    statuses = read_named(connection, schema.loan_statuses, "id")
    below = read_named(connection, schema.loan_sub_statuses, "id")

    def enrolled(row: Mapping[str, Any] | None) -> dict[str, bool]:
        return {channel: row is None or bool(row[name]) for channel, name in zip((EMAIL, SMS), enrols, strict=True)}

    of_status = {number: enrolled(row) for number, row in statuses.items()}
    of_below = {number: enrolled(row) for number, row in below.items()}
    everything = enrolled(None)
    columns = (
        loans.loan_id,
        loans.loan_archived,
        loans.loan_deleted,
        loans.status_loan_status_id,
        loans.status_loan_sub_status_id,
        settings.settings_agent,
        settings.settings_e_billing,
    )
    found = {}
    for chunk in _chunks(numbers):
        statement = select(*columns).join_from(schema.loans, schema.loan_settings, settings.loan_id == loans.loan_id)
        for row in connection.execute(statement.where(loans.loan_id.in_(chunk))):
            number, sub = row.status_loan_status_id, row.status_loan_sub_status_id
            found[row.loan_id] = State(
                row.loan_archived,
                row.loan_deleted,
                row.settings_e_billing,
                statuses[number]["title"] if number in statuses else "",
                below[sub]["title"] if sub in below else None,
                row.settings_agent,
                of_status.get(number, everything),
                of_below.get(sub, everything) if sub is not None else everything,
            )
    return found
