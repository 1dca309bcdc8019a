"""What a pack's settings make of findings: severities, codes that are switched off, findings kept with a reason.

Takes findings with their own severities, gives those that are shown. A finding is kept out by `[[lint.allow]]` in
cljrules.toml or by metadata on the form it is about, `^{:lint/allow {:redundant-operand "why"}}`; either needs a
reason, and one that keeps nothing out is reported. What refuses a pack because it cannot be read or run stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cljrules.codes import CODES, finding
from cljrules.diagnostics import Diagnostic, Severity
from cljrules.packs.model import Allowance, Manifest, Pack
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.suggest import did_you_mean
from cljrules.values.symbols import from_units

#: Families of which a finding means that the pack cannot be read or run.
BINDING = frozenset({"syntax", "names", "shape", "file"})

#: The help of a suppression without a reason.
SAY_WHY = 'say why, such as `"the policy names both bounds"`'

_KEY = "lint/allow"


def settled(findings: Iterable[Diagnostic], pack: Pack, *, complete: bool = False) -> list[Diagnostic]:
    """The findings of a pack as its settings want them, in the order of its files.

    `complete` where the findings are all that there are to find: then a suppression without effect is reported.
    """
    reported: list[Diagnostic] = []
    allowances = allowances_of(pack, reported)
    used: set[int] = set()
    kept = []
    for found in findings:
        fitting = [number for number, allowance in enumerate(allowances) if _covers(allowance, found)]
        used.update(fitting)
        shown = None if fitting else by_settings(found, pack.manifest)
        if shown is not None:
            kept.append(shown)
    if complete:
        idle = (allowance for number, allowance in enumerate(allowances) if number not in used)
        reported += [_unused(allowance) for allowance in idle if CODES[allowance.code].by == "check"]
        kept += [shown for found in reported if (shown := by_settings(found, pack.manifest)) is not None]
    order = {source.path: number for number, source in enumerate(pack.sources)}
    return sorted(kept, key=lambda found: (order.get(found.source.path, -1), found.span))


def allowances_of(pack: Pack, reported: list[Diagnostic] | None = None) -> list[Allowance]:
    """Every finding that is kept with a reason; what is wrong with how it is written goes to `reported`."""
    return [*pack.manifest.allowances, *_written(pack, reported if reported is not None else [])]


def by_settings(found: Diagnostic, manifest: Manifest) -> Diagnostic | None:
    """A finding with the severity that the manifest gives its code; None where it is switched off."""
    if found.severity is Severity.ERROR and (found.family in BINDING or CODES[found.code].severity is Severity.ERROR):
        return found
    if found.code in manifest.disabled:
        return None
    severity = manifest.severities.get(found.code)
    if severity is None and CODES[found.code].severity is None:
        return None
    return found if severity in (None, found.severity) else replace(found, severity=severity)


def why_not_allowed(code: str) -> str | None:
    """Why findings of a code cannot be kept, None where they can."""
    if CODES[code].family in BINDING and CODES[code].severity is Severity.ERROR:
        return f"`{code}` cannot be kept: what it is about cannot be read or run"
    return None


def _covers(allowance: Allowance, found: Diagnostic) -> bool:
    if allowance.code != found.code or why_not_allowed(found.code) is not None:
        return False
    if allowance.within is None:
        return allowance.rule is None or allowance.rule == found.rule
    source, span = allowance.within
    return source.path == found.source.path and span.start <= found.span.start and found.span.end <= span.end


def _unused(allowance: Allowance) -> Diagnostic:
    what = f"in `{allowance.rule}`" if allowance.rule else "in this form" if allowance.within else "in this pack"
    return finding(
        "unused-suppression",
        allowance.place,
        f"there is no `{allowance.code}` {what} to be kept",
        "take it out: the reason for it is gone",
        rule=allowance.rule,
    )


def _written(pack: Pack, reported: list[Diagnostic]) -> Iterator[Allowance]:
    """The allowances in the metadata of forms; what is wrong with them goes to `reported`."""
    texts = {source.path for source in pack.sources if _KEY in source.text}
    pending: list[Form] = [form for form in reversed(pack.forms) if form.source.path in texts]
    while pending:
        form = pending.pop()
        if isinstance(form, Coll):
            pending += reversed(form.items)
        for key, value in form.meta.pairs() if form.meta is not None else ():
            if isinstance(key, Atom) and key.keyword is not None and key.keyword.text == _KEY:
                yield from _allowed(form, value, reported)


def _allowed(form: Form, value: Form, reported: list[Diagnostic]) -> Iterator[Allowance]:
    if not isinstance(value, Coll) or value.kind != "map":
        help = 'such as `{:redundant-operand "the policy names both"}`'
        reported.append(finding("bad-shape", value, "expected a map from codes to reasons", help))
        return
    for key, reason in value.pairs():
        code = key.keyword.text if isinstance(key, Atom) and key.keyword is not None else ""
        why = why_not_allowed(code) if code in CODES else None
        if code not in CODES:
            written = key.source.slice(key.span).lstrip(":")
            meant = did_you_mean(written, CODES, prefix=":")
            reported.append(finding("unknown-code", key, f"there is no code `{written}`", meant))
        elif why is not None:
            reported.append(finding("bad-value", key, why, "put right what it reports"))
        elif not isinstance(reason, Atom) or not isinstance(reason.value, str) or not reason.value.strip():
            reported.append(finding("missing-reason", reason, f"`{code}` is kept without a reason", SAY_WHY))
        else:
            place = (key.source, key.span)
            yield Allowance(code, None, from_units(reason.value), place, (form.source, form.span))
