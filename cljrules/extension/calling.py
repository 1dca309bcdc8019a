"""Declared functions as functions of the language: arguments are checked before the call, the result after it.

Takes a declaration and the namespace it is used under, gives a `Builtin`. The checks of what is usual are written out
as one Python function per declaration, so that a call that fits costs little more than the function itself; `fitting`
is asked about everything else. No text of an extension becomes Python text here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from traceback import walk_tb
from typing import Any, Final, NoReturn

from cljrules.extension.declaring import Declaration, Parameter
from cljrules.extension.fitting import AMOUNTS, KIND, NIL, NUMBERS, Misfit, accept, give, is_day_of_ten, shown
from cljrules.extension.types import Type
from cljrules.values.clock import BUSINESS_DATE
from cljrules.values.errors import (
    ClojureError,
    LimitExceeded,
    class_cast,
    error,
    illegal_argument,
    null_pointer,
)
from cljrules.values.functions import Builtin
from cljrules.values.kinds import class_name
from cljrules.values.limits import EXTENSION, spend
from cljrules.values.number_types import LONG_MAX, LONG_MIN
from cljrules.values.symbols import to_units

#: What passes through a call as it is; everything else that an extension raises is an error of the extension.
_PASSING: Final = (ClojureError, LimitExceeded, RecursionError, MemoryError, KeyboardInterrupt, GeneratorExit)

_LEFT_OUT: Final = object()

_GIVE_HELP: Final = {
    "boolean": "return True or False",
    "integer": "return an int",
    "date": 'return text such as "2026-11-22"; a datetime.date has `.isoformat()`',
    "datetime": "return text with an offset; a datetime.datetime has `.isoformat()`",
    "map": "make maps of the language with `cljrules.extension.value({…})`",
    "list": "make vectors of the language with `cljrules.extension.value([…])`",
    **dict.fromkeys(AMOUNTS, 'return a Decimal, such as Decimal("1.50")'),
}


def builtin(ns: str, declaration: Declaration) -> Builtin:
    """The declared function as a function of a namespace."""
    call = _Call(ns, declaration)
    made = Builtin(ns, declaration.name, call.function(), declaration=declaration)
    made.fn.__doc__ = declaration.doc
    return made


class _Call:
    """Writes the checked function of one declaration."""

    def __init__(self, ns: str, declaration: Declaration) -> None:
        self._named = f"{ns}/{declaration.name}"
        self._declaration = declaration
        self._scope: dict[str, Any] = {
            "__builtins__": {},
            "BaseException": BaseException,
            "Decimal": Decimal,
            "int": int,
            "str": str,
            "fn": declaration.fn,
            "failed": self._failed,
            "is_day": is_day_of_ten,
            "len": len,
            "left_out": _LEFT_OUT,
            "numbers": NUMBERS,
            "today": self._today,
        }

    def function(self) -> Callable[..., Any]:
        """The function: what it takes is checked, then the extension's is called, then what it gives is checked."""
        parameters = self._declaration.parameters
        heads: list[str] = []
        args = ["today()"] if self._declaration.dated else []
        lines: list[str] = []
        for number, parameter in enumerate(parameters):
            name = f"a{number}"
            self._scope[f"accept{number}"] = self._accepting(parameter)
            misfits = f"not ({self._fits(parameter.type, name, number, result=False)})"
            if parameter.rest:
                heads.append(f"*{name}")
                args.append(f"*[accept{number}(a) for a in {name}]")
            elif parameter.optional:
                self._scope[f"default{number}"] = parameter.default
                heads.append(f"{name}=left_out")
                args.append(name)
                lines.append(f"if {name} is left_out: {name} = default{number}")
                lines.append(f"elif {misfits}: {name} = accept{number}({name})")
            else:
                heads.append(name)
                args.append(name)
                lines.append(f"if {misfits}: {name} = accept{number}({name})")
        self._scope["giving"] = self._giving
        self._scope["spend"] = spend
        lines += [
            f"spend({EXTENSION})",
            "try:",
            f"    result = fn({', '.join(args)})",
            "except BaseException as problem:",
            "    raise failed(problem) from None",
            f"if {self._fits(self._declaration.gives, 'result', len(parameters), result=True)}: return result",
            "return giving(result)",
        ]
        text = "\n".join([f"def call({', '.join(heads)}):", *(f"    {line}" for line in lines)])
        exec(compile(text, "<extension>", "exec"), self._scope)
        made: Callable[..., Any] = self._scope["call"]
        return made

    def _fits(self, type: Type, name: str, number: int, *, result: bool) -> str:
        """A Python condition that holds only where a value is of the type and needs no conversion; cheap, and false
        where finding out is not. A `result` may be any Python object, an argument is a value of the language.
        """
        bounds = ""
        for key, sign in (("min", ">="), ("max", "<=")):
            bound = getattr(type, key)
            if bound is not None:
                self._scope[f"{key}{number}"] = bound
                bounds += f" and {name} {sign} {key}{number}"
        match type.word:
            case "boolean":
                made = f"{name} is True or {name} is False"
            case "integer":
                made = f"{name}.__class__ is int{f' and {LONG_MIN} <= {name} <= {LONG_MAX}' if result else ''}{bounds}"
            case word if word in AMOUNTS:
                made = f"{name}.__class__ is Decimal{f' and {name}.is_finite() and {name}' if result else ''}{bounds}"
            case "number" if not result:
                made = f"{name}.__class__ in numbers{bounds}"
            case "date":
                made = f"{name}.__class__ is str and len({name}) == 10 and is_day({name})"
            case "text" | "enum" if type.one_of:
                self._scope[f"words{number}"] = frozenset(one for one in type.one_of if to_units(one) == one)
                made = f"{name}.__class__ is str and {name} in words{number}"
            case "text":
                made = f"{name}.__class__ is str and {name}.isascii()"
            case _:
                return f"{name} is None" if type.nilable else "False"
        return f"{name} is None or {made}" if type.nilable else made

    def _accepting(self, parameter: Parameter) -> Callable[[Any], Any]:
        named = self._named

        def check(value: Any) -> Any:
            try:
                return accept(parameter.type, value)
            except Misfit as misfit:
                raise refused(named, parameter.name, misfit) from None

        return check

    def _giving(self, value: Any) -> Any:
        try:
            return give(self._declaration.gives, value)
        except Misfit as misfit:
            raise self._wrong_result(misfit) from None

    def _wrong_result(self, misfit: Misfit) -> ClojureError:
        held = misfit.value
        gave = "nil" if held is None else _python_name(held)
        note = f" ({misfit.note})" if misfit.note else ""
        made = error(
            "IllegalStateException",
            to_units(
                f"`{self._named}` ({self._place(self._declaration.line)}) is declared to give "
                f"{self._declaration.gives} but {misfit.inside}its result is {gave}{note}"
            ),
        )
        made.help = _GIVE_HELP.get(misfit.type.word, "correct the extension, or what it declares")
        return made

    def _failed(self, problem: BaseException) -> BaseException:
        if isinstance(problem, _PASSING):
            return problem
        path = self._declaration.path
        lines = [line for frame, line in walk_tb(problem.__traceback__) if frame.f_code.co_filename == path]
        words = " ".join(str(problem).split())[:200]
        made = error(
            "RuntimeException",
            to_units(
                f"`{self._named}` failed at {self._place(lines[-1] if lines else self._declaration.line)}: "
                f"{type(problem).__name__}{f': {words}' if words else ''}"
            ),
        )
        made.help = "correct the extension; what it refuses on purpose it says with `refusal`"
        return made

    def _place(self, line: int) -> str:
        return f"{self._declaration.path}:{line}"

    def _today(self) -> date:
        day = BUSINESS_DATE.get()
        if day is None:
            self._no_date()
        return day

    def _no_date(self) -> NoReturn:
        made = error("IllegalStateException", f"`{self._named}`: the evaluation has no business date")
        made.help = "give the date to evaluate for, as with `--as-of 2026-11-22`"
        raise made


