"""What is worked out once from what the store holds, and kept while its connection to the database lives.

Takes a connection, what the thing is made of and how to make it; gives the thing, made anew only where what it is made
of has changed. Never keeps more than the latest of a kind.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

T = TypeVar("T")


def kept(connection: Connection, kind: str, made_of: object, make: Callable[[], T]) -> T:
    """What `make` gives, or gave before on this connection for the same `kind` and an equal `made_of`."""
    known = connection.info.setdefault(__name__, {})
    held = known.get(kind)
    if held is None or held[0] != made_of:
        held = known[kind] = (made_of, make())
    found: T = held[1]
    return found
