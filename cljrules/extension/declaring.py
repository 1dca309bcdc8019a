"""How an extension declares a function: one decorator where it is defined.

`function` checks the declaration against the Python function and leaves it on the function, which stays what it was:
the extension's own code calls it directly, unchecked.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FunctionType, ModuleType
from typing import Any, Final, TypeVar

from cljrules.extension.types import DeclarationError, Type
from cljrules.values.functions import MANY

F = TypeVar("F", bound=Callable[..., Any])

_MARK: Final = "__clj_declaration__"
_POSITIONAL: Final = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


class Parameter:
    """A parameter by its name in the language. `default` is what the extension's function gets where an optional one
    is left out; of a `rest` parameter there are any number.
    """

    __slots__ = ("default", "name", "optional", "rest", "type")

    def __init__(self, name: str, type: Type, *, optional: bool, rest: bool, default: Any = None) -> None:
        self.name = name
        self.type = type
        self.optional = optional
        self.rest = rest
        self.default = default


class Declaration:
    """What is declared of a function. `fn` is the extension's function, `path` and `line` where it is defined;
    `dated` when it gets the business date as its first argument; `columnar` its form on whole columns, or None.
    """

    __slots__ = ("columnar", "dated", "doc", "examples", "fn", "gives", "line", "name", "parameters", "path")

    def __init__(
        self,
        fn: Callable[..., Any],
        *,
        name: str,
        parameters: tuple[Parameter, ...],
        gives: Type,
        doc: str,
        examples: tuple[str, ...],
        dated: bool,
        columnar: Callable[..., Any] | None,
    ) -> None:
        self.fn = fn
        self.name = name
        self.parameters = parameters
        self.gives = gives
        self.doc = doc
        self.examples = examples
        self.dated = dated
        self.columnar = columnar
        code = inspect.unwrap(fn).__code__
        self.path: str = code.co_filename
        self.line: int = code.co_firstlineno

    @property
    def low(self) -> int:
        """The least number of arguments."""
        return sum(not (held.optional or held.rest) for held in self.parameters)

    @property
    def high(self) -> int:
        """The greatest number of arguments, MANY where there is none."""
        return MANY if any(held.rest for held in self.parameters) else len(self.parameters)

    def signature(self, ns: str) -> str:
        """A call with the names of the parameters, optional ones in brackets: `(u/round-money amount [mode])`."""
        shown = [
            f"& {held.name}" if held.rest else f"[{held.name}]" if held.optional else held.name
            for held in self.parameters
        ]
        return f"({' '.join((f'{ns}/{self.name}', *shown))})"


def function(
    *,
    takes: Mapping[str, Type],
    gives: Type,
    examples: Sequence[str],
    name: str | None = None,
    dated: bool = False,
    columnar: Callable[..., Any] | None = None,
) -> Callable[[F], F]:
    """Declare a function of an extension.

    `takes` names the parameters in order, each with its type; one is optional where the function has a default for it,
    and a `*rest` parameter's type is that of each argument. `gives` is the type of the result. `examples` are
    expressions of the language that are true. `name` is the name rules use, the function's own (with `-` for `_`) when
    left out. A `dated` function gets the business date (a `datetime.date`) before its declared parameters.

    Raises DeclarationError where this does not fit the function, or the function has no docstring.
    """

    def mark(fn: F) -> F:
        setattr(fn, _MARK, _declared(fn, takes, gives, examples, name, dated, columnar))
        return fn

    return mark


def _declared(
    fn: Callable[..., Any],
    takes: Mapping[str, Type],
    gives: Type,
    examples: Sequence[str],
    name: str | None,
    dated: bool,
    columnar: Callable[..., Any] | None,
) -> Declaration:
    if not isinstance(inspect.unwrap(fn), FunctionType):
        raise DeclarationError(f"`{fn!r}` is not a function")
    own = name or _written(fn.__name__)
    doc = inspect.getdoc(fn)
    if not doc:
        raise DeclarationError(f"`{own}` has no docstring; its first sentence says what it gives")
    if isinstance(examples, str) or not examples or not all(isinstance(example, str) for example in examples):
        raise DeclarationError(f"`{own}` needs `examples`, a list of expressions that are true")
    if not isinstance(gives, Type):
        raise DeclarationError(f"`gives` of `{own}` is not a type, such as Integer()")
    if columnar is not None and not callable(columnar):
        raise DeclarationError(f"`columnar` of `{own}` is not a function")
    parameters = tuple(_parameters(own, fn, takes, dated))
    return Declaration(
        fn,
        name=own,
        parameters=parameters,
        gives=gives,
        doc=doc,
        examples=tuple(examples),
        dated=dated,
        columnar=columnar,
    )


def _parameters(own: str, fn: Callable[..., Any], takes: Mapping[str, Type], dated: bool) -> Iterator[Parameter]:
    there = list(inspect.signature(fn).parameters.values())
    if dated and not there:
        raise DeclarationError(f"`{own}` is dated; its first parameter is the business date")
    there = there[1:] if dated else there
    if [_written(held.name) for held in there] != [_written(name) for name in takes]:
        has = ", ".join(_written(held.name) for held in there) or "none"
        raise DeclarationError(f"`takes` of `{own}` names {', '.join(takes) or 'none'}; its parameters are {has}")
    for held, (name, type) in zip(there, takes.items(), strict=True):
        if not isinstance(type, Type):
            raise DeclarationError(f"`{name}` of `{own}` is not declared with a type, such as Integer()")
        rest = held.kind is inspect.Parameter.VAR_POSITIONAL
        if not rest and held.kind not in _POSITIONAL:
            raise DeclarationError(f"`{name}` of `{own}` cannot be passed by position")
        optional = held.default is not inspect.Parameter.empty
        yield Parameter(_written(name), type, optional=optional, rest=rest, default=held.default if optional else None)


def _written(name: str) -> str:
    """A Python name as rules write it; Hy's names for what Python cannot spell included."""
    if name.startswith(("hyx_", "_hyx_")):
        import hy

        name = str(hy.unmangle(name))
    return name[:1] + name[1:].replace("_", "-")


def declaration_of(value: Any) -> Declaration | None:
    """What is declared of a Python function, None where nothing is."""
    found: Declaration | None = getattr(value, "__dict__", {}).get(_MARK)
    return found


def declared_in(module: ModuleType) -> Iterator[Declaration]:
    """The declarations of the functions that a module itself defines, in order."""
    for value in vars(module).values():
        found = declaration_of(value)
        if found is not None and found.fn.__module__ == module.__name__:
            yield found


def undeclared_in(module: ModuleType) -> Iterator[FunctionType]:
    """The functions that a module defines without declaring them, but for those whose names begin with `_`."""
    for value in vars(module).values():
        if (
            isinstance(value, FunctionType)
            and value.__module__ == module.__name__
            and not value.__name__.startswith(("_", "hyx__"))
            and declaration_of(value) is None
        ):
            yield value
