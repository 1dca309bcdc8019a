"""A pack while it is being written: texts in, findings out, little work for a small change.

A `Snapshot` never changes; `with_text` and `with_edit` give the next one, which shares all that the change did not
touch. Each file is cut into stretches, mostly one form each, and each stretch is a source of its own: what was found
about it holds as long as its text does, wherever it moves. Only when findings are given out are their places counted
from the beginning of the file.

`findings` is the keystroke's tier: what reading the pack finds, and what lint finds in single forms. `all_findings`
adds what rules have in common, and is what `cljrules check` says of the same texts. Nothing is read from files here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from itertools import count
from typing import Final
from weakref import WeakKeyDictionary

from cljrules.diagnostics import Diagnostic, Edit, Fix, Label
from cljrules.lint import find, find_in_form
from cljrules.packs.desk import Desk
from cljrules.packs.loading import Gathered, Loader, read_forms
from cljrules.packs.memory import Kept
from cljrules.packs.model import Definition, Extension, Manifest, Notification, Pack, Rule, Scenario
from cljrules.packs.settings import settled
from cljrules.parser.forms import Form
from cljrules.parser.parts import Part, Stretch, parts_of
from cljrules.parser.reader import read_items
from cljrules.parser.stretches import stretches
from cljrules.source import Source, Span
from cljrules.stdlib.catalogue import load as load_catalogue

#: Where a stretch stands: in which file, and how far from its beginning.
Place = tuple[Source, int]

# How often all findings are asked for before lint begins anew.
_FRESH: Final = 200

# Forms that are looked at together where none of them changed.
_BLOCK: Final = 32


class Snapshot:
    """A state of a pack's files. Snapshots that come from each other share one memory and belong to one thread."""

    def __init__(self, gathered: Gathered, files: tuple[_File, ...], shared: _Shared) -> None:
        self._gathered = gathered
        self._files = files
        self._shared = shared

    @classmethod
    def of(cls, gathered: Gathered) -> Snapshot:
        """The first state, of files as they were gathered."""
        shared = _Shared(gathered)
        return cls(gathered, tuple(_File(source, shared) for source in gathered.files.sources), shared)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The texts of the rules."""
        return tuple(file.source for file in self._files)

    def with_text(self, path: str, text: str) -> Snapshot:
        """The state after a file's text became another; raises KeyError for a file that the pack does not have."""
        if all(file.source.path != path for file in self._files):
            raise KeyError(path)
        files = tuple(file.with_text(text) if file.source.path == path else file for file in self._files)
        return Snapshot(self._gathered, files, self._shared)

    def with_edit(self, path: str, span: Span, text: str) -> Snapshot:
        """The state after the text under a span was replaced; raises as `with_text`."""
        old = next((file.source.text for file in self._files if file.source.path == path), "")
        return self.with_text(path, old[: span.start] + text + old[span.end :])

    @cached_property
    def findings(self) -> list[Diagnostic]:
        """What reading finds, and lint in single forms, in the order of the files."""
        pack, found, in_forms = self._read
        return self._shown([*found, *in_forms], pack)

    @cached_property
    def all_findings(self) -> list[Diagnostic]:
        """All that there is to find, in the order of the files."""
        pack, found, in_forms = self._read
        memory = self._shared.memory_for_lint()
        further = find(pack, memory, in_forms)
        memory.end(self._homes)
        return self._shown([*found, *further], pack, complete=True)

    @property
    def pack(self) -> Pack:
        """The pack as far as it can be read; its forms lie in parts, see `place`."""
        return self._read[0]

    @property
    def gathered(self) -> Gathered:
        """What the first state was made of."""
        return self._gathered

    def parts(self, path: str) -> list[tuple[int, Part]]:
        """The parts that a file is read in, each with where it begins; none for a file that the pack does not have."""
        found: list[tuple[int, Part]] = []
        at = 0
        for part in next((file.parts for file in self._files if file.source.path == path), ()):
            found.append((at, part))
            at += len(part.source.text)
        return found

    def shown(self, found: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Findings about the forms of the pack, as its settings want them and with their places in the files."""
        return self._shown(found, self.pack)

    def place(self, source: Source) -> Place | None:
        """In which file a form's source stands and where it begins there, None for one of another state."""
        return next((file.places[source.path] for file in self._files if source.path in file.places), None)

    @cached_property
    def _read(self) -> tuple[Pack, list[Diagnostic], list[Diagnostic]]:
        """The pack, its forms from stretches; what was found in making it, and what lint found in single forms."""
        desk, memory = self._shared.desk, self._shared.memory
        desk.findings = [*self._gathered.findings, *(found for file in self._files for found in file.findings)]
        manifest, extensions = self._gathered.files.manifest, self._gathered.extensions
        loader = Loader(desk, manifest, extensions, memory, partial(_found_in, manifest, extensions))
        pack = loader.pack(
            [block for file in self._files for block in file.blocks],
            [rule for file in self._files for rule in file.lone],
            tuple(part.source for file in self._files for part in file.parts),
            "",
            self._gathered.files.templates,
        )
        memory.end(self._homes)
        return pack, desk.findings, loader.aside

    @property
    def _homes(self) -> set[str]:
        return {path for file in self._files for path in file.places}

    def _shown(self, found: Iterable[Diagnostic], pack: Pack, *, complete: bool = False) -> list[Diagnostic]:
        places = {path: place for file in self._files for path, place in file.places.items()}
        kept = [_placed(one, places) for one in settled(found, pack, complete=complete)]
        order = {source.path: number for number, source in enumerate(self.sources)}
        return sorted(kept, key=lambda one: (order.get(one.source.path, -1), one.span))


class _Shared:
    """What the states of one pack have in common."""

    def __init__(self, gathered: Gathered) -> None:
        manifest = gathered.files.manifest
        self.desk = Desk(load_catalogue(), manifest.vocabulary, templates=gathered.templates)
        self.memory = Kept()
        self._lint_memory = Kept()
        self._asked = 0
        self.bare: Final = manifest.name if gathered.files.bare else None
        self.numbers = count()
        self._contents: WeakKeyDictionary[Part, tuple[list[Form], list[Diagnostic]]] = WeakKeyDictionary()

    def memory_for_lint(self) -> Kept:
        """What lint remembers; given up now and then, as what it makes of forms knows more forms than there still
        are."""
        self._asked += 1
        if self._asked % _FRESH == 0:
            self._lint_memory = Kept()
        return self._lint_memory

    def block(self, forms: Sequence[Form]) -> Sequence[Form]:
        """The block of some forms."""
        return self.memory.once(("block", *map(id, forms)), forms, lambda: forms)

    def contents(self, part: Part) -> tuple[list[Form], list[Diagnostic]]:
        """The forms of a part, and what is wrong with its text."""
        found = self._contents.get(part)
        if found is None:
            found = self._contents[part] = read_items(part.items)
        return found


class _File:
    """A file's text with the stretches it is cut into; what they hold is worked out on first use."""

    def __init__(self, source: Source, shared: _Shared, before: _File | None = None) -> None:
        self.source = source
        self._shared = shared
        self._old = before._by_text() if before is not None else {}
        self._spans = stretches(source.text)
        self._stretches = [self._stretch(span) for span in self._spans]
        self._joined: dict[tuple[int, int], Stretch] = {}

    def with_text(self, text: str) -> _File:
        """The file with another text; stretches whose text is there again are kept."""
        if text == self.source.text:
            return self
        return _File(Source(self.source.path, text), self._shared, self)

    def _by_text(self) -> dict[tuple[bool, str], deque[Stretch]]:
        found: dict[tuple[bool, str], deque[Stretch]] = {}
        for stretch in (*self._stretches, *self._joined.values()):
            found.setdefault((stretch.source.begins_file, stretch.source.text), deque()).append(stretch)
        return found

    def _stretch(self, span: Span) -> Stretch:
        text = self.source.slice(span)
        old = self._old.get((span.start == 0, text))
        if old:
            return old.popleft()
        # A path of its own tells the stretch from all others, also from one of the same text.
        path = f"{self.source.path}\0{next(self._shared.numbers)}"
        return Stretch(Source(path, text, begins_file=span.start == 0), Span(0, len(text)))

    def _together(self, first: int, last: int) -> Stretch:
        if (first, last) not in self._joined:
            self._joined[first, last] = self._stretch(Span(self._spans[first].start, self._spans[last].end))
        return self._joined[first, last]

    @cached_property
    def parts(self) -> list[Part]:
        """The parts that the text is read in."""
        found = list(parts_of(self._stretches, self._together))
        self._old = {}
        return found

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Where each part's source stands."""
        found: dict[str, Place] = {}
        at = 0
        for part in self.parts:
            found[part.source.path] = (self.source, at)
            at += len(part.source.text)
        return found

    @cached_property
    def _contents(self) -> tuple[list[Form], list[Rule], list[Diagnostic]]:
        desk = Desk(load_catalogue())
        forms, lone = read_forms(self.source, self._shared.bare, desk, self._forms_and_findings)
        return forms, lone, desk.findings

    def _forms_and_findings(self, source: Source) -> tuple[list[Form], list[Diagnostic]]:
        read = [self._shared.contents(part) for part in self.parts]
        return [form for forms, _ in read for form in forms], [found for _, told in read for found in told]

    @cached_property
    def blocks(self) -> list[Sequence[Form]]:
        """The forms of the file in blocks; a block of the same forms is the same object."""
        forms = self._contents[0]
        return [self._shared.block(forms[at : at + _BLOCK]) for at in range(0, len(forms), _BLOCK)]

    @property
    def lone(self) -> list[Rule]:
        """The rule that the file is, where it is nothing but an expression."""
        return self._contents[1]

    @property
    def findings(self) -> list[Diagnostic]:
        """What is wrong with the text as such."""
        return self._contents[2]


def _found_in(
    manifest: Manifest,
    extensions: tuple[Extension, ...],
    owner: Rule | Notification | Scenario | Definition,
    form: Form,
    definitions: Sequence[Definition],
) -> list[Diagnostic]:
    """What lint finds in one form by itself."""
    alone = Pack(
        manifest=manifest,
        rules=(owner,) if isinstance(owner, Rule) else (),
        notifications=(owner,) if isinstance(owner, Notification) else (),
        scenarios=(owner,) if isinstance(owner, Scenario) else (),
        definitions=tuple(definitions),
        sources=(form.source,),
        content_hash="",
        extensions=extensions,
    )
    span = form.span if isinstance(owner, Definition) else owner.span
    own = form.source.path
    return [
        one
        for one in find_in_form(alone)
        if one.source.path == own and span.start <= one.span.start and one.span.end <= span.end
    ]


def _placed(found: Diagnostic, places: Mapping[str, Place]) -> Diagnostic:
    """A finding with its places counted from the beginning of the file."""
    place = places.get(found.source.path)
    labels = tuple(_placed_label(label, found, places) for label in found.labels)
    if place is None:
        return replace(found, labels=labels) if labels != found.labels else found
    source, by = place
    fix = found.fix
    if fix is not None:
        fix = Fix(fix.title, tuple(Edit(_moved(edit.span, by), edit.text) for edit in fix.edits), fix.safe)
    return replace(found, source=source, span=_moved(found.span, by), labels=labels, fix=fix)


def _placed_label(label: Label, found: Diagnostic, places: Mapping[str, Place]) -> Label:
    place = places.get((label.source or found.source).path)
    if place is None:
        return label
    return Label(_moved(label.span, place[1]), label.text, place[0] if label.source is not None else None)


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
