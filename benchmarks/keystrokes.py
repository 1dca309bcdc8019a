"""How long the author of a large pack waits for findings after a keystroke.

    python benchmarks/keystrokes.py [--rules N] [--edits N] [--seed N]

Makes a pack of that many rules (1,000 unless told), opens it, and types at random places in it: letters, digits,
spaces, delimiters, quotes, line ends, whole forms that move, definitions that change; most are taken back with the
next keystroke, so that the pack is broken about half of the time, as it is under real hands. Printed are percentiles
of the milliseconds from an edit to the findings of the keystroke's tier, and to all findings, and the memory of the
process.
"""

from __future__ import annotations

import argparse
import gc
import random
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from many_rules import write_pack

from cljrules.packs.loading import gather
from cljrules.parser.stretches import stretches
from cljrules.source import Span
from cljrules.workspace import Snapshot

#: What is typed, the commonest most often.
TYPED = [*"abcdeinorst-0123456789 "] * 2 + [*'()[]{}":;\n'] + ["(", ")", '"', " 30", "and ", "#_"]


def edits(snapshot: Snapshot, number: int, seed: int) -> Iterator[tuple[str, Span, str]]:
    """So many edits, each of the texts as they then are; the caller sends back the state that each led to."""
    dice = random.Random(seed)
    undo: tuple[str, Span, str] | None = None
    for _ in range(number):
        if undo is not None and dice.random() < 0.8:
            edit, undo = undo, None
        else:
            sources = snapshot.sources
            source = dice.choices(sources, [len(one.text) for one in sources])[0]
            at = dice.randrange(len(source.text) + 1)
            removed = dice.choice((0, 0, 0, 1, 1, 5)) if at < len(source.text) else 0
            end = min(at + removed, len(source.text))
            text = "" if removed else dice.choice(TYPED)
            edit = (source.path, Span(at, end), text)
            if dice.random() < 0.02:
                edit = _moved_form(dice, source.path, source.text)
            undo = (
                edit[0],
                Span(edit[1].start, edit[1].start + len(edit[2])),
                source.text[edit[1].start : edit[1].end],
            )
        snapshot = yield edit  # type: ignore[misc]


def _moved_form(dice: random.Random, path: str, text: str) -> tuple[str, Span, str]:
    cut = [text[span.start : span.end] for span in stretches(text)]
    cut.insert(dice.randrange(len(cut)), cut.pop(dice.randrange(len(cut))))
    return path, Span(0, len(text)), "".join(cut)


def percentiles(times: list[float]) -> str:
    """The 50th, 95th and 99th percentile and the longest, in milliseconds."""
    ordered = sorted(times)
    picked = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.95, 0.99)]
    return "  ".join(
        f"{name} {1000 * value:.1f}" for name, value in zip(("p50", "p95", "p99"), picked, strict=True)
    ) + (f"  longest {1000 * ordered[-1]:.1f} ms")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rules", type=int, default=1000)
    parser.add_argument("--edits", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all", type=int, default=10, help="how often all findings are asked for")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        gathered, _ = gather(write_pack(Path(folder) / "pack", asked.rules))
    assert gathered is not None
    started = time.perf_counter()
    snapshot = Snapshot.of(gathered)
    first = snapshot.findings
    print(f"opened in {time.perf_counter() - started:.2f} s: {len(first)} findings")
    # what stays for long is not gone through again and again
    gc.collect()
    gc.freeze()
    waits: list[float] = []
    works: list[float] = []
    work = edits(snapshot, asked.edits, asked.seed)
    edit = next(work)
    try:
        while True:
            started, busy = time.perf_counter(), time.process_time()
            snapshot = snapshot.with_edit(*edit)
            assert snapshot.findings is not None
            waits.append(time.perf_counter() - started)
            works.append(time.process_time() - busy)
            edit = work.send(snapshot)  # type: ignore[attr-defined]
    except StopIteration:
        pass
    print(f"findings of a keystroke: {percentiles(waits)}")
    print(f"  of it at work:         {percentiles(works)}")
    waits, works = [], []
    for number in range(asked.all):
        source = snapshot.sources[number % len(snapshot.sources)]
        snapshot = snapshot.with_text(source.path, source.text.replace("  :when ", "  :when  ", 1 + number // 26))
        started, busy = time.perf_counter(), time.process_time()
        assert snapshot.all_findings is not None
        waits.append(time.perf_counter() - started)
        works.append(time.process_time() - busy)
    print(f"all findings: first {1000 * waits[0]:.0f} ms, then {percentiles(waits[1:])}")
    print(f"  of it at work: first {1000 * works[0]:.0f} ms, then {percentiles(works[1:])}")
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
