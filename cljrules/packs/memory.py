"""What was worked out about forms before, for a pack that is looked at again and again.

`once` gives what was made for the same key before, or makes it. Keys name objects by identity: a form that is the same
object has the same text. `Memory` remembers nothing, as one look at a pack needs; `Kept` remembers from one look to the
next. What belongs to a text has a `home`, the text's path, and is forgotten with it; what belongs to several is
forgotten by the first look that does not ask for it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from typing import Any, Final, TypeVar

_T = TypeVar("_T")

# Things kept at one home, as other definitions come and go; beyond that it is cleared.
_MOST: Final = 64


class Memory:
    """Remembers nothing."""

    def once(self, key: Hashable, about: object, make: Callable[[], _T], home: str | None = None) -> _T:
        """What `make` gives. The key may name `about`, and what is reached from it, by `id`."""
        return make()


class Kept(Memory):
    """Remembers what is asked for again and again."""

    def __init__(self) -> None:
        self._homes: dict[str, dict[Hashable, tuple[object, Any]]] = {}
        self._last: dict[Hashable, tuple[object, Any]] = {}
        self._now: dict[Hashable, tuple[object, Any]] = {}

    def once(self, key: Hashable, about: object, make: Callable[[], _T], home: str | None = None) -> _T:
        """What was made for the key, else what `make` gives; `about` is kept alive as long, so that its id stays its
        own."""
        if home is None:
            found = self._now.get(key) or self._last.get(key)
            kept = self._now
        else:
            kept = self._homes.setdefault(home, {})
            found = kept.get(key)
        if found is None:
            if len(kept) >= _MOST and home is not None:
                kept.clear()
            found = (about, make())
        kept[key] = found
        made: _T = found[1]
        return made

    def end(self, homes: Collection[str]) -> None:
        """Say that a look at the pack is over, and which homes there still are."""
        self._last, self._now = self._now, {}
        if len(self._homes) > 2 * len(homes) + _MOST:
            self._homes = {home: kept for home, kept in self._homes.items() if home in homes}
