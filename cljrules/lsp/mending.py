"""Code actions: the fixes of findings, findings kept with a reason, words added to the vocabulary, rewrites.

Takes a document with the findings shown of it and a range; gives what can be done there, with its edits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from lsprotocol import types as lsp

from cljrules.codes import CODES
from cljrules.diagnostics import Diagnostic, Edit
from cljrules.lsp.addresses import uri_of
from cljrules.lsp.diagnostics import range_of
from cljrules.lsp.expecting import cursor_at
from cljrules.lsp.hover import top_at
from cljrules.lsp.outline import Shape
from cljrules.lsp.project import View
from cljrules.lsp.rewriting import rewrites
from cljrules.packs.manifest import MANIFEST_NAME
from cljrules.packs.model import Rule
from cljrules.packs.settings import why_not_allowed
from cljrules.packs.toml_places import find_places
from cljrules.source import Source, Span
from cljrules.stdlib.catalogue.words import INSIDE, LISTS, vocabulary_lists

FIX_ALL: Final = "source.fixAll.cljrules"
_REASON: Final = "say why"
_EVIDENCE_KEPT: Final = frozenset(("comparator-reversed",))
_KINDS: Final = {
    "extract": lsp.CodeActionKind.RefactorExtract,
    "rewrite": lsp.CodeActionKind.RefactorRewrite,
}
KINDS: Final = (
    lsp.CodeActionKind.QuickFix,
    lsp.CodeActionKind.RefactorExtract,
    lsp.CodeActionKind.RefactorRewrite,
    lsp.CodeActionKind.Refactor,
    FIX_ALL,
)


class Mender:
    """Makes the actions of one document. `shown` are its findings, with each as the editor has it."""

    def __init__(
        self,
        view: View,
        shown: Iterable[tuple[Diagnostic, lsp.Diagnostic]],
        uris: Mapping[str, str],
        versions: Mapping[str, int | None],
    ) -> None:
        self._view = view
        self._shown = list(shown)
        self._uris = uris
        self._versions = versions

    def actions(self, span: Span, only: Iterable[str] | None) -> list[lsp.CodeAction]:
        """What can be done in a range, of the kinds wanted."""
        found = [*self._for_findings(span), *self._refactorings(span), *self._all()]
        wanted = list(only) if only is not None else None
        return [
            action
            for action in found
            if (wanted is None and action.kind != FIX_ALL)
            or (wanted is not None and any(_is_of(kind_name(action.kind), kind) for kind in wanted))
        ]

    def _for_findings(self, span: Span) -> Iterator[lsp.CodeAction]:
        for one, item in self._shown:
            if one.span.start > span.end or one.span.end < span.start:
                continue
            if one.fix is not None:
                yield lsp.CodeAction(
                    title=one.fix.title,
                    kind=lsp.CodeActionKind.QuickFix,
                    diagnostics=[item],
                    is_preferred=one.fix.safe,
                    edit=self._edit(one.source, one.fix.edits),
                )
            yield from self._vocabulary(one, item)
            yield from self._kept(one, item)

    def _all(self) -> Iterator[lsp.CodeAction]:
        """All fixes that cannot change what rules mean, those that touch each other excepted."""
        edits: list[Edit] = []
        for one, _ in self._shown:
            if one.fix is not None and one.fix.safe and not any(_touch(a, b) for a in one.fix.edits for b in edits):
                edits += one.fix.edits
        if edits:
            yield lsp.CodeAction(
                title="apply all fixes that cannot change what a rule means",
                kind=FIX_ALL,
                edit=self._edit(self._view.source, edits),
            )

    # -- findings kept ------------------------------------------------------------------------------------------------

    def _kept(self, one: Diagnostic, item: lsp.Diagnostic) -> Iterator[lsp.CodeAction]:
        if one.code in _EVIDENCE_KEPT:
            edit = self._intent(one)
            if edit is not None:
                yield lsp.CodeAction(
                    title="keep it: the comparator is meant this way round, with a reason",
                    kind=lsp.CodeActionKind.QuickFix,
                    diagnostics=[item],
                    edit=self._edit(self._view.source, [edit]),
                )
        if one.code not in CODES or why_not_allowed(one.code) is not None or one.code == "unused-suppression":
            return
        edit = self._allowed(one)
        if edit is not None:
            yield lsp.CodeAction(
                title=f"keep `{one.code}` here, with a reason",
                kind=lsp.CodeActionKind.QuickFix,
                diagnostics=[item],
                edit=self._edit(self._view.source, [edit]),
            )
        manifest = self._view.snapshot.gathered.files.manifest.source
        if manifest is not None and one.rule is not None:
            end = len(manifest.text)
            gap = "" if manifest.text.endswith("\n") else "\n"
            text = f'{gap}\n[[lint.allow]]\ncode = "{one.code}"\nrule = "{one.rule}"\nreason = "{_REASON}"\n'
            yield lsp.CodeAction(
                title=f"keep `{one.code}` in `{one.rule}`, with a reason in {MANIFEST_NAME}",
                kind=lsp.CodeActionKind.QuickFix,
                diagnostics=[item],
                edit=self._edit(manifest, [Edit(Span(end, end), text)]),
            )

    def _intent(self, one: Diagnostic) -> Edit | None:
        found = top_at(self._view, one.span.start)
        if found is None or not isinstance(found[0], Rule) or found[0].intent is not None:
            return None
        piece = self._view.piece_at(found[1].start)
        form = _form_at(piece.shape, found[1].start - piece.start) if piece is not None else None
        key = next((one for one in form.forms if one.kind == "KEYWORD"), None) if form is not None else None
        if piece is None or form is None or key is None:
            return None
        column = piece.part.source.position(key.start).column - 1
        at = piece.start + form.forms[-1].end
        return Edit(Span(at, at), f'\n{" " * column}:intent {{:inverse true :reason "{_REASON}"}}')

    def _allowed(self, one: Diagnostic) -> Edit | None:
        """Metadata on the smallest list around a finding."""
        piece = self._view.piece_at(one.span.start)
        if piece is None or piece.part.skipped:
            return None
        at = one.span.start - piece.start
        around = [
            shape
            for shape in piece.shape.walk()
            if shape.kind == "list"
            and shape.is_closed
            and shape.start <= at
            and one.span.end - piece.start <= shape.end
        ]
        if not around:
            return None
        shape = around[-1]
        if shape.parent is not None and shape.parent.kind == "mark" and shape.parent.text in ("^", "#^"):
            return None
        start = piece.start + shape.start
        return Edit(Span(start, start), f'^{{:lint/allow {{:{one.code} "{_REASON}"}}}} ')

    # -- vocabulary ---------------------------------------------------------------------------------------------------

    def _vocabulary(self, one: Diagnostic, item: lsp.Diagnostic) -> Iterator[lsp.CodeAction]:
        """A word that the vocabulary lacks, added to it."""
        manifest = self._view.snapshot.gathered.files.manifest.source
        if one.code not in ("unknown-word", "never-equal") or manifest is None:
            return
        cursor = cursor_at(self._view, one.span.start + 1)
        leaf = cursor.leaf if cursor is not None else None
        if cursor is None or leaf is None or leaf.kind != "STRING":
            return
        member = cursor.expected.worded
        name = member.values_from or "" if member is not None else ""
        if not name.startswith(LISTS):
            return
        word = leaf.text[1:-1]
        edit = with_word(manifest, name.removeprefix(LISTS), word, cursor.expected.outer, self._view)
        if edit is not None:
            yield lsp.CodeAction(
                title=f"add “{word}” to `{name.removeprefix(LISTS)}` in {MANIFEST_NAME}",
                kind=lsp.CodeActionKind.QuickFix,
                diagnostics=[item],
                edit=self._edit(manifest, [edit]),
            )

    # -- refactorings -------------------------------------------------------------------------------------------------

    def _refactorings(self, span: Span) -> Iterator[lsp.CodeAction]:
        for one in rewrites(self._view, span):
            yield lsp.CodeAction(title=one.title, kind=_KINDS[one.kind], edit=self._edit(self._view.source, one.edits))
        found = top_at(self._view, span.start)
        if found is not None and isinstance(found[0], Rule):
            yield lsp.CodeAction(
                title="add examples at the bounds",
                kind=lsp.CodeActionKind.Refactor,
                data={"action": "examples", "uri": self._view.uri, "rule": found[0].name},
            )

    def _edit(self, source: Source, edits: Iterable[Edit]) -> lsp.WorkspaceEdit:
        return workspace_edit({source: list(edits)}, self._uris, self._versions)


def workspace_edit(
    edits: Mapping[Source, list[Edit]], uris: Mapping[str, str], versions: Mapping[str, int | None]
) -> lsp.WorkspaceEdit:
    """Edits of texts as the protocol has them, each for the version that it was made of."""
    changes: list[lsp.TextDocumentEdit | lsp.CreateFile | lsp.RenameFile | lsp.DeleteFile] = []
    for source, listed in edits.items():
        uri = uris.get(source.path) or uri_of(source.path)
        document = lsp.OptionalVersionedTextDocumentIdentifier(uri=uri, version=versions.get(uri))
        made: list[lsp.TextEdit | lsp.AnnotatedTextEdit | lsp.SnippetTextEdit] = [
            lsp.TextEdit(range_of(source, edit.span), edit.text) for edit in listed
        ]
        changes.append(lsp.TextDocumentEdit(document, made))
    return lsp.WorkspaceEdit(document_changes=changes)


def with_word(manifest: Source, name: str, word: str, outer: str | None, view: View) -> Edit | None:
    """The edit that adds a word to a list of the vocabulary; None where there is no place for it."""
    plain, inside = name.removesuffix(INSIDE), name.endswith(INSIDE)
    places = find_places(manifest.text)
    nested = vocabulary_lists(view.catalogue)[plain]
    quoted = f'"{_escaped(word)}"'
    if inside:
        held = places.get(("vocabulary", plain, outer or ""))
        return _into(manifest, held.value, quoted) if held is not None else None
    held = places.get(("vocabulary", plain))
    entry = f"{quoted} = []" if nested else quoted
    if held is not None:
        if nested and manifest.text[held.value.start : held.value.start + 1] != "{":
            # A table of its own, with a line for each word.
            at = max(place.value.end for path, place in places.items() if path[:2] == ("vocabulary", plain))
            return Edit(Span(at, at), f"\n{entry}")
        return _into(manifest, held.value, entry)
    whole = f"{plain} = {{ {entry} }}" if nested else f"{plain} = [{entry}]"
    table = re.search(r"^\[vocabulary\][ \t]*(#.*)?$", manifest.text, re.MULTILINE)
    if table is not None:
        return Edit(Span(table.end(), table.end()), f"\n{whole}")
    end = len(manifest.text)
    gap = "" if manifest.text.endswith("\n") else "\n"
    return Edit(Span(end, end), f"{gap}\n[vocabulary]\n{whole}\n")


def _into(source: Source, span: Span, entry: str) -> Edit | None:
    """The edit that puts an entry last into a list or an inline table."""
    text = source.slice(span)
    if text[-1:] not in ("]", "}"):
        return None
    body = text[1:-1].rstrip()
    end = span.start + 1 + len(body)
    pad = " " if text[-1] == "}" else ""
    close = span.end - 1
    if not body.strip():
        return Edit(Span(span.start + 1, close), f"{pad}{entry}{pad}")
    if body.endswith(","):
        return Edit(Span(end, end), f" {entry}")
    return Edit(Span(end, end), f", {entry}")


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace('"', '\\"')


def _form_at(top: Shape, at: int) -> Shape | None:
    return next((form for form in top.forms if form.start <= at < form.end), None)


def _touch(one: Edit, other: Edit) -> bool:
    return one.span.start <= other.span.end and other.span.start <= one.span.end


def kind_name(kind: lsp.CodeActionKind | str | None) -> str:
    """A kind of action as the protocol writes it."""
    return kind.value if isinstance(kind, lsp.CodeActionKind) else kind or ""


def _is_of(kind: str, wanted: str) -> bool:
    return kind == wanted or kind.startswith(f"{wanted}.") or wanted == ""
