"""Whatever is done to a pack's texts, a snapshot that grew by edits finds what a fresh check finds."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cljrules.diagnostics import Diagnostic, Label
from cljrules.lint import find
from cljrules.packs import check_all
from cljrules.packs.loading import gather
from cljrules.parser.stretches import stretches
from cljrules.source import Source, Span
from cljrules.workspace import Snapshot

ROOT = Path(__file__).resolve().parents[2]
PACKS = (
    ROOT / "examples" / "demo" / "planted",
    ROOT / "tests" / "lint" / "packs" / "known" / "prairie-farm-credit",
    ROOT / "tests" / "packs" / "bad" / "rules",
)
TYPED = st.sampled_from(
    [
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        '"',
        "'",
        ";",
        " ",
        "\n",
        "x",
        "0",
        ">",
        "\n(",
        "#_",
        "(comment\n",
        "\n)\n",
        "\n(def small-balance 7M)\n",
        "\n;; a word\n",
    ]
)


def told(finding: Diagnostic) -> tuple[object, ...]:
    """All that a finding says and where."""

    def place(label: Label) -> tuple[object, ...]:
        return (label.source or finding.source).path, label.span, label.text

    edits = finding.fix.edits if finding.fix is not None else ()
    where = (finding.source.path, finding.source.text, finding.span)
    said = (finding.code, finding.severity, finding.message, finding.help, finding.rule, finding.evidence)
    return *where, *said, tuple(map(place, finding.labels)), edits


class Writing(RuleBasedStateMachine):
    """An author at work on a pack, who now and then looks at the findings."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()

    def teardown(self) -> None:
        self.folder.cleanup()

    @initialize(pack=st.sampled_from(PACKS))
    def open(self, pack: Path) -> None:
        self.path = Path(self.folder.name) / "pack"
        copytree(pack, self.path)
        gathered, _ = gather(self.path)
        assert gathered is not None
        self.snapshot = Snapshot.of(gathered)

    def edit(self, data: st.DataObject, change: st.SearchStrategy[str], longest: int) -> None:
        source = data.draw(st.sampled_from(self.snapshot.sources))
        start = data.draw(st.integers(0, len(source.text)))
        end = min(len(source.text), start + data.draw(st.integers(0, longest)))
        self.snapshot = self.snapshot.with_edit(source.path, Span(start, end), data.draw(change))

    @rule(data=st.data())
    def type(self, data: st.DataObject) -> None:
        self.edit(data, TYPED, 0)

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        self.edit(data, st.just(""), 3)

    @rule(data=st.data())
    def replace(self, data: st.DataObject) -> None:
        self.edit(data, TYPED, 6)

    @rule(data=st.data())
    def move_a_form(self, data: st.DataObject) -> None:
        source = data.draw(st.sampled_from(self.snapshot.sources))
        cut = [source.slice(span) for span in stretches(source.text)]
        moved = cut.pop(data.draw(st.integers(0, len(cut) - 1)))
        cut.insert(data.draw(st.integers(0, len(cut))), moved)
        self.snapshot = self.snapshot.with_text(source.path, "".join(cut))

    @rule(data=st.data())
    def copy_a_form(self, data: st.DataObject) -> None:
        source = data.draw(st.sampled_from(self.snapshot.sources))
        copied = source.slice(data.draw(st.sampled_from(stretches(source.text))))
        other = data.draw(st.sampled_from(self.snapshot.sources))
        self.snapshot = self.snapshot.with_text(other.path, f"{other.text}\n{copied}")

    @rule(
        old=st.sampled_from(["small-balance", "days-behind", "loss-days", "open?"]), new=st.sampled_from(["x", "open?"])
    )
    def rename(self, old: str, new: str) -> None:
        for source in self.snapshot.sources:
            self.snapshot = self.snapshot.with_text(source.path, source.text.replace(f" {old}", f" {new}", 1))

    @rule()
    def look(self) -> None:
        assert self.snapshot.findings is not None

    @precondition(lambda self: hasattr(self, "snapshot"))
    @invariant()
    def agrees(self) -> None:
        for source in self.snapshot.sources:
            Path(source.path).write_bytes(source.text.encode())
        fresh = Counter(map(told, check_all([self.path], further=find).findings))
        assert Counter(map(told, self.snapshot.all_findings)) == fresh
        # the keystroke's tier is a part of it, but for findings that give way to a comparator that is reversed
        early = Counter(map(told, self.snapshot.findings))
        read = Counter(map(told, check_all([self.path]).findings))
        assert read <= early


TestWriting = Writing.TestCase
TestWriting.settings = settings(
    max_examples=8, stateful_step_count=6, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_an_unchanged_pack_gives_what_a_check_gives(pack: Path) -> None:
    gathered, _ = gather(pack)
    assert gathered is not None
    found = Snapshot.of(gathered).all_findings
    assert list(map(told, found)) == list(map(told, check_all([pack], further=find).findings))


def test_earlier_states_stay_as_they_were() -> None:
    gathered, _ = gather(PACKS[0])
    assert gathered is not None
    first = Snapshot.of(gathered)
    before = list(map(told, first.findings))
    second = first.with_edit(first.sources[0].path, Span(0, 0), "(def")
    assert [finding.code for finding in second.findings if finding.family == "syntax"] == ["unclosed-delimiter"]
    assert list(map(told, first.findings)) == before
    assert list(map(told, second.with_text(first.sources[0].path, first.sources[0].text).findings)) == before
    with pytest.raises(KeyError):
        first.with_text("elsewhere", "")


def test_places_as_editors_count_them() -> None:
    source = Source("", "a𝄞b\r\né😀")
    assert [source.utf16_position(offset) for offset in range(8)] == [
        (0, 0), (0, 1), (0, 3), (0, 4), (0, 5), (1, 0), (1, 1), (1, 3),
    ]  # fmt: skip
    for offset in (0, 1, 2, 3, 5, 6, 7):
        assert source.utf16_offset(*source.utf16_position(offset)) == offset
    assert source.utf16_offset(0, 2) == 2
    assert source.utf16_offset(0, 99) == 3
    assert source.utf16_offset(9, 0) == len(source.text)
