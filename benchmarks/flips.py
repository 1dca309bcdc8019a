"""How many turned-round comparators the linter notices, and how many right rules it suspects.

    python benchmarks/flips.py [DIR] [--confusion] [--evidence] [--findings FILE]

DIR holds pack folders; a `mutants.jsonl` beside them gives the mutants, and without one they are made here, of the same
kinds. Without DIR it is `PACKS`, or `flips/open` in the folder that CLJRULES_SHARED names or `shared` beside the
repository. Each mutant is linted as a whole pack, without its original beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cljrules.diagnostics import Diagnostic
from cljrules.lint import lint
from cljrules.lint.conditions import BOUNDARY, FLIP
from cljrules.lint.flip import REPORTED, weigh
from cljrules.lint.views import PackView
from cljrules.packs import load
from cljrules.parser.forms import Coll, Form
from cljrules.stdlib.catalogue import load as load_catalogue

ROOT = Path(__file__).resolve().parents[1]
LOUD = ("warning", "error")


def default_folder() -> Path | None:
    """The packs to measure on, None when there are none."""
    if os.environ.get("PACKS"):
        return Path(os.environ["PACKS"])
    shared = Path(os.environ.get("CLJRULES_SHARED", ROOT.parent / "shared")) / "flips" / "open"
    return shared if shared.is_dir() else None


def read(path: Path) -> list[dict[str, Any]]:
    """The records of a file, one on each line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def records_of(folder: Path) -> list[dict[str, Any]]:
    """The mutants of the packs in a folder: those listed in it, else every comparator of every criteria expression
    turned round (`flip`), with its operands exchanged (`swap`), and with the bound itself in or out (`boundary`).
    """
    if (folder / "mutants.jsonl").exists():
        return read(folder / "mutants.jsonl")
    return [record for path in sorted(folder.glob("*/cljrules.toml")) for record in _made(path.parent)]


def _made(folder: Path) -> Iterator[dict[str, Any]]:
    pack = load(folder).pack
    assert pack is not None
    functions = {definition.name: definition.form for definition in pack.definitions}
    users: dict[str, list[str]] = {name: [] for name in functions}
    criteria = [("defrule", rule.name, rule.when) for rule in pack.rules]
    criteria += [("defnotification", of.name, of.when) for of in pack.notifications if of.when is not None]
    criteria += [
        ("defpromise-scenario", of.name, of.applies_when) for of in pack.scenarios if of.applies_when is not None
    ]
    for _, name, form in criteria:
        for called in _symbols(form) & functions.keys():
            users[called].append(name)
    places = [*criteria, *(("defn", name, form) for name, form in functions.items())]
    for form_kind, name, form in places:
        for number, call in enumerate(_comparisons(form), 1):
            source, operator = form.source, call.items[0]
            sign = source.slice(operator.span)
            edits = [("flip", operator.span, FLIP[sign]), ("boundary", operator.span, BOUNDARY[sign])]
            if len(call.items) == 3:
                texts = [source.slice(item.span) for item in call.items]
                edits.append(("swap", call.span, f"({texts[0]} {texts[2]} {texts[1]})"))
            for kind, span, text in edits:
                line, col = source.position(span.start)
                yield {
                    "id": f"{pack.name}/{name}/{kind}/{number}",
                    "pack": folder.name,
                    "file": f"{folder.name}/{Path(source.path).name}",
                    "rule": name,
                    "kind": kind,
                    "line": line,
                    "col": col,
                    "original": source.slice(span),
                    "mutated": text,
                    "form": form_kind,
                    "rules": users[name] if form_kind == "defn" else [name],
                }


def _comparisons(form: Form) -> Iterator[Coll]:
    if isinstance(form, Coll):
        if form.head is not None and form.head.text in FLIP:
            yield form
        for item in form.items:
            yield from _comparisons(item)


