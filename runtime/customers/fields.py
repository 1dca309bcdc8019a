"""What may be said of a customer and of what belongs to one: field by field, by the name people write.

Takes values as documents and command lines give them, gives columns with the values the store keeps. Raises StoreError
that names the field. An empty text stands for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeAlias

from cljrules.stdlib import catalogue
from cljrules.suggest import did_you_mean
from runtime.customers import texts
from runtime.customers.phones import phone_number
from runtime.customers.texts import wrong
from runtime.store.errors import StoreError


@dataclass(frozen=True, slots=True)
class Scope:
    """What reading a value may depend on: the business date, the tenant's words by list, and the home of phones."""

    today: date
    words: Mapping[str, tuple[str, ...]]
    country: str = "usa"


Reader: TypeAlias = Callable[[str, Any, Scope], Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A field: the name people write, its column, how its value is read, and whether it may be empty."""

    name: str
    column: str
    read: Reader
    needed: bool = False


def _text(read: Callable[[str, str], Any]) -> Reader:
    def reader(what: str, value: Any, scope: Scope) -> Any:
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise wrong(what, "is a text", 'write it in double quotes, as "text"')
        return read(what, str(value))

    return reader


def _flag(what: str, value: Any, scope: Scope) -> bool:
    known = {"true": True, "yes": True, "false": False, "no": False}
    found = known.get(value.lower()) if isinstance(value, str) else value
    if not isinstance(found, bool):
        raise wrong(what, "is either true or false", "write `true` or `false`")
    return found


def day_text(what: str, value: Any) -> str:
    """A calendar day as YYYY-MM-DD. Raises StoreError."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        day = None
    if not isinstance(day, date) or (isinstance(value, str) and day.isoformat() != value):
        raise wrong(what, "is no day", "write it as YYYY-MM-DD, such as 1988-03-09")
    return day.isoformat()


def _day(what: str, value: Any, scope: Scope) -> str:
    return day_text(what, value)


def past_day(what: str, value: Any, today: date) -> str:
    """A day that is not after `today`. Raises StoreError."""
    day = day_text(what, value)
    if not "1875-01-01" <= day <= today.isoformat():
        raise wrong(what, f"cannot be {day}", "write a day of the past, not before 1875")
    return day


def _past_day(what: str, value: Any, scope: Scope) -> str:
    return past_day(what, value, scope.today)


def _dollars(what: str, value: Any, scope: Scope) -> Decimal:
    try:
        amount = Decimal(str(value).replace(",", "").removeprefix("$"))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount < 10**9 or amount != round(amount, 2) or isinstance(value, bool):
        raise wrong(what, "is no amount in dollars and cents", "write it as 3900.00")
    return round(amount, 2)


def _enumerated(enumeration: str, *more: str) -> Reader:
    def reader(what: str, value: Any, scope: Scope) -> str:
        known = (*catalogue.load().enumerations[enumeration].codes, *more)
        return _one_of(what, value, known)

    return reader


def _word(*known: str) -> Reader:
    return lambda what, value, scope: _one_of(what, value, known)


def _tenant_word(name: str) -> Reader:
    return lambda what, value, scope: _one_of(what, value, scope.words[name])


def _one_of(what: str, value: Any, known: Iterable[str]) -> str:
    if isinstance(value, str) and value in known:
        return value
    listed = ", ".join(known)
    nearest = did_you_mean(value, list(known)) if isinstance(value, str) else None
    raise wrong(what, f"cannot be `{value}`", nearest or f"it is one of {listed}")


def _phone(what: str, value: Any, scope: Scope) -> str:
    if not isinstance(value, str):
        raise wrong(what, "is a text", "write the number in double quotes")
    return phone_number(what, value, scope.country)


def _month(what: str, value: Any, scope: Scope) -> str:
    day = day_text(what, f"{value}-01") if isinstance(value, str) and len(value) == 7 else None
    if day is None:
        raise wrong(what, "is no month", "write it as YYYY-MM, such as 2028-05")
    return day[:7]


_LINE = _text(texts.line)
_PERSON = _text(texts.person_name)
_COMPANY = _text(texts.company_name)

_ADDRESS: Final = (
    Field("address1", "address1", _LINE),
    Field("address2", "address2", _LINE),
    Field("city", "city", _LINE),
    Field("state", "state", _LINE),
    Field("zipcode", "zipcode", _LINE),
    Field("country", "country", _word("usa", "can"), needed=True),
)

#: Fields by what they are fields of.
FIELDS: Final[Mapping[str, tuple[Field, ...]]] = {
    "customer": (
        Field("external-id", "external_id", _LINE),
        Field("customer-type", "customer_type", _enumerated("customer-type"), needed=True),
        Field("status", "status", _tenant_word("statuses"), needed=True),
        Field("first-name", "first_name", _PERSON),
        Field("middle-name", "middle_name", _PERSON),
        Field("last-name", "last_name", _PERSON),
        Field("keep-last-name-case", "keep_last_name_case", _flag, needed=True),
        Field("generation-code", "generation_code", _enumerated("generation-code")),
        Field("company-name", "company_name", _COMPANY),
        Field("contact-name", "contact_name", _PERSON),
        Field("email", "email", _text(texts.email)),
        Field("birth-date", "birth_date", _past_day),
        Field("gender", "gender", _word("male", "female", "other", "unknown")),
        Field("sells-personal-information", "sells_personal_information", _flag, needed=True),
        Field("credit-limit", "credit_limit", _dollars),
        Field("username", "access_username", _LINE),
    ),
    "phone": (
        Field("phone", "phone", _phone, needed=True),
        Field("type", "phone_type", _enumerated("phone-type"), needed=True),
        Field("primary", "is_primary", _flag, needed=True),
        Field("secondary", "is_secondary", _flag, needed=True),
        Field("do-not-call", "do_not_call", _flag, needed=True),
        Field("active", "active", _flag, needed=True),
    ),
    "address": _ADDRESS,
    "employer": (
        Field("company-name", "company_name", _COMPANY, needed=True),
        Field("title", "title", _LINE),
        Field("phone", "phone", _phone),
        Field("income", "income", _dollars),
        Field("income-frequency", "income_frequency", _enumerated("income-frequency")),
        Field("hire-date", "hire_date", _past_day),
        Field("next-pay-date", "next_pay_date", _day),
        Field("pay-date-frequency", "pay_date_frequency", _enumerated("pay-date-frequency")),
    ),
    "reference": (
        Field("name", "name", _PERSON, needed=True),
        Field("relation", "relation", _enumerated("reference-relation")),
        Field("primary-phone", "primary_phone", _phone),
        Field("secondary-phone", "secondary_phone", _phone),
        *_ADDRESS,
    ),
    "social-profile": (
        Field("type", "profile_type", _LINE, needed=True),
        Field("profile-id", "profile_id", _LINE),
        Field("username", "username", _LINE),
        Field("url", "url", _text(texts.web_address)),
        Field("photo-url", "photo_url", _text(texts.web_address)),
    ),
    "payment-profile": (
        Field("title", "title", _LINE, needed=True),
        Field("type", "type", _enumerated("payment-account-type"), needed=True),
        Field("token", "token", _LINE, needed=True),
        Field("last4", "masked_number", _LINE),
        Field("account-type", "account_type", _enumerated("bank-account-type")),
        Field("card-type", "card_type", _enumerated("card-type")),
        Field("card-expiration", "card_expiration", _month),
        Field("bank-name", "bank_name", _COMPANY),
        Field("holder-name", "holder_name", _COMPANY),
        Field("primary", "is_primary", _flag, needed=True),
        Field("secondary", "is_secondary", _flag, needed=True),
        Field("verified", "verified", _flag, needed=True),
        Field("active", "active", _flag, needed=True),
    ),
    "identification": (
        Field("kind", "kind", _LINE, needed=True),
        Field("number", "number", _LINE, needed=True),
        Field("issuer", "issuer", _LINE),
        Field("expires-on", "expires_on", _day),
    ),
    "access": (
        Field("email", "email_access", _flag, needed=True),
        Field("sms", "sms_access", _flag, needed=True),
        Field("web", "web_access", _flag, needed=True),
    ),
}


def read_fields(kind: str, given: Any, scope: Scope) -> dict[str, Any]:
    """Columns of what is given of a thing of this kind, and only of that. Raises StoreError."""
    if not isinstance(given, Mapping):
        raise wrong(kind, "is an object", "write its fields between { and }")
    known = {field.name: field for field in FIELDS[kind]}
    found: dict[str, Any] = {}
    for name, value in given.items():
        field = known.get(name)
        if field is None:
            help = did_you_mean(str(name), list(known)) or f"there are {', '.join(known)}"
            raise StoreError("bad-customer", f"a {kind.replace('-', ' ')} has no field `{name}`", help)
        read = None if value is None or value == "" else field.read(name, value, scope)
        if read is None or read == "":
            if field.needed:
                raise wrong(name, "cannot be empty", "write its value")
            read = None
        found[field.column] = read
    return found


def require(kind: str, row: Mapping[str, Any], *columns: str) -> None:
    """Refuse a thing that lacks one of these columns. Raises StoreError."""
    names = {field.column: field.name for field in FIELDS[kind]}
    missing = [names[column] for column in columns if not row.get(column)]
    if missing:
        raise wrong(missing[0], "is missing", f"a {kind.replace('-', ' ')} needs {', '.join(missing)}")


def shown_fields(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row by the names people write, without what must not be shown."""
    return {
        field.name: row[field.column]
        for field in FIELDS[kind]
        if field.column in row and field.column not in ("token", "number")
    }


def pairs(words: Iterable[str]) -> dict[str, str]:
    """Fields from words FIELD=VALUE. Raises StoreError."""
    found: dict[str, str] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name:
            raise StoreError("bad-customer", f"`{word}` is not FIELD=VALUE", "write it as in status=Active")
        found[name] = value
    return found
