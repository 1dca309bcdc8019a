"""A new account from a document: what the document may say, checked, and the rows it becomes.

Takes JSON-like data, gives rows by table. What is wrong is refused with its place in the document. The figures of the
account are not said by anyone: they follow from its terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from cljrules.stdlib import catalogue
from cljrules.stdlib.catalogue import BindError, Variable, bind
from cljrules.suggest import did_you_mean
from cljrules.values.symbols import from_units
from runtime.ledger.schedule import level_payment
from runtime.ledger.terms import PERIODS_A_YEAR
from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.placement import place, snake
from runtime.store.words import Words

#: Tables whose variables a document may give.
_GIVEN: Final = ("loans", "loan_setup", "loan_settings")
_KEYS: Final = ("external-id", "status", "sub-status", "variables", "portfolios", "customers")
_CUSTOMER: Final = (
    "role",
    "first-name",
    "middle-name",
    "last-name",
    "company-name",
    "email",
    "birth-date",
    "phones",
    "addresses",
)
_PHONE: Final = ("phone", "phone-type", "is-primary")
_ADDRESS: Final = ("kind", "address1", "address2", "city", "state", "zipcode", "country")
_NEEDED: Final = tuple(
    f"setup_{name}" for name in ("loan_amount", "contract_date", "first_payment_date", "loan_term", "interest_rate")
)
_ROLES: Final = ("primary", "secondary", "other", "authorized-user")


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Rows of a new account: columns of its single rows by table, portfolios and sub-portfolios by number, customers
    with their phones and addresses.
    """

    single: Mapping[str, dict[str, Any]]
    portfolios: Sequence[int]
    sub_portfolios: Sequence[int]
    customers: Sequence[Mapping[str, Any]]


def read_account(document: Any, words: Words) -> NewAccount:
    """The account of a document; raises StoreError (`bad-document`) with the place of what is wrong."""
    found = _object(document, "the document", _KEYS)
    single: dict[str, dict[str, Any]] = {table: {} for table in (*_GIVEN, "loan_status")}
    for name, value in _object(found.get("variables", {}), "`variables`", None).items():
        _put(single, name, value)
    single["loans"] |= _status(found, words)
    if found.get("external-id") is not None:
        single["loans"]["external_id"] = str(found["external-id"])
    _complete(single["loan_setup"])
    portfolios, sub_portfolios = _portfolios(found.get("portfolios", []), words)
    customers = [_customer(item, index) for index, item in enumerate(_list(found.get("customers", []), "`customers`"))]
    if sum(customer["role"] == "primary" for customer in customers) != 1:
        raise _wrong("`customers`", "an account has exactly one customer whose role is `primary`")
    return NewAccount(single, portfolios, sub_portfolios, customers)


def _wrong(where: str, why: str, help: str = "docs/operators/accounts.md has a whole example") -> StoreError:
    return StoreError("bad-document", f"{where}: {why}", help)


def _object(value: Any, where: str, keys: Iterable[str] | None) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _wrong(where, "an object is expected")
    for key in value:
        if keys is not None and key not in keys:
            known = list(keys)
            raise _wrong(where, f"there is no `{key}`", did_you_mean(key, known) or f"it takes {', '.join(known)}")
    return value


def _list(value: Any, where: str) -> Sequence[Any]:
    if not isinstance(value, list):
        raise _wrong(where, "a list is expected")
    return value


def _put(single: dict[str, dict[str, Any]], name: str, value: Any) -> None:
    variable = catalogue.load().variables.get(name)
    where = place(variable) if variable is not None else None
    if variable is None or where is None or where.table not in _GIVEN:
        known = [item.name for item in _givable()]
        help = did_you_mean(name, known) or "give terms and settings; figures follow from them"
        raise _wrong("`variables`", f"`{name}` cannot be given", help)
    try:
        bound = bind(variable, value)
    except BindError as error:
        raise _wrong("`variables`", str(error)) from None
    single[where.table][where.column] = from_units(bound) if isinstance(bound, str) else bound


