"""The server over standard input and output, with the capabilities of real editors."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types as lsp
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

DEMO = Path(__file__).parents[2] / "examples" / "demo" / "planted"
SERVER = [sys.executable, "-m", "cljrules", "lsp"]


def capabilities(editor: str) -> lsp.ClientCapabilities:
    """What an editor can do; of VS Code also what it can since 1.65."""
    made = client_capabilities(editor)
    if editor == "visual-studio-code":
        assert made.text_document is not None and made.workspace is not None and made.window is not None
        made.text_document.inlay_hint = lsp.InlayHintClientCapabilities(dynamic_registration=True)
        made.text_document.diagnostic = lsp.DiagnosticClientCapabilities(dynamic_registration=True)
        made.workspace.diagnostics = lsp.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
        made.workspace.inlay_hint = lsp.InlayHintWorkspaceClientCapabilities(refresh_support=True)
    return made


@pytest_lsp.fixture(params=["visual-studio-code", "neovim"], config=ClientServerConfig(server_command=SERVER))
async def client(request: pytest.FixtureRequest, lsp_client: LanguageClient, tmp_path: Path) -> AsyncIterator[None]:
    folder = tmp_path / "planted"
    shutil.copytree(DEMO, folder)
    lsp_client.folder = folder  # type: ignore[attr-defined]

    for method in (lsp.CLIENT_REGISTER_CAPABILITY, lsp.WORKSPACE_INLAY_HINT_REFRESH, lsp.WORKSPACE_CODE_LENS_REFRESH):
        lsp_client.feature(method)(lambda params: None)

    await lsp_client.initialize_session(
        lsp.InitializeParams(
            capabilities=capabilities(request.param),
            workspace_folders=[lsp.WorkspaceFolder(uri=folder.as_uri(), name="planted")],
        )
    )
    yield
    await lsp_client.shutdown_session()


def _open(client: LanguageClient, name: str) -> str:
    file: Path = client.folder / name  # type: ignore[attr-defined]
    text = file.read_text(encoding="utf-8")
    client.text_document_did_open(
        lsp.DidOpenTextDocumentParams(lsp.TextDocumentItem(file.as_uri(), "cljrules", 1, text))
    )
    return file.as_uri()


def _at(uri: str, line: int, character: int) -> dict[str, object]:
    return {"text_document": lsp.TextDocumentIdentifier(uri), "position": lsp.Position(line, character)}


@pytest.mark.asyncio
async def test_a_slip_is_found(client: LanguageClient) -> None:
    uri = _open(client, "collections.rules.clj")
    for _ in range(100):
        report = await client.text_document_diagnostic_async(
            lsp.DocumentDiagnosticParams(lsp.TextDocumentIdentifier(uri))
        )
        if report.items:
            break
        await asyncio.sleep(0.05)
    assert [(one.code, one.range.start.line) for one in report.items] == [("unknown-option", 8)]
    again = await client.text_document_diagnostic_async(
        lsp.DocumentDiagnosticParams(lsp.TextDocumentIdentifier(uri), previous_result_id=report.result_id)
    )
    assert isinstance(again, lsp.RelatedUnchangedDocumentDiagnosticReport)


@pytest.mark.asyncio
async def test_hover_says_what_a_variable_is(client: LanguageClient) -> None:
    uri = _open(client, "collections.rules.clj")
    found = await client.text_document_hover_async(lsp.HoverParams(**_at(uri, 16, 18)))  # type: ignore[arg-type]
    assert found is not None and isinstance(found.contents, lsp.MarkupContent)
    assert "loan-status" in found.contents.value


@pytest.mark.asyncio
async def test_an_unknown_command_is_refused(client: LanguageClient) -> None:
    with pytest.raises(Exception, match="there is no command"):
        await client.workspace_execute_command_async(lsp.ExecuteCommandParams("cljrules.nothing", []))


@pytest.mark.asyncio
async def test_a_rule_runs_on_the_sample_loan(client: LanguageClient) -> None:
    uri = _open(client, "collections.rules.clj")
    found = await client.workspace_execute_command_async(
        lsp.ExecuteCommandParams("cljrules.runOnSample", [{"uri": uri, "rule": "early-collections"}])
    )
    assert found["loan"] == "the sample loan"
    assert [(one["rule"], one["fires"]) for one in found["results"]] == [("early-collections", False)]
