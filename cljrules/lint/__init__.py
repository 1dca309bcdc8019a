"""Findings about what rules mean, beyond whether they can be read: `lint` a pack that was loaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cljrules.diagnostics import Diagnostic
from cljrules.packs.memory import Memory
from cljrules.packs.model import Manifest, Pack
from cljrules.source import Source, Span

__all__ = ["find", "find_in_form", "lint"]


def lint(pack: Pack) -> list[Diagnostic]:
    """The findings in a pack, in the order of its files, with the severities that its manifest sets."""
    from cljrules.packs.settings import settled

    return settled(find(pack), pack)


def find(pack: Pack, memory: Memory | None = None, in_forms: Iterable[Diagnostic] | None = None) -> list[Diagnostic]:
    """The findings in a pack as the rules give them, in no order and with their own severities; of rules that the
    manifest switches off, none. `memory` holds what was worked out about the same rules before, `in_forms` what
    `find_in_form` found in all forms.
    """
    from cljrules.lint.boundary import find_boundaries
    from cljrules.lint.flip import find_reversed
    from cljrules.lint.rules import modules
    from cljrules.lint.views import PackView
    from cljrules.stdlib.catalogue import load

    view = PackView(pack, load(), memory)
    reversed_ = list(find_reversed(view))
    found = [*reversed_, *find_boundaries(view, frozenset(known.rule for known in reversed_ if known.rule is not None))]
    if in_forms is not None:
        found += _apart(in_forms, reversed_, pack)
    for module in modules():
        is_known = in_forms is not None and getattr(module, "PER_FORM", False)
        if not is_known and any(_is_on(code, pack.manifest) for code in module.CODES):
            found += _apart(module.find(view), reversed_, pack)
    return found


def find_in_form(pack: Pack) -> list[Diagnostic]:
    """The findings about one form that depend on nothing but it and what it reaches: `pack` holds one rule,
    notification or scenario, or none of them and a definition, with the definitions that it uses. Findings about other
    forms are among them.
    """
    from cljrules.lint.rules import modules
    from cljrules.lint.views import PackView
    from cljrules.stdlib.catalogue import load

    view = PackView(pack, load())
    found: list[Diagnostic] = []
    for module in modules():
        if getattr(module, "PER_FORM", False) and any(_is_on(code, pack.manifest) for code in module.CODES):
            found += module.find(view)
    return found


def _is_on(code: str, manifest: Manifest) -> bool:
    from cljrules.codes import CODES

    return CODES[code].severity is not None or code in manifest.severities


def _apart(found: Iterable[Diagnostic], reversed_: list[Diagnostic], pack: Pack) -> Iterator[Diagnostic]:
    """Without findings that follow from a comparator which is reported as reversed: one mistake, one finding."""
    suspects = {known.rule for known in reversed_}
    names = {(rule.source.path, rule.name_span): rule.name for rule in pack.rules}
    for one in found:
        places = [(one.source, one.span), *((label.source or one.source, label.span) for label in one.labels)]
        owners = {names.get((source.path, span)) for source, span in places} - {None}
        if one.family != "meaning" or (
            not owners & suspects and not any(_within(other, places) for other in reversed_)
        ):
            yield one


def _within(one: Diagnostic, places: list[tuple[Source, Span]]) -> bool:
    at = one.span.start
    return any(source.path == one.source.path and span.start <= at < span.end for source, span in places)
