"""The workbench: a pack, a loan, a business date, and a program that grows with every turn.

Takes texts, gives `Turn`s: a value, or what is wrong with the text. Holds everything that is bound and never touches a
terminal; the prompt, the pipe and the nREPL server all stand on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from cljrules.diagnostics import Diagnostic, Label, Severity
from cljrules.evaluation import Session
from cljrules.explain.answers import Answer, answer, explain
from cljrules.explain.values import in_unit, in_words
from cljrules.interp.nodes import Def
from cljrules.interp.world import CORE
from cljrules.packs import Pack, load
from cljrules.packs.model import LoadedPack
from cljrules.parser.forms import Form
from cljrules.parser.reader import read
from cljrules.repl.drafts import RULES, Draft, draft_of, save, split, with_drafts
from cljrules.repl.loans import Loans, address_of
from cljrules.repl.refusal import Refusal
from cljrules.source import Source, Span
from cljrules.stdlib.catalogue import Catalogue
from cljrules.stdlib.catalogue import load as load_catalogue
from cljrules.stdlib.catalogue.data import Data
from cljrules.stdlib.catalogue.values import is_date
from cljrules.stdlib.library import library_with
from cljrules.types import Knowledge, infer
from cljrules.types.lattice import DATE
from cljrules.values.errors import ClojureError, LimitExceeded
from cljrules.values.limits import Limits
from cljrules.values.output import Writer
from cljrules.values.symbols import from_units

#: What an evaluation at the prompt may use up: some ten seconds of work. Ctrl-C ends it earlier.
LIMITS: Final = Limits(steps=40_000_000)
#: What a bench without a pack calls its texts.
SCRATCH: Final = "scratch.rules.clj"
_PATH: Final = "<repl>"
_EMPTY: Final = '(comment "Forms written at the prompt.")\n'


class Turn(Data):
    """What a text came to. `printed` is its value as the language prints it, `said` the same in words where that says
    more; `stdout` is what it printed. `problem` is what was wrong, `findings` what is to be told about rules that were
    given; `taken` names what was defined.
    """

    printed: str | None = None
    said: str | None = None
    stdout: str = ""
    problem: Diagnostic | None = None
    error: str | None = None
    findings: tuple[Diagnostic, ...] = ()
    taken: tuple[str, ...] = ()
    interrupted: bool = False

    @property
    def is_fine(self) -> bool:
        """Whether nothing was wrong."""
        refused = any(finding.severity is Severity.ERROR for finding in self.findings)
        return self.problem is None and not self.interrupted and not refused


class Bench:
    """What is bound at a prompt. Without a path there is no pack, and rules that are given stand in a scratch file."""

    def __init__(
        self,
        path: Path | None = None,
        store: str | None = None,
        as_of: date | None = None,
        *,
        run_extensions: bool = True,
        limits: Limits = LIMITS,
    ) -> None:
        self.path: Final = path
        self.drafts: dict[tuple[str, str], Draft] = {}
        self._run_extensions: Final = run_extensions
        self._catalogue: Final = load_catalogue()
        self._session: Final = Session(limits=limits)
        self._session.world.variables = frozenset(self._catalogue.variables)
        self._kept: list[Any] = [None, None, None]
        self._loaded = self._load({})
        self._on_disk: Pack | None = self._loaded.pack
        self.loans = Loans(store or self._store_of_pack(), as_of)
        self.broken_definitions: tuple[str, ...] = ()
        self._define()
        self._remember()

    # -- the pack -----------------------------------------------------------------------------------------------------

    @property
    def catalogue(self) -> Catalogue:
        return self._catalogue

    @property
    def session(self) -> Session:
        """The program at hand."""
        return self._session

    @property
    def name(self) -> str:
        """What the prompt shows: the pack's name."""
        return self._loaded.pack.name if self.path is not None and self._loaded.pack is not None else "user"

    @property
    def findings(self) -> list[Diagnostic]:
        """What reading the pack found, drafts included."""
        return self._loaded.diagnostics

    @property
    def usable(self) -> Pack | None:
        """The pack with the drafts in it, None where it cannot be read at all."""
        return self._loaded.pack

    @property
    def pack(self) -> Pack:
        """The pack with the drafts in it; raises Refusal where it cannot be read at all."""
        if self._loaded.pack is None:
            first = self._loaded.diagnostics[0]
            raise Refusal(f"the pack cannot be read: {first.message}", first.help)
        return self._loaded.pack

    @cached_property
    def knowledge(self) -> Knowledge:
        """What types go by."""
        vocabulary = self._loaded.pack.manifest.vocabulary if self._loaded.pack is not None else {}
        return Knowledge(self._catalogue, vocabulary)

    def reload(self) -> None:
        """Read the pack's files again; drafts stay. Definitions take the place of those before."""
        on_disk = self._load({})
        self._on_disk = on_disk.pack
        self._loaded = on_disk if self._on_disk is None else self._load(with_drafts(self._on_disk, self._all_drafts))
        self.__dict__.pop("knowledge", None)
        self._define()

    def drop(self, name: str) -> None:
        """Forget the drafts of a name, or all of them; raises Refusal."""
        gone = [key for key in self.drafts if not name or key[1] == name]
        if not gone:
            raise Refusal(f"there is no draft `{name}`" if name else "there are no drafts")
        for key in gone:
            del self.drafts[key]
        self.reload()

    def save(self, name: str) -> list[str]:
        """Write the draft of a name, or all, into the files of the pack; gives the paths. Raises Refusal."""
        chosen = [draft for draft in self._all_drafts if not name or draft.name == name]
        if self.path is None:
            raise Refusal("there is no pack to write to", "start with `cljrules repl PACK`")
        if not chosen:
            raise Refusal(
                f"there is no draft `{name}`" if name else "there is nothing to save",
                "what you define with `defrule`, `def` or `defn` is a draft until it is saved",
            )
        if self._on_disk is None:
            raise Refusal("the pack cannot be read, so nothing is written into it", "`:lint` says what is wrong")
        texts = with_drafts(self._on_disk, chosen)
        save(texts, {source.path: source.text for source in self._on_disk.sources if source.path in texts})
        for draft in chosen:
            del self.drafts[draft.key]
        self.reload()
        return list(texts)

    @property
    def _all_drafts(self) -> list[Draft]:
        return list(self.drafts.values())

    def _load(self, texts: Any) -> LoadedPack:
        if self.path is None:
            return load(Path(SCRATCH), run_extensions=False, texts={SCRATCH: _EMPTY, **texts})
        return load(self.path, run_extensions=self._run_extensions, texts=texts)

    def _store_of_pack(self) -> str | None:
        pack = self._loaded.pack
        if pack is None or self.path is None or pack.manifest.store_url is None:
            return None
        return address_of(pack.manifest.store_url, self.path if self.path.is_dir() else self.path.parent)

    def _define(self) -> None:
        """Let the program know the pack's definitions and extensions."""
        pack, world = self._loaded.pack, self._session.world
        if pack is None:
            return
        world.library = library_with(pack.functions)
        for namespace in pack.functions:
            world.namespaces.pop(namespace, None)
        broken = []
        for definition in pack.definitions:
            try:
                self._session.define([definition.form])
            except (ClojureError, LimitExceeded):
                broken.append(definition.name)
        self.broken_definitions = tuple(broken)

    # -- turns --------------------------------------------------------------------------------------------------------

    def evaluate(self, text: str, path: str = _PATH) -> Turn:
        """Evaluate a text, form by form. Forms of a pack become drafts: rules are checked, and refused where they have
        errors.
        """
        forms = split(text)
        if forms is None or not any(head in RULES for head, _ in forms):
            return self._value_of(text, forms or [], path)
        turn, taken, findings = Turn(), [], []
        for head, form in forms:
            if head in RULES:
                found, is_taken = self._take(head, form)
                findings += found
                taken += is_taken
                if not is_taken:
                    break
            else:
                turn = self._value_of(form, [(head, form)], path)
                if not turn.is_fine:
                    break
        return Turn(
            **{name: getattr(turn, name) for name in ("printed", "said", "stdout", "problem", "error")},
            findings=tuple(findings),
            taken=(*turn.taken, *taken),
        )

    def _take(self, head: str, text: str) -> tuple[list[Diagnostic], list[str]]:
        """Take a rule as a draft: what there is to say about it, and its name where it was taken."""
        draft = draft_of(head, text)
        if draft is None:
            found = load(Path(SCRATCH), run_extensions=False, texts={SCRATCH: text}).diagnostics
            return [finding for finding in found if finding.severity is Severity.ERROR], []
        others = [held for held in self._all_drafts if held.key != draft.key]
        on_disk = self._on_disk
        if on_disk is None:
            raise Refusal("the pack cannot be read, so no rule can be put into it", "`:lint` says what is wrong")
        loaded = self._load(with_drafts(on_disk, [*others, draft]))
        about = [finding for finding in loaded.diagnostics if finding.rule == draft.name]
        known = {(finding.code, finding.message) for finding in self._loaded.diagnostics}
        more = [
            finding
            for finding in loaded.diagnostics
            if finding not in about
            and finding.severity is Severity.ERROR
            and (finding.code, finding.message) not in known
        ]
        found = [_as_typed(finding, draft.text) for finding in (*about, *more)]
        if any(finding.severity is Severity.ERROR for finding in found):
            return found, []
        self.drafts[draft.key] = draft
        self._loaded = loaded
        return found, [draft.name]

    def _value_of(self, text: str, forms: list[tuple[str, str]], path: str) -> Turn:
        session = self._session
        session.loan, session.as_of = self.loans.values, self.loans.as_of
        session.output = Writer()
        outcome = answer(session, text, path)
        if outcome.error is not None:
            self._keep_error(outcome)
            return Turn(
                stdout=from_units(outcome.stdout),
                problem=self._explained(outcome, Source(path, text)),
                error=outcome.error,
            )
        self._kept = [outcome.value, *self._kept[:2]]
        self._remember()
        taken = tuple(self._define_draft(head, form) for head, form in forms if head in ("def", "defn"))
        printed = from_units(outcome.printed or "")
        said = self.in_words(text, outcome.value)
        said = None if said == printed else said
        return Turn(printed=printed, said=said, stdout=from_units(outcome.stdout), taken=tuple(filter(None, taken)))

    def _define_draft(self, head: str, text: str) -> str:
        draft = draft_of(head, text)
        if draft is None or self._on_disk is None:
            return ""
        self.drafts[draft.key] = draft
        self._loaded = self._load(with_drafts(self._on_disk, self._all_drafts))
        return draft.name

    def _explained(self, outcome: Answer, source: Source) -> Diagnostic:
        found = explain(outcome, self._session, source)
        subject = getattr(outcome.problem, "subject", None)
        if subject in self._catalogue.variables:
            help = f"{self.loans.name} has no value for it; give it one with `:set {subject} VALUE`"
            return replace(found, help=help)
        return found

    # -- what came before ---------------------------------------------------------------------------------------------

    def _remember(self) -> None:
        """Let `*1`, `*2`, `*3` and `_` name the values of the last turns."""
        for name, value in zip(("*1", "*2", "*3", "_"), (*self._kept, self._kept[0]), strict=True):
            self._session.world.intern(CORE, name).root = value
        if not self._session.world.intern(CORE, "*e").bound:
            self._session.world.intern(CORE, "*e").root = None

    def _keep_error(self, outcome: Answer) -> None:
        if isinstance(outcome.problem, ClojureError):
            self._session.world.intern(CORE, "*e").root = outcome.problem

    # -- asking about an expression -----------------------------------------------------------------------------------

    def form_of(self, text: str) -> Form:
        """The one form of a text; raises Refusal."""
        forms, findings = read(Source(_PATH, text))
        if findings:
            raise Refusal(findings[0].message, findings[0].help)
        if len(forms) != 1:
            raise Refusal("write one expression" if not forms else f"write one expression, not {len(forms)}")
        return forms[0]

    def in_words(self, text: str, value: Any) -> str | None:
        """A value as a person would write it, where its unit is known and that says more: money, days, a weekday."""
        if isinstance(value, bool) or value is None:
            return None
        name = text.strip()
        variable = self._catalogue.variables.get(name)
        if variable is not None:
            said = in_words(value, variable, self._catalogue)
            unit: str | None = DATE if variable.type == "date" else variable.unit
        else:
            said, unit = None, self._unit_of(text)
        if isinstance(value, str):
            plain = from_units(value)
            if unit == DATE and is_date(plain):
                return f"{date.fromisoformat(plain):%A, %-d %B %Y}"
            return said if said is not None and said != f"“{plain}”" else None
        if unit is None or not hasattr(value, "__float__"):
            return None
        return in_unit(value, unit) if unit in ("dollars", "percent", "days", "terms") else None

    def _unit_of(self, text: str) -> str | None:
        forms, findings = read(Source(_PATH, text))
        if findings or len(forms) != 1:
            return None
        try:
            node = self._session.node(forms[0])
            return None if isinstance(node, Def) else infer(node, self.knowledge, form=forms[0]).type.unit
        except (ClojureError, LimitExceeded):
            return None

    @contextmanager
    def closing(self) -> Iterator[Bench]:
        """Close the portfolio at the end of a `with` block."""
        try:
            yield self
        finally:
            self.loans.close()


def _as_typed(finding: Diagnostic, text: str) -> Diagnostic:
    """A finding inside a draft, with its places in what was typed."""
    start = finding.source.text.find(text)
    inside = start >= 0 and start <= finding.span.start and finding.span.end <= start + len(text)
    if not inside:
        return finding
    source = Source(_PATH, text)
    labels = tuple(
        Label(Span(label.span.start - start, label.span.end - start), label.text)
        for label in finding.labels
        if label.source in (None, finding.source) and start <= label.span.start <= start + len(text)
    )
    span = Span(finding.span.start - start, finding.span.end - start)
    return replace(finding, source=source, span=span, labels=labels, fix=None)
