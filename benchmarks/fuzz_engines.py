"""Compare the engines on random criteria and loans for as long as wanted.

    python benchmarks/fuzz_engines.py [--seconds N] [--seed N] [--loans N]

Prints how many criteria and evaluations were compared, how many of them each fast engine answered itself, and every
disagreement; exits with 1 when there was one.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "interp"))

from criteria_programs import DEFINITIONS, Generator
from engine_agreement import Tally, compare, prepare, program

TOGETHER = 6


class Random:
    """Decisions of a random generator."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def below(self, count: int) -> int:
        return self._random.randrange(count)


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Compare the engines on random criteria.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--loans", type=int, default=12)
    options = parser.parse_args()
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    held = program(DEFINITIONS)
    tally = Tally()
    wrong = 0
    seed = options.seed
    ends = time.monotonic() + options.seconds
    while time.monotonic() < ends and wrong < 20:
        generator = Generator(Random(seed))
        asked = {text: made for text in generator.pack(TOGETHER) if (made := prepare(held, text)) is not None}
        try:
            compare(asked, [generator.loan() for _ in range(options.loans)], tally)
        except Exception as error:
            wrong += 1
            print(f"seed {seed}: {error}" if isinstance(error, AssertionError) else traceback.format_exc(), flush=True)
        seed += 1
    share = 100 / max(tally.evaluations, 1)
    print(
        f"{seed - options.seed:,} batches, {tally.criteria:,} criteria, {tally.evaluations:,} evaluations "
        f"({tally.errors * share:.0f}% errors); answered: compiled {tally.compiled * share:.0f}%, "
        f"together {tally.together * share:.0f}%, columnar {tally.columnar * share:.0f}%; disagreements: {wrong}"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
