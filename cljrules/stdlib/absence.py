"""Names of Clojure that are not part of the rule language, each with the reason."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path


class Absence(Mapping[str, str]):
    """Reasons by full name; the file that holds them is read at the first look, which only a mistake takes."""

    @cached_property
    def _reasons(self) -> dict[str, str]:
        held = tomllib.loads(Path(__file__).with_name("absent.toml").read_text("utf-8"))
        return {_full(name): reason["why"] for reason in held["reason"] for name in reason["names"]}

    def __getitem__(self, name: str) -> str:
        return self._reasons[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._reasons)

    def __len__(self) -> int:
        return len(self._reasons)


def _full(name: str) -> str:
    return name if "/" in name else f"clojure.core/{name}"
