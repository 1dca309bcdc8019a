"""Which names an extension's namespace can have."""

from __future__ import annotations

import re
from typing import Final

from cljrules.stdlib.catalogue import Catalogue

EXTENSION_SUFFIXES: Final = (".hy", ".py")

_NAME: Final = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)*")


def name_fault(ns: str, catalogue: Catalogue) -> str | None:
    """Why a namespace cannot have this name, None where it can."""
    if not _NAME.fullmatch(ns):
        return "a name has lower-case letters, digits and `-`, and begins with a letter"
    if ns == "user" or ns == "clojure" or ns.startswith("clojure."):
        return "the language uses it itself"
    if ns in {name.split("/")[0] for name in catalogue.actions if "/" in name}:
        return f"actions begin with `{ns}/`"
    from cljrules.stdlib.library import standard_library

    library = standard_library()
    return "the library has it already" if ns in library.functions or ns in library.macros else None


def is_extension_name(ns: str, catalogue: Catalogue) -> bool:
    """Whether a namespace can have this name."""
    return name_fault(ns, catalogue) is None
