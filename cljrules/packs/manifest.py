"""cljrules.toml: what a pack is called, which files and extensions it has, and its tenant's words.

Takes the text of the file, gives a `Manifest`; every key and value that does not fit is reported at its place in the
file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from cljrules.codes import CODES
from cljrules.diagnostics import Severity
from cljrules.packs.desk import MISFIT, Desk
from cljrules.packs.extension_names import EXTENSION_SUFFIXES, is_extension_name, name_fault
from cljrules.packs.model import Allowance, Manifest
from cljrules.packs.settings import SAY_WHY, why_not_allowed
from cljrules.packs.toml_places import Path, Place, find_places
from cljrules.source import Position, Source, Span
from cljrules.stdlib.catalogue.words import vocabulary_lists
from cljrules.suggest import did_you_mean

MANIFEST_NAME = "cljrules.toml"
RULES_SUFFIX = ".rules.clj"

_AT = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def read_manifest(source: Source, desk: Desk) -> Manifest | None:
    """The manifest of a file's text; None (reported) where it is no TOML or names no pack.

    Other faults are reported and left out.
    """
    try:
        data = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        _report_syntax(str(error), source, desk)
        return None
    except RecursionError:
        desk.problem(
            "invalid-toml", (source, Span(0, 0)), "the file is nested too deeply", "a manifest needs two levels at most"
        )
        return None
    return _Reader(source, find_places(source.text), desk).manifest(data)


def _report_syntax(message: str, source: Source, desk: Desk) -> None:
    found = _AT.search(message)
    start = len(source.text)
    if found and found["line"]:
        start = source.offset(Position(int(found["line"]), int(found["column"])))
    words = _AT.sub("", message)
    desk.problem(
        "invalid-toml",
        (source, Span(start, start)),
        f"this is not TOML: {words[:1].lower()}{words[1:]}",
        "texts stand in quotes, lists in brackets",
    )


_Check: TypeAlias = Callable[["_Reader", Path, Any], Any]


class _Reader:
    """Reads one manifest; `report` points at a path's key or value."""

    def __init__(self, source: Source, places: Mapping[Path, Place], desk: Desk) -> None:
        self.source = source
        self.places = places
        self.desk = desk

    def report(
        self,
        code: str,
        path: Path,
        message: str,
        help: str | None = None,
        *,
        key: bool = False,
        severity: Severity | None = None,
    ) -> Any:
        while path and path not in self.places:
            path = path[:-1]
        place = self.places.get(path, Place(Span(0, 0), Span(0, 0)))
        at = (self.source, place.key if key else place.value)
        return self.desk.problem(code, at, message, help, severity=severity)

    def manifest(self, data: Mapping[str, Any]) -> Manifest | None:
        tables: dict[str, dict[str, Any]] = {}
        for name, value in data.items():
            if name not in _TABLES:
                help = did_you_mean(name, _TABLES) or f"the tables are {', '.join(f'[{table}]' for table in _TABLES)}"
                self.report("unknown-key", (name,), f"cljrules.toml has no table `{name}`", help, key=True)
            elif not isinstance(value, dict):
                self.report("bad-value", (name,), f"`{name}` is a table", f"write `[{name}]` on a line of its own")
            else:
                tables[name] = self._table(name, value)
        if "pack" not in data:
            self.report(
                "missing-key",
                (),
                "there is no [pack] table",
                'begin with `[pack]`, `name = "…"`, `version = "…"`, `files = […]`',
            )
        pack, store, lint = (tables.get(name, {}) for name in ("pack", "store", "lint"))
        if any(key not in pack for key in _REQUIRED):
            return None
        return Manifest(
            name=pack["name"],
            version=pack["version"],
            description=pack.get("description", ""),
            files=pack["files"],
            timezone=pack.get("timezone", "UTC"),
            vocabulary=MappingProxyType(tables.get("vocabulary", {})),
            store_url=store.get("url"),
            extensions=MappingProxyType(tables.get("extensions", {})),
            disabled=lint.get("disable", frozenset()),
            severities=lint.get("severity", MappingProxyType({})),
            allowances=lint.get("allow", ()),
            source=self.source,
        )

    def _table(self, name: str, data: Mapping[str, Any]) -> dict[str, Any]:
        known = self._known(name, data)
        found: dict[str, Any] = {}
        for key, value in data.items():
            if key not in known:
                names = ", ".join(f"`{item}`" for item in known)
                help = did_you_mean(key, known) or f"[{name}] takes {names}"
                self.report("unknown-key", (name, key), f"[{name}] has no key `{key}`", help, key=True)
                continue
            read = known[key](self, (name, key), value)
            if read is not MISFIT:
                found[key] = read
            elif name == "extensions" and is_extension_name(key, self.desk.catalogue):
                found[key] = None
        for key in _REQUIRED if name == "pack" else ():
            if key not in data:
                self.report("missing-key", (name,), f"[pack] needs `{key}`", _SAMPLES[key])
        return found

    def _known(self, table: str, data: Mapping[str, Any]) -> Mapping[str, _Check]:
        if table == "vocabulary":
            return dict.fromkeys(vocabulary_lists(self.desk.catalogue), _words)
        return dict.fromkeys(data, _extension) if table == "extensions" else _TABLES[table]


