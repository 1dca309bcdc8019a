"""Completion: what can stand at a position, the likeliest first.

Takes a document and an offset. Documentation is not sent along: `resolve` gives it for the item that is looked at.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lsprotocol import types as lsp

from cljrules.lsp import cards
from cljrules.lsp.diagnostics import range_of
from cljrules.lsp.expecting import COMPARISONS, Cursor, Expected, cursor_at
from cljrules.lsp.names import GLOBAL, LOCAL, definitions, everywhere, functions, meaning, occurrences
from cljrules.lsp.outline import Shape
from cljrules.lsp.project import View
from cljrules.packs.restrictions import restrictions
from cljrules.source import Source, Span
from cljrules.stdlib.catalogue import Action, Member, Option, Variable
from cljrules.stdlib.catalogue.model import AmountBase, DateBase

#: So many items are sent; with more the editor asks again as the author types on.
MOST: Final = 120
_NUMBERS: Final = frozenset(("integer", "money", "rate", "percent", "number"))
_COMMON: Final = (
    *("and", "or", "not", "=", "not=", ">", ">=", "<", "<=", "==", "nil?", "some?", "contains?", "empty?", "->"),
    *("if", "cond", "case", "when", "let", "zero?", "pos?", "neg?", "+", "-", "*", "max", "min", "count", "some"),
    *("u/date-compare", "u/add-days", "u/days-between", "u/between?", "every?", "str", "u/round-money"),
)
_WORD: Final = re.compile(r"[a-z][a-z0-9-]+")
_PLACEHOLDER: Final = re.compile(r"\$\{\d+\|([^,|]*)[^}]*\|\}|\$\{\d+:([^}]*)\}|\$\d+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that can stand at the position. `rank` sorts, the least first; `snippet` is written in its place;
    `data` says where `resolve` finds its documentation.
    """

    label: str
    kind: lsp.CompletionItemKind
    detail: str
    rank: int
    data: tuple[str, ...] = ()
    text: str | None = None
    snippet: str | None = None


def complete(view: View, offset: int, *, snippets: bool) -> lsp.CompletionList:
    """The items for an offset."""
    cursor = cursor_at(view, offset)
    if cursor is None:
        return lsp.CompletionList(is_incomplete=False, items=[])
    leaf = cursor.leaf
    if _is_comment(cursor) or (leaf is not None and leaf.kind in ("NUMBER", "CHARACTER", "REGEX")):
        return lsp.CompletionList(is_incomplete=False, items=[])
    inside = leaf is not None and leaf.kind == "STRING" and leaf.start < cursor.at
    if inside:
        assert leaf is not None
        if leaf.is_closed and cursor.at == leaf.end:
            return lsp.CompletionList(is_incomplete=False, items=[])
        span = Span(leaf.start + 1, leaf.end - leaf.is_closed)
        found: Iterable[Candidate] = _words_inside(view, cursor)
    else:
        span = Span(leaf.start, leaf.end) if leaf is not None else Span(cursor.at, cursor.at)
        found = _candidates(view, cursor)
    typed = cursor.piece.part.source.text[span.start : cursor.at]
    span = Span(span.start + cursor.piece.start, max(span.end, cursor.at) + cursor.piece.start)
    return listed(view.source, found, typed, span, snippets=snippets)


def listed(source: Source, found: Iterable[Candidate], typed: str, span: Span, *, snippets: bool) -> lsp.CompletionList:
    """The candidates that fit what was typed, the likeliest first, each to be written in place of a span."""
    fitting = [(one, how) for one in found if (how := _fit(one.label, typed)) is not None]
    fitting.sort(key=lambda pair: (pair[1], pair[0].rank, pair[0].label))
    place = range_of(source, span)
    items = [_item(one, number, place, snippets=snippets) for number, (one, _) in enumerate(fitting[:MOST])]
    return lsp.CompletionList(is_incomplete=len(fitting) > MOST, items=items)


def _fit(label: str, typed: str) -> int | None:
    """How well a label fits what was typed: 0 begins with it, 1 a word in it does, 2 holds its letters in order; None
    where it does not fit.
    """
    have, want = label.casefold().lstrip(":("), typed.casefold().lstrip(":(")
    if have.startswith(want):
        return 0
    if any(word.startswith(want) for word in re.split(r"[-/ ]", have)) or f"-{want}" in have:
        return 1
    rest = iter(have)
    return 2 if all(letter in rest for letter in want) else None


