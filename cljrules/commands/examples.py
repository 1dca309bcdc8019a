"""The examples in the commands' help."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path


@cache
def _all() -> dict[str, list[str]]:
    return tomllib.loads(Path(__file__).with_name("examples.toml").read_text(encoding="utf-8"))


def examples_of(command: str) -> Sequence[str]:
    """The example command lines of a command (`cljrules` for the whole)."""
    return _all()[command]
