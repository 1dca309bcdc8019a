"""What proofs cost: `cljrules prove` and `cljrules diff` on packs of many rules, and one rule asked by an editor.

    python benchmarks/proofs.py [--rules N ...] [--runs N]

Prints a row for each number of rules, the least of several runs. Times are of the processor, this process and the
solver's together: they take turns, so that is the time of the clock where nothing else runs. Those of the commands are
of the whole process; one rule asked is without starting anything.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from many_rules import write_pack
from measure import repeat, run_once

CLJRULES = str(Path(sys.executable).with_name("cljrules"))
SIZES = (20, 100)


def one_by_one(folder: Path) -> dict[str, float]:
    """Milliseconds of the clock for one rule asked by itself: the median and the 95th percentile."""
    from cljrules.packs import load
    from cljrules.prove import Prover

    pack = load(folder).pack
    assert pack is not None
    times = []
    with Prover() as prover:
        snapshot = prover.snapshot(pack)
        snapshot.prove(snapshot.subjects[0])
        for subject in snapshot.subjects:
            started = time.perf_counter()
            snapshot.prove(subject)
            times.append((time.perf_counter() - started) * 1000)
    times.sort()
    return {"median": times[len(times) // 2], "most": times[int(len(times) * 0.95)]}


def row(rules: int, runs: int) -> str:
    """The row of one size."""
    with tempfile.TemporaryDirectory() as name:
        folder = write_pack(Path(name, "pack"), rules)
        proved = repeat(runs, [CLJRULES, "prove", "--format", "json", str(folder)], allowed=(0, 1))
        compared = repeat(runs, [CLJRULES, "diff", str(folder), str(folder)])
        asked = [json.loads(run_once([sys.executable, __file__, "--one", str(folder)]).said) for _ in range(runs)]
    cells = (
        f"{rules:,}",
        f"{min(run.cpu for run in proved.runs):.2f} s",
        f"{min(run.seconds for run in proved.runs):.2f} s",
        f"{proved.megabytes:.0f} MB",
        f"{min(run.cpu for run in compared.runs):.2f} s",
        f"{min(one['median'] for one in asked):.0f} ms",
        f"{min(one['most'] for one in asked):.0f} ms",
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Measure what proofs cost.")
    parser.add_argument("--rules", type=int, nargs="+", default=SIZES)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one is not None:
        print(json.dumps(one_by_one(options.one)))
        return
    print(
        "| rules | `cljrules prove` | by the clock | peak memory | `cljrules diff` with itself"
        " | one rule asked | 19 of 20 rules within |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for rules in options.rules:
        print(row(rules, options.runs), flush=True)


if __name__ == "__main__":
    main()
