"""The line under the prompt: which pack and loan are at hand, or how the function at the cursor is called.

Takes the bench and the text before the cursor, gives stretches with the names of their styles.
"""

from __future__ import annotations

from typing import Any

from cljrules.diagnostics import Severity
from cljrules.parser.stretches import CLOSERS, CLOSING
from cljrules.render import visible
from cljrules.repl.bench import Bench
from cljrules.repl.commands import COMMANDS
from cljrules.repl.layout import tokens
from cljrules.stdlib.reference import entry

_MOST = 200


def bar(bench: Bench, before: str) -> list[tuple[str, str]]:
    """The stretches of the line."""
    hint = _hint(bench, before)
    if hint is not None:
        return [("bottom-toolbar", f" {visible(hint)[:_MOST]}")]
    loans = bench.loans
    found = [
        ("bottom-toolbar", f" {_pack(bench)} · "),
        ("bottom-toolbar.loan", f"{visible(loans.name)}, {loans.as_of}"),
    ]
    if loans.settings:
        found.append(("bottom-toolbar.loan", f" · {len(loans.settings)} set"))
    if bench.drafts:
        found.append(("bottom-toolbar", f" · {len(bench.drafts)} not saved"))
    errors = sum(finding.severity is Severity.ERROR for finding in bench.findings)
    if errors:
        found.append(("bottom-toolbar.bad", f" · {errors} error{'' if errors == 1 else 's'}, see :lint"))
    return found


def _pack(bench: Bench) -> str:
    pack = bench.usable
    if pack is None:
        return "the pack cannot be read"
    if bench.path is None:
        return "no pack"
    return f"{visible(pack.name)} {visible(pack.version)}, {len(pack.rules)} rules"


def _hint(bench: Bench, before: str) -> str | None:
    """How what is being typed is called."""
    if before.startswith(":"):
        name = before[1:].split(" ", 1)[0]
        command = next((one for one in COMMANDS if one.name == name), None)
        return f":{command.name} {command.usage}  {command.doc}" if command is not None else None
    head = head_of(before)
    return called(bench, head) if head else None


def head_of(before: str) -> str | None:
    """What is called in the innermost form that is open at the end of a text."""
    heads: list[str | None] = []
    fresh = False
    for token in tokens(before):
        if token.kind in CLOSERS:
            heads.append(None)
            fresh = token.text in ("(", "#(")
            continue
        if token.kind in CLOSING:
            if heads:
                heads.pop()
        elif fresh and token.kind == "SYMBOL":
            heads[-1] = token.text
        fresh = False
    return next((head for head in reversed(heads) if head is not None), None)


def called(bench: Bench, name: str) -> str | None:
    """How a function, macro or action is called, in a line; None for what is not known."""
    if name in bench.catalogue.actions:
        action = bench.catalogue.actions[name]
        return f"({name} {{{' '.join(f':{option}' for option in action.options)}}})  {action.doc}"
    pack = bench.usable
    found: Any = entry(name, pack.functions if pack is not None else {})
    if found is None or found.signature is None:
        return None
    return f"{found.signature}  {found.doc}"
