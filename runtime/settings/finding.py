"""Where `runtime.toml` is looked for, and reading the one that is found."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from runtime.settings.reading import read_settings
from runtime.settings.sections import RuntimeSettings
from runtime.store.errors import StoreError
from runtime.store.kept import kept

FILE_NAME: Final = "runtime.toml"
VARIABLE: Final = "CLJRULES_CONFIG"
#: Settings are small; whatever is larger is some other file.
_LARGEST: Final = 1_000_000
_NAMED: ContextVar[str | None] = ContextVar("settings", default=None)


def find_settings(
    named: str | None = None, store_url: str | None = None, environment: Mapping[str, str] = os.environ
) -> Path | None:
    """The file of settings: the one that is named, that of `CLJRULES_CONFIG`, the one in this folder, or the one beside
    the store's file; None where there is none.
    """
    chosen = named or environment.get(VARIABLE)
    if chosen:
        return Path(chosen)
    here = Path(FILE_NAME)
    if here.is_file():
        return here
    folder = _folder(store_url)
    return folder / FILE_NAME if folder is not None and (folder / FILE_NAME).is_file() else None


def _folder(store_url: str | None) -> Path | None:
    """The folder of an SQLite store."""
    if not store_url:
        return None
    scheme, found, rest = store_url.partition("://")
    if not found:
        return Path(store_url).parent
    if not scheme.startswith("sqlite") or not rest.startswith("/"):
        return None
    return Path(rest[1:].split("?", 1)[0]).parent


def load_settings(
    named: str | None = None, store_url: str | None = None, environment: Mapping[str, str] = os.environ
) -> RuntimeSettings:
    """The settings found for a store, all defaults where there is no file. Raises StoreError."""
    path = find_settings(named, store_url, environment)
    if path is None:
        return RuntimeSettings()
    try:
        if path.stat().st_size > _LARGEST:
            raise StoreError("bad-settings", f"`{path}` is too large for a file of settings", "give the right file")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = (error.strerror or str(error)).lower() if isinstance(error, OSError) else "it is not UTF-8 text"
        help = f"check the path, given by `--config`, `{VARIABLE}` or its place"
        raise StoreError("bad-settings", f"the settings `{path}` cannot be read: {why}", help) from None
    return read_settings(RuntimeSettings, text, path, environment)


@contextmanager
def naming(path: str | None) -> Iterator[None]:
    """The time in which `settings_of` takes a file that a person named."""
    token = _NAMED.set(path)
    try:
        yield
    finally:
        _NAMED.reset(token)


def settings_of(connection: Connection) -> RuntimeSettings:
    """The settings that go with a store, read anew only where the file changed. Raises StoreError."""
    url = connection.engine.url
    store = url.database if url.get_backend_name() == "sqlite" else None
    named = _NAMED.get()
    path = find_settings(named, store)
    try:
        stamp = path.stat().st_mtime_ns if path is not None else 0
    except OSError:
        stamp = 0
    return kept(connection, "settings", (path, stamp), lambda: load_settings(named, store))
