"""The TextMate grammar of rules, made from the catalogue.

`python tools/editor_grammar.py` writes `editors/vscode/syntaxes/cljrules.tmLanguage.json`; a test fails where it is not
what this makes. Any editor that reads TextMate grammars can use the file. Names that editors colour come from the
catalogue; what is special in a form comes from here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from cljrules.stdlib import catalogue

GRAMMAR: Final = Path(__file__).resolve().parents[1] / "editors" / "vscode" / "syntaxes" / "cljrules.tmLanguage.json"
#: What a name may be made of, and what may stand before and behind one.
_IN_NAME: Final = r"\w*+!?<>=/.:'$%&|#-"
_BEFORE: Final = rf"(?<![{_IN_NAME}])"
_BEHIND: Final = rf"(?![{_IN_NAME}])"
_NAME: Final = r"[a-zA-Z*+!?<>=/_.$%&|-][\w*+!?<>=/.:'$%&|#-]*"
_KINDS: Final = {"defrule": "rule", "defnotification": "notification", "defpromise-scenario": "scenario"}
_DEFINING: Final = ("def", "defn", "defn-", "defmacro", "defmulti", "defmethod", "defonce", "defprotocol", "defrecord")
_CONTROL: Final = (
    *("and", "or", "not", "if", "if-not", "if-let", "if-some", "when", "when-not", "when-let", "when-some", "cond"),
    *("condp", "case", "cond->", "cond->>", "some->", "some->>", "->", "->>", "as->", "let", "letfn", "loop", "recur"),
    *("for", "doseq", "dotimes", "fn", "do", "quote", "try", "catch", "finally", "throw", "comment", "ns", "require"),
)
_COMPARING: Final = ("=", "==", "not=", "<", "<=", ">", ">=")


def grammar() -> dict[str, Any]:
    """The grammar, as TextMate has it."""
    known = catalogue.load()
    events = {name for name, event in known.events.items() if "/" in name and event.notifies}
    actions = {*known.actions, *events, "portfolio/added", "portfolio/removed", "status/changed"}
    return {
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "name": "cljrules",
        "scopeName": "source.cljrules",
        "fileTypes": ["rules.clj"],
        "patterns": [{"include": "#form"}],
        "repository": {
            "form": {"patterns": [{"include": f"#{part}"} for part in _PARTS]},
            "comment": {"name": "comment.line.semicolon.cljrules", "match": r"(;|#!).*$"},
            "discard": {"name": "punctuation.definition.comment.discard.cljrules", "match": r"#_"},
            "date": {
                "name": "string.quoted.double.cljrules constant.other.date.cljrules",
                "match": r'"\d{4}-\d{2}-\d{2}"',
            },
            "string": _delimited("string.quoted.double.cljrules", '"', [{"include": "#placeholder"}, _ESCAPE]),
            "regexp": _delimited(
                "string.regexp.cljrules",
                '#"',
                [{"name": "constant.character.escape.cljrules", "match": r"\\."}],
            ),
            "placeholder": {
                "name": "meta.template.cljrules",
                "begin": r"\{\{",
                "end": r"\}\}|(?=\")",
                "beginCaptures": {"0": {"name": "punctuation.section.embedded.begin.cljrules"}},
                "endCaptures": {"0": {"name": "punctuation.section.embedded.end.cljrules"}},
                "contentName": "variable.other.template.cljrules",
            },
            "character": {
                "name": "constant.character.cljrules",
                "match": r"\\(?:newline|space|tab|return|backspace|formfeed|u[0-9a-fA-F]{4}|o[0-7]{1,3}|.)"
                + r"(?![\w])",
            },
            "number": {"patterns": _numbers()},
            "constant": {"name": "constant.language.cljrules", "match": _one_of(("nil", "true", "false"))},
            "symbolic": {"name": "constant.numeric.symbolic.cljrules", "match": r"##(?:Inf|-Inf|NaN)\b"},
            "base": {
                "name": "constant.language.base.cljrules",
                "match": rf"(?<=:base\s):{_alternatives((*known.amount_bases, *known.date_bases))}{_BEHIND}",
            },
            "keyword": {
                "name": "constant.keyword.cljrules",
                "match": rf"{_BEFORE}::?[\w*+!?<>=/.'$%&|#-]+",
            },
            "defining": {"patterns": _defining()},
            "control": {
                "match": rf"(?<=\()\s*{_alternatives(_CONTROL)}{_BEHIND}",
                "name": "keyword.control.cljrules",
            },
            "comparing": {
                "match": rf"(?<=\()\s*{_alternatives(_COMPARING)}{_BEHIND}",
                "name": "keyword.operator.comparison.cljrules",
            },
            "action": {"name": "entity.name.function.action.cljrules", "match": _one_of(actions)},
            "variable": {"name": "variable.other.loan.cljrules", "match": _one_of(known.variables)},
            "call": {"name": "support.function.cljrules", "match": rf"(?<=\(){_NAME}"},
            "symbol": {"name": "meta.symbol.cljrules", "match": rf"{_BEFORE}{_NAME}"},
            "list": _bracketed("list", "(", ")"),
            "vector": _bracketed("vector", "[", "]"),
            "map": _bracketed("map", "{", "}"),
            "stray": {"name": "invalid.illegal.stray-bracket.cljrules", "match": r"[\)\]\}]"},
            "mark": {"name": "keyword.operator.macro.cljrules", "match": r"~@|[`'~@^]|#(?=[({])|#'|#\?@?"},
        },
    }


_PARTS: Final = (
    *("comment", "discard", "date", "string", "regexp", "character", "symbolic", "number", "constant", "base"),
    *("keyword", "defining", "control", "comparing", "action", "variable", "call", "mark", "list", "vector", "map"),
    *("stray", "symbol"),
)
_ESCAPE: Final = {
    "name": "constant.character.escape.cljrules",
    "match": r"\\(?:[btnfr\"'\\]|u[0-9a-fA-F]{4}|[0-7]{1,3})",
}


def _alternatives(names: Iterable[str]) -> str:
    """Any of some names, the longest first."""
    return "(?:" + "|".join(re.escape(name) for name in sorted(set(names), key=lambda name: (-len(name), name))) + ")"


def _one_of(names: Iterable[str]) -> str:
    return _BEFORE + _alternatives(names) + _BEHIND


def _numbers() -> list[dict[str, str]]:
    sign = rf"{_BEFORE}[+-]?"
    return [
        {"name": "constant.numeric.money.cljrules", "match": rf"{sign}\d+(?:\.\d*)?(?:[eE][+-]?\d+)?M{_BEHIND}"},
        {"name": "constant.numeric.ratio.cljrules", "match": rf"{sign}\d+/\d+{_BEHIND}"},
        {"name": "constant.numeric.hex.cljrules", "match": rf"{sign}0[xX][0-9a-fA-F]+N?{_BEHIND}"},
        {"name": "constant.numeric.radix.cljrules", "match": rf"{sign}\d{{1,2}}[rR][0-9a-zA-Z]+{_BEHIND}"},
        {
            "name": "constant.numeric.decimal.cljrules",
            "match": rf"{sign}\d+(?:\.\d*(?:[eE][+-]?\d+)?|[eE][+-]?\d+){_BEHIND}",
        },
        {"name": "constant.numeric.integer.cljrules", "match": rf"{sign}\d+N?{_BEHIND}"},
    ]


def _defining() -> list[dict[str, Any]]:
    of_packs = [
        {
            "match": rf"(?<=\()({form})\s+({_NAME})?",
            "captures": {
                "1": {"name": f"storage.type.{kind}.cljrules"},
                "2": {"name": f"entity.name.type.{kind}.cljrules"},
            },
        }
        for form, kind in _KINDS.items()
    ]
    of_the_language = {
        "match": rf"(?<=\()({'|'.join(map(re.escape, _DEFINING))})\s+(\^\S+\s+)?({_NAME})?",
        "captures": {
            "1": {"name": "storage.type.definition.cljrules"},
            "2": {"name": "meta.metadata.cljrules"},
            "3": {"name": "entity.name.function.definition.cljrules"},
        },
    }
    return [*of_packs, of_the_language]


def _delimited(name: str, opening: str, inside: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": name,
        "begin": opening,
        "end": '"',
        "beginCaptures": {"0": {"name": "punctuation.definition.string.begin.cljrules"}},
        "endCaptures": {"0": {"name": "punctuation.definition.string.end.cljrules"}},
        "patterns": inside,
    }


def _bracketed(kind: str, opening: str, closing: str) -> dict[str, Any]:
    return {
        "name": f"meta.{kind}.cljrules",
        "begin": re.escape(opening),
        "end": re.escape(closing),
        "beginCaptures": {"0": {"name": f"punctuation.section.{kind}.begin.cljrules"}},
        "endCaptures": {"0": {"name": f"punctuation.section.{kind}.end.cljrules"}},
        "patterns": [{"include": "#form"}],
    }


def page() -> str:
    """The file, as `make docs` writes it."""
    return json.dumps(grammar(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    GRAMMAR.write_text(page(), encoding="utf-8")
