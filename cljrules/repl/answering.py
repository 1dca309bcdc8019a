"""One input, one answer: a command's page, or a value with what goes with it.

Takes the bench and a text, gives lines; the prompt and the pipe write them where they belong.
"""

from __future__ import annotations

from typing import NamedTuple

from cljrules.render import render_text, visible
from cljrules.repl.bench import Bench, Turn
from cljrules.repl.commands import dispatch, is_command
from cljrules.repl.drafts import split
from cljrules.repl.pages import Line, Screen
from cljrules.repl.refusal import Refusal
from cljrules.repl.showing import value_lines


class Told(NamedTuple):
    """What is written: what the evaluation printed, the lines of the answer, those of what is wrong."""

    stdout: str = ""
    lines: tuple[Line, ...] = ()
    wrong: tuple[Line, ...] = ()
    is_fine: bool = True


def told(bench: Bench, text: str, screen: Screen, *, plain: bool = False) -> Told:
    """Answer one input; `plain` gives values as the language prints them, each on a line. Raises Leave."""
    try:
        if is_command(text):
            page = dispatch(bench, text, screen)
            return Told(lines=page.lines, is_fine=page.is_fine)
        return _evaluated(bench, text, screen, plain=plain)
    except Refusal as refused:
        return refusal(refused)


def _evaluated(bench: Bench, text: str, screen: Screen, *, plain: bool) -> Told:
    """Evaluate the forms of a text one by one, up to the first that is not fine; each has its value shown."""
    forms = split(text) or []
    if len(forms) < 2:
        return _of_turn(bench.evaluate(text), screen, plain=plain)
    stdout, lines, wrong, is_fine = "", (), (), True  # type: str, tuple[Line, ...], tuple[Line, ...], bool
    for _, form in forms:
        one = _of_turn(bench.evaluate(form), screen, plain=plain)
        stdout, lines, wrong, is_fine = stdout + one.stdout, lines + one.lines, wrong + one.wrong, one.is_fine
        if not is_fine:
            break
    return Told(stdout, lines, wrong, is_fine)


def refusal(refused: Refusal) -> Told:
    """The lines of a refusal."""
    lines = [Line(f"error: {visible(str(refused))}", "bad")]
    if refused.help:
        lines.append(Line(f"  = help: {visible(refused.help)}"))
    return Told(wrong=tuple(lines), is_fine=False)


def _of_turn(turn: Turn, screen: Screen, *, plain: bool) -> Told:
    lines: list[Line] = []
    if turn.printed is not None:
        shown = [turn.printed] if plain else value_lines(turn.printed, screen.columns)
        lines += (Line(line, "code") for line in shown)
        if turn.said is not None and not plain:
            lines.append(Line(f";; {visible(turn.said)}", "dim"))
    if turn.taken and turn.printed is None:
        lines.append(Line(f"{', '.join(map(visible, turn.taken))}: a draft; `:save` writes it into the pack", "good"))
    wrong = [*turn.findings, *([turn.problem] if turn.problem is not None else [])]
    told = render_text(wrong, colour=screen.colour).split("\n") if wrong else []
    return Told(turn.stdout, tuple(lines), tuple(Line(line, "ready") for line in told), turn.is_fine)
