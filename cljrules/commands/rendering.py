"""`cljrules document`: a pack written out as pages for people who do not write rules."""

from __future__ import annotations

from pathlib import Path

import click

from cljrules.commands.packs import PackRefused, usable_pack
from cljrules.document import markdown, web
from cljrules.document.pages import account_of
from cljrules.lint import find
from cljrules.packs import load
from cljrules.packs.settings import settled
from cljrules.stdlib.catalogue import load as load_catalogue


def run(path: str, folder: str, format: str) -> int:
    """Write the document of a pack into a folder, which is made where there is none."""
    try:
        pack = usable_pack(path)
    except PackRefused as refused:
        return refused.code
    findings = settled([*load(Path(path)).diagnostics, *find(pack)], pack)
    account = account_of(pack, findings, load_catalogue())
    try:
        made = (web if format == "html" else markdown).files(account)
    except ModuleNotFoundError as missing:
        raise click.UsageError(
            f"pages in HTML need the package `{missing.name}`; install cljrules[document], or use --format md"
        ) from None
    target = Path(folder)
    try:
        for name, text in made.items():
            file = target / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    except OSError as error:
        click.echo(f"error: {error.filename}: {error.strerror}\n  = help: choose another folder with -o", err=True)
        return 2
    click.echo(str(target / ("index.html" if format == "html" else "index.md")))
    old = sorted(item for item in (target / "rules").glob("*.*") if item.relative_to(target).as_posix() not in made)
    for item in old:
        click.echo(f"warning: {item} is not part of this document", err=True)
    return 0
