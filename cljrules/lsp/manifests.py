"""cljrules.toml in an editor: completion, hover, symbols.

Takes the text of the file, which may be broken, and what is known of its pack. Works line by line: a table's header
holds for the lines below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from lsprotocol import types as lsp

from cljrules.codes import CODES
from cljrules.diagnostics import Severity
from cljrules.lsp import cards
from cljrules.lsp.completion import Candidate, listed
from cljrules.lsp.diagnostics import range_of
from cljrules.packs.manifest import RULES_SUFFIX
from cljrules.packs.model import Pack
from cljrules.source import Source, Span
from cljrules.stdlib.catalogue import load
from cljrules.stdlib.catalogue.words import vocabulary_lists

_HEADER: Final = re.compile(r"^\s*\[{1,2}\s*([A-Za-z.\-\"]+)\s*\]{1,2}", re.MULTILINE)
_KEY: Final = re.compile(r'^\s*("?)([A-Za-z][A-Za-z0-9-]*)\1\s*=')
_TABLES: Final[Mapping[str, str]] = {
    "[pack]": "The pack: its name, version and files.",
    "[vocabulary]": "The tenant's own words; any other is refused.",
    "[extensions]": "Namespaces of functions, each with its file.",
    "[store]": "Where loans are found.",
    "[lint]": "Which findings are reported, and how.",
    "[[lint.allow]]": "A finding that is kept, with the reason.",
}
_OWNERS: Final = {"pack": "toml-pack", "store": "toml-store", "lint": "toml-lint", "lint.allow": "toml-allow"}


class _Where(NamedTuple):
    """Where an offset is: the table, the key whose value it is in, what was typed, whether inside quotes."""

    table: str
    key: str | None
    span: Span
    in_quotes: bool
    in_comment: bool


def complete_manifest(
    source: Source, offset: int, folder: Path, pack: Pack | None, *, snippets: bool
) -> lsp.CompletionList:
    """The items for an offset of a manifest."""
    where = _where(source, offset)
    if where.in_comment:
        return lsp.CompletionList(is_incomplete=False, items=[])
    found = _candidates(where, source, folder, pack)
    return listed(source, found, source.text[where.span.start : offset], where.span, snippets=snippets)


def _where(source: Source, offset: int) -> _Where:
    text = source.text
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    before = text[start:offset]
    tables = list(_HEADER.finditer(text, 0, start))
    table = tables[-1][1] if tables else ""
    opened = text[tables[-1].end() : offset] if tables else text[:offset]
    comment = "#" in re.sub(r'"[^"\n]*"?', "", before)
    quotes = before.count('"') % 2 == 1
    if quotes:
        first = start + before.rindex('"') + 1
        last = re.compile(r"[^\"\n\r]*").match(text, offset)
        span = Span(first, last.end() if last else offset)
    else:
        word = re.search(r"[\[A-Za-z0-9.\-]*$", before)
        rest = re.compile(r"[A-Za-z0-9.\-]*").match(text, offset)
        span = Span(start + (word.start() if word else len(before)), rest.end() if rest else offset)
    return _Where(table, _key_of(opened), span, quotes, comment)


def _key_of(text: str) -> str | None:
    """The key whose value is unfinished at the end of a table's text so far."""
    depth, key = 0, None
    for line in text.splitlines() or [""]:
        if depth == 0:
            found = _KEY.match(line)
            key = found[2] if found else None
            line = line[found.end() :] if found else line
        plain = re.sub(r'"[^"]*"?', "", line).partition("#")[0]
        depth = max(0, depth + sum(map(plain.count, "[{")) - sum(map(plain.count, "]}")))
    ended = text.endswith(("\n", "\r")) and depth == 0
    return None if ended else key


def _candidates(where: _Where, source: Source, folder: Path, pack: Pack | None) -> Iterator[Candidate]:
    typed = source.text[where.span.start : where.span.end]
    if where.key is None and not where.in_quotes:
        if typed.startswith("[") or not typed:
            for rank, (name, doc) in enumerate(_TABLES.items()):
                yield Candidate(name, lsp.CompletionItemKind.Module, doc, 100 + rank, snippet=f"{name}\n$0")
        if not typed.startswith("["):
            yield from _keys(where, source)
        return
    for rank, word in enumerate(_values(where, folder, pack)):
        text = word if where.in_quotes else f'"{word}"'
        yield Candidate(text, lsp.CompletionItemKind.Value, _detail(where, word), rank)


