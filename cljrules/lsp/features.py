"""The requests that the server answers at once, by method.

Each takes the editor's session and the parameters of the protocol, gives what the protocol asks for: nothing, rather
than an error, for a document that is not open or holds no rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from lsprotocol import types as lsp

from cljrules.lsp import completion, hints, hover, layout, manifests, mending, navigation, signatures, tokens
from cljrules.lsp.addresses import is_manifest, path_of
from cljrules.lsp.diagnostics import SOURCE, offset_of, range_of, span_of
from cljrules.lsp.project import View
from cljrules.lsp.session import Held, Session
from cljrules.source import Source, Span


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
    tokens: dict[str, tuple[str, list[int]]] = field(default_factory=dict)
    answers: int = 0

    def at(self, params: Any) -> tuple[View, int] | None:
        """The document of a request, and the offset that it is about."""
        view = self.view(params)
        return (view, offset_of(view.source, params.position)) if view is not None else None

    def view(self, params: Any) -> View | None:
        """The document of a request."""
        return self.session.view(params.text_document.uri)

    def manifest(self, params: Any) -> tuple[Source, Held] | None:
        """The document of a request where it is a manifest, with its pack."""
        uri = params.text_document.uri
        source = self.session.source(uri) if is_manifest(path_of(uri)) else None
        held = self.session.held_for(uri) if source is not None else None
        return (source, held) if source is not None and held is not None else None


class Feature(NamedTuple):
    """A request: what answers it, and what the server says of it."""

    answer: Callable[[Editor, Any], Any]
    options: Any = None


def _markdown(text: str) -> lsp.MarkupContent:
    return lsp.MarkupContent(lsp.MarkupKind.Markdown, text)


def _completion(editor: Editor, params: lsp.CompletionParams) -> lsp.CompletionList | None:
    manifest = editor.manifest(params)
    if manifest is not None:
        source, held = manifest
        pack = held.project.snapshot.pack if held.project.snapshot is not None else None
        folder = Path(source.path).parent
        at = offset_of(source, params.position)
        return manifests.complete_manifest(source, at, folder, pack, snippets=editor.snippets)
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
    manifest = editor.manifest(params)
    if manifest is not None:
        said = manifests.hover_manifest(manifest[0], offset_of(manifest[0], params.position))
        return lsp.Hover(_markdown(said[0]), range_of(manifest[0], said[1])) if said is not None else None
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


def _definition(editor: Editor, params: lsp.DefinitionParams) -> list[lsp.Location] | None:
    found = editor.at(params)
    return navigation.locations(navigation.definition(*found), editor.session.uris) if found is not None else None


def _references(editor: Editor, params: lsp.ReferenceParams) -> list[lsp.Location] | None:
    found = editor.at(params)
    if found is None:
        return None
    spots = navigation.references(*found, with_declaration=params.context.include_declaration)
    return navigation.locations(spots, editor.session.uris)


def _highlight(editor: Editor, params: lsp.DocumentHighlightParams) -> list[lsp.DocumentHighlight] | None:
    found = editor.at(params)
    return navigation.highlights(*found) if found is not None else None


def _prepare_rename(editor: Editor, params: lsp.PrepareRenameParams) -> lsp.PrepareRenamePlaceholder | None:
    found = editor.at(params)
    if found is None:
        return None
    target = navigation.prepare_rename(*found)
    return lsp.PrepareRenamePlaceholder(range_of(found[0].source, target.span), target.name)


def _rename(editor: Editor, params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
    found = editor.at(params)
    if found is None:
        return None
    return mending.workspace_edit(
        navigation.rename(*found, params.new_name), editor.session.uris, editor.session.versions
    )


def _symbols(editor: Editor, params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol] | None:
    manifest = editor.manifest(params)
    if manifest is not None:
        return manifests.manifest_symbols(manifest[0])
    view = editor.view(params)
    return navigation.document_symbols(view) if view is not None else None


def _workspace_symbols(editor: Editor, params: lsp.WorkspaceSymbolParams) -> list[lsp.WorkspaceSymbol]:
    found = []
    for view in editor.session.views():
        name = view.pack.manifest.name
        for symbol, role, spot in navigation.pack_symbols(view, params.query):
            location = navigation.locations(iter((spot,)), editor.session.uris)[0]
            kind = navigation.symbol_kind(role)
            found.append(lsp.WorkspaceSymbol(name=symbol, kind=kind, location=location, container_name=name))
    return found[:_MOST_SYMBOLS]


def _tokens(editor: Editor, params: lsp.SemanticTokensParams) -> lsp.SemanticTokens | None:
    view = editor.view(params)
    if view is None:
        return None
    number, data = _remembered(editor, view, tokens.all_tokens(view))
    return lsp.SemanticTokens(data, number)


def _remembered(editor: Editor, view: View, data: list[int]) -> tuple[str, list[int]]:
    """Tokens with the number under which the editor may ask what changed since."""
    editor.answers += 1
    editor.tokens[view.uri] = (str(editor.answers), data)
    return editor.tokens[view.uri]


def _tokens_delta(
    editor: Editor, params: lsp.SemanticTokensDeltaParams
) -> lsp.SemanticTokens | lsp.SemanticTokensDelta | None:
    view = editor.view(params)
    if view is None:
        return None
    number, before = editor.tokens.get(view.uri, ("", []))
    number_now, now = _remembered(editor, view, tokens.all_tokens(view))
    if number != params.previous_result_id:
        return lsp.SemanticTokens(now, number_now)
    return lsp.SemanticTokensDelta(tokens.edits_between(before, now), number_now)


def _tokens_range(editor: Editor, params: lsp.SemanticTokensRangeParams) -> lsp.SemanticTokens | None:
    view = editor.view(params)
    if view is None:
        return None
    return lsp.SemanticTokens(tokens.tokens_in(view, params.range.start.line, params.range.end.line))


def _inlay(editor: Editor, params: lsp.InlayHintParams) -> list[lsp.InlayHint] | None:
    view = editor.view(params)
    held = editor.session.held_for(params.text_document.uri)
    if view is None or held is None:
        return None
    return hints.inlay_hints(view, span_of(view.source, params.range), held.counts)


def _lenses(editor: Editor, params: lsp.CodeLensParams) -> list[lsp.CodeLens] | None:
    view = editor.view(params)
    held = editor.session.held_for(params.text_document.uri)
    if view is None or held is None:
        return None
    has_store = bool(view.settings.store or view.pack.manifest.store_url)
    return hints.code_lenses(view, held.counts, has_store=has_store)


def _resolved_lens(editor: Editor, lens: lsp.CodeLens) -> lsp.CodeLens:
    uri = lens.data.get("uri") if isinstance(lens.data, dict) else None
    return hints.resolved_lens(editor.session.view(uri) if isinstance(uri, str) else None, lens)


def _links(editor: Editor, params: lsp.DocumentLinkParams) -> list[lsp.DocumentLink] | None:
    manifest = editor.manifest(params)
    if manifest is not None:
        return hints.manifest_links(manifest[0], Path(manifest[0].path).parent)
    view = editor.view(params)
    return hints.document_links(view) if view is not None else None


def _actions(editor: Editor, params: lsp.CodeActionParams) -> list[lsp.CodeAction] | None:
    view = editor.view(params)
    if view is None:
        return None
    session = editor.session
    session.updates()
    shown = session.shown.get(view.uri)
    pairs = zip(shown.findings, shown.items, strict=True) if shown is not None else ()
    mender = mending.Mender(view, pairs, session.uris, session.versions)
    only = [mending.kind_name(kind) for kind in params.context.only or ()]
    return mender.actions(span_of(view.source, params.range), only or None)


def _prepare_calls(editor: Editor, params: lsp.CallHierarchyPrepareParams) -> list[lsp.CallHierarchyItem] | None:
    found = editor.at(params)
    made = navigation.callable_at(*found) if found is not None else None
    return [_call_item(editor, made)] if made is not None else None


def _call_item(editor: Editor, made: tuple[str, str, navigation.Spot, Span]) -> lsp.CallHierarchyItem:
    name, role, spot, whole = made
    place = navigation.locations(iter((spot,)), editor.session.uris)[0]
    kind = navigation.symbol_kind(role)
    return lsp.CallHierarchyItem(name, kind, place.uri, range_of(spot.source, whole), place.range, detail=role)


def _incoming(
    editor: Editor, params: lsp.CallHierarchyIncomingCallsParams
) -> list[lsp.CallHierarchyIncomingCall] | None:
    view = editor.session.view_in(params.item.uri)
    if view is None:
        return None
    found = []
    for name, spots in navigation.callers(view, params.item.name):
        made = navigation.declared(view, name)
        if made is not None:
            ranges = [range_of(spot.source, spot.span) for spot in spots]
            found.append(lsp.CallHierarchyIncomingCall(_call_item(editor, made), ranges))
    return found


def _outgoing(
    editor: Editor, params: lsp.CallHierarchyOutgoingCallsParams
) -> list[lsp.CallHierarchyOutgoingCall] | None:
    view = editor.session.view_in(params.item.uri)
    if view is None:
        return None
    found = []
    for name, spots in navigation.called(view, params.item.name):
        made = navigation.declared(view, name)
        if made is not None:
            ranges = [range_of(spot.source, spot.span) for spot in spots]
            found.append(lsp.CallHierarchyOutgoingCall(_call_item(editor, made), ranges))
    return found


_MOST_SYMBOLS: Final = 500
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
    lsp.TEXT_DOCUMENT_DEFINITION: Feature(_definition),
    lsp.TEXT_DOCUMENT_REFERENCES: Feature(_references),
    lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: Feature(_highlight),
    lsp.TEXT_DOCUMENT_PREPARE_RENAME: Feature(_prepare_rename),
    lsp.TEXT_DOCUMENT_RENAME: Feature(_rename),
    lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL: Feature(_symbols),
    lsp.WORKSPACE_SYMBOL: Feature(_workspace_symbols),
    lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: Feature(_tokens, tokens.LEGEND),
    lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA: Feature(_tokens_delta, tokens.LEGEND),
    lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE: Feature(_tokens_range, tokens.LEGEND),
    lsp.TEXT_DOCUMENT_INLAY_HINT: Feature(_inlay),
    lsp.TEXT_DOCUMENT_CODE_LENS: Feature(_lenses, lsp.CodeLensOptions(resolve_provider=True)),
    lsp.CODE_LENS_RESOLVE: Feature(_resolved_lens),
    lsp.TEXT_DOCUMENT_DOCUMENT_LINK: Feature(_links),
    lsp.TEXT_DOCUMENT_CODE_ACTION: Feature(
        _actions, lsp.CodeActionOptions(code_action_kinds=list(mending.KINDS), resolve_provider=True)
    ),
    lsp.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY: Feature(_prepare_calls),
    lsp.CALL_HIERARCHY_INCOMING_CALLS: Feature(_incoming),
    lsp.CALL_HIERARCHY_OUTGOING_CALLS: Feature(_outgoing),
    lsp.TEXT_DOCUMENT_DIAGNOSTIC: Feature(
        _pull,
        lsp.DiagnosticOptions(identifier=SOURCE, inter_file_dependencies=True, workspace_diagnostics=True),
    ),
    lsp.WORKSPACE_DIAGNOSTIC: Feature(_pull_workspace),
}
