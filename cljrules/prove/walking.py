"""Walking formulas and numbers: what is in them, and what they are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cljrules.prove.formulas import Atom, Formula, Number, TextOf


def children(item: Formula | Atom | Number) -> Iterator[Formula | Atom]:
    """The formulas and atoms directly inside one."""
    if isinstance(item, Number):
        yield from (atom for atom, _ in item.parts)
        return
    for arg in item.args:
        if isinstance(arg, Formula):
            yield arg
        elif isinstance(arg, Number):
            yield from (atom for atom, _ in arg.parts)


def inside(items: Iterable[Formula | Number]) -> list[Formula | Atom]:
    """Everything in some formulas and numbers, each once, what is inside before what holds it."""
    order: list[Formula | Atom] = []
    done: set[int] = set()
    waiting: list[tuple[Formula | Atom, bool]] = []
    for start in items:
        waiting.extend((item, False) for item in (children(start) if isinstance(start, Number) else (start,)))
    while waiting:
        item, is_open = waiting.pop()
        if is_open:
            order.append(item)
        elif id(item) not in done:
            done.add(id(item))
            waiting.append((item, True))
            waiting.extend((child, False) for child in children(item))
    return order


def symbols(items: Iterable[Formula | Number]) -> frozenset[str]:
    """The names of the flags, numbers and texts that formulas and numbers are about."""
    found: set[str] = set()
    for item in inside(items):
        if item.op in ("flag", "symbol"):
            found.add(item.args[0])
        elif item.op in ("same-text", "text-in"):
            found.update(arg.name for arg in item.args if isinstance(arg, TextOf))
    return frozenset(found)
