"""The server's side of the process that does its long work.

Takes questions about projects, gives answers in order; starts the process when it is first needed and again when it
was killed. Of a project only what changed since the last question is sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, Final

from cljrules.lsp.project import Project
from cljrules.lsp.settings import Settings
from cljrules.lsp.transport import HEAD, packed, size_of, unpacked
from cljrules.source import Source
from cljrules.workspace import Snapshot


class NoAnswer(Exception):
    """There is no answer: the process was ended, or the question failed in it."""

    def __init__(self, why: str, help: str = "", *, refused: bool = False) -> None:
        super().__init__(why)
        self.help = help
        self.refused = refused


class Errands:
    """One process, asked one question at a time."""

    def __init__(self, log: Callable[[str], None]) -> None:
        self._log: Final = log
        self._process: asyncio.subprocess.Process | None = None
        self._sent: dict[str, tuple[Project, int, dict[str, str], Settings]] = {}
        self._lock = asyncio.Lock()
        self._closed = False

    @property
    def process_id(self) -> int | None:
        """The number of the process while there is one."""
        return self._process.pid if self._process is not None else None

    async def ask(
        self,
        project: Project,
        settings: Settings,
        what: str,
        *arguments: Any,
        seconds: float | None = None,
        told: Callable[[int, str], None] | None = None,
    ) -> tuple[Any, Snapshot | None]:
        """The answer to a question about a project, and the state that it is about. Cancelling it, or no answer in so
        many seconds, ends the process. Raises NoAnswer.
        """
        async with self._lock:
            try:
                async with asyncio.timeout(seconds):
                    return await self._asked(project, settings, what, arguments, told)
            except TimeoutError:
                self._end()
                raise NoAnswer(f"gave up after {seconds:.0f} seconds", "try it with fewer rules") from None
            except asyncio.CancelledError:
                self._end()
                raise
            except (OSError, EOFError, asyncio.IncompleteReadError) as error:
                self._end()
                raise NoAnswer(f"the process that works this out ended: {type(error).__name__}") from None

    async def _asked(
        self,
        project: Project,
        settings: Settings,
        what: str,
        arguments: tuple[Any, ...],
        told: Callable[[int, str], None] | None,
    ) -> tuple[Any, Snapshot | None]:
        process = await self._running()
        snapshot = project.snapshot
        state = self._state(project, settings)
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(packed((project.key, state, what, arguments)))
        await process.stdin.drain()
        texts = {source.path: source for source in _texts(snapshot)}
        while True:
            head = await process.stdout.readexactly(HEAD)
            kind, *rest = unpacked(await process.stdout.readexactly(size_of(head)), texts.get)
            if kind == "answer":
                return rest[0], snapshot
            if kind == "progress":
                if told is not None:
                    told(*rest)
                continue
            if kind == "failed":
                self._log(f"{what}: {rest[0]}")
                raise NoAnswer(rest[0])
            raise NoAnswer(rest[0], rest[1], refused=True)

    def _state(self, project: Project, settings: Settings) -> dict[str, Any] | None:
        """What the process does not know of a project yet."""
        texts = {source.path: source.text for source in _texts(project.snapshot)}
        sent = self._sent.get(project.key)
        is_whole = sent is None or sent[0] is not project or sent[1] != project.generation
        changed = texts if is_whole or sent is None else _changed(sent[2], texts)
        if not is_whole and not changed and sent is not None and sent[3] == settings:
            return None
        self._sent[project.key] = (project, project.generation, texts, settings)
        folder = str(project.folder) if project.folder is not None else None
        return {"whole": is_whole, "folder": folder, "texts": changed, "settings": settings}

    async def _running(self) -> asyncio.subprocess.Process:
        if self._closed:
            raise NoAnswer("the server is shutting down")
        if self._process is None or self._process.returncode is not None:
            self._sent.clear()
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "cljrules.lsp.worker",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                start_new_session=os.name == "posix",
            )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        self._sent.clear()
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            # The solver is a child of the process.
            if os.name == "posix":
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()

    def close(self) -> None:
        """End the process; no question is answered any more."""
        self._closed = True
        self._end()


def _texts(snapshot: Snapshot | None) -> list[Source]:
    if snapshot is None:
        return []
    manifest = snapshot.gathered.files.manifest.source
    return [*snapshot.sources, *([manifest] if manifest is not None else [])]


def _changed(before: dict[str, str], now: dict[str, str]) -> dict[str, str]:
    return {path: text for path, text in now.items() if before.get(path) is not text and before.get(path) != text}
