"""`cljrules check` starts fast: what it does not need, it does not import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PACK = """\
[pack]
name = "small"
version = "1.0.0"
files = ["late.rules.clj"]
"""

RULES = """\
(defrule suspend-interest
  "Suspend interest after ninety days."
  :when (> status-days-past-due 90)
  :then [(interest/suspend {:date {:base :current-date :plus-days 0}})])
"""

PROBE = """\
import sys
from cljrules.cli import main
try:
    main(["check", sys.argv[1]])
except SystemExit as stop:
    print("exit", stop.code or 0)
print("loaded", *sorted(name for name in sys.argv[2:] if name in sys.modules))
"""

HEAVY = [
    "pygls",
    "lsprotocol",
    "z3",
    "polars",
    "sqlalchemy",
    "alembic",
    "psycopg",
    "rich",
    "hy",
    "prompt_toolkit",
    "runtime",
]


def test_check_loads_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "cljrules.toml").write_text(PACK, encoding="utf-8")
    (tmp_path / "late.rules.clj").write_text(RULES, encoding="utf-8")
    command = [sys.executable, "-c", PROBE, str(tmp_path), *HEAVY]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    lines = done.stdout.splitlines()
    assert "exit 0" in lines, done.stdout + done.stderr
    assert lines[-1].split() == ["loaded"]
