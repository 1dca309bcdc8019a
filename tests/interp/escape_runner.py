"""Run every attempt of `escape_attempts` while Python reports what it opens, imports, runs and connects to.

Prints a JSON list of what was reported; `test_sandbox` wants it empty. A process of its own, because Python never
forgets whom it reports to.
"""

from __future__ import annotations

import contextlib
import json
import sys
from typing import Any

from escape_attempts import ATTEMPTS

from cljrules.evaluation import Session
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.limits import Limits

WATCHED = (
    "open", "import", "exec", "compile", "os.", "subprocess.", "socket.", "ctypes.", "pickle.", "shutil.", "tempfile.",
    "urllib.", "http.", "sqlite3.", "marshal.", "code.", "sys.settrace", "sys.setprofile", "glob.", "pathlib.",
)  # fmt: skip

reported: list[str] = []
armed = False


def report(event: str, args: tuple[Any, ...]) -> None:
    if armed and event.startswith(WATCHED):
        reported.append(f"{event} {args!r}"[:200])


def attempt(program: str) -> None:
    with contextlib.suppress(ClojureError, LimitExceeded):
        Session(limits=Limits(steps=200_000)).show(program)


if __name__ == "__main__":
    sys.addaudithook(report)
    for armed in (False, True):  # noqa: B007  (the audit hook reads it)
        for programs in ATTEMPTS.values():
            for program in programs:
                attempt(program)
    armed = False
    print(json.dumps(reported))
