"""The server on the wire: messages in and out, by pygls.

Reads messages, hands them to the session, `features` and `tiers`, and sends what comes of it. What pygls does
otherwise than the protocol wants is put right here: texts are kept in `buffer`, positions always count UTF-16 units, a
request that cannot be understood gets an error and not silence, nothing pops up for a fault in the server, and
messages are read by a thread of their own.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import sys
import threading
from collections.abc import Awaitable, Callable, Generator
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import IO, Any, Final

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.language_server import lsp_method

from cljrules.lsp.conversation import Conversation, Outlet
from cljrules.lsp.features import FEATURES
from cljrules.lsp.navigation import CannotRename
from cljrules.lsp.orders import ORDERS

_LOG: Final = logging.getLogger("cljrules.lsp")
#: No message is longer than this; one that says so ends the conversation.
MOST_BYTES: Final = 256 * 1024 * 1024
_PARSE_ERROR, _INVALID_REQUEST, _INVALID_PARAMS, _NOT_INITIALIZED = -32700, -32600, -32602, -32002
_REQUEST_FAILED: Final = -32803


class _Protocol(LanguageServerProtocol):
    """The conversation as pygls has it, with texts and commands in our hands."""

    _server: RulesServer
    exit_code: int | None = None

    @lsp_method(lsp.INITIALIZE)
    def lsp_initialize(self, params: lsp.InitializeParams) -> Generator[Any, Any, lsp.InitializeResult]:
        """Every editor can count UTF-16 units, so no other way of counting is agreed on."""
        general = params.capabilities.general
        if general is not None:
            general.position_encodings = [lsp.PositionEncodingKind.Utf16]
        self._server.conversation.initialize(params)
        result: lsp.InitializeResult = yield from super().lsp_initialize(params)
        self._server.conversation.refine(result.capabilities)
        return result

    @lsp_method(lsp.INITIALIZED)
    def lsp_initialized(self, params: lsp.InitializedParams) -> None:
        """The editor is ready: ask it for settings, watch files, open the packs of the workspace."""
        self._server.background(self._server.conversation.begin())

    @lsp_method(lsp.SHUTDOWN)
    def lsp_shutdown(self, *args: Any) -> None:  # type: ignore[override]
        """Answer, and take nothing but the end from now on."""
        self._shutdown = True
        self._server.conversation.close()

    @lsp_method(lsp.EXIT)
    def lsp_exit(self, *args: Any) -> None:  # type: ignore[override]
        """The end: with 0 after a shutdown, with 1 without."""
        self.exit_code = 0 if self._shutdown else 1
        self._server.stop()

    @lsp_method(lsp.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: lsp.DidOpenTextDocumentParams) -> None:
        """A document was opened."""
        self._server.conversation.opened(params)

    @lsp_method(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: lsp.DidChangeTextDocumentParams) -> None:
        """A document was edited."""
        self._server.conversation.edited(params)

    @lsp_method(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: lsp.DidCloseTextDocumentParams) -> None:
        """A document was closed."""
        self._server.conversation.closed(params)

    @lsp_method(lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def lsp_workspace__did_change_workspace_folders(self, params: lsp.DidChangeWorkspaceFoldersParams) -> None:
        """Folders came or went."""
        self._server.conversation.folders_changed(params)

    @lsp_method(lsp.WORKSPACE_EXECUTE_COMMAND)
    async def lsp_workspace__execute_command(  # type: ignore[override]
        self, params: lsp.ExecuteCommandParams
    ) -> Any:
        """Carry out a command."""
        from cljrules.lsp.worker import Refused

        try:
            return await self._server.conversation.order(params)
        except Refused as refused:
            raise JsonRpcInvalidParams(f"{refused}; {refused.help}" if refused.help else str(refused)) from None

    def _handle_cancel_notification(self, msg_id: int | str) -> None:
        if msg_id in self._request_futures:
            super()._handle_cancel_notification(msg_id)

    def send_error(self, number: Any, code: int, message: str) -> None:
        """Answer a request that could not be understood."""
        body = {"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": message}}
        data = json.dumps(body).encode()
        if self.writer is not None:
            self.writer.write(f"Content-Length: {len(data)}\r\n\r\n".encode() + data)


class RulesServer(LanguageServer):
    """The language server for one editor."""

    protocol: _Protocol

    def __init__(self) -> None:
        super().__init__(
            "cljrules",
            _version(),
            text_document_sync_kind=lsp.TextDocumentSyncKind.Incremental,
            protocol_cls=_Protocol,
            max_workers=1,
        )
        self.conversation = Conversation(_Outlet(self), self.background)
        self._initialized = False
        self._tasks: set[asyncio.Task[Any]] = set()
        self._stopped = asyncio.Event()
        self._register()

    def _register(self) -> None:
        for method, feature in FEATURES.items():
            answer = partial(_guarded, feature.answer, self.conversation.editor)
            self.feature(method, feature.options)(_named(answer, method))
        for method, take in self.conversation.notices().items():
            self.feature(method)(_named(take, method))

        async def resolve_action(params: lsp.CodeAction) -> lsp.CodeAction:
            return await self.conversation.resolve_action(params)

        self.feature(lsp.CODE_ACTION_RESOLVE)(resolve_action)
        for name in ORDERS:
            self.command(name)(_named(lambda *args: None, name))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Faults go to the log; the author is told of each kind once."""
        if isinstance(error, JsonRpcException) and error.code in (_REQUEST_FAILED, _INVALID_PARAMS):
            return
        _LOG.error("%s", error, exc_info=error if not isinstance(error, JsonRpcException) else None)

    def background(self, work: Awaitable[Any]) -> None:
        """Do something beside the messages."""

        async def run() -> None:
            try:
                await work
            except asyncio.CancelledError:
                raise
            except Exception as error:
                _LOG.exception("a task failed: %s", error)

        task = asyncio.ensure_future(run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def stop(self) -> None:
        """End the conversation."""
        self._stopped.set()

    async def converse(self, reader: asyncio.StreamReader, writer: Any) -> int:
        """Answer an editor until it says goodbye or goes away; the exit code."""
        self.protocol.set_writer(writer)
        reading = asyncio.ensure_future(self._read(reader))
        stopping = asyncio.ensure_future(self._stopped.wait())
        try:
            await asyncio.wait((reading, stopping), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.conversation.close()
            for task in (reading, stopping, *self._tasks):
                task.cancel()
            await asyncio.gather(reading, stopping, *self._tasks, return_exceptions=True)
        code = self.protocol.exit_code
        return code if code is not None else 1

    async def _read(self, reader: asyncio.StreamReader) -> None:
        number = 0
        while True:
            length = await _length(reader)
            if length is None:
                return
            self._take(await reader.readexactly(length))
            number += 1
            if number % 8 == 0:
                # However fast messages come, what they lead to has its turn.
                await asyncio.sleep(0)

    def _take(self, body: bytes) -> None:
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            self.protocol.send_error(None, _PARSE_ERROR, "this is not JSON")
            return
        if not isinstance(data, dict) or data.get("jsonrpc") != "2.0":
            number = data.get("id") if isinstance(data, dict) else None
            self.protocol.send_error(number, _INVALID_REQUEST, "this is no message of JSON-RPC 2.0")
            return
        method = data.get("method")
        if "id" in data and method is not None:
            if self.protocol._shutdown:
                self.protocol.send_error(data["id"], _INVALID_REQUEST, "the server is shutting down")
                return
            if not self._initialized and method != lsp.INITIALIZE:
                self.protocol.send_error(data["id"], _NOT_INITIALIZED, "`initialize` comes first")
                return
            self._initialized = True
        try:
            message = self.protocol.structure_message(data)
        except Exception:
            if "id" in data and "method" in data:
                self.protocol.send_error(data["id"], _INVALID_PARAMS, f"the parameters of {data['method']} do not fit")
            return
        try:
            self.protocol.handle_message(message)
        except Exception as error:
            self.report_server_error(error, JsonRpcException)


class _Outlet(Outlet):
    """What the conversation sends, by pygls."""

    def __init__(self, server: RulesServer) -> None:
        self._server = server

    def notify(self, method: str, params: Any) -> None:
        self._server.protocol.notify(method, params)

    async def request(self, method: str, params: Any) -> Any:
        return await self._server.protocol.send_request_async(method, params)


def _version() -> str:
    try:
        return version("cljrules")
    except PackageNotFoundError:
        return ""


def _guarded(answer: Callable[..., Any], editor: Any, params: Any) -> Any:
    try:
        return answer(editor, params)
    except CannotRename as why:
        raise JsonRpcException(str(why), code=_REQUEST_FAILED) from None


def _named(work: Callable[..., Any], name: str) -> Callable[..., Any]:
    """A function as pygls wants it: with a name, and parameters that can be looked at."""

    def call(params: Any = None) -> Any:
        return work(params)

    call.__name__ = name
    return call


async def _length(reader: asyncio.StreamReader) -> int | None:
    """The length of the next message; None at the end of the conversation. Headers that mean nothing are passed by."""
    length: int | None = None
    while True:
        try:
            line = await reader.readline()
        except ValueError:
            continue
        if not line:
            return None
        name, _, value = line.decode("latin-1").partition(":")
        if name.strip().lower() == "content-length":
            with contextlib.suppress(ValueError):
                length = int(value)
        if not line.strip() and length is not None:
            if 0 <= length <= MOST_BYTES:
                return length
            return None


class _Sink:
    """Standard output as a writer; an editor that went away ends the conversation."""

    def __init__(self, stream: IO[bytes], gone: Callable[[], None]) -> None:
        self._stream, self._gone = stream, gone

    def write(self, data: bytes) -> None:
        try:
            self._stream.write(data)
            self._stream.flush()
        except (OSError, ValueError):
            self._gone()

    def close(self) -> None:
        return None


def run_stdio() -> int:
    """Serve the editor at standard input and output; the exit code."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    # Whatever prints must not print into the conversation.
    sys.stdout = sys.stderr
    return asyncio.run(_serve_stdio(source, sink))


async def _serve_stdio(source: IO[bytes], sink: IO[bytes]) -> int:
    server = RulesServer()
    reader = asyncio.StreamReader(limit=1 << 20)
    loop = asyncio.get_running_loop()

    def pump() -> None:
        # Past the buffer of the stream, whose lock a thread must not hold when the program ends.
        with contextlib.suppress(RuntimeError, OSError, ValueError):
            while data := os.read(source.fileno(), 1 << 16):
                loop.call_soon_threadsafe(reader.feed_data, data)
            loop.call_soon_threadsafe(reader.feed_eof)

    threading.Thread(target=pump, name="reader", daemon=True).start()
    return await server.converse(reader, _Sink(sink, server.stop))


def run_tcp(host: str, port: int, ready: Callable[[str, int], None]) -> int:
    """Serve every editor that connects; `ready` is told where, once it can be reached."""

    async def serve() -> None:
        async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            server = RulesServer()
            try:
                await server.converse(reader, _Sink(_Stream(writer), server.stop))  # type: ignore[arg-type]
            finally:
                writer.close()

        listening = await asyncio.start_server(greet, host, port, limit=1 << 20)
        ready(*listening.sockets[0].getsockname()[:2])
        async with listening:
            await listening.serve_forever()

    with contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(serve())
    return 0


class _Stream:
    """A connection as a stream of bytes."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    def write(self, data: bytes) -> None:
        if self._writer.is_closing():
            raise OSError("the editor went away")
        self._writer.write(data)

    def flush(self) -> None:
        return None