def _keys(where: _Where, source: Source) -> Iterator[Candidate]:
    start = max((found.end() for found in _HEADER.finditer(source.text, 0, where.span.start)), default=0)
    after = _HEADER.search(source.text, where.span.end)
    body = source.text[start : after.start() if after else len(source.text)]
    present = {found[2] for line in body.splitlines() if (found := _KEY.match(line))}
    for rank, (name, said) in enumerate(cards.keys().get(_OWNERS.get(where.table, ""), {}).items()):
        if name not in present and name != "allow":
            snippet = f"{name} = {said['insert']}"
            yield Candidate(name, lsp.CompletionItemKind.Property, said["doc"], rank, snippet=snippet)
    if where.table == "vocabulary":
        for rank, (name, nested) in enumerate(vocabulary_lists(load()).items()):
            if name not in present:
                snippet = f'{name} = {{ "$1" = [$2] }}' if nested else f'{name} = ["$1"]'
                yield Candidate(name, lsp.CompletionItemKind.Property, "a list of words", rank, snippet=snippet)


def _values(where: _Where, folder: Path, pack: Pack | None) -> Iterator[str]:
    place = (where.table, where.key)
    if place in (("lint", "disable"), ("lint.allow", "code")):
        yield from CODES
    elif place == ("lint", "severity"):
        yield from (level.value for level in Severity)
        yield from CODES
    elif place == ("lint.allow", "rule"):
        yield from (rule.name for rule in pack.rules) if pack is not None else ()
    elif place == ("pack", "timezone"):
        from zoneinfo import available_timezones

        yield from sorted(available_timezones())
    elif place == ("pack", "files"):
        yield from _files(folder, f"**/*{RULES_SUFFIX}")
    elif where.table == "extensions":
        yield from (*_files(folder, "*.hy"), *_files(folder, "*.py"))


def _files(folder: Path, pattern: str) -> list[str]:
    try:
        return sorted(path.relative_to(folder).as_posix() for path in folder.glob(pattern))
    except OSError:
        return []


def _detail(where: _Where, word: str) -> str:
    return CODES[word].summary if word in CODES else ""


def hover_manifest(source: Source, offset: int) -> tuple[str, Span] | None:
    """What a key, a table or a code of a manifest is."""
    text = source.text
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    line = source.line(source.position(offset).line)
    for found in re.finditer(r"\[{1,2}[a-z.]+\]{1,2}|[A-Za-z][A-Za-z0-9.\-]*", line):
        if not found.start() <= offset - start <= found.end():
            continue
        word = found[0]
        span = Span(start + found.start(), start + found.end())
        if word in _TABLES:
            return f"**{word}**\n\n{_TABLES[word]}", span
        if word in CODES:
            known = CODES[word]
            severity = known.severity.value if known.severity is not None else "off"
            return f"**{word}**: {known.family}, {severity}\n\n{known.summary}", span
        where = _where(source, start)
        said = cards.keys().get(_OWNERS.get(where.table, ""), {}).get(word)
        if said is not None:
            return f"**{word}**\n\n{said['doc']}", span
        if where.table == "vocabulary" and word in vocabulary_lists(load()):
            return f"**{word}**\n\nA list of the tenant's words.", span
    return None


def manifest_symbols(source: Source) -> list[lsp.DocumentSymbol]:
    """The tables of a manifest with their keys."""
    found = list(_HEADER.finditer(source.text))
    symbols = []
    for at, header in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(source.text)
        start = header.start() + len(header[0]) - len(header[0].lstrip())
        children = []
        position = header.end()
        for line in source.text[header.end() : end].splitlines(keepends=True):
            key = _KEY.match(line)
            if key is not None:
                span = Span(position + key.start(2), position + key.end(2))
                whole = range_of(source, Span(span.start, position + len(line.rstrip("\r\n"))))
                children.append(lsp.DocumentSymbol(key[2], lsp.SymbolKind.Property, whole, range_of(source, span)))
            position += len(line)
        whole_end = start + len(source.text[start:end].rstrip())
        symbols.append(
            lsp.DocumentSymbol(
                header[1],
                lsp.SymbolKind.Namespace,
                range_of(source, Span(start, whole_end)),
                range_of(source, Span(start, header.end())),
                children=children or None,
            )
        )
    return symbols
