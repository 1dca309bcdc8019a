"""Data kept between runs in the user's cache folder.

Takes data made from a text and gives it back to the next run, as JSON under the hash of the text, so that what takes
long to make is made once. Decimals stay exact. A kept file counts only when it is the user's own and nobody else can
write it; whenever anything is wrong with it, the data is made again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any


def kept(name: str, text: bytes, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The data `make` gives for `text`: texts, numbers without binary fractions, booleans, lists and tables with texts
    as keys.
    """
    path = _path(name, hashlib.sha256(text).hexdigest())
    found = _take(path) if path is not None else None
    if found is not None:
        return found
    data = make()
    if path is not None:
        _keep(path, data)
    return data


def _path(name: str, digest: str) -> Path | None:
    folder = os.environ.get("XDG_CACHE_HOME")
    try:
        root = Path(folder) if folder else Path.home() / ".cache"
    except RuntimeError:
        return None
    return root / "cljrules" / f"{name}-{digest}.json"


def _take(path: Path) -> dict[str, Any] | None:
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if status.st_mode & 0o022 or (hasattr(os, "getuid") and status.st_uid != os.getuid()):
                return None
            data = json.loads(file.read(), parse_float=Decimal)
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) else None


def _keep(path: Path, data: dict[str, Any]) -> None:
    """Put the data there in one step; a folder that cannot be written is no trouble."""
    import tempfile

    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(_json(data))
            Path(name).replace(path)
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
