"""Longer programs print what real Clojure 1.11.1 printed; `python tests/programs/test_programs.py` records anew."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = sorted((ROOT / "examples" / "programs").glob("*.clj"))
RECORDED = Path(__file__).parent


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_program_prints_what_clojure_printed(program: Path) -> None:
    with program.open("rb") as source:
        done = subprocess.run(
            [sys.executable, "-m", "cljrules.cli", "eval", "-"],
            stdin=source,
            capture_output=True,
            cwd=ROOT,
            check=False,
        )
    assert done.stderr.decode() == ""
    assert done.stdout.decode() == (RECORDED / f"{program.stem}.out").read_text("utf-8")


def test_there_are_five() -> None:
    assert len(PROGRAMS) == 5


def record() -> int:
    """Ask the installed Clojure again."""
    clojure = shutil.which("clojure")
    if clojure is None:
        print("`clojure` is not installed; nothing was recorded", file=sys.stderr)
        return 2
    for program in PROGRAMS:
        asked = f'(println (pr-str (load-file "{program.relative_to(ROOT).as_posix()}")))'
        done = subprocess.run([clojure, "-e", asked], capture_output=True, cwd=ROOT, check=True)
        (RECORDED / f"{program.stem}.out").write_bytes(done.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(record())
