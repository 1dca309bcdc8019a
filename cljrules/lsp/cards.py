"""What names stand for, as cards in Markdown: variables, actions, options, functions, words, keys.

Takes entries of the catalogue, the library and packs; nothing is evaluated.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from cljrules.packs.model import Definition
from cljrules.stdlib.catalogue import Action, Catalogue, Enumeration, Member, Option, Variable
from cljrules.stdlib.reference import Entry

_MOST_WORDS: Final = 12
#: What each operand of a comparison is to the others.
ROLES: Final[Mapping[str, str]] = {
    ">": "is greater than",
    ">=": "is greater than or equal to",
    "<": "is less than",
    "<=": "is less than or equal to",
    "=": "is equal to (of the same kind: `0` is not `0M`)",
    "==": "is the same number as",
    "not=": "is not equal to",
}


@cache
def keys() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """The keys of forms and maps, each with its `doc` and what is inserted after it."""
    return tomllib.loads(Path(__file__).with_name("keys.toml").read_text(encoding="utf-8"))


def kind_line(member: Member, catalogue: Catalogue) -> str:
    """Type, unit and nil in a few words."""
    words = [member.type]
    if member.unit:
        words.append(f"in {member.unit}")
    elif member.type in ("date", "datetime"):
        words.append("`YYYY-MM-DD`" if member.type == "date" else "ISO 8601")
    low, high = member.min, member.max
    if low is not None and high is not None:
        words.append(f"from {low} to {high}")
    elif low is not None or high is not None:
        words.append(f"at least {low}" if low is not None else f"at most {high}")
    words.append("or `nil`" if member.nilable else "never `nil`")
    return " ".join(words)


def variable_card(variable: Variable, catalogue: Catalogue, used: int | None = None) -> str:
    """A variable: what it is, type, unit, domain, words, healthy value, an example, how many rules use it."""
    lines = [f"**{variable.name}**: {kind_line(variable, catalogue)}", "", variable.doc, ""]
    lines += _words(variable, catalogue)
    if variable.worse not in ("none", None):
        lines.append(f"- {_WORSE[variable.worse]}")
    lines.append(f"- sample loan: `{_shown(variable.healthy)}`")
    lines.append(f"- group: {catalogue.groups[variable.group]}")
    if variable.rule_use == "forbidden":
        lines.append("- **criteria must not read it**")
    if variable.sensitive:
        lines.append(f"- sensitive: {variable.sensitive}")
    if used is not None:
        lines.append(f"- used by {_count(used, 'form')} of this pack")
    if variable.note:
        lines += ["", variable.note]
    lines += ["", "```clojure", variable.example, "```"]
    return "\n".join(lines)


_WORSE: Final = {
    "up": "a larger value means more trouble",
    "down": "a smaller or earlier value means more trouble",
    "both": "trouble at either end",
}


def _words(member: Member, catalogue: Catalogue) -> Iterator[str]:
    kind, _, name = (member.values_from or "").partition(".")
    if kind == "enumerations":
        enumeration = catalogue.enumerations[name]
        shown = ", ".join(_choice(choice.code, choice.label) for choice in enumeration.values[:_MOST_WORDS])
        more = len(enumeration.values) - _MOST_WORDS
        yield (
            f"- one of {shown}"
            + (f" and {more} more" if more > 0 else "")
            + (" or another" if enumeration.open else "")
        )
    elif kind == "vocabulary":
        yield f"- a word of the pack's `{name.removesuffix('.*')}` in cljrules.toml"


def _choice(code: str, label: str) -> str:
    return f'`"{code}"`' if code == label else f'`"{code}"` ({label})'


def action_card(action: Action, catalogue: Catalogue) -> str:
    """An action with its options."""
    lines = [
        f"**{action.name}**: {action.category}",
        "",
        action.doc,
        "",
        f"- {_STANCE[action.stance]}; severity {action.severity}: {catalogue.severity_scale[action.severity]}",
        f"- {'can be undone by another action' if action.reversible else '**cannot be undone**'}",
    ]
    lines += [f"- only when: {condition.text}" for condition in action.preconditions]
    if action.options:
        lines += [
            "",
            *(f"- `:{option.name}` {option.type}{_need(option)}: {option.doc}" for option in action.options.values()),
        ]
    if action.note:
        lines += ["", action.note]
    lines += ["", "```clojure", action.example, "```"]
    return "\n".join(lines)


_STANCE: Final = {
    "adverse": "bad for the borrower",
    "relief": "good for the borrower",
    "neutral": "neither good nor bad for the borrower by itself",
}


def _need(option: Option) -> str:
    if option.required:
        return ", required"
    if option.required_when:
        return f", required when {option.required_when}"
    return ""


def option_card(action: Action, option: Option, catalogue: Catalogue) -> str:
    """An option of an action."""
    lines = [
        f"**:{option.name}** of `{action.name}`: {kind_line(option, catalogue)}{_need(option)}",
        "",
        option.doc,
        "",
    ]
    if option.values:
        lines.append("- one of " + ", ".join(_choice(choice.code, choice.label) for choice in option.values))
    lines += _words(option, catalogue)
    if option.type == "amount":
        lines.append("- a number, or `{:base :payoff :plus 0M}`")
    elif option.type == "date":
        lines.append('- `"YYYY-MM-DD"`, a base such as `:current-date`, or `{:base :current-date :plus-days 3}`')
    if option.default is not None:
        lines.append(f"- when left out: `{option.default}`")
    if option.writes:
        lines.append(f"- changes {', '.join(f'`{name}`' for name in option.writes)}")
    return "\n".join(lines)


def function_card(entry: Entry) -> str:
    """A function or macro of the library or of an extension."""
    lines = [f"**{entry.name}**: {entry.kind} of `{entry.namespace}`", ""]
    if entry.signature:
        lines += ["```clojure", entry.signature, "```", ""]
    if entry.doc:
        lines += [entry.doc, ""]
    if entry.name in ROLES:
        lines += [f"`({entry.name} a b)`: a {ROLES[entry.name]} b", ""]
    lines += [f"- `{name}`: {type}" for name, type in entry.takes.items()]
    if entry.gives:
        lines.append(f"- gives {entry.gives}")
    if entry.examples:
        lines += ["", "```clojure", *entry.examples, "```"]
    if entry.place:
        lines += ["", f"declared in {entry.place}"]
    return "\n".join(lines)


def definition_card(definition: Definition, used: int) -> str:
    """A definition of the pack, with its text."""
    form = definition.form
    text = form.source.slice(form.span)
    shown = text if len(text) <= 600 else f"{text[:600]} …"
    return (
        f"**{definition.name}**: definition of this pack, used in {_count(used, 'place')}\n\n```clojure\n{shown}\n```"
    )


def word_card(word: str, member: Member, catalogue: Catalogue) -> str | None:
    """A word of an enumeration, with its label; None for one that has nothing more to it."""
    choice = next((one for one in _choices(member, catalogue) if one.code == word), None)
    if choice is None:
        return None
    lines = [f'**"{choice.code}"**: {choice.label}']
    if choice.dpd_min is not None or choice.dpd_max is not None:
        ends = (str(end) if end is not None else "…" for end in (choice.dpd_min, choice.dpd_max))
        lines.append(f"- {' to '.join(ends)} days past due")
    if choice.api:
        lines.append(f"- kept as `{choice.api}`")
    return "\n".join(lines)


def label_of(word: str, member: Member, catalogue: Catalogue) -> str | None:
    """The label of a word whose code does not say it, such as `97`; None where there is none."""
    choice = next((one for one in _choices(member, catalogue) if one.code == word), None)
    return choice.label if choice is not None and choice.label.casefold() != word.casefold() else None


def _choices(member: Member, catalogue: Catalogue) -> tuple[Any, ...]:
    if isinstance(member, Option) and member.values:
        return member.values
    kind, _, name = (member.values_from or "").partition(".")
    if kind == "enumerations":
        enumeration: Enumeration = catalogue.enumerations[name]
        return enumeration.values
    return ()


def _shown(value: Any) -> str:
    if value is None:
        return "nil"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
