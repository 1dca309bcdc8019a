"""Findings about what rules mean, beyond whether they can be read: `lint` a pack that was loaded."""

from __future__ import annotations

from collections.abc import Iterator

from cljrules.diagnostics import Diagnostic
from cljrules.packs.model import Manifest, Pack

__all__ = ["find", "lint"]


def lint(pack: Pack) -> list[Diagnostic]:
    """The findings in a pack, in the order of its files, with the severities that its manifest sets."""
    from cljrules.packs.settings import settled

    return settled(find(pack), pack)


def find(pack: Pack) -> list[Diagnostic]:
    """The findings in a pack as the rules give them, in no order and with their own severities; of rules that the
    manifest switches off, none.
    """
    from cljrules.lint.boundary import find_boundaries
    from cljrules.lint.flip import find_reversed
    from cljrules.lint.rules import modules
    from cljrules.lint.views import PackView
    from cljrules.stdlib.catalogue import load

    view = PackView(pack, load())
    reversed_ = list(find_reversed(view))
    found = [*reversed_, *find_boundaries(view, frozenset(known.rule for known in reversed_ if known.rule is not None))]
    for module in modules():
        if any(_is_on(code, pack.manifest) for code in module.CODES):
            found += _apart(module.find(view), reversed_)
    return found


def _is_on(code: str, manifest: Manifest) -> bool:
    from cljrules.codes import CODES

    return CODES[code].severity is not None or code in manifest.severities


def _apart(found: Iterator[Diagnostic], reversed_: list[Diagnostic]) -> Iterator[Diagnostic]:
    """Without findings that follow from a comparator which is reported as reversed: one mistake, one finding."""
    for one in found:
        if one.family != "meaning" or not any(_touches(one, other) for other in reversed_):
            yield one


def _touches(one: Diagnostic, other: Diagnostic) -> bool:
    at = other.span.start
    spans = [(one.source, one.span), *((label.source or one.source, label.span) for label in one.labels)]
    return any(source.path == other.source.path and span.start <= at < span.end for source, span in spans)
