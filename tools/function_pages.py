"""The page of the `u/` functions, made from their declarations.

`python tools/function_pages.py` writes `docs/authors/dates-and-money.md`; a test fails where the page is not what this
makes. Reads nothing but the library.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cljrules.stdlib.reference import Entry, entries

PAGE = Path(__file__).resolve().parents[1] / "docs" / "authors" / "dates-and-money.md"

_HEAD = """\
# Dates and money: the `u/` functions

This page is made from the functions' declarations by `tools/function_pages.py`; `cljrules doc u/add-days` shows the
same for one of them. A date is text, `"2026-11-22"`. Every argument is checked before the call: `nil` is a
`NullPointerException`, another kind of value a `ClassCastException`, a text that names no day an
`IllegalArgumentException`. `[name]` may be left out; `& name` stands for any number.
"""


def page() -> str:
    """The text of the page."""
    return "\n".join([_HEAD, *(_section(held) for held in entries() if held.namespace == "u")])


def _section(held: Entry) -> str:
    return "\n".join(
        [f"## `{held.name}`", "", held.doc, "", *_table(held), "", "```clojure", *held.examples, "```", ""]
    )


def _table(held: Entry) -> Iterator[str]:
    yield f"| `{held.signature}` | |"
    yield "| --- | --- |"
    for name, type in held.takes.items():
        yield f"| `{name}` | {type} |"
    yield f"| gives | {held.gives} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
