"""What is said of arguments: of the wrong kind, nil, in the wrong unit, too many or too few."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any, Final

from cljrules.diagnostics import Edit, Fix, Label
from cljrules.interp import nodes as n
from cljrules.interp.world import CORE
from cljrules.parser.forms import Form
from cljrules.source import Span
from cljrules.suggest import did_you_mean
from cljrules.types import lattice as t
from cljrules.types.days import fault_of
from cljrules.types.equality import can_equal
from cljrules.types.facts import LOAN, Known
from cljrules.types.lattice import Type, described
from cljrules.types.placing import Placing, written
from cljrules.types.signatures import Parameter
from cljrules.values.functions import MANY, Builtin
from cljrules.values.symbols import Keyword

_COMPARISONS: Final = ("<", ">", "<=", ">=", "==")
#: Functions of the core whose arguments are of one unit.
_SAME_UNIT: Final = frozenset({*_COMPARISONS, "=", "not=", "+", "-", "+'", "-'", "max", "min", "compare"})
_EXTENSION_SAME_UNIT: Final = frozenset({("u", "between?")})
_NUMBER_TEXT: Final = re.compile(r"[+-]?\d+(\.\d+)?M?")
#: Units that a count stands beside.
_COUNTED: Final = frozenset({"count", "terms"})


class Arguments(Placing):
    """Reports about the arguments of calls."""

    _dated: n.Node | None = None

    def wrong_argument(
        self, node: n.Call, function: Builtin, parameter: Parameter, place: int, args: tuple[Known, ...]
    ) -> None:
        """An argument of a kind that the function does not take."""
        known = args[place]
        arg = node.args[place]
        form = written(node.form, arg.form)
        named = self.named(arg, known)
        name = name_of(function)
        if known.type.kinds == t.NIL:
            # of what is nil by way of a name or a key, that has been said, or the rule asks before
            message = f"`{name}` takes {_taken(parameter, len(args))}, not nil"
            if isinstance(arg, n.Const):
                self.put("wrong-argument", form, message, _NIL_HELP, known=known)
            elif known.place is not None and known.place[0] == LOAN:
                self.put("wrong-argument", form, f"{message}: here {named} is nil", _TURNED_HELP, known=known)
            return
        if known.type.unit == t.DATE and not parameter.type.kinds & t.TEXT and function.ns == CORE:
            self._date_argument(node, function, place, args)
            return
        what = described(known.type)
        message = f"`{name}` takes {_taken(parameter, len(args))}, and {named} is {what}"
        self.put(
            "wrong-argument",
            form,
            message,
            self._argument_help(arg, parameter, known),
            known=known,
            fix=_unquoted(form, arg, parameter),
        )

    def _argument_help(self, arg: n.Node, parameter: Parameter, known: Known) -> str | None:
        wanted, given = parameter.type, known.type
        if wanted.kinds & t.NUMBER:
            text = _constant_text(arg)
            if text is not None and _NUMBER_TEXT.fullmatch(text):
                return f"write the number without quotes: `{text}`"
            if given.kinds & ~t.NIL == t.TEXT and given.constants is None:
                return "a text of digits becomes a number with `(parse-long …)`"
            if given.kinds & t.COLLECTION and not given.kinds & ~(t.COLLECTION | t.NIL):
                return "`(count …)` gives how many there are"
        if wanted.unit == t.DATE:
            return 'a date is a text such as `"2026-11-22"`'
        if given.kinds & ~t.NIL == t.BOOLEAN and wanted.kinds & t.NUMBER:
            return "true and false are conditions by themselves: leave the comparison out"
        return None

    def _date_argument(self, node: n.Call, function: Builtin, place: int, args: tuple[Known, ...]) -> None:
        """A date where a number is wanted: dates are texts, and compared by functions of their own."""
        if node is self._dated:
            # both sides are dates: that is one mistake
            return
        self._dated = node
        known = args[place]
        are_dates = len(args) == 2 and all(held.type.kinds & t.TEXT for held in args)
        name = function.name
        arg = node.args[place]
        form = written(node.form, arg.form)
        named = self.named(arg, known)
        fix = None
        if name in _COMPARISONS and are_dates:
            help = f"write `({name} (u/date-compare a b) 0)`: the days from `b` to `a`, compared with 0"
            fix = self._date_fix(node, f"({name} (u/date-compare {{}} {{}}) 0)")
        elif name == "-" and len(args) == 2:
            help = "write `(u/date-compare a b)` for the days between, or `(u/add-days date -3)` for an earlier date"
            fix = self._date_fix(node, "(u/date-compare {} {})") if are_dates else None
        elif name in ("+", "inc", "dec"):
            help = "write `(u/add-days date 3)` for a later date"
        else:
            help = "`(u/days-between a b)` gives the days from one date to another"
        self.put(
            "date-as-number",
            form,
            f"`{name}` takes {'a number' if len(args) == 1 else 'numbers'}, and {named} is a date, which is a text",
            help,
            known=known,
            fix=fix,
        )

    def _date_fix(self, node: n.Call, shape: str) -> Fix | None:
        forms = [written(node.form, arg.form) for arg in node.args]
        source = node.form.source
        texts = [source.slice(form.span) for form in forms]
        if not source.slice(node.form.span).startswith("(") or forms[0].span.start >= forms[1].span.start:
            return None
        return Fix("compare the dates by days", (Edit(node.form.span, shape.format(*texts)),))

    def wrong_value(self, node: n.Call, function: Builtin, parameter: Parameter, place: int, known: Known) -> None:
        """An argument of the right kind that can have none of the values that the function takes."""
        arg = node.args[place]
        form = written(node.form, arg.form)
        named = self.named(arg, known)
        name = name_of(function)
        if self.invalid_day(form, arg, known):
            return
        if parameter.type.constants is None:
            what = "is no date" if known.type.unit != t.DATETIME else "is a point in time"
            self.put(
                "wrong-argument",
                form,
                f"`{name}` takes {_taken(parameter, 1)}, and {named} {what}",
                'a date is a text such as `"2026-11-22"`',
                known=known,
            )
            return
        allowed = sorted(str(value) for _, value in parameter.type.constants)
        given = next(iter(known.type.constants or ()), ("", ""))[1]
        mark = ":" if parameter.type.kinds & t.KEYWORD else ""
        help = did_you_mean(str(given), allowed, prefix=mark)
        if help is None:
            help = f"it takes {', '.join(f'`{mark}{word}`' for word in allowed)}"
        self.put("wrong-argument", form, f"`{name}` does not take {named} here", help, known=known)

    def invalid_day(self, form: Form, arg: n.Node, known: Known) -> bool:
        """Report a text that is written like a day and names none, where a date is wanted."""
        text = _constant_text(arg)
        fault = fault_of(text) if text is not None else None
        if fault is None:
            return False
        fix = None if fault.meant is None else Fix(fault.help, (Edit(form.span, f'"{fault.meant}"'),))
        self.put("invalid-day", form, fault.message, fault.help, known=known, fix=fix)
        return True

    def nil_argument(self, node: n.Node, arg: n.Node, known: Known, taker: str) -> None:
        """An argument that can be nil, for which the function then ends in an error."""
        form = written(node.form, arg.form)
        named = self.named(arg, known)
        text = named.strip("`") if named.startswith("`") else "…"
        self.put(
            "nil-argument",
            form,
            f"{named} can be nil, and {taker} then ends in an error",
            f"ask first: `(and (some? {text}) …)`",
            known=known,
            fix=self._guard(node, arg, text),
        )

    def _guard(self, node: n.Node, arg: n.Node, text: str) -> Fix | None:
        """A question before a comparison, where the comparison is a condition by itself."""
        source, span = node.form.source, node.form.span
        is_condition = isinstance(node, n.Call) and isinstance(node.function, n.VarRef)
        if not is_condition or text == "…" or not source.slice(span).startswith("("):
            return None
        assert isinstance(node, n.Call) and isinstance(node.function, n.VarRef)
        name = node.function.var.name
        if name not in _COMPARISONS and name not in (
            "zero?",
            "pos?",
            "neg?",
            "starts-with?",
            "ends-with?",
            "includes?",
        ):
            return None
        edits = (Edit(Span(span.start, span.start), f"(and (some? {text}) "), Edit(Span(span.end, span.end), ")"))
        return Fix("ask first whether there is a value", edits)

    def units(self, node: n.Call, function: Builtin, args: tuple[Known, ...]) -> None:
        """Numbers of different units that are compared, added or taken for one another."""
        name = function.name
        if function.declaration is not None:
            self._declared_units(node, function, args)
            if (function.ns, name) not in _EXTENSION_SAME_UNIT:
                return
        elif function.ns != CORE or name not in _SAME_UNIT:
            return
        if name == "compare" and any(known.type.unit == t.DATE for known in args):
            for arg, known in zip(node.args, args, strict=True):
                self.invalid_day(written(node.form, arg.form), arg, known)
        if name in ("=", "not=") and not all(can_equal(*pair) for pair in pairwise(known.type for known in args)):
            return
        first: tuple[int, str] | None = None
        for place, known in enumerate(args):
            unit = _unit_of(known.type)
            if unit is None:
                continue
            if first is None:
                first = (place, unit)
            elif _differ(first[1], unit):
                self._units_differ(node, function, first[0], place, args)
                return

    def _units_differ(self, node: n.Call, function: Builtin, one: int, other: int, args: tuple[Known, ...]) -> None:
        names = [self.named(node.args[place], args[place]) for place in (one, other)]
        kinds = [described(args[place].type.only(t.NUMBER)) for place in (one, other)]
        form = written(node.form, node.args[other].form)
        beside = written(node.form, node.args[one].form)
        self.put(
            "unit-mismatch",
            form,
            f"`{name_of(function)}` puts {kinds[0]} beside {kinds[1]}: {names[0]} and {names[1]}",
            "compare days with days, dollars with dollars; a plain number fits every unit",
            known=args[other],
            labels=(Label(beside.span, kinds[0]), Label(form.span, kinds[1])) if self._site is None else (),
        )

    def _declared_units(self, node: n.Call, function: Builtin, args: tuple[Known, ...]) -> None:
        parameters = function.declaration.parameters
        for place, known in enumerate(args):
            wanted = parameters[min(place, len(parameters) - 1)].type.unit if parameters else None
            unit = _unit_of(known.type)
            if wanted is None or unit is None or not _differ(wanted, unit):
                continue
            form = written(node.form, node.args[place].form)
            named = self.named(node.args[place], known)
            held = parameters[min(place, len(parameters) - 1)]
            self.put(
                "unit-mismatch",
                form,
                f"`{held.name}` of `{name_of(function)}` is in {wanted}, and {named} is {described(known.type)}",
                "give the value in the unit that the function takes",
                known=known,
            )

    def wrong_number(self, node: n.Call, function: Builtin, count: int) -> None:
        """A call of a function of the library or an extension with a number of arguments that it does not take."""
        self._wrong_count(node, name_of(function), _counts(function.low, function.high), count)

    def wrong_count(self, node: n.Call, function: n.FnNode, count: int) -> None:
        """A call of a function of the pack with a number of arguments that it does not take."""
        counts = sorted(function.fixed)
        wanted = " or ".join(map(str, counts))
        if function.variadic is not None:
            wanted = f"{min([*counts, function.variadic.count])} or more"
        name = function.name if function.name != "fn" else "a function"
        self._wrong_count(node, name, wanted, count)

    def wrong_key_call(self, node: n.Call, key: Keyword, count: int) -> None:
        """A keyword that is called with nothing, or with too much."""
        self._wrong_count(node, f":{key.text}", "1 or 2", count)

    def wrong_collection_call(self, node: n.Call, called: Type, count: int) -> None:
        """A collection that is called with a number of arguments that it does not take."""
        wanted = "1 or 2" if called.kinds & t.MAP else "1"
        self._wrong_count(node, described(called), wanted, count)

    def _wrong_count(self, node: n.Call, name: str, wanted: str, count: int) -> None:
        given = "none is given" if count == 0 else "1 is given" if count == 1 else f"{count} are given"
        noun = "argument" if wanted == "1" else "arguments"
        form = node.form.items[0] if getattr(node.form, "items", ()) else node.form  # type: ignore[union-attr]
        shown = name if name.startswith("a ") else f"`{name}`"
        self.put("wrong-argument-count", form, f"{shown} takes {wanted} {noun}, {given}")

    def not_a_function(self, node: n.Call, called: Type) -> None:
        """A call of something that cannot be called."""
        head = node.function
        form = written(node.form, head.form)
        text = self.text(head.form, None)
        help = "leave out the parentheses around it"
        if len(node.args) and isinstance(head, n.LoanRef | n.Const):
            help = f"put what is to be asked of it first, such as `(= {text.strip('`')} …)`"
        self.put("not-a-function", form, f"{text} is {described(called)} and cannot be called", help)


_TURNED_HELP: Final = "what is asked before lets only nil through; turn the question round"
_NIL_HELP: Final = "leave the comparison out, or give a value"


def name_of(function: Builtin) -> str:
    """The name of a function as rules write it."""
    return function.name if function.ns == CORE else f"{function.ns}/{function.name}"


def _taken(parameter: Parameter, count: int) -> str:
    """What a parameter of a call with so many arguments takes, in words."""
    wanted = parameter.type
    if wanted.kinds & ~t.NIL == t.EVERYTHING & ~t.NIL:
        return "a value"
    if wanted.unit == t.DATE:
        return "a date"
    if wanted.kinds & t.NUMBER == t.NUMBER and not wanted.kinds & ~(t.NUMBER | t.NIL | t.CHAR):
        return "numbers" if parameter.name is None and count > 1 else "a number"
    if wanted.kinds & t.COLLECTION == t.COLLECTION:
        return "a collection"
    if wanted.kinds & t.FUNCTION:
        return "a function"
    if wanted.kinds & ~t.NIL == t.OTHER:
        return 'a pattern such as `#"…"`'
    return described(wanted.only(~(t.NIL | t.OTHER)))


def _unit_of(type: Type) -> str | None:
    """The unit of a value that is a number, where it has one of its own."""
    if type.written or type.kinds & ~(t.NUMBER | t.NIL) or not type.kinds & t.NUMBER:
        return None
    return type.unit


def _differ(one: str, other: str) -> bool:
    return one != other and not {one, other} <= _COUNTED


def _counts(low: int, high: int) -> str:
    if high >= MANY:
        return f"{low} or more"
    return str(low) if low == high else f"{low} to {high}" if high - low > 1 else f"{low} or {high}"


def _constant_text(arg: n.Node) -> str | None:
    return arg.value if isinstance(arg, n.Const) and isinstance(arg.value, str) else None


def _unquoted(form: Any, arg: n.Node, parameter: Parameter) -> Fix | None:
    text = _constant_text(arg)
    if text is None or not parameter.type.kinds & t.NUMBER or not _NUMBER_TEXT.fullmatch(text):
        return None
    return Fix("write the number without quotes", (Edit(form.span, text),))
