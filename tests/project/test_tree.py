"""What must not stand in the tree: places on one machine, unfinished marks, and the catalogue's names in code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "cljrules" / "stdlib" / "catalogue"
TEXTS = {".py", ".hy", ".clj", ".md", ".toml", ".lock", ".lark", ".ini", ".mako", ".json", ""}
SKIPPED = re.compile(r"(^|/)(\.(?!ci|github)[^/]*|__pycache__|build|dist|demo-out|[^/]*\.egg-info)(/|$)")


def texts(root: Path, suffixes: set[str]) -> Iterator[tuple[str, str]]:
    """Each text file below a folder: its path from the project's folder, and its text."""
    for path in sorted(root.rglob("*")):
        place = path.relative_to(ROOT).as_posix()
        if path.is_file() and path.suffix in suffixes and not SKIPPED.search(place):
            yield place, path.read_text(encoding="utf-8", errors="replace")


def found(pattern: re.Pattern[str], files: Iterator[tuple[str, str]]) -> list[str]:
    """Where a pattern stands, as `file:line: match`."""
    return [
        f"{place}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()}"
        for place, text in files
        for match in pattern.finditer(text)
    ]


def test_no_path_of_one_machine() -> None:
    folders = "|".join(("work", "root", "farm", "home/[a-z]+"))
    assert found(re.compile(rf"(?<![\w.~-])/(?:{folders})/[\w.]+"), texts(ROOT, TEXTS)) == []


def test_no_unfinished_marks() -> None:
    marks = "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"))
    assert found(re.compile(rf"\b(?:{marks})\b"), texts(ROOT, TEXTS)) == []


def test_no_name_of_the_catalogue_in_code() -> None:
    """A loan variable's name stands in the catalogue alone.

    Names that are also an action's option, a base of amounts or dates, or a word list of a pack are those things too,
    and may be written where those are read.
    """
    variables = tomllib.loads((CATALOGUE / "variables.toml").read_text(encoding="utf-8"))
    actions = tomllib.loads((CATALOGUE / "actions.toml").read_text(encoding="utf-8"))
    other_uses = {option for action in actions["actions"].values() for option in action.get("options", {})}
    other_uses |= {*variables["vocabulary"], *actions["amount-bases"], *actions["date-bases"]}
    other_uses.add("sub-portfolio")  # also a word of every sentence about portfolios
    names = [name for name in variables["variables"] if "-" in name and name not in other_uses]
    assert len(names) > 150
    pattern = re.compile(
        r"(?<![\w-])(?:" + "|".join(sorted(map(re.escape, names), key=len, reverse=True)) + r")(?![\w-])"
    )
    code = [*texts(ROOT / "cljrules", {".py", ".hy"}), *texts(ROOT / "runtime", {".py", ".hy"})]
    assert found(pattern, iter(code)) == []
