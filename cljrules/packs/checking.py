"""Everything wrong with the packs at some paths."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from cljrules.diagnostics import Diagnostic
from cljrules.packs.files import find_packs
from cljrules.packs.loading import load
from cljrules.packs.manifest import MANIFEST_NAME
from cljrules.packs.model import LoadedPack, Pack
from cljrules.packs.settings import settled
from cljrules.stdlib.catalogue.data import NOTHING, Data


class Report(Data):
    """What checking gave: the findings in the order of the paths, how many packs, files and rules were seen, and the
    paths of the files.
    """

    findings: list[Diagnostic]
    packs: int
    files: int
    rules: int
    paths: tuple[str, ...] = ()


def check(paths: Iterable[Path], *, run_extensions: bool = True) -> list[Diagnostic]:
    """The findings in the files, pack folders, and folders of pack folders at some paths. Extensions of the packs are
    executed; without `run_extensions` they are not, and what uses them is checked by its shape only.
    """
    return check_all(paths, run_extensions=run_extensions).findings


def check_all(
    paths: Iterable[Path],
    *,
    run_extensions: bool = True,
    further: Callable[[Pack], Iterable[Diagnostic]] | None = None,
    texts: Mapping[str, str] = NOTHING,
) -> Report:
    """The findings at some paths, with what was looked at; see `check`.

    `further` looks at each pack that could be read, for findings of another kind; with it, these are all the findings
    there are, and suppressions that keep nothing are reported too. `texts` stand for those of the files at their paths.
    """
    findings: list[Diagnostic] = []
    packs = rules = 0
    seen: list[str] = []
    for path in paths:
        for place in find_packs(path):
            loaded, only = _load_with_its_pack(place, run_extensions, texts)
            found = loaded.diagnostics
            if loaded.pack is not None and further is not None:
                found = settled([*found, *further(loaded.pack)], loaded.pack, complete=True)
            findings += [finding for finding in found if only is None or finding.source.path == only]
            if loaded.pack is not None:
                sources = [source for source in loaded.pack.sources if only in (None, source.path)]
                packs += 1
                seen += [source.path for source in sources]
                rules += sum(only in (None, rule.source.path) for rule in loaded.pack.rules)
    return Report(findings, packs, len(seen), rules, tuple(seen))


def _load_with_its_pack(path: Path, run_extensions: bool, texts: Mapping[str, str]) -> tuple[LoadedPack, str | None]:
    """The pack at a path.

    For a file that a manifest beside it lists, that whole pack and the path to narrow its findings to.
    """
    if path.is_file() and path.name != MANIFEST_NAME and (path.parent / MANIFEST_NAME).exists():
        loaded = load(path.parent, run_extensions=run_extensions, texts=texts)
        shown = str(path.parent / path.name)
        if loaded.pack is not None and any(source.path == shown for source in loaded.pack.files):
            return loaded, shown
    return load(path, run_extensions=run_extensions, texts=texts), None
