"""A pack that does most things wrong, and what `cljrules check` prints of it.

After a change that is meant, write the text anew, from the project's folder:
`cljrules check tests/lint/golden/pack > tests/lint/golden/findings.txt`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from cljrules.codes import CODES

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "lint" / "golden" / "findings.txt"


def checked(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from cljrules.cli import main; main()", "check", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=ROOT)


def test_the_wrong_pack_is_told_as_it_was() -> None:
    done = checked("tests/lint/golden/pack")
    assert done.stdout == GOLDEN.read_text(encoding="utf-8")
    assert done.returncode == 1 and done.stderr == ""


def test_it_does_most_things_wrong() -> None:
    shown = set(re.findall(r"^(?:error|warning|info)\[([a-z-]+)\]", GOLDEN.read_text(encoding="utf-8"), re.MULTILINE))
    families = ("names", "shape", "meaning", "comparator", "style")
    known = {code for code, entry in CODES.items() if entry.by == "check" and entry.family in families}
    assert len(shown & known) >= 0.7 * len(known), sorted(known - shown)


def test_the_demo_pack_is_clean() -> None:
    done = checked("examples/demo/acme-collections", "examples/charge-off")
    assert done.stdout.startswith("nothing found in ") and done.returncode == 0
