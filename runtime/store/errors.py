"""What can go wrong with a store, in the words of the person who runs it: what happened, and what to do.

Takes the driver's exceptions, gives `StoreError`. Must never hide an error it does not know: those stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError, StatementError


class StoreError(Exception):
    """A store that cannot be used as asked. `kind` is stable and in kebab case; `help` says what to do about it."""

    def __init__(self, kind: str, message: str, help: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.help = help


# What SQLite and PostgreSQL say, the kind it is, what to tell, what to do; the first that occurs in the text counts.
_KNOWN: tuple[tuple[str, str, str, str], ...] = (
    (
        "database is locked",
        "locked",
        "the store `{store}` is locked by another program",
        "wait until the other run has finished, or stop it, and run the command again; nothing was changed",
    ),
    (
        "database table is locked",
        "locked",
        "the store `{store}` is locked by another program",
        "wait until the other run has finished, or stop it, and run the command again; nothing was changed",
    ),
    (
        "readonly database",
        "read-only",
        "the store `{store}` cannot be written to",
        "make the file and its directory writable for this user, or open a copy of it",
    ),
    (
        "file is not a database",
        "not-a-store",
        "`{store}` is not a database",
        "give the path of a store made by `cljrules-runtime init`",
    ),
    (
        "disk image is malformed",
        "damaged",
        "the store `{store}` is damaged",
        "restore it from a backup; `sqlite3 FILE .recover` may save part of it",
    ),
    (
        "disk is full",
        "disk-full",
        "there is no room left to write to the store `{store}`",
        "free some space and run the command again; the change that did not fit was not made",
    ),
    (
        "no space left on device",
        "disk-full",
        "there is no room left to write to the store `{store}`",
        "free some space and run the command again; the change that did not fit was not made",
    ),
    (
        "deadlock detected",
        "busy",
        "another program changed the same rows of the store `{store}` at the same moment",
        "run the command again; the change under way was not made",
    ),
    (
        "lock timeout",
        "busy",
        "another program holds an account of the store `{store}` at this moment",
        "wait until its transaction ends, and run the command again; nothing was changed",
    ),
    (
        "idle-in-transaction timeout",
        "unreachable",
        "the database server of `{store}` ended a transaction that this program had left waiting",
        "run the command again; what was not confirmed was undone",
    ),
    (
        "unable to open database file",
        "unreachable",
        "the store `{store}` cannot be opened",
        "check that its directory exists and that this user may read and write it",
    ),
    (
        "disk I/O error",
        "unreachable",
        "the store `{store}` cannot be read from or written to",
        "check the disk it lies on; the change under way was not made",
    ),
    (
        "connection refused",
        "unreachable",
        "no database server answers at `{store}`",
        "check host and port, and that the server is running",
    ),
    (
        "no such file or directory",
        "unreachable",
        "no database server answers at `{store}`",
        "check host and port, and that the server is running",
    ),
    (
        "the database system is",
        "unreachable",
        "the database server of `{store}` is starting, stopping or recovering",
        "run the command again when it is up; what it had not confirmed was not done",
    ),
    (
        "authentication failed",
        "unreachable",
        "the database server of `{store}` refuses the user or password",
        "check the user, and the password in the environment or the password file",
    ),
    (
        "does not exist",
        "unreachable",
        "the database of `{store}` does not exist",
        "create the database first, then run `cljrules-runtime init`",
    ),
)


def translate(error: DBAPIError, store: str) -> StoreError | None:
    """The store's own error for the driver's, None where it is not one of the store as a whole."""
    if isinstance(error, (IntegrityError, ProgrammingError, DataError)):
        return None
    if error.connection_invalidated:
        why = f"the database server of `{store}` broke the connection off"
        return StoreError("unreachable", why, "run the command again when it is up; what was not confirmed was undone")
    said = str(error.orig).lower()
    for text, kind, message, advice in _KNOWN:
        if text.lower() in said:
            return StoreError(kind, message.format(store=store), advice)
    return None


@contextmanager
def translating(store: str) -> Iterator[None]:
    """Raises `StoreError` for what the driver raises within, where the cause is known."""
    try:
        yield
    except DBAPIError as error:
        known = translate(error, store)
        if known is None:
            raise
        raise known from error
    except StatementError as error:
        # What a column's type refuses, such as a secret without its key, comes wrapped.
        if isinstance(error.orig, StoreError):
            raise error.orig from None
        raise
