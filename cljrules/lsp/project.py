"""Packs and lone files as they are open in an editor.

`Project` is a pack, or a file without one, with the texts that are open in place of those on disk; `view` gives a
document at a moment, of which nothing changes any more. Reads files when it is opened or `reload`ed, never else.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic
from cljrules.lsp.outline import Shape, outline
from cljrules.lsp.settings import Settings
from cljrules.packs.files import PackFiles
from cljrules.packs.loading import Gathered, gather
from cljrules.packs.manifest import MANIFEST_NAME, RULES_SUFFIX
from cljrules.packs.model import Manifest, Pack
from cljrules.parser.parts import Part
from cljrules.source import MAX_SOURCE_BYTES, Source, Span
from cljrules.stdlib.catalogue import Catalogue, load
from cljrules.workspace import Snapshot

_T = TypeVar("_T")


@dataclass(frozen=True, eq=False, slots=True)
class Piece:
    """A part of a file with where it begins, and its forms."""

    start: int
    part: Part
    project: Project

    @property
    def end(self) -> int:
        return self.start + len(self.part.source.text)

    @property
    def shape(self) -> Shape:
        """The forms of its text."""
        return self.project.kept("shape", self.part, lambda: outline(self.part.source.text))


@dataclass(frozen=True, eq=False)
class View:
    """A document at a moment. `good` is the pack as it last was without errors of syntax, from which names come that
    cannot be read at the moment; `version` is the editor's.
    """

    uri: str
    path: str
    source: Source
    version: int | None
    project: Project
    snapshot: Snapshot
    good: Pack
    settings: Settings

    @property
    def catalogue(self) -> Catalogue:
        return load()

    @property
    def pack(self) -> Pack:
        return self.snapshot.pack

    @cached_property
    def pieces(self) -> list[Piece]:
        """The parts of the file in order."""
        return self.project.pieces(self.snapshot, self.path)

    def piece_at(self, offset: int) -> Piece | None:
        """The part that an offset lies in; of two that meet there the one that ends, unless it ends a line."""
        pieces = self.pieces
        at = bisect_right(pieces, offset, key=lambda piece: piece.start) - 1
        if at < 0:
            return None
        if at and pieces[at].start == offset and self.source.text[offset - 1 : offset] not in "\r\n":
            at -= 1
        return pieces[at]

    def others(self) -> Iterator[tuple[Source, list[Piece]]]:
        """All files of the pack with their parts, this one included."""
        for source in self.snapshot.sources:
            yield source, self.project.pieces(self.snapshot, source.path)

    def place(self, source: Source, span: Span) -> tuple[Source, Span] | None:
        """Where a form of the pack stands: the file, and the span in it."""
        found = self.snapshot.place(source)
        if found is None:
            return None
        return found[0], Span(span.start + found[1], span.end + found[1])


class Project:
    """A pack in its folder, or a document that belongs to none. Made and used in one thread."""

    def __init__(self, key: str, folder: Path | None) -> None:
        self.key: Final = key
        self.folder: Final = folder
        self.snapshot: Snapshot | None = None
        self.good: Pack | None = None
        self.findings: list[Diagnostic] = []
        #: Counts the times that the files were gathered.
        self.generation = 0
        self._kept: dict[str, WeakKeyDictionary[object, Any]] = {}

    @property
    def manifest_path(self) -> str | None:
        """The path of the pack's manifest, None of a lone document."""
        return str(self.folder / MANIFEST_NAME) if self.folder is not None else None

    def reload(self, texts: Mapping[str, str], *, run_extensions: bool) -> None:
        """Gather the files anew; `texts` are those of open documents by their paths."""
        self.generation += 1
        gathered, found = self._gathered(texts, run_extensions)
        self.findings = found
        if gathered is None:
            self.snapshot = None
            return
        self._take(Snapshot.of(gathered))

    def _gathered(self, texts: Mapping[str, str], run_extensions: bool) -> tuple[Gathered | None, list[Diagnostic]]:
        if self.folder is None:
            return _lone(self.key, texts.get(self.key, "")), []
        gathered, desk = gather(self.folder, run_extensions=run_extensions, texts=texts)
        if gathered is None:
            return None, desk.findings
        files = gathered.files
        listed = {source.path for source in files.sources}
        extra = tuple(
            Source(path, text)
            for path, text in texts.items()
            if path.endswith(RULES_SUFFIX) and path not in listed and self.folder in Path(path).parents
        )
        sources = tuple(_readable(source, desk.findings) for source in (*files.sources, *extra))
        held = PackFiles(files.manifest, sources, files.bare, files.extensions)
        return Gathered(held, gathered.folder, gathered.extensions, tuple(desk.findings)), []

    def set_text(self, path: str, text: str) -> bool:
        """Take the text of a document; whether the pack has it among its files of rules."""
        if self.snapshot is None:
            return False
        if len(text) > MAX_SOURCE_BYTES:
            text = ""
        try:
            self._take(self.snapshot.with_text(path, text))
        except KeyError:
            return False
        return True

    def _take(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        pack = snapshot.pack
        if self.good is None or not any(part.skipped for _, part in self._all_parts(snapshot)):
            self.good = pack

    def _all_parts(self, snapshot: Snapshot) -> Iterator[tuple[int, Part]]:
        for source in snapshot.sources:
            yield from snapshot.parts(source.path)

    def pieces(self, snapshot: Snapshot, path: str) -> list[Piece]:
        """The parts of a file with their forms."""
        return [Piece(at, part, self) for at, part in snapshot.parts(path)]

    def kept(self, what: str, about: object, make: Callable[[], _T]) -> _T:
        """Something worked out about a part, a text or a snapshot, once for as long as that is there."""
        known = self._kept.setdefault(what, WeakKeyDictionary())
        if about not in known:
            known[about] = make()
        found: _T = known[about]
        return found

    def view(self, uri: str, path: str, source: Source, version: int | None, settings: Settings) -> View | None:
        """A document of the project at this moment; None where the pack cannot be read at all."""
        if self.snapshot is None or self.good is None:
            return None
        return View(uri, path, source, version, self, self.snapshot, self.good, settings)


def _lone(path: str, text: str) -> Gathered:
    name = Path(path).name.split(".")[0].partition(":")[2] or Path(path).name.split(".")[0] or "untitled"
    found: list[Diagnostic] = []
    source = _readable(Source(path, text), found)
    return Gathered(PackFiles(Manifest(name=name, version="0"), (source,), True), Path(path).parent, (), tuple(found))


def _readable(source: Source, found: list[Diagnostic]) -> Source:
    """A text, or nothing (reported) in place of one that is too large."""
    if len(source.text) <= MAX_SOURCE_BYTES:
        return source
    found.append(too_large(source))
    return Source(source.path, "")


def too_large(source: Source) -> Diagnostic:
    """The finding about a text that is not looked at."""
    return finding(
        "unreadable-file",
        (source, Span(0, 0)),
        f"the text holds {len(source.text) / 1_048_576:.1f} MB; at most {MAX_SOURCE_BYTES / 1_048_576:.0f} MB are read",
        "split it into several files and list them under `files` in cljrules.toml",
    )


def folder_of(path: str) -> Path | None:
    """The folder of the pack that a file belongs to: the nearest with a manifest; None where there is none."""
    if not Path(path).is_absolute():
        return None
    for folder in Path(path).parents:
        try:
            if (folder / MANIFEST_NAME).exists():
                return folder
        except OSError:
            return None
    return None