def _symbols(form: Form) -> set[str]:
    if isinstance(form, Coll):
        return {name for item in form.items for name in _symbols(item)}
    return {form.symbol.text} if form.symbol is not None else set()


def apply(text: str, record: dict[str, Any]) -> str:
    """A pack's text with the one change of a record."""
    lines = text.split("\n")
    start = int(sum(len(line) + 1 for line in lines[: record["line"] - 1]) + record["col"] - 1)
    end = start + len(record["original"])
    assert text[start:end] == record["original"], record["id"]
    return text[:start] + str(record["mutated"]) + text[end:]


def lint_folder(folder: Path) -> list[Diagnostic]:
    """The comparator findings of a pack."""
    pack = load(folder).pack
    assert pack is not None
    return [finding for finding in lint(pack) if finding.family == "comparator"]


def measure(folder: Path, kinds: tuple[str, ...] = ("flip", "swap", "boundary"), one_in: int = 1) -> dict[str, Any]:
    """Lint every pack and every mutant of some kinds, or one in so many: findings by mutant id, those of the originals
    by pack.
    """
    records = [record for record in records_of(folder) if record["kind"] in kinds][::one_in]
    originals = {path.parent.name: lint_folder(path.parent) for path in sorted(folder.glob("*/cljrules.toml"))}
    found: dict[str, list[Diagnostic]] = {}
    with tempfile.TemporaryDirectory() as made:
        for pack in originals:
            shutil.copytree(folder / pack, Path(made) / pack)
        for record in records:
            file = Path(made) / record["file"]
            text = (folder / record["file"]).read_text(encoding="utf-8")
            file.write_text(apply(text, record), encoding="utf-8")
            found[record["id"]] = lint_folder(file.parent)
            file.write_text(text, encoding="utf-8")
    rules = sum(_count(folder / pack) for pack in originals)
    return {"records": records, "originals": originals, "found": found, "rules": rules}


def _count(folder: Path) -> int:
    """How many forms of a pack have criteria."""
    pack = load(folder).pack
    assert pack is not None
    told = [of.when for of in pack.notifications] + [of.applies_when for of in pack.scenarios]
    return len(pack.rules) + sum(form is not None for form in told)


def weights(folder: Path) -> Iterator[dict[str, float]]:
    """For each flip in criteria, what each kind of evidence says of the turned comparator (above 0: reversed)."""
    for record in records_of(folder):
        if record["kind"] != "flip" or record["form"] == "defn":
            continue
        with tempfile.TemporaryDirectory() as made:
            shutil.copytree(folder / record["pack"], Path(made) / record["pack"])
            file = Path(made) / record["file"]
            file.write_text(apply(file.read_text(encoding="utf-8"), record), encoding="utf-8")
            pack = load(file.parent).pack
        assert pack is not None
        view = PackView(pack, load_catalogue())
        place = (record["line"], record["col"])
        for rule in view.rules:
            for site in rule.sites if rule.name == record["rule"] else ():
                if rule.source.position(site.operator.span.start) == place:
                    told: dict[str, float] = defaultdict(float)
                    for clue in weigh(site, rule, view):
                        told[clue.kind] += clue.weight
                    yield told


def _print_evidence(folder: Path) -> None:
    """How often each kind speaks for the truth, how often against it, how often it is enough alone or indispensable."""
    every = list(weights(folder))
    print(f"{'evidence':12} {'for':>5} {'against':>8} {'enough':>7} {'needed':>7}   of {len(every)} flips")
    for kind in sorted({kind for told in every for kind in told}):
        said = [(told.get(kind, 0.0), sum(told.values())) for told in every]
        speaks = sum(own > 0 for own, _ in said)
        against = sum(own < 0 for own, _ in said)
        alone = sum(own >= REPORTED for own, _ in said)
        needed = sum(total >= REPORTED > total - own for own, total in said)
        print(f"{kind:12} {speaks:5d} {against:8d} {alone:7d} {needed:7d}")


