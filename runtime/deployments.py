"""Deployed packs: the only text that is ever run.

Takes a pack's folder, keeps its files' bytes with their content hash in the store, gives back packs loaded from what
is kept. A pack with an error in it, or with an action the runtime cannot apply, is refused and nothing is stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, delete, insert, literal, select, update
from sqlalchemy import Row as SqlRow

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic, Severity
from cljrules.packs import load
from cljrules.packs.manifest import MANIFEST_NAME
from cljrules.packs.model import LoadedPack, Pack, Rule
from cljrules.suggest import did_you_mean
from runtime.actions.registry import refusals
from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.kept import kept
from runtime.store.open import Store
from runtime.store.words import add_words

_NEVER = "9999-99-99"
EVERY_LOAN = frozenset({"new-loans", "existing-loans"})


class Refused(Exception):
    """A pack that is not deployed: `diagnostics` say why."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        super().__init__("the pack has errors")
        self.diagnostics = diagnostics


@dataclass(frozen=True, slots=True)
class Deployed:
    """An active deployment: its number in the store and the pack as it was deployed."""

    number: int
    pack: Pack


@dataclass(frozen=True, slots=True)
class Outcome:
    """What deploying did: `changed` is False when this very text was deployed already; `replaced` is the version
    before.
    """

    deployed: Deployed
    changed: bool
    replaced: str | None
    diagnostics: list[Diagnostic]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pack that may be deployed, with its files as bytes and what was found that does not stand in the way."""

    pack: Pack
    files: Mapping[str, bytes]
    diagnostics: list[Diagnostic]


def deploy(store: Store, folder: Path, *, author: str = "cli") -> Outcome:
    """Deploy the pack in a folder. Raises Refused for a pack with errors, StoreError for the store's own troubles."""
    candidate = deployable(folder)
    pack = candidate.pack
    with store.begin() as connection:
        active = _active(connection, pack.name)
        number = put(connection, candidate, _earlier(connection, active), author=author, today=store.today)
    replaced = active.pack_version if active is not None else None
    changed = active is None or active.id != number
    return Outcome(Deployed(number, pack), changed, replaced, candidate.diagnostics)


def deployable(folder: Path) -> Candidate:
    """The pack in a folder, when it may be deployed. Raises Refused."""
    loaded = load(folder)
    pack = _accepted(loaded)
    return Candidate(pack, _files(folder, pack), [*loaded.diagnostics, *_lacking(pack)])


def _lacking(pack: Pack) -> Iterator[Diagnostic]:
    """A warning for each channel whose template the pack does not bring along: its messages would be withheld."""
    there = pack.template_texts
    for notification in pack.notifications:
        for channel in notification.channels:
            name = channel.settings.get("template")
            if name is not None and name not in there:
                yield finding(
                    "missing-file",
                    (notification.source, channel.span),
                    f"the pack has no template `{name}`; messages of this channel will be withheld",
                    did_you_mean(name, there) or "put the file into the pack's folder",
                    rule=notification.name,
                    severity=Severity.WARNING,
                )


def put(
    connection: Connection,
    candidate: Candidate,
    earlier: Pack | None,
    *,
    author: str,
    today: date,
    loans: tuple[int, int] | None = None,
) -> int:
    """Make a pack the active one of its name from a business date on, inside the caller's transaction; the number of
    its deployment.

    `earlier` is the pack whose place it takes; `loans` are the first and the last account whose enrolment counts (None:
    all). Where this very text is active already nothing changes.
    """
    pack = candidate.pack
    active = _active(connection, pack.name)
    if active is not None:
        if active.content_hash == pack.content_hash and _stored(connection, active.id) == candidate.files:
            return int(active.id)
        withdraw(connection, pack.name, today)
    made = insert(schema.deployments).values(
        pack_name=pack.name,
        pack_version=pack.version,
        content_hash=pack.content_hash,
        active=True,
        deployed_by=author,
        deployed_at=datetime.now(UTC),
        deployed_on=today,
    )
    number: int = connection.execute(made.returning(schema.deployments.c.id)).scalar_one()
    rows = [{"deployment_id": number, "path": path, "content": content} for path, content in candidate.files.items()]
    connection.execute(insert(schema.deployment_files), rows)
    add_words(connection, pack.manifest.vocabulary)
    _enrol(connection, pack, earlier, loans)
    return number


def withdraw(connection: Connection, pack_name: str, today: date) -> None:
    """Let no pack of this name be active from a business date on, inside the caller's transaction."""
    table = schema.deployments
    active = (table.c.active, table.c.mode == "live", table.c.pack_name == pack_name)
    connection.execute(
        update(table).where(*active).values(active=False, withdrawn_at=datetime.now(UTC), withdrawn_on=today)
    )


def _accepted(loaded: LoadedPack) -> Pack:
    findings = list(loaded.diagnostics)
    if loaded.pack is not None:
        findings += refusals(loaded.pack)
    if loaded.pack is None or any(finding.severity is Severity.ERROR for finding in findings):
        raise Refused(findings)
    return loaded.pack


def _files(folder: Path, pack: Pack) -> dict[str, bytes]:
    """The texts that were checked, as bytes, by the file's name within the pack."""
    home = folder if folder.is_dir() else folder.parent
    return {Path(source.path).relative_to(home).as_posix(): source.text.encode() for source in pack.files}


