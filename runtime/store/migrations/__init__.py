"""The schema's history: how a store is brought from any revision to the one this program works with.

Takes a connection inside a transaction, gives the schema of `HEAD`; the caller commits, so an upgrade happens whole or
not at all. Needs no configuration file.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection

if TYPE_CHECKING:
    from alembic.config import Config

# In order, oldest first; a store at a revision that is not here was made by a newer program.
REVISIONS: Final = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011")
HEAD: Final = REVISIONS[-1]


def configuration(connection: Connection) -> Config:
    """Alembic's configuration for these migrations over an open connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Brings the schema up to `revision`."""
    from alembic import command

    command.upgrade(configuration(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Takes the schema back to `revision`; `base` leaves nothing."""
    from alembic import command

    command.downgrade(configuration(connection), revision)
