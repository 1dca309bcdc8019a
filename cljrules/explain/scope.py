"""The names that a form sees: local names, the pack's constants, the pack's functions.

Takes a pack's definitions. A name is looked through to the form it stands for; nothing is evaluated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cljrules.packs.model import Definition
from cljrules.parser.forms import Atom, Coll, Form

#: Names that stand for names more often than this are not looked through.
DEEPEST = 40


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A form with the names it sees."""

    form: Form
    scope: Scope


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """Names and what they stand for; `functions` are those of the pack."""

    held: Mapping[str, Seen]
    outer: Scope | None
    functions: Mapping[str, Coll]
    depth: int = 0

    def find(self, name: str) -> Seen | None:
        """What a name stands for, None for one that is not local and no constant of the pack."""
        at: Scope | None = self
        while at is not None:
            if name in at.held:
                return at.held[name]
            at = at.outer
        return None

    def resolved(self, form: Form) -> Seen:
        """A form, or what it stands for where it is a name."""
        at = Seen(form, self)
        for _ in range(DEEPEST):
            name = at.form.symbol if isinstance(at.form, Atom) else None
            found = at.scope.find(name.name) if name is not None and name.ns is None else None
            if found is None:
                return at
            at = found
        return Seen(form, self)

    def bound(self, bindings: Form) -> Scope | None:
        """The scope inside a `let` with these bindings, None where they are not plain names."""
        if not isinstance(bindings, Coll) or bindings.kind != "vector" or len(bindings.items) % 2:
            return None
        at = self
        for target, value in bindings.pairs():
            name = target.symbol if isinstance(target, Atom) else None
            if name is None:
                return None
            at = Scope({name.name: Seen(value, at)}, at, self.functions, at.depth + 1)
        return at

    def body_of(self, name: str, args: tuple[Form, ...]) -> Seen | None:
        """The body of a pack's function with its parameters bound; None where the function is not of the plain shape,
        or calls itself.
        """
        if self.depth > DEEPEST or self.find(name) is not None or name not in self.functions:
            return None
        parts = [part for part in self.functions[name].items[2:] if not _is_docstring(part)]
        if len(parts) != 2 or not isinstance(parts[0], Coll) or parts[0].kind != "vector":
            return None
        names = [item.symbol if isinstance(item, Atom) else None for item in parts[0].items]
        if len(names) != len(args) or any(name is None or name.name == "&" for name in names):
            return None
        held = {name.name: Seen(arg, self) for name, arg in zip(names, args, strict=True) if name is not None}
        top: Scope = self
        while top.outer is not None:
            top = top.outer
        return Seen(parts[1], Scope(held, top, self.functions, self.depth + 1))


def _is_docstring(form: Form) -> bool:
    return isinstance(form, Atom) and isinstance(form.value, str)


def scope_of(definitions: Iterable[Definition]) -> Scope:
    """The scope in which a pack's criteria stand."""
    functions: dict[str, Coll] = {}
    held: dict[str, Seen] = {}
    top = Scope(held, None, functions)
    for definition in definitions:
        head = definition.form.head
        if head is not None and head.name == "def":
            held[definition.name] = Seen(definition.form.items[-1], top)
        else:
            functions[definition.name] = definition.form
    return top
