"""The version that is installed."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed


def version() -> str:
    """The version of cljrules, `(not installed as a package)` where there is none."""
    try:
        return installed("cljrules")
    except PackageNotFoundError:
        return "(not installed as a package)"
