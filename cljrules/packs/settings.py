"""What a pack's `[lint]` makes of findings.

Takes findings with their own severities, gives those that are shown. Errors that refuse the pack stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cljrules.codes import CODES
from cljrules.diagnostics import Diagnostic, Severity
from cljrules.packs.model import Manifest, Pack


def settled(findings: Iterable[Diagnostic], pack: Pack) -> list[Diagnostic]:
    """The findings of a pack as its settings want them, in the order of its files."""
    order = {source.path: number for number, source in enumerate(pack.sources)}
    kept = (by_settings(found, pack.manifest) for found in findings)
    return sorted(
        (found for found in kept if found is not None), key=lambda found: (order.get(found.source.path, -1), found.span)
    )


def by_settings(found: Diagnostic, manifest: Manifest) -> Diagnostic | None:
    """A finding with the severity that the manifest gives its code; None where it is switched off."""
    if found.severity is Severity.ERROR:
        return found
    if found.code in manifest.disabled:
        return None
    severity = manifest.severities.get(found.code)
    if severity is None and CODES[found.code].severity is None:
        return None
    return found if severity in (None, found.severity) else replace(found, severity=severity)