def _text(reader: _Reader, path: Path, value: Any) -> Any:
    if isinstance(value, str):
        return value
    return reader.report("bad-value", path, f"`{path[-1]}` is a text", "put it in double quotes")


def _pack_name(reader: _Reader, path: Path, value: Any) -> Any:
    name = _text(reader, path, value)
    if name is MISFIT or _NAME.fullmatch(name):
        return name
    return reader.report(
        "bad-name",
        path,
        f"`{name}` is no name for a pack",
        "use letters, digits, `-`, `_` and `.`, such as `acme-collections`",
    )


def _version(reader: _Reader, path: Path, value: Any) -> Any:
    version = _text(reader, path, value)
    return (
        version
        if version is MISFIT or version.strip()
        else reader.report("bad-value", path, "the version is empty", _SAMPLES["version"])
    )


def _timezone(reader: _Reader, path: Path, value: Any) -> Any:
    name = _text(reader, path, value)
    if name is MISFIT:
        return name
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # Without a time zone database on the machine nothing can be said about the name.
        known = available_timezones()
        if known:
            return reader.report(
                "unknown-word",
                path,
                f"there is no time zone `{name}`",
                did_you_mean(name, known) or 'such as "America/Denver"',
            )
    return name


def _files(reader: _Reader, path: Path, value: Any) -> Any:
    if not isinstance(value, list):
        return reader.report("bad-value", path, "`files` is a list of file names", _SAMPLES["files"])
    found: list[str] = []
    for number, name in enumerate(value):
        place = (*path, number)
        if not isinstance(name, str):
            reader.report("bad-value", place, "a file name is a text", "put it in double quotes")
        elif not name.endswith(RULES_SUFFIX):
            help = f"rename it to `{name.removesuffix('.clj')}{RULES_SUFFIX}`"
            reader.report("bad-name", place, f"`{name}` does not end with `{RULES_SUFFIX}`", help)
        elif _leads_out(name):
            _report_way_out(reader, place, name)
        elif name in found:
            reader.report("duplicate-name", place, f"the file `{name}` is listed twice", "keep one of them")
        else:
            found.append(name)
    return tuple(found)


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name


def _report_way_out(reader: _Reader, path: Path, name: str) -> Any:
    return reader.report(
        "bad-name", path, f"`{name}` leads out of the pack's folder", "name a file inside the folder of cljrules.toml"
    )


def _extension(reader: _Reader, path: Path, value: Any) -> Any:
    ns = str(path[-1])
    why = name_fault(ns, reader.desk.catalogue)
    if why is not None:
        return reader.report(
            "bad-name",
            path,
            f"an extension cannot be named `{ns}`: {why}",
            "choose another name, such as your company's: `acme`",
            key=True,
        )
    if not isinstance(value, str):
        return reader.report(
            "bad-value", path, f"`{ns}` is the name of the extension's file", f'write `{ns} = "{ns}.hy"`'
        )
    if not value.endswith(EXTENSION_SUFFIXES):
        return reader.report(
            "bad-name",
            path,
            f"`{value}` ends with neither `.hy` nor `.py`",
            "an extension is a file in Hy or in Python",
        )
    return _report_way_out(reader, path, value) if _leads_out(value) else value


def _words(reader: _Reader, path: Path, value: Any) -> Any:
    name = str(path[-1])
    if vocabulary_lists(reader.desk.catalogue)[name]:
        if not isinstance(value, dict):
            return reader.report(
                "bad-value",
                path,
                f"`{name}` maps each word to the words inside it",
                f'write `{name} = {{ "Word" = ["Inner"] }}`',
            )
        inner = {word: _word_list(reader, (*path, word), words) for word, words in value.items()}
        return MISFIT if any(words is MISFIT for words in inner.values()) else MappingProxyType(inner)
    return _word_list(reader, path, value)


