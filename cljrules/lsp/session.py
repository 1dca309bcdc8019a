"""What one editor has open: documents, the packs they belong to, what was found in them.

Takes what the editor says happened, gives views of documents and the findings to show. Knows nothing of how messages
travel. Made and used in one thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lsprotocol import types as lsp

from cljrules.diagnostics import Diagnostic
from cljrules.lsp.addresses import is_manifest, is_rules, path_of, uri_of
from cljrules.lsp.buffer import Buffer, Change
from cljrules.lsp.diagnostics import converted
from cljrules.lsp.late import Late, anchored, places_of, still_there
from cljrules.lsp.project import Project, View, folder_of, too_large
from cljrules.lsp.settings import Settings
from cljrules.packs.files import find_packs
from cljrules.packs.manifest import MANIFEST_NAME
from cljrules.source import MAX_SOURCE_BYTES, Source
from cljrules.workspace import Snapshot


@dataclass
class Shown:
    """What is shown of a document: the findings, as the protocol has them, and a number that changes with them."""

    version: int | None
    findings: list[Diagnostic]
    items: list[lsp.Diagnostic]
    number: int

    @property
    def result_id(self) -> str:
        return str(self.number)


@dataclass(eq=False)
class Held:
    """A project with what is known beyond its state: late findings by tier, counts by rule."""

    project: Project
    late: dict[str, list[Late]] = field(default_factory=dict)
    counts: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    paths: set[str] = field(default_factory=set)
    dirty: set[str] = field(default_factory=set)
    stale: bool = True
    changed: bool = True


class Session:
    """The state of one editor's session. `log` takes what an operator may want to know."""

    def __init__(self, log: Callable[[str], None] = lambda text: None) -> None:
        self.documents: Final[dict[str, Buffer]] = {}
        self.folders: list[Path] = []
        self.settings = Settings()
        self.held: Final[dict[str, Held]] = {}
        self.shown: Final[dict[str, Shown]] = {}
        self._uris: Final[dict[str, str]] = {}
        self._numbers = 0
        self._log = log

    # -- what happens in the editor -----------------------------------------------------------------------------------

    def open(self, uri: str, language: str, version: int | None, text: str) -> None:
        """A document was opened."""
        self.documents[uri] = Buffer(text, version, language)
        self._uris[path_of(uri)] = uri
        held = self._held_of(uri)
        if held is not None:
            path = path_of(uri)
            held.paths.add(path)
            if is_manifest(path) or not self._has(held, path):
                held.stale = True
            self._touch(held, path)

    def change(self, uri: str, version: int | None, changes: Iterable[Change]) -> None:
        """A document was edited; one that was never opened is taken as empty."""
        buffer = self.documents.get(uri)
        if buffer is None:
            self.open(uri, "", version, "")
            buffer = self.documents[uri]
        for change in changes:
            buffer.change(change)
        buffer.version = version
        held = self._held_of(uri)
        if held is not None:
            path = path_of(uri)
            held.stale = held.stale or is_manifest(path)
            self._touch(held, path)

    def close(self, uri: str) -> None:
        """A document was closed: what is on disk counts again."""
        held = self._held_of(uri)
        self.documents.pop(uri, None)
        self._uris.pop(path_of(uri), None)
        if held is not None:
            held.stale = held.changed = True
            if held.project.folder is None:
                self.held.pop(held.project.key, None)

    def files_changed(self, paths: Iterable[str]) -> None:
        """Files were made, changed or deleted outside of the editor's documents."""
        for path in paths:
            folder = folder_of(path)
            for held in list(self.held.values()):
                own = held.project.folder
                if own is not None and (own == folder or own in Path(path).parents or str(own) == path):
                    held.stale = held.changed = True
            if is_manifest(path):
                self._regroup()

    def set_folders(self, folders: Iterable[Path]) -> None:
        """The folders of the workspace; their packs are opened."""
        self.folders = list(folders)
        for folder in self.folders:
            for place in find_packs(folder):
                if (place / MANIFEST_NAME).exists():
                    self._project(str(place), place)
        self._close_unneeded()

    def set_settings(self, settings: Settings) -> None:
        """What the user set."""
        before, self.settings = self.settings, settings
        for held in self.held.values():
            held.changed = True
            if before.run_extensions != settings.run_extensions:
                held.stale = True
            if not settings.solver:
                held.late.pop("solver", None)
            if before.store != settings.store or before.as_of != settings.as_of:
                held.counts.clear()

    # -- what features ask for ----------------------------------------------------------------------------------------

    def view(self, uri: str) -> View | None:
        """A document at this moment; None for one that is not open or holds no rules."""
        uri = self.address(uri)
        buffer, held = self.documents.get(uri), self._held_of(uri)
        if buffer is None or held is None or is_manifest(path_of(uri)):
            return None
        self.refresh(held)
        path = path_of(uri)
        snapshot = held.project.snapshot
        source = next((one for one in snapshot.sources if one.path == path), None) if snapshot is not None else None
        if source is None or (source.text is not buffer.text and source.text != buffer.text):
            return None
        return held.project.view(uri, path, source, buffer.version, self.settings)

    @property
    def uris(self) -> Mapping[str, str]:
        """The addresses of open documents by their paths."""
        return self._uris

    @property
    def versions(self) -> Mapping[str, int | None]:
        """The versions of open documents by their addresses."""
        return {uri: buffer.version for uri, buffer in self.documents.items()}

    def view_in(self, uri: str) -> View | None:
        """A document of a pack, open or not."""
        found = self.view(uri)
        held = self.held_for(uri) if found is None else None
        return found or (self._view_of(held, path_of(uri)) if held is not None else None)

    def views(self) -> Iterator[View]:
        """A document of each project, for what depends on the pack alone."""
        for held in list(self.held.values()):
            self.refresh(held)
            view = self._view_of(held, None)
            if view is not None:
                yield view

    def _view_of(self, held: Held, path: str | None) -> View | None:
        snapshot = held.project.snapshot
        sources = snapshot.sources if snapshot is not None else ()
        source = next((one for one in sources if path is None or one.path == path), None)
        if source is None:
            return None
        return held.project.view(uri_of(source.path), source.path, source, None, self.settings)

    def any_view(self) -> View | None:
        """Some document that is open, for what depends on the pack alone."""
        return next((view for uri in reversed(self.documents) if (view := self.view(uri)) is not None), None)

    def source(self, uri: str) -> Source | None:
        """The text of an open document."""
        buffer = self.documents.get(self.address(uri))
        return Source(path_of(uri), buffer.text) if buffer is not None else None

    def address(self, uri: str) -> str:
        """The address under which a document is open."""
        return uri if uri in self.documents else self._uris.get(path_of(uri), uri)

    def held_for(self, uri: str) -> Held | None:
        """The project that a document, or a folder, belongs to, as it is now."""
        path = path_of(uri)
        held = self.held.get(path) or self._held_of(self.address(uri))
        if held is not None:
            self.refresh(held)
        return held

    def refresh(self, held: Held) -> None:
        """Bring a project up to the open documents."""
        project = held.project
        if held.stale:
            held.stale = False
            held.dirty.clear()
            project.reload(self._texts(), run_extensions=self.settings.run_extensions)
            return
        for path in list(held.dirty):
            buffer = self.documents.get(self._uris.get(path, ""))
            if buffer is not None:
                project.set_text(path, buffer.text)
        held.dirty.clear()

    # -- what was found -----------------------------------------------------------------------------------------------

    def take_late(self, held: Held, tier: str, findings: Sequence[Diagnostic], snapshot: Snapshot) -> None:
        """Findings that took longer, of a state that may have gone on since; they replace those of their tier."""
        known = {_key(one) for one in snapshot.findings}
        held.late[tier] = anchored((one for one in findings if _key(one) not in known), snapshot)
        held.changed = True

    def add_late(
        self, held: Held, tier: str, rules: set[str], findings: Sequence[Diagnostic], snapshot: Snapshot
    ) -> None:
        """Findings of some rules, in place of what the tier had of them."""
        kept = [one for one in held.late.get(tier, ()) if one.found.rule not in rules]
        known = {_key(one) for one in snapshot.findings}
        held.late[tier] = [*kept, *anchored((one for one in findings if _key(one) not in known), snapshot)]
        held.changed = True

    def findings(self, held: Held) -> list[Diagnostic]:
        """All findings of a project as it is now."""
        self.refresh(held)
        project = held.project
        if project.snapshot is None:
            return project.findings
        found = list(project.snapshot.findings)
        known = {_key(one) for one in found}
        places = places_of(project.snapshot)
        manifest = project.snapshot.gathered.files.manifest.source
        others = {manifest.path: manifest} if manifest is not None else {}
        for late in held.late.values():
            for one in still_there(late, places, others):
                if _key(one) not in known:
                    known.add(_key(one))
                    found.append(one)
        return found

    def updates(self) -> list[str]:
        """The documents of which something else is to be shown than before."""
        changed: list[str] = []
        for held in list(self.held.values()):
            if held.changed:
                held.changed = False
                changed += self._update(held)
        changed += self._forget()
        return changed

    def _update(self, held: Held) -> list[str]:
        by_path: dict[str, list[Diagnostic]] = {path: [] for path in held.paths}
        for one in self.findings(held):
            by_path.setdefault(one.source.path, []).append(one)
        for path, uri in self._uris.items():
            buffer = self.documents[uri]
            if path in by_path and len(buffer.text) > MAX_SOURCE_BYTES:
                by_path[path] = [too_large(Source(path, buffer.text))]
        held.paths = set(by_path)
        changed = []
        for path, found in by_path.items():
            if self._show(self._uris.get(path) or uri_of(path), found):
                changed.append(self._uris.get(path) or uri_of(path))
        return changed

    def _show(self, uri: str, found: list[Diagnostic]) -> bool:
        before = self.shown.get(uri)
        buffer = self.documents.get(uri)
        version = buffer.version if buffer is not None else None
        if before is not None and before.version == version and _same(before.findings, found):
            return False
        if before is None and not found and buffer is None:
            return False
        items = [converted(one, self._uris) for one in found]
        same = before is not None and before.items == items
        if not same:
            self._numbers += 1
        number = before.number if same and before is not None else self._numbers
        self.shown[uri] = Shown(version, found, items, number)
        return True

    def _forget(self) -> list[str]:
        """Take back what was shown of documents that no project has any more."""
        had = {self._uris.get(path) or uri_of(path) for held in self.held.values() for path in held.paths}
        gone = [uri for uri in self.shown if uri not in had and self.shown[uri].items]
        for uri in gone:
            self._numbers += 1
            self.shown[uri] = Shown(None, [], [], self._numbers)
        return gone

    # -- projects -----------------------------------------------------------------------------------------------------

    def _touch(self, held: Held, path: str) -> None:
        held.dirty.add(path)
        held.changed = True

    def _texts(self) -> Mapping[str, str]:
        return {path: self.documents[uri].text for path, uri in self._uris.items()}

    def _has(self, held: Held, path: str) -> bool:
        snapshot = held.project.snapshot
        return snapshot is not None and any(source.path == path for source in snapshot.sources)

    def _held_of(self, uri: str) -> Held | None:
        buffer, path = self.documents.get(uri), path_of(uri)
        language = buffer.language if buffer is not None else ""
        folder = folder_of(path)
        if folder is not None and (is_manifest(path) or is_rules(path, language if language == "cljrules" else "")):
            return self._project(str(folder), folder)
        if folder is None and is_rules(path, language):
            return self._project(path, None)
        return None

    def _project(self, key: str, folder: Path | None) -> Held:
        if key not in self.held:
            self.held[key] = Held(Project(key, folder))
        return self.held[key]

    def _regroup(self) -> None:
        """A manifest came or went: documents may belong to another project."""
        for held in list(self.held.values()):
            folder = held.project.folder
            if folder is None or not (folder / MANIFEST_NAME).exists():
                self.held.pop(held.project.key, None)
        self.set_folders(self.folders)
        for uri in list(self.documents):
            owner = self._held_of(uri)
            if owner is not None:
                owner.paths.add(path_of(uri))
                owner.stale = owner.changed = True

    def _close_unneeded(self) -> None:
        """Let go of packs that are neither in a folder of the workspace nor open."""
        open_paths = [Path(path) for path in self._uris]
        for key, held in list(self.held.items()):
            folder = held.project.folder
            if folder is None:
                continue
            inside = any(root == folder or root in folder.parents for root in self.folders)
            if not inside and not any(folder in path.parents for path in open_paths):
                del self.held[key]


def _same(one: Sequence[Diagnostic], other: Sequence[Diagnostic]) -> bool:
    return len(one) == len(other) and all(a is b or a == b for a, b in zip(one, other, strict=True))


def _key(one: Diagnostic) -> tuple[object, ...]:
    return one.code, one.source.path, one.span, one.message
