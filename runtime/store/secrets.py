"""Secrets at rest: identification numbers, account tokens, passwords.

Takes text, gives text that says nothing without the key: AES-256 in Galois/counter mode under a nonce of its own, bound
to the place it belongs to, so that a value moved to another column cannot be read there. Keys come from the environment
(`CLJRULES_KEY`) or a file (`CLJRULES_KEY_FILE`): the first one writes, all of them read. Must never show a secret
unless asked by `reveal`: its text, its repr and its JSON are masked.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Dialect, String, Text, TypeDecorator

from runtime.store.errors import StoreError

KEY: Final = "CLJRULES_KEY"
KEY_FILE: Final = "CLJRULES_KEY_FILE"

_FORMAT: Final = "s1"
_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
# What is shown of a secret nobody can read here, and of one of which nothing may be shown: its length says nothing.
_HIDDEN: Final = "********"
_GIVE_KEY: Final = (
    f"set {KEY} to the store's key, or {KEY_FILE} to the file that holds it; `cljrules-runtime key make` makes one"
)


@dataclass(frozen=True)
class Keyring:
    """The keys at hand, the one that writes first. Never printed."""

    keys: tuple[bytes, ...] = field(repr=False)

    @property
    def current(self) -> str:
        """The name of the key that writes; it gives nothing of the key away."""
        return key_name(self.keys[0])

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all keys, the current one first."""
        return tuple(key_name(key) for key in self.keys)

    def seal(self, place: str, plain: str) -> str:
        """The text to store for `plain` at `place` (`table.column`)."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(_NONCE_BYTES)
        box = AESGCM(self.keys[0]).encrypt(nonce, plain.encode(), place.encode())
        return f"{_FORMAT}.{self.current}.{urlsafe_b64encode(nonce + box).decode()}"

    def unseal(self, place: str, token: str) -> str:
        """What was sealed at `place`; StoreError without its key, or where the text was changed or moved there."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        name, box = _parts(place, token)
        for key in self.keys:
            if key_name(key) == name:
                try:
                    return AESGCM(key).decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], place.encode()).decode()
                except (InvalidTag, ValueError):
                    raise _damaged(place) from None
        raise StoreError(
            "wrong-key",
            f"the secret in `{place}` was sealed with the key `{name}`, which is not at hand (there is "
            f"{', '.join(f'`{known}`' for known in self.names)})",
            f"give that key too, after the current one: {KEY} takes several, {KEY_FILE} one a line",
        )

    def fingerprint(self, place: str, plain: str) -> str:
        """A digest under the current key: equal for equal texts at a place, and no way back without the key."""
        key = hmac.digest(self.keys[0], b"cljrules fingerprint", "sha256")
        return hmac.new(key, f"{place}\0{plain}".encode(), "sha256").hexdigest()[:32]


def key_name(key: bytes) -> str:
    """What a key is called where it may be seen."""
    return hashlib.sha256(b"cljrules key name" + key).hexdigest()[:8]


