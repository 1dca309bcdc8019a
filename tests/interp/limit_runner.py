"""Run a group of `limit_programs` in one process, as `test_limits` asks, and report each as a line of JSON.

    python limit_runner.py GROUP STEPS

A report says how the program ended, what processor time it took, and whether the process answered rightly afterwards;
the last line gives the process's peak memory, and its memory before and after all programs, in MB.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from pathlib import Path

from limit_programs import GROUPS

from cljrules.evaluation import Session
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.limits import Limits

#: More address space than this makes the program end with LimitExceeded or the process fail, never the machine suffer.
ADDRESSES = 1 << 30


def memory_now() -> float:
    """Resident memory in MB; 0 where the system does not tell."""
    held = Path("/proc/self/statm")
    return int(held.read_text().split()[1]) * resource.getpagesize() / 1e6 if held.exists() else 0.0


def peak_memory() -> float:
    """The most resident memory so far in MB; what `getrusage` tells would include the process that started this one."""
    held = Path("/proc/self/status")
    if not held.exists():
        return 0.0
    line = next(line for line in held.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def end_of(program: str, steps: int) -> str:
    """How a program ends: `value`, `limit NAME`, `error CLASS` or `escape CLASS`."""
    try:
        Session(limits=Limits(steps=steps)).show(program)
    except LimitExceeded as end:
        return f"limit {end.limit}"
    except ClojureError as end:
        return f"error {end.cls.simple_name}"
    except Exception as end:
        return f"escape {type(end).__name__}: {end}"
    return "value"


def main(group: str, steps: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    assert Session().run("(reduce + (map inc (range 100)))") == 5050
    gc.collect()
    before = memory_now()
    for program in GROUPS[group]:
        start = time.process_time()
        end = end_of(program, steps)
        seconds = time.process_time() - start
        healthy = Session().run("(reduce + (map inc (range 100)))") == 5050
        print(json.dumps({"program": program[:200], "end": end, "seconds": seconds, "healthy": healthy}), flush=True)
    gc.collect()
    print(json.dumps({"peak": peak_memory(), "before": before, "after": memory_now()}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
