"""`key`: the keys under which a store's secrets lie."""

from __future__ import annotations

import os
from pathlib import Path

import click

from runtime.commands.options import Group, Settings, formatted, is_json


@click.group(cls=Group)
def key() -> None:
    """The keys under which secrets lie in the store."""


@key.command("make")
@click.option("--file", "path", metavar="FILE", help="Write it to this file, for CLJRULES_KEY_FILE, not to the screen.")
@click.option("--add", is_flag=True, help="Put it before the keys the file already holds: it is the one that writes.")
def make(path: str | None, add: bool) -> int:
    """Make a key."""
    from runtime.store.secrets import key_name, make_key, read_keys

    made = make_key()
    if path is None:
        if add:
            raise click.UsageError("`--add` goes with `--file`")
        click.echo(made)
        return 0
    _write_key(Path(path), made, add)
    click.echo(f"wrote the key `{key_name(read_keys(made, 'it').keys[0])}` to {path}")
    return 0


@key.command("status")
@formatted
@click.pass_obj
def status(settings: Settings, format_: str | None) -> int:
    """Count the secrets under each key, and tell which keys are at hand; 1 where one is missing."""
    from runtime.commands.output import console, print_json, table
    from runtime.store.errors import StoreError
    from runtime.store.open import open_store
    from runtime.store.resealing import count_keys
    from runtime.store.secrets import keyring

    with open_store(settings.url, today=settings.today) as store, store.read() as connection:
        counts = count_keys(connection)
    try:
        at_hand = keyring().names
    except StoreError as error:
        if error.kind != "no-key":
            raise
        at_hand = ()
    rows = [
        {"key": name, "secrets": counts[name], "at_hand": name in at_hand, "current": at_hand[:1] == (name,)}
        for name in (*at_hand, *sorted(set(counts) - set(at_hand)))
    ]
    if is_json(settings, format_):
        print_json({"keys": rows})
    elif not rows:
        click.echo("there are no keys at hand, and the store holds no secrets")
    else:
        columns = ["key", ("secrets", "right"), "at hand", "writes"]
        console().print(table(None, columns, [tuple(row.values()) for row in rows]))
    return 1 if set(counts) - set(at_hand) else 0


@key.command("rotate")
@formatted
@click.pass_obj
def rotate(settings: Settings, format_: str | None) -> int:
    """Seal every secret anew under the first key at hand; afterwards the others can be dropped."""
    from runtime.commands.output import print_json
    from runtime.store.open import open_store
    from runtime.store.resealing import turn_keys
    from runtime.store.secrets import keyring

    current = keyring().current
    with open_store(settings.url, today=settings.today) as store, store.begin() as connection:
        turned = turn_keys(connection)
    if is_json(settings, format_):
        print_json({"key": current, "sealed_anew": turned})
    else:
        click.echo(f"sealed {turned:,} secrets anew; all lie under the key `{current}` now")
    return 0


def _write_key(path: Path, made: str, add: bool) -> None:
    """Writes the key so that nobody else can read it, and never over another; StoreError."""
    from runtime.store.errors import StoreError

    try:
        before = path.read_text(encoding="utf-8") if add and path.exists() else ""
        target = path.with_name(f"{path.name}.part") if before else path
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{made}\n{before}")
        if before:
            target.replace(path)
    except FileExistsError as error:
        help = "name another file, or put the new key before those it holds with `--add`"
        raise StoreError("holds-data", f"there is a file `{error.filename}` already", help) from None
    except OSError as error:
        raise StoreError("bad-file", f"`{path}` cannot be written: {error.strerror}", "name another file") from None
