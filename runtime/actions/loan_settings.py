"""Loan Settings: `loan/set`.

Which variable an option writes, and so which column, is the catalogue's; here is what an option means. Nothing is
changed before every option is known to be possible.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from cljrules.packs.model import Amount, DateSpec
from cljrules.stdlib import catalogue
from cljrules.stdlib.catalogue import Option
from runtime.actions.account import Account, NotApplied
from runtime.actions.ledger import write_reporting
from runtime.actions.portfolios import change_portfolios
from runtime.actions.scene import Definition, Options, Scene
from runtime.ledger.interest import cents
from runtime.store.placement import Place, place, snake

_STATUS: Final = ("loan_status", "loan_sub_status")
_PORTFOLIOS: Final = (
    "clear_portfolios",
    "remove_portfolios",
    "remove_sub_portfolios",
    "add_portfolios",
    "add_sub_portfolios",
)


@cache
def _options() -> dict[str, Option]:
    return {snake(name): option for name, option in catalogue.load().actions["loan/set"].options.items()}


@cache
def column_of(action: str, option: str) -> Place:
    """The column an option (in snake case) writes: that of the first of its variables that has one."""
    known = catalogue.load()
    writes = {snake(name): item for name, item in known.actions[action].options.items()}[option].writes or ()
    places = (place(known.variables[name]) for name in writes)
    found = next((where for where in places if where is not None), None)
    if found is None:
        raise LookupError(f"option `{option}` of `{action}` writes no column")
    return found


def apply(account: Account, options: Options, scene: Scene) -> None:
    """Set the options given; raises NotApplied where one of them cannot be."""
    settings = {name: value for name, value in options.items() if name not in (*_STATUS, *_PORTFOLIOS, "custom_fields")}
    columns = [(column_of("loan/set", name), _stored(name, value, scene)) for name, value in settings.items()]
    status = _status_wanted(account, options, scene)
    fields = _fields_wanted(options, scene)
    portfolios = change_portfolios(account, options, scene.words)

    first = len(account.changes)
    for where, value in columns:
        account.set(where.table, where.column, value)
    if account.changes[first:]:
        write_reporting(account)
        changes = [
            {"option": change.field, "old-value": change.before, "new-value": change.after}
            for change in account.changes[first:]
        ]
        account.raise_event("loan-settings-updated", changes=changes)
    _set_status(account, status, scene)
    portfolios()
    for number, text in fields.items():
        set_custom_value(account, "loan_custom_values", "loan-settings", number, text)


def _stored(name: str, value: Any, scene: Scene) -> Any:
    option = _options()[name]
    if value is None:
        return None
    if isinstance(value, DateSpec):
        return scene.day(value)
    if option.values_from == "vocabulary.source-companies":
        number = scene.words.source_companies.get(value)
        if number is None:
            raise NotApplied(f"the store knows no source company `{value}`")
        return number
    if option.type == "enum":
        kind, _, enumeration = (option.values_from or "").partition(".")
        if kind == "enumerations":
            choices = catalogue.load().enumerations[enumeration].values
            stored = next((choice.stored for choice in choices if choice.code == value), None)
            return value if stored is None else stored
    if option.type == "money":
        return cents(Decimal(value))
    if option.type == "percent":
        return Decimal(value)
    return value


def _status_wanted(account: Account, options: Options, scene: Scene) -> tuple[int, int | None] | None:
    if not any(name in options for name in _STATUS):
        return None
    words = scene.words
    status = account.get("loans", "status_loan_status_id")
    sub_status = account.get("loans", "status_loan_sub_status_id")
    if options.get("loan_status") is not None:
        title = options["loan_status"]
        if title not in words.statuses:
            raise NotApplied(f"the store knows no status `{title}`")
        status = words.statuses[title]
    if "loan_sub_status" not in options:
        kept = words.sub_status_title(sub_status)
        return status, None if kept is None else words.sub_statuses.get((status, kept))
    wanted = options["loan_sub_status"]
    if wanted is None:
        return status, None
    number = words.sub_statuses.get((status, wanted))
    if number is None:
        raise NotApplied(f"`{wanted}` is not a sub-status of `{words.status_title(status)}`")
    return status, number


def _set_status(account: Account, wanted: tuple[int, int | None] | None, scene: Scene) -> None:
    before = (account.get("loans", "status_loan_status_id"), account.get("loans", "status_loan_sub_status_id"))
    if wanted is None or wanted == before:
        return
    words = scene.words
    account.set("loans", "status_loan_status_id", wanted[0])
    account.set("loans", "status_loan_sub_status_id", wanted[1])
    titles = [(words.status_title(status), words.sub_status_title(sub)) for status, sub in (before, wanted)]
    account.note("loans", "status", *(" / ".join(filter(None, pair)) for pair in titles))
    account.raise_event(
        "loan-status-changed",
        from_status=titles[0][0],
        from_sub_status=titles[0][1],
        to_status=titles[1][0],
        to_sub_status=titles[1][1],
    )


def _fields_wanted(options: Options, scene: Scene) -> dict[int, str | None]:
    wanted = {int(number): field_text(value, scene) for number, value in (options.get("custom_fields") or {}).items()}
    missing = [number for number in wanted if number not in scene.words.custom_fields]
    if missing:
        raise NotApplied(f"the store has no loan-settings custom field {missing[0]}")
    return wanted


def field_text(value: Any, scene: Scene) -> str | None:
    """A custom field's value as the text it is kept as; None clears it."""
    match value:
        case None:
            return None
        case bool():
            return "1" if value else "0"
        case DateSpec():
            return scene.day(value)
        case Amount():
            return str(scene.dollars(value))
    return str(value)


def set_custom_value(account: Account, table: str, entity: str, number: int, text: str | None, **owner: Any) -> None:
    """Set or clear (None) a custom field's value in `table`; `owner` tells the row's owner where it is not the loan."""
    row = next((row for row in account.rows(table) if row["field_id"] == number), None)
    before = row["value"] if row else None
    if before == text:
        return
    if row is not None:
        account.remove(table, row, ("field_id",))
    if text is not None:
        account.insert(table, field_id=number, value=text, **owner)
    account.note(table, str(number), before, text)
    account.raise_event("custom-field-changed", field_id=number, entity=entity, old_value=before, new_value=text)


DEFINITIONS: Final[MappingProxyType[str, Definition]] = MappingProxyType({"loan/set": Definition(apply)})
