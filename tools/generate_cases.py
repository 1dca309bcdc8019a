"""Make new cases of the kinds that are recorded, ask Clojure itself and this language, and show where they disagree.

    python tools/generate_cases.py [--count N] [--seed N] [--kind KIND …] [--show N] [--write FILE]

Kinds: the groups of the recorded cases (programs of the group with some things changed), `calls` (every function with
any arguments), `macros` (every macro with any forms), `soup` (pieces of syntax at random). Needs the command `clojure`.
`--write` keeps what Clojure answered as cases for `make oracle CASES=FILE`. Exit status 0 when all agree, 1 when not, 2
when there is no Clojure to ask.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "tools"))
sys.path.insert(0, str(ROOT / "tests" / "oracle"))

import compare  # noqa: E402
import real_clojure  # noqa: E402
from cases import calls  # noqa: E402
from cases.changes import Changer, soup, spoilt  # noqa: E402

from cljrules.evaluation import Session  # noqa: E402
from cljrules.explain.answers import answer  # noqa: E402

GROUPS = ("reader", "numeric", "control", "collections", "strings", "printing", "errors", "rules", "random", "advanced")
KINDS = (*GROUPS, "calls", "macros", "soup")
# what differs on purpose (docs/differences.md), or would change what later cases see
_LEFT_OUT = re.compile(
    r"rand|shuffle|currentTime|nanoTime|slurp|spit|System/|alter-var-root|in-ns \'?clojure|Thread|gensym|read-line"
    r"|\(read\)|ArrayList|HashMap|java\.time|clojure\.(zip|spec|pprint)|#=|with-redefs|intern |remove-ns|tap>|proxy"
    r"|Boolean\. |hash|print-method|uuid|future"
)
# what is made up or an address
_NAMED_BY_CHANCE = re.compile(r"#object\[|G__\d|__auto__|0x|user\$|fn__|__\d|[\w$;\]]@[0-9a-f]+|inliner")
_ENDLESS = frozenset({"Timeout", "StackOverflowError", "OutOfMemoryError"})
_TOO_LONG = 1500
_BATCH = 2000


def agrees(real: dict[str, Any], ours: dict[str, Any]) -> bool:
    """Whether the answers are the same, but for what is an address, an order of hashes or the end of a resource."""
    if real["kind"] == "error" and (
        str(real["error"]).rpartition(".")[2] in _ENDLESS or "too large" in str(real.get("message"))
    ):
        return True
    if compare.agrees(real, ours):
        if real["kind"] == "error":
            return True
        printed = str(real.get("stdout", ""))
        return printed == ours.get("stdout", "") or _NAMED_BY_CHANCE.search(printed) is not None
    if real["kind"] != "value":
        return False
    if _NAMED_BY_CHANCE.search(str(real["value"])) or _NAMED_BY_CHANCE.search(str(real.get("stdout", ""))):
        return True
    return "hashed" in real and sorted(str(real["value"])) == sorted(str(ours.get("value")))


def made(kind: str, rng: random.Random, recorded: dict[str, list[str]], changer: Changer) -> str | None:
    """One new text of a kind."""
    match kind:
        case "calls":
            return calls.call(rng, FUNCTIONS)
        case "macros":
            return calls.macro_call(rng, MACROS)
        case "soup":
            return soup(rng)
    source = rng.choice(recorded[kind])
    if kind == "reader" and rng.random() < 0.75:
        return spoilt(rng, source)
    text = changer.changed(rng, source)
    return None if text == source else text


FUNCTIONS = calls.functions()
MACROS = calls.macros()


def texts(kind: str, count: int, seed: int) -> list[str]:
    """So many different new texts of a kind; the same for the same seed."""
    recorded: dict[str, list[str]] = {group: [] for group in GROUPS}
    for line in compare.CASES.read_text("utf-8").splitlines():
        case = json.loads(line)
        recorded[case["group"]].append(case["source"])
    changer = Changer([source for group in GROUPS if group not in ("rules", "random") for source in recorded[group]])
    rng = random.Random(f"{kind}-{seed}")
    found: dict[str, None] = {}
    while len(found) < count:
        text = made(kind, rng, recorded, changer)
        if text is not None and len(text) <= _TOO_LONG and not _LEFT_OUT.search(text):
            found[text] = None
    return list(found)


def ours(text: str) -> dict[str, Any]:
    """What this language answers; a failure of its own shows as the kind `crash`."""
    try:
        return answer(Session(), text).as_json()
    except Exception as failure:
        return {"kind": "crash", "error": repr(failure)}


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Make new cases and compare with Clojure itself.")
    parser.add_argument("--count", type=int, default=500, help="how many texts of each kind")
    parser.add_argument("--seed", type=int, default=0, help="another seed makes other texts")
    parser.add_argument("--kind", nargs="*", choices=KINDS, default=list(KINDS), help="only these kinds")
    parser.add_argument("--show", type=int, default=20, help="how many disagreements of each kind to print")
    parser.add_argument("--write", type=Path, help="write what Clojure answered to this file, as cases")
    options = parser.parse_args()
    if not real_clojure.installed():
        print("the command `clojure` is not installed; there is nothing to compare with", file=sys.stderr)
        return 2
    all_of = all_differ = 0
    written: list[str] = []
    for kind in options.kind:
        start, differ = time.monotonic(), 0
        found = texts(kind, options.count, options.seed)
        for at in range(0, len(found), _BATCH):
            part = {f"{kind}-{options.seed}-{at + index}": text for index, text in enumerate(found[at : at + _BATCH])}
            for name, real in real_clojure.ask(part.items(), milliseconds=1500).items():
                written.append(json.dumps({**real, "group": kind, "source": part[name]}))
                given = ours(part[name])
                if agrees(real, given):
                    continue
                differ += 1
                if differ <= options.show:
                    shown = f"{part[name]}\n    Clojure:  {compare.told(real)}\n    cljrules: {compare.told(given)}"
                    print(shown.encode("utf-8", "backslashreplace").decode())
        seconds = time.monotonic() - start
        print(f"{kind:<12} {len(found):>6} texts, {differ:>4} differ, {seconds:.0f} s", flush=True)
        all_of, all_differ = all_of + len(found), all_differ + differ
    print(f"{'all':<12} {all_of:>6} texts, {all_differ:>4} differ")
    if options.write is not None:
        options.write.write_text("\n".join(written) + "\n", encoding="utf-8")
    return 1 if all_differ else 0


if __name__ == "__main__":
    sys.exit(main())
