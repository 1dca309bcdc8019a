"""The requests that the server answers at once, by method.

Each takes the editor's session and the parameters of the protocol, gives what the protocol asks for: nothing, rather
than an error, for a document that is not open or holds no rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from lsprotocol import types as lsp

from cljrules.lsp import completion, hover, layout, signatures
from cljrules.lsp.diagnostics import SOURCE, offset_of, range_of, span_of
from cljrules.lsp.project import View
from cljrules.lsp.session import Session


@dataclass
class Editor:
    """An editor: its session, and what it can show."""

    session: Session
    snippets: bool = False
    pulls: bool = False
    diagnostics_refresh: bool = False
    hints_refresh: bool = False
    lenses_refresh: bool = False
    tokens_refresh: bool = False
    applies_edits: bool = False
    shows_documents: bool = False
    progress: bool = False

    def at(self, params: Any) -> tuple[View, int] | None:
        """The document of a request, and the offset that it is about."""
        view = self.view(params)
        return (view, offset_of(view.source, params.position)) if view is not None else None

    def view(self, params: Any) -> View | None:
        """The document of a request."""
        return self.session.view(params.text_document.uri)


class Feature(NamedTuple):
    """A request: what answers it, and what the server says of it."""

    answer: Callable[[Editor, Any], Any]
    options: Any = None


def _markdown(text: str) -> lsp.MarkupContent:
    return lsp.MarkupContent(lsp.MarkupKind.Markdown, text)


def _completion(editor: Editor, params: lsp.CompletionParams) -> lsp.CompletionList | None:
    found = editor.at(params)
    return completion.complete(*found, snippets=editor.snippets) if found is not None else None


def _resolved_item(editor: Editor, item: lsp.CompletionItem) -> lsp.CompletionItem:
    data = item.data
    if isinstance(data, list) and data and all(isinstance(one, str) for one in data):
        view = editor.session.any_view()
        said = completion.documentation(view, data) if view is not None else None
        if said:
            item.documentation = _markdown(said)
    return item


def _hover(editor: Editor, params: lsp.HoverParams) -> lsp.Hover | None:
    found = editor.at(params)
    card = hover.hover(*found) if found is not None else None
    if card is None or found is None:
        return None
    return lsp.Hover(_markdown(card[0]), range_of(found[0].source, card[1]))


def _signature_help(editor: Editor, params: lsp.SignatureHelpParams) -> lsp.SignatureHelp | None:
    found = editor.at(params)
    return signatures.signature_help(*found) if found is not None else None


def _formatting(editor: Editor, params: lsp.DocumentFormattingParams) -> list[lsp.TextEdit] | None:
    view = editor.view(params)
    return layout.format_document(view.source) if view is not None else None


def _range_formatting(editor: Editor, params: lsp.DocumentRangeFormattingParams) -> list[lsp.TextEdit] | None:
    view = editor.view(params)
    return layout.format_range(view, span_of(view.source, params.range)) if view is not None else None


def _on_type(editor: Editor, params: lsp.DocumentOnTypeFormattingParams) -> list[lsp.TextEdit] | None:
    found = editor.at(params)
    return layout.format_on_type(*found, params.ch) if found is not None else None


def _folding(editor: Editor, params: lsp.FoldingRangeParams) -> list[lsp.FoldingRange] | None:
    view = editor.view(params)
    return layout.folding_ranges(view) if view is not None else None


def _selection(editor: Editor, params: lsp.SelectionRangeParams) -> list[lsp.SelectionRange] | None:
    view = editor.view(params)
    if view is None:
        return None
    return [layout.selection_range(view, offset_of(view.source, place)) for place in params.positions]


def _pull(editor: Editor, params: lsp.DocumentDiagnosticParams) -> lsp.DocumentDiagnosticReport:
    session = editor.session
    session.updates()
    shown = session.shown.get(session.address(params.text_document.uri))
    if shown is None:
        return lsp.RelatedFullDocumentDiagnosticReport(items=[], result_id="0")
    if params.previous_result_id == shown.result_id:
        return lsp.RelatedUnchangedDocumentDiagnosticReport(result_id=shown.result_id)
    return lsp.RelatedFullDocumentDiagnosticReport(items=shown.items, result_id=shown.result_id)


def _pull_workspace(editor: Editor, params: lsp.WorkspaceDiagnosticParams) -> lsp.WorkspaceDiagnosticReport:
    session = editor.session
    session.updates()
    known = {one.uri: one.value for one in params.previous_result_ids}
    reports: list[lsp.WorkspaceDocumentDiagnosticReport] = []
    for uri, shown in session.shown.items():
        if known.get(uri) == shown.result_id:
            reports.append(
                lsp.WorkspaceUnchangedDocumentDiagnosticReport(
                    uri=uri, result_id=shown.result_id, version=shown.version
                )
            )
        else:
            reports.append(
                lsp.WorkspaceFullDocumentDiagnosticReport(
                    uri=uri, items=shown.items, result_id=shown.result_id, version=shown.version
                )
            )
    return lsp.WorkspaceDiagnosticReport(items=reports)


#: What the server answers, by method.
FEATURES: Final[Mapping[str, Feature]] = {
    lsp.TEXT_DOCUMENT_COMPLETION: Feature(
        _completion,
        lsp.CompletionOptions(trigger_characters=["(", ":", '"', "/", "{", "-"], resolve_provider=True),
    ),
    lsp.COMPLETION_ITEM_RESOLVE: Feature(_resolved_item),
    lsp.TEXT_DOCUMENT_HOVER: Feature(_hover),
    lsp.TEXT_DOCUMENT_SIGNATURE_HELP: Feature(
        _signature_help, lsp.SignatureHelpOptions(trigger_characters=["(", " "], retrigger_characters=[")"])
    ),
    lsp.TEXT_DOCUMENT_FORMATTING: Feature(_formatting),
    lsp.TEXT_DOCUMENT_RANGE_FORMATTING: Feature(_range_formatting),
    lsp.TEXT_DOCUMENT_ON_TYPE_FORMATTING: Feature(
        _on_type, lsp.DocumentOnTypeFormattingOptions(first_trigger_character="\n", more_trigger_character=[")"])
    ),
    lsp.TEXT_DOCUMENT_FOLDING_RANGE: Feature(_folding),
    lsp.TEXT_DOCUMENT_SELECTION_RANGE: Feature(_selection),
    lsp.TEXT_DOCUMENT_DIAGNOSTIC: Feature(
        _pull,
        lsp.DiagnosticOptions(identifier=SOURCE, inter_file_dependencies=True, workspace_diagnostics=True),
    ),
    lsp.WORKSPACE_DIAGNOSTIC: Feature(_pull_workspace),
}
