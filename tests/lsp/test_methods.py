"""What the server says that it does, it does, and the other way round."""

from __future__ import annotations

from typing import Any

import pytest
from lsprotocol import types as lsp

from cljrules.lsp.features import FEATURES
from cljrules.lsp.orders import ORDERS
from cljrules.lsp.server import RulesServer

#: The method behind each capability, and those that its options add.
PROVIDERS = {
    "completion_provider": (lsp.TEXT_DOCUMENT_COMPLETION, {"resolve_provider": lsp.COMPLETION_ITEM_RESOLVE}),
    "hover_provider": (lsp.TEXT_DOCUMENT_HOVER, {}),
    "signature_help_provider": (lsp.TEXT_DOCUMENT_SIGNATURE_HELP, {}),
    "definition_provider": (lsp.TEXT_DOCUMENT_DEFINITION, {}),
    "references_provider": (lsp.TEXT_DOCUMENT_REFERENCES, {}),
    "document_highlight_provider": (lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, {}),
    "document_symbol_provider": (lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL, {}),
    "code_action_provider": (lsp.TEXT_DOCUMENT_CODE_ACTION, {"resolve_provider": lsp.CODE_ACTION_RESOLVE}),
    "code_lens_provider": (lsp.TEXT_DOCUMENT_CODE_LENS, {"resolve_provider": lsp.CODE_LENS_RESOLVE}),
    "document_link_provider": (lsp.TEXT_DOCUMENT_DOCUMENT_LINK, {"resolve_provider": lsp.DOCUMENT_LINK_RESOLVE}),
    "workspace_symbol_provider": (lsp.WORKSPACE_SYMBOL, {"resolve_provider": lsp.WORKSPACE_SYMBOL_RESOLVE}),
    "document_formatting_provider": (lsp.TEXT_DOCUMENT_FORMATTING, {}),
    "document_range_formatting_provider": (lsp.TEXT_DOCUMENT_RANGE_FORMATTING, {}),
    "document_on_type_formatting_provider": (lsp.TEXT_DOCUMENT_ON_TYPE_FORMATTING, {}),
    "rename_provider": (lsp.TEXT_DOCUMENT_RENAME, {"prepare_provider": lsp.TEXT_DOCUMENT_PREPARE_RENAME}),
    "folding_range_provider": (lsp.TEXT_DOCUMENT_FOLDING_RANGE, {}),
    "selection_range_provider": (lsp.TEXT_DOCUMENT_SELECTION_RANGE, {}),
    "call_hierarchy_provider": (lsp.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY, {}),
    "inlay_hint_provider": (lsp.TEXT_DOCUMENT_INLAY_HINT, {"resolve_provider": lsp.INLAY_HINT_RESOLVE}),
    "diagnostic_provider": (lsp.TEXT_DOCUMENT_DIAGNOSTIC, {"workspace_diagnostics": lsp.WORKSPACE_DIAGNOSTIC}),
    "semantic_tokens_provider": (
        lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL,
        {"range": lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, "full": lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA},
    ),
}
#: What comes with others.
ALONG = {lsp.CALL_HIERARCHY_INCOMING_CALLS, lsp.CALL_HIERARCHY_OUTGOING_CALLS}
#: What says how, and not what.
OTHER = {"position_encoding", "text_document_sync", "execute_command_provider", "workspace"}


def advertised(*, pulls: bool) -> lsp.ServerCapabilities:
    """What the server says to an editor."""
    server = RulesServer()
    can = lsp.ClientCapabilities(
        text_document=lsp.TextDocumentClientCapabilities(
            rename=lsp.RenameClientCapabilities(prepare_support=True),
            diagnostic=lsp.DiagnosticClientCapabilities() if pulls else None,
        ),
        workspace=lsp.WorkspaceClientCapabilities(
            diagnostics=lsp.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
        ),
        general=lsp.GeneralClientCapabilities(position_encodings=[lsp.PositionEncodingKind.Utf8]),
    )
    steps = server.protocol.lsp_initialize(lsp.InitializeParams(capabilities=can))
    try:
        while True:
            next(steps)
    except StopIteration as end:
        made: lsp.ServerCapabilities = end.value.capabilities
        return made


@pytest.mark.asyncio
async def test_what_is_advertised_is_handled_and_what_is_handled_is_advertised() -> None:
    can = advertised(pulls=True)
    said: set[str] = set()
    for field in can.__attrs_attrs__:  # type: ignore[attr-defined]
        value: Any = getattr(can, field.name)
        if value is None or value is False or field.name in OTHER:
            continue
        method, options = PROVIDERS[field.name]
        said.add(method)
        said |= {further for name, further in options.items() if getattr(value, name, None)}
    assert said | ALONG == {*FEATURES, lsp.CODE_ACTION_RESOLVE}
    assert can.execute_command_provider is not None
    assert list(can.execute_command_provider.commands) == list(ORDERS)


@pytest.mark.asyncio
async def test_findings_are_pulled_or_pushed_and_positions_count_utf16() -> None:
    assert advertised(pulls=False).diagnostic_provider is None
    assert advertised(pulls=True).diagnostic_provider is not None
    assert advertised(pulls=True).position_encoding == lsp.PositionEncodingKind.Utf16
