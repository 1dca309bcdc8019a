"""The parts of a text that are read alone.

A `Stretch` is read at most once, and what it gives depends on its text alone, so that a program which keeps stretches
reads only what was changed. `parts_of` puts the stretches of a text together: a form that goes on over several is one
part; a stretch that cannot be read, alone or with those after it, costs itself and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from cljrules.diagnostics import Diagnostic
from cljrules.parser.findings import finding
from cljrules.parser.stretches import Balance, Open, balance, goes_on_to, left_open
from cljrules.parser.syntax import Parsed, parse_forms, scan
from cljrules.parser.tree import Node
from cljrules.source import Source, Span

#: Mistakes after which the rest of a text is left unread.
MAX_MISTAKES: Final = 100

# Stretches looked at, in all, for where the unfinished forms of one text may end.
_PATIENCE: Final = 20_000


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Part:
    """What a part of a text holds: nodes and findings in order, and the text that each finding takes up."""

    source: Source
    span: Span
    items: tuple[Node | Diagnostic, ...]
    skipped: tuple[Span, ...] = ()


class Stretch:
    """A stretch of a source; what it gives is worked out when it is first asked for."""

    def __init__(self, source: Source, span: Span) -> None:
        self.source: Final = source
        self.span: Final = span
        self._balances: dict[bool, Balance] = {}

    @cached_property
    def _parsed(self) -> Parsed:
        return parse_forms(self.source, self.span.start, self.span.end)

    @cached_property
    def unfinished(self) -> Open | None:
        """What is open at its end, if that is all that is wrong with it."""
        return left_open(self._parsed.mistake) if self._parsed.mistake is not None else None

    @cached_property
    def is_whole(self) -> bool:
        """Whether it is well-formed."""
        return self._parsed.mistake is None

    @cached_property
    def is_turned_round(self) -> bool:
        """Whether its texts and its code seem to have changed places."""
        from cljrules.parser.layout import is_turned_round, words_of

        return is_turned_round(words_of(scan(self.source, self.span.start, self.span.end), self.source.text))

    def balance(self, in_string: bool) -> Balance:
        """What it closes and opens when it begins inside a string, or outside."""
        if in_string not in self._balances:
            self._balances[in_string] = balance(self.source.slice(self.span), in_string)
        return self._balances[in_string]

    @cached_property
    def part(self) -> Part:
        """What it holds, read alone."""
        items: list[Node | Diagnostic] = []
        skipped: list[Span] = []
        parsed, end = self._parsed, self.span.end
        while True:
            items += parsed.nodes
            if parsed.mistake is None:
                return Part(self.source, self.span, tuple(items), tuple(skipped))
            # Well-formed text, the common case, does without what explains mistakes.
            from cljrules.parser.recovery import recover

            recovered = recover(self.source, parsed.mistake, parsed.nodes, end)
            if recovered.withdrawn:
                del items[-recovered.withdrawn :]
            if skipped and not parsed.nodes and "\n" not in self.source.text[skipped[-1].end : recovered.skipped.start]:
                # Delimiters in a heap are one mistake.
                skipped[-1] = Span(skipped[-1].start, recovered.skipped.end)
            else:
                items.append(recovered.diagnostic)
                skipped.append(recovered.skipped)
            start = recovered.skipped.end
            if start >= end or len(skipped) > MAX_MISTAKES:
                return Part(self.source, self.span, tuple(items), tuple(skipped))
            parsed = parse_forms(self.source, start, end)


def parts_of(stretches: Sequence[Stretch], together: Callable[[int, int], Stretch]) -> Iterator[Part]:
    """The parts of a text, given its stretches and how to take several, first to last, `together`."""
    number, patience = 0, _PATIENCE
    mistakes = 0

    def weigh(other: int, in_string: bool) -> Balance | None:
        nonlocal patience
        patience -= 1
        return stretches[other].balance(in_string) if other < len(stretches) and patience > 0 else None

    while number < len(stretches):
        stretch, last = stretches[number], number
        if stretch.unfinished is not None:
            reached = goes_on_to(number, stretch.unfinished, weigh)
            if reached is not None:
                end, in_string = reached
                whole = together(number, end)
                # After a quote too few, what can be read up to the next one too many means nothing.
                if whole.is_whole and not (in_string and whole.is_turned_round):
                    stretch, last = whole, end
        part = stretch.part
        mistakes += len(part.skipped)
        if mistakes > MAX_MISTAKES:
            yield _given_up(part, mistakes - MAX_MISTAKES)
            return
        yield part
        number = last + 1


def _given_up(part: Part, too_many: int) -> Part:
    """A part with so many mistakes too many: the first of them stands for the rest of the text."""
    kept = len(part.skipped) - too_many
    items: list[Node | Diagnostic] = []
    for item in part.items:
        if isinstance(item, Diagnostic):
            if kept == 0:
                items.append(
                    finding(
                        "too-many-mistakes",
                        part.source,
                        item.span,
                        f"more than {MAX_MISTAKES} forms cannot be read; the rest of the text is left unread",
                        "check that this is a file of rules",
                    )
                )
                break
            kept -= 1
        items.append(item)
    return Part(part.source, part.span, tuple(items), part.skipped[: len(part.skipped) - too_many + 1])
