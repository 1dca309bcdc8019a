"""What one slipped delimiter or quote costs: findings about texts that differ from good packs by one such slip.

    python benchmarks/mistakes.py [DIR ...] [--edits N] [--seed N] [--all] [--show N]

DIR holds folders with files of rules; without DIR those of this repository are taken. Each text is a good file in which
one delimiter or quote was deleted, doubled, exchanged for another or moved past its neighbour. Printed for each kind
of slip: how many give exactly one finding, how far it is from the slip, and whether all other forms are read as
before. Slips that leave the text readable are counted apart; that they are slips, no reader can know.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cljrules.diagnostics import Diagnostic
from cljrules.parser.forms import Form
from cljrules.parser.printer import print_form
from cljrules.parser.reader import parse, read
from cljrules.parser.syntax import scan
from cljrules.source import Source, Span

ROOT = Path(__file__).resolve().parents[1]
OWN = ("examples", "tests/lint/packs", "tests/packs/good")

#: For each delimiter the others that may stand in its place.
OTHERS = {
    "(": "[{",
    "[": "({",
    "{": "([",
    ")": "]}",
    "]": ")}",
    "}": ")]",
    '"': "'",
}


@dataclass(frozen=True)
class Slip:
    """A change of one place in a good text: at `at`, `removed` characters give way to `text`."""

    kind: str
    at: int
    removed: int
    text: str

    def apply(self, text: str) -> str:
        """The text with the slip."""
        return text[: self.at] + self.text + text[self.at + self.removed :]


@dataclass(frozen=True)
class Outcome:
    """What reading a text with a slip gave."""

    slip: Slip
    source: Source
    findings: list[Diagnostic]
    #: Lines and characters from the slip to the nearest place that the finding names, in its span and then in any
    #: label.
    lines: int
    nearest: int
    characters: int
    others_kept: bool
    mended: bool

    @property
    def good(self) -> bool:
        """One finding near the slip, and nothing else lost."""
        return len(self.findings) == 1 and self.others_kept and min(self.lines, self.nearest) <= 1


def slips(text: str) -> Iterator[Slip]:
    """All slips of a text, in its order."""
    for token in scan(Source("", text)):
        if token.kind in ("STRING", "REGEX"):
            opening = token.start + (token.kind == "REGEX")
            for place in (opening, token.end - 1):
                yield from _of_one(text, place)
        elif token.text[-1] in OTHERS and token.kind != "CHARACTER":
            yield from _of_one(text, token.end - 1)


def _of_one(text: str, at: int) -> Iterator[Slip]:
    written = text[at]
    yield Slip("deleted", at, 1, "")
    yield Slip("doubled", at, 1, written * 2)
    for other in OTHERS[written]:
        yield Slip("exchanged", at, 1, other)
    for start in (at - 1, at):
        pair = text[start : start + 2] if start >= 0 else ""
        if len(pair) == 2 and pair[0] != pair[1] and not pair.isspace():
            yield Slip("moved", start, 2, pair[::-1])


def outcome(source: Source, forms: list[Form], slip: Slip) -> Outcome | None:
    """What reading gives after a slip; None where the text can still be read."""
    changed = Source(source.path, slip.apply(source.text))
    found, findings = read(changed)
    if not findings:
        return None
    delta = len(changed.text) - len(source.text)
    untouched = [
        (form.span.start + (delta if form.span.start > slip.at else 0), _said(form))
        for form in forms
        if form.span.end <= slip.at or form.span.start >= slip.at + slip.removed
    ]
    kept = {(form.span.start, _said(form)) for form in found}
    first = findings[0]
    return Outcome(
        slip,
        changed,
        findings,
        _lines(changed, slip, [first.span]),
        _lines(changed, slip, [label.span for label in first.labels]),
        _characters(slip, first.span),
        all(form in kept for form in untouched),
        _mended(changed, first, source.text, forms),
    )


def _lines(source: Source, slip: Slip, spans: Iterable[Span]) -> int:
    here = source.position(slip.at).line
    ends = [(source.position(span.start).line, source.position(max(span.start, span.end - 1)).line) for span in spans]
    return min((max(start - here, here - end, 0) for start, end in ends), default=9999)


def _characters(slip: Slip, span: Span) -> int:
    return max(span.start - slip.at - len(slip.text), slip.at - span.end, 0)


def _mended(changed: Source, finding: Diagnostic, original: str, forms: list[Form]) -> bool:
    """Whether the fix that is offered gives back what the good text said."""
    if finding.fix is None:
        return False
    text = changed.text
    for edit in sorted(finding.fix.edits, reverse=True, key=lambda edit: edit.span):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    if text == original:
        return True
    mended, left = read(Source("", text))
    return not left and [_said(form) for form in mended] == [_said(form) for form in forms]


def _said(form: Form) -> str:
    """A form as text; the names that reading makes up are numbered as it goes on."""
    return re.sub(r"__\d+#", "#", print_form(form))


def files_in(folders: Iterable[Path]) -> Iterator[Source]:
    """The files of rules under some folders that are read without a finding."""
    for folder in folders:
        for path in sorted(folder.glob("**/*.rules.clj")):
            source = Source(str(path.relative_to(folder.parent)), path.read_text(encoding="utf-8"))
            if not parse(source).diagnostics:
                yield source


def outcomes(sources: Iterable[Source], edits: int | None, seed: int) -> Iterator[tuple[Slip, Outcome | None]]:
    """The outcomes of so many slips at random in some files, or of all slips."""
    made = [(source, slip) for source in sources for slip in slips(source.text)]
    if edits is not None:
        made = sorted(random.Random(seed).sample(made, min(edits, len(made))), key=lambda one: (one[0].path, one[1].at))
    forms: dict[str, list[Form]] = {}
    for source, slip in made:
        if source.path not in forms:
            forms[source.path] = read(source)[0]
        yield slip, outcome(source, forms[source.path], slip)


def main() -> int:
    """Measure and print; the exit code is 1 where a slip gave anything but one finding."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--edits", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all", action="store_true", help="every slip instead of a sample")
    parser.add_argument("--show", type=int, default=0, help="so many outcomes that are not good")
    asked = parser.parse_args()
    folders = asked.folders or [ROOT / name for name in OWN]
    told: dict[str, Counter[str]] = defaultdict(Counter)
    bad: list[Outcome] = []
    for slip, made in outcomes(files_in(folders), None if asked.all else asked.edits, asked.seed):
        told[slip.kind].update(_marks(made))
        if made is not None and not made.good:
            bad.append(made)
    for kind, marks in told.items():
        print(f"{kind:10} " + "  ".join(f"{name} {marks[name]}" for name in _MARKS))
    for made in random.Random(asked.seed).sample(bad, min(asked.show, len(bad))):
        _show(made)
    return int(any(marks["slips"] - marks["readable"] != marks["one finding"] for marks in told.values()))


_MARKS = ("slips", "readable", "one finding", "same line", "next line", "label near", "far", "others kept", "mended")


def _marks(made: Outcome | None) -> Iterator[str]:
    yield "slips"
    if made is None:
        yield "readable"
        return
    if len(made.findings) == 1:
        yield "one finding"
    if made.lines <= 1:
        yield "same line" if made.lines == 0 else "next line"
    else:
        yield "label near" if made.nearest <= 1 else "far"
    if made.others_kept:
        yield "others kept"
    if made.mended:
        yield "mended"


def _show(made: Outcome) -> None:
    from cljrules.render import render_text

    source, slip = made.source, made.slip
    line = source.position(slip.at).line
    print(
        f"\n--- {slip.kind} {source.path}:{line} now {slip.text!r}: {made.lines} lines off,"
        f" others kept {made.others_kept}"
    )
    for number in range(max(1, line - 2), min(line + 3, len(source.line_starts))):
        print("    " + source.line(number))
    print(render_text(made.findings))


if __name__ == "__main__":
    sys.exit(main())
