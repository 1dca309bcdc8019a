"""The grammar as tables.

Takes grammar.lark and gives what a parser needs of it: the regular expressions of its tokens, and lark's LALR table.
The tables are kept between runs, as importing lark and working them out takes longer than reading a file of rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias

from cljrules.kept import kept

_PATH: Final = Path(__file__).with_name("grammar.lark")
# Part of what the kept tables are known by: another number for another layout of the data.
_LAYOUT: Final = b"1\n"

State: TypeAlias = dict[str, int]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's left side, how many parts it has, and its alternative's name; None when its one part stands for it."""

    origin: str
    size: int
    name: str | None


@dataclass(frozen=True, slots=True)
class Tables:
    """What lies between tokens and the tokens, as regular expressions (each token a group by its name), and the LALR
    automaton.

    A state says for a terminal or a rule's name what comes next: state n as n, rule n as -1 - n. A parse begins in
    state `start` and is over in state `end`.
    """

    between: str
    tokens: str
    states: tuple[State, ...]
    rules: tuple[Rule, ...]
    start: int
    end: int


def grammar_text() -> str:
    """The grammar as written."""
    return _PATH.read_text(encoding="utf-8")


@cache
def load_tables() -> Tables:
    """The tables of the grammar."""
    text = grammar_text()
    data = kept("grammar", _LAYOUT + text.encode("utf-8"), lambda: make_tables(text))
    try:
        return _tables(data)
    except (KeyError, TypeError, ValueError):
        return _tables(make_tables(text))


def _tables(data: dict[str, Any]) -> Tables:
    rules = tuple(Rule(*rule) for rule in data["rules"])
    states = tuple(dict(state) for state in data["states"])
    return Tables(data["between"], data["tokens"], states, rules, data["start"], data["end"])


def make_tables(text: str) -> dict[str, Any]:
    """The tables of a grammar in lark's notation, as plain data; its start rule is `start`."""
    from lark import Lark
    from lark.parsers.lalr_analysis import Shift

    parser = Lark(text, parser="lalr", lexer="basic", keep_all_tokens=True)
    table = parser.parser.parser._parse_table
    numbers = {state: number for number, state in enumerate(table.states)}
    found: list[Any] = []
    states: list[State] = []
    for actions in table.states.values():
        state: State = {}
        for symbol, (action, argument) in actions.items():
            if action is Shift:
                state[str(symbol)] = numbers[argument]
            else:
                if argument not in found:
                    found.append(argument)
                state[str(symbol)] = -1 - found.index(argument)
        states.append(state)
    rules: list[list[Any]] = []
    for rule in found:
        stands_for_itself = rule.options.expand1 and len(rule.expansion) == 1 and not rule.alias
        name = None if stands_for_itself else str(rule.alias or rule.origin.name)
        rules.append([str(rule.origin.name), len(rule.expansion), name])
    terminals = sorted(
        parser.terminals, key=lambda one: (-one.priority, -one.pattern.max_width, -len(one.pattern.value))
    )
    ignored = set(parser.ignore_tokens)
    return {
        "between": "|".join(one.pattern.to_regexp() for one in terminals if one.name in ignored),
        "tokens": "|".join(
            f"(?P<{one.name}>{one.pattern.to_regexp()})" for one in terminals if one.name not in ignored
        ),
        "states": states,
        "rules": rules,
        "start": numbers[table.start_states["start"]],
        "end": numbers[table.end_states["start"]],
    }
