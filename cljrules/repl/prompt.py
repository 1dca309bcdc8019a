"""The prompt in a terminal: editing, history, completion, and the turns between them.

Shows the prompt at once; the bench is made in a thread behind it, and the first answer waits for it where need be.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import CompleteEvent, Completer, Completion, get_common_complete_suffix
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.lexers import Lexer
from prompt_toolkit.shortcuts import CompleteStyle
from prompt_toolkit.styles import Style

from cljrules.render import visible

if TYPE_CHECKING:
    from cljrules.repl.bench import Bench

_STACK: Final = 64 * 1024 * 1024
_CHROME: Final = {
    "prompt": "bold ansicyan",
    "continuation": "ansibrightblack",
    "bottom-toolbar": "noreverse ansibrightblack",
    "bottom-toolbar.loan": "noreverse ansiyellow",
    "bottom-toolbar.bad": "noreverse ansired",
    "matching": "bold underline",
    "completion-menu.meta.completion": "bg:ansibrightblack ansiwhite",
}


class Prompt:
    """A conversation in a terminal. `make` gives the bench; `name` is what the prompt shows until it is there."""

    def __init__(
        self,
        make: Callable[[], Bench],
        name: str,
        *,
        banner: str = "cljrules",
        first: Iterable[str] = (),
        session: Callable[..., PromptSession[str]] = PromptSession,
    ) -> None:
        self._name = name
        self._banner = banner
        self._first = tuple(first)
        self._bench: Future[Bench] = Future()
        self._make = make
        self._session = session(
            message=self._message,
            multiline=True,
            prompt_continuation=self._continuation,
            lexer=_Colours(self._known),
            completer=_Suggestions(self._known),
            complete_in_thread=True,
            complete_style=CompleteStyle.COLUMN,
            auto_suggest=AutoSuggestFromHistory(),
            history=_history(),
            key_bindings=_keys(),
            bottom_toolbar=self._toolbar,
            input_processors=[_Matching()],
            style=_style(),
            enable_open_in_editor=True,
            tempfile_suffix=".clj",
        )

    def run(self) -> int:
        """Talk until the person leaves; the exit code is 0."""
        before = threading.stack_size(_STACK)
        threading.Thread(target=self._prepare, daemon=True).start()
        threading.stack_size(before)
        print(f"{self._banner}. `:help` lists the commands, Tab completes, Ctrl-D leaves.")
        for text in self._first:
            self._answer(text)
        while True:
            try:
                text = self._session.prompt()
            except KeyboardInterrupt:
                continue
            except EOFError:
                break
            if text.strip() and not self._answer(text):
                break
        if self._bench.done() and self._bench.exception() is None:
            self._bench.result().loans.close()
        return 0

    def _prepare(self) -> None:
        try:
            bench = self._make()
            self._bench.set_result(bench)
        except BaseException as fault:
            self._bench.set_exception(fault)
            return
        app = self._session.app
        if app.is_running:
            app.invalidate()

    def _known(self) -> Bench | None:
        """The bench, None while it is being made."""
        done = self._bench.done() and self._bench.exception() is None
        return self._bench.result() if done else None

    def _answer(self, text: str) -> bool:
        """Answer one input; whether to go on."""
        from cljrules.repl.answering import told
        from cljrules.repl.commands import Leave
        from cljrules.repl.pages import Screen, painted

        size = self._session.output.get_size()
        screen = Screen(max(40, size.columns), _colour())
        try:
            bench = self._bench.result()
            answer = told(bench, text, screen)
        except Leave:
            return False
        except KeyboardInterrupt:
            print("\ninterrupted", file=sys.stderr)
            return True
        if answer.stdout:
            print(answer.stdout, end="" if answer.stdout.endswith("\n") else "\n")
        for line in (*answer.lines, *answer.wrong):
            print(painted(line, screen))
        return True

    # -- what is shown around the text ------------------------------------------------------------------------------

    def _message(self) -> StyleAndTextTuples:
        bench = self._known()
        return [("class:prompt", f"{visible(bench.name if bench is not None else self._name)}=> ")]

    @staticmethod
    def _continuation(width: int, number: int, wraps: int) -> StyleAndTextTuples:
        return [("class:continuation", " " * width)]

    def _toolbar(self) -> StyleAndTextTuples:
        bench = self._known()
        if bench is None:
            if self._bench.done():
                return [("class:bottom-toolbar.bad", f" cannot start: {self._bench.exception()}")]
            return [("class:bottom-toolbar", " reading the pack …")]
        from cljrules.repl.bars import bar

        document = self._session.default_buffer.document
        return [(f"class:{name}", text) for name, text in bar(bench, document.text_before_cursor)]


def _colour() -> bool:
    from cljrules.render import wants_colour

    return wants_colour(sys.stdout)


def _style() -> Style:
    from cljrules.repl.colours import STYLES

    return Style([*_CHROME.items(), *((f"code.{name}", style) for name, (style, _) in STYLES.items())])


def history_path() -> Path:
    """Where what was typed is kept: a file of the user's own."""
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(state) / "cljrules" / "history"


