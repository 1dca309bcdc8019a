"""Where names are declared and used: definition, references, highlights, rename, symbols, calls.

Takes a document and an offset, gives places and edits over the whole pack, its manifest among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from lsprotocol import types as lsp

from cljrules.diagnostics import Edit
from cljrules.lsp.addresses import uri_of
from cljrules.lsp.diagnostics import range_of
from cljrules.lsp.expecting import Cursor, cursor_at
from cljrules.lsp.names import (
    DEFINITION,
    GLOBAL,
    LOCAL,
    OPTION,
    TOPS,
    VARIABLE,
    Occurrence,
    everywhere,
    functions,
    meaning,
    occurrence_at,
    occurrences,
    walked,
)
from cljrules.lsp.outline import Shape, outline
from cljrules.lsp.project import Piece, View
from cljrules.packs.manifest import MANIFEST_NAME
from cljrules.packs.toml_places import find_places, key_text
from cljrules.source import Source, Span, read_source
from cljrules.stdlib import catalogue as catalogue_package
from cljrules.stdlib.catalogue.words import INSIDE, LISTS

_RULES: Final = frozenset(("rule", "notification", "scenario"))
_USES: Final = frozenset((GLOBAL, DEFINITION))


@dataclass(frozen=True, slots=True)
class Target:
    """What is under a cursor: its kind (local, definition, rule, variable, action, option, function, word), its name,
    and where it stands. Of a word, `list_name` is the vocabulary's list.
    """

    kind: str
    name: str
    span: Span
    piece: Piece | None = None
    binding: int | None = None
    list_name: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a text of the pack."""

    source: Source
    span: Span
    declares: bool = False
    is_key: bool = False

    def written(self, name: str) -> str:
        """How a name is written here: as the key of a TOML table it is quoted where it has to be."""
        return key_text(name) if self.is_key else name


def target_at(view: View, offset: int) -> Target | None:
    """What is under a cursor in a file of rules."""
    found = occurrence_at(view, offset)
    if found is not None:
        piece, one = found
        span = Span(piece.start + one.start, piece.start + one.end)
        if one.role == LOCAL:
            return Target(LOCAL, one.name, span, piece, one.binding)
        if one.role in _RULES or one.role == DEFINITION:
            return Target("rule" if one.role in _RULES else DEFINITION, one.name, span, piece)
        if one.role in (OPTION, VARIABLE):
            return Target(one.role, one.name, Span(span.start + 1, span.end), piece)
        known = meaning(view, one.name)
        return Target(known.kind, one.name, span, piece) if known is not None else None
    cursor = cursor_at(view, offset)
    leaf = cursor.leaf if cursor is not None else None
    if cursor is not None and leaf is not None and leaf.kind == "STRING" and leaf.is_closed:
        name = _list_of(cursor)
        if name is not None:
            start = cursor.piece.start
            return Target("word", leaf.text[1:-1], Span(start + leaf.start + 1, start + leaf.end - 1), list_name=name)
    return None


def _list_of(cursor: Cursor) -> str | None:
    """The vocabulary's list that a text at a cursor is a word of."""
    member = cursor.expected.worded
    source = member.values_from or "" if member is not None else ""
    return source.removeprefix(LISTS) if source.startswith(LISTS) else None


def spots(view: View, target: Target) -> Iterator[Spot]:
    """Every place where a target is named, its declaration included."""
    if target.kind == LOCAL:
        assert target.piece is not None
        for one in occurrences(target.piece):
            if one.role == LOCAL and one.binding == target.binding:
                start = target.piece.start
                yield Spot(view.source, Span(start + one.start, start + one.end), one.declares)
        return
    if target.kind == "word":
        yield from _words(view, target)
        return
    if target.kind == "rule":
        yield from _rules(view, target.name)
        return
    roles = frozenset((OPTION,)) if target.kind == OPTION else _USES
    if target.kind == VARIABLE:
        roles = frozenset((GLOBAL, VARIABLE))
    for source, span, one in everywhere_named(view, target.name, roles):
        by = 1 if one.role in (OPTION, VARIABLE) else 0
        yield Spot(source, Span(span.start + by, span.end), one.declares)


def everywhere_named(view: View, name: str, roles: frozenset[str]) -> Iterator[tuple[Source, Span, Occurrence]]:
    """As `names.everywhere`; an option's name is that of the action and its own."""
    if OPTION not in roles:
        yield from everywhere(view, name, roles)
        return
    plain = name.partition(" ")[2]
    for source, pieces in view.others():
        for piece in pieces:
            if f":{plain}" in piece.part.source.text:
                for one in occurrences(piece):
                    if one.name == name and one.role == OPTION:
                        yield source, Span(piece.start + one.start, piece.start + one.end), one


