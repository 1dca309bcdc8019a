"""The operations that the server knows, and what each answers.

Takes a message that was read and a way to send; never raises for what a message holds. What takes time is handed to
the session's thread, so that `interrupt` is heard while it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from cljrules.repl.bench import Bench
from cljrules.repl.nrepl.evaluating import evaluate, load
from cljrules.repl.nrepl.looking import about, completions, eldoc
from cljrules.repl.nrepl.sessions import Job, Refused, Session, Sessions

Message = Mapping[str, Any]
Send = Callable[[dict[str, Any]], None]

#: What the operations do, for `describe`.
OPERATIONS: Final[Mapping[str, str]] = {
    "clone": "make a session",
    "close": "close a session",
    "complete": "names that go on from a prefix, as cider-nrepl gives them",
    "completions": "names that go on from a prefix",
    "describe": "what this server can do",
    "eldoc": "how a function is called",
    "eval": "evaluate code, or carry out a command of the prompt such as `:why RULE`",
    "info": "what a name is, as cider-nrepl gives it",
    "interrupt": "end what a session evaluates",
    "load-file": "evaluate a file",
    "lookup": "what a name is",
    "ls-sessions": "the sessions there are",
    "stdin": "refused: rules read nothing",
}


class Conversation:
    """One connection. Messages without a session share one that is made for the connection, and closed with it."""

    def __init__(self, sessions: Sessions, version: str, send: Send) -> None:
        self._sessions = sessions
        self._version = version
        self._send = send
        self._own: Session | None = None

    def close(self) -> None:
        """Close what was made for the connection."""
        if self._own is not None:
            self._sessions.close(self._own.id)

    def take(self, message: Message) -> None:
        """Answer a message, now or when its session has come to it."""
        op = message.get("op")
        handler = _HANDLERS.get(op) if isinstance(op, str) else None
        if handler is None:
            self._answer(message, {"status": ["error", "unknown-op", "done"], "op": str(op)})
            return
        given = message.get("session")
        if given is not None and (not isinstance(given, str) or self._sessions.find(given) is None):
            self._answer(message, {"status": ["error", "unknown-session", "done"]})
            return
        try:
            handler(self, message)
        except Refused as refused:
            self._answer(message, {"err": f"{refused}\n", "status": ["error", "done"]})

    def _answer(self, message: Message, more: dict[str, Any]) -> None:
        named = {key: message[key] for key in ("id", "session") if isinstance(message.get(key), str)}
        self._send({**named, **more})

    def _session(self, message: Message) -> Session:
        found = self._sessions.find(message["session"]) if "session" in message else self._own
        if found is None:
            found = self._own = self._sessions.open()
        return found

    def _ask(self, message: Message, run: Callable[[Bench, Send], dict[str, Any]]) -> None:
        """Let the session do something; `run` gives the last response, and may send others before."""
        session = self._session(message)

        def send(more: dict[str, Any]) -> None:
            self._answer(message, {"session": session.id, **more})

        def job(bench: Bench) -> dict[str, Any]:
            try:
                return run(bench, send)
            except Exception as fault:
                send({"err": f"a fault in cljrules: {type(fault).__name__}: {fault}\n"})
                return {"status": ["error", "done"]}

        def tell(outcome: dict[str, Any] | None) -> None:
            send(outcome if outcome is not None else {"status": ["interrupted", "done"]})

        id = message.get("id")
        session.ask(Job(id if isinstance(id, str) else "", job, tell))

    # -- operations ---------------------------------------------------------------------------------------------------

    def clone(self, message: Message) -> None:
        self._answer(message, {"new-session": self._sessions.open().id, "status": ["done"]})

    def close_session(self, message: Message) -> None:
        if "session" not in message:
            self._answer(message, {"status": ["error", "no-session", "done"]})
            return
        self._sessions.close(message["session"])
        self._answer(message, {"status": ["done", "session-closed"]})

    def list_sessions(self, message: Message) -> None:
        self._answer(message, {"sessions": self._sessions.ids, "status": ["done"]})

    def describe(self, message: Message) -> None:
        self._answer(
            message,
            {
                "ops": {name: {"doc": doc} if message.get("verbose?") else {} for name, doc in OPERATIONS.items()},
                "versions": {
                    "cljrules": {"version-string": self._version},
                    "clojure": {"major": 1, "minor": 11, "incremental": 1, "version-string": "1.11.1"},
                    "nrepl": {"major": 1, "minor": 3, "incremental": 0, "version-string": "1.3.0"},
                },
                "aux": {"current-ns": "user"},
                "status": ["done"],
            },
        )

    def evaluate(self, message: Message) -> None:
        code = message.get("code")
        if not isinstance(code, str):
            self._answer(message, {"status": ["error", "no-code", "done"]})
            return
        path = _text(message, "file", "<nrepl>")
        line, column = _number(message, "line"), _number(message, "column")

        def run(bench: Bench, send: Send) -> dict[str, Any]:
            wanted = message.get("ns")
            world = bench.session.world
            if isinstance(wanted, str) and wanted != world.ns.name:
                found = world.namespaces.get(wanted)
                if found is None:
                    return {"status": ["error", "namespace-not-found", "done"], "ns": wanted}
                world.ns = found
            evaluate(bench, code, path, line, column, send)
            return {"status": ["done"]}

        self._ask(message, run)

    def load_file(self, message: Message) -> None:
        text = message.get("file")
        if not isinstance(text, str):
            self._answer(message, {"status": ["error", "no-file", "done"]})
            return
        path = _text(message, "file-path", "") or _text(message, "file-name", "<nrepl>")

        def run(bench: Bench, send: Send) -> dict[str, Any]:
            load(bench, text, path, send)
            return {"status": ["done"]}

        self._ask(message, run)

    def interrupt(self, message: Message) -> None:
        id = message.get("interrupt-id")
        found = self._session(message).interrupt(id if isinstance(id, str) else None)
        if found is None:
            self._answer(message, {"status": ["error", "interrupt-id-mismatch", "done"]})
        else:
            self._answer(message, {"status": ["done"] if found else ["session-idle", "done"]})

    def completions(self, message: Message) -> None:
        prefix = _text(message, "prefix", _text(message, "symbol", ""))
        options = message.get("options")
        docs = isinstance(options, Mapping) and "doc" in (options.get("extra-metadata") or ())
        self._ask(
            message, lambda bench, send: {"completions": completions(bench, prefix, docs=docs), "status": ["done"]}
        )

    def lookup(self, message: Message) -> None:
        name = _name(message)

        def run(bench: Bench, send: Send) -> dict[str, Any]:
            found = about(bench, name)
            return {"info": found or {}, "status": ["done"] if found else ["error", "lookup-error", "done"]}

        self._ask(message, run)

    def info(self, message: Message) -> None:
        name = _name(message)

        def run(bench: Bench, send: Send) -> dict[str, Any]:
            found = about(bench, name)
            return {**(found or {}), "status": ["done"] if found else ["no-info", "done"]}

        self._ask(message, run)

    def eldoc(self, message: Message) -> None:
        name = _name(message)

        def run(bench: Bench, send: Send) -> dict[str, Any]:
            found = eldoc(bench, name)
            return {**(found or {}), "status": ["done"] if found else ["no-eldoc", "done"]}

        self._ask(message, run)

    def stdin(self, message: Message) -> None:
        self._answer(message, {"err": "rules read no input\n", "status": ["error", "stdin-not-supported", "done"]})


_HANDLERS: Final[Mapping[str, Callable[[Conversation, Message], None]]] = {
    "clone": Conversation.clone,
    "close": Conversation.close_session,
    "complete": Conversation.completions,
    "completions": Conversation.completions,
    "describe": Conversation.describe,
    "eldoc": Conversation.eldoc,
    "eval": Conversation.evaluate,
    "info": Conversation.info,
    "interrupt": Conversation.interrupt,
    "load-file": Conversation.load_file,
    "lookup": Conversation.lookup,
    "ls-sessions": Conversation.list_sessions,
    "stdin": Conversation.stdin,
}


def _text(message: Message, key: str, default: str) -> str:
    value = message.get(key)
    return value if isinstance(value, str) else default


def _number(message: Message, key: str) -> int:
    value = message.get(key)
    return value if isinstance(value, int) else 1


def _name(message: Message) -> str:
    return _text(message, "sym", _text(message, "symbol", ""))