def _word_list(reader: _Reader, path: Path, value: Any) -> Any:
    if not isinstance(value, list):
        return reader.report("bad-value", path, f"`{path[-1]}` is a list of texts", 'write `["One", "Two"]`')
    for number, word in enumerate(value):
        if not isinstance(word, str) or not word.strip():
            return reader.report(
                "bad-value",
                (*path, number),
                "a word of the vocabulary is a text that is not empty",
                "put it in double quotes",
            )
        if word in value[:number]:
            reader.report("duplicate-name", (*path, number), f"`{word}` is listed twice", "keep one of them")
    return tuple(value)


def _codes(reader: _Reader, path: Path, value: Any) -> Any:
    if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
        return reader.report("bad-value", path, "`disable` is a list of codes", 'write `["comparator-boundary"]`')
    return frozenset(code for number, code in enumerate(value) if _is_code(reader, (*path, number), code))


def _is_code(reader: _Reader, path: Path, code: str, *, key: bool = False) -> bool:
    if code in CODES:
        return True
    meant = did_you_mean(code, CODES)
    # a code that is like none of ours may be another version's
    severity = None if meant else Severity.INFO
    reader.report("unknown-code", path, f"there is no code `{code}`", meant, key=key, severity=severity)
    return False


def _allowances(reader: _Reader, path: Path, value: Any) -> Any:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        sample = "`[[lint.allow]]` with `code`, `rule` and `reason`"
        return reader.report("bad-value", path, "what is kept stands in tables of its own", f"write {sample}")
    found = (_allowance(reader, (*path, number), item) for number, item in enumerate(value))
    return tuple(item for item in found if item is not MISFIT)


def _allowance(reader: _Reader, path: Path, item: Mapping[str, Any]) -> Any:
    known = ("code", "rule", "reason")
    for key, value in item.items():
        if key not in known:
            help = did_you_mean(key, known) or "it takes `code`, `rule` and `reason`"
            reader.report("unknown-key", (*path, key), f"[[lint.allow]] has no key `{key}`", help, key=True)
        elif not isinstance(value, str):
            return reader.report("bad-value", (*path, key), f"`{key}` is a text", "put it in double quotes")
    if "code" not in item:
        return reader.report("missing-key", path, "[[lint.allow]] needs `code`", 'such as `code = "never-true"`')
    code = item["code"]
    if not _is_code(reader, (*path, "code"), code):
        return MISFIT
    why = why_not_allowed(code)
    if why is not None:
        return reader.report("bad-value", (*path, "code"), why, "put right what it reports")
    if not item.get("reason", "").strip():
        at = (*path, "reason" if "reason" in item else "code")
        return reader.report("missing-reason", at, f"`{code}` is kept without a reason", SAY_WHY)
    return Allowance(code, item.get("rule"), item["reason"], (reader.source, reader.places[(*path, "code")].value))


def _severities(reader: _Reader, path: Path, value: Any) -> Any:
    if not isinstance(value, dict):
        return reader.report(
            "bad-value", path, "`severity` maps codes to severities", 'write `{ "never-true" = "error" }`'
        )
    found = {}
    levels = [level.value for level in Severity]
    for code, level in value.items():
        if level not in levels:
            help = (
                did_you_mean(level, levels) if isinstance(level, str) else None
            ) or "it takes `error`, `warning` or `info`"
            reader.report("unknown-word", (*path, code), f"`{level}` is no severity", help)
        elif _is_code(reader, (*path, code), code, key=True):
            found[code] = Severity(level)
    return MappingProxyType(found)


_TABLES: Mapping[str, Mapping[str, _Check]] = {
    "pack": {"name": _pack_name, "version": _version, "description": _text, "files": _files, "timezone": _timezone},
    "vocabulary": {},
    "extensions": {},
    "store": {"url": _text},
    "lint": {"disable": _codes, "severity": _severities, "allow": _allowances},
}
_REQUIRED = ("name", "version", "files")
_SAMPLES = {
    "name": 'such as `name = "acme-collections"`',
    "version": 'such as `version = "1.0.0"`',
    "files": f'such as `files = ["late{RULES_SUFFIX}"]`',
}
