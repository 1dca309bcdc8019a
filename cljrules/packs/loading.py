"""A pack from its files.

Takes a path, gives the pack and everything found in it. Never raises for what an author wrote or a file system holds.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from cljrules.diagnostics import Diagnostic, Label, Severity
from cljrules.packs.criteria import CriteriaChecker
from cljrules.packs.definitions import Reached, constants_of, lost_names, names_in, read_definition, unread_text
from cljrules.packs.desk import Desk
from cljrules.packs.extensions import load_extensions
from cljrules.packs.files import PackFiles, content_hash, read_pack_files
from cljrules.packs.foreign import pasted_fence, several_expressions
from cljrules.packs.head import Head, read_head
from cljrules.packs.memory import Memory
from cljrules.packs.model import Definition, Extension, LoadedPack, Manifest, Notification, Pack, Rule, Scenario
from cljrules.packs.notifications import read_notification
from cljrules.packs.rules import read_rule
from cljrules.packs.scenarios import read_scenario
from cljrules.packs.settings import by_settings
from cljrules.packs.shapes import shown
from cljrules.parser.forms import Atom, Coll, Form
from cljrules.parser.reader import read
from cljrules.source import Source, Span
from cljrules.stdlib.catalogue import load as load_catalogue
from cljrules.stdlib.catalogue.data import NOTHING, Data
from cljrules.suggest import did_you_mean

_DEFINITIONS = ("def", "defn")
_READERS: Mapping[str, Callable[[Head, Desk], Any]] = {
    "defrule": read_rule,
    "defnotification": read_notification,
    "defpromise-scenario": read_scenario,
}
#: Findings that say what a name may have been meant as.
_NAMELESS = frozenset(("unknown-variable", "unknown-function"))
_T = TypeVar("_T")
_TOP_FORMS = (*_READERS, *_DEFINITIONS, "comment")


def load(path: Path, *, run_extensions: bool = True, texts: Mapping[str, str] = NOTHING) -> LoadedPack:
    """The pack at a path: a folder with a cljrules.toml, or a single file.

    Criteria are analyzed and examples evaluated. The pack's extensions are executed, with all the rights of this
    program; without `run_extensions` they are not, and whatever uses them is checked by its shape only. `texts` stand
    for those of the files at their paths, written as `path` leads to them.
    """
    gathered, desk = gather(path, run_extensions=run_extensions, texts=texts)
    if gathered is None:
        return LoadedPack(None, desk.findings)
    files, folder, extensions = gathered.files, gathered.folder, gathered.extensions
    bare = files.manifest.name if files.bare else None
    read = [read_forms(source, bare, desk) for source in files.sources]
    pack = Loader(desk, files.manifest, extensions).pack(
        [forms for forms, _ in read],
        [rule for _, lone in read for rule in lone],
        files.sources,
        content_hash(_texts(files, extensions), folder),
        files.templates,
    )
    return LoadedPack(pack, _in_order(desk.findings, files))


class Gathered(Data):
    """What a pack is made of: its texts, the folder they are in, its extensions; `findings` are those about files."""

    files: PackFiles
    folder: Path
    extensions: tuple[Extension, ...]
    findings: tuple[Diagnostic, ...]

    @property
    def templates(self) -> Mapping[str, Source]:
        """The template files by their names within the pack."""
        return {Path(source.path).relative_to(self.folder).as_posix(): source for source in self.files.templates}


def gather(
    path: Path, *, run_extensions: bool = True, texts: Mapping[str, str] = NOTHING
) -> tuple[Gathered | None, Desk]:
    """The parts of the pack at a path, None where there is none, and the desk at which they were reported; see
    `load`.
    """
    desk = Desk(load_catalogue(), texts=texts)
    files = read_pack_files(path, desk)
    if files is None:
        return None, desk
    folder = path if path.is_dir() else path.parent
    extensions = load_extensions(files.extensions, folder, desk, run=run_extensions)
    gathered = Gathered(files, folder, extensions, tuple(desk.findings))
    desk.templates = gathered.templates
    return gathered, desk


def _texts(files: PackFiles, extensions: Iterable[Extension]) -> Iterable[Source]:
    extra = (extension.source for extension in extensions)
    texts = (files.manifest.source, *files.sources, *extra, *files.templates)
    return (text for text in texts if text is not None)


@dataclass
class _Found:
    """What the files hold, in order, with where each name was first given."""

    rules: list[Rule] = field(default_factory=list)
    notifications: list[Notification] = field(default_factory=list)
    scenarios: list[Scenario] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    names: dict[tuple[str, str], Span] = field(default_factory=dict)
    places: dict[tuple[str, str], Source] = field(default_factory=dict)


def read_forms(
    source: Source,
    bare: str | None,
    desk: Desk,
    reading: Callable[[Source], tuple[list[Form], list[Diagnostic]]] = read,
) -> tuple[list[Form], list[Rule]]:
    """The forms of a file, and the rule that a single expression is where `bare` names a file without a manifest.

    `reading` gives the forms of the text, and its syntax findings.
    """
    fence = pasted_fence(source)
    if fence is not None:
        desk.findings.append(fence)
        return [], []
    forms, findings = reading(source)
    if bare is not None and len(forms) == 1 and not findings and not _is_pack_form(forms[0]):
        return [], [_anonymous(bare, forms[0])]
    if bare is not None and not any(_is_pack_form(form) for form in forms):
        if findings:
            desk.findings.append(findings[0])
            return [], []
        if len(forms) > 1:
            desk.findings.append(several_expressions(forms))
            return [], []
    desk.findings += findings
    if not forms and not findings:
        severity = None if bare is not None else Severity.INFO
        help = (
            "write a criteria expression or a `defrule`"
            if bare is not None
            else "take it off the list, or write rules in it"
        )
        desk.problem("empty-file", (source, Span(0, 0)), "the file holds no forms", help, severity=severity)
    return forms, []


#: What has criteria, with them.
Owner: TypeAlias = tuple[Rule | Notification | Scenario, Form]
#: Findings about an owner besides those about its criteria, given the definitions that it reaches.
Further: TypeAlias = Callable[
    [Rule | Notification | Scenario | Definition, Form, Sequence[Definition]], list[Diagnostic]
]


class Loader:
    """Makes a pack of its forms, which come in blocks of neighbours. What depends on one form, and on the definitions
    that it reaches, is worked out `once`, and so is a block in which nothing changed; what is left for the whole pack
    is to gather it and to compare names."""

    def __init__(
        self,
        desk: Desk,
        manifest: Manifest,
        extensions: tuple[Extension, ...],
        memory: Memory | None = None,
        further: Further | None = None,
    ) -> None:
        self._desk = desk
        self._manifest = manifest
        self._extensions = extensions
        self._memory = memory if memory is not None else Memory()
        self._further = further
        self._found = _Found()
        self._lost: frozenset[str] = frozenset()
        #: What `further` found.
        self.aside: list[Diagnostic] = []

    def pack(
        self,
        blocks: Sequence[Sequence[Form]],
        lone: Sequence[Rule],
        sources: tuple[Source, ...],
        hash: str,
        templates: tuple[Source, ...] = (),
    ) -> Pack:
        """The pack of blocks of forms, and of rules that stand alone in their files."""
        found = self._found
        for block in blocks:
            for definition in self._once(("define", id(block)), block, partial(self._definitions, block)):
                if self._is_new("definition", definition.name, definition.form.source, definition.name_span):
                    found.definitions.append(definition)
        self._desk.constants = constants_of(found.definitions)
        if any(known.family == "syntax" for known in self._desk.findings):
            self._lost = lost_names(unread_text(sources, (form for block in blocks for form in block)))
        reached = Reached(found.definitions, self._names)
        checker = self._checker()
        if self._further is not None:
            self._look_at_definitions(self._further, reached)
        for rule in lone:
            found.rules.append(rule)
            self.aside += self._check((rule, rule.when), reached, checker)
        for block in blocks:
            self._read_block(block, reached, checker)
        return Pack(
            manifest=self._manifest,
            rules=tuple(found.rules),
            notifications=tuple(found.notifications),
            scenarios=tuple(found.scenarios),
            definitions=tuple(found.definitions),
            sources=sources,
            content_hash=hash,
            forms=tuple(form for block in blocks for form in block),
            extensions=self._extensions,
            templates=templates,
        )

    def _once(self, key: tuple[Hashable, ...], about: object, work: Callable[[], _T], home: Source | None = None) -> _T:
        """What some work gives, and its findings at the desk."""

        def make() -> tuple[_T, list[Diagnostic]]:
            desk = self._desk
            before, desk.findings = desk.findings, []
            try:
                made = work()
                return made, desk.findings
            finally:
                desk.findings = before

        made, findings = self._memory.once(key, about, make, home.path if home is not None else None)
        self._desk.findings += findings
        return made

    def _definitions(self, block: Sequence[Form]) -> list[Definition]:
        found = (
            self._once(("define", id(form)), form, partial(read_definition, form, self._desk), form.source)
            for form in block
            if isinstance(form, Coll) and form.head is not None and form.head.text in _DEFINITIONS
        )
        return [definition for definition in found if definition is not None]

    def _checker(self) -> CriteriaChecker:
        """What checks criteria, given the definitions."""
        definitions = self._found.definitions

        def defined() -> CriteriaChecker:
            extensions = {extension.ns: extension.functions for extension in self._extensions}
            checker = CriteriaChecker(self._desk, extensions)
            checker.define(definitions, self._lost)
            return checker

        key = ("definitions", self._lost, *(id(definition.form) for definition in definitions))
        return self._once(key, list(definitions), defined)

    def _look_at_definitions(self, further: Further, reached: Reached) -> None:
        for definition in self._found.definitions:
            used = reached.from_form(definition.form)
            key = ("further", id(definition.form), *(id(other.form) for other in used))
            work = partial(further, definition, definition.form, used)
            self.aside += self._once(key, (definition, used), work, definition.form.source)

    def _read_block(self, block: Sequence[Form], reached: Reached, checker: CriteriaChecker) -> None:
        constants = self._desk.constants
        names = self._memory.once(("names", id(block)), block, lambda: frozenset().union(*map(self._names, block)))
        used = [constants[name] for name in sorted(names & constants.keys())]
        key = ("read", id(block), *map(id, used))
        made = self._once(key, (block, used), partial(self._read_forms, block))
        fresh = [self._is_new(kind, head.name, head.form.source, head.name_span) for kind, head, _ in made]
        owners: list[Owner] = []
        for (kind, _, of), is_fresh in zip(made, fresh, strict=True):
            if is_fresh and of is not None:
                self._keep(kind, of, owners)
        definitions = reached.from_names(names)
        lost = tuple(sorted(names & self._lost))
        key = ("check", id(made), tuple(fresh), lost, checker.is_usable, *(id(other.form) for other in definitions))
        about = (made, definitions)
        before = len(self._desk.findings)
        aside = self._once(key, about, partial(self._check_all, owners, reached, checker))
        if any(finding.code in _NAMELESS for finding in self._desk.findings[before:]):
            # What a name may have been meant as depends on all names that there are.
            del self._desk.findings[before:]
            key = (*key, checker.names)
            aside = self._once(key, about, partial(self._check_all, owners, reached, checker))
        self.aside += aside

    def _keep(self, kind: str, of: Any, owners: list[Owner]) -> None:
        if kind == "defrule":
            self._found.rules.append(of)
            owners.append((of, of.when))
        elif kind == "defnotification":
            self._found.notifications.append(of)
            if of.when is not None:
                owners.append((of, of.when))
            owners += [(of, form) for form in of.expressions]
        else:
            self._found.scenarios.append(of)
            if of.applies_when is not None:
                owners.append((of, of.applies_when))

    def _read_forms(self, block: Sequence[Form]) -> list[tuple[str, Head, Any]]:
        """The rules, notifications and scenarios of a block, each with its kind and its head; None for what is
        wrong."""
        constants = self._desk.constants
        made: list[tuple[str, Head, Any]] = []
        for form in block:
            name = form.head.text if isinstance(form, Coll) and form.head is not None else None
            if name is not None and name in _READERS and isinstance(form, Coll):
                used = [constants[known] for known in sorted(self._names(form) & constants.keys())]
                key = ("read", id(form), *map(id, used))
                head, of = self._once(key, (form, used), partial(self._read, name, form), form.source)
                if head is not None:
                    made.append((name, head, of))
            elif name is None or name not in _TOP_FORMS:
                self._once(("unknown", id(form)), form, partial(self._unknown_form, form, name), form.source)
        return made

    def _read(self, kind: str, form: Coll) -> tuple[Head | None, Any]:
        head = read_head(form, self._desk)
        made = _READERS[kind](head, self._desk) if head is not None else None
        self._desk.rule = None
        return head, made

    def _check_all(self, owners: Sequence[Owner], reached: Reached, checker: CriteriaChecker) -> list[Diagnostic]:
        return [found for owner in owners for found in self._check(owner, reached, checker)]

    def _check(self, owner: Owner, reached: Reached, checker: CriteriaChecker) -> list[Diagnostic]:
        """Check criteria; what `further` finds about them."""
        of, form = owner
        definitions = reached.from_form(form)

        def work() -> list[Diagnostic]:
            if isinstance(of, Rule):
                checker.check_rule(of)
            elif isinstance(of, Notification) and form is not of.when:
                before = len(self._desk.findings)
                checker.check(form, of.name, any_value=True)
                self._desk.findings[before:] = [self._in_template(found) for found in self._desk.findings[before:]]
                return []
            else:
                checker.check(form, of.name)
            return self._further(of, form, definitions) if self._further is not None else []

        lost = tuple(sorted(self._names(form) & self._lost))
        key = ("check", id(of), id(form), lost, checker.is_usable, *(id(other.form) for other in definitions))
        before = len(self._desk.findings)
        aside = self._once(key, (of, definitions), work, form.source)
        if any(finding.code in _NAMELESS for finding in self._desk.findings[before:]):
            del self._desk.findings[before:]
            aside = self._once((*key, checker.names), (of, definitions), work, form.source)
        return aside

    def _in_template(self, found: Diagnostic) -> Diagnostic:
        """A finding about an expression of a template, which was read as a text of its own, in the template itself."""
        homes = (source for source in self._desk.templates.values() if source.path == found.source.path)
        return replace(found, source=next(homes, found.source))

    def _names(self, form: Form) -> frozenset[str]:
        return self._memory.once(("names", id(form)), form, lambda: names_in(form), form.source.path)

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
        first = self._found.names.setdefault((kind, name), span)
        where = self._found.places.setdefault((kind, name), source)
        if where is source and first == span:
            return True
        what = {"defrule": "rule", "defnotification": "notification", "defpromise-scenario": "promise scenario"}.get(
            kind, kind
        )
        self._desk.rule = name if kind != "definition" else None
        self._desk.problem(
            "duplicate-name",
            (source, span),
            f"there is already a {what} named `{name}`",
            "give one of them another name",
            labels=(Label(first, "first named here", where),),
        )
        self._desk.rule = None
        return False


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
