"""Compare `cljrules eval --jsonl` with answers recorded from Clojure, and both with Clojure itself.

    python tests/oracle/compare.py [CASES] [--show N] [--group NAME] [--recorded]

Takes a JSON Lines file of cases: `id`, `group`, `source`, `kind` (`value` or `error`), the printed `value` with its
`tag`, or the `error` class, and what was printed in `stdout`. Without CASES, the recorded cases beside this file are
used. Where the command `clojure` is installed every case is asked again, so that a recording that is no longer true
shows; without it, or with --recorded, the recording alone counts, and that is said. Gives agreements per group and the
first N disagreements; exit status 0 when all agree but for what exceptions.toml lists, 1 when not, 2 when there is
nothing to compare.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import real_clojure

CASES = Path(__file__).with_name("cases.jsonl")
EXCEPTIONS = Path(__file__).with_name("exceptions.toml")

# The kinds of value a case's tag allows in an answer's `type`. A tag that is not here (class, regex, var) has no kind
# of its own.
TYPES: dict[str, frozenset[str]] = {
    **{name: frozenset({name}) for name in ("nil", "vector")},
    "boolean": frozenset({"Boolean"}),
    "long": frozenset({"Long"}),
    "int": frozenset({"Long"}),
    "bigint": frozenset({"BigInt"}),
    "biginteger": frozenset({"BigInt"}),
    "ratio": frozenset({"Ratio"}),
    "decimal": frozenset({"BigDecimal"}),
    "double": frozenset({"Double"}),
    "float": frozenset({"Double"}),
    "char": frozenset({"Character"}),
    "string": frozenset({"String"}),
    "keyword": frozenset({"Keyword"}),
    "symbol": frozenset({"Symbol"}),
    "map": frozenset({"map"}),
    "sorted-map": frozenset({"map"}),
    "record": frozenset({"map"}),
    "set": frozenset({"set"}),
    "sorted-set": frozenset({"set"}),
    "seq": frozenset({"seq", "list"}),
    "list": frozenset({"seq", "list"}),
}

# On the JVM one text fails as any of these, by the stage that meets it first.
CANNOT_READ = frozenset({"RuntimeException", "ReaderException", "CompilerException"})


def agrees(case: dict[str, Any], answer: dict[str, Any] | None) -> bool:
    """Whether an answer is what Clojure gave: same printed value and kind of value, or same class of error."""
    if answer is None or answer.get("kind") != case["kind"]:
        return False
    if case["kind"] == "error":
        wanted, got = str(case["error"]).rpartition(".")[2], str(answer.get("error"))
        return wanted == got or {wanted, got} <= CANNOT_READ
    if answer.get("value") != case["value"]:
        return False
    if case.get("stdout") and answer.get("stdout", "") != case["stdout"]:
        return False
    return answer.get("type") in TYPES.get(case.get("tag", ""), {answer.get("type")})


def answers_for(cases: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What `cljrules eval --jsonl` says to the cases, by id."""
    questions = "".join(json.dumps({"id": case["id"], "source": case["source"]}) + "\n" for case in cases)
    command = [str(Path(sys.executable).parent / "cljrules"), "eval", "--jsonl"]
    done = subprocess.run(command, input=questions, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    found = (json.loads(line) for line in done.stdout.splitlines() if line.strip())
    return {answer["id"]: answer for answer in found}


def told(answer: dict[str, Any] | None) -> str:
    """One line for a case or an answer: its value, or its error and message."""
    if answer is None:
        return "no answer"
    if answer["kind"] == "value":
        return f"{answer.get('value')}  ({answer.get('tag') or answer.get('type')})"
    return f"{str(answer.get('error')).rpartition('.')[2]}: {answer.get('message')}"


def recording_holds(case: dict[str, Any], real: dict[str, Any] | None) -> bool:
    """Whether Clojure itself still gives what was recorded of it."""
    if real is None or real["kind"] != case["kind"]:
        return False
    if case["kind"] == "error":
        return str(real["error"]).rpartition(".")[2] == str(case["error"]).rpartition(".")[2]
    return bool(real["value"] == case["value"] and real["tag"] == case.get("tag", real["tag"]))


def report(
    cases: list[dict[str, Any]],
    answers: dict[str, dict[str, Any]],
    real: dict[str, dict[str, Any]] | None,
    expected: set[str],
    show: int,
) -> int:
    """Print the disagreements and the counts; the number of those that are not expected. `real` are the answers of
    Clojure itself where it was asked.
    """
    all_of, agreed = Counter[str](), Counter[str]()
    excepted = stale = shown = 0
    for case in cases:
        answer = answers.get(case["id"])
        true = real is None or recording_holds(case, real.get(case["id"]))
        right = agrees(case, answer)
        all_of[case["group"]] += 1
        agreed[case["group"]] += right
        stale += not true
        excepted += not right and case["id"] in expected
        if (true and (right or case["id"] in expected)) or shown >= show:
            continue
        shown += 1
        print(f"{case['id']}  {case['source']}\n    recorded: {told(case)}")
        if real is not None:
            print(f"    Clojure:  {told(real.get(case['id']))}")
        print(f"    cljrules: {told(answer)}")
    for group in sorted(all_of):
        print(f"{group:<14}{agreed[group]:>7} of {all_of[group]:>6}")
    total, right_ones = all_of.total(), agreed.total()
    print(f"{'all':<14}{right_ones:>7} of {total:>6}   {100 * right_ones / total:.2f}%")
    print(f"{total - right_ones} differ, {excepted} of them for the reasons in exceptions.toml")
    if real is not None:
        print(f"Clojure itself gives what was recorded for {total - stale} of {total}")
    return total - right_ones - excepted + stale


def asked_again(cases: list[dict[str, Any]], recorded: bool) -> dict[str, dict[str, Any]] | None:
    """What Clojure itself says to the cases; None, said aloud, where it is not asked."""
    if not recorded and real_clojure.installed():
        return real_clojure.ask((case["id"], case["source"]) for case in cases)
    why = "" if recorded else ": the command `clojure` is not installed"
    print(f"CLOJURE ITSELF IS NOT ASKED{why}; only its recorded answers are compared", file=sys.stderr)
    return None


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Compare `cljrules eval --jsonl` with answers of Clojure.")
    parser.add_argument("cases", nargs="?", default="", help="a JSON Lines file of cases")
    parser.add_argument("--show", type=int, default=10, help="how many disagreements to print")
    parser.add_argument("--group", help="only this group of cases")
    parser.add_argument("--recorded", action="store_true", help="do not ask Clojure itself")
    options = parser.parse_args()
    path = Path(options.cases) if options.cases else CASES
    if not path.is_file():
        print(f"there are no cases at `{path}`; name a file: make oracle CASES=cases.jsonl", file=sys.stderr)
        return 2
    with path.open(encoding="utf-8") as lines:
        cases = [json.loads(line) for line in lines if line.strip()]
    cases = [case for case in cases if options.group in (None, case["group"])]
    if not cases:
        print(f"`{path}` holds no cases of this kind", file=sys.stderr)
        return 2
    expected = set(tomllib.loads(EXCEPTIONS.read_text("utf-8"))["cases"])
    real = asked_again(cases, options.recorded)
    return 1 if report(cases, answers_for(cases), real, expected, options.show) else 0


if __name__ == "__main__":
    sys.exit(main())
