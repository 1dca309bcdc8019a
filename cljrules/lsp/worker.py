"""The process that does the server's long work: findings about whole packs, proofs, what rules match.

Reads requests from standard input, writes answers to standard output, one after the other, until its input ends. A
request names a project, the texts that changed since the last one, and what is asked for; an answer is the result, or
why there is none. It can be killed at any moment: everything it knows comes with the requests.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic
from typing import Any, Final

from cljrules.diagnostics import Diagnostic
from cljrules.lsp.project import Project
from cljrules.lsp.settings import Settings
from cljrules.lsp.transport import packed, receive


class Refused(Exception):
    """Why something cannot be done, and what to do about it (`help`)."""

    def __init__(self, why: str, help: str = "") -> None:
        super().__init__(why)
        self.help = help


class Worker:
    """Holds projects as the server last described them, and the solver."""

    def __init__(self, tell: Callable[[int, str], None] = lambda percent, text: None) -> None:
        self.projects: Final[dict[str, Project]] = {}
        self.settings = Settings()
        self.tell: Final = tell
        self._prover: Any = None

    def project(self, key: str) -> Project:
        """A project; raises Refused for one that cannot be read."""
        project = self.projects.get(key)
        if project is None or project.snapshot is None:
            raise Refused("the pack cannot be read", "put right what is reported in cljrules.toml")
        return project

    def update(self, key: str, state: Mapping[str, Any]) -> None:
        """Take the state of a project: a new one with all its texts, or the texts that changed."""
        self.settings = state["settings"]
        project = self.projects.get(key)
        if state["whole"] or project is None:
            project = self.projects[key] = Project(key, Path(state["folder"]) if state["folder"] else None)
            project.reload(state["texts"], run_extensions=self.settings.run_extensions)
            return
        for path, text in state["texts"].items():
            project.set_text(path, text)

    @property
    def prover(self) -> Any:
        """What proves; None where there is no solver."""
        from cljrules.prove import Prover, is_installed

        if self._prover is None and is_installed():
            self._prover = Prover()
        return self._prover

    def close(self) -> None:
        """End the solver."""
        if self._prover is not None:
            self._prover.close()


def findings(worker: Worker, key: str) -> list[Diagnostic]:
    """All that there is to find in a pack."""
    snapshot = worker.project(key).snapshot
    return snapshot.all_findings if snapshot is not None else []


def proofs(worker: Worker, key: str, names: list[str], seconds: float) -> tuple[list[str], list[Diagnostic]]:
    """What is proved of some rules, as many as there is time for: their names, and what is wrong with them."""
    from cljrules.prove import diagnose

    snapshot = worker.project(key).snapshot
    if worker.prover is None or snapshot is None:
        return names, []
    until = monotonic() + seconds
    state = worker.prover.snapshot(snapshot.pack)
    found: list[Diagnostic] = []
    done: list[str] = []
    by_name = {subject.name: subject for subject in state.subjects}
    for name in names:
        done.append(name)
        if name in by_name:
            found += diagnose(by_name[name])
        if monotonic() > until:
            break
    return done, snapshot.shown(found)


def main() -> None:
    """Answer requests until the input ends."""
    # What belongs to the conversation is kept from whatever is printed.
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)

    def send(message: Any) -> None:
        sink.write(packed(message))
        sink.flush()

    worker = Worker(lambda percent, text: send(("progress", percent, text)))
    try:
        while True:
            key, state, what, arguments = receive(source, lambda path: None)
            try:
                if state is not None:
                    worker.update(key, state)
                send(("answer", _answer(worker, key, what, arguments)))
            except Refused as refused:
                send(("refused", str(refused), refused.help))
            except Exception as error:
                send(("failed", f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"))
    except (EOFError, KeyboardInterrupt, BrokenPipeError):
        worker.close()


def _answer(worker: Worker, key: str, what: str, arguments: tuple[Any, ...]) -> Any:
    if what == "findings":
        return findings(worker, key)
    if what == "proofs":
        return proofs(worker, key, *arguments)
    from cljrules.lsp.commands import COMMANDS

    return COMMANDS[what](worker, key, *arguments)


if __name__ == "__main__":
    # The module that was started is another than the one that is imported.
    from cljrules.lsp.worker import main as run

    run()
