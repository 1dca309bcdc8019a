"""`cljrules fmt`: files of rules laid out in the one style.

A file with syntax errors is never touched. A file is replaced in one step, with its permissions kept; a link stays a
link.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from cljrules.diagnostics import Diagnostic
from cljrules.parser.formatter import format_text
from cljrules.parser.reader import read
from cljrules.render import render_text, wants_colour
from cljrules.source import Source, SourceError, decode_source, read_source, replace_text


def run(paths: Sequence[str], check: bool) -> int:
    """Format the files at the paths (`-` is standard input to standard output).

    With `check` only tell which would change.
    """
    status = changed = seen = 0
    for path in paths:
        if path == "-":
            status = max(status, _standard_input(check))
            continue
        files = _files(Path(path))
        if not files:
            _complain(f"{path}: there are no .clj files in this folder", "name a file, or a folder that holds some")
            status = 2
        for file in files:
            seen += 1
            code, differs = _file(file, check)
            status = max(status, code)
            changed += differs
    if seen:
        verb = "would change" if check else "changed"
        click.echo(f"{changed} of {seen} file{'' if seen == 1 else 's'} {verb}", err=True)
    return max(status, int(check and changed > 0))


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = (item for item in path.rglob("*.clj") if item.is_file())
    return sorted(item for item in found if not any(part.startswith(".") for part in item.relative_to(path).parts))


def _file(path: Path, check: bool) -> tuple[int, bool]:
    try:
        source = read_source(path)
    except SourceError as error:
        _complain(str(error), error.help)
        return 2, False
    formatted = _formatted(source)
    if formatted is None:
        return 1, False
    if formatted == source.text:
        return 0, False
    if not check:
        try:
            replace_text(path, formatted)
        except OSError as error:
            _complain(
                f"{path}: the file cannot be written: {error.strerror}", "check its permissions and those of its folder"
            )
            return 2, False
    click.echo(str(path))
    return 0, True


def _standard_input(check: bool) -> int:
    try:
        source = decode_source("<stdin>", sys.stdin.buffer.read())
    except SourceError as error:
        _complain(str(error), error.help)
        return 2
    formatted = _formatted(source)
    if formatted is None:
        return 1
    if check:
        return int(formatted != source.text)
    click.echo(formatted, nl=False)
    return 0


def _formatted(source: Source) -> str | None:
    findings = read(source)[1]
    if findings:
        _show(findings)
        return None
    return format_text(source.text)


def _show(findings: Iterable[Diagnostic]) -> None:
    click.echo(render_text(list(findings), colour=wants_colour(sys.stderr)), err=True, color=True)


def _complain(message: str, help: str) -> None:
    click.echo(f"error: {message}\n  = help: {help}", err=True)
