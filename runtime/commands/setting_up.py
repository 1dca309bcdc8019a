"""`init`, `upgrade`, `generate`, `import` and `deploy`: making a store and filling it."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from cljrules.diagnostics import Diagnostic
from cljrules.render import render_text, report_json, wants_colour
from runtime.commands.output import print_json, progress_bar
from runtime.store.open import open_store, upgrade_store


def init(url: str, today: date | None, as_json: bool) -> int:
    """Make a store."""
    with open_store(url, create=True, today=today) as store:
        if as_json:
            print_json({"store": store.name, "today": store.today.isoformat()})
        else:
            click.echo(f"made the store {store.name}; the business date is {store.today}")
    return 0


def upgrade(url: str, revision: str | None, as_json: bool) -> int:
    """Bring a store to the schema of this release, or to an earlier one."""
    before, after = upgrade_store(url, revision=revision) if revision else upgrade_store(url)
    if as_json:
        print_json({"before": before, "after": after})
    else:
        click.echo(f"the store is at schema {after}" + ("" if before == after else f"; it was at {before}"))
    return 0


def generate(url: str, today: date | None, count: int, seed: int, as_json: bool) -> int:
    """Add made-up loans."""
    from runtime.commands.collecting import seldom_collecting
    from runtime.maintenance.beginning import begin_books
    from runtime.store.generator import generate as make

    with seldom_collecting(), open_store(url, today=today) as store:
        with progress_bar("making loans") as progress:
            held = make(store, count, seed, store.today, progress)
        with progress_bar("opening their books") as progress:
            begin_books(store, store.today, progress)
        if as_json:
            print_json({"made": count, "seed": seed, "as_of": store.today.isoformat(), "loans": held})
        else:
            click.echo(f"made {count:,} loans as of {store.today} (seed {seed}); the store holds {held:,}")
    return 0


def import_lendingclub(url: str, today: date | None, tape: str, skip_broken: bool, as_json: bool) -> int:
    """Import the loan tape."""
    from runtime.store.importers.lendingclub import import_tape

    with open_store(url, today=today) as store:
        with progress_bar("reading the tape") as progress:
            tell = None if progress is None else (lambda done: progress(done, max(done, 1)))
            report = import_tape(store, tape, skip_broken=skip_broken, progress=tell)
        if as_json:
            print_json(
                {
                    "as_of": report.as_of.isoformat(),
                    "imported": report.imported,
                    "already": report.already,
                    "broken": [{"line": row.line, "column": row.column, "reason": row.reason} for row in report.broken],
                }
            )
            return 0
        click.echo(f"imported {report.imported:,} loans as of {report.as_of}; {report.already:,} were there already")
        for row in report.broken:
            where = f", column `{row.column}`" if row.column else ""
            click.echo(f"left out line {row.line}{where}: {row.reason}")
    return 0


def refuse(findings: list[Diagnostic], folder: str, data: dict[str, Any], why: str, as_json: bool) -> int:
    """Print why a pack is refused; 1, or 2 where there is no pack at all."""
    if as_json:
        print_json({**data, **report_json(findings)})
    else:
        click.echo(render_text(findings, colour=wants_colour(sys.stdout)) + "\n", color=True)
        click.echo(why, err=True)
    unreadable = any(finding.code in ("unreadable-file", "missing-manifest") for finding in findings)
    return 2 if unreadable and not Path(folder).exists() else 1


def deploy(url: str, today: date | None, folder: str, as_json: bool) -> int:
    """Deploy a pack; 1 when it is refused."""
    from runtime.deployments import Refused
    from runtime.deployments import deploy as put

    with open_store(url, today=today) as store:
        try:
            outcome = put(store, Path(folder))
        except Refused as refused:
            why = "not deployed: mend the errors and deploy again; what was deployed before stays"
            return refuse(refused.diagnostics, folder, {"deployed": False}, why, as_json)
    pack = outcome.deployed.pack
    if as_json:
        print_json(
            {
                "deployed": True,
                "changed": outcome.changed,
                "pack": pack.name,
                "version": pack.version,
                "replaced": outcome.replaced,
                "content_hash": pack.content_hash,
                "rules": len(pack.rules),
                **report_json(outcome.diagnostics),
            }
        )
        return 0
    if outcome.diagnostics:
        click.echo(render_text(outcome.diagnostics, colour=wants_colour(sys.stdout)) + "\n", color=True)
    name = f"{pack.name} {pack.version}"
    if not outcome.changed:
        click.echo(f"{name} is deployed already; nothing changed")
    else:
        before = f", in place of {outcome.replaced}" if outcome.replaced else ""
        rules = f"{len(pack.rules)} rule{'' if len(pack.rules) == 1 else 's'}"
        click.echo(f"deployed {name} with {rules}{before} (content {pack.content_hash[:12]})")
    return 0
