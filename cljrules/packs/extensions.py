"""The extensions of a pack, from the texts it names.

Takes namespaces and texts, gives their functions; an extension that cannot be loaded, or whose examples do not hold, is
reported once, at its own line, and its functions are then known by name only. Loading one executes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from cljrules.evaluation import Session
from cljrules.packs.desk import Desk
from cljrules.packs.files import read_pack_files
from cljrules.packs.model import Extension
from cljrules.source import Position, Source, Span
from cljrules.stdlib.catalogue import load as load_catalogue
from cljrules.stdlib.extensions import DISABLED, NOT_RUN, Unavailable
from cljrules.values.errors import ClojureError, LimitExceeded


def load_extensions(
    texts: Mapping[str, Source | None], folder: Path, desk: Desk, *, run: bool = True
) -> tuple[Extension, ...]:
    """The extensions of a pack in the given folder; without `run` none is executed, and all names in their namespaces
    count as known.
    """
    return tuple(_extensions(texts, folder, desk, run))


def extension_functions(path: Path) -> Mapping[str, Mapping[str, Any]]:
    """The functions of the extensions of the pack at a path, by namespace; an extension that cannot be used is left
    out. Executes them.
    """
    desk = Desk(load_catalogue())
    files = read_pack_files(path, desk)
    if files is None:
        return {}
    loaded = load_extensions(files.extensions, path if path.is_dir() else path.parent, desk)
    return {held.ns: held.functions for held in loaded if not isinstance(held.functions, Unavailable)}


def _extensions(texts: Mapping[str, Source | None], folder: Path, desk: Desk, run: bool) -> Iterator[Extension]:
    for ns, source in texts.items():
        functions: Mapping[str, Any]
        if not run:
            functions = Unavailable(ns, NOT_RUN, f"the extension `{ns}` was not to be run")
        elif source is None:
            functions = Unavailable(ns, DISABLED, f"the extension `{ns}` has no file that can be read")
        else:
            functions = _load(ns, source, folder, desk)
        yield Extension(ns, source, functions)


def _load(ns: str, source: Source, folder: Path, desk: Desk) -> Mapping[str, Any]:
    from cljrules.extension.loading import BrokenExtension, load_functions

    path = Path(source.path)
    name = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name
    try:
        functions = load_functions(ns, name, source.text)
        _check_examples(ns, functions, source, desk)
    except BrokenExtension as broken:
        span = _line_span(source, broken.line, broken.column)
        desk.problem(
            "broken-extension", (source, span), f"the extension `{ns}` cannot be used: {broken.message}", broken.help
        )
        return Unavailable(ns, DISABLED, f"the extension `{ns}` is broken ({name}:{broken.line})")
    return functions


def _check_examples(ns: str, functions: Mapping[str, Any], source: Source, desk: Desk) -> None:
    """Try the examples on the sample's business date; raises BrokenExtension at the first that does not hold."""
    from cljrules.extension.loading import BrokenExtension, declarations

    session = Session(as_of=date.fromisoformat(desk.catalogue.sample.as_of), extensions={ns: functions})
    for declaration in declarations(functions):
        for example in declaration.examples:
            try:
                value, shown = session.show(example, "<example>")
                what = f"gives `{shown}`"
            except (ClojureError, LimitExceeded) as mistake:
                value, what = None, f"gives an error: {mistake}"
            if value is not True:
                raise BrokenExtension(
                    f"the example `{example}` of `{ns}/{declaration.name}` {what}",
                    _line_of(example, source) or declaration.line,
                    help="an example is an expression that is true; correct the function or the example",
                )


def _line_of(example: str, source: Source) -> int | None:
    """The line on which an example stands, None where that is not plain."""
    for written in (example, example.replace("\\", "\\\\").replace('"', '\\"')):
        if source.text.count(written) == 1:
            return source.position(source.text.index(written)).line
    return None


def _line_span(source: Source, line: int, column: int | None) -> Span:
    """From a column of a line, or its first letter, to the line's end."""
    text = source.line(min(line, len(source.line_starts)))
    first = len(text) - len(text.lstrip()) + 1
    start = source.offset(Position(line, column if column is not None and column <= len(text) else first))
    return Span(start, max(start, source.offset(Position(line, 1)) + len(text.rstrip())))
