"""The variables that templates name: in subjects and messages of notifications, and in the pack's template files.

Takes a template's text, reports names that no loan variable has. A template is Jinja's: `{{ name }}`, `{% … %}`,
`{# … #}`; a variable is written with `_` for `-`. Names that a template gives itself are its own affair, calls and
filters are Jinja's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic, Edit, Fix, Severity
from cljrules.source import Source, SourceError, Span, read_source
from cljrules.stdlib.catalogue import Catalogue, Member
from cljrules.suggest import did_you_mean, suggest

_PART: Final = re.compile(
    r"\{#.*?#\}|\{%-?\s*raw\s*-?%\}.*?\{%-?\s*endraw\s*-?%\}|\{\{(?P<shown>.*?)\}\}|\{%[-+]?(?P<done>.*?)[-+]?%\}",
    re.DOTALL,
)
_TOKEN: Final = re.compile(
    r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|\d[\w.]*|(?P<name>[A-Za-z_]\w*)|(?P<sign>==|!=|<=|>=|\S)", re.DOTALL
)
_DASHED: Final = re.compile(r"(?<![\w.-])[A-Za-z]\w*(?:-\w+)+(?![\w-])")
#: Words of Jinja's expressions, and what it offers everywhere.
_JINJA: Final = frozenset(
    {
        "and",
        "or",
        "not",
        "in",
        "is",
        "if",
        "else",
        "elif",
        "for",
        "recursive",
        "true",
        "false",
        "none",
        "True",
        "False",
        "None",
        "loop",
        "range",
        "dict",
        "lipsum",
        "cycler",
        "joiner",
        "namespace",
        "self",
        "super",
        "caller",
        "varargs",
        "kwargs",
        "_",
    }
)
#: Statements after which names are given, and those whose names are no variables at all.
_GIVING: Final = frozenset({"set", "for", "with", "macro", "call", "import", "from"})
_SILENT: Final = frozenset({"block", "extends", "include", "macro", "import", "from", "call", "filter", "raw"})


class _Name(NamedTuple):
    """A variable as a template names it, with the attributes after it; `start` and `end` are its place in the text."""

    path: tuple[str, ...]
    start: int
    end: int


def check_text(source: Source, span: Span, catalogue: Catalogue, owner: str | None) -> Iterator[Diagnostic]:
    """The findings about a template that stands at a span of a text."""
    text = source.text[span.start : span.end]
    names = {variable.replace("-", "_"): variable for variable in catalogue.variables}
    given = _given(text)
    for name in _named(text):
        if name.path[0] in given:
            continue
        place = (source, Span(span.start + name.start, span.start + name.start + len(name.path[0])))
        variable = names.get(name.path[0])
        if variable is None:
            yield _unknown(name.path[0], place, names, owner)
        elif len(name.path) > 1:
            yield from _unknown_fields(name, catalogue.variables[variable], source, span.start, owner)
    yield from _dashed(source, span, text, catalogue, owner)


def check_file(folder: Path, name: str, catalogue: Catalogue, owner: str | None) -> Iterator[Diagnostic]:
    """The findings in a template file of a pack; none where the pack does not bring it along."""
    path = folder / name
    if ".." in Path(name).parts or Path(name).is_absolute() or not path.is_file():
        return
    try:
        source = read_source(path)
    except SourceError:
        return
    yield from check_text(source, Span(0, len(source.text)), catalogue, owner)


def _unknown(name: str, place: tuple[Source, Span], names: dict[str, str], owner: str | None) -> Diagnostic:
    near = suggest(name, names)
    fix = Fix(f"write `{near[0]}`", (Edit(place[1], near[0]),)) if near else None
    return finding(
        "unknown-variable",
        place,
        f"the template names `{name}`, which is no variable",
        did_you_mean(name, names) or "variables are those of `cljrules doc`, with `_` for `-`",
        rule=owner,
        severity=Severity.ERROR if near else Severity.WARNING,
        fix=fix,
    )


def _unknown_fields(name: _Name, member: Member, source: Source, base: int, owner: str | None) -> Iterator[Diagnostic]:
    """The attributes of a map that it cannot have."""
    at: Member | None = member
    offset = base + name.start + len(name.path[0])
    whole = name.path[0]
    for attribute in name.path[1:]:
        start = source.text.index(attribute, offset)
        offset = start + len(attribute)
        if at is None or at.type != "map" or not (at.key_pattern or at.fields):
            return
        if at.key_pattern:
            known = list(at.always)
            if re.search(at.key_pattern, attribute) or re.search(at.key_pattern, attribute.replace("_", "-")):
                at = Member(type="map", fields=at.fields)
                whole = f"{whole}.{attribute}"
                continue
        else:
            known = list(at.fields)
            if attribute.replace("_", "-") in at.fields:
                at = at.fields[attribute.replace("_", "-")]
                whole = f"{whole}.{attribute}"
                continue
        help = did_you_mean(attribute, [one.replace("-", "_") for one in known])
        place = (source, Span(start, offset))
        severity = None if help is not None else Severity.WARNING
        yield finding("unknown-key", place, f"`{whole}` has no `{attribute}`", help, rule=owner, severity=severity)
        return


def _dashed(source: Source, span: Span, text: str, catalogue: Catalogue, owner: str | None) -> Iterator[Diagnostic]:
    """Variables written as in rules, which a template takes for a subtraction."""
    for part in _PART.finditer(text):
        for kind in ("shown", "done"):
            inside = part[kind] or ""
            for found in _DASHED.finditer(re.sub(r"\"[^\"]*\"|'[^']*'", lambda quoted: " " * len(quoted[0]), inside)):
                if found[0] not in catalogue.variables:
                    continue
                start = span.start + part.start(kind) + found.start()
                right = found[0].replace("-", "_")
                place = Span(start, start + len(found[0]))
                yield finding(
                    "unknown-variable",
                    (source, place),
                    f"a template takes `{found[0]}` for a subtraction",
                    f"write `{right}`",
                    rule=owner,
                    fix=Fix(f"write `{right}`", (Edit(place, right),)),
                )


def _given(text: str) -> set[str]:
    """The names that a template gives something itself."""
    found: set[str] = set()
    for part in _PART.finditer(text):
        tokens = [token["name"] or token[0] for token in _TOKEN.finditer(part["done"] or "")]
        if not tokens or tokens[0] not in _GIVING:
            continue
        stop = next((place for place, token in enumerate(tokens) if token == "in"), len(tokens))
        for place, token in enumerate(tokens[1:stop], 1):
            followed = tokens[place + 1] if place + 1 < len(tokens) else ""
            if tokens[0] in ("set", "with") and followed not in ("=", ",", ""):
                continue
            found.add(token)
    return found


def _named(text: str) -> Iterator[_Name]:
    """The variables that a template names, in order."""
    for part in _PART.finditer(text):
        for kind in ("shown", "done"):
            if part[kind] is not None:
                yield from _names_in(part[kind], part.start(kind), is_statement=kind == "done")


def _names_in(inside: str, base: int, *, is_statement: bool) -> Iterator[_Name]:
    tokens = list(_TOKEN.finditer(inside))
    place = 0
    if is_statement:
        word = tokens[0]["name"] if tokens else None
        if word is None or word in _SILENT or word.startswith("end"):
            return
        place = 1
    dashed = [(found.start(), found.end()) for found in _DASHED.finditer(inside)]
    while place < len(tokens):
        token = tokens[place]
        before = tokens[place - 1][0] if place else ""
        after = tokens[place + 1][0] if place + 1 < len(tokens) else ""
        place += 1
        name = token["name"]
        if name is None or name in _JINJA or before in (".", "|", "is") or after in ("(", "="):
            continue
        if before == "not" and place > 2 and tokens[place - 3][0] == "is":
            continue
        if any(start <= token.start() < end for start, end in dashed):
            continue
        path = [name]
        end = token.end()
        while place + 1 < len(tokens) and tokens[place][0] == "." and tokens[place + 1]["name"]:
            path.append(tokens[place + 1]["name"])
            end = tokens[place + 1].end()
            place += 2
        if place < len(tokens) and tokens[place][0] == "(":
            path.pop()
        yield _Name(tuple(path), base + token.start(), base + end)
