"""A pack from its files.

Takes a path, gives the pack and everything found in it. Never raises for what an author wrote or a file system holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cljrules.diagnostics import Diagnostic, Label, Severity
from cljrules.packs.criteria import CriteriaChecker
from cljrules.packs.definitions import constants_of, read_definition
from cljrules.packs.desk import Desk
from cljrules.packs.extensions import load_extensions
from cljrules.packs.files import PackFiles, content_hash, read_pack_files
from cljrules.packs.foreign import pasted_fence, several_expressions
from cljrules.packs.head import Head, read_head
from cljrules.packs.model import Definition, Extension, LoadedPack, Notification, Pack, Rule, Scenario
from cljrules.packs.notifications import read_notification
from cljrules.packs.rules import read_rule
from cljrules.packs.scenarios import read_scenario
from cljrules.packs.settings import by_settings
from cljrules.packs.shapes import shown
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.parser.reader import read
from cljrules.source import Source, Span
from cljrules.stdlib.catalogue import load as load_catalogue
from cljrules.stdlib.catalogue.data import NOTHING
from cljrules.suggest import did_you_mean

_DEFINITIONS = ("def", "defn")
_READERS: Mapping[str, Callable[[Head, Desk], Any]] = {
    "defrule": read_rule,
    "defnotification": read_notification,
    "defpromise-scenario": read_scenario,
}
_TOP_FORMS = (*_READERS, *_DEFINITIONS, "comment")


def load(path: Path, *, run_extensions: bool = True, texts: Mapping[str, str] = NOTHING) -> LoadedPack:
    """The pack at a path: a folder with a cljrules.toml, or a single file.

    Criteria are analyzed and examples evaluated. The pack's extensions are executed, with all the rights of this
    program; without `run_extensions` they are not, and whatever uses them is checked by its shape only. `texts` stand
    for those of the files at their paths, written as `path` leads to them.
    """
    desk = Desk(load_catalogue(), texts=texts)
    files = read_pack_files(path, desk)
    if files is None:
        return LoadedPack(None, desk.findings)
    folder = path if path.is_dir() else path.parent
    extensions = load_extensions(files.extensions, folder, desk, run=run_extensions)
    pack = _Loader(desk, files, folder, extensions).pack()
    return LoadedPack(pack, _in_order(desk.findings, files))


@dataclass
class _Found:
    """What the files hold, in order, with where each name was first given."""

    rules: list[Rule] = field(default_factory=list)
    notifications: list[Notification] = field(default_factory=list)
    scenarios: list[Scenario] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    names: dict[tuple[str, str], tuple[Source, Span]] = field(default_factory=dict)


class _Loader:
    def __init__(self, desk: Desk, files: PackFiles, folder: Path, extensions: tuple[Extension, ...]) -> None:
        self._desk = desk
        self._files = files
        self._folder = folder
        self._extensions = extensions
        self._found = _Found()

    def pack(self) -> Pack:
        forms = [form for source in self._files.sources for form in self._forms(source)]
        for form in forms:
            if isinstance(form, Coll) and form.head is not None and form.head.text in _DEFINITIONS:
                self._define(form)
        self._desk.constants = constants_of(self._found.definitions)
        for form in forms:
            self._top_form(form)
        self._check_criteria()
        found, manifest = self._found, self._files.manifest
        return Pack(
            manifest=manifest,
            rules=tuple(found.rules),
            notifications=tuple(found.notifications),
            scenarios=tuple(found.scenarios),
            definitions=tuple(found.definitions),
            sources=self._files.sources,
            content_hash=content_hash(self._texts(), self._folder),
            forms=tuple(forms),
            extensions=self._extensions,
        )

    def _texts(self) -> Iterable[Source]:
        extra = (extension.source for extension in self._extensions)
        texts = (self._files.manifest.source, *self._files.sources, *extra)
        return (text for text in texts if text is not None)

    def _forms(self, source: Source) -> Iterable[Form]:
        fence = pasted_fence(source)
        if fence is not None:
            self._desk.findings.append(fence)
            return ()
        forms, findings = read(source)
        if self._files.bare and len(forms) == 1 and not findings and not _is_pack_form(forms[0]):
            self._found.rules.append(_anonymous(self._files.manifest.name, forms[0]))
            return ()
        if self._files.bare and not any(_is_pack_form(form) for form in forms):
            if findings:
                self._desk.findings.append(findings[0])
                return ()
            if len(forms) > 1:
                self._desk.findings.append(several_expressions(forms))
                return ()
        self._desk.findings += findings
        if not forms and not findings:
            severity = None if self._files.bare else Severity.INFO
            help = (
                "write a criteria expression or a `defrule`"
                if self._files.bare
                else "take it off the list, or write rules in it"
            )
            self._desk.problem("empty-file", (source, Span(0, 0)), "the file holds no forms", help, severity=severity)
        return forms

    def _define(self, form: Coll) -> None:
        definition = read_definition(form, self._desk)
        if definition is not None and self._is_new("definition", definition.name, form.source, definition.name_span):
            self._found.definitions.append(definition)

    def _top_form(self, form: Form) -> None:
        name = form.head.text if isinstance(form, Coll) and form.head is not None else None
        if name is not None and name in _READERS and isinstance(form, Coll):
            self._named_form(name, form)
        elif name is None or name not in _TOP_FORMS:
            self._unknown_form(form, name)

    def _named_form(self, kind: str, form: Coll) -> None:
        head = read_head(form, self._desk)
        if head is not None:
            self._keep(kind, form, head)
        self._desk.rule = None

    def _keep(self, kind: str, form: Coll, head: Head) -> None:
        made = _READERS[kind](head, self._desk)
        if self._is_new(kind, head.name, form.source, head.name_span) and made is not None:
            kept: dict[str, list[Any]] = {
                "defrule": self._found.rules,
                "defnotification": self._found.notifications,
                "defpromise-scenario": self._found.scenarios,
            }
            kept[kind].append(made)

    def _unknown_form(self, form: Form, name: str | None) -> None:
        known = ", ".join(f"`{item}`" for item in _TOP_FORMS[:-1])
        if name is None or not isinstance(form, Coll):
            help = f"a file of rules holds {known} and `comment` forms"
            self._desk.problem("unknown-form", form, f"{shown(form)} cannot stand at the top of a file of rules", help)
        elif name in ("ns", "require", "in-ns", "use", "import"):
            help = (
                "leave it out: names are shared by all files of the pack, and the library's full names work as they are"
            )
            self._desk.problem("unknown-form", form.items[0], f"a pack has no `{name}`", help)
        else:
            help = did_you_mean(name, _TOP_FORMS) or f"a file of rules holds {known} and `comment` forms"
            self._desk.problem(
                "unknown-form", form.items[0], f"`{name}` cannot stand at the top of a file of rules", help
            )

    def _is_new(self, kind: str, name: str, source: Source, span: Span) -> bool:
        first = self._found.names.setdefault((kind, name), (source, span))
        if first == (source, span):
            return True
        what = {"defrule": "rule", "defnotification": "notification", "defpromise-scenario": "promise scenario"}.get(
            kind, kind
        )
        self._desk.problem(
            "duplicate-name",
            (source, span),
            f"there is already a {what} named `{name}`",
            "give one of them another name",
            labels=(Label(first[1], "first named here", first[0]),),
        )
        return False

    def _check_criteria(self) -> None:
        found = self._found
        checker = CriteriaChecker(self._desk, {extension.ns: extension.functions for extension in self._extensions})
        checker.define(found.definitions)
        for rule in found.rules:
            checker.check_rule(rule)
        for notification in found.notifications:
            if notification.when is not None:
                checker.check(notification.when, notification.name)
        for scenario in found.scenarios:
            if scenario.applies_when is not None:
                checker.check(scenario.applies_when, scenario.name)


def _is_pack_form(form: Form) -> bool:
    """Whether a lone form of a file is one of a pack's, or was meant to be: `(defrul …)` is no criteria."""
    if not isinstance(form, Coll) or form.head is None:
        return False
    name = form.head.text
    return name in _TOP_FORMS or (name.startswith("def") and did_you_mean(name, _TOP_FORMS) is not None)


def _anonymous(name: str, form: Form) -> Rule:
    start = form.span if isinstance(form, Atom) else Span(form.span.start, form.span.start + 1)
    return Rule(
        name=name, doc=None, when=form, then=(), span=form.span, name_span=start, source=form.source, runs=frozenset()
    )


def _in_order(findings: list[Diagnostic], files: PackFiles) -> list[Diagnostic]:
    order = {source.path: number for number, source in enumerate(files.sources)}
    kept = [known for found in findings if (known := by_settings(found, files.manifest)) is not None]
    return sorted(kept, key=lambda finding: (order.get(finding.source.path, -1), finding.span))
