"""Code in colours: which stretch of a text is what.

Takes a text and the names that are known, gives stretches with the name of what they are; the prompt and the answers
make colours of the same names.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Final

from cljrules.parser.stretches import CLOSERS, CLOSING
from cljrules.repl.layout import is_string, tokens

#: What stretches are, with their colours as the prompt's library writes them and as a terminal takes them.
STYLES: Final = {
    "comment": ("italic ansibrightblack", "3;90"),
    "text": ("ansigreen", "32"),
    "date": ("ansibrightgreen", "92"),
    "number": ("ansimagenta", "35"),
    "money": ("ansibrightmagenta", "95"),
    "constant": ("ansiblue", "34"),
    "keyword": ("ansicyan", "36"),
    "variable": ("ansiyellow", "33"),
    "head": ("bold ansiblue", "1;34"),
    "action": ("bold ansired", "1;31"),
    "bracket": ("ansibrightblack", "90"),
    "command": ("bold ansicyan", "1;36"),
    "unfinished": ("underline", "4"),
}
_DATE: Final = re.compile(r'"\d{4}-\d\d-\d\d"')
_CONSTANTS: Final = frozenset(("nil", "true", "false"))


def stretches(text: str, variables: Container[str], actions: Container[str]) -> Iterator[tuple[str, str]]:
    """The whole text in stretches, each with what it is, empty for nothing in particular."""
    at = 0
    is_head = False
    for token in tokens(text):
        yield from _between(text[at : token.start])
        kind = token.kind
        if kind in CLOSERS or kind in CLOSING:
            name = "bracket"
        elif kind == "UNREADABLE":
            name = "text" if is_string(token) else "unfinished"
        elif is_string(token):
            name = "date" if _DATE.fullmatch(token.text) else "text"
        elif kind == "NUMBER":
            name = "money" if token.text.endswith("M") else "number"
        elif kind == "KEYWORD":
            name = "keyword"
        elif kind == "SYMBOL":
            name = _symbol(token.text, variables, actions, is_head=is_head)
        else:
            name = ""
        yield token.text, name
        is_head = kind in ("LPAR", "HASH_LPAR")
        at = token.end
    yield from _between(text[at:])


def _symbol(name: str, variables: Container[str], actions: Container[str], *, is_head: bool) -> str:
    if name in _CONSTANTS:
        return "constant"
    if name in variables:
        return "variable"
    if name in actions:
        return "action"
    return "head" if is_head else ""


def _between(text: str) -> Iterator[tuple[str, str]]:
    """Spaces and comments."""
    at = text.find(";")
    if at < 0:
        at = text.find("#!")
    if at < 0:
        if text:
            yield text, ""
        return
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    if at:
        yield text[:at], ""
    yield text[at:end], "comment"
    yield from _between(text[end:])


def ansi(text: str, variables: Container[str], actions: Container[str]) -> str:
    """A text with the colours that a terminal takes."""
    return "".join(
        f"\x1b[{STYLES[name][1]}m{part}\x1b[0m" if name else part for part, name in stretches(text, variables, actions)
    )
