"""TOML files, parsed once per machine.

Takes a file, gives its data (decimals exact). The data is kept between runs, because reading TOML takes as long as
everything else at a program's start.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from cljrules.kept import kept


def read_toml(path: Path) -> dict[str, Any]:
    """The data of a TOML file whose values are texts, whole numbers, decimals, booleans, lists and tables."""
    text = path.read_bytes()
    return kept(path.stem, text, lambda: tomllib.loads(text.decode("utf-8"), parse_float=Decimal))