def _item(one: Candidate, number: int, place: lsp.Range, *, snippets: bool) -> lsp.CompletionItem:
    text = one.text if one.text is not None else one.label
    is_snippet = one.snippet is not None and snippets
    if one.snippet is not None:
        text = one.snippet if snippets else plain(one.snippet)
    return lsp.CompletionItem(
        label=one.label,
        kind=one.kind,
        detail=one.detail or None,
        sort_text=f"{number:04d}",
        filter_text=one.label,
        text_edit=lsp.TextEdit(place, text),
        insert_text_format=lsp.InsertTextFormat.Snippet if is_snippet else None,
        data=list(one.data) if one.data else None,
    )


def plain(snippet: str) -> str:
    """What a snippet writes in an editor without snippets: its placeholders as they stand."""
    return _PLACEHOLDER.sub(lambda found: found[1] or found[2] or "", snippet)


def _is_comment(cursor: Cursor) -> bool:
    """Whether the offset is inside a comment."""
    text = cursor.piece.part.source.text
    start = max(text.rfind("\n", 0, cursor.at), text.rfind("\r", 0, cursor.at)) + 1
    line = text[start : cursor.at]
    at = line.find(";")
    while at >= 0:
        if not any(
            shape.kind == "STRING" and shape.start < start + at < shape.end for shape in cursor.piece.shape.walk()
        ):
            return True
        at = line.find(";", at + 1)
    return False


# -- what can stand where ---------------------------------------------------------------------------------------------


def _words_inside(view: View, cursor: Cursor) -> Iterator[Candidate]:
    expected = cursor.expected
    for rank, word in enumerate(expected.words(view) or ()):
        yield _word(view, expected, word, rank, word)
    if expected.place == "keys-value" and (expected.key or "").endswith(("subject", "message")):
        for variable in view.catalogue.variables.values():
            text = f"{{{{ {variable.name.replace('-', '_')} }}}}"
            yield Candidate(text, lsp.CompletionItemKind.Variable, variable.type, 50, ("variable", variable.name))


def _word(view: View, expected: Expected, word: str, rank: int, text: str) -> Candidate:
    member = expected.worded
    label = cards.label_of(word, member, view.catalogue) if member is not None else None
    data = ("word", word, member.values_from or "") if member is not None else ()
    return Candidate(text, lsp.CompletionItemKind.EnumMember, label or "", rank, data)


def _candidates(view: View, cursor: Cursor) -> Iterator[Candidate]:
    expected = cursor.expected
    place = expected.place
    if place == "top":
        yield from _tops(cursor)
        if view.pack.manifest.source is None:
            yield from _in_criteria(view, cursor)
    elif place == "key":
        yield from _keys(cards.keys()[expected.owner or ""], expected.present, "key")
    elif place == "option" and expected.action is not None:
        yield from _options(view, expected.action, expected.present)
    elif place in ("actions", "options"):
        yield from _actions(view, bare_name=_in_head(cursor))
    elif place == "given":
        yield from _given(view, expected.present)
    elif place == "example":
        yield from _keys(cards.keys()["example"], expected.present, "example")
    elif place == "restrict":
        yield from _restrictions(view, expected.present)
    elif place == "events":
        yield from _events(bare_name=_in_head(cursor))
    elif place == "event":
        yield from _keys(cards.keys()["event"], expected.present, "event")
    elif place == "keys":
        yield from _keys(cards.keys()[expected.key or ""], expected.present, expected.key or "")
    elif place == "base-key":
        yield from _base_keys(expected)
    elif place == "base":
        yield from _bases(view, expected)
    elif place in ("value", "number"):
        yield from _values(view, expected)
    elif place in ("keyed", "keys-value", "example-value"):
        yield from _fixed(view, expected)
    elif place == "criteria":
        yield from _in_criteria(view, cursor)


def _in_head(cursor: Cursor) -> bool:
    """Whether the offset is where the name of a call stands, after an opening parenthesis."""
    around = [shape for shape in cursor.path if shape.kind not in ("SYMBOL", "KEYWORD", "STRING", "NUMBER")]
    return bool(around) and around[-1].kind == "list" and around[-1].start < cursor.at


