"""What an account's entities become in the store, one row each, checked before the database sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from sqlalchemy import BigInteger, Connection, String, Table, insert

from runtime.store import schema
from runtime.store.importers.api.fields import Entity, shapes
from runtime.store.importers.api.report import Report
from runtime.store.importers.api.titles import Titles

_VALUES: Final = {
    "settings": (schema.loan_custom_values, "loan_id"),
    "customer": (schema.customer_custom_values, "customer_id"),
    "collateral": (schema.collateral_custom_values, "collateral_id"),
}


def complete(name: str, row: Mapping[str, Any], path: str, report: Report) -> bool:
    """Whether a row of an entity can be written; what it lacks, or what does not fit, goes into the report."""
    table = schema.METADATA.tables[shapes()[name].table]
    fields = {column: field for field, (column, _) in shapes()[name].columns.items()}
    found = True
    for column in table.columns:
        value = row.get(column.name)
        field = fields.get(column.name)
        where = f"{path}.{field}" if field else path
        if value is None:
            numbered = column.primary_key and not column.foreign_keys and isinstance(column.type, BigInteger)
            if not column.nullable and column.server_default is None and not numbered:
                found = False
                if not any(problem.path.startswith(f"{path}.") for problem in report.problems):
                    report.wrong(where, "there must be a value", f"give `{field or column.name}`")
        elif isinstance(column.type, String) and isinstance(value, str):
            found = _check_text(column, value, where, report) and found
    return found


def _check_text(column: Any, value: str, where: str, report: Report) -> bool:
    words = column.info.get("words", ())
    if words and value not in words:
        report.wrong(where, f"`{value}` is none of its words", f"write one of {', '.join(words)}")
    elif column.type.length is not None and len(value) > column.type.length:
        report.wrong(where, f"it has {len(value):,} characters", f"at most {column.type.length:,} fit")
    else:
        return True
    return False


def add_custom_values(
    connection: Connection, titles: Titles, entity: str, owner: int, values: Iterable[tuple[str, Entity]]
) -> None:
    """Write the custom field values of an account, a customer or collateral; the last one of a field counts."""
    table, column = _VALUES[entity]
    rows: dict[int, Any] = {}
    for path, item in values:
        number = titles.custom_field(entity, item, path)
        told = item.get("customFieldValue")
        if number is not None and told is not None:
            rows[number] = str(told)[:4000]
    if rows:
        made = [{column: owner, "field_id": number, "value": text} for number, text in rows.items()]
        connection.execute(insert(table), made)


@cache
def table_of(name: str) -> Table:
    """The table an entity's rows lie in."""
    return schema.METADATA.tables[shapes()[name].table]
