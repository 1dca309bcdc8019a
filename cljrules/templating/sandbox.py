"""Jinja2 with everything taken out that could hang, leak or change something.

Templates call no methods and reach no attributes but fields of maps, have the filters and tests named here, and pay for
every turn of a loop, every call and every text they put together. What is absent cannot be shown: it ends the rendering
with the name of what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

from jinja2 import StrictUndefined, Undefined, nodes, pass_context
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, markup_join, str_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace
from markupsafe import escape

from cljrules.templating.data import Fields
from cljrules.templating.filters import FILTERS
from cljrules.templating.purse import BITS, RANGE, SOURCE, TemplateFault, nested, pay

#: Functions that a template may call.
CALLABLE: Final = frozenset({"rule", "range", "namespace", "loop", "super", "caller"})
#: Filters beside those of `filters`.
OF_JINJA: Final = frozenset({"default", "d", "escape", "e"})
TESTS: Final = frozenset(
    {
        *("defined", "undefined", "none", "number", "string", "boolean", "integer", "true", "false", "even", "odd"),
        *("divisibleby", "sameas", "in", "sequence", "mapping", "iterable", "lower", "upper"),
        *("eq", "ne", "lt", "le", "gt", "ge", "==", "!=", "<", "<=", ">", ">="),
        *("equalto", "greaterthan", "lessthan"),
    }
)
_LOOP: Final = frozenset(
    {
        *("index", "index0", "revindex", "revindex0", "first", "last", "length"),
        *("previtem", "nextitem", "depth", "depth0", "cycle", "changed"),
    }
)
_SPEND: Final = "_spend"
_SHOWN: Final = "_shown"
_JOINED: Final = "_joined"
_INNER: Final = frozenset({_SPEND, _SHOWN, _JOINED})
_MATHS: Final[Mapping[str, Callable[[Any, Any], Any]]] = MappingProxyType(
    {
        "+": lambda left, right: left + right,
        "-": lambda left, right: left - right,
        "*": lambda left, right: left * right,
        "/": lambda left, right: left / right,
        "//": lambda left, right: left // right,
        "%": lambda left, right: left % right,
    }
)


def _range(*bounds: Any) -> range:
    """A range of whole numbers, of at most some thousands."""
    try:
        made = range(*bounds)
    except (TypeError, ValueError):
        raise TemplateFault("`range` needs whole numbers") from None
    if len(made) > RANGE:
        raise TemplateFault(f"`range` counts at most {RANGE:,}")
    return made


@pass_context
def _spend(context: Context, value: str, length: int) -> str:
    """Pay for going through a part of the template once."""
    pay(1, length)
    return value


@pass_context
def _shown(context: Context, value: Any, what: str) -> Any:
    """What stands for a value where it is shown."""
    text = _made_text(value, what)
    return quote(text, safe="") if getattr(context.environment, "quoted", False) else text


def _made_text(value: Any, what: str) -> Any:
    if value is None or isinstance(value, Undefined):
        raise TemplateFault(f"it shows {what}, which is absent")
    if value is True or value is False:
        return "yes" if value else "no"
    text = value if isinstance(value, str) or hasattr(value, "__html__") else str(value)
    pay(1, len(text))
    return text


@pass_context
def _joined(context: Context, parts: list[Any]) -> Any:
    """Texts put together with `~`."""
    found = [_made_text(part, "a part of a text") for part in parts]
    return markup_join(found) if any(hasattr(part, "__html__") for part in found) else str_join(found)


def _default(value: Any, instead: Any = "", also_empty: bool = False) -> Any:
    """`instead` where the value is absent, or with `true` as second argument where it is empty."""
    absent = value is None or isinstance(value, Undefined)
    return instead if absent or (also_empty and not value) else value


def _present(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def checked(value: Any, *arguments: Any, **named: Any) -> Any:
        if value is None or isinstance(value, Undefined):
            raise TemplateFault(f"`{name}` is given something that is absent")
        pay(1)
        return function(value, *arguments, **named)

    return checked


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment of one pack's templates; `html` escapes what is shown for pages, `quoted` for web addresses."""

    intercepted_binops = frozenset(["+", "-", "*", "/", "//", "%", "**"])

    def __init__(self, loader: Any, *, html: bool, quoted: bool = False) -> None:
        super().__init__(
            loader=loader,
            autoescape=html,
            undefined=StrictUndefined,
            optimized=False,
            cache_size=400,
            auto_reload=False,
            keep_trailing_newline=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.quoted = quoted
        self.globals = {"range": _range, "namespace": Namespace}
        known = {name: _present(name, function) for name, function in FILTERS.items()}
        self.filters = {
            **known,
            "default": _default,
            "d": _default,
            "escape": _present("escape", escape),
            "e": _present("escape", escape),
            _SPEND: _spend,
            _SHOWN: _shown,
            _JOINED: _joined,
        }
        self.tests = {name: test for name, test in self.tests.items() if name in TESTS}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if len(source) > SOURCE:
            raise TemplateFault(f"the template has more than {SOURCE:,} characters")
        tree = super()._parse(source, name, filename)
        for filter_ in tree.find_all(nodes.Filter):
            if filter_.name in _INNER:
                raise TemplateFault(f"there is no filter `{filter_.name}`")
        return paid(tree)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A field of a map, or what a loop tells of itself."""
        if isinstance(obj, Fields):
            return obj[attribute]
        if isinstance(obj, Namespace) and not attribute.startswith("_"):
            return getattr(obj, attribute)
        if isinstance(obj, LoopContext) and attribute in _LOOP:
            return getattr(obj, attribute)
        found = obj.__dict__.get(attribute) if type(obj).__name__ == "TemplateModule" else None
        if isinstance(found, Macro):
            return found
        if obj is None or isinstance(obj, Undefined):
            raise TemplateFault(f"it reads `{attribute}` of something that is absent")
        raise TemplateFault(f"`{attribute}` is no field")

    def getitem(self, obj: Any, argument: Any) -> Any:
        """An item of a list by its place, or a field of a map by its name."""
        if isinstance(obj, Fields):
            return obj[str(argument).replace("-", "_")]
        if isinstance(obj, (list, tuple, str, range)) and isinstance(argument, int):
            try:
                return obj[argument]
            except IndexError:
                return None
        return self.getattr(obj, str(argument))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Nothing has attributes."""
        return False

    def is_safe_callable(self, obj: Any) -> bool:
        """Macros, loops, blocks, and the few functions; nothing else may be called."""
        return (
            isinstance(obj, (Macro, LoopContext, BlockReference))
            or isinstance(getattr(obj, "__self__", None), LoopContext)
            or obj in (_range, Namespace)
            or getattr(obj, "callable_in_templates", False) is True
        )

    def call(__self, __context: Context, __obj: Any, *arguments: Any, **named: Any) -> Any:
        """Call what may be called."""
        pay(1)
        if not __self.is_safe_callable(__obj):
            raise TemplateFault("it calls something that is no function of templates")
        with nested():
            return __context.call(__obj, *arguments, **named)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic with bounds; text and lists are not multiplied, powers are not taken."""
        pay(1)
        if operator not in _MATHS:
            raise TemplateFault("templates take no powers")
        if operator == "+" and (
            (isinstance(left, str) and isinstance(right, str)) or (isinstance(left, list) and isinstance(right, list))
        ):
            pay(len(left) + len(right), len(left) + len(right))
            made: Any = left + right  # type: ignore[operator]
            return made
        try:
            found = _MATHS[operator](_figure(left), _figure(right))
        except (ArithmeticError, InvalidOperation):
            raise TemplateFault(f"`{operator}` has no answer for {left} and {right}"[:200]) from None
        if isinstance(found, int) and found.bit_length() > BITS:
            raise TemplateFault("a number grows too large")
        return found


def _figure(value: Any) -> Any:
    """A number that is exact."""
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return value
    what = "something that is absent" if value is None or isinstance(value, Undefined) else "something else"
    raise TemplateFault(f"arithmetic needs numbers, and is given {what}")


def paid(tree: nodes.Template) -> nodes.Template:
    """The template with everything that is shown guarded, and a price on every part that can be gone through again."""
    _guard(tree)
    holders: list[Any] = [
        tree,
        *tree.find_all((nodes.For, nodes.Macro, nodes.CallBlock, nodes.Block, nodes.FilterBlock)),
    ]
    for holder in holders:
        price = sum(len(text.data) for text in holder.find_all(nodes.TemplateData))
        if isinstance(holder, nodes.Template) and any(True for _ in holder.find_all(nodes.Extends)):
            continue
        holder.body = [_toll(price, holder.lineno), *holder.body]
    return tree


def _toll(price: int, line: int) -> nodes.Output:
    empty = nodes.Const("", lineno=line)
    return nodes.Output([_filtered(empty, _SPEND, nodes.Const(price, lineno=line))], lineno=line)


def _filtered(node: nodes.Expr, name: str, *arguments: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(node, name, list(arguments), [], None, None, lineno=node.lineno)


def _guard(node: nodes.Node) -> None:
    """Replace what is shown and what is joined, all through."""
    for field, value in list(node.iter_fields()):
        if isinstance(value, list):
            setattr(node, field, [_guarded(node, item) if isinstance(item, nodes.Node) else item for item in value])
        elif isinstance(value, nodes.Node):
            setattr(node, field, _guarded(node, value))


def _guarded(parent: nodes.Node, node: nodes.Node) -> nodes.Node:
    _guard(node)
    if isinstance(node, nodes.Concat):
        node = _filtered(nodes.List(node.nodes, lineno=node.lineno), _JOINED)
    if isinstance(parent, nodes.Output) and isinstance(node, nodes.Expr) and not isinstance(node, nodes.TemplateData):
        node = _filtered(node, _SHOWN, nodes.Const(described(node), lineno=node.lineno))
    return node


def described(node: nodes.Node) -> str:
    """What an expression is called in a message."""
    path = path_of(node)
    if path is not None:
        return f"`{'.'.join(path)}`"
    if isinstance(node, nodes.Filter) and node.node is not None:
        return described(node.node)
    return "something"


def path_of(node: nodes.Node | None) -> tuple[str, ...] | None:
    """The names of a variable and its fields, where an expression is just that."""
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr):
        above = path_of(node.node)
        return (*above, node.attr) if above is not None else None
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        above = path_of(node.node)
        return (*above, str(node.arg.value).replace("-", "_")) if above is not None else None
    return None