def make_key() -> str:
    """A new key, as it is written in the environment or a file."""
    return urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def read_keys(text: str, origin: str) -> Keyring:
    """The keys in a text, apart by blanks, commas or lines; a line that begins with # is a remark. StoreError."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    words = [word for line in lines for word in line.replace(",", " ").split()]
    if not words:
        raise StoreError("no-key", f"{origin} holds no key", _GIVE_KEY)
    return Keyring(tuple(dict.fromkeys(_key(word, origin) for word in words)))


def keyring() -> Keyring:
    """The keys of this process; StoreError where there is none or what is given is none."""
    told, path = os.environ.get(KEY, ""), os.environ.get(KEY_FILE, "")
    if told.strip():
        return _told(told)
    if not path:
        raise StoreError("no-key", "the store holds secrets, and there is no key to read or write them", _GIVE_KEY)
    try:
        stamp = Path(path).stat()
        return _filed(path, stamp.st_mtime_ns, stamp.st_size)
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not text"
        raise StoreError("no-key", f"the key file `{path}` cannot be read: {why}", _GIVE_KEY) from None


@lru_cache(maxsize=4)
def _told(text: str) -> Keyring:
    return read_keys(text, f"the environment variable {KEY}")


@lru_cache(maxsize=4)
def _filed(path: str, changed: int, size: int) -> Keyring:
    return read_keys(Path(path).read_text(encoding="utf-8"), f"the key file `{path}`")


def _key(word: str, origin: str) -> bytes:
    key = _decoded(word) or b""
    if len(key) != _KEY_BYTES:
        # The word is not repeated: it may be a key with a slip in it.
        why = f"{origin} holds something that is no key: {len(word)} characters that are not 32 bytes in base64"
        raise StoreError("bad-key", why, "make one with `cljrules-runtime key make`")
    return key


def _parts(place: str, token: str) -> tuple[str, bytes]:
    pieces = token.split(".")
    if len(pieces) != 3 or pieces[0] != _FORMAT:
        raise _damaged(place)
    box = _decoded(pieces[2])
    if box is None or len(box) <= _NONCE_BYTES:
        raise _damaged(place)
    return pieces[1], box


def _decoded(text: str) -> bytes | None:
    """The bytes of a text in base64; None where it is not the one text that stands for them."""
    try:
        found = urlsafe_b64decode(text.encode("ascii"))
    except (NotBase64, ValueError):
        return None
    return found if urlsafe_b64encode(found).decode() == text else None


def _damaged(place: str) -> StoreError:
    why = f"a secret in `{place}` was changed outside the program, or moved there from another place"
    return StoreError("damaged-secret", why, "restore the row from a backup, or enter the value again")


def masked(plain: str, last: int = 4) -> str:
    """`plain` with its letters and digits as `*` but the `last` ones; nothing is left of one under twice as long."""
    kept = sum(character.isalnum() for character in plain)
    if not last or kept < 2 * last:
        return _HIDDEN
    out = []
    for character in plain:
        shows = not character.isalnum() or kept <= last
        kept -= character.isalnum()
        out.append(character if shows else "*")
    return "".join(out)


@dataclass(frozen=True, eq=False)
class Sealed:
    """A secret as it lies in the store. Printing it shows its mask; `reveal` gives the secret itself."""

    token: str
    place: str
    last: int = 4

    def reveal(self) -> str:
        """The secret; StoreError without its key. Whoever calls this answers for where it goes."""
        return keyring().unseal(self.place, self.token)

    @property
    def masked(self) -> str:
        """The secret's mask, such as `***-**-6789`; `********` where it cannot be read."""
        try:
            return masked(self.reveal(), self.last)
        except StoreError:
            return _HIDDEN

    def fingerprint(self) -> str:
        """A digest under the current key by which equal secrets are found; StoreError without the keys."""
        return keyring().fingerprint(self.place, self.reveal())

    def holds(self, plain: str) -> bool:
        """Whether this is the secret `plain`; StoreError without the key."""
        return hmac.compare_digest(self.reveal().encode(), plain.encode())

    def canonical(self) -> str:
        """The secret in an export that tells equal ones from different ones and gives none away."""
        return f"{self.masked} {self.fingerprint()}"

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"Sealed({self.masked!r})"

    def __format__(self, spec: str) -> str:
        return format(self.masked, spec)


class Secret(TypeDecorator[Any]):
    """A column of secrets: takes a text or a `Sealed`, gives a `Sealed`.

    `place` is the column's full name, `table.column`; `last` is how many letters and digits its mask may show.
    """

    impl = Text
    cache_ok = True

    def __init__(self, place: str, last: int = 4) -> None:
        super().__init__()
        self.place = place
        self.last = last

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The text to store; TypeError for what is neither text nor sealed."""
        if value is None:
            return None
        if isinstance(value, Sealed):
            return value.token if value.place == self.place else keyring().seal(self.place, value.reveal())
        if isinstance(value, str):
            return keyring().seal(self.place, value)
        raise TypeError(f"a secret is text, not {type(value).__name__}")

    def process_result_value(self, value: Any, dialect: Dialect) -> Sealed | None:
        """The secret, still sealed."""
        return None if value is None else Sealed(value, self.place, self.last)


class Digest(str):
    """A fingerprint as it lies in the store, apart from a text whose fingerprint is meant."""


class Fingerprint(TypeDecorator[Any]):
    """A column to find secrets by: takes the secret's text, stores its digest; `of` is the secret's full column name.

    Compare it with a text: `table.c.ssn_fingerprint == "123-45-6789"`. Turning the key makes every digest anew.
    """

    impl = String(32)
    cache_ok = True

    def __init__(self, of: str) -> None:
        super().__init__()
        self.of = of

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The digest under the current key; one that comes from the store stays as it is."""
        if isinstance(value, Sealed):
            return value.fingerprint()
        if isinstance(value, Digest):
            return str(value)
        return None if value is None else keyring().fingerprint(self.of, value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Digest | None:
        """The digest."""
        return None if value is None else Digest(value)