def _tops(cursor: Cursor) -> Iterator[Candidate]:
    bare_name = _in_head(cursor)
    for rank, (name, said) in enumerate(cards.keys()["top"].items()):
        text = said["insert"][1:-1] if bare_name else said["insert"]
        yield Candidate(name, lsp.CompletionItemKind.Snippet, said["doc"], rank, ("top", name), snippet=text)


def _keys(known: object, present: frozenset[str], owner: str) -> Iterator[Candidate]:
    assert isinstance(known, dict)
    for rank, (name, said) in enumerate(known.items()):
        if name not in present:
            yield Candidate(
                f":{name}",
                lsp.CompletionItemKind.Property,
                said["doc"],
                rank,
                ("key", owner, name),
                snippet=f":{name} {said['insert']}",
            )


def _options(view: View, action: Action, present: frozenset[str]) -> Iterator[Candidate]:
    for rank, option in enumerate(action.options.values()):
        if option.name not in present:
            yield Candidate(
                f":{option.name}",
                lsp.CompletionItemKind.Property,
                option.type,
                rank if option.required else 20 + rank,
                ("option", action.name, option.name),
                snippet=f":{option.name} {_option_snippet(view, option)}",
            )


def _option_snippet(view: View, option: Option, stop: int = 1) -> str:
    words = Expected("value", member=option).words(view)
    if option.type == "boolean":
        return f"${{{stop}|true,false|}}"
    if option.type == "amount":
        return f"{{:base :${{{stop}:payoff}} :plus ${{{stop + 1}:0M}}}}"
    if option.type == "date":
        return f"{{:base :${{{stop}:current-date}} :plus-days ${{{stop + 1}:0}}}}"
    if option.type == "list":
        return f'["${{{stop}}}"]' if not words else f"[{_choice_of(words, stop)}]"
    if option.type == "map":
        return f"{{${stop}}}"
    if option.type in _NUMBERS:
        return f"${stop}"
    return _choice_of(words, stop) if words else f'"${stop}"'


def _choice_of(words: tuple[str, ...], stop: int) -> str:
    safe = [word for word in words if not set(word) & set(",|}$\\")]
    return f'"${{{stop}|{",".join(safe)}|}}"' if 0 < len(safe) <= 40 else f'"${stop}"'


def _actions(view: View, *, bare_name: bool) -> Iterator[Candidate]:
    for rank, action in enumerate(view.catalogue.actions.values()):
        given, stop = [], 1
        for option in action.options.values():
            if option.required:
                given.append(f":{option.name} {_option_snippet(view, option, stop)}")
                stop += 2
        options = f" {{{' '.join(given) or '$1'}}}" if action.options else ""
        call = f"{action.name}{options}"
        snippet = call if bare_name else f"({call})"
        yield Candidate(
            action.name, lsp.CompletionItemKind.Event, action.category, rank, ("action", action.name), snippet=snippet
        )


def _events(*, bare_name: bool) -> Iterator[Candidate]:
    for rank, (name, rest) in enumerate(
        (("portfolio/added", '"$1"'), ("portfolio/removed", '"$1"'), ("status/changed", '{:to "$1"}'))
    ):
        call = f"{name} {rest}"
        yield Candidate(
            name,
            lsp.CompletionItemKind.Event,
            "event",
            rank,
            snippet=call if bare_name else f"({call})",
        )


def _given(view: View, present: frozenset[str]) -> Iterator[Candidate]:
    used = _used(view)
    for variable in view.catalogue.variables.values():
        if variable.name not in present:
            yield Candidate(
                f":{variable.name}",
                lsp.CompletionItemKind.Variable,
                cards.kind_line(variable, view.catalogue),
                -used[variable.name],
                ("variable", variable.name),
            )


def _restrictions(view: View, present: frozenset[str]) -> Iterator[Candidate]:
    inserts = {"words": '["$1"]', "switch": "${1|true,false|}", "days": "[$1 $2]", "days-since": "[$1 $2]"}
    for rank, (name, known) in enumerate(restrictions().items()):
        if name not in present:
            yield Candidate(
                f":{name}",
                lsp.CompletionItemKind.Property,
                known.kind,
                rank,
                ("variable", known.variable),
                snippet=f":{name} {inserts.get(known.kind, '[$1 $2]')}",
            )


