"""Python text under construction: lines, indentation, fresh names, constants.

What the compiler writes into. Text from a program never becomes Python text: names of variables go in as string
literals made by `repr`, every other constant as a global of the function with a made-up name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class Writer:
    """Collects the lines of one Python function of a loan and a business date."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.globals: dict[str, Any] = {}
        self._constants: dict[int, str] = {}
        self._indent = 1
        self._names = 0

    def line(self, text: str) -> None:
        self.lines.append("    " * self._indent + text)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """A line that opens a block, and the block."""
        self.line(head)
        self._indent += 1
        yield
        self._indent -= 1

    def fresh(self) -> str:
        """A name not used before."""
        self._names += 1
        return f"t{self._names}"

    def constant(self, value: Any) -> str:
        """The name of a global that holds the value."""
        found = self._constants.get(id(value))
        if found is None:
            found = f"K{len(self._constants)}"
            self._constants[id(value)] = found
            self.globals[found] = value
        return found

    def function(self, name: str) -> Callable[..., Any]:
        """The function whose body has been written."""
        # as defaults constants are the function's own locals, which Python finds fastest
        held = "".join(f", {constant}={constant}" for constant in self.globals)
        text = "\n".join([f"def {name}(loan, day{held}):", *self.lines])
        scope = dict(self.globals) | {"__builtins__": {}}
        exec(compile(text, f"<compiled {name}>", "exec"), scope)
        made: Callable[..., Any] = scope[name]
        return made
