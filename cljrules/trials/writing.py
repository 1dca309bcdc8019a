"""New examples written into a file of rules.

Takes a file's text and the examples for some of its rules, gives the text with them. Nothing else in the text changes:
comments, blank lines and layout stay, and what is written follows the layout of the examples that are there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from cljrules.diagnostics import Edit
from cljrules.packs.shapes import keyword_name
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.parser.reader import read
from cljrules.source import Source, Span
from cljrules.trials.mutation import Telling
from cljrules.values.printer import pr_str
from cljrules.values.symbols import from_units

_KEY: Final = "examples"


def example_text(telling: Telling) -> str:
    """An example as it stands in a file of rules."""
    given = " ".join(f":{name} {from_units(pr_str(value))}" for name, value in telling.given.items())
    return f"{{:given {{{given}}} :fires {'true' if telling.fires else 'false'}}}"


def with_examples(text: str, wanted: Mapping[str, Sequence[Telling]]) -> str:
    """The text of a file with examples added to its rules, by their names. Rules whose `:examples` are not a vector
    written in place are left alone.
    """
    source = Source("rules", text)
    edits: list[Edit] = []
    for form in read(source)[0]:
        name = _rule_name(form)
        if name is not None and wanted.get(name) and isinstance(form, Coll):
            edit = _edit(form, [example_text(telling) for telling in wanted[name]])
            edits += [edit] if edit is not None else []
    line_end = "\r\n" if "\r\n" in text else "\n"
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        text = text[: edit.span.start] + edit.text.replace("\n", line_end) + text[edit.span.end :]
    return text


def _rule_name(form: Form) -> str | None:
    if not isinstance(form, Coll) or form.head is None or form.head.text != "defrule" or len(form.items) < 4:
        return None
    second = form.items[1]
    return second.symbol.text if isinstance(second, Atom) and second.symbol is not None else None


def _edit(rule: Coll, examples: list[str]) -> Edit | None:
    for key, value in zip(rule.items, rule.items[1:], strict=False):
        if keyword_name(key) == _KEY:
            if not isinstance(value, Coll) or value.kind != "vector":
                return None
            return _into_vector(value, examples)
    column = rule.source.position(_first_key(rule).span.start).column
    indent = " " * (column - 1)
    opening = f"{indent}:{_KEY} ["
    lines = f"\n{' ' * len(opening)}".join(examples)
    return _at_the_end(rule, f"\n{opening}{lines}]")


def _first_key(rule: Coll) -> Form:
    return next(item for item in rule.items[2:] if keyword_name(item) is not None)


def _into_vector(vector: Coll, examples: list[str]) -> Edit:
    if not vector.items:
        inside = Span(vector.span.start + 1, vector.span.end - 1)
        indent = " " * vector.source.position(vector.span.start).column
        return Edit(inside, f"\n{indent}".join(examples))
    column = vector.source.position(vector.items[-1].span.start).column
    indent = " " * (column - 1)
    return _at_the_end(vector, "".join(f"\n{indent}{example}" for example in examples))


def _at_the_end(form: Coll, text: str) -> Edit:
    """The edit that puts a text behind the last item, or behind the comment that follows it."""
    end = form.items[-1].span.end
    closing = form.span.end - 1
    if form.source.text[end:closing].strip(" \t\r\n,"):
        kept = form.source.text[:closing].rstrip(" \t\r\n,")
        indent = text[: len(text) - len(text.lstrip())]
        return Edit(Span(len(kept), closing), text + indent)
    return Edit(Span(end, end), text)
