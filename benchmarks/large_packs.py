"""What a large rule pack costs: reading, checking its shape, compiling, and `cljrules check` with the linter.

    python benchmarks/large_packs.py [--rules N ...] [--runs N]

Prints a row for each number of rules; the least of several runs, each in a process of its own, so that memory is that
of the one pack. All times are of the processor, which are those of the clock where nothing else runs. The times of the
stages are without starting Python; those of `cljrules check` are of the whole command.
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
SIZES = (1, 250, 500, 1000, 2000)


def stages(folder: Path) -> dict[str, float]:
    """Seconds for the stages of one pack, in this process."""
    from cljrules import packs
    from cljrules.evaluation import Program, compile_together

    started = time.process_time()
    pack = packs.load(folder).pack
    assert pack is not None
    loaded = time.process_time()
    program = Program(definition.form for definition in pack.definitions)
    criteria = [program.criteria(rule.when) for rule in pack.rules]
    analyzed = time.process_time()
    if not all(held.test is not None for held in criteria):
        raise SystemExit("some criteria cannot be compiled")
    alone = time.process_time()
    compile_together(criteria)
    together = time.process_time()
    return {
        "load": loaded - started,
        "analyze": analyzed - loaded,
        "alone": alone - analyzed,
        "together": together - alone,
        "all": together - started,
    }


def row(rules: int, runs: int) -> str:
    """The row of one size."""
    with tempfile.TemporaryDirectory() as name:
        folder = write_pack(Path(name, "pack"), rules)
        size = sum(path.stat().st_size for path in folder.iterdir())
        measured = [run_once([sys.executable, __file__, "--stages", str(folder)]) for _ in range(runs)]
        checked = repeat(runs, [CLJRULES, "check", "--format", "json", str(folder)], allowed=(0, 1))
    best = min((json.loads(run.said) for run in measured), key=lambda figures: float(figures["all"]))
    compiling = (best["analyze"] + best["alone"]) * 1000 / rules
    cells = (
        f"{rules:,}",
        f"{size / 1000:,.0f} kB",
        f"{best['load']:.2f} s",
        f"{compiling:.2f} ms",
        f"{best['together'] * 1000 / rules:.2f} ms",
        f"{best['all']:.2f} s",
        f"{min(run.megabytes for run in measured):.0f} MB",
        f"{min(run.cpu for run in checked.runs):.2f} s",
        f"{checked.megabytes:.0f} MB",
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Measure what large rule packs cost.")
    parser.add_argument("--rules", type=int, nargs="+", default=SIZES)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--stages", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stages is not None:
        print(json.dumps(stages(options.stages)))
        return
    print(
        "| rules | text | read and checked | a rule compiled, with resolving its names | all together, a rule"
        " | read, checked, compiled | peak memory | `cljrules check` | its peak memory |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for rules in options.rules:
        print(row(rules, options.runs), flush=True)


if __name__ == "__main__":
    main()
