"""`cljrules doc`: what a variable, action, enumeration, base, event, function or finding is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from cljrules.lookup.describing import describe, lines, names, overview
from cljrules.lookup.functions import describe_function
from cljrules.packs.criteria import function_names
from cljrules.packs.extensions import extension_functions
from cljrules.packs.manifest import MANIFEST_NAME
from cljrules.stdlib.catalogue import load
from cljrules.suggest import suggest


def run(name: str | None, format: str, pack: str | None = None) -> int:
    """Print what a name stands for, or an overview; exit code 1 when nothing has the name. Functions of extensions are
    those of the pack in the folder `pack`, or in the one where the command runs.
    """
    catalogue = load()
    if name is None:
        _print(overview(catalogue), format)
        return 0
    found = describe(name.removeprefix(":"), catalogue)
    extensions: Mapping[str, Mapping[str, Any]] = {}
    if found is None and (pack is not None or Path(MANIFEST_NAME).exists()):
        extensions = extension_functions(Path(pack or "."))
        found = describe_function(name, extensions)
    if found is None:
        near = suggest(name.removeprefix(":"), [*names(catalogue), *function_names(extensions)], limit=3)
        click.echo(f"error: there is nothing named `{name}`", err=True)
        if near:
            click.echo("  = help: did you mean " + " or ".join(f"`{item}`" for item in near) + "?", err=True)
        return 1
    _print(found, format)
    return 0


def _print(data: dict[str, Any], format: str) -> None:
    if format == "json":
        click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=_plain))
    else:
        click.echo("\n".join(lines(data)))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)
