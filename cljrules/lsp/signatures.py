"""Signature help: the call under the cursor, its parameters, and what each operand of a comparison is to the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lsprotocol import types as lsp

from cljrules.lsp import cards
from cljrules.lsp.expecting import cursor_at
from cljrules.lsp.names import DEFINITION, functions, meaning
from cljrules.lsp.outline import Shape
from cljrules.lsp.project import View
from cljrules.stdlib.catalogue import Action

_OPERANDS: Final[Mapping[str, str]] = {
    **{name: f"({name} a b): a {role} b" for name, role in cards.ROLES.items()},
    "-": "(- a b): a less b",
    "/": "(/ a b): a divided by b",
    "u/date-compare": "(u/date-compare a b): the days from b to a; positive when a is later",
    "u/days-between": "(u/days-between a b): the days from a to b",
    "compare": "(compare a b): negative when a comes before b, 0 when they are equal, positive after",
}


def signature_help(view: View, offset: int) -> lsp.SignatureHelp | None:
    """The signature of the innermost call around an offset."""
    cursor = cursor_at(view, offset)
    if cursor is None:
        return None
    for shape in reversed(cursor.path):
        if shape.kind == "list" and shape.head is not None and shape.forms[0].end < cursor.at:
            argument = sum(form.end < cursor.at for form in shape.forms) - 1
            found = _signature(view, shape, argument)
            if found is not None:
                return found
    return None


def _signature(view: View, shape: Shape, argument: int) -> lsp.SignatureHelp | None:
    name = shape.head or ""
    if name in _OPERANDS:
        return _operands(view, shape, argument)
    found = meaning(view, name)
    if found is None:
        return None
    if found.kind == "action":
        return _action(view, found.of, shape)
    if found.kind == DEFINITION:
        form = found.of.form
        vector = next((item for item in form.items[2:] if getattr(item, "kind", None) == "vector"), None)
        if vector is None or form.head is None or form.head.name == "def":
            return None
        names = [form.source.slice(item.span) for item in vector.items]
        return _named(f"({' '.join((name, *names))})", names, argument, None)
    entry = found.of
    if not entry.signature:
        return None
    names = entry.signature.strip("()").split()[1:]
    doc = entry.doc
    if entry.takes:
        doc += "".join(f"\n- `{one}`: {type}" for one, type in entry.takes.items())
    return _named(entry.signature, names, argument, doc)


def _operands(view: View, shape: Shape, argument: int) -> lsp.SignatureHelp:
    """A call whose operands have roles, in the words of the operands that are there."""
    name = shape.head or ""
    label = _OPERANDS[name]
    operands = shape.forms[1:]
    doc = functions(view)[name].doc
    if len(operands) >= 2 and name in cards.ROLES:
        first, second = (_shown(one) for one in operands[:2])
        doc = f"`{first}` {cards.ROLES[name]} `{second}`\n\n{doc}"
    start, end = label.index(" a b)") + 1, label.index("):")
    parameters = [lsp.ParameterInformation((start, start + 1)), lsp.ParameterInformation((end - 1, end))]
    return lsp.SignatureHelp([lsp.SignatureInformation(label, _markdown(doc), parameters)], 0, min(max(argument, 0), 1))


def _shown(shape: Shape) -> str:
    return shape.text if shape.kind not in ("list", "vector", "map", "set", "function") else "(…)"


def _action(view: View, action: Action, shape: Shape) -> lsp.SignatureHelp:
    options = [f":{option.name} {option.type}" for option in action.options.values()]
    label = f"({action.name} {{{', '.join(options)}}})" if options else f"({action.name})"
    given = next((form for form in shape.forms[1:] if form.kind == "map"), None)
    last = [form.text[1:] for form in given.forms if form.kind == "KEYWORD"] if given is not None else []
    at = next((n for n, option in enumerate(action.options) if last and option == last[-1]), None)
    parameters = [
        lsp.ParameterInformation(text, _markdown(option.doc))
        for text, option in zip(options, action.options.values(), strict=True)
    ]
    return lsp.SignatureHelp([lsp.SignatureInformation(label, _markdown(action.doc), parameters)], 0, at)


def _named(label: str, names: list[str], argument: int, doc: str | None) -> lsp.SignatureHelp:
    parameters, at = [], 1
    for name in names:
        start = label.index(name, at)
        parameters.append(lsp.ParameterInformation((_units(label, start), _units(label, start + len(name)))))
        at = start + len(name)
    active = min(max(argument, 0), max(0, len(names) - 1)) if names else None
    return lsp.SignatureHelp([lsp.SignatureInformation(label, _markdown(doc), parameters)], 0, active)


def _units(text: str, at: int) -> int:
    return len(text[:at].encode("utf-16-le")) // 2


def _markdown(text: str | None) -> lsp.MarkupContent | None:
    return lsp.MarkupContent(lsp.MarkupKind.Markdown, text) if text else None
