"""What a pack's document says, as data.

Takes a pack with its findings, gives an `Account` of it: a page for each rule, notification and scenario, and what they
share. How it looks is for `markdown` and `web`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from cljrules.diagnostics import Diagnostic, Severity
from cljrules.document.ladders import Ladder, around, ladders_of, parts
from cljrules.explain.rules import PackReader, Reading
from cljrules.lint.views import PackView
from cljrules.packs.model import Allowance, Pack, Rule, Top
from cljrules.packs.settings import allowances_of
from cljrules.source import Source, Span
from cljrules.stdlib.catalogue import Catalogue

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9_]+")
_KINDS: Final = {"rule": "Rules", "notification": "Notifications", "scenario": "Promise scenarios"}


@dataclass(frozen=True, slots=True)
class Page:
    """One form of the pack. `slug` names its file; `text` is the form as written, with the comment lines above it;
    `accepted` says what the author keeps against a finding.
    """

    slug: str
    number: int
    reading: Reading
    text: str
    place: str
    findings: tuple[Diagnostic, ...]
    accepted: tuple[str, ...]
    ladders: tuple[Ladder, ...]
    is_active: bool


@dataclass(frozen=True, slots=True)
class Account:
    """A whole pack as a document."""

    pack: Pack
    pages: tuple[Page, ...]
    ladders: tuple[Ladder, ...]
    definitions: tuple[tuple[str, str], ...]
    findings: tuple[Diagnostic, ...]

    @property
    def title(self) -> str:
        return f"{self.pack.name} {self.pack.version}"

    @property
    def sections(self) -> tuple[tuple[str, tuple[Page, ...]], ...]:
        """The pages by kind, in evaluation order, kinds without pages left out."""
        made = (
            (title, tuple(page for page in self.pages if page.reading.kind == kind)) for kind, title in _KINDS.items()
        )
        return tuple((title, pages) for title, pages in made if pages)


def account_of(pack: Pack, findings: Sequence[Diagnostic], catalogue: Catalogue) -> Account:
    """What a document about a pack says; `findings` are those of checking it."""
    reader = PackReader(pack, catalogue)
    ladders = ladders_of(PackView(pack, catalogue))
    members = {ladder: {rung.rule for rung in ladder.rungs} for ladder in ladders}
    readings = reader.readings
    slugs = _slugs(reading.name for reading in readings)
    allowances = allowances_of(pack)
    pages = []
    for number, (top, reading, slug) in enumerate(zip(pack.tops, readings, slugs, strict=True), 1):
        line = top.source.position(top.span.start).line
        pages.append(
            Page(
                slug,
                number,
                reading,
                _text(top),
                f"{top.source.path.rsplit('/', 1)[-1]}, line {line}",
                tuple(found for found in findings if found.rule == top.name and _is_shown(found)),
                tuple(_accepted(top, allowances)),
                tuple(around(ladder, top.name) for ladder in ladders if top.name in members[ladder]),
                not isinstance(top, Rule) or top.active,
            )
        )
    definitions = tuple(
        (definition.name, definition.form.source.slice(definition.form.span)) for definition in pack.definitions
    )
    named = {reading.name for reading in readings}
    other = tuple(found for found in findings if found.rule not in named and _is_shown(found))
    shown = tuple(part for ladder in ladders for part in parts(ladder))
    return Account(pack, tuple(pages), shown, definitions, other)


def _is_shown(found: Diagnostic) -> bool:
    return found.severity is not Severity.INFO


def _accepted(top: Top, allowances: Iterable[Allowance]) -> Iterable[str]:
    if isinstance(top, Rule) and top.intent is not None and top.intent.inverse:
        yield f"A comparator is meant the unusual way round: {top.intent.reason}"
    for allowance in allowances:
        if allowance.rule == top.name or (allowance.within is not None and _is_in(allowance.within, top)):
            yield f"`{allowance.code}`: {allowance.reason}"


def _is_in(place: tuple[Source, Span], top: Top) -> bool:
    source, span = place
    return source.path == top.source.path and top.span.start <= span.start and span.end <= top.span.end


def _text(top: Top) -> str:
    """A form as written, with the comment lines right above it."""
    source = top.source
    first = source.position(top.span.start).line
    start = first
    while start > 1 and source.line(start - 1).lstrip().startswith(";"):
        start -= 1
    above = [source.line(number) for number in range(start, first)]
    return "\n".join([*above, source.slice(top.span)])


def _slugs(names: Iterable[str]) -> list[str]:
    """A file's name for each name, each once, also where capitals do not count."""
    taken: set[str] = set()
    found = []
    for name in names:
        plain = _UNSAFE.sub("-", name).strip("-")[:80] or "rule"
        slug, number = plain, 2
        while slug.lower() in taken:
            slug, number = f"{plain}-{number}", number + 1
        taken.add(slug.lower())
        found.append(slug)
    return found
