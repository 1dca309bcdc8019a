"""A night with a pack as it is in the editor, by the runtime's own command.

Takes the pack's texts, gives what `cljrules-runtime simulate` tells of one night; writes the texts to a temporary
folder, and changes nothing in the store. Where the command is not installed there is nothing to tell.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from cljrules.lsp.settings import Settings
from cljrules.packs.model import Pack
from cljrules.portfolio.source import open_portfolio
from cljrules.workspace import Snapshot

_COMMAND: Final = "cljrules-runtime"
_SECONDS: Final = 300


def a_night(
    snapshot: Snapshot,
    folder: Path | None,
    address_of: Callable[[str], str],
    given: Mapping[str, Any],
    settings: Settings,
    pack: Pack,
) -> dict[str, Any]:
    """What the runtime says of one night with the pack, beside what is deployed."""
    command = _command()
    address = given.get("store") or settings.store or pack.manifest.store_url
    if command is None or folder is None or not address:
        return {"refused": f"`{_COMMAND}` is not installed" if command is None else "this is no pack with a store"}
    url = address_of(str(address))
    with open_portfolio(url, None) as opened:
        day = given.get("asOf") or settings.as_of or opened.as_of.isoformat()
    with TemporaryDirectory() as name:
        copied = Path(name) / folder.name
        _write(snapshot, folder, copied)
        arguments = ["--store", url, "--today", day, "simulate", str(copied), "--from", day, "--to", day]
        done = subprocess.run(
            [command, *arguments, "--against", "deployed", "--format", "json"],
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        if done.returncode == 2 and "deployed" in done.stderr:
            done = subprocess.run(
                [command, *arguments, "--format", "json"], capture_output=True, text=True, timeout=_SECONDS, check=False
            )
    try:
        told: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return {"refused": done.stderr.strip() or f"`{_COMMAND}` ended with {done.returncode}"}
    return told


def _command() -> str | None:
    beside = Path(sys.executable).with_name(_COMMAND)
    return str(beside) if beside.exists() else shutil.which(_COMMAND)


def _write(snapshot: Snapshot, folder: Path, to: Path) -> None:
    for source in snapshot.pack.files:
        path = Path(source.path)
        # A part of a file stands for itself in the pack; files are written whole.
        if path.is_relative_to(folder) and "\0" not in source.path:
            _put(to / path.relative_to(folder), source.text)
    for source in snapshot.sources:
        path = Path(source.path)
        if path.is_relative_to(folder):
            _put(to / path.relative_to(folder), source.text)


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