def _base_keys(expected: Expected) -> Iterator[Candidate]:
    member = expected.member
    plus = "plus" if member is not None and member.type == "amount" else "plus-days"
    for rank, (name, insert) in enumerate((("base", ":$1"), (plus, "$1"))):
        if name not in expected.present:
            yield Candidate(f":{name}", lsp.CompletionItemKind.Property, "", rank, snippet=f":{name} {insert}")


def _bases(view: View, expected: Expected) -> Iterator[Candidate]:
    catalogue = view.catalogue
    is_amount = expected.member is not None and expected.member.type == "amount"
    bases: Mapping[str, AmountBase | DateBase] = catalogue.amount_bases if is_amount else catalogue.date_bases
    for rank, base in enumerate(bases.values()):
        yield Candidate(
            f":{base.name}", lsp.CompletionItemKind.Constant, base.label, rank, ("variable", base.variable or "")
        )


def _values(view: View, expected: Expected) -> Iterator[Candidate]:
    member = expected.member
    if member is None:
        return
    words = expected.words(view)
    for rank, word in enumerate(words or ()):
        yield _word(view, expected, word, rank, f'"{word}"')
    if member.type == "boolean":
        yield from _truths()
    elif member.type == "date":
        yield from _bases(view, expected)
    if isinstance(member, Option) and member.type in ("amount", "date"):
        text = _option_snippet(view, member)
        yield Candidate(plain(text), lsp.CompletionItemKind.Struct, "", 1, snippet=text)
    if member.nilable:
        yield Candidate("nil", lsp.CompletionItemKind.Constant, "none", 90)


def _truths() -> Iterator[Candidate]:
    yield Candidate("true", lsp.CompletionItemKind.Constant, "", 0)
    yield Candidate("false", lsp.CompletionItemKind.Constant, "", 1)


def _fixed(view: View, expected: Expected) -> Iterator[Candidate]:
    """The words that the snippet of a key offers."""
    owner, _, key = (expected.key or "").rpartition(" ")
    owner = owner or ("example" if expected.place == "example-value" else expected.owner or "")
    insert = cards.keys().get(owner, {}).get(key, {}).get("insert", "")
    for choices in re.findall(r"\|([^|]*)\|", insert):
        for rank, word in enumerate(choices.split(",")):
            yield Candidate(word, lsp.CompletionItemKind.EnumMember, "", rank)
    if key == "context":
        yield from _variables(view, expected)
    if key == "once":
        yield Candidate("nil", lsp.CompletionItemKind.Constant, "each evaluation", 5)


# -- criteria ---------------------------------------------------------------------------------------------------------


def _in_criteria(view: View, cursor: Cursor) -> Iterator[Candidate]:
    expected = cursor.expected
    leaf = cursor.leaf
    if leaf is not None and leaf.kind == "KEYWORD":
        yield from _fields(view, cursor)
        return
    if not _in_head(cursor) or expected.argument:
        for rank, word in enumerate(expected.words(view) or ()):
            yield _word(view, expected, word, rank, f'"{word}"')
        yield from _locals(cursor)
        yield from _variables(view, expected)
        yield from _fields(view, cursor)
    for definition in definitions(view):
        yield Candidate(
            definition.name,
            lsp.CompletionItemKind.Constant
            if definition.form.head is not None and definition.form.head.name == "def"
            else lsp.CompletionItemKind.Function,
            "definition of this pack",
            30,
            ("definition", definition.name),
        )
    for entry in functions(view).values():
        rank = 40 + _COMMON.index(entry.name) if entry.name in _COMMON else 200
        kind = lsp.CompletionItemKind.Keyword if entry.kind == "macro" else lsp.CompletionItemKind.Function
        yield Candidate(entry.name, kind, entry.signature or entry.kind, rank, ("function", entry.name))


def _locals(cursor: Cursor) -> Iterator[Candidate]:
    """Local names that were declared before the offset in the same form."""
    start = cursor.path[0].start if cursor.path else 0
    for one in {
        one.name: one
        for one in occurrences(cursor.piece)
        if one.role == LOCAL and one.declares and start <= one.start and one.end < cursor.at
    }.values():
        yield Candidate(one.name, lsp.CompletionItemKind.Variable, "local", 5)


