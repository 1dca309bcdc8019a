"""Code actions: fixes, findings kept with a reason, words for the vocabulary, rewrites that mean the same."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from lsprotocol import types as lsp
from marked import opened, pack, rule

from cljrules.evaluation import Program
from cljrules.lsp import mending
from cljrules.lsp.addresses import path_of
from cljrules.lsp.diagnostics import converted, offset_of
from cljrules.lsp.project import View
from cljrules.lsp.session import Session
from cljrules.packs import load
from cljrules.source import Source, Span
from cljrules.stdlib.catalogue import archetype_loan, sample_loan
from cljrules.stdlib.catalogue import load as load_catalogue

FLIPPED = (
    '(defrule last-letter\n  "90 or more days past due: the letter that announces the charge-off goes out."\n'
    '  :when (and (= loan-status "Open") (|<= status-days-past-due 90) (not bankruptcy-active))\n'
    '  :then [(checklist/check {:checklist "Charge-off" :items ["Letter sent"]})])\n'
)


def actions(session: Session, view: View, at: int, only: list[str] | None = None) -> dict[str, lsp.CodeAction]:
    """What can be done at an offset, with all findings there are."""
    found = view.snapshot.all_findings
    shown = [(one, converted(one, session.uris)) for one in found if one.source.path == view.path]
    mender = mending.Mender(view, shown, session.uris, session.versions)
    return {one.title: one for one in mender.actions(Span(at, at), only)}


def texts_after(action: lsp.CodeAction) -> Mapping[str, str]:
    """The files' texts after an action, by their names."""
    assert action.edit is not None and action.edit.document_changes is not None
    found = {}
    for change in action.edit.document_changes:
        assert isinstance(change, lsp.TextDocumentEdit)
        path = Path(path_of(change.text_document.uri))
        source = Source(str(path), path.read_bytes().decode())
        text = source.text
        for edit in sorted(change.edits, key=lambda one: offset_of(source, one.range.start), reverse=True):
            assert isinstance(edit, lsp.TextEdit)
            start, end = offset_of(source, edit.range.start), offset_of(source, edit.range.end)
            text = text[:start] + edit.new_text + text[end:]
        found[path.name] = text
    return found


def codes_after(action: lsp.CodeAction, folder: Path) -> list[str]:
    """The findings of the pack after an action."""
    for name, text in texts_after(action).items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    session = Session()
    session.set_folders([folder])
    view = next(session.views())
    return [one.code for one in view.snapshot.all_findings]


def test_a_reversed_comparator_can_be_turned_round_or_kept(tmp_path: Path) -> None:
    session, view, at = opened(tmp_path, FLIPPED)
    assert "comparator-reversed" in [one.code for one in view.snapshot.all_findings]
    found = actions(session, view, at)
    fix = found["write `>=` instead of `<=`"]
    assert fix.is_preferred is not True  # it changes what the rule means
    for title in (
        "write `>=` instead of `<=`",
        "keep it: the comparator is meant this way round, with a reason",
        "keep `comparator-reversed` here, with a reason",
        "keep `comparator-reversed` in `last-letter`, with a reason in cljrules.toml",
    ):
        folder = tmp_path / title[:12].replace("`", "")
        again, other, place = opened(folder, FLIPPED)
        codes = codes_after(actions(again, other, place)[title], folder)
        assert "comparator-reversed" not in codes, title
        assert "unused-suppression" not in codes, title


