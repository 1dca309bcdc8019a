"""Set-up leaves alone what it did not make, and does nothing where nothing changed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder, with a space in its name, that holds what set-up reads."""
    folder = tmp_path / "my project"
    (folder / "tools").mkdir(parents=True)
    shutil.copy(ROOT / "tools" / "install.py", folder / "tools")
    for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, folder)
    return folder


def install(project: Path, kind: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "tools/install.py", kind]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=60)


def stamp(project: Path, *kinds: str) -> None:
    """Say that these lock files, and the project, were installed."""
    probe = (
        "import json, sys; sys.path.insert(0, 'tools'); import install; from pathlib import Path\n"
        f"made = {{k: install.digest(install.LOCKS[k].read_text(encoding='utf-8')) for k in {list(kinds)!r}}}\n"
        "made['project'] = install.digest(Path('pyproject.toml').read_text(encoding='utf-8'), str(Path.cwd()))\n"
        "print(json.dumps(made))"
    )
    done = subprocess.run([sys.executable, "-c", probe], cwd=project, capture_output=True, text=True, check=True)
    (project / ".venv" / ".installed.json").write_text(json.dumps(json.loads(done.stdout)), encoding="utf-8")


def test_a_folder_that_is_no_virtual_environment_is_left_alone(project: Path) -> None:
    (project / ".venv").mkdir()
    (project / ".venv" / "letter.txt").write_text("mine", encoding="utf-8")
    done = install(project, "run")
    assert done.returncode == 2
    assert "is not a virtual environment" in done.stderr
    assert (project / ".venv" / "letter.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("kind", ["run", "dev"])
def test_nothing_is_done_where_nothing_changed(project: Path, kind: str) -> None:
    venv.create(project / ".venv", with_pip=False, symlinks=True)
    stamp(project, "dev")
    before = sorted(path.name for path in (project / ".venv").rglob("*"))
    done = install(project, kind)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert sorted(path.name for path in (project / ".venv").rglob("*")) == before


def test_a_wrong_word_is_answered_with_the_usage(project: Path) -> None:
    done = install(project, "everything")
    assert done.returncode == 2
    assert "usage" in done.stderr
    assert not (project / ".venv").exists()
