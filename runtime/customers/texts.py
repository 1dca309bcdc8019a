"""Texts people type: what a name, an e-mail address, a line of text or a web address may be made of.

Takes text, gives it in one form (Unicode NFC, blanks single, none at the ends), or raises StoreError. Must never let
through what a reader cannot see or what would turn the text around it about: control characters, bidirectional
overrides, zero-width characters other than joiners, lone surrogates.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib.parse import urlsplit

from runtime.store.errors import StoreError

LONGEST: Final = 200
_JOINERS: Final = frozenset("\u200c\u200d")
_EMAIL: Final = re.compile(
    r"(?P<local>[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*)"
    r"@(?P<domain>(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)
_NAME_MARKS: Final = frozenset(" '’ʼ-‐.,·`")
_ALIKE: Final = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")


def wrong(what: str, why: str, help: str) -> StoreError:
    """The error about a value that cannot be taken; `what` is the field as the user writes it."""
    return StoreError("bad-customer", f"`{what}` {why}", help)


def line(what: str, value: str, longest: int = LONGEST) -> str:
    """One line of text. Raises StoreError."""
    return _checked(what, " ".join(unicodedata.normalize("NFC", _seen(what, value, "")).split()), longest)


def paragraphs(what: str, value: str, longest: int = 20_000) -> str:
    """Text of any number of lines. Raises StoreError."""
    text = unicodedata.normalize("NFC", _seen(what, value.replace("\r\n", "\n").replace("\r", "\n"), "\n\t"))
    return _checked(what, text.strip(), longest)


def _checked(what: str, text: str, longest: int) -> str:
    if len(text) > longest:
        raise wrong(what, f"is {len(text):,} characters long", f"write at most {longest:,}")
    return text


def _seen(what: str, value: str, allowed: str) -> str:
    """The text, when every character of it can be seen or is a blank. Raises StoreError."""
    for character in value:
        category = unicodedata.category(character)
        hidden = category in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") and character not in allowed
        if hidden or (category == "Cf" and character not in _JOINERS):
            raise wrong(
                what,
                f"holds the character U+{ord(character):04X}, which cannot be seen",
                "type the text anew without it",
            )
    return value


def company_name(what: str, value: str) -> str:
    """A company's name. Raises StoreError."""
    name = line(what, value)
    if any(character in "<>" for character in name):
        raise wrong(what, "holds markup", "write the name as it is spoken, without `<` and `>`")
    return name


def person_name(what: str, value: str) -> str:
    """Part of a person's name: words of letters, each in one script. Raises StoreError."""
    name = line(what, value)
    for character in name:
        if not (unicodedata.category(character)[0] in "LM" or character in _NAME_MARKS or character in _JOINERS):
            raise wrong(
                what, f"holds `{character}`, which is no part of a name", "write letters, blanks, apostrophes, hyphens"
            )
    if name and not any(unicodedata.category(character)[0] == "L" for character in name):
        raise wrong(what, "has no letter", "write the name")
    for word in name.split():
        scripts = {script for character in word if (script := _script(character))}
        if len(scripts) > 1:
            raise wrong(
                what,
                f"mixes letters of {' and '.join(sorted(script.capitalize() for script in scripts))} in `{word}`",
                "letters that look alike are not the same: type the word in one script",
            )
    return name


def _script(character: str) -> str | None:
    """The script of a letter, of those with letters that look alike."""
    name = unicodedata.name(character, "")
    return next((script for script in _ALIKE if name.startswith(f"{script} ")), None)


def case_last_name(name: str) -> str:
    """A last name as names are kept: a capital letter, and small ones after it (seed 003: General information).

    A first letter that has no single capital stays as it is.
    """
    lower = unicodedata.normalize("NFC", name.lower())
    first = lower[:1].title()
    return unicodedata.normalize("NFC", (first if len(first) == 1 else lower[:1]) + lower[1:])


def email(what: str, value: str) -> str:
    """An e-mail address in small letters, as no mail system tells them apart. Raises StoreError."""
    text = line(what, value, 254)
    match = _EMAIL.fullmatch(text)
    if match is None or len(match["local"]) > 64:
        raise wrong(what, f"cannot be the address `{text}`", "write it as name@example.com, in plain letters")
    return text.lower()


def web_address(what: str, value: str) -> str:
    """The address of a page on the web. Raises StoreError."""
    text = line(what, value, 2000)
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        sound = False
    if not sound or any(character in " <>\"'`\\" for character in text):
        raise wrong(what, f"cannot be the address `{text}`", "write it as https://example.com/name")
    return text


def folded(text: str) -> str:
    """A text as it is compared: without accents, case, punctuation and the differences of letters that look alike."""
    from anyascii import anyascii

    plain = re.sub(r"['’ʼ`]", "", anyascii(unicodedata.normalize("NFKC", text)).upper())
    return " ".join(re.sub(r"[^A-Z0-9]+", " ", plain).split())
