"""Booleans made with `new`: equal to true and false, and as a condition always true, since they are not those two.

`(Boolean. false)` is the JVM's trap: `if` asks whether a value *is* false or nil, and this one only equals false.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar


class NewBoolean:
    """A Boolean that is neither `true` nor `false`."""

    java_name: ClassVar[str] = "java.lang.Boolean"
    __slots__ = ("value",)

    def __init__(self, value: bool) -> None:
        self.value = value

    def __clj_print__(self, write: Callable[[str], Any]) -> None:
        write(self.__clj_str__())

    def __clj_str__(self) -> str:
        return "true" if self.value else "false"


def plain_boolean(value: Any) -> Any:
    """The boolean that a value made with `new` equals; any other value itself."""
    return value.value if value.__class__ is NewBoolean else value