@pytest.mark.parametrize(
    ("marked", "added"),
    [
        (rule('(= loan-status "Sl|eeping")'), '"Sleeping" = []'),
        (
            rule('(and (= loan-status "Open") (= loan-sub-status "Sl|eeping"))'),
            '["Repaying", "Bankruptcy", "Sleeping"]',
        ),
        (rule("true").replace("(account/archive)", '(loan/set {:add-portfolios ["Wa|tch"]})'), "Watch"),
        (
            rule("true").replace(
                "(account/archive)", '(checklist/check {:checklist "Charge-off" :items ["Boss a|sked"]})'
            ),
            '["Letter sent", "Boss asked"]',
        ),
        (
            rule("true").replace(
                "(account/archive)",
                '(credit/add {:type "Regular" :category "Gi|ft" :amount 1M})',
            ),
            '["Goodwill", "Gift"]',
        ),
    ],
)
def test_a_missing_word_is_added_to_the_vocabulary(marked: str, added: str, tmp_path: Path) -> None:
    session, view, at = opened(tmp_path, marked)
    found = [one for title, one in actions(session, view, at).items() if title.startswith("add “")]
    assert len(found) == 1
    assert added in texts_after(found[0])["cljrules.toml"]
    assert "unknown-word" not in codes_after(found[0], tmp_path)


def test_all_safe_fixes_are_one_action(tmp_path: Path) -> None:
    session, view, at = opened(tmp_path, rule('(and (not (= loan-status |"Open")) (and bankruptcy-active))'))
    found = actions(session, view, at, [mending.FIX_ALL])
    assert list(found) == ["apply all fixes that cannot change what a rule means"]
    text = next(iter(texts_after(next(iter(found.values()))).values()))
    assert 'not= loan-status "Open"' in text


CRITERIA = [
    "(> (+ (* status-days-past-due 2) 1) 3|0)",
    "(|pos? (- (+ status-days-past-due 1) 5))",
    "(|-> status-days-past-due (+ 1) (- 5) pos?)",
    '(|if (= loan-status "Open") (> status-days-past-due 3) (if bankruptcy-active true false))',
    '(|cond (= loan-status "Open") (> status-days-past-due 3) bankruptcy-active true :else false)',
    "(|->> status-days-past-due (- 100) (< 50))",
    "(let [x 3] (> (|inc (inc x)) status-days-past-due))",
]


def _answers(text: str, folder: Path) -> list[object]:
    pack(folder, text)
    loaded = load(folder)
    assert loaded.pack is not None
    program = Program(one.form for one in loaded.pack.definitions)
    criteria = program.criteria(next(one for one in loaded.pack.rules if one.name == "one").when)
    loans = [sample_loan(), *(archetype_loan(name) for name in load_catalogue().archetypes)]
    from datetime import date

    return [criteria.ask(loan, date(2026, 11, 22)) for loan in loans]


@pytest.mark.parametrize("criteria", CRITERIA)
def test_rewrites_mean_the_same(criteria: str, tmp_path: Path) -> None:
    marked = rule(criteria)
    session, view, at = opened(tmp_path, marked)
    before = _answers(view.source.text, tmp_path)
    kinds = [lsp.CodeActionKind.RefactorRewrite.value, lsp.CodeActionKind.RefactorExtract.value]
    found = actions(session, view, at, kinds)
    assert found
    for title, one in found.items():
        text = texts_after(one)["late.rules.clj"]
        assert _answers(text, tmp_path / "after") == before, (title, text)
        (tmp_path / "late.rules.clj").write_text(view.source.text)


def test_a_selected_form_is_extracted(tmp_path: Path) -> None:
    session, view, _ = opened(tmp_path, ";; About it.\n" + rule("(> status-payoff (+ 1M 2M))") + "|")
    start = view.source.text.index("(+ 1M")
    mender = mending.Mender(view, [], session.uris, session.versions)
    found = mender.actions(Span(start, start + len("(+ 1M 2M)")), [lsp.CodeActionKind.RefactorExtract.value])
    assert len(found) == 1
    text = texts_after(found[0])["late.rules.clj"]
    assert text.startswith("(def extracted (+ 1M 2M))\n\n;; About it.\n(defrule one")
    assert ":when (> status-payoff extracted)" in text


def test_what_uses_a_local_name_is_not_extracted(tmp_path: Path) -> None:
    session, view, _ = opened(tmp_path, rule("(let [x 3] (> (+ x 1) 2))") + "|")
    start = view.source.text.index("(+ x")
    mender = mending.Mender(view, [], session.uris, session.versions)
    assert mender.actions(Span(start, start + len("(+ x 1)")), [lsp.CodeActionKind.RefactorExtract.value]) == []
