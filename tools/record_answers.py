"""Record what Clojure itself says to generated values: how it prints them and what their hash is.

    python tools/record_answers.py [--count N] [--seed N]

Writes tests/values/printed.jsonl, one value a line: its `text`, and as `answer` a vector of what `pr-str`, `print-str`,
`str` and `hash` give. Needs the command `clojure`; the same seed makes the same values. Exit status 2 when there is no
Clojure to ask.
"""

from __future__ import annotations

import argparse
import json
import random
import struct
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "oracle"))
import real_clojure  # noqa: E402

#: What is asked about a value.
QUESTION = "(let [v '{}] [(pr-str v) (print-str v) (str v) (hash v)])"
RECORDED = ROOT / "tests" / "values" / "printed.jsonl"
_CHARACTERS = "abzAZ09 .,;:'\"\\/()[]{}#~`@^%&*+-_!?<>=|$\n\t\r\f\b\x00\x1f\x7fäßéλ→\u00a0\u200b\ufeff"
_NAMED = ("newline", "space", "tab", "backspace", "formfeed", "return")
_NAMES = (
    "a",
    "b",
    "x1",
    "loan-status",
    "a.b",
    "+",
    "-",
    "->x",
    "a?",
    "b!",
    "*c*",
    "<=",
    "é",
    "a'b",
    "_",
    "ns/n",
    "x.y/z",
)
_EDGES = ("##Inf", "##-Inf", "##NaN", "0.0", "-0.0", "0M", "0N", "1e7", "1e-3", "123456789.0", "0.001")
_OTHERS = ("nil", "true", "false", '#uuid "550e8400-e29b-41d4-a716-446655440000"', '#inst "2026-11-22T10:00:00.5Z"')


def number(rng: random.Random) -> str:
    """A number of any type, often at an edge."""
    match rng.randrange(9):
        case 0:
            return str(rng.randint(-100, 100))
        case 1:
            return str(rng.choice((-1, 1)) * rng.getrandbits(rng.randint(1, 63)))
        case 2:
            return f"{rng.choice((-1, 1)) * rng.getrandbits(rng.randint(1, 120))}N"
        case 3:
            return f"{rng.randint(-999, 999)}/{rng.randint(1, 99)}"
        case 4:
            return f"{rng.randint(-(10 ** rng.randint(1, 20)), 10**18)}e{rng.randint(-25, 25)}M"
        case 5:
            return f"{rng.randint(-10000, 10000) / 10 ** rng.randint(0, 4):.{rng.randint(0, 6)}f}M"
        case 6:
            value = struct.unpack(">d", rng.getrandbits(64).to_bytes(8, "big"))[0]
            return "##NaN" if value != value else repr(value).replace("inf", "1.0")
        case 7:
            return repr(rng.choice((-1, 1)) * rng.random() * 10 ** rng.randint(-8, 12))
        case _:
            return rng.choice(_EDGES)


def string(rng: random.Random) -> str:
    """A string with characters that need care."""
    held = "".join(rng.choice(_CHARACTERS) for _ in range(rng.randint(0, 8)))
    return json.dumps(held)


def character(rng: random.Random) -> str:
    """A character, by its name, its code or itself."""
    code = rng.choice(_CHARACTERS).encode("utf-16-be").hex()
    return rng.choice((f"\\{rng.choice(_NAMED)}", f"\\u{code}", "\\a", "\\(", "\\é"))


def atom(rng: random.Random) -> str:
    """A value without parts."""
    match rng.randrange(8):
        case 0 | 1 | 2:
            return number(rng)
        case 3:
            return string(rng)
        case 4:
            return character(rng)
        case 5:
            return f":{rng.choice(_NAMES)}"
        case 6:
            return rng.choice(_NAMES)
        case _:
            return rng.choice(_OTHERS)


def value(rng: random.Random, depth: int) -> str:
    """A value of any kind. Sets hold one element and maps at most four, so that their order is that of the text."""
    if depth == 0 or rng.random() < 0.35:
        return atom(rng)
    parts = [value(rng, depth - 1) for _ in range(rng.randint(0, 4))]
    match rng.randrange(4):
        case 0:
            return f"({' '.join(parts)})"
        case 1:
            return f"[{' '.join(parts)}]"
        case 2:
            return f"#{{{' '.join(parts[:1])}}}"
        case _:
            return "{" + " ".join(f"[{place} {part}] {part}" for place, part in enumerate(parts)) + "}"


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Record how Clojure prints generated values.")
    parser.add_argument("--count", type=int, default=500, help="how many values")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other values")
    options = parser.parse_args()
    if not real_clojure.installed():
        print("the command `clojure` is not installed; nothing was recorded", file=sys.stderr)
        return 2
    rng = random.Random(options.seed)
    texts = list(dict.fromkeys(value(rng, 3) for _ in range(2 * options.count)))[: options.count]
    answers = real_clojure.ask((str(place), QUESTION.format(text)) for place, text in enumerate(texts))
    lines = []
    for place, text in enumerate(texts):
        answer = answers[str(place)]
        if answer["kind"] != "value":
            raise SystemExit(f"`{text}` cannot be read: {answer['message']}")
        lines.append(json.dumps({"text": text, "answer": answer["value"]}, ensure_ascii=True))
    RECORDED.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"recorded {len(lines)} values in {RECORDED.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