def _history() -> History:
    try:
        path = history_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with path.open("ab"):
            return FileHistory(path)
    except (OSError, RuntimeError):
        return InMemoryHistory()


class _Colours(Lexer):
    """Colours for the text that is being typed."""

    def __init__(self, known: Callable[[], Bench | None]) -> None:
        self._known = known

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        text = document.text
        if not text:
            return lambda number: []
        from cljrules.repl.colours import stretches

        bench = self._known()
        variables = bench.catalogue.variables if bench is not None else {}
        actions = bench.catalogue.actions if bench is not None else {}
        lines: list[Any] = [[]]
        command = ""
        if text.startswith(":") and text[1:2].isalpha():
            command, space, rest = text.partition(" ")
            lines[-1].append(("class:code.command", command))
            text = space + rest
        for part, name in stretches(text, variables, actions):
            for number, piece in enumerate(part.split("\n")):
                if number:
                    lines.append([])
                lines[-1].append((f"class:code.{name}" if name else "", piece))
        return lambda number: lines[number] if number < len(lines) else []


class _Suggestions(Completer):
    """What can stand at the cursor, with its documentation beside it."""

    def __init__(self, known: Callable[[], Bench | None]) -> None:
        self._known = known

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        bench = self._known()
        before = document.text_before_cursor
        if bench is None or not (before.strip() or complete_event.completion_requested):
            return
        from cljrules.repl.completing import complete

        for one in complete(bench, before):
            doc = visible(" ".join(one.doc.split()))
            yield Completion(one.text, -one.back, display_meta=f"{one.kind}  {doc[:90]}" if doc else one.kind)


class _Matching(Processor):
    """Shows the bracket that belongs to the one at the cursor."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        document = transformation_input.document
        text, at = document.text, document.cursor_position
        if not text or len(text) > 20_000 or get_app().is_done:
            return Transformation(transformation_input.fragments)
        here = at if text[at : at + 1] in tuple("()[]{}") else at - 1
        if here < 0 or text[here : here + 1] not in tuple("()[]{}"):
            return Transformation(transformation_input.fragments)
        from prompt_toolkit.layout.utils import explode_text_fragments

        from cljrules.repl.layout import pairs

        other = pairs(text).get(here)
        if other is None:
            return Transformation(transformation_input.fragments)
        row, column = document.translate_index_to_position(other)
        fragments = explode_text_fragments(transformation_input.fragments)
        column = transformation_input.source_to_display(column)
        if row == transformation_input.lineno and column < len(fragments):
            style, character, *_ = fragments[column]
            fragments[column] = (f"{style} class:matching", character)
        return Transformation(fragments)


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter")
    def hand_over(event: KeyPressEvent) -> None:
        """Hand the text over, or go on in a new line where something is open."""
        from cljrules.repl.commands import is_command
        from cljrules.repl.layout import is_complete

        buffer = event.current_buffer
        if buffer.complete_state is not None and buffer.complete_state.current_completion is not None:
            buffer.complete_state = None
            return
        if is_command(buffer.text.split("\n")[0]) or is_complete(buffer.text):
            buffer.validate_and_handle()
        else:
            _new_line(event)

    @keys.add("tab")
    def complete(event: KeyPressEvent) -> None:
        """Write the only thing that fits, or what all that fit begin with, then go through them; at the beginning of
        a line, indent it.
        """
        buffer = event.current_buffer
        document = buffer.document
        if buffer.complete_state is not None and buffer.complete_state.completions:
            buffer.complete_next()
            return
        if "\n" in document.text_before_cursor and not document.current_line_before_cursor.strip():
            _indent(event)
            return
        asked = CompleteEvent(completion_requested=True)
        found = list(buffer.completer.get_completions(document, asked))
        if len(found) == 1:
            buffer.apply_completion(found[0])
        elif found:
            buffer.insert_text(get_common_complete_suffix(document, found))
            buffer.start_completion(select_first=False)

    @keys.add("escape", "enter")
    def new_line(event: KeyPressEvent) -> None:
        """A new line wherever the cursor is."""
        _new_line(event)

    return keys


def _new_line(event: KeyPressEvent) -> None:
    from cljrules.repl.layout import indentation

    buffer = event.current_buffer
    buffer.insert_text("\n" + " " * indentation(buffer.document.text_before_cursor))


def _indent(event: KeyPressEvent) -> None:
    from cljrules.repl.layout import indentation

    buffer = event.current_buffer
    before = buffer.document.text_before_cursor
    kept = before[: before.rfind("\n") + 1]
    buffer.delete_before_cursor(len(before) - len(kept))
    buffer.insert_text(" " * indentation(kept[:-1]))
