"""Definitions, references, rename, symbols and calls at a cursor."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marked import NAMES, opened, pack, rule

from cljrules.lsp import navigation
from cljrules.lsp.project import View
from cljrules.lsp.session import Session

LET = rule("(let [days status-days-past-due] (and (> days 3) (late? days) (fn [days] days)))")


def shown(view: View, found: object) -> list[tuple[str, str]]:
    """The places: the file's name, and the text there with where it stands."""
    return [
        (Path(spot.source.path).name, f"{spot.source.slice(spot.span)}@{spot.source.position(spot.span.start).line}")
        for spot in found  # type: ignore[attr-defined]
    ]


def test_a_definition_is_found_in_another_file(tmp_path: Path) -> None:
    _, view, at = opened(tmp_path, rule("(la|te? status-days-past-due)"))
    assert shown(view, navigation.definition(view, at)) == [("names.rules.clj", "late?@3")]


def test_a_local_name_is_found_in_its_scope(tmp_path: Path) -> None:
    _, view, at = opened(tmp_path, LET.replace("(> days", "(> da|ys"))
    found = shown(view, navigation.references(view, at, with_declaration=True))
    assert len(found) == 3  # not the parameter of the function within, nor its use


def test_a_word_is_found_in_the_manifest_and_in_rules(tmp_path: Path) -> None:
    _, view, at = opened(
        tmp_path, rule('(= loan-status "Op|en")') + rule('(= "Open" loan-status)').replace("one", "two")
    )
    assert shown(view, navigation.definition(view, at)) == [("cljrules.toml", "Open@7")]
    assert len(shown(view, navigation.references(view, at, with_declaration=True))) == 3


def test_a_variable_leads_to_the_catalogue(tmp_path: Path) -> None:
    _, view, at = opened(tmp_path, rule("(> status-days|-past-due 3)"))
    assert [name for name, _ in shown(view, navigation.definition(view, at))] == ["variables.toml"]


def test_an_option_and_a_given_variable_are_references(tmp_path: Path) -> None:
    text = rule("(> status-days-past|-due 3)").replace(
        "[(account", "[(account/archive)]\n  :examples [{:given {:status-days-past-due 4} :fires true}] [(account"
    )
    _, view, at = opened(tmp_path, text)
    assert len(shown(view, navigation.references(view, at, with_declaration=True))) == 2


@pytest.mark.parametrize(
    ("marked", "name", "why"),
    [
        (rule("(> status-days|-past-due 3)"), "x", "not declared in this pack"),
        (rule("(lat|e? 3)"), "loan-status", "already the name of a variable"),
        (rule("(lat|e? 3)"), "limit", "already the name of a definition"),
        (rule("(lat|e? 3)"), "and", "already the name of a macro"),
        (rule("(lat|e? 3)"), "two words", "is no name"),
        (rule("(lat|e? 3)"), "12", "is no name"),
        (rule("(let [a|a 1 bb 2] (> aa bb))"), "bb", "already used"),
        (rule('(= loan-status "Op|en")'), "Closed", "has the word"),
        (rule('(= loan-status "Op|en")'), 'a"b', "without quotes"),
        (rule("(> 3|0 1)"), "x", "no name here"),
    ],
)
def test_a_rename_that_would_not_mean_the_same_is_refused(marked: str, name: str, why: str, tmp_path: Path) -> None:
    _, view, at = opened(tmp_path, marked)
    with pytest.raises(navigation.CannotRename, match=why):
        navigation.rename(view, at, name)


def _renamed(folder: Path, view: View, at: int, name: str) -> None:
    texts: dict[str, str] = {}
    for source, edits in navigation.rename(view, at, name).items():
        for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
            text = texts.get(source.path, source.text)
            texts[source.path] = text[: edit.span.start] + edit.text + text[edit.span.end :]
    for path, text in texts.items():
        Path(path).write_text(text, encoding="utf-8", newline="")


def _view(folder: Path) -> View:
    session = Session()
    session.set_folders([folder])
    file = folder / "late.rules.clj"
    session.open(file.as_uri(), "cljrules", 1, file.read_bytes().decode())
    view = session.view(file.as_uri())
    assert view is not None
    return view


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(seed=st.integers(0, 10**6), name=st.sampled_from(["fresh", "other-name?", "x'", "Ünlich", "A word", "ab/c"]))
def test_renaming_there_and_back_is_as_if_nothing_had_happened(tmp_path: Path, seed: int, name: str) -> None:
    text = LET + rule('(and (= loan-status "Open") (late? limit))').replace("defrule one", "defrule two")
    file = pack(tmp_path, text)
    files = sorted(tmp_path.iterdir())
    before = [one.read_bytes() for one in files]
    view = _view(tmp_path)
    dice = random.Random(seed)
    at = dice.randrange(len(text))
    try:
        target = navigation.prepare_rename(view, at)
        offset_in = at - target.span.start
        _renamed(tmp_path, view, at, name)
    except navigation.CannotRename:
        assert [one.read_bytes() for one in files] == before
        return
    # The offset of the name again, where earlier places moved it.
    again = _view(tmp_path)
    shift = len(name) - len(target.name)
    earlier = sum(
        spot.span.start < target.span.start and spot.source.path == view.path for spot in navigation.spots(view, target)
    )
    assert 0 <= offset_in <= len(target.name)
    _renamed(tmp_path, again, target.span.start + earlier * shift, target.name)
    assert [one.read_bytes() for one in files] == before, file


@pytest.mark.parametrize("name", ["Up to date", "other-name?", "Ünlich"])
def test_a_word_that_is_a_key_is_quoted_where_toml_needs_it(name: str, tmp_path: Path) -> None:
    _, view, at = opened(tmp_path, rule('(= loan-status "Op|en")'))
    _renamed(tmp_path, view, at, name)
    vocabulary = tomllib.loads((tmp_path / "cljrules.toml").read_text(encoding="utf-8"))["vocabulary"]
    assert vocabulary["loan-status"][name] == ["Repaying", "Bankruptcy"]


def test_a_rename_keeps_what_the_pack_means(tmp_path: Path) -> None:
    _, view, at = opened(tmp_path, rule("(la|te? status-days-past-due)"))
    before = view.snapshot.all_findings
    _renamed(tmp_path, view, at, "overdue?")
    after = _view(tmp_path).snapshot.all_findings
    assert [one.code for one in after] == [one.code for one in before]
    assert "(defn overdue? [days]" in (tmp_path / "names.rules.clj").read_text()


def test_symbols_are_there_in_broken_text(tmp_path: Path) -> None:
    _, view, _ = opened(
        tmp_path, "(defrule whole :when true :then [(account/archive)])\n(defrule broken\n  :when (and |"
    )
    assert [one.name for one in navigation.document_symbols(view)] == ["whole", "broken"]
    assert {name for name, _, _ in navigation.pack_symbols(view, "lmt")} == {"limit"}


def test_calls_go_both_ways(tmp_path: Path) -> None:
    _, view, at = opened(tmp_path, rule("(la|te? limit)"))
    found = navigation.callable_at(view, at)
    assert found is not None and found[0] == "late?"
    assert [(name, len(spots)) for name, spots in navigation.callers(view, "late?")] == [("one", 1)]
    assert [name for name, _ in navigation.called(view, "one")] == ["late?", "limit"]
    assert NAMES.count("limit") == 2
