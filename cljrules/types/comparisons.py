"""What is said of comparisons: of values that are never equal, and of words that are not among those allowed."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any, Final

from cljrules.diagnostics import Edit, Fix
from cljrules.interp import nodes as n
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.stdlib.catalogue.model import Member
from cljrules.stdlib.catalogue.words import kind_of_words, word_help
from cljrules.suggest import suggest
from cljrules.types import lattice as t
from cljrules.types.arguments import Arguments
from cljrules.types.declared import constant_of, type_of
from cljrules.types.equality import can_equal, differ_by_number_kind
from cljrules.types.facts import Known
from cljrules.types.lattice import Type, described
from cljrules.types.placing import written

#: Collections of constants are looked at item by item up to this many.
_MOST_ITEMS: Final = 50


class Comparisons(Arguments):
    """Reports about `=`, sets and `case`."""

    def equality(self, node: n.Call, place: int, one: Known, other: Known, *, is_same: bool) -> None:
        """Two values that `=` or `not=` compares."""
        if one.type.is_never or other.type.is_never or can_equal(one.type, other.type):
            return
        if one.type.kinds == t.NIL or other.type.kinds == t.NIL:
            # asking for nil where it cannot be is caution, not confusion
            return
        if one.type.written and other.type.written:
            return
        if one.type.kinds | other.type.kinds == t.BOOLEAN:
            # one of them has been asked before: that is a contradiction, and no matter of types
            return
        args = node.args[place : place + 2]
        if self._unknown_word(node, args[0], one, args[1], other):
            return
        if self._unknown_word(node, args[1], other, args[0], one):
            return
        for arg, known, beside in ((args[0], one, other), (args[1], other, one)):
            is_dated = beside.type.unit in (t.DATE, t.DATETIME)
            if is_dated and self.invalid_day(written(node.form, arg.form), arg, known):
                return
        outcome = "never true" if is_same else "always true"
        name = "=" if is_same else "not="
        form = node.form
        if differ_by_number_kind(one.type, other.type):
            self._number_kinds(node, args, one, other, name, outcome)
            return
        names = [self.named(arg, known) for arg, known in zip(args, (one, other), strict=True)]
        kinds = [described(t.without(known.type, t.NIL)) for known in (one, other)]
        if kinds[0] == kinds[1]:
            message = f"{names[0]} and {names[1]} have no value in common, so `{name}` is {outcome}"
        else:
            message = f"`{name}` of {kinds[0]} and {kinds[1]} is {outcome}: {names[0]} and {names[1]}"
        help, fix = self._equality_help(node, args, one, other)
        self.put("never-equal", form, message, help, known=_blamed(one, other), fix=fix)

    def _equality_help(
        self, node: n.Call, args: tuple[n.Node, ...], one: Known, other: Known
    ) -> tuple[str | None, Fix | None]:
        for arg, known, beside in ((args[0], one, other), (args[1], other, one)):
            if not isinstance(arg, n.Const):
                continue
            form = written(node.form, arg.form)
            text = form.source.slice(form.span)
            if beside.type.kinds & t.TEXT and known.type.kinds & t.NUMBER:
                words = self.knowledge.words(beside.type.member)
                if words is None or text in words:
                    why = "" if words is not None else "; custom fields hold texts, also of numbers"
                    return f'write `"{text}"`{why}', Fix("put it in quotes", (Edit(form.span, f'"{text}"'),))
            if beside.type.unit == t.DATE and known.type.kinds == t.TEXT:
                return 'a date is written as in `"2026-11-22"`', None
            if beside.type.kinds & t.NUMBER and known.type.kinds == t.TEXT:
                number = arg.value
                if _is_number(number):
                    return f"write the number without quotes: `{number}`", Fix(
                        "write the number without quotes", (Edit(form.span, number),)
                    )
            if known.type.kinds == t.KEYWORD and beside.type.kinds & t.TEXT:
                word = str(arg.value.text)
                words = self.knowledge.words(beside.type.member) or ()
                near = next((held for held in words if held.lower() == word.lower()), None)
                found = near or (suggest(word, words) or (word,))[0]
                return f'write it as a text: `"{found}"`', Fix("write it as a text", (Edit(form.span, f'"{found}"'),))
            if (
                known.type.kinds == t.TEXT
                and beside.type.kinds & ~t.NIL == t.BOOLEAN
                and arg.value in ("true", "false")
            ):
                return f"write `{arg.value}` without quotes", Fix(
                    "write it without quotes", (Edit(form.span, arg.value),)
                )
        return None, None

    def _number_kinds(
        self, node: n.Call, args: tuple[n.Node, ...], one: Known, other: Known, name: str, outcome: str
    ) -> None:
        """Numbers that `=` never takes for equal, because one is exact in another way than the other."""
        names = [self.named(arg, known) for arg, known in zip(args, (one, other), strict=True)]
        kinds = [_number_words(known.type) for known in (one, other)]
        message = f"`{name}` of {kinds[0]} and {kinds[1]} is {outcome}: {names[0]} and {names[1]}"
        help = "write `==`, which compares numbers by value" if name == "=" else "write `(not (== …))`"
        fix = None
        if one.type.unit != other.type.unit and None not in (one.type.unit, other.type.unit):
            units = [described(known.type.only(t.NUMBER)) for known in (one, other)]
            self.put(
                "never-equal", node.form, message, f"one is {units[0]}, the other {units[1]}", known=_blamed(one, other)
            )
            return
        for arg, beside in ((args[0], other), (args[1], one)):
            form = written(node.form, arg.form)
            if isinstance(arg, n.Const) and beside.type.kinds & ~t.NIL == t.DECIMAL and arg.value.__class__ is int:
                help = f"write `{arg.value}M`, or `==`, which compares numbers by value"
                fix = Fix(f"write `{arg.value}M`", (Edit(form.span, f"{arg.value}M"),))
            elif isinstance(arg, n.Const) and beside.type.kinds & ~t.NIL == t.LONG and _is_whole(arg.value):
                help = f"write `{int(arg.value)}`, or `==`, which compares numbers by value"
                fix = Fix(f"write `{int(arg.value)}`", (Edit(form.span, str(int(arg.value))),))
        head = node.form.items[0] if isinstance(node.form, Coll) and node.form.items else None
        if fix is None and name == "=" and head is not None and head.source.slice(head.span) == "=":
            fix = Fix("write `==`", (Edit(head.span, "=="),))
        self.put("never-equal", node.form, message, help, known=_blamed(one, other), fix=fix)

    def _unknown_word(self, node: n.Call, arg: n.Node, known: Known, beside: n.Node, held: Known) -> bool:
        """Report a text that is not among the words of what it is compared with."""
        words = self.knowledge.words(held.type.member)
        member = held.type.member
        if words is None or member is None or not known.type.written or known.type.kinds != t.TEXT:
            return False
        self.word(written(node.form, arg.form), known, member, words, self.named(beside, held))
        return True

    def word(self, form: Form, known: Known, member: Member, words: tuple[str, ...], owner: str) -> None:
        """Report a text that is not among the words of a place."""
        word = next(iter(known.type.constants or ()), ("text", ""))[1]
        near = suggest(word, words)
        fix = Fix(f'write "{near[0]}"', (Edit(form.span, f'"{near[0]}"'),)) if near and isinstance(form, Atom) else None
        shown = f'`"{word}"`'
        message = f"{shown} is not {kind_of_words(member)}, so {owner} never is"
        self.put("unknown-word", form, message, word_help(word, words, member), known=known, fix=fix)

    def membership(self, node: n.Call, at: n.Node, items: Type, arg: n.Node, known: Known) -> None:
        """A value that is looked for in a set."""
        held = items.items
        if held is None or not held.is_known or held.is_never:
            return
        if known.type.written and known.type.kinds == t.TEXT and not isinstance(at, n.SetNode):
            words = self.knowledge.words(held.member)
            if words is not None and held.member is not None and not can_equal(held, known.type):
                owner = f"an item of {self.text(at.form, None)}"
                self.word(written(node.form, arg.form), known, held.member, words, owner)
        if _is_open(known.type):
            return
        member = known.type.member
        words = self.knowledge.words(member)
        if isinstance(at, n.SetNode) and len(at.items) <= _MOST_ITEMS:
            for item in at.items:
                if isinstance(item, n.Const) and item.value is not None:
                    self._member(node, item, arg, known, words)
            return
        if not can_equal(held, known.type):
            named = self.named(arg, known)
            self.put(
                "never-equal",
                written(node.form, arg.form),
                f"nothing in {self.text(at.form, None)} can be equal to {named}, which is {described(known.type)}",
                known=known,
            )

    def _member(self, node: n.Call, item: n.Const, arg: n.Node, known: Known, words: tuple[str, ...] | None) -> None:
        wanted = type_of(item.value)
        if can_equal(wanted, known.type):
            return
        if words is not None and known.type.member is not None and wanted.kinds == t.TEXT:
            there = Known(wanted, None, {}, {}, {})
            self.word(item.form, there, known.type.member, words, self.named(arg, known))
            return
        kinds = (described(wanted), described(t.without(known.type, t.NIL)))
        if differ_by_number_kind(wanted, known.type):
            kinds = (_number_words(wanted), _number_words(known.type))
        text = self.text(item.form, None)
        self.put(
            "never-equal",
            item.form,
            f"{text} is {kinds[0]}, and {self.named(arg, known)} is {kinds[1]}: they are never equal",
            "in a set an amount is found only as an amount: write `30M`" if "amount" in kinds[1] else None,
            known=known,
        )

    def case(self, node: n.Case, asked: Known) -> None:
        """The constants of a `case`, each of which the value must be able to be."""
        if _is_open(asked.type):
            return
        member = asked.type.member
        words = self.knowledge.words(member)
        pairs = node.form.items[2] if isinstance(node.form, Coll) and len(node.form.items) > 2 else None
        if not isinstance(pairs, Coll):
            return
        for constant, _ in pairs.pairs():
            value = constant.value if isinstance(constant, Atom) else None
            if value is None or constant_of(value) is None:
                continue
            wanted = type_of(value)
            if can_equal(wanted, asked.type):
                continue
            if words is not None and member is not None and wanted.kinds == t.TEXT:
                owner = self.text(node.value.form, asked.place)
                self.word(constant, Known(wanted, None, {}, {}, {}), member, words, owner)
                continue
            text = self.text(constant, None)
            named = self.named(node.value, asked)
            kinds = (described(wanted), described(t.without(asked.type, t.NIL)))
            if differ_by_number_kind(wanted, asked.type):
                kinds = (_number_words(wanted), _number_words(asked.type))
            self.put("never-equal", constant, f"{text} is {kinds[0]}, and {named} is {kinds[1]}: they are never equal")

    def positions(self, node: n.Call, held: Known, key: Known) -> None:
        """`contains?` of a vector, which looks for positions and not for what is there."""
        text = self.named(node.args[0], held).strip("`")
        asked = self.named(node.args[1], key).strip("`")
        arg = written(node.form, node.args[0].form)
        fix = Fix("look in a set of its items", (Edit(arg.span, f"(set {arg.source.slice(arg.span)})"),))
        self.put(
            "never-equal",
            node.form,
            f"`contains?` looks for positions in a vector, so it never finds `{asked}` in `{text}`",
            f"write `(contains? (set {text}) {asked})`",
            known=key,
            fix=fix,
        )


def _blamed(one: Known, other: Known) -> Known:
    """Of two values the one that is wrong, as far as can be told: what is written in the rule, or came from outside."""
    return other if one.type.written or (other.form is not None and one.form is None) else one


def _is_open(type: Type) -> bool:
    """Whether nothing is to be said of what a value can be equal to: it is not known, or it is written in the rule."""
    return type.is_never or not type.is_known or type.written or type.kinds == t.NIL


def _number_words(type: Type) -> str:
    kinds = type.kinds & ~t.NIL
    if kinds & t.INTEGER == kinds:
        return "a whole number (Long)"
    if kinds == t.DECIMAL:
        return "an amount (BigDecimal)"
    if kinds == t.DOUBLE:
        return "a floating-point number (Double)"
    return described(type)


def _is_whole(value: Any) -> bool:
    return (
        isinstance(value, int | float | Decimal)
        and math.isfinite(value)
        and -(2**63) < value < 2**63
        and value % 1 == 0
    )


def _is_number(text: Any) -> bool:
    return isinstance(text, str) and text.lstrip("-").replace(".", "", 1).isdigit()
