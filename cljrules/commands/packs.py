"""The pack that a command is about: read, or refused with its findings."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from cljrules.diagnostics import Severity
from cljrules.packs import Pack, load
from cljrules.packs.model import Top
from cljrules.render import render_text, wants_colour
from cljrules.suggest import did_you_mean


class PackRefused(Exception):
    """A pack that cannot be used; its findings were shown. `code` is the command's exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def usable_pack(path: str) -> Pack:
    """The pack at a path. Raises PackRefused, with the errors shown on standard error, where it has some."""
    loaded = load(Path(path))
    errors = [
        finding
        for finding in loaded.diagnostics
        if finding.severity is Severity.ERROR and (finding.code != "example-fails" or loaded.pack is None)
    ]
    if errors:
        click.echo(render_text(errors, colour=wants_colour(sys.stderr)), err=True, color=True)
    if loaded.pack is None:
        raise PackRefused(2)
    if errors:
        raise PackRefused(1)
    return loaded.pack


def chosen(pack: Pack, name: str | None) -> Sequence[Top]:
    """The forms of a pack, or the one of a name; raises click.UsageError where there is none."""
    if name is None:
        return pack.tops
    found = [top for top in pack.tops if top.name == name]
    if not found:
        meant = did_you_mean(name, [top.name for top in pack.tops])
        raise click.UsageError(f"there is no rule `{name}` in `{pack.name}`" + (f"; {meant}" if meant else ""))
    return found