def _variables(view: View, expected: Expected) -> Iterator[Candidate]:
    used = _used(view)
    siblings = [view.catalogue.variables[name] for name in expected.siblings]
    groups = {sibling.group for sibling in siblings}
    for variable in view.catalogue.variables.values():
        if variable.rule_use == "forbidden" or variable.name in expected.siblings:
            continue
        yield Candidate(
            variable.name,
            lsp.CompletionItemKind.Variable,
            cards.kind_line(variable, view.catalogue),
            10 + _distance(variable, expected, groups) - min(4, used[variable.name]),
            ("variable", variable.name),
        )


def _distance(variable: Variable, expected: Expected, groups: set[str]) -> int:
    """How far a variable is from what is expected, from 0."""
    far = 0 if variable.group in groups or not groups else 2
    member = expected.member
    if member is not None:
        if variable.type != member.type:
            far += 20 if not {variable.type, member.type} <= _NUMBERS else 6
        if variable.unit != member.unit:
            far += 8
        if (variable.values_from or "") != (member.values_from or ""):
            far += 3
    elif expected.wants_condition:
        far += 0 if variable.type == "boolean" else 15
    elif expected.head in COMPARISONS - {"=", "not="} or expected.head in ("pos?", "neg?", "zero?", "+", "-", "*"):
        far += 0 if variable.type in _NUMBERS else 15
    elif expected.head in ("u/date-compare", "u/add-days", "u/days-between", "u/add-months"):
        far += 0 if variable.type == "date" else 15
    elif expected.head in ("nil?", "some?"):
        far += 0 if variable.nilable else 10
    return far


def _fields(view: View, cursor: Cursor) -> Iterator[Candidate]:
    """The keys of the map that is looked into: `(-> bucket :` and `(:key (`."""
    lists = [shape for shape in cursor.path if shape.kind == "list"]
    if not lists or lists[-1].head not in ("->", "get", "get-in", "contains?"):
        return
    member = _looked_into(view, lists[-1], cursor.at)
    if member is None:
        return
    for rank, (name, field) in enumerate(member.fields.items()):
        yield Candidate(f":{name}", lsp.CompletionItemKind.Field, f"{field.type} {field.unit or ''}".strip(), rank)


def _looked_into(view: View, call: Shape, at: int) -> Member | None:
    forms = call.forms
    if len(forms) < 2 or forms[1].text not in view.catalogue.variables:
        return None
    member: Member = view.catalogue.variables[forms[1].text]
    for key in forms[2:]:
        if key.end >= at or key.kind != "KEYWORD":
            break
        if member.key_pattern is None:
            member = member.fields.get(key.text[1:], member)
    return member


def _used(view: View) -> Counter[str]:
    """How often each name stands in the pack's texts, roughly."""
    found: Counter[str] = Counter()
    for source in view.good.sources:
        text = source.text
        found.update(view.project.kept("words", source, lambda text=text: Counter(_WORD.findall(text))))  # type: ignore[misc]
    return found


# -- documentation ----------------------------------------------------------------------------------------------------


def documentation(view: View, data: list[str]) -> str | None:
    """The documentation of an item, by its data."""
    kind, name, *rest = [*data, ""]
    catalogue = view.catalogue
    if kind == "variable" and name in catalogue.variables:
        return cards.variable_card(catalogue.variables[name], catalogue)
    if kind == "action" and name in catalogue.actions:
        return cards.action_card(catalogue.actions[name], catalogue)
    if kind == "option" and name in catalogue.actions and rest[0] in catalogue.actions[name].options:
        return cards.option_card(catalogue.actions[name], catalogue.actions[name].options[rest[0]], catalogue)
    if kind == "function" and name in functions(view):
        return cards.function_card(functions(view)[name])
    if kind == "definition":
        found = meaning(view, name)
        return cards.definition_card(found.of, uses(view, name)) if found is not None and found.kind == kind else None
    if kind == "key":
        return cards.keys().get(name, {}).get(rest[0], {}).get("doc")
    if kind == "top" and name in cards.keys()["top"]:
        said = cards.keys()["top"][name]
        return f"{said['doc']}\n\n```clojure\n{plain(said['insert'])}\n```"
    if kind == "word":
        return cards.word_card(name, Member(type="text", values_from=rest[0]), catalogue)
    return None


def uses(view: View, name: str) -> int:
    """In how many places a definition of the pack is used."""
    return sum(not one.declares for _, _, one in everywhere(view, name, frozenset((GLOBAL,))))
