"""`cljrules check --fix` and `--diff`: the fixes that findings carry, applied.

Works on texts in memory, pass by pass: the fixes of a pass do not overlap, a fix is applied whole or not at all, and
after each pass everything is checked again. A pass that makes a new error or loses a comment is taken back. Files are
replaced at the end, in one step each, and only where they still hold what was checked.
"""

from __future__ import annotations

import codecs
import difflib
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cljrules.diagnostics import Diagnostic, Edit, Severity
from cljrules.packs import Report
from cljrules.parser.reader import parse
from cljrules.source import Source, replace_text

#: Fixes that change what a rule means so much that only its author can apply them.
NEVER: Final = frozenset({"comparator-reversed"})
_MOST_PASSES: Final = 20


@dataclass
class Mended:
    """What fixing gave: the report afterwards, the texts by path before and after, and the findings settled."""

    report: Report
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    settled: list[Diagnostic] = field(default_factory=list)


def mend(check: Callable[[Mapping[str, str]], Report], unsafe: Collection[str]) -> Mended:
    """Apply safe fixes, and those of the codes in `unsafe`, until there are none left. `check` reports on what is at
    the paths, with the given texts in place of those of the files.
    """
    done = Mended(check({}))
    for _ in range(_MOST_PASSES):
        chosen = _chosen(done.report.findings, unsafe)
        if not chosen:
            break
        texts = dict(done.after)
        for path, found in chosen.items():
            source = found[0].source
            done.before.setdefault(path, source.text)
            texts[path] = _edited(source.text, [edit for one in found for edit in one.fix.edits])  # type: ignore[union-attr]
        report = check(texts)
        if _errors(report) > _errors(done.report) or not all(
            _keeps_comments(done.after.get(path, done.before[path]), texts[path]) for path in chosen
        ):
            break
        done.report, done.after = report, texts
        done.settled += [one for found in chosen.values() for one in found]
    return done


def _chosen(findings: Collection[Diagnostic], unsafe: Collection[str]) -> dict[str, list[Diagnostic]]:
    """The findings whose fixes are to be applied in this pass, by file."""
    chosen: dict[str, list[Diagnostic]] = {}
    for found in findings:
        if found.fix is None or found.code in NEVER or not (found.fix.safe or found.code in unsafe):
            continue
        mine = chosen.setdefault(found.source.path, [])
        taken = [edit for other in mine if other.fix is not None for edit in other.fix.edits]
        if not any(_overlap(edit, other) for edit in found.fix.edits for other in taken):
            mine.append(found)
    return {path: found for path, found in chosen.items() if found}


def _overlap(one: Edit, other: Edit) -> bool:
    """Whether two edits change the same text, or insert at the same place."""
    return (one.span.start < other.span.end and other.span.start < one.span.end) or one.span.start == other.span.start


def _edited(text: str, edits: Collection[Edit]) -> str:
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def _errors(report: Report) -> int:
    return sum(found.severity is Severity.ERROR for found in report.findings)


def _keeps_comments(before: str, after: str) -> bool:
    return not _comments(before) - _comments(after)


def _comments(text: str) -> Counter[str]:
    source = Source("", text)
    return Counter(source.slice(span) for span in parse(source).comments())


def diff(done: Mended) -> str:
    """What changed, as a unified diff."""
    lines: list[str] = []
    for path, text in done.after.items():
        old, new = done.before[path].splitlines(keepends=True), text.splitlines(keepends=True)
        for line in difflib.unified_diff(old, new, path, path):
            lines.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(lines)


def write(done: Mended) -> list[str]:
    """Replace the files that changed; gives the paths of those that could not be, each with the reason."""
    failed = []
    for path, text in done.after.items():
        if text == done.before[path]:
            continue
        try:
            data = Path(path).read_bytes()
            mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
            if data[len(mark) :] != done.before[path].encode():
                failed.append(f"{path}: it was changed in the meantime")
                continue
            replace_text(Path(path), mark.decode() + text)
        except OSError as error:
            failed.append(f"{path}: {error.strerror or error}")
    return failed
