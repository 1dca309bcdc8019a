"""Texts as trees that can be changed: a rough reading that is enough to cut, swap and join forms.

`parse` gives the top-level forms of a text, `Form.text` their text again. A text that does not fit is refused with
ValueError; it says nothing about what a reader makes of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""[\s,]+ | ;[^\n]*
      | (?P<prefix> \#'|\#_|~@|['`~@^] )
      | (?P<open> \#\?@?\( | \#\(|\#\{|\#:[\w.:]*\{ | [(\[{] )
      | (?P<close> [)\]}] )
      | (?P<atom> \#?"(?:\\.|[^"\\])*" | \\(?:.[^\s()\[\]{}",;'@^`~\\]*) | [^\s()\[\]{}",;`~@^]+ )""",
    re.VERBOSE | re.DOTALL,
)
_NUMBER = re.compile(r"[+-]?\d[\w./+-]*|##-?\w+")
_CLOSING = {"(": ")", "[": "]", "{": "}"}


@dataclass
class Form:
    """One form: an atom, or a collection `opened` by a delimiter; `prefix` is what stands before it."""

    opened: str = ""
    atom: str = ""
    prefix: str = ""
    items: list[Form] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The form as it is written."""
        if not self.opened:
            return self.prefix + self.atom
        return f"{self.prefix}{self.opened}{' '.join(item.text for item in self.items)}{_CLOSING[self.opened[-1]]}"

    def walk(self) -> Iterator[Form]:
        """This form and all within it."""
        yield self
        for item in self.items:
            yield from item.walk()

    def copy(self) -> Form:
        """A form of its own that is the same."""
        return Form(self.opened, self.atom, self.prefix, [item.copy() for item in self.items])

    def become(self, other: Form) -> None:
        """Take the place of another form."""
        self.opened, self.atom, self.prefix, self.items = other.opened, other.atom, other.prefix, other.items


def parse(text: str) -> list[Form]:
    """The top-level forms of a text; ValueError where the rough reading does not fit."""
    stack: list[Form] = [Form("(")]
    prefix, at = "", 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise ValueError(f"no token at {at}")
        at = found.end()
        match found.lastgroup:
            case "prefix":
                prefix += found.group()
            case "open":
                made = Form(found.group(), prefix=prefix)
                stack[-1].items.append(made)
                stack.append(made)
                prefix = ""
            case "close":
                if len(stack) == 1 or _CLOSING[stack[-1].opened[-1]] != found.group():
                    raise ValueError("unbalanced")
                stack.pop()
            case "atom":
                stack[-1].items.append(Form(atom=found.group(), prefix=prefix))
                prefix = ""
            case _:
                pass
    if len(stack) != 1 or prefix:
        raise ValueError("unfinished")
    return stack[0].items


def text_of(forms: list[Form]) -> str:
    """The text of a list of forms."""
    return " ".join(form.text for form in forms)


def kind_of(form: Form) -> str:
    """What sort of form this is: forms of one sort can take each other's place."""
    if form.opened:
        return form.prefix + form.opened
    if _NUMBER.fullmatch(form.atom):
        return "number"
    return form.prefix + {'"': "string", "\\": "char", ":": "keyword", "#": "other"}.get(form.atom[:1], "name")
