"""What the server does in the course of a conversation with an editor.

Takes what the editor tells, keeps the session, decides when findings are worked out and what is sent. Findings come in
tiers: at once what the keystroke's tier finds, when the author pauses what is found in whole packs, then what is proved
of the rules that changed. Nothing is sent about a text that is no longer the editor's.
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final, Protocol

from lsprotocol import types as lsp

from cljrules.diagnostics import Edit
from cljrules.lsp.addresses import is_manifest, path_of
from cljrules.lsp.buffer import Change, Place
from cljrules.lsp.errands import Errands, NoAnswer
from cljrules.lsp.features import Editor
from cljrules.lsp.hints import fingerprint
from cljrules.lsp.late import places_of
from cljrules.lsp.layout import line_edits
from cljrules.lsp.mending import workspace_edit
from cljrules.lsp.orders import ORDERS, Order
from cljrules.lsp.session import Held, Session
from cljrules.lsp.settings import read_settings
from cljrules.lsp.worker import Refused
from cljrules.packs.manifest import MANIFEST_NAME, RULES_SUFFIX
from cljrules.source import Span
from cljrules.stdlib.catalogue import load
from cljrules.workspace import Snapshot

#: Seconds after the last edit before the findings of a pause are worked out, and after which those give up.
PAUSE: Final = 0.12
_PATIENCE: Final = 60.0
#: Seconds that proofs may take at a time; between two such times other questions have their turn.
_PROVING: Final = 0.25
_WATCHED: Final = (f"**/{MANIFEST_NAME}", f"**/*{RULES_SUFFIX}", "**/*.hy", "**/*.py", "**/*.j2")


class Outlet(Protocol):
    """Where messages to the editor go."""

    def notify(self, method: str, params: Any) -> None:
        """Tell the editor something."""

    async def request(self, method: str, params: Any) -> Any:
        """Ask the editor something."""


class Conversation:
    """The conversation with one editor. `background` does work beside the messages."""

    def __init__(self, outlet: Outlet, background: Callable[[Awaitable[Any]], None]) -> None:
        self.outlet: Final = outlet
        self.session: Final = Session(self.log)
        self.editor: Final = Editor(self.session)
        self.background: Final = background
        self.pausing: Final = Errands(self.log)
        self.ordered: Final = Errands(self.log)
        self._capabilities = lsp.ClientCapabilities()
        self._told: set[str] = set()
        self._flush: asyncio.TimerHandle | None = None
        self._pause: asyncio.TimerHandle | None = None
        self._waiting: dict[str, Held] = {}
        self._working = False
        self._proved: dict[tuple[str, str], str] = {}
        self._unreachable: set[str] = set()
        self._closed = False

    # -- beginning and end --------------------------------------------------------------------------------------------

    def initialize(self, params: lsp.InitializeParams) -> None:
        """What the editor can do, and where it works."""
        can = self._capabilities = params.capabilities
        editor, document, workspace = self.editor, can.text_document, can.workspace
        editor.snippets = _has(document, "completion", "completion_item", "snippet_support")
        editor.pulls = _has(document, "diagnostic") and _has(workspace, "diagnostics", "refresh_support")
        editor.hints_refresh = _has(workspace, "inlay_hint", "refresh_support")
        editor.lenses_refresh = _has(workspace, "code_lens", "refresh_support")
        editor.tokens_refresh = _has(workspace, "semantic_tokens", "refresh_support")
        editor.applies_edits = _has(workspace, "apply_edit")
        editor.shows_documents = _has(can.window, "show_document", "support")
        editor.progress = _has(can.window, "work_done_progress")
        self.session.settings = read_settings(params.initialization_options, load().archetypes)
        uris = [folder.uri for folder in params.workspace_folders or ()]
        if not uris and params.root_uri:
            uris = [params.root_uri]
        self.session.folders = [Path(path_of(uri)) for uri in uris if uri.startswith("file:")]

    def refine(self, capabilities: lsp.ServerCapabilities) -> None:
        """Say only what this editor gets: findings are either pulled or pushed."""
        if not self.editor.pulls:
            capabilities.diagnostic_provider = None

    async def begin(self) -> None:
        """The editor is ready."""
        if _has(self._capabilities.workspace, "configuration"):
            await self._ask_settings()
        self.session.set_folders(self.session.folders)
        self._soon()
        await self._watch()

    def close(self) -> None:
        """The conversation is over."""
        self._closed = True
        for timer in (self._flush, self._pause):
            if timer is not None:
                timer.cancel()
        self.pausing.close()
        self.ordered.close()

    def log(self, text: str) -> None:
        """Tell whoever looks into the editor's log."""
        self.outlet.notify(lsp.WINDOW_LOG_MESSAGE, lsp.LogMessageParams(type=lsp.MessageType.Warning, message=text))

    def tell_once(self, text: str) -> None:
        """Tell the author something, once in a conversation."""
        if text not in self._told:
            self._told.add(text)
            self.outlet.notify(
                lsp.WINDOW_SHOW_MESSAGE, lsp.ShowMessageParams(type=lsp.MessageType.Warning, message=text)
            )

    # -- what the editor tells ----------------------------------------------------------------------------------------

    def notices(self) -> Mapping[str, Callable[[Any], None]]:
        """What takes the editor's other notifications, by method."""
        return {
            lsp.TEXT_DOCUMENT_DID_SAVE: self.saved,
            lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES: self.files_changed,
            lsp.WORKSPACE_DID_CHANGE_CONFIGURATION: self.settings_changed,
        }

    def opened(self, params: lsp.DidOpenTextDocumentParams) -> None:
        """A document was opened."""
        document = params.text_document
        self.session.open(document.uri, document.language_id, document.version, document.text)
        self._soon()

    def edited(self, params: lsp.DidChangeTextDocumentParams) -> None:
        """A document was edited."""
        self.session.change(
            params.text_document.uri, params.text_document.version, map(_change, params.content_changes)
        )
        self._soon()

    def closed(self, params: lsp.DidCloseTextDocumentParams) -> None:
        """A document was closed."""
        self.session.close(params.text_document.uri)
        self._soon()

    def saved(self, params: lsp.DidSaveTextDocumentParams) -> None:
        """A document was saved: other files may be looked at anew."""
        self.session.files_changed([path_of(params.text_document.uri)] if is_manifest(params.text_document.uri) else [])
        self._soon()

    def files_changed(self, params: lsp.DidChangeWatchedFilesParams) -> None:
        """Files changed on disk. Those that are open count as the editor has them."""
        paths = {change.uri: path_of(change.uri) for change in params.changes}
        open_ones = {path_of(uri) for uri in self.session.documents}
        self.session.files_changed(
            path
            for uri, path in paths.items()
            if path not in open_ones
            or any(c.uri == uri and c.type != lsp.FileChangeType.Changed for c in params.changes)
        )
        self._soon()

    def settings_changed(self, params: lsp.DidChangeConfigurationParams) -> None:
        """The user changed settings."""
        if _has(self._capabilities.workspace, "configuration"):
            self.background(self._ask_settings())
        else:
            self._set(params.settings)

    def folders_changed(self, params: lsp.DidChangeWorkspaceFoldersParams) -> None:
        """Folders came or went."""
        gone = {path_of(folder.uri) for folder in params.event.removed}
        kept = [folder for folder in self.session.folders if str(folder) not in gone]
        added = [Path(path_of(folder.uri)) for folder in params.event.added if folder.uri.startswith("file:")]
        self.session.set_folders([*kept, *added])
        self._soon()

    async def _ask_settings(self) -> None:
        item = lsp.ConfigurationItem(section="cljrules")
        with contextlib.suppress(Exception):
            found = await self.outlet.request(lsp.WORKSPACE_CONFIGURATION, lsp.ConfigurationParams(items=[item]))
            self._set(found[0] if found else None)

    def _set(self, data: Any) -> None:
        if data is None:
            return
        settings = read_settings(data, load().archetypes)
        for fault in settings.faults:
            self.tell_once(fault)
        if settings != self.session.settings:
            self.session.set_settings(settings)
            self._unreachable.clear()
            self._soon()
            self.background(self.refresh())

    async def _watch(self) -> None:
        watching = getattr(self._capabilities.workspace, "did_change_watched_files", None)
        registrations = []
        if watching is not None and watching.dynamic_registration:
            watchers = [lsp.FileSystemWatcher(glob_pattern=pattern) for pattern in _WATCHED]
            options: Any = lsp.DidChangeWatchedFilesRegistrationOptions(watchers=watchers)
            registrations.append(
                lsp.Registration(str(uuid.uuid4()), lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, register_options=options)
            )
        if _has(self._capabilities.workspace, "did_change_configuration", "dynamic_registration"):
            options = lsp.DidChangeConfigurationRegistrationOptions(section="cljrules")
            registrations.append(
                lsp.Registration(str(uuid.uuid4()), lsp.WORKSPACE_DID_CHANGE_CONFIGURATION, register_options=options)
            )
        if registrations:
            with contextlib.suppress(Exception):
                await self.outlet.request(lsp.CLIENT_REGISTER_CAPABILITY, lsp.RegistrationParams(registrations))

    # -- findings -----------------------------------------------------------------------------------------------------

    def _soon(self) -> None:
        """Something changed: work out the findings when the messages that are there have been read."""
        if self._flush is None and not self._closed:
            self._flush = asyncio.get_running_loop().call_later(0.002, self._work)

    def _work(self) -> None:
        self._flush = None
        for held in list(self.session.held.values()):
            if held.changed:
                self._waiting[held.project.key] = held
        self.show(self.session.updates())
        self._pause_again()

    def show(self, uris: list[str]) -> None:
        """Send what is to be shown, or have the editor ask for it."""
        if self.editor.pulls:
            return
        for uri in uris:
            shown = self.session.shown[uri]
            self.outlet.notify(
                lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS,
                lsp.PublishDiagnosticsParams(uri=uri, diagnostics=shown.items, version=shown.version),
            )

    def _pause_again(self) -> None:
        if self._pause is not None:
            self._pause.cancel()
        if not self._closed:
            self._pause = asyncio.get_running_loop().call_later(PAUSE, self._paused)

    def _paused(self) -> None:
        self._pause = None
        if self._waiting and not self._working:
            self._working = True
            self.background(self._look())

    async def _look(self) -> None:
        """Work out what takes longer, for the projects that changed."""
        try:
            while self._waiting and self._pause is None:
                held = self._waiting.pop(next(iter(self._waiting)))
                if self.session.held.get(held.project.key) is held:
                    await self._look_at(held)
        finally:
            self._working = False
        if self._waiting and self._pause is None:
            self._pause_again()

    async def _look_at(self, held: Held) -> None:
        session = self.session
        session.refresh(held)
        if held.project.snapshot is None:
            return
        try:
            found, snapshot = await self.pausing.ask(held.project, session.settings, "findings", seconds=_PATIENCE)
        except NoAnswer as none:
            if not none.refused:
                self.log(f"what takes longer than a keystroke was not worked out: {none}")
            return
        if snapshot is not None:
            session.take_late(held, "pack", found, snapshot)
            await self._shown_late(held)
        if session.settings.solver and self._pause is None:
            await self._prove(held)
        self.background(self._count(held))

    async def _prove(self, held: Held) -> None:
        """Prove what can be proved of the rules of open documents that changed since they were last proved."""
        session = self.session
        while self._pause is None and held.project.snapshot is not None:
            snapshot = held.project.snapshot
            names = self._unproved(held, snapshot)
            if not names:
                return
            try:
                (done, found), about = await self.pausing.ask(
                    held.project, session.settings, "proofs", list(names)[:40], _PROVING, seconds=_PATIENCE
                )
            except NoAnswer as none:
                self.log(f"proofs were not made: {none}")
                return
            for name in done:
                if name in names:
                    self._proved[held.project.key, name] = names[name]
            if about is not None:
                session.add_late(held, "solver", set(done), found, about)
                await self._shown_late(held)

    async def _count(self, held: Held) -> None:
        """Count what the rules of open documents match in the store, where there is one."""
        session, project = self.session, held.project
        settings, snapshot = session.settings, project.snapshot
        address = snapshot and (settings.store or snapshot.gathered.files.manifest.store_url)
        wants = settings.code_lenses or (settings.inlay_hints and settings.count_hints)
        if snapshot is None or not address or not wants or address in self._unreachable:
            return
        starts = {name: source.path for name, (source, _) in places_of(snapshot).items()}
        open_ones = {path_of(uri) for uri in session.documents}
        texts = {
            rule.name: (starts[rule.source.path], fingerprint(rule))
            for rule in snapshot.pack.rules
            if starts.get(rule.source.path) in open_ones
        }
        stale = {path for name, (path, text) in texts.items() if held.counts.get(name, ("", 0, 0))[0] != text}
        for path in sorted(stale):
            try:
                found, _ = await self.ordered.ask(project, settings, "counts", {"path": path}, seconds=_PATIENCE)
            except NoAnswer as none:
                self._unreachable.add(address)
                self.tell_once(f"what rules match cannot be counted: {none}" + (f"; {none.help}" if none.help else ""))
                return
            for name, (matches, accounts) in found["counts"].items():
                if name in texts:
                    held.counts[name] = (texts[name][1], matches, accounts)
        if stale:
            await self._ask_again(
                (self.editor.hints_refresh, lsp.WORKSPACE_INLAY_HINT_REFRESH),
                (self.editor.lenses_refresh, lsp.WORKSPACE_CODE_LENS_REFRESH),
            )

    def _unproved(self, held: Held, snapshot: Snapshot) -> dict[str, str]:
        """The rules of open documents with their texts, those excepted that were proved as they are."""
        found: dict[str, str] = {}
        open_ones = {path_of(uri) for uri in self.session.documents}
        for kind, of, _ in snapshot.pack.with_criteria():
            place = snapshot.place(of.source)
            if kind == "rule" and place is not None and place[0].path in open_ones:
                text = of.source.slice(of.span)
                if self._proved.get((held.project.key, of.name)) != text:
                    found[of.name] = text
        return found

    async def _shown_late(self, held: Held) -> None:
        uris = self.session.updates()
        self.show(uris)
        if uris and self.editor.pulls:
            with contextlib.suppress(Exception):
                await self.outlet.request(lsp.WORKSPACE_DIAGNOSTIC_REFRESH, None)

    async def refresh(self) -> None:
        """Have the editor ask again for what depends on more than the text."""
        editor = self.editor
        await self._ask_again(
            (editor.pulls, lsp.WORKSPACE_DIAGNOSTIC_REFRESH),
            (editor.hints_refresh, lsp.WORKSPACE_INLAY_HINT_REFRESH),
            (editor.lenses_refresh, lsp.WORKSPACE_CODE_LENS_REFRESH),
        )

    async def _ask_again(self, *methods: tuple[bool, str]) -> None:
        for wanted, method in methods:
            if wanted:
                with contextlib.suppress(Exception):
                    await self.outlet.request(method, None)

    async def resolve_action(self, params: lsp.CodeAction) -> lsp.CodeAction:
        """The edit of an action that takes longer: examples at the bounds of a rule."""
        data = params.data if isinstance(params.data, dict) else {}
        uri, rule = data.get("uri"), data.get("rule")
        view = self.session.view(uri) if isinstance(uri, str) else None
        held = self.session.held_for(uri) if isinstance(uri, str) else None
        if params.edit is not None or view is None or held is None or data.get("action") != "examples":
            return params
        try:
            answer, about = await self.ordered.ask(
                held.project, self.session.settings, "examples", {"rule": rule, "path": view.path}, seconds=30
            )
        except NoAnswer as none:
            self.tell_once(f"no examples were found for `{rule}`: {none}")
            return params
        source = next((one for one in about.sources if one.path == view.path), None) if about is not None else None
        if source is not None and answer["text"] != source.text:
            edits = [Edit(Span(*span), text) for span, text in line_edits(source.text, answer["text"])]
            params.edit = workspace_edit({source: edits}, self.session.uris, self.session.versions)
        else:
            self.tell_once(f"the examples of `{rule}` already tell its bounds")
        return params

    # -- commands -----------------------------------------------------------------------------------------------------

    async def order(self, params: lsp.ExecuteCommandParams) -> Any:
        """Carry out a command; raises Refused where that cannot be done."""
        known = ORDERS.get(params.command)
        if known is None:
            raise Refused(f"there is no command `{params.command}`", f"there are {', '.join(ORDERS)}")
        arguments = params.arguments or []
        given = arguments[0] if arguments else {}
        if not isinstance(given, Mapping):
            raise Refused(f"`{params.command}` takes one object of arguments")
        order = Order(self, params.command, given)
        progress = await self._begin_progress(params.work_done_token, known.title) if known.takes_long else None
        try:
            return await known.work(order, progress)
        except NoAnswer as none:
            raise Refused(str(none), none.help) from None
        finally:
            if progress is not None:
                progress(100, "")

    async def _begin_progress(self, token: Any, title: str) -> Callable[[int, str], None] | None:
        if token is None:
            if not self.editor.progress:
                return None
            token = str(uuid.uuid4())
            try:
                await self.outlet.request(lsp.WINDOW_WORK_DONE_PROGRESS_CREATE, lsp.WorkDoneProgressCreateParams(token))
            except Exception:
                return None
        begin = lsp.WorkDoneProgressBegin(title=title, cancellable=True, percentage=0)
        self.outlet.notify(lsp.PROGRESS, lsp.ProgressParams(token, begin))

        def told(percent: int, text: str) -> None:
            value: Any = lsp.WorkDoneProgressReport(percentage=percent, message=text or None)
            if percent >= 100:
                value = lsp.WorkDoneProgressEnd()
            self.outlet.notify(lsp.PROGRESS, lsp.ProgressParams(token, value))

        return told


def _change(change: Any) -> Change:
    range = getattr(change, "range", None)
    if range is None:
        return Change(change.text)
    start, end = range.start, range.end
    return Change(change.text, Place(start.line, start.character), Place(end.line, end.character))


def _has(at: Any, *names: str) -> bool:
    for name in names:
        at = getattr(at, name, None)
    return bool(at)
