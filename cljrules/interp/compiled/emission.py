"""Python text under construction: lines, indentation, fresh names, constants.

What the compiler writes into. Text from a program never becomes Python text: every constant, names of loan variables
included, stands in it as a numbered mark, which the finished function has the constant itself in place of.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType, FunctionType
from typing import Any, Final

_LOCAL: Final = re.compile(r"t\d+")
_HELD: Final = re.compile(r" *(t\d+) = (.*)")
#: A line that begins with the value of a local.
_USED_FIRST: Final = re.compile(r" *(?:if|return) (?:not )?\(*(t\d+)\b")


class Writer:
    """Collects the lines of one Python function."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._marks: dict[tuple[type, Any], bytes] = {}
        self._constants: dict[bytes, Any] = {}
        self._indent = 1
        self._names = 0

    def line(self, text: str) -> None:
        """Add a line."""
        self.lines.append("    " * self._indent + text)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """A line that opens a block, and the block."""
        self.line(head)
        self._indent += 1
        try:
            yield
        finally:
            self._indent -= 1

    def fresh(self) -> str:
        """A name not used before."""
        self._names += 1
        return f"t{self._names}"

    def constant(self, value: Any) -> str:
        """What to write for a constant of any kind; it must not stand where its truth is asked."""
        cls = value.__class__
        if cls is str:
            # texts that are the same object are compared and looked up fastest
            value = sys.intern(value)
        key = (cls, value if cls is str else id(value))
        mark = self._marks.get(key)
        if mark is None:
            mark = self._marks[key] = b"<%d>" % len(self._marks)
            self._constants[mark] = value
        return repr(mark)

    def entity(self, value: Any) -> str:
        """What to write for a class or function that something is compared with or that is called."""
        # Python makes a constant of this, but would warn of a bare one
        return f"({self.constant(value)} or 0)"

    def drop(self, mark: int) -> None:
        """Take back the lines from a number of lines on."""
        del self.lines[mark:]

    def function(self, name: str, parameters: str) -> Callable[..., Any]:
        """The function whose body has been written; raises what Python raises for text that nests too deeply."""
        text = "\n".join([f"def {name}({parameters}):", *_without_names(self.lines)])
        module = compile(text, f"<compiled {name}>", "exec", dont_inherit=True)
        code = next(constant for constant in module.co_consts if isinstance(constant, CodeType))
        constants = tuple(self._constants[mark] if mark.__class__ is bytes else mark for mark in code.co_consts)
        return FunctionType(code.replace(co_consts=constants), {"__builtins__": {}})


def _without_names(lines: list[str]) -> list[str]:
    """The lines, without the names of values that the next line alone uses and begins with."""
    times = Counter(_LOCAL.findall("\n".join(lines)))
    made: list[str] = []
    for line in lines:
        used = _USED_FIRST.match(line)
        if used is not None and times[used[1]] == 2 and made:
            held = _HELD.match(made[-1])
            if held is not None and held[1] == used[1]:
                made.pop()
                line = f"{line[: used.start(1)]}({held[2]}){line[used.end(1) :]}"
        made.append(line)
    return made