def _rules(view: View, name: str) -> Iterator[Spot]:
    for source, span, one in everywhere(view, name, _RULES):
        yield Spot(source, span, one.declares)
    manifest = view.snapshot.gathered.files.manifest.source
    for path, place in _toml(manifest).items():
        if manifest is not None and path[:2] == ("lint", "allow") and path[-1] == "rule":
            span = Span(place.value.start + 1, place.value.end - 1)
            if manifest.slice(span) == name:
                yield Spot(manifest, span)


def _words(view: View, target: Target) -> Iterator[Spot]:
    manifest = view.snapshot.gathered.files.manifest.source
    plain, inside = target.list_name.removesuffix(INSIDE), target.list_name.endswith(INSIDE)
    if manifest is not None:
        for path, place in _toml(manifest).items():
            if path[:2] != ("vocabulary", plain) or len(path) < 3:
                continue
            is_inner = len(path) == 4
            is_key = not is_inner and not isinstance(path[2], int)
            span = place.key if is_key else place.value
            quoted = manifest.text[span.start : span.start + 1] in ('"', "'")
            held = Span(span.start + quoted, span.end - quoted)
            if is_inner is inside and manifest.slice(held) == target.name:
                yield Spot(manifest, span if is_key else held, True, is_key)
    quoted_word = f'"{target.name}"'
    for source, pieces in view.others():
        for piece in pieces:
            if quoted_word not in piece.part.source.text:
                continue
            for shape in piece.shape.walk():
                if shape.kind == "STRING" and shape.text == quoted_word:
                    cursor = _cursor_on(view, piece, shape)
                    if _list_of(cursor) == target.list_name:
                        yield Spot(source, Span(piece.start + shape.start + 1, piece.start + shape.end - 1))


def _cursor_on(view: View, piece: Piece, shape: Shape) -> Cursor:
    from cljrules.lsp.expecting import expected_at
    from cljrules.lsp.outline import path_at

    path = tuple(path_at(piece.shape, shape.start + 1))
    return Cursor(piece, shape.start + 1, path, expected_at(view, path, shape.start + 1))


def _toml(source: Source | None) -> Mapping[tuple[str | int, ...], Any]:
    return find_places(source.text) if source is not None else {}


# -- answers ----------------------------------------------------------------------------------------------------------


def locations(found: Iterator[Spot], uris: Mapping[str, str]) -> list[lsp.Location]:
    """Places as the protocol has them; `uris` are the addresses of open documents."""
    return [lsp.Location(_uri(spot.source, uris), range_of(spot.source, spot.span)) for spot in found]


def definition(view: View, offset: int) -> Iterator[Spot]:
    """Where what is under a cursor is declared: in the pack, its manifest, an extension, or the catalogue."""
    target = target_at(view, offset)
    if target is None:
        return
    if target.kind in (LOCAL, DEFINITION, "rule", "word"):
        yield from (spot for spot in spots(view, target) if spot.declares)
    elif target.kind == VARIABLE:
        yield from _in_catalogue("variables.toml", f"[variables.{target.name}]")
    elif target.kind == "action":
        yield from _in_catalogue("actions.toml", f'[actions."{target.name}"]')
    elif target.kind == OPTION:
        action, _, option = target.name.partition(" ")
        yield from _in_catalogue("actions.toml", f'[actions."{action}".options.{option}]')
    else:
        yield from _in_extension(view, target.name)


def _in_catalogue(file: str, head: str) -> Iterator[Spot]:
    source = _catalogue_file(file)
    at = source.text.find(head)
    if at >= 0:
        yield Spot(source, Span(at, at + len(head)), True)


@cache
def _catalogue_file(name: str) -> Source:
    return read_source(Path(catalogue_package.__file__).with_name(name))


def _in_extension(view: View, name: str) -> Iterator[Spot]:
    entry = functions(view).get(name)
    place = entry.place if entry is not None else None
    file, _, line = (place or "").rpartition(":")
    for extension in view.pack.extensions:
        source = extension.source
        if source is not None and line.isdigit() and Path(source.path).name == Path(file).name:
            start = source.line_starts[min(int(line), len(source.line_starts)) - 1]
            yield Spot(source, Span(start, start + len(source.line(int(line)))), True)


def references(view: View, offset: int, *, with_declaration: bool) -> Iterator[Spot]:
    """Where what is under a cursor is used."""
    target = target_at(view, offset)
    if target is not None:
        yield from (spot for spot in spots(view, target) if with_declaration or not spot.declares)


def highlights(view: View, offset: int) -> list[lsp.DocumentHighlight]:
    """The places in the document of what is under a cursor."""
    target = target_at(view, offset)
    found = [spot for spot in spots(view, target) if spot.source.path == view.path] if target is not None else []
    kinds = {True: lsp.DocumentHighlightKind.Write, False: lsp.DocumentHighlightKind.Read}
    return [lsp.DocumentHighlight(range_of(spot.source, spot.span), kinds[spot.declares]) for spot in found]


