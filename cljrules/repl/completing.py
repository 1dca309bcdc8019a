"""What can stand at the cursor, the likeliest first, with what is to be said beside it.

Takes the bench, the text before the cursor and what follows; gives suggestions. Nothing is evaluated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from cljrules.packs.model import Pack
from cljrules.parser.stretches import CLOSERS, CLOSING
from cljrules.repl.bench import Bench
from cljrules.repl.commands import COMMANDS, find, is_command
from cljrules.repl.layout import is_string, tokens
from cljrules.repl.refusal import Refusal
from cljrules.stdlib.catalogue import Catalogue, Member, Variable
from cljrules.stdlib.catalogue.words import allowed_words
from cljrules.stdlib.reference import entries
from cljrules.values.collections import MapLike
from cljrules.values.symbols import Keyword

#: So many are offered.
MOST: Final = 200
_STATEMENTS: Final = {
    "if": "(if test then else)",
    "let": "(let [name value …] body)",
    "fn": "(fn [parameters] body)",
    "def": "(def name value): a definition of the pack",
    "do": "(do expression …)",
    "quote": "(quote form)",
    "loop": "(loop [name value …] body)",
    "recur": "(recur value …)",
    "try": "(try body (catch Exception e …))",
    "throw": "(throw exception)",
    "defrule": "a rule: criteria and actions",
    "defnotification": "a notification: tells people or systems",
    "defpromise-scenario": "when a payment keeps a promise",
}


class Suggestion(NamedTuple):
    """A text that can stand in place of the last `back` characters before the cursor, what kind of thing it is, and
    what is to be said of it.
    """

    text: str
    back: int
    kind: str
    doc: str = ""


class _Known(NamedTuple):
    name: str
    kind: str
    doc: str
    rank: int = 5


def complete(bench: Bench, before: str) -> list[Suggestion]:
    """The suggestions for what stands before the cursor."""
    if is_command(before) or before.strip() == ":":
        return _in_command(bench, before.lstrip())
    return _in_code(bench, before)


def fit(name: str, typed: str) -> int | None:
    """How well a name fits what was typed: 0 begins with it, 1 one of its words does, 2 holds its letters in order;
    None where it does not.
    """
    have, want = name.casefold(), typed.casefold()
    if have.startswith(want):
        return 0
    if any(f"{mark}{want}" in have for mark in "-/. "):
        return 1
    rest = iter(have)
    return 2 if len(want) > 1 and all(letter in rest for letter in want) else None


def _chosen(known: Iterable[_Known], typed: str, back: int) -> list[Suggestion]:
    fitting = [(how, one.rank, one.name, one) for one in known if (how := fit(one.name, typed)) is not None]
    if any(how < 2 for how, *_ in fitting):
        fitting = [one for one in fitting if one[0] < 2]
    fitting.sort(key=lambda one: one[:3])
    return [Suggestion(one.name, back, one.kind, one.doc) for *_, one in fitting[:MOST]]


# -- commands ---------------------------------------------------------------------------------------------------------


def _in_command(bench: Bench, line: str) -> list[Suggestion]:
    name, space, rest = line.partition(" ")
    if not space:
        typed = name.removeprefix(":")
        known = (_Known(f":{one.name}", "command", one.doc, number) for number, one in enumerate(COMMANDS))
        return _chosen(known, f":{typed}", len(name))
    try:
        argument = find(name.removeprefix(":")).argument
    except Refusal:
        return []
    if argument == "expression" or (argument == "setting" and " " in rest.strip(" ")):
        return _in_code(bench, rest) if argument == "expression" else _setting(bench, rest)
    word = rest.rsplit(" ", 1)[-1]
    if argument == "setting" and rest.endswith(" ") and rest.strip():
        return _setting(bench, rest)
    return _chosen(_arguments(bench, argument), word, len(word))


def _arguments(bench: Bench, argument: str) -> Iterator[_Known]:
    pack = bench.usable
    if argument == "sample":
        yield from (_Known(name, "sample", one.doc) for name, one in bench.catalogue.archetypes.items())
    elif argument == "command":
        yield from (_Known(one.name, "command", one.doc) for one in COMMANDS)
    elif argument == "draft":
        yield from (_Known(draft.name, draft.head, "") for draft in bench.drafts.values())
    elif argument in ("setting", "variable"):
        yield from _variables(bench.catalogue)
    elif argument in ("rule", "source") and pack is not None:
        yield from _tops(pack)
        if argument == "source":
            yield from (_Known(one.name, "definition", "", 7) for one in pack.definitions)
    elif argument == "name":
        yield from _everything(bench)
        yield from (_Known(one.name, "word list", one.doc) for one in bench.catalogue.enumerations.values())


def _setting(bench: Bench, rest: str) -> list[Suggestion]:
    """The values for a variable that is being set."""
    name, _, typed = rest.lstrip().partition(" ")
    variable = bench.catalogue.variables.get(name.removeprefix(":"))
    if variable is None:
        return []
    typed = typed.lstrip()
    if variable.type == "boolean":
        return _chosen([_Known("true", "value", ""), _Known("false", "value", "")], typed, len(typed))
    words = _words(bench, variable) or ()
    return _chosen((_word(word, variable, bench.catalogue, at) for at, word in enumerate(words)), typed, len(typed))


# -- code -------------------------------------------------------------------------------------------------------------


class _Call(NamedTuple):
    """A form around the cursor that is still open: its bracket, and what stands in it so far."""

    bracket: str
    items: list[str]


def _in_code(bench: Bench, before: str) -> list[Suggestion]:
    around = [_Call("", [])]
    for token in tokens(before):
        if token.kind == "UNREADABLE":
            if is_string(token):
                return _in_string(bench, around, before[token.start :].lstrip("#")[1:])
            return []
        if token.kind in CLOSERS:
            around[-1].items.append("(")
            around.append(_Call(token.text, []))
        elif token.kind in CLOSING:
            if len(around) > 1:
                around.pop()
        else:
            around[-1].items.append(token.text)
    typed = _word_before(before)
    if typed and around[-1].items and around[-1].items[-1] == typed:
        around[-1].items.pop()
    if not typed and ";" in before.rsplit("\n", 1)[-1]:
        return []
    if typed.startswith(":"):
        return _chosen(_keywords(bench, around), typed, len(typed))
    if not typed and not around[-1].bracket:
        return []
    if typed[:1].isdigit() or typed.startswith('"'):
        return []
    return _chosen(_ranked(bench, around), typed, len(typed))


def _word_before(before: str) -> str:
    at = len(before)
    while at and before[at - 1] not in " \t\n\r,()[]{}\"'`~@^;":
        at -= 1
    return before[at:].removeprefix("#")


def _ranked(bench: Bench, around: list[_Call]) -> Iterator[_Known]:
    call = around[-1]
    in_head = call.bracket in ("(", "#(") and not call.items
    beside = _variable_beside(bench.catalogue, call)
    for one in _everything(bench):
        rank = one.rank
        if in_head:
            rank = 1 if one.kind in ("function", "macro", "form", "action") else 6
        elif one.kind == "variable":
            rank = 2
            if beside is not None:
                other = bench.catalogue.variables[one.name]
                rank = 0 if (other.type, other.unit) == (beside.type, beside.unit) else 3
        elif one.kind == "action":
            rank = 7
        yield one._replace(rank=rank)


def _everything(bench: Bench) -> Iterator[_Known]:
    yield from _variables(bench.catalogue)
    pack = bench.usable
    if pack is not None:
        yield from _tops(pack)
    own = {name: var for name, var in dict(bench.session.world.ns.vars).items() if var.bound}
    yield from (_Known(name, "definition", "defined here", 1) for name in own)
    for name, doc in _STATEMENTS.items():
        yield _Known(name, "form", doc, 4)
    for action in bench.catalogue.actions.values():
        yield _Known(action.name, "action", action.doc)
    for one in entries(pack.functions if pack is not None else {}):
        if one.namespace != "cljrules.core" and one.name not in own and one.name not in _STATEMENTS:
            said = f"{one.signature}  {one.doc}" if one.signature else one.doc
            yield _Known(one.name, one.kind, said, 4 if one.namespace in ("clojure.core", "u") else 5)


def _variables(catalogue: Catalogue) -> Iterator[_Known]:
    for variable in catalogue.variables.values():
        unit = f", {variable.unit}" if variable.unit else ""
        yield _Known(variable.name, "variable", f"{variable.type}{unit}: {variable.doc}", 3)


def _tops(pack: Pack) -> Iterator[_Known]:
    kinds: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("rule", pack.rules),
        ("notification", pack.notifications),
        ("scenario", pack.scenarios),
    )
    for kind, held in kinds:
        for top in held:
            yield _Known(top.name, kind, " ".join((top.doc or "").split()), 6)


def _variable_beside(catalogue: Catalogue, call: _Call) -> Variable | None:
    """A variable in the same call, whose like is probably wanted."""
    return next((catalogue.variables[item] for item in call.items if item in catalogue.variables), None)


def _keywords(bench: Bench, around: list[_Call]) -> Iterator[_Known]:
    catalogue = bench.catalogue
    call = around[-1]
    outer = around[-2] if len(around) > 1 else None
    action = catalogue.actions.get(outer.items[0]) if outer is not None and outer.items else None
    if action is not None:
        yield from (_Known(f":{one.name}", "option", one.doc or one.type) for one in action.options.values())
        return
    beside = _variable_beside(catalogue, call)
    if beside is not None and beside.fields:
        yield from (_Known(f":{name}", "key", field.doc or field.type, 0) for name, field in beside.fields.items())
    held = bench.loans.values.get(beside.name) if beside is not None else None
    if isinstance(held, MapLike):
        named = (key.name for key, _ in held.entries() if isinstance(key, Keyword))
        yield from (_Known(f":{name}", "key", "the loan has it", 0) for name in named)
    if call.items and call.items[0] == "defrule":
        for name, doc in (("when", "the criteria"), ("then", "the actions"), ("examples", "what it fires on, or not")):
            yield _Known(f":{name}", "key", doc, 0)
    if outer is not None and call.bracket == "{" and outer.items[-2:-1] == [":given"]:
        yield from (one._replace(name=f":{one.name}") for one in _variables(catalogue))
    for name, base in catalogue.amount_bases.items():
        yield _Known(f":{name}", "amount base", base.label, 8)
    for name, day in catalogue.date_bases.items():
        yield _Known(f":{name}", "date base", day.label, 8)
    if call.bracket == "{":
        yield from (one._replace(name=f":{one.name}", rank=9) for one in _variables(catalogue))


def _in_string(bench: Bench, around: list[_Call], typed: str) -> list[Suggestion]:
    """The words that a text may be: those of the variable or the option that it stands beside."""
    member = _member(bench, around)
    if member is None:
        return []
    words = _words(bench, member) or ()
    return _chosen((_word(word, member, bench.catalogue, at) for at, word in enumerate(words)), typed, len(typed))


def _member(bench: Bench, around: list[_Call]) -> Member | None:
    catalogue = bench.catalogue
    for depth in range(len(around) - 1, max(-1, len(around) - 4), -1):
        call = around[depth]
        outer = around[depth - 1] if depth else None
        action = catalogue.actions.get(outer.items[0]) if outer is not None and outer.items else None
        if call.bracket == "{":
            items = call.items[:-1] if len(call.items) % 2 == 0 and call.items else call.items
            key = items[-1].removeprefix(":") if items and items[-1].startswith(":") else ""
            if action is not None and key in action.options:
                option: Member = action.options[key]
                return option.items if option.items is not None and option.items.values_from else option
            if key in catalogue.variables:
                return catalogue.variables[key]
        variable = _variable_beside(catalogue, call)
        if variable is not None:
            return variable.items if variable.items is not None and variable.items.values_from else variable
        if call.bracket == "(":
            return None
    return None


def _words(bench: Bench, member: Member) -> tuple[str, ...] | None:
    pack = bench.usable
    vocabulary = pack.manifest.vocabulary if pack is not None else {}
    found = allowed_words(member, bench.catalogue, vocabulary)
    if found is None and (member.values_from or "").startswith("enumerations."):
        return bench.catalogue.enumerations[(member.values_from or "").partition(".")[2]].codes
    if found is None and (member.values_from or "").startswith("vocabulary."):
        return _words_seen(bench, member)
    return found


def _words_seen(bench: Bench, member: Member) -> tuple[str, ...]:
    """Where no vocabulary says which words there are: those that the loan and the samples have."""
    name = getattr(member, "name", None)
    if name is None:
        return ()
    found = [bench.loans.values.get(name)]
    return tuple(dict.fromkeys(word for word in found if isinstance(word, str)))


def _word(word: str, member: Member, catalogue: Catalogue, rank: int) -> _Known:
    kind, _, name = (member.values_from or "").partition(".")
    label = ""
    if kind == "enumerations" and name in catalogue.enumerations:
        label = next((one.label for one in catalogue.enumerations[name].values if one.code == word), "")
    return _Known(word, "word", label, rank)
