"""`export`: the books of a store as text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from runtime.store.errors import StoreError
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
        target = Path(path)
        part = target.with_name(f"{target.name}.part")
        try:
            count = 0
            with part.open("w", encoding="utf-8", newline="\n") as file:
                for line in lines:
                    file.write(f"{line}\n")
                    count += 1
            part.replace(target)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise StoreError("bad-file", f"`{path}` cannot be written: {error.strerror}", "name another file") from None
    click.echo(f"wrote {count:,} facts to {path}")
    return 0
