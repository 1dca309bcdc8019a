"""What a file really is: told by its content, never by its name, and refused when the two do not agree.

Takes bytes and a name, gives the media type. Raises StoreError for a kind that is not taken, for a name that could lead
anywhere, and for an archive that would grow beyond reason when it is opened.
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
from typing import Final

from runtime.store.errors import StoreError

#: Kinds that are taken, with the endings their names may have.
TYPES: Final[dict[str, tuple[str, ...]]] = {
    "application/pdf": ("pdf",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/tiff": ("tif", "tiff"),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "image/heic": ("heic",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
    "text/plain": ("txt",),
    "text/csv": ("csv",),
}
_OFFICE: Final = {
    "docx": ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
_MOST_ENTRIES: Final = 5_000
_MOST_UNPACKED: Final = 200_000_000
_MOST_GROWTH: Final = 200


def _refused(why: str, help: str) -> StoreError:
    return StoreError("bad-document", why, help)


def checked_name(name: str) -> str:
    """A file's name that leads nowhere: no folder, no hidden file, nothing that cannot be seen. Raises StoreError."""
    name = unicodedata.normalize("NFC", name)
    if not name.strip(" .") or len(name) > 150 or len(name.encode()) > 200:
        raise _refused("the file has no usable name", "give it a name of at most 150 characters")
    if any(character in '/\\:*?"<>|' or unicodedata.category(character)[0] == "C" for character in name):
        raise _refused(f"`{_plain(name)}` is no name of a file", "give the name alone, without folders or marks")
    if name.startswith((".", "-")) or name.endswith((".", " ")) or ".." in name:
        raise _refused(f"`{_plain(name)}` is no name of a file", "begin it with a letter or digit")
    return name


def _plain(text: str) -> str:
    return "".join(character if character.isprintable() else "�" for character in text)[:80]


def media_type(name: str, content: bytes) -> str:
    """What the content is. Raises StoreError where that is not taken, or the name says otherwise."""
    if not content:
        raise _refused("the file is empty", "give another one")
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    found = _told_by_content(ending, content)
    listed = ", ".join(sorted({known for endings in TYPES.values() for known in endings}))
    if found is None or found not in TYPES:
        raise _refused(f"`{_plain(name)}` is of a kind that is not kept", f"files may be {listed}")
    if ending not in TYPES[found]:
        raise _refused(
            f"`{_plain(name)}` says it is one thing and is another: its content is {found}",
            f"name it with the ending `.{TYPES[found][0]}`, if that is what it is",
        )
    return found


def _told_by_content(ending: str, content: bytes) -> str | None:
    import filetype

    if content[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return _office(ending, content)
    guess = filetype.guess(content)
    if guess is not None:
        return str(guess.mime)
    if _is_text(content):
        return "text/csv" if ending == "csv" else "text/plain"
    return None


def _is_text(content: bytes) -> bool:
    """Text in UTF-8 that a person can read, and no page that a browser would run."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if any(unicodedata.category(character) == "Cc" and character not in "\t\r\n\f" for character in text):
        return False
    start = text[:2000].lstrip().lower()
    return not start.startswith(("<!doctype", "<html", "<svg", "<script", "<?xml", "#!", "%!ps"))


def _office(ending: str, content: bytes) -> str | None:
    """A document of an office suite; None for any other archive. Raises StoreError for one that is a trap."""
    if ending not in _OFFICE:
        return None
    part, kind = _OFFICE[ending]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        return None
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > _MOST_ENTRIES or unpacked > max(1_000_000, min(_MOST_UNPACKED, _MOST_GROWTH * len(content))):
        raise _refused("the document would grow beyond reason when it is opened", "save it anew, or as PDF")
    names = {entry.filename for entry in entries}
    if any(name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") for name in names):
        raise _refused("the document holds files that lead out of it", "save it anew, or as PDF")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _refused("the document holds macros", "save it without them, or as PDF")
    return kind if {"[Content_Types].xml", part} <= names else None
