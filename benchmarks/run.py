"""The benchmark table.

    python benchmarks/run.py [--runs N] [--only WORD]

Takes the installed commands and, for the loan tape, the shared data where it is there; gives one row per benchmark:
the figure over several runs (least, median, greatest), peak memory, and the command measured. Everything is a whole
process, from start to exit; files and stores are made in a temporary folder beforehand and are not measured.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from measure import BenchmarkError, Run, Spread, repeat, run_once

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CLJRULES = [str(BIN / "cljrules")]
RUNTIME = [str(BIN / "cljrules-runtime")]
PACK = ROOT / "examples" / "demo" / "acme-collections"
DAY = "2026-11-22"
LOANS = 10_000
LINES = 20_000

EXPRESSIONS = (
    '(and (= loan-status "Open") (> status-days-past-due 120))',
    "(> status-payoff (* 1.5M setup-loan-amount))",
    "(if (>= status-days-past-due 30) :late :current)",
    "(let [rate (/ setup-interest-rate 100M)] (< rate 0.36M))",
    "(some #(> % 3) [1 2 3 4 5])",
    "(reduce + (map inc (range 20)))",
    '(str "due " status-amount-due)',
    "(-> {:a {:b 1}} (assoc-in [:a :c] 2) :a vals)",
)


@dataclass(frozen=True)
class Row:
    """One line of the table. `figure` holds least, median and greatest in `unit`."""

    name: str
    unit: str
    figure: tuple[float, float, float]
    megabytes: float
    runs: int
    command: str


def row(name: str, unit: str, spread: Spread, command: list[str], *, per_second: float | None = None) -> Row:
    """A row from the runs of a command: seconds, milliseconds, or so many things a second."""
    if per_second is not None:
        low, middle, high = spread.of(lambda run: per_second / run.seconds)
    else:
        scale = 1000 if unit == "ms" else 1
        low, middle, high = spread.of(lambda run: run.seconds * scale)
    return Row(name, unit, (low, middle, high), spread.megabytes, len(spread.runs), shown(command))


def shown(command: list[str]) -> str:
    """A command as a person would type it in the project's folder."""
    words = [Path(command[0]).name, *command[1:]]
    return " ".join(word.replace(f"{ROOT}{os.sep}", "") for word in words)


def check_cold(folder: Path, runs: int) -> Iterator[Row]:
    """`cljrules check` on a pack of one rule, and on the demo pack."""
    pack = folder / "one-rule"
    pack.mkdir()
    rule = pack / "late.rules.clj"
    rule.write_text(
        '(defrule late :when (> status-days-past-due 90) :then [(loan/set {:credit-status "80"})])\n', encoding="utf-8"
    )
    (pack / "cljrules.toml").write_text(
        '[pack]\nname = "one-rule"\nversion = "1.0.0"\nfiles = ["late.rules.clj"]\n', encoding="utf-8"
    )
    for name, path in (("one rule", pack), ("demo pack", PACK)):
        command = [*CLJRULES, "check", str(path)]
        yield row(f"check, cold, {name}", "ms", repeat(max(runs, 10), command), [*CLJRULES, "check", path.name])


def eval_lines(folder: Path, runs: int) -> Iterator[Row]:
    """`cljrules eval --jsonl`, lines a second."""
    questions = folder / "lines.jsonl"
    with questions.open("w", encoding="utf-8") as lines:
        for number in range(LINES):
            loan = {"loan-status": "Open", "status-days-past-due": number % 150}
            source = EXPRESSIONS[number % len(EXPRESSIONS)]
            lines.write(json.dumps({"id": str(number), "source": source, "loan": loan}) + "\n")
    command = [*CLJRULES, "eval", "--jsonl"]
    spread = repeat(runs, command, stdin=questions)
    yield row(f"eval --jsonl, {LINES:,} lines", "lines/s", spread, [*command, "<", questions.name], per_second=LINES)


