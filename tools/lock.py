"""Write the lock files from pyproject.toml.

Takes pyproject.toml, gives `requirements.lock` (what running needs) and `requirements-dev.lock` (and what developing
needs), for every platform and Python from 3.11. Never writes hashes, index addresses or machine paths.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EXTRAS = {
    "requirements.lock": ("runtime", "document", "lsp", "prove", "repl", "build"),
    "requirements-dev.lock": (
        *("runtime", "document", "lsp", "prove", "repl", "build"),
        *("postgres", "scale", "service", "sftp", "dev"),
    ),
}
HEADER = "# Made by `make lock` from pyproject.toml; for Python 3.11 and newer.\n"


def lock(name: str, extras: tuple[str, ...]) -> None:
    """Resolve the project with `extras` and write the pins to `name`."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--quiet", "--universal"]
    command += ["--python-version", "3.11", "--no-header", "--no-emit-index-url", "--no-emit-find-links", "--upgrade"]
    for extra in extras:
        command += ["--extra", extra]
    pins = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    Path(name).write_text(HEADER + pins, encoding="utf-8")


def main() -> None:
    """Write every lock file."""
    for name, extras in EXTRAS.items():
        lock(name, extras)


if __name__ == "__main__":
    main()
