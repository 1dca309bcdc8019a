"""Where batches of letters are handed over: a directory, or a folder of an SFTP server.

A batch appears whole or not at all: its files are written under another name first. Putting the same batch twice leaves
one; a batch of the same name with other content is never overwritten.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote, urlsplit

from runtime.settings import MailHouse
from runtime.store.errors import StoreError

if TYPE_CHECKING:
    import asyncssh

#: The file that says what is in a batch; it is compared to tell whether a batch is the same.
MANIFEST = "manifest.json"


class Place(Protocol):
    """Somewhere to hand batches over."""

    def put(self, name: str, files: Mapping[str, bytes]) -> None:
        """Hand a batch over. Raises StoreError, and the batch is not there then, or was before."""


class Directory:
    """A directory of this machine, or one that is mounted here."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def put(self, name: str, files: Mapping[str, bytes]) -> None:
        """Hand a batch over as a folder of the directory."""
        target, part = self._path / name, self._path / f".{name}.{secrets.token_hex(4)}.part"
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            if target.exists():
                _same(name, (target / MANIFEST).read_bytes(), files[MANIFEST])
                return
            part.mkdir()
            for file, content in files.items():
                _write(part / file, content)
            _sync(part)
            try:
                part.rename(target)
            except OSError:
                if not target.exists():
                    raise
                _same(name, (target / MANIFEST).read_bytes(), files[MANIFEST])
            _sync(self._path)
        except OSError as error:
            why = f"the letters cannot be written to `{self._path}`: {(error.strerror or str(error)).lower()}"
            raise StoreError(
                "bad-file", why, "check `directory` in `[mail_house]`, and the space and rights there"
            ) from None
        finally:
            shutil.rmtree(part, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _same(name: str, there: bytes, wanted: bytes) -> None:
    if there != wanted:
        why = f"there is another batch `{name}` already"
        raise StoreError("refused", why, "move it away, and hand over again")


class Sftp:
    """A folder of an SFTP server, whose key must be known."""

    def __init__(self, settings: MailHouse) -> None:
        """Raises StoreError where the extra `sftp` is not installed, or a key or password is not to be had."""
        try:
            import asyncssh
        except ModuleNotFoundError:
            help = "install cljrules with its extra `sftp`: pip install 'cljrules[sftp]'"
            raise StoreError("not-installed", "letters cannot be handed over by SFTP here", help) from None
        where = urlsplit(settings.sftp)
        self._folder = unquote(where.path) or "."
        self._name = f"{where.hostname}:{where.port or 22}"
        self._seconds = settings.timeout_seconds
        keys = None
        if settings.sftp_key is not None:
            try:
                keys = [asyncssh.import_private_key(settings.sftp_key.reveal())]
            except asyncssh.KeyImportError:
                help = "put an OpenSSH private key without a passphrase there"
                raise StoreError("bad-settings", f"{settings.sftp_key.source} holds no private key", help) from None
        self._options = {
            "host": where.hostname or "",
            "port": where.port or 22,
            "username": unquote(where.username or ""),
            "password": settings.sftp_password.reveal() if settings.sftp_password is not None else None,
            "client_keys": keys,
            "known_hosts": str(settings.known_hosts),
            "agent_path": None,
            "config": None,
            "connect_timeout": settings.timeout_seconds,
        }

    def put(self, name: str, files: Mapping[str, bytes]) -> None:
        """Hand a batch over as a folder of the server's folder."""
        import asyncssh

        try:
            asyncio.run(asyncio.wait_for(self._put(name, files), 4 * self._seconds))
        except asyncssh.HostKeyNotVerifiable:
            why, help = (
                f"`{self._name}` has another key than the one that is known",
                "check `known_hosts` in `[mail_house]`",
            )
        except asyncssh.PermissionDenied:
            why = f"`{self._name}` refuses the user, key or password"
            help = "check them in `[mail_house]`"
        except asyncssh.SFTPError as error:
            why = f"the letters cannot be written to `{self._folder}` on `{self._name}`: {error.reason.lower()}"
            help = "check that the folder exists, and the space and rights there"
        except (OSError, asyncssh.Error, TimeoutError) as error:
            why = f"`{self._name}` cannot be reached ({type(error).__name__})"
            help = "check `sftp` in `[mail_house]`, and hand over again; the letters wait"
        else:
            return
        raise StoreError("unreachable", why, help)

    async def _put(self, name: str, files: Mapping[str, bytes]) -> None:
        import asyncssh

        async with asyncssh.connect(**self._options) as connection, connection.start_sftp_client() as client:
            target, part = f"{self._folder}/{name}", f"{self._folder}/.{name}.{secrets.token_hex(4)}.part"
            if await self._there(client, name, target, files):
                return
            await client.mkdir(part)
            try:
                for file, content in files.items():
                    async with client.open(f"{part}/{file}", "wb") as out:
                        await out.write(content)
                try:
                    await client.rename(part, target)
                except asyncssh.SFTPError:
                    if not await self._there(client, name, target, files):
                        raise
            finally:
                with suppress(asyncssh.SFTPError):
                    await client.rmtree(part, ignore_errors=True)

    async def _there(self, client: asyncssh.SFTPClient, name: str, target: str, files: Mapping[str, bytes]) -> bool:
        if not await client.exists(target):
            return False
        async with client.open(f"{target}/{MANIFEST}", "rb") as file:
            there = await file.read()
            _same(name, there if isinstance(there, bytes) else there.encode(), files[MANIFEST])
        return True


def place_of(settings: MailHouse) -> Place:
    """Where the settings say that letters are handed over. Raises StoreError where they say nothing."""
    if settings.sftp:
        return Sftp(settings)
    if settings.directory is not None:
        return Directory(settings.directory)
    help = "give `[mail_house]` in `runtime.toml` a `directory`, or `sftp`"
    raise StoreError("bad-settings", "nothing says where letters are handed over", help)
