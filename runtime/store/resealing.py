"""Secrets of a whole store: under which keys they lie, and all of them put under the current one.

Takes a connection, gives counts. Must never leave a store half turned: the caller's transaction holds all of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Column, Connection, MetaData, Table, Update, bindparam, select, update

from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.secrets import Fingerprint, Sealed, Secret, keyring

_BATCH = 1000


def secret_columns(metadata: MetaData) -> Iterator[tuple[Table, Column[Sealed]]]:
    """Every column of secrets."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Secret):
                yield table, column


def count_keys(connection: Connection, metadata: MetaData = schema.METADATA) -> Counter[str]:
    """How many secrets lie under the key of which name."""
    counts: Counter[str] = Counter()
    for _, column in secret_columns(metadata):
        rows = connection.execute(select(column).where(column.is_not(None)).execution_options(yield_per=_BATCH))
        counts.update(sealed.token.split(".")[1] if "." in sealed.token else "?" for (sealed,) in rows)
    return counts


def turn_keys(connection: Connection, metadata: MetaData = schema.METADATA) -> int:
    """Seals every secret that lies under an older key anew under the current one; how many that were.

    StoreError where one cannot be read: then none is changed, as the caller's transaction is undone.
    """
    ring = keyring()
    turned = 0
    for table, column in secret_columns(metadata):
        keys = list(table.primary_key.columns)
        found = connection.execute(select(*keys, column).where(column.is_not(None))).all()
        stale = [row for row in found if row[-1].token.split(".")[1:2] != [ring.current]]
        statement, digested = _update(table, column)
        for start in range(0, len(stale), _BATCH):
            rows = []
            for row in stale[start : start + _BATCH]:
                plain = row[-1].reveal()
                token = Sealed(ring.seal(row[-1].place, plain), row[-1].place)
                found_by = {f"key_{number}": value for number, value in enumerate(row[:-1])}
                rows.append({**found_by, "sealed": token, **({"plain": plain} if digested else {})})
            connection.execute(statement, rows)
        turned += len(stale)
    return turned


def _update(table: Table, column: Column[Sealed]) -> tuple[Update, bool]:
    """The statement that puts a secret and its digests anew, and whether there are digests."""
    place = f"{table.name}.{column.name}"
    if not isinstance(column.type, Secret) or column.type.place != place:
        raise StoreError("bad-schema", f"the secrets of `{place}` name another place", "report this as a fault")
    digests = {
        other.name: bindparam("plain", type_=other.type)
        for other in table.columns
        if isinstance(other.type, Fingerprint) and other.type.of == place
    }
    statement = update(table).values({column.name: bindparam("sealed", type_=column.type), **digests})
    for number, key in enumerate(table.primary_key.columns):
        statement = statement.where(key == bindparam(f"key_{number}", type_=key.type))
    return statement, bool(digests)
