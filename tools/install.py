"""Make `.venv` ready: packages from a lock file, then this project in editable form.

    python tools/install.py run|dev

Takes `requirements.lock` (run) or `requirements-dev.lock` (dev), run from the project's folder. Gives a virtual
environment whose stamp says what was installed; while the stamp holds, nothing is done and the network is not touched.
Never removes a virtual environment that works, and never writes outside `.venv`.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import venv
from pathlib import Path

VENV = Path(".venv")
STAMP = VENV / ".installed.json"
LOCKS = {"run": Path("requirements.lock"), "dev": Path("requirements-dev.lock")}
COVERED_BY = {"run": ("run", "dev"), "dev": ("dev",)}
NO_ENSUREPIP = "this Python makes no virtual environments with pip; on Debian and Ubuntu: apt-get install python3-venv"


class SetupError(Exception):
    """Set-up cannot go on; the text says why and what to do."""


def venv_python() -> Path:
    """The interpreter inside the virtual environment."""
    return VENV / "bin" / "python"


def answers(command: list[str]) -> bool:
    """Whether a command runs and succeeds."""
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0
    except OSError:
        return False


def run(command: list[str], otherwise: str) -> None:
    """Run a command whose output the user sees; raise SetupError with `otherwise` when it fails."""
    if subprocess.run(command, stdin=subprocess.DEVNULL).returncode != 0:
        raise SetupError(otherwise)


def make_venv() -> None:
    """Create the virtual environment, or keep the one that is there when it works."""
    python = str(venv_python())
    if answers([python, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]):
        return
    if answers([python, "-c", ""]):
        raise SetupError("`.venv` was made by a Python older than 3.11; `make clean` removes it, then try again")
    if VENV.exists() and not (VENV / "pyvenv.cfg").exists() and any(VENV.iterdir()):
        raise SetupError("`.venv` is there but is not a virtual environment; move it away, then try again")
    print("making the virtual environment .venv", flush=True)
    venv.create(VENV, clear=True, symlinks=True)


def pip_command() -> list[str]:
    """How to call pip for the virtual environment: its own, or else the pip of the Python that runs this."""
    python = str(venv_python())
    own = [python, "-m", "pip"]
    if answers([*own, "--version"]):
        return own
    if answers([python, "-m", "ensurepip", "--default-pip"]):
        return own
    if answers([sys.executable, "-m", "pip", "--python", python, "--version"]):
        return [sys.executable, "-m", "pip", "--python", python]
    raise SetupError(NO_ENSUREPIP)


def digest(*parts: str) -> str:
    """A short fingerprint of texts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def read_stamp() -> dict[str, str]:
    """What the last set-up installed; empty when there was none."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def install(kind: str) -> None:
    """Bring `.venv` to what the lock file of `kind` says; raises SetupError."""
    locks = {name: digest(path.read_text(encoding="utf-8")) for name, path in LOCKS.items()}
    project = digest(Path("pyproject.toml").read_text(encoding="utf-8"), str(Path.cwd()))
    make_venv()
    stamp = read_stamp()
    if not any(stamp.get(name) == locks[name] for name in COVERED_BY[kind]):
        print(f"installing the packages of {LOCKS[kind]} into .venv (once)", flush=True)
        run(
            [*pip_command(), "install", "-qq", "--no-deps", "--requirement", str(LOCKS[kind])],
            "the packages could not be installed; the first set-up needs a package index (network), later ones do not",
        )
        stamp[kind] = locks[kind]
    elif stamp.get("project") == project:
        return
    run(
        [*pip_command(), "install", "-qq", "--no-index", "--no-deps", "--no-build-isolation", "--editable", "."],
        "the project itself could not be installed into .venv",
    )
    stamp["project"] = project
    STAMP.write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")


def compile_modules() -> None:
    """Keep the project's modules compiled, so that commands start fast also where Python does not write them itself."""
    answers([str(venv_python()), "-m", "compileall", "-q", "cljrules", "runtime"])


def main() -> int:
    """Command line; 0 when ready, 2 when set-up cannot go on."""
    if len(sys.argv) != 2 or sys.argv[1] not in LOCKS:
        print("usage: python tools/install.py run|dev", file=sys.stderr)
        return 2
    try:
        install(sys.argv[1])
        compile_modules()
    except (SetupError, OSError) as error:
        print(f"set-up stopped: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
