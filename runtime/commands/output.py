"""Printing: tables for people, one JSON document for programs.

Takes plain data, or values of the language, with exact decimals. JSON numbers keep every digit of a decimal, and
always have a decimal point then, so that what is printed can be read back as it was.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from cljrules.values.collections import MapLike
from cljrules.values.symbols import Keyword, from_units

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_WIDTH = 116

Progress = Callable[[int, int], None]


def console(*, errors: bool = False) -> Console:
    """A console on standard output or standard error; away from a terminal it writes plain text of a fixed width."""
    from rich.console import Console

    stream = sys.stderr if errors else sys.stdout
    width = None if stream.isatty() else _WIDTH
    return Console(file=stream, width=width, highlight=False, soft_wrap=False)


def table(title: str | None, columns: Iterable[Sequence[str]], rows: Iterable[Sequence[object]]) -> Table:
    """A table of texts; a column given as (name, "right") is aligned so. What users wrote is never taken as markup."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False)
    for column in columns:
        name, side = (column, "left") if isinstance(column, str) else column
        made.add_column(name, justify="right" if side == "right" else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text(shown(cell)) for cell in row))
    return made


def shown(value: object) -> str:
    """A value for a cell: whole numbers grouped, nothing for None, control characters made visible."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case Decimal():
            return f"{value:,}"
    text = from_units(value) if isinstance(value, str) else compact(value)
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )


def compact(value: Any) -> str:
    """A value of the language as one line of JSON."""
    return "".join(_pieces(value, None, 0))


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    click.echo("".join(_pieces(value, 2, 0)))


def _pieces(value: Any, indent: int | None, level: int) -> Iterator[str]:
    match value:
        case None | bool() | float():
            yield json.dumps(value)
        case str():
            yield json.dumps(from_units(value), ensure_ascii=False)
        case Keyword():
            yield json.dumps(value.text, ensure_ascii=False)
        case int():
            yield str(int(value))
        case Decimal():
            text = f"{value:f}"
            yield text if "." in text else f"{text}.0"
        case Mapping():
            yield from _wrapped("{", "}", [(_key(key), item) for key, item in value.items()], indent, level)
        case MapLike():
            yield from _wrapped("{", "}", [(_key(key), item) for key, item in value.entries()], indent, level)
        case Iterable():
            yield from _wrapped("[", "]", [(None, item) for item in value], indent, level)
        case _:
            yield json.dumps(str(value), ensure_ascii=False)


def _key(key: Any) -> str:
    return key.text if isinstance(key, Keyword) else from_units(str(key))


def _wrapped(
    opening: str, closing: str, items: Sequence[tuple[str | None, Any]], indent: int | None, level: int
) -> Iterator[str]:
    yield opening
    for number, (key, item) in enumerate(items):
        if number:
            yield "," if indent else ", "
        if indent:
            yield "\n" + " " * (indent * (level + 1))
        if key is not None:
            yield f"{json.dumps(key, ensure_ascii=False)}: "
        yield from _pieces(item, indent, level + 1)
    if items and indent:
        yield "\n" + " " * (indent * level)
    yield closing


@contextmanager
def writing(path: str) -> Iterator[TextIO]:
    """A file to write text to, which takes its name when the block ends; whole or not at all. Raises StoreError."""
    from runtime.store.errors import StoreError

    target = Path(path)
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            yield file
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StoreError("bad-file", f"`{path}` cannot be written: {error.strerror}", "name another file") from None
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def progress_bar(what: str) -> Iterator[Progress | None]:
    """A progress bar on standard error while it is a terminal; otherwise nothing (None)."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(errors=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
