"""Where findings about a pack are gathered, with what the checks need to know.

A `Desk` is made once per pack; `problem` records a finding. Checks never raise for what an author wrote: they report
and give `MISFIT`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic, Label, Severity
from cljrules.parser.forms import Form
from cljrules.source import Source, Span
from cljrules.stdlib.catalogue import Catalogue
from cljrules.suggest import did_you_mean

#: What a check gives for a form that does not fit; the finding has been recorded.
MISFIT: Final[Any] = object()


@dataclass
class Desk:
    """What is known while a pack is read: the catalogue, the pack's vocabulary and constants (`def` of a literal), and
    what was found. `texts` stand for those of the files at their paths, as an editor has them; `templates` are the
    pack's template files by name.
    """

    catalogue: Catalogue
    vocabulary: Mapping[str, Any] = field(default_factory=dict)
    constants: Mapping[str, Form] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)
    rule: str | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, Source] = field(default_factory=dict)

    def problem(
        self,
        code: str,
        place: Form | tuple[Source, Span],
        message: str,
        help: str | None = None,
        *,
        said: str | None = None,
        severity: Severity | None = None,
        labels: tuple[Label, ...] = (),
        evidence: tuple[str, ...] = (),
    ) -> Any:
        """Record a finding at a form or span and give MISFIT. `said` is written beside the carets."""
        source, span = place if isinstance(place, tuple) else (place.source, place.span)
        if said:
            labels = (Label(span, said), *labels)
        self.findings.append(
            finding(
                code,
                (source, span),
                message,
                help,
                severity=severity,
                rule=self.rule,
                labels=labels,
                evidence=evidence,
            )
        )
        return MISFIT

    def unknown(
        self,
        code: str,
        place: Form | tuple[Source, Span],
        message: str,
        name: str,
        known: Iterable[str],
        prefix: str = "",
    ) -> Any:
        """Record that a name is not one of the known ones, with the nearest of them, or all where they are few."""
        names = list(known)
        return self.problem(code, place, message, did_you_mean(name, names, prefix=prefix) or listed(names, prefix))


def listed(names: Iterable[str], prefix: str = "") -> str | None:
    """`one of a, b or c` for at most a dozen names, else None."""
    quoted = [f"`{prefix}{name}`" for name in names]
    if not quoted or len(quoted) > 12:
        return None
    return "it takes " + (quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}")
