"""Regexes as values: `#"…"`.

Takes the JVM's syntax and gives the JVM's matches, in time linear in the text (back references excepted, which the
evaluation's limits bound).
Texts and positions are in UTF-16 units. A regex equals only itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Final

from cljrules.values.casts import cannot_cast
from cljrules.values.collections import Vector
from cljrules.values.errors import error, illegal_argument
from cljrules.values.limits import MATCH, REGEX, spend

if TYPE_CHECKING:
    from cljrules.values.regex_program import Program

#: Bytes that RE2 looks at for one step of the evaluation.
BYTES_PER_STEP: Final = 16

Spans = tuple[tuple[int, int], ...]


class Match:
    """One match. `spans` are start and end of the whole and of each group, (-1, -1) for a group that took no part."""

    __slots__ = ("names", "spans", "text")

    def __init__(self, text: str, spans: Spans, names: dict[str, int]) -> None:
        self.text = text
        self.spans = spans
        self.names = names

    @property
    def start(self) -> int:
        return self.spans[0][0]

    @property
    def end(self) -> int:
        return self.spans[0][1]

    def group(self, index: int) -> str | None:
        """The text of a group, None where it took no part."""
        start, end = self.spans[index]
        return None if start < 0 else self.text[start:end]

    def groups(self) -> Any:
        """As `re-groups` gives it: the matched text, or with groups a vector of it and theirs."""
        if len(self.spans) == 1:
            return self.group(0)
        return Vector.of(self.group(index) for index in range(len(self.spans)))


class Regex:
    """A compiled regex; `text` is the pattern as written."""

    java_name: ClassVar[str] = "java.util.regex.Pattern"
    __slots__ = ("_program", "text")

    def __init__(self, text: str) -> None:
        # what makes a regex of a text is not needed to start, so it is imported by the first regex
        from cljrules.values.regex_program import program_of

        self.text: Final = text
        self._program: Program = program_of(text)

    @property
    def group_count(self) -> int:
        return self._program.parsed.groups

    def __clj_str__(self) -> str:
        return self.text

    def __clj_print__(self, write: Callable[[str], Any]) -> None:
        """Write the regex as a literal, with its quotation marks escaped."""
        write('#"')
        quoting = False
        units = iter(self.text)
        for unit in units:
            if unit == "\\":
                following = next(units, "")
                write(unit + following)
                quoting = following != "E" if quoting else following == "Q"
            elif unit == '"':
                write('\\E\\"\\Q' if quoting else '\\"')
            else:
                write(unit)
        write('"')

    def find_all(self, text: str) -> Iterator[Match]:
        """All matches in order, worked out one by one."""
        names = self._program.parsed.names
        compiled = self._program.re2_for(text)
        found = self._with_machine(text) if compiled is None else self._with_re2(compiled, text)
        for spans in found:
            yield Match(text, spans, names)

    def find(self, text: str) -> Match | None:
        """The first match."""
        return next(self.find_all(text), None)

    def match_whole(self, text: str) -> Match | None:
        """The match of the whole text."""
        names = self._program.parsed.names
        compiled = self._program.re2_for(text)
        if compiled is not None:
            spend(MATCH + len(text) // BYTES_PER_STEP)
            data = text.encode()
            found = compiled.fullmatch(data)
            if found is None:
                return None
            offsets = _Offsets(data, text)
            return Match(text, tuple(offsets.span(found.span(at)) for at in range(self.group_count + 1)), names)
        registers = self._program.machine.match_whole(_units(text))
        return None if registers is None else Match(text, self._spans(registers), names)

    def template(self, replacement: str) -> Callable[[Match], str]:
        """A function that expands a replacement, in which `$1` and `${name}` are groups and a backslash takes a
        character literally.
        """
        parts: list[str | int] = []

        def expand(match: Match) -> str:
            if not parts:
                parts.extend(self._template_parts(replacement))
            return "".join(part if isinstance(part, str) else match.group(part) or "" for part in parts)

        return expand

    def _with_re2(self, compiled: Any, text: str) -> Iterator[Spans]:
        data = text.encode()
        offsets = _Offsets(data, text)
        count = self.group_count + 1
        at = 0
        while at <= len(data):
            spend(MATCH + (len(data) - at) // BYTES_PER_STEP)
            found = compiled.search(data, at)
            if found is None:
                return
            start, end = found.span(0)
            yield tuple(offsets.span(found.span(index)) for index in range(count))
            at = end
            if start == end:
                at += 1
                while at < len(data) and data[at] & 0xC0 == 0x80:
                    at += 1

    def _with_machine(self, text: str) -> Iterator[Spans]:
        units = _units(text)
        machine = self._program.machine
        seen: set[int] = set()
        at = last = 0
        while at <= len(units):
            registers = machine.search(units, at, last, seen)
            if registers is None:
                return
            yield self._spans(registers)
            last = registers[1]
            at = last + 1 if registers[0] == last else last

    def _spans(self, registers: list[int]) -> Spans:
        held = registers[: 2 * self.group_count + 2]
        return tuple(zip(held[::2], held[1::2], strict=True))

    def _template_parts(self, replacement: str) -> list[str | int]:
        parts: list[str | int] = [""]
        at = 0
        while at < len(replacement):
            sign = replacement[at]
            at += 1
            if sign == "\\":
                if at == len(replacement):
                    raise illegal_argument("character to be escaped is missing: `\\` ends the replacement")
                parts.append(replacement[at])
                at += 1
            elif sign == "$":
                group, at = self._template_group(replacement, at)
                parts.append(group)
            else:
                parts.append(sign)
        return parts

    def _template_group(self, replacement: str, at: int) -> tuple[int, int]:
        sign = replacement[at : at + 1]
        if sign == "{":
            end = replacement.find("}", at)
            name = replacement[at + 1 : end] if end > 0 else ""
            names = self._program.parsed.names
            if name not in names:
                raise illegal_argument(f"No group with name {{{name}}}")
            return names[name], end + 1
        if not sign or sign not in "0123456789":
            raise illegal_argument(
                "Illegal group reference: `$` is followed by a number or a name in braces; write `\\$` for the sign"
            )
        group = int(sign)
        if group > self.group_count:
            raise error("IndexOutOfBoundsException", f"No group {group}")
        at += 1
        while (
            at < len(replacement)
            and replacement[at] in "0123456789"
            and group * 10 + int(replacement[at]) <= self.group_count
        ):
            group = group * 10 + int(replacement[at])
            at += 1
        return group, at


class _Offsets:
    """Positions in UTF-8 as positions in the text, quick for positions that come in order."""

    __slots__ = ("_at", "_data", "_index", "_plain")

    def __init__(self, data: bytes, text: str) -> None:
        self._data = data
        self._plain = len(data) == len(text)
        self._at = 0
        self._index = 0

    def span(self, span: tuple[int, int]) -> tuple[int, int]:
        if self._plain or span[0] < 0:
            return span
        return self._place(span[0]), self._place(span[1])

    def _place(self, offset: int) -> int:
        if offset < self._at:
            return self._index - len(self._data[offset : self._at].decode())
        self._index += len(self._data[self._at : offset].decode())
        self._at = offset
        return self._index


def _units(text: str) -> memoryview:
    """The numbers of a text's UTF-16 units."""
    return memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H")


def compile_regex(text: str) -> Regex:
    """A new regex of a pattern in UTF-16 units; raises PatternSyntaxException."""
    spend(REGEX + 20 * len(text))
    return Regex(text)


def regex_of(value: Any) -> Regex:
    """An argument that must be a regex."""
    if isinstance(value, Regex):
        return value
    raise cannot_cast(value, Regex.java_name)


class Matcher:
    """A walk over the matches of a text, as `re-matcher` gives it."""

    java_name: ClassVar[str] = "java.util.regex.Matcher"
    __slots__ = ("_found", "match", "pattern", "text")

    def __init__(self, pattern: Regex, text: str) -> None:
        self.pattern: Final = pattern
        self.text: Final = text
        self._found = pattern.find_all(text)
        self.match: Match | None = None

    def find(self) -> Match | None:
        """The next match, None after the last."""
        self.match = next(self._found, None)
        return self.match

    def match_whole(self) -> Match | None:
        """The match of the whole text."""
        self.match = self.pattern.match_whole(self.text)
        return self.match
