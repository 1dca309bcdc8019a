"""Values as text: `pr`, `print` and `str`.

Takes any value and gives the text that Clojure 1.11 prints for it, in UTF-16 units (identity hashes, which tell
nothing, are 0). Values of kinds unknown here print themselves: `__clj_print__(write)` writes what `pr` shows,
`__clj_str__()` gives what `str` gives where that differs. Nesting costs no stack; endless sequences end with
LimitExceeded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple
from uuid import UUID

from cljrules.values.classes import JavaClass
from cljrules.values.collections import MapLike, SetLike, Vector
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.functions import Builtin
from cljrules.values.java_collections import Changeable
from cljrules.values.java_hash import hash_code
from cljrules.values.kinds import class_name
from cljrules.values.limits import NEST, PRINT, check_text, spend
from cljrules.values.number_text import number_literal, number_text
from cljrules.values.number_types import LEVELS
from cljrules.values.output import OUT, Writer
from cljrules.values.refs import Delay
from cljrules.values.seqs import LazySeq, Sequential
from cljrules.values.symbols import Char, Keyword, Symbol
from cljrules.values.tagged import TaggedLiteral

#: The longest text that is ever printed, in UTF-16 units; an evaluation may allow less.
MAX_TEXT: Final = 20_000_000

_CHAR_NAMES: Final = {
    "\n": "newline",
    "\t": "tab",
    " ": "space",
    "\b": "backspace",
    "\f": "formfeed",
    "\r": "return",
}
_ESCAPES: Final = str.maketrans(
    {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\", "\f": "\\f", "\b": "\\b"}
)


class Style(NamedTuple):
    """How to print: `readably` as for reading back; at most `length` elements of a collection and `level` nested ones.

    `namespace_maps` prints a map whose keys share a namespace as `#:ns{…}`; `meta` prints metadata before values.
    """

    readably: bool = True
    length: int | None = None
    level: int | None = None
    namespace_maps: bool = False
    meta: bool = False


_PLAIN: Final = Style()

#: The values of `*print-length*` and the like for the code that runs now.
STYLE: Final[ContextVar[Style]] = ContextVar("cljrules-print-style", default=_PLAIN)

#: What a collection consists of when printed: text as it is, or a value to print.
_Part = tuple[bool, Any]


def pr_str(value: Any, style: Style | None = None) -> str:
    """The text that `pr` prints for a value; raises LimitExceeded where it is too long."""
    return _rendered(value, style or STYLE.get())


def print_str(value: Any, style: Style | None = None) -> str:
    """The text that `print` prints for a value: strings and characters as they are."""
    held = style or STYLE.get()
    return _rendered(value, Style(False, held.length, held.level, held.namespace_maps, held.meta))


def str_of(value: Any) -> str:
    """What `str` gives for one value: the empty string for nil, text and numbers without marks, collections as `pr`
    prints them.
    """
    cls = value.__class__
    if cls is str:
        return value  # type: ignore[no-any-return]
    if value is None:
        return ""
    if cls is Char:
        return value.unit  # type: ignore[no-any-return]
    if cls in LEVELS:
        return number_text(value)
    if isinstance(value, JavaClass):
        return f"{'interface' if value.interface else 'class'} {value.name}"
    if isinstance(value, ClojureError):
        return error_text(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.strftime("%a %b %d %H:%M:%S UTC %Y")
    own = getattr(value, "__clj_str__", None)
    if own is not None:
        return own()  # type: ignore[no-any-return]
    if isinstance(value, LazySeq) or hasattr(value, "record_type"):
        return _hashed_text(value)
    if cls in _SCALARS or _is_collection(value) or hasattr(value, "__clj_print__"):
        return _render(value, STYLE.get(), [])
    return f"{_object_name(value)}@0"


def _hashed_text(value: Any) -> str:
    """Object.toString of a value that hashes by its content: its class and its hash code, as Clojure gives it for
    lazy sequences and records.
    """
    name = getattr(getattr(value, "record_type", None), "name", None) or class_name(value)
    for _ in value:
        pass  # errors of the program come before those of hashing
    try:
        return f"{name}@{hash_code(value) & 0xFFFFFFFF:x}"
    except ClojureError:
        return f"{name}@0"


def _object_name(value: Any) -> str:
    return f"{value.ns}${value.name}" if isinstance(value, Builtin) else class_name(value)


def error_text(problem: ClojureError) -> str:
    """Throwable.toString: the class and the message; the data too, for an ex-info."""
    if problem.data is not None:
        return f"{problem.cls.name}: {'null' if problem.message is None else problem.message} {pr_str(problem.data)}"
    return problem.cls.name if problem.message is None else f"{problem.cls.name}: {problem.message}"


def string_literal(text: str) -> str:
    """A string between quotes, escaped as Clojure prints it."""
    return f'"{text.translate(_ESCAPES)}"'


def char_literal(value: Char) -> str:
    """A character as Clojure prints it: `\\a`, `\\newline`."""
    return f"\\{_CHAR_NAMES.get(value.unit, value.unit)}"


def object_text(name: str, shown: str) -> str:
    """`#object[…]` for a value without a literal form, with its class and what it says of itself."""
    return f"#object[{name} 0x0 {string_literal(shown)}]"


def _rendered(value: Any, style: Style) -> str:
    """The text of a value; what is printed while its lazy parts are worked out stands between them."""
    if _scalar(value, style) is not None:
        return _render(value, style, [])
    pieces: list[str] = []
    token = OUT.set(Writer(pieces))
    try:
        return _render(value, style, pieces)
    finally:
        OUT.reset(token)


def _render(value: Any, style: Style, pieces: list[str]) -> str:
    length = 0
    pending: list[Iterator[_Part]] = [iter(((False, value),))]
    while pending:
        part = next(pending[-1], None)
        if part is None:
            pending.pop()
            continue
        is_text, item = part
        text = item if is_text else _scalar(item, style)
        if text is None:
            inside = _parts(item, style)
            if style.level is not None and len(pending) > style.level and _is_collection(item):
                text = f"#{record}#" if (record := getattr(item, "record_type", None)) is not None else "#"
            else:
                spend(NEST)
                pending.append(inside)
                continue
        pieces.append(text)
        length += len(text)
        spend(PRINT)
        if length > MAX_TEXT:
            raise LimitExceeded("size", f"a printed value would hold more than {MAX_TEXT:,} characters")
        check_text(length)
    return "".join(pieces)


def _scalar(value: Any, style: Style) -> str | None:
    """The text of a value without parts, None for one with parts."""
    write = _SCALARS.get(value.__class__)
    if write is not None:
        return write(value, style.readably)
    if isinstance(value, JavaClass):
        return value.name
    return None


def _is_collection(value: Any) -> bool:
    return isinstance(value, Sequential | MapLike | SetLike)


def _string(value: str, readably: bool) -> str:
    return string_literal(value) if readably else value


def _char(value: Char, readably: bool) -> str:
    return char_literal(value) if readably else value.unit


def _number(value: Any, _: bool) -> str:
    return number_literal(value)


def _instant(value: datetime, _: bool) -> str:
    return f'#inst "{value.strftime("%Y-%m-%dT%H:%M:%S")}.{value.microsecond // 1000:03d}-00:00"'


_SCALARS: Final[dict[type, Callable[[Any, bool], str]]] = {
    **dict.fromkeys(LEVELS, _number),
    type(None): lambda value, readably: "nil",
    bool: lambda value, readably: "true" if value else "false",
    str: _string,
    Char: _char,
    Keyword: lambda value, readably: f":{value.text}",
    Symbol: lambda value, readably: value.text,
    UUID: lambda value, readably: f'#uuid "{value}"',
    datetime: _instant,
    Decimal: _number,
    Fraction: _number,
}


def _parts(value: Any, style: Style) -> Iterator[_Part]:
    """The parts of a value that is more than one piece of text."""
    own = getattr(value, "__clj_print__", None)
    if own is not None:
        pieces: list[str] = []
        own(pieces.append)
        yield True, "".join(pieces)
    elif isinstance(value, Changeable):
        yield from _parts(value.plain(), style)
    elif isinstance(value, TaggedLiteral):
        yield True, "#"
        yield False, value.tag
        yield True, " "
        yield False, value.form
    elif isinstance(value, Vector):
        yield from _elements("[", value, "]", style)
    elif isinstance(value, Sequential):
        yield from _elements("(", value, ")", style)
    elif isinstance(value, MapLike):
        yield from _map_parts(value, style)
    elif isinstance(value, SetLike):
        yield from _elements("#{", value, "}", style)
    elif isinstance(value, ClojureError):
        yield from _error_parts(value)
    elif hasattr(value, "deref"):
        yield from _reference_parts(value)
    else:
        name = _object_name(value)
        yield True, object_text(name, f"{name}@0")


def _meta_parts(value: Any, style: Style) -> Iterator[_Part]:
    meta = getattr(value, "meta", None) if style.meta and not isinstance(value, LazySeq) else None
    if meta is not None and len(meta):
        yield True, "^"
        yield False, meta
        yield True, " "


def _elements(opening: str, value: Iterable[Any], closing: str, style: Style) -> Iterator[_Part]:
    yield from _meta_parts(value, style)
    yield True, opening
    elements = iter(value)
    # the next element is worked out before one is printed: what it prints itself stands before
    element = next(elements, _END)
    left = style.length
    while element is not _END:
        following = next(elements, _END)
        if left is not None:
            if left <= 0:
                yield True, "..."
                break
            left -= 1
        yield False, element
        if following is not _END:
            yield True, " "
        element = following
    yield True, closing


_END: Any = object()


def _map_parts(value: MapLike, style: Style) -> Iterator[_Part]:
    record_type = getattr(value, "record_type", None)
    space = None
    if record_type is not None:
        yield True, f"#{getattr(record_type, 'name', record_type)}"
    else:
        yield from _meta_parts(value, style)
        space = _shared_namespace(value) if style.namespace_maps else None
        if space is not None:
            yield True, f"#:{space}"
    yield True, "{"
    between = ""
    for count, (key, item) in enumerate(value.entries()):
        if count == style.length:
            yield True, f"{between}..."
            break
        yield True, between
        yield False, key if space is None else _without_namespace(key)
        yield True, " "
        yield False, item
        between = ", "
    yield True, "}"


def _shared_namespace(value: MapLike) -> str | None:
    """The namespace that all keys of a map share, None where they do not."""
    spaces = {key.ns if isinstance(key, Keyword | Symbol) else None for key, _ in value.entries()}
    return spaces.pop() if len(spaces) == 1 else None


def _without_namespace(key: Keyword | Symbol) -> Symbol:
    return Symbol(None, f":{key.name}" if isinstance(key, Keyword) else key.name)


def _reference_parts(value: Any) -> Iterator[_Part]:
    status, held = ":ready", None
    if isinstance(value, Delay) and not value.realized:
        status = ":pending"
    else:
        try:
            held = value.deref()
        except ClojureError as problem:
            status, held = ":failed", problem
    yield True, f"#object[{class_name(value)} 0x0 {{:status {status}, :val "
    yield False, held
    yield True, "}]"


def _error_parts(problem: ClojureError) -> Iterator[_Part]:
    """An error as Clojure prints it, without the JVM's stack."""
    root = problem.root
    yield True, "#error {"
    if root.message is not None:
        yield True, f"\n :cause {string_literal(root.message)}"
    if root.data is not None:
        yield True, "\n :data "
        yield False, root.data
    yield True, "\n :via\n ["
    at: ClojureError | None = problem
    between = ""
    while at is not None:
        yield True, f"{between}{{:type {at.cls.name}"
        if at.message is not None:
            yield True, f"\n   :message {string_literal(at.message)}"
        if at.data is not None:
            yield True, "\n   :data "
            yield False, at.data
        yield True, "}"
        at, between = at.cause, "\n  "
    yield True, "]\n :trace\n []}"
