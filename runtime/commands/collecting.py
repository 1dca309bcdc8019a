"""How often Python looks for cycles of objects while a command works on many accounts."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_NEW_OBJECTS: Final = 200_000


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for cycles seldom: a batch's rows live together and go together, and have none."""
    before = gc.get_threshold()
    gc.set_threshold(_NEW_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