def reading(folder: Path, runs: int) -> Iterator[Row]:
    """Reading rule text, the reader alone, as its own program measures it: start-up is not counted."""
    command = [sys.executable, str(ROOT / "benchmarks" / "reading.py"), "1"]
    spread = repeat(runs, command)
    told = ["python", "benchmarks/reading.py", "1"]
    for name, unit, pattern in (
        ("reading rules", "MB/s", r"([\d.]+) MB/s"),
        ("reading one criteria", "µs", r"(\d+) µs"),
    ):
        low, middle, high = spread.of(partial(said_number, pattern))
        yield Row(name, unit, (low, middle, high), spread.megabytes, runs, shown(told))


def said_number(pattern: str, run: Run) -> float:
    """The number a program printed."""
    found = re.search(pattern, run.said)
    if found is None:
        raise BenchmarkError(f"no figure like `{pattern}` in: {run.said}")
    return float(found[1])


def tape(folder: Path, runs: int) -> Iterator[Row]:
    """Import of the loan tape, where the shared data is there."""
    shared = Path(os.environ.get("CLJRULES_SHARED") or ROOT.parent / "shared")
    file = shared / "data" / "lendingclub_10k.csv"
    if not file.is_file():
        print("no loan tape here: its row is left out", file=sys.stderr)
        return
    store = folder / "tape.db"

    def fresh() -> None:
        for path in folder.glob("tape.db*"):
            path.unlink()
        run_once([*RUNTIME, "--store", f"sqlite:///{store}", "--today", DAY, "init"])

    command = [*RUNTIME, "--store", f"sqlite:///{store}", "--today", DAY, "import", "lendingclub", str(file)]
    told = [*RUNTIME, "--store", "tape.db", "--today", DAY, "import", "lendingclub", file.name]
    yield row("import of the 10,000-loan tape", "s", repeat(runs, command, before=fresh), told)


def nightly(folder: Path, runs: int) -> Iterator[Row]:
    """The nightly run of the demo pack over a generated portfolio, each time on a fresh copy of the store."""
    made, store = folder / "made.db", folder / "night.db"
    base = [*RUNTIME, "--store", f"sqlite:///{made}", "--today", DAY]
    run_once([*base, "init"])
    generate = [*base, "generate", "--loans", str(LOANS)]
    yield row(
        f"generate {LOANS:,} loans",
        "s",
        Spread((run_once(generate),)),
        [RUNTIME[0], "--store", "made.db", *generate[3:]],
    )
    run_once([*base, "deploy", str(PACK)])

    def fresh() -> None:
        for path in folder.glob("night.db*"):
            path.unlink()
        for path in folder.glob("made.db*"):
            shutil.copy(path, folder / path.name.replace("made", "night"))

    command = [*RUNTIME, "--store", f"sqlite:///{store}", "--today", DAY, "maintain", "--date", DAY]
    told = [RUNTIME[0], "--store", "night.db", *command[3:]]
    yield row(f"nightly run, {LOANS:,} loans", "s", repeat(runs, command, before=fresh), told)


BENCHMARKS = {"check": check_cold, "eval": eval_lines, "reading": reading, "tape": tape, "nightly": nightly}


def number(value: float) -> str:
    """Three significant figures, thousands grouped."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def print_row(found: Row) -> None:
    """One row of a Markdown table."""
    low, middle, high = (number(value) for value in found.figure)
    cells = (
        found.name,
        f"{middle} {found.unit}",
        f"{low} to {high}",
        str(found.runs),
        f"{found.megabytes:,.0f} MB",
        f"`{found.command}`",
    )
    print(f"| {' | '.join(cells)} |", flush=True)


def main() -> int:
    """Command line; 1 when a command that was to be measured failed."""
    parser = argparse.ArgumentParser(description="Measure, and print the benchmark table.")
    parser.add_argument("--runs", type=int, default=5, help="runs of each command")
    parser.add_argument("--only", choices=sorted(BENCHMARKS), action="append", help="only these benchmarks")
    options = parser.parse_args()
    failed = 0
    print("| what | median | least to greatest | runs | peak memory | command |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, benchmark in BENCHMARKS.items():
        if options.only and name not in options.only:
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                for found in benchmark(Path(folder), options.runs):
                    print_row(found)
            except BenchmarkError as error:
                failed += 1
                print(f"{name}: {error}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