def loud(findings: list[Diagnostic]) -> list[Diagnostic]:
    """The findings that an author cannot overlook."""
    return [finding for finding in findings if finding.severity.value in LOUD]


def caught(record: dict[str, Any], result: dict[str, Any]) -> bool:
    """Whether a finding that the original pack does not have points at a rule that the mutant changed."""
    before = {(finding.rule, finding.code) for finding in loud(result["originals"][record["pack"]])}
    targets = {record["rule"], *record["rules"]}
    return any(
        finding.rule in targets and (finding.rule, finding.code) not in before
        for finding in loud(result["found"][record["id"]])
    )


def figures(result: dict[str, Any]) -> dict[str, Any]:
    """The counts: flips and other mutants caught, right rules suspected."""
    alarmed = {(pack, f.rule) for pack, findings in result["originals"].items() for f in loud(findings)}
    kinds: dict[str, list[bool]] = defaultdict(list)
    packs: dict[str, list[bool]] = defaultdict(list)
    for record in result["records"]:
        kind = "helper" if record["form"] == "defn" else record["kind"]
        hit = caught(record, result)
        kinds[kind].append(hit)
        if kind == "flip":
            packs[record["pack"]].append(hit)
    return {
        "kinds": {kind: (sum(hits), len(hits)) for kind, hits in kinds.items()},
        "packs": {pack: (sum(hits), len(hits)) for pack, hits in packs.items()},
        "alarms": (len(alarmed), result["rules"]),
        "alarmed": sorted(alarmed),
    }


def share(part: int, whole: int) -> str:
    """`95 of 100  95.0%`."""
    return f"{part:4d} of {whole:4d}  {part / whole:6.1%}" if whole else "   none"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=default_folder())
    parser.add_argument("--confusion", action="store_true", help="list what was missed and what was suspected wrongly")
    parser.add_argument("--evidence", action="store_true", help="say what each kind of evidence contributes")
    parser.add_argument("--findings", type=Path, help="write the findings, one JSON document on each line")
    args = parser.parse_args()
    if args.folder is None:
        sys.exit("there are no packs to measure on: name a folder, or set PACKS")
    started = time.perf_counter()
    result = measure(args.folder)
    seconds = time.perf_counter() - started
    told = figures(result)
    print("recall on flips     ", share(*told["kinds"].get("flip", (0, 0))))
    print("right rules alarmed ", share(*told["alarms"]))
    for kind in ("swap", "boundary", "helper"):
        print(f"{kind:20}", share(*told["kinds"].get(kind, (0, 0))))
    for pack, counts in told["packs"].items():
        print(f"  {pack:22}", share(*counts))
    print(f"{len(result['records'])} mutants in {seconds:.1f} s")
    if args.evidence:
        _print_evidence(args.folder)
    if args.confusion:
        _print_confusion(args.folder, result, told)
    if args.findings:
        _write(args.findings, result)


def _print_confusion(folder: Path, result: dict[str, Any], told: dict[str, Any]) -> None:
    for pack, rule in told["alarmed"]:
        for finding in result["originals"][pack]:
            if finding.rule == rule:
                print("ALARM ", pack, rule, finding.evidence)
    for record in result["records"]:
        if record["kind"] == "flip" and not caught(record, result):
            line = (folder / record["file"]).read_text(encoding="utf-8").splitlines()[record["line"] - 1]
            print("MISSED", record["id"], "|", line.strip())


def _write(path: Path, result: dict[str, Any]) -> None:
    runs = [(None, pack, found) for pack, found in result["originals"].items()]
    runs += [(record["id"], record["pack"], result["found"][record["id"]]) for record in result["records"]]
    with path.open("w", encoding="utf-8") as out:
        for mutant, pack, findings in runs:
            for f in findings:
                line = {"mutant": mutant, "pack": pack, "rule": f.rule, "code": f.code, "severity": f.severity.value}
                out.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
