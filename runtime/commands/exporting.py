"""`export`: the books of a store as text."""

from __future__ import annotations

from datetime import date

import click

from runtime.commands.output import writing
from runtime.store.export import canonical_lines
from runtime.store.open import open_store


def export(url: str, today: date | None, path: str) -> int:
    """Write every business fact to a file (`-`: standard output), whole or not at all."""
    with open_store(url, today=today) as store, store.read() as connection:
        lines = canonical_lines(connection)
        if path == "-":
            for line in lines:
                click.echo(line)
            return 0
        count = 0
        with writing(path) as file:
            for line in lines:
                file.write(f"{line}\n")
                count += 1
    click.echo(f"wrote {count:,} facts to {path}")
    return 0