# -- rename -----------------------------------------------------------------------------------------------------------


class CannotRename(Exception):
    """Why a name cannot become another one."""


def prepare_rename(view: View, offset: int) -> Target:
    """What would be renamed; raises CannotRename for what the pack does not declare."""
    target = target_at(view, offset)
    if target is None:
        raise CannotRename("there is no name here")
    if target.kind in (LOCAL, DEFINITION, "rule", "word"):
        if target.kind == "word" and not any(spot.declares for spot in spots(view, target)):
            raise CannotRename(f"`{target.name}` is no word of the pack's vocabulary")
        return target
    raise CannotRename(f"`{target.name.rpartition(' ')[2]}` is not declared in this pack: it is a {target.kind}")


def rename(view: View, offset: int, name: str) -> dict[Source, list[Edit]]:
    """The edits that write a new name; raises CannotRename where it would not mean the same."""
    target = prepare_rename(view, offset)
    if target.kind == "word":
        _refuse_word(view, target, name)
    else:
        _refuse_name(view, target, name)
    edits: dict[Source, list[Edit]] = {}
    for spot in spots(view, target):
        edits.setdefault(spot.source, []).append(Edit(spot.span, spot.written(name)))
    return edits


def _refuse_word(view: View, target: Target, name: str) -> None:
    if not name.strip() or set(name) & set('"\\\n\r'):
        raise CannotRename("a word is a text that is not empty, without quotes, backslashes or line ends")
    other = Target("word", name, target.span, list_name=target.list_name)
    if name != target.name and any(spot.declares for spot in spots(view, other)):
        raise CannotRename(f"the vocabulary has the word `{name}` already")


def _refuse_name(view: View, target: Target, name: str) -> None:
    shapes = outline(name).children
    is_name = len(shapes) == 1 and shapes[0].kind == "SYMBOL" and shapes[0].text == name
    if not is_name or name in ("nil", "true", "false", "&", "/") or "/" in name:
        raise CannotRename(f"`{name}` is no name: use letters, digits, `-`, `?` and `!`")
    if name == target.name:
        return
    if target.kind == "rule":
        if any(True for _ in everywhere(view, name, _RULES)):
            raise CannotRename(f"there is already something named `{name}`")
        return
    known = meaning(view, name)
    if known is not None:
        raise CannotRename(f"`{name}` is already the name of a {known.kind}")
    if not all(_means_the_same(piece, target, name) for piece in _pieces_of(view, target, name)):
        raise CannotRename(f"`{name}` is already used where it would then mean something else")


def _pieces_of(view: View, target: Target, name: str) -> Iterator[Piece]:
    """The parts that a rename touches, or in which the new name is used already."""
    if target.kind == LOCAL:
        assert target.piece is not None
        yield target.piece
        return
    for _, pieces in view.others():
        for piece in pieces:
            if target.name in piece.part.source.text or name in piece.part.source.text:
                yield piece


def _means_the_same(piece: Piece, target: Target, name: str) -> bool:
    """Whether every name in a part stands for what it stood for, once a target has another name."""
    before = occurrences(piece)
    if target.kind == LOCAL:
        changed = [one.role == LOCAL and one.binding == target.binding for one in before]
    else:
        changed = [one.role in _USES and one.name == target.name for one in before]
    if target.kind != LOCAL and any(one.role in _USES and one.name == name for one in before):
        return False
    text, by = piece.part.source.text, 0
    for one, is_changed in zip(before, changed, strict=True):
        if is_changed:
            text = text[: one.start + by] + name + text[one.end + by :]
            by += len(name) - (one.end - one.start)
    after = walked(outline(text))
    return _bound(before) == _bound(after)


def _bound(found: Sequence[Occurrence]) -> list[tuple[str, int | None, bool]]:
    """What names are bound to, by the number of the declaration."""
    numbers = {one.start: number for number, one in enumerate(found)}
    return [(one.role, None if one.binding is None else numbers[one.binding], one.declares) for one in found]


# -- symbols ----------------------------------------------------------------------------------------------------------

_KINDS: Final[Mapping[str, lsp.SymbolKind]] = {
    "rule": lsp.SymbolKind.Function,
    "notification": lsp.SymbolKind.Event,
    "scenario": lsp.SymbolKind.Object,
    DEFINITION: lsp.SymbolKind.Constant,
}


def document_symbols(view: View) -> list[lsp.DocumentSymbol]:
    """The top-level forms of a document with what is in them, those that cannot be read included."""
    return [
        symbol
        for piece in view.pieces
        for form in piece.shape.forms
        if (symbol := _symbol(view, piece, form)) is not None
    ]


