"""What `eval` and `load-file` answer: a message for each value, what was printed, what is wrong.

Takes the bench and a text with its place; gives parts of responses through `send`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from cljrules.diagnostics import Diagnostic, Severity
from cljrules.render import render_text
from cljrules.repl.answering import refusal, told
from cljrules.repl.bench import Bench, Turn
from cljrules.repl.commands import COMMANDS, Leave, is_command
from cljrules.repl.drafts import split
from cljrules.repl.pages import Screen
from cljrules.repl.refusal import Refusal
from cljrules.values.errors import error_class

Send = Callable[[dict[str, Any]], None]

_MOST_FORMS: Final = 200
_MOST_LINES: Final = 200_000


def evaluate(bench: Bench, code: str, path: str, line: int, column: int, send: Send) -> bool:
    """Evaluate a text form by form, or carry out a command of the prompt; whether all was fine."""
    command = code.strip().split(" ")[0].removeprefix(":")
    if is_command(code) and any(command == one.name for one in COMMANDS):
        return _command(bench, code, send)
    placed = "\n" * min(max(line - 1, 0), _MOST_LINES) + " " * min(max(column - 1, 0), 1000) + code
    forms = split(placed) or []
    if not 1 < len(forms) <= _MOST_FORMS:
        return _turn(bench, placed, path, send)
    return all(_turn(bench, form, path, send) for _, form in forms)


def load(bench: Bench, text: str, path: str, send: Send) -> bool:
    """Evaluate a whole file; its last value is sent."""
    return _turn(bench, text, path, send)


def _command(bench: Bench, code: str, send: Send) -> bool:
    try:
        answer = told(bench, code, Screen())
    except Leave:
        send({"err": "close the connection to leave\n"})
        return False
    if answer.lines:
        send({"out": "".join(f"{line.text}\n" for line in answer.lines)})
    if answer.wrong:
        send({"err": "".join(f"{line.text}\n" for line in answer.wrong)})
        return False
    send({"value": "nil", "ns": _namespace(bench)})
    return True


def _turn(bench: Bench, text: str, path: str, send: Send) -> bool:
    try:
        turn = bench.evaluate(text, path)
    except Refusal as refused:
        send({"err": "".join(f"{line.text}\n" for line in refusal(refused).wrong)})
        return _failed("IllegalStateException", send)
    if turn.stdout:
        send({"out": turn.stdout})
    told = [*turn.findings, *([turn.problem] if turn.problem is not None else [])]
    if told:
        send({"err": f"{render_text(told)}\n"})
    if not turn.is_fine:
        return _failed(turn.error or _class_of(told), send)
    value = turn.printed if turn.printed is not None else _taken(turn)
    send({"value": value, "ns": _namespace(bench)})
    return True


def _taken(turn: Turn) -> str:
    return f"[{' '.join(turn.taken)}]" if len(turn.taken) != 1 else turn.taken[0]


def _class_of(found: list[Diagnostic]) -> str:
    return next((one.error_class for one in found if one.severity is Severity.ERROR), "CompilerException")


def _failed(name: str, send: Send) -> bool:
    try:
        said = f"class {error_class(name).name}"
    except (KeyError, StopIteration):
        said = f"class {name}"
    send({"ex": said, "root-ex": said, "status": ["eval-error"]})
    return False


def _namespace(bench: Bench) -> str:
    return bench.session.world.ns.name
