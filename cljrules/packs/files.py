"""Which files make up a pack.

Takes a path a person gave, gives the packs there are (`find_packs`) and their texts; whatever cannot be read is
reported where it is named. Never looks inside the texts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from cljrules.packs.desk import Desk
from cljrules.packs.extension_names import EXTENSION_SUFFIXES
from cljrules.packs.manifest import MANIFEST_NAME, RULES_SUFFIX, read_manifest
from cljrules.packs.model import Manifest
from cljrules.packs.toml_places import find_places
from cljrules.source import Source, SourceError, Span, read_source
from cljrules.stdlib.catalogue.data import NOTHING, Data
from cljrules.suggest import did_you_mean


class PackFiles(Data):
    """A pack's manifest and the texts of its files, those that could be read.

    `bare` for a single file without a manifest. `extensions` maps each namespace to its text, None (reported) where
    there is none. `templates` are the files named `….j2`, in order of their names.
    """

    manifest: Manifest
    sources: tuple[Source, ...]
    bare: bool
    extensions: Mapping[str, Source | None] = NOTHING
    templates: tuple[Source, ...] = ()


#: What template files are called, and how many a pack may have.
TEMPLATE_SUFFIX = ".j2"
_TEMPLATES = 500


def find_packs(path: Path) -> list[Path]:
    """The packs and single files under a path: itself, or the pack folders in it, or its loose files of rules. Linked
    folders are not followed.

    A path that leads to none of these comes back alone, for `read_pack_files` to report.
    """
    if not path.is_dir() or (path / MANIFEST_NAME).exists():
        return [path]
    try:
        inner = sorted(item for item in path.iterdir() if not item.name.startswith("."))
    except OSError:
        return [path]
    folders = [
        found
        for item in inner
        if item.is_dir() and not item.is_symlink()
        for found in find_packs(item)
        if found != item or (item / MANIFEST_NAME).exists()
    ]
    loose = [item for item in inner if item.name.endswith(".clj") and item.is_file()]
    return folders + loose or [path]


def read_pack_files(path: Path, desk: Desk) -> PackFiles | None:
    """The texts of the pack at a path: a folder with a manifest, or a file; None (reported) when there is none."""
    if path.name == MANIFEST_NAME:
        path = path.parent
    if not path.is_dir():
        source = _read(path, desk)
        if source is None:
            return None
        bare = Manifest(name=path.name.split(".")[0] or path.name, version="0")
        named = [item for item in _templates_in(path.parent, "*") if f'"{item.name}"' in source.text]
        return PackFiles(bare, (source,), True, templates=_read_templates(named, desk))
    if not (path / MANIFEST_NAME).exists():
        desk.problem(
            "missing-manifest",
            (Source(str(path), ""), Span(0, 0)),
            f"there is no {MANIFEST_NAME} in this folder",
            f"a pack is a folder with a {MANIFEST_NAME} and files named `…{RULES_SUFFIX}`",
        )
        return None
    text = _read(path / MANIFEST_NAME, desk)
    manifest = read_manifest(text, desk) if text is not None else None
    if text is None or manifest is None:
        return None
    desk.vocabulary = manifest.vocabulary
    sources = tuple(_read_listed(path, manifest, text, desk))
    templates = _read_templates(_templates_in(path, "**/*"), desk)
    return PackFiles(manifest, sources, False, _read_extensions(path, manifest, text, desk), templates)


def _templates_in(folder: Path, pattern: str) -> list[Path]:
    """The template files in a folder, without hidden ones and what is only linked there."""
    found = []
    for item in folder.glob(f"{pattern}{TEMPLATE_SUFFIX}"):
        inside = item.relative_to(folder)
        parents = [folder.joinpath(*inside.parts[:depth]) for depth in range(1, len(inside.parts) + 1)]
        if item.is_file() and not any(part.name.startswith(".") or part.is_symlink() for part in parents):
            found.append(item)
    return sorted(found, key=lambda item: item.relative_to(folder).as_posix())[:_TEMPLATES]


def _read_templates(paths: Iterable[Path], desk: Desk) -> tuple[Source, ...]:
    found = (_read(path, desk) for path in paths)
    return tuple(source for source in found if source is not None)


def _read_listed(folder: Path, manifest: Manifest, text: Source, desk: Desk) -> Iterable[Source]:
    places = find_places(text.text)
    there = sorted(item.relative_to(folder).as_posix() for item in folder.glob(f"**/*{RULES_SUFFIX}"))
    spans = {
        text.text[place.value.start + 1 : place.value.end - 1]: place.value
        for path, place in places.items()
        if path[:2] == ("pack", "files")
    }
    for name in manifest.files:
        unlisted = [item for item in there if item not in manifest.files]
        source = _read_named(folder, name, (text, spans.get(name, Span(0, 0))), unlisted, desk)
        if source is not None:
            yield source
    for name in there:
        if name not in manifest.files:
            place = (text, places[("pack", "files")].key)
            help = "add it to the list; the list's order is the evaluation order"
            desk.problem(
                "unlisted-file",
                place,
                f"`{name}` is in the folder but not under `files`",
                help,
            )


def _read_extensions(folder: Path, manifest: Manifest, text: Source, desk: Desk) -> Mapping[str, Source | None]:
    places = find_places(text.text)
    found: dict[str, Source | None] = {}
    for ns, name in manifest.extensions.items():
        place = (text, places[("extensions", ns)].value)
        there = [
            item.relative_to(folder).as_posix() for ending in EXTENSION_SUFFIXES for item in folder.glob(f"*{ending}")
        ]
        found[ns] = _read_named(folder, name, place, there, desk) if name is not None else None
    return found


def _read_named(
    folder: Path, name: str, place: tuple[Source, Span], candidates: Iterable[str], desk: Desk
) -> Source | None:
    """The text of a file that the manifest names, None (reported) where it cannot be read."""
    if not (folder / name).exists():
        help = did_you_mean(name, candidates) or "create it, or take it off the list"
        desk.problem("missing-file", place, f"the file `{name}` is not in the pack's folder", help)
        return None
    try:
        return _source(folder / name, desk)
    except SourceError as error:
        desk.problem("unreadable-file", place, f"`{name}`: {error.why}", error.help)
        return None


def _read(path: Path, desk: Desk) -> Source | None:
    try:
        return _source(path, desk)
    except SourceError as error:
        desk.problem("unreadable-file", (Source(error.path, ""), Span(0, 0)), error.why, error.help)
        return None


def _source(path: Path, desk: Desk) -> Source:
    text = desk.texts.get(str(path))
    return Source(str(path), text) if text is not None else read_source(path)


def content_hash(texts: Iterable[Source], folder: Path) -> str:
    """The SHA-256, in hex, of the files' names within the pack and of their texts as UTF-8, in order."""
    digest = hashlib.sha256()
    for source in texts:
        path = Path(source.path)
        name = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name
        for part in (name.encode(), source.text.encode()):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()