def _active(connection: Connection, pack_name: str) -> SqlRow[Any] | None:
    table = schema.deployments
    conditions = (table.c.active, table.c.mode == "live", table.c.pack_name == pack_name)
    return connection.execute(select(table).where(*conditions)).one_or_none()


def active_deployments(connection: Connection) -> list[Deployed]:
    """All active deployments in the order their packs were first deployed, each loaded from the text that was
    stored.
    """
    return [_loaded(connection, row) for _, rows in _by_pack(connection) for row in rows if row.active]


def deployments_on(connection: Connection, business_date: date, *, asked: bool = True) -> list[Deployed]:
    """The deployments that count on a business date, in order.

    Of a pack that is the version deployed by then and not withdrawn. Where none was, the clock of deployments says
    nothing about the date: the active version counts on a date that a person `asked` for, and where the last night
    before the date ran the pack too.
    """
    day = business_date.isoformat()
    ran = set(_ran_before(connection, day))
    found = []
    for _, rows in _by_pack(connection):
        counting = [row for row in rows if row.deployed_on <= day and (row.withdrawn_on or _NEVER) > day]
        if not counting and (asked or not ran.isdisjoint(row.id for row in rows)):
            counting = [row for row in rows if row.active]
        found += counting[-1:]
    return [_loaded(connection, row) for row in found]


def deployments_numbered(connection: Connection, numbers: Sequence[int]) -> list[Deployed]:
    """The deployments with these numbers, in this order, whether they are active or not."""
    table = schema.deployments
    rows = {row.id: row for row in connection.execute(select(table).where(table.c.id.in_(numbers)))}
    return [_loaded(connection, rows[number]) for number in numbers]


def _by_pack(connection: Connection) -> list[tuple[str, list[SqlRow[Any]]]]:
    """The deployments of each pack, oldest first, packs in the order in which they were first deployed."""
    table = schema.deployments
    found: dict[str, list[SqlRow[Any]]] = {}
    for row in connection.execute(select(table).where(table.c.mode == "live").order_by(table.c.id)):
        found.setdefault(row.pack_name, []).append(row)
    return list(found.items())


def _ran_before(connection: Connection, day: str) -> list[int]:
    """The deployments that the last night before a day ran."""
    runs = schema.maintenance_runs
    before = (runs.c.business_date < day, runs.c.packs.is_not(None), runs.c.forced.is_(None))
    latest = select(runs.c.packs).where(*before).order_by(runs.c.business_date.desc(), runs.c.id.desc()).limit(1)
    return connection.scalar(latest) or []


def _loaded(connection: Connection, row: SqlRow[Any]) -> Deployed:
    return Deployed(row.id, _load(connection, row.id, row.content_hash))


def _earlier(connection: Connection, active: SqlRow[Any] | None) -> Pack | None:
    """The pack that a new one takes the place of; None without one, or when its stored text was tampered with."""
    if active is None:
        return None
    try:
        return _load(connection, active.id, active.content_hash)
    except StoreError:
        return None


def _stored(connection: Connection, number: int) -> dict[str, bytes]:
    table = schema.deployment_files
    rows = connection.execute(select(table.c.path, table.c.content).where(table.c.deployment_id == number))
    return {row.path: row.content for row in rows}


def _load(connection: Connection, number: int, content_hash: str) -> Pack:
    """The pack of a deployment from its stored files, loaded anew only where those changed; StoreError when they no
    longer have the hash they were deployed with.
    """
    files = _stored(connection, number)
    made_of = (content_hash, files)
    return kept(connection, f"deployment {number}", made_of, lambda: _from_files(files, number, content_hash))


def _from_files(files: Mapping[str, bytes], number: int, content_hash: str) -> Pack:
    with TemporaryDirectory(prefix="cljrules-") as place:
        for name, content in files.items():
            target = Path(place, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        single = None if MANIFEST_NAME in files else next(iter(files), None)
        pack = load(Path(place, single) if single else Path(place)).pack
    if pack is None or pack.content_hash != content_hash:
        raise StoreError(
            "damaged",
            f"the stored files of deployment {number} are not those that were deployed",
            "deploy the pack again from its folder",
        )
    return pack


def _enrol(connection: Connection, pack: Pack, earlier: Pack | None, only: tuple[int, int] | None) -> None:
    """Record which existing accounts a new rule takes, where it does not take every account (`:enroll`).

    A rule without a row for an account takes it when it enrols new loans; so accounts opened later need no row.
    """
    before: Mapping[str, Rule] = {rule.name: rule for rule in earlier.rules} if earlier else {}
    table = schema.rule_enrolments
    for rule in pack.rules:
        known = before.get(rule.name)
        if known is not None and known.enroll == rule.enroll:
            continue
        if known is not None:
            connection.execute(delete(table).where(table.c.pack_name == pack.name, table.c.rule == rule.name))
        if rule.enroll != EVERY_LOAN:
            enabled = "existing-loans" in rule.enroll
            loans = select(schema.loans.c.loan_id, literal(pack.name), literal(rule.name), literal(enabled))
            if only is not None:
                loans = loans.where(schema.loans.c.loan_id.between(*only))
            connection.execute(insert(table).from_select(["loan_id", "pack_name", "rule", "enabled"], loans))
