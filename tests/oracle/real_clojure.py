"""Ask Clojure itself: what it gives for a text.

Takes pairs of an identity and a text, gives the answers by identity, in the shape of the recorded cases: `kind`, the
printed `value` with its `type` and `tag`, or the `error` class with its `message`; `hashed` where the order of the
printed value is that of hashes. Needs the command `clojure` (1.11); all texts are answered by one process.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

DRIVER = Path(__file__).with_name("real_clojure.clj")


def installed() -> bool:
    """Whether the command `clojure` is there."""
    return shutil.which("clojure") is not None


def ask(texts: Iterable[tuple[str, str]], milliseconds: int = 4000) -> dict[str, dict[str, Any]]:
    """Clojure's answers to (identity, text) pairs, by identity. One text may take so many milliseconds; one that takes
    longer is the error `Timeout`.
    """
    questions = "".join(json.dumps(pair) + "\n" for pair in texts)
    command = ["clojure", str(DRIVER), str(milliseconds)]
    done = subprocess.run(command, input=questions.encode("ascii"), stdout=subprocess.PIPE, check=True)
    answers = (json.loads(line) for line in done.stdout.splitlines())
    return {answer["id"]: answer for answer in answers}
