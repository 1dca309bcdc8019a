"""The templates of notifications, looked at when a pack is read: those in the rules, and the pack's template files.

Takes what a notification names, gives findings. What a template may say is `cljrules.templating`'s to know, which is
imported only where a pack has templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from cljrules.diagnostics import Diagnostic
from cljrules.packs.desk import Desk
from cljrules.parser.forms import Form
from cljrules.parser.reader import read
from cljrules.source import Source, Span

_INCLUDED: Final = re.compile(r"\{%[-+]?\s*(?:include|extends|import|from)\s+[\"']([^\"']+)[\"']")


def check_text(form: Form, desk: Desk) -> Iterator[Diagnostic]:
    """The findings about a template that stands in the rules."""
    from cljrules.templating.checking import check_template

    yield from check_template(form.source, form.span, desk.catalogue, desk.rule, desk.templates)


def check_file(name: str, desk: Desk) -> Iterator[Diagnostic]:
    """The findings about a template file that a notification names, and those that it includes; none where the pack
    does not bring it along.
    """
    for source in _reached([name], desk):
        from cljrules.templating.checking import check_template

        yield from check_template(source, Span(0, len(source.text)), desk.catalogue, desk.rule, desk.templates)


def _reached(names: Iterable[str], desk: Desk) -> Iterator[Source]:
    """The pack's template files of these names, and those that they include."""
    pending, known = list(names), set[str]()
    while pending:
        name = pending.pop(0)
        if name in desk.templates and name not in known:
            known.add(name)
            yield desk.templates[name]
            pending += [found[1] for found in _INCLUDED.finditer(desk.templates[name].text)]


def expressions(names: Iterable[str], desk: Desk) -> Iterator[Form]:
    """The expressions that template files, and those they include, give to `rule`; their places are in the files."""
    for source in _reached(names, desk):
        from cljrules.templating.checking import rules_in

        for text, span in rules_in(source):
            blank = "".join("\n" if sign == "\n" else " " for sign in source.text[: span.start])
            forms, findings = read(Source(source.path, blank + text))
            if not findings and len(forms) == 1:
                yield forms[0]
