"""Findings about what rules mean, beyond whether they can be read: `lint` a pack that was loaded."""

from __future__ import annotations

from cljrules.diagnostics import Diagnostic, Severity
from cljrules.packs.model import Pack

__all__ = ["lint"]


def lint(pack: Pack) -> list[Diagnostic]:
    """The findings in a pack, in the order of its files, with the severities that its manifest sets."""
    from dataclasses import replace

    from cljrules.lint.boundary import find_boundaries
    from cljrules.lint.flip import find_reversed
    from cljrules.lint.views import PackView
    from cljrules.stdlib.catalogue import load

    view = PackView(pack, load())
    found = list(find_reversed(view))
    found += find_boundaries(view, frozenset(finding.rule for finding in found if finding.rule is not None))
    manifest = pack.manifest
    kept = [
        finding
        if finding.severity is Severity.ERROR
        else replace(finding, severity=manifest.severities.get(finding.code, finding.severity))
        for finding in found
        if finding.code not in manifest.disabled
    ]
    order = {source.path: number for number, source in enumerate(pack.sources)}
    return sorted(kept, key=lambda finding: (order.get(finding.source.path, -1), finding.span))
