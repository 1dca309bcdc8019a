"""What the tests of the REPL stand on: a pack, loans, the environment of a command."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from cljrules.repl.answering import Told

CHARGE_OFF = Path(__file__).parents[2] / "examples" / "charge-off"
LOANS = "".join(
    json.dumps(loan) + "\n"
    for loan in (
        {"id": "A-1", "loan": {"loan-status": "Open", "status-days-past-due": 95, "status-payoff": 1200.5}},
        {"id": "A-2", "loan": {"loan-status": "Open", "status-days-past-due": 12, "status-payoff": 4.5}},
        {"id": "A-3", "loan": {"loan-status": "Closed", "status-days-past-due": 0, "status-payoff": 0}},
    )
)

Ask = Callable[[str], Told]


def text_of(answer: Told) -> str:
    """The lines of an answer."""
    return "\n".join(line.text for line in (*answer.lines, *answer.wrong))


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    """The environment of a command whose history is kept aside."""
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM")}
    return {**kept, "XDG_STATE_HOME": str(tmp_path / "state"), "TERM": "xterm-256color", **more}