def _symbol(view: View, piece: Piece, form: Shape) -> lsp.DocumentSymbol | None:
    forms = form.forms
    head = form.head
    if head is None or head not in TOPS or len(forms) < 2 or forms[1].kind != "SYMBOL":
        return None
    kind = lsp.SymbolKind.Function if head == "defn" else _KINDS[TOPS[head]]
    doc = forms[2].text.strip('"') if len(forms) > 2 and forms[2].kind == "STRING" else None
    inside = []
    for at, key in enumerate(forms[:-1]):
        if key.kind == "KEYWORD":
            value = forms[at + 1]
            inside.append(
                lsp.DocumentSymbol(
                    key.text,
                    lsp.SymbolKind.Property,
                    range_of(view.source, Span(piece.start + key.start, piece.start + value.end)),
                    range_of(view.source, Span(piece.start + key.start, piece.start + key.end)),
                )
            )
    end = max(form.start + len(piece.part.source.text[form.start : form.end].rstrip()), forms[1].end)
    return lsp.DocumentSymbol(
        forms[1].text,
        kind,
        range_of(view.source, Span(piece.start + form.start, piece.start + end)),
        range_of(view.source, Span(piece.start + forms[1].start, piece.start + forms[1].end)),
        detail=" ".join((doc or head or "").split())[:80] or None,
        children=inside or None,
    )


def pack_symbols(view: View, query: str) -> Iterator[tuple[str, str, Spot]]:
    """What the pack declares whose name holds the letters of a query in order: name, kind, place."""
    wanted = query.casefold()
    for source, pieces in view.others():
        for piece in pieces:
            for one in occurrences(piece):
                if one.declares and one.role != LOCAL:
                    rest = iter(one.name.casefold())
                    if all(letter in rest for letter in wanted):
                        yield (
                            one.name,
                            one.role,
                            Spot(source, Span(piece.start + one.start, piece.start + one.end), True),
                        )


def symbol_kind(role: str) -> lsp.SymbolKind:
    """The kind of a declaration as the protocol has it."""
    return _KINDS[role]


# -- calls ------------------------------------------------------------------------------------------------------------


def callable_at(view: View, offset: int) -> tuple[str, str, Spot, Span] | None:
    """The definition or rule that a cursor is on: its name, its role, where it is named, the whole form."""
    target = target_at(view, offset)
    if target is None or target.kind not in (DEFINITION, "rule"):
        return None
    return declared(view, target.name)


def declared(view: View, name: str) -> tuple[str, str, Spot, Span] | None:
    """A definition or rule by name, as `callable_at`."""
    for source, pieces in view.others():
        for piece in pieces:
            for form in piece.shape.forms:
                forms = form.forms
                if form.head is not None and form.head in TOPS and len(forms) > 1 and forms[1].text == name:
                    spot = Spot(source, Span(piece.start + forms[1].start, piece.start + forms[1].end), True)
                    return name, TOPS[form.head], spot, Span(piece.start + form.start, piece.start + form.end)
    return None


def callers(view: View, name: str) -> Iterator[tuple[str, list[Spot]]]:
    """The forms that use a definition, each with the places where."""
    found: dict[str, list[Spot]] = {}
    for source, span, one in everywhere(view, name, frozenset((GLOBAL,))):
        owner = _owner(view, source, span)
        if owner is not None and not one.declares:
            found.setdefault(owner, []).append(Spot(source, span))
    yield from found.items()


def called(view: View, name: str) -> Iterator[tuple[str, list[Spot]]]:
    """The definitions that a form uses, each with the places where."""
    form = declared(view, name)
    if form is None:
        return
    found: dict[str, list[Spot]] = {}
    names = {definition.name for definition in view.good.definitions}
    for source, pieces in view.others():
        if source.path != form[2].source.path:
            continue
        for piece in pieces:
            if piece.start <= form[3].start < piece.end:
                for one in occurrences(piece):
                    span = Span(piece.start + one.start, piece.start + one.end)
                    if one.role == GLOBAL and one.name in names and form[3].start <= span.start < form[3].end:
                        found.setdefault(one.name, []).append(Spot(source, span))
    yield from found.items()


def _owner(view: View, source: Source, span: Span) -> str | None:
    for other, pieces in view.others():
        if other.path == source.path:
            for piece in pieces:
                if piece.start <= span.start < piece.end:
                    for form in piece.shape.forms:
                        if piece.start + form.start <= span.start < piece.start + form.end and len(form.forms) > 1:
                            return form.forms[1].text
    return None


def _uri(source: Source, uris: Mapping[str, str]) -> str:
    return uris.get(source.path) or uri_of(source.path)


def is_in_manifest(path: str) -> bool:
    """Whether a place is in the pack's manifest."""
    return Path(path).name == MANIFEST_NAME
