"""What a regex's text compiles to: RE2's regex where RE2 does the same as the JVM, else the matching machine."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from cljrules.values.regex_machine import Machine
from cljrules.values.regex_nodes import Parsed
from cljrules.values.regex_re2 import Translation, translate
from cljrules.values.regex_reader import read_regex

_LINE_ENDS: Final = frozenset("\n\r\x85\u2028\u2029")


class Program:
    """What a pattern's text compiles to; shared by all regexes of this text."""

    def __init__(self, text: str) -> None:
        self.parsed: Final[Parsed] = read_regex(_whole(text))
        self.translation: Final[Translation | None] = translate(self.parsed)
        self._machine: Machine | None = None
        self._re2: Any = None
        if self.translation is None:
            self._machine = Machine(self.parsed)

    @property
    def machine(self) -> Machine:
        if self._machine is None:
            self._machine = Machine(self.parsed)
        return self._machine

    def re2_for(self, text: str) -> Any:
        """RE2's regex, None where RE2 would not do right by this text."""
        form = self.translation
        if form is None:
            return None
        if not text.isascii() and (form.minds_words or any("\ud800" <= unit <= "\udfff" for unit in text)):
            return None
        if form.minds_line_ends and not _LINE_ENDS.isdisjoint(text):
            return None
        if self._re2 is None:
            import re2

            options = re2.Options()
            options.log_errors = False
            try:
                self._re2 = re2.compile(form.text, options)
            except re2.error:
                self._re2 = False
        return self._re2 or None


@lru_cache(maxsize=512)
def program_of(text: str) -> Program:
    """The program of a pattern; raises PatternSyntaxException."""
    return Program(text)


def _whole(text: str) -> str:
    """Text in whole characters; a lone surrogate stays one."""
    if text.isascii() or not any("\ud800" <= unit <= "\udfff" for unit in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