def refused(named: str, parameter: str, misfit: Misfit) -> ClojureError:
    """The error of an argument that does not fit: NullPointerException for nil, ClassCastException for another kind of
    value, IllegalArgumentException for a value of the right kind that is none of the declared ones.
    """
    place = f"{misfit.inside}`{parameter}`"
    if misfit.why == NIL:
        return null_pointer(f"`{named}` was given nil for {place} where {misfit.type.noun} is needed")
    text = f"`{named}`: {shown(misfit.value)} is not {misfit.type.noun}, as {place} has to be"
    if misfit.why == KIND:
        made = class_cast(f"{text}: it is a {class_name(misfit.value)}")
    else:
        made = illegal_argument(f"{text}: {misfit.note}" if misfit.note else text)
    made.help = _take_help(misfit.type)
    return made


def _take_help(type: Type) -> str | None:
    if type.one_of:
        return f"it takes {type.words}"
    if type.word == "date":
        return 'write dates as "YYYY-MM-DD", as in "2026-11-22"'
    if type.word in AMOUNTS:
        return "write amounts with `M` at the end, as in `9.99M`"
    return None


def _python_name(value: Any) -> str:
    """An object of Python, as a message for the author of an extension names it."""
    name = type(value).__name__
    if isinstance(value, float | str | Decimal) or (isinstance(value, int) and value.bit_length() < 200):
        return f"the {name} `{' '.join(repr(value).split())[:60]}`"
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"
