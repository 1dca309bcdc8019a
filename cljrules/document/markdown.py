"""A pack's document as Markdown: files by their names, and their texts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cljrules.diagnostics import Diagnostic
from cljrules.document.charts import chart
from cljrules.document.ladders import Ladder
from cljrules.document.pages import Account, Page

_MARKS = re.compile(r"([\\`*_\[\]<>#|~&])")


def files(account: Account) -> dict[str, str]:
    """Every file of the document by its path in the folder; charts are SVG files of their own."""
    made = {"index.md": "\n".join(_index(account)) + "\n"}
    for at, ladder in enumerate(account.ladders, 1):
        made[f"charts/ladder-{at}.svg"] = _alone(chart(ladder))
    for page in account.pages:
        for at, ladder in enumerate(page.ladders, 1):
            made[f"charts/{page.slug}-{at}.svg"] = _alone(chart(ladder, page.reading.name))
        made[f"rules/{page.slug}.md"] = "\n".join(_page(page, account)) + "\n"
    return made


#: A chart that stands alone brings its own style.
STYLE = (
    "<style>text{font:12px sans-serif;fill:#222}.tick,.axis{fill:#555;font-size:11px}.grid{stroke:#ddd}"
    ".bar,.in,.arrow{fill:#6b7280}.out{fill:#fff;stroke:#6b7280;stroke-width:2}"
    ".adverse .bar,.adverse .in,.adverse .arrow{fill:#b4483a}.adverse .out{stroke:#b4483a}"
    ".relief .bar,.relief .in,.relief .arrow{fill:#2f7d5b}.relief .out{stroke:#2f7d5b}"
    ".marked .name{font-weight:bold}</style>"
)


def _alone(drawing: str) -> str:
    head, _, rest = drawing.partition(">")
    return f"{head}>{STYLE}{rest}\n"


def _plain(text: str) -> str:
    """A text that Markdown shows as it is; code in backticks stays code."""
    parts = re.split(r"(`[^`]*`)", " ".join(text.split()))
    return "".join(part if at % 2 else _MARKS.sub(r"\\\1", part) for at, part in enumerate(parts))


def _cell(text: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", _plain(text))


def _code(text: str) -> Iterator[str]:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}clojure"
    yield text
    yield fence


def _index(account: Account) -> Iterator[str]:
    pack = account.pack
    yield f"# {_plain(account.title)}"
    yield ""
    if pack.manifest.description:
        yield _plain(pack.manifest.description)
        yield ""
    yield f"Content hash `{pack.content_hash}`. Time zone {_plain(pack.manifest.timezone)}."
    for title, pages in account.sections:
        yield ""
        yield f"## {title}"
        yield ""
        yield "| | name | what it says |"
        yield "| ---: | --- | --- |"
        for page in pages:
            off = "" if page.is_active else " (not active)"
            link = f"[{_cell(page.reading.name)}](rules/{page.slug}.md){off}"
            yield f"| {page.number} | {link} | {_cell(page.reading.sentence)} |"
    if account.ladders:
        yield ""
        yield "## Ladders"
        for at, ladder in enumerate(account.ladders, 1):
            yield from _ladder(ladder, f"charts/ladder-{at}.svg")
    if account.definitions:
        yield ""
        yield "## Shared definitions"
        yield ""
        yield from _code("\n\n".join(text for _, text in account.definitions))
    yield ""
    yield "## Findings on the pack"
    yield ""
    yield from _findings(account.findings)


def _ladder(ladder: Ladder, path: str) -> Iterator[str]:
    yield ""
    yield f"### {_plain(ladder.title)}"
    yield ""
    yield f"![Rules by {_plain(ladder.label)}]({path})"
    yield ""
    yield "| rule | where |"
    yield "| --- | --- |"
    for rung in ladder.rungs:
        yield f"| {_cell(rung.rule)} | {_cell(ladder.said(rung))} |"


def _findings(findings: tuple[Diagnostic, ...]) -> Iterator[str]:
    if not findings:
        yield "None."
    for found in findings:
        yield f"- **{found.severity.value}** `{found.code}`: {_plain(found.message)}"


def _page(page: Page, account: Account) -> Iterator[str]:
    reading = page.reading
    yield f"# {_plain(reading.name)}"
    yield ""
    if reading.doc:
        yield f"> {_plain(reading.doc)}"
        yield ""
    yield f"**{_plain(reading.sentence)}**"
    if reading.actions:
        yield ""
        yield "## What it does"
        yield ""
        yield from (f"{at}. {_plain(action.text)}" for at, action in enumerate(reading.actions, 1))
    if reading.terms:
        yield ""
        yield "## When it runs"
        yield ""
        yield from (f"- {_plain(term)}" for term in reading.terms)
    if reading.examples:
        yield ""
        yield "## Examples"
        yield ""
        yield "| loan | date | fires |"
        yield "| --- | --- | --- |"
        for example in reading.examples:
            given = ", ".join(f"{label} {value}" for label, value in example.given)
            yield f"| {_cell(given)} | {example.as_of or ''} | {'yes' if example.fires else 'no'} |"
    for at, ladder in enumerate(page.ladders, 1):
        yield from _ladder(ladder, f"../charts/{page.slug}-{at}.svg")
    yield ""
    yield "## Findings"
    yield ""
    if page.findings or not page.accepted:
        yield from _findings(page.findings)
    yield from (f"- Accepted: {_plain(text)}" for text in page.accepted)
    yield ""
    yield "## Text"
    yield ""
    yield from _code(page.text)
    yield ""
    yield f"{_plain(page.place)}. [{_plain(account.title)}](../index.md), content hash `{account.pack.content_hash}`."
