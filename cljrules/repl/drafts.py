"""Forms written at the prompt, as they will stand in the files of the pack.

Takes the texts of a pack and drafts; gives the texts with the drafts in them: in place of the form of the same name, or
after the last form of the last file. Nothing is written here but by `save`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from cljrules.packs.model import Pack
from cljrules.parser.formatter import format_text
from cljrules.parser.reader import parse
from cljrules.parser.stretches import stretches
from cljrules.repl.refusal import Refusal
from cljrules.source import Source, SourceError, Span, read_source, replace_text
from cljrules.stdlib.catalogue.data import Data

RULES = frozenset(("defrule", "defnotification", "defpromise-scenario"))
_NAMED = {"defn": "def"}


class Draft(Data):
    """A form written at the prompt: its `head`, such as `defrule`, the name it gives, and its text."""

    head: str
    name: str
    text: str

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from other drafts; a `defn` takes the place of a `def` of its name."""
        return _NAMED.get(self.head, self.head), self.name


def split(text: str) -> list[tuple[str, str]] | None:
    """The top-level forms of a text, each with its head, empty where it is no call of a name, and with blank lines and
    spaces before it so that it stands where it stood; None where the text cannot be read.
    """
    tree = parse(Source("", text))
    if tree.diagnostics:
        return None
    found = []
    lines = at = 0
    for node in tree.nodes:
        head = node.children[0].text if node.kind == "list" and node.children else ""
        lines += text.count("\n", at, node.start)
        column = node.start - (text.rfind("\n", 0, node.start) + 1)
        found.append((head, "\n" * lines + " " * column + node.text))
        at = node.start
    return found


def draft_of(head: str, text: str) -> Draft | None:
    """The draft that a form is; None for one that defines nothing for a pack."""
    if head not in RULES and head not in ("def", "defn"):
        return None
    node = parse(Source("", text)).nodes[0]
    if len(node.children) < 2 or node.children[1].kind != "SYMBOL":
        return None
    return Draft(head, node.children[1].text, format_text(text).strip())


def with_drafts(pack: Pack, drafts: Iterable[Draft]) -> Mapping[str, str]:
    """The texts of the files that drafts change, by path."""
    if not pack.sources:
        return {}
    texts = {source.path: source.text for source in pack.sources}
    places = _places(pack)
    first, last = pack.sources[0].path, pack.sources[-1].path
    changes: list[tuple[str, Span, str]] = []
    at = _after_definitions(texts[first])
    for draft in drafts:
        place = places.get(draft.key)
        if place is not None:
            changes.append((*place, draft.text))
        elif draft.head in RULES:
            end = len(texts[last].rstrip())
            changes.append((last, Span(end, end), f"\n\n{draft.text}" if end else draft.text))
        else:
            changes.append((first, Span(at, at), f"{draft.text}\n" if at == 0 else f"\n{draft.text}"))
    # from the end to the beginning, what goes to one place in reverse order: the first of them comes first then
    changes.reverse()
    changes.sort(key=lambda one: one[1].start, reverse=True)
    for path, span, text in changes:
        texts[path] = texts[path][: span.start] + text + texts[path][span.end :]
    return {
        source.path: f"{texts[source.path].rstrip()}\n" for source in pack.sources if texts[source.path] != source.text
    }


def _after_definitions(text: str) -> int:
    """Where definitions can be added that every form after them may use: after those that a text begins with, or
    before its first form and the comments right above it.
    """
    nodes = parse(Source("", text)).nodes
    end = None
    for node in nodes:
        if node.kind != "list" or not node.children or node.children[0].text not in ("def", "defn"):
            break
        end = node.end
    if end is not None:
        return end
    if not nodes:
        return len(text.rstrip())
    return next(span.start for span in reversed(stretches(text)) if span.start <= nodes[0].start)


def _places(pack: Pack) -> dict[tuple[str, str], tuple[str, Span]]:
    found: dict[tuple[str, str], tuple[str, Span]] = {}
    for rule in pack.rules:
        found["defrule", rule.name] = (rule.source.path, rule.span)
    for notification in pack.notifications:
        found["defnotification", notification.name] = (notification.source.path, notification.span)
    for scenario in pack.scenarios:
        found["defpromise-scenario", scenario.name] = (scenario.source.path, scenario.span)
    for definition in pack.definitions:
        found["def", definition.name] = (definition.form.source.path, definition.form.span)
    return found


def save(texts: Mapping[str, str], before: Mapping[str, str]) -> None:
    """Write texts to their files, each in one step. Raises Refusal, with nothing written, where a file is no longer as
    it was read (`before`), and where one cannot be written.
    """
    for path, text in before.items():
        try:
            there = read_source(Path(path)).text
        except SourceError as error:
            raise Refusal(str(error), error.help) from None
        if there != text:
            raise Refusal(f"`{path}` was changed by someone else since it was read", "type `:reload`, then `:save`")
    for path, text in texts.items():
        try:
            replace_text(Path(path), text)
        except OSError as error:
            why = f"`{path}` cannot be written: {error.strerror or error}"
            raise Refusal(why, "the drafts are still here") from None
