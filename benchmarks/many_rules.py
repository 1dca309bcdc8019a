"""Large rule packs to measure with: servicing policies of made-up companies, as one lender with many lines would keep
them.

    python benchmarks/many_rules.py DIR [--rules N]

`write_pack` writes a pack folder. Each company has one file of forty rules of the kinds that real packs hold (cures,
ladders, bands, exclusions, dates, buckets, helper functions; most with a docstring, some with examples), with limits of
its own; the last file holds what is left. The same number of rules gives the same text.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from string import Template

_TEMPLATE = Path(__file__).with_name("line.rules.template")
_SHARED = """;; What all lines share.

(defn in-portfolio? [title]
  (contains? (set portfolio-list) title))
"""
_MANIFEST = """[pack]
name = "many-lines"
version = "1.0.0"
files = [{files}]

[vocabulary]
loan-status = {{ Application = ["Ready to fund"], Open = ["Repaying", "Bankruptcy"], Closed = ["Charged Off"], \
"Paid Off" = ["Paid in Full"] }}
portfolios = {{ "Collections" = ["Early", "Late"], "Legal" = [], "Watch" = [] }}
credit-categories = ["Goodwill", "Small balance", "Charge-off"]
checklists = {{ "Charge-off" = ["Letter sent"] }}
source-companies = [{companies}]
"""
_RULE = re.compile(r"^\(defrule ", re.MULTILINE)


def line_text(number: int) -> str:
    """The rules of one company."""
    grace, late, loss = 3 + number % 8, 45 + number % 15, 105 + 5 * (number % 12)
    after = grace + 10
    figures = {
        "line": f"{number:02}",
        "company": company(number),
        "grace": grace,
        "below_grace": grace - 1,
        "grace_end": after - 1,
        "after_grace": after,
        "early_end": after + 14,
        "early_end_next": after + 15,
        "late": late,
        "late_next": late + 1,
        "stop": late + 30,
        "below_stop": late + 29,
        "legal": late + 40,
        "loss": loss,
        "loss_next": loss + 1,
        "archive": 60 + number % 5 * 30,
        "floor": 25 + number % 6 * 5,
        "goodwill": 15 + number % 5 * 5,
        "small": 5 + number % 10,
        "below_small": 4 + number % 10,
        "large": 2500 + number % 8 * 500,
    }
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(figures)


def company(number: int) -> str:
    """The name of a company."""
    return f"Line {number:02}"


def files(rules: int) -> dict[str, str]:
    """The texts of a pack of so many rules by file name, the manifest included."""
    made = {"shared.rules.clj": _SHARED}
    number = left = 0
    while (left := rules - sum(len(_RULE.findall(text)) for text in made.values())) > 0:
        text = line_text(number)
        starts = [found.start() for found in _RULE.finditer(text)]
        made[f"line-{number:02}.rules.clj"] = text if left >= len(starts) else text[: starts[left]]
        number += 1
    quoted = ", ".join(f'"{name}"' for name in made)
    companies = ", ".join(f'"{company(line)}"' for line in range(number))
    return {"cljrules.toml": _MANIFEST.format(files=quoted, companies=companies), **made}


def write_pack(folder: Path, rules: int = 1000) -> Path:
    """Write a pack of so many rules into a folder, which is made; the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files(rules).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Write a large rule pack.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rules", type=int, default=1000)
    options = parser.parse_args()
    write_pack(options.folder, options.rules)


if __name__ == "__main__":
    main()
