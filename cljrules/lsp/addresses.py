"""Documents' addresses and paths of files.

Takes `file:` addresses as editors write them and gives paths, and the reverse; an address of another scheme, such as
`untitled:`, stands for itself.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit
from urllib.request import url2pathname

from cljrules.packs.manifest import MANIFEST_NAME, RULES_SUFFIX

_DRIVE = re.compile(r"/[A-Za-z]:")


def path_of(uri: str) -> str:
    """The path of a document: a file's, or the address itself where it is no file."""
    parts = urlsplit(uri)
    if parts.scheme != "file":
        return uri
    path = unquote(parts.path)
    if parts.netloc:
        return url2pathname(f"//{parts.netloc}{path}")
    return path[1:] if _DRIVE.match(path) else path


def uri_of(path: str) -> str:
    """The address of a path; what is no absolute path is an address already."""
    if path.startswith("/"):
        return f"file://{quote(path)}"
    if re.match(r"[A-Za-z]:[\\/]", path):
        return f"file:///{quote(path.replace(chr(92), '/'))}"
    return path


def same_document(uri: str, other: str) -> bool:
    """Whether two addresses name one document, however their characters are escaped."""
    return uri == other or path_of(uri) == path_of(other)


def is_manifest(path: str) -> bool:
    """Whether a path is that of a pack's manifest."""
    return Path(path).name == MANIFEST_NAME


def is_rules(path: str, language: str = "") -> bool:
    """Whether a document holds rules: by its name, or because the editor says so."""
    return path.endswith(RULES_SUFFIX) or language == "cljrules" or (path.endswith(".clj") and language == "clojure")
