"""A piece of evidence about one comparator."""

from __future__ import annotations

from typing import NamedTuple


class Clue(NamedTuple):
    """What speaks for a comparator being reversed (`weight` above 0) or for it being right (below 0), in words.

    Weights add up as the logarithms of odds do: 1 is a hint, 2 is enough by itself, 4 outweighs most else.
    """

    kind: str
    weight: float
    text: str
