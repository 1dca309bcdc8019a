"""TOML files, parsed once per machine.

Takes a file, gives its data (decimals exact). The data is kept as JSON in the user's cache folder under the hash of the
text, because reading TOML takes as long as everything else at a program's start. A kept file counts only when it is the
user's own and nobody else can write it; whenever anything is wrong with it, the TOML file itself is read.
"""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any


def read_toml(path: Path) -> dict[str, Any]:
    """The data of a TOML file whose values are texts, whole numbers, decimals, booleans, lists and tables."""
    text = path.read_bytes()
    kept = _kept_path(path.stem, hashlib.sha256(text).hexdigest())
    found = _take(kept) if kept is not None else None
    if found is not None:
        return found
    data = tomllib.loads(text.decode("utf-8"), parse_float=Decimal)
    if kept is not None:
        _keep(kept, data)
    return data


def _kept_path(name: str, digest: str) -> Path | None:
    folder = os.environ.get("XDG_CACHE_HOME")
    try:
        root = Path(folder) if folder else Path.home() / ".cache"
    except RuntimeError:
        return None
    return root / "cljrules" / f"{name}-{digest}.json"


def _take(kept: Path) -> dict[str, Any] | None:
    try:
        with kept.open("rb") as file:
            status = os.fstat(file.fileno())
            if status.st_mode & 0o022 or (hasattr(os, "getuid") and status.st_uid != os.getuid()):
                return None
            data = json.loads(file.read(), parse_float=Decimal)
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) else None


def _keep(kept: Path, data: dict[str, Any]) -> None:
    """Put the data there in one step; a folder that cannot be written is no trouble."""
    import tempfile

    try:
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{kept.name}.", dir=kept.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(_json(data))
            Path(name).replace(kept)
        except OSError:
            Path(name).unlink(missing_ok=True)
    except OSError:
        return


def _json(value: Any) -> str:
    """JSON with decimals as numbers in their own digits."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return f"{{{','.join(f'{json.dumps(key)}:{_json(item)}' for key, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{','.join(map(_json, value))}]"
    return json.dumps(value)