def _givable() -> list[Variable]:
    places = ((variable, place(variable)) for variable in catalogue.load().variables.values())
    return [variable for variable, where in places if where is not None and where.table in _GIVEN]


def _status(found: Mapping[str, Any], words: Words) -> dict[str, Any]:
    title = found.get("status")
    status = words.statuses.get(title or "")
    if status is None:
        known = list(words.statuses)
        raise _wrong(
            "`status`",
            f"there is no status `{title}`",
            did_you_mean(title or "", known) or f"there are {', '.join(known)}",
        )
    row: dict[str, Any] = {"status_loan_status_id": status, "status_loan_sub_status_id": None}
    sub = found.get("sub-status")
    if sub is not None:
        number = words.sub_statuses.get((status, sub))
        if number is None:
            known = [name for parent, name in words.sub_statuses if parent == status]
            raise _wrong("`sub-status`", f"`{title}` has no sub-status `{sub}`", did_you_mean(sub, known) or "")
        row["status_loan_sub_status_id"] = number
    return row


def _complete(setup: dict[str, Any]) -> None:
    """Terms that follow from others: the level payment, and whether they are complete."""
    needed = (
        "setup_loan_amount",
        "setup_contract_date",
        "setup_first_payment_date",
        "setup_loan_term",
        "setup_interest_rate",
    )
    missing = [name for name in needed if setup.get(name) is None]
    if missing:
        names = ", ".join(f"`{name.replace('_', '-')}`" for name in missing)
        raise _wrong("`variables`", f"the terms lack {names}")
    if setup["setup_first_payment_date"] < setup["setup_contract_date"]:
        raise _wrong("`variables`", "the first payment falls due before the contract's date")
    if setup["setup_loan_term"] < 1 or setup["setup_loan_amount"] <= 0:
        raise _wrong("`variables`", "a contract has an amount above zero and at least one payment")
    if setup.get("setup_payment") is None:
        rate = setup["setup_interest_rate"] * PERIODS_A_YEAR.get(setup.get("setup_interest_rate_type", "annually"), 1)
        frequency = setup.get("setup_payment_frequency", "monthly")
        setup["setup_payment"] = level_payment(
            setup["setup_loan_amount"], Decimal(rate), setup["setup_loan_term"], frequency
        )
    setup.setdefault("setup_round_decimals", schema.variable("setup_round_decimals").healthy)
    setup["setup_is_setup_valid"] = True


def _portfolios(titles: Any, words: Words) -> tuple[list[int], list[int]]:
    found: dict[int, None] = {}
    inside: list[int] = []
    for title in _list(titles, "`portfolios`"):
        name, _, sub = str(title).partition("/")
        number = words.portfolios.get(name)
        below = words.sub_portfolios.get((number, sub)) if number is not None and sub else None
        if number is None or (sub and below is None):
            raise _wrong("`portfolios`", f"there is no portfolio `{title}`", did_you_mean(name, words.portfolios) or "")
        found[number] = None
        if below is not None:
            inside.append(below)
    return list(found), inside


def _customer(item: Any, index: int) -> dict[str, Any]:
    where = f"`customers`, number {index + 1}"
    given = _object(item, where, _CUSTOMER)
    if given.get("role") not in _ROLES:
        raise _wrong(where, f"`role` is one of {', '.join(_ROLES)}")
    columns = schema.customers.columns
    row = {snake(name): value for name, value in given.items() if snake(name) in columns}
    phones = [
        {snake(name): value for name, value in _object(phone, f"{where}, `phones`", _PHONE).items()}
        for phone in _list(given.get("phones", []), f"{where}, `phones`")
    ]
    addresses = [
        {
            "kind": "primary",
            **{snake(name): value for name, value in _object(address, f"{where}, `addresses`", _ADDRESS).items()},
        }
        for address in _list(given.get("addresses", []), f"{where}, `addresses`")
    ]
    return {"role": given["role"], "row": row, "phones": phones, "addresses": addresses}
