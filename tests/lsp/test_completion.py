"""Completion at a cursor."""

from __future__ import annotations

from pathlib import Path

import pytest
from marked import opened, rule

from cljrules.lsp import cards, completion
from cljrules.packs import notifications, rules, scenarios


def labels(folder: Path, marked: str, *, snippets: bool = True) -> list[str]:
    _, view, at = opened(folder, marked)
    return [item.label for item in completion.complete(view, at, snippets=snippets).items]


@pytest.mark.parametrize(
    ("marked", "first"),
    [
        (rule('(= loan-status "|")'), ["Open", "Closed"]),
        (rule("(= loan-status |)"), ['"Open"', '"Closed"']),
        (rule('(and (= loan-status "Closed") (= loan-sub-status "|"))'), ["Charged Off"]),
        (rule('(contains? #{"|"} loan-status)'), ["Open", "Closed"]),
        (rule("(> status-d|)"), ["status-days-past-due"]),
        (rule("(> status-days-past-due status-loan-a|)"), ["status-loan-age"]),
        (rule("(and bankr|)"), ["bankruptcy-active"]),
        (rule("(late|)"), ["late?"]),
        (rule("(> status-days-past-due lim|)"), ["limit"]),
        (rule("(u/date-c|)"), ["u/date-compare"]),
        (rule("(let [here 1] (> he|))"), ["here"]),
        (rule("true").replace("archive)", "arch|)"), ["account/archive"]),
        (rule("true").replace("(account/archive)", '(loan/set {:loan-status "|"})'), ["Open", "Closed"]),
        (
            rule("true").replace("(account/archive)", '(loan/set {:loan-status "Closed" :loan-sub-status "|"})'),
            ["Charged Off"],
        ),
        (rule("true").replace("(account/archive)", "(loan/set {:follow-up-d|})"), [":follow-up-date"]),
        (rule("true").replace("(account/archive)", "(credit/add {:amount {:base :pay|}})"), [":payoff"]),
        (rule("true").replace("(account/archive)", '(loan/set {:add-portfolios ["|"]})'), ["Collections", "Legal"]),
        (rule("true").replace("[(account", "[(account/archive)]\n  :onc| [(account"), [":once"]),
        (rule("true").replace("[(account", "[(account/archive)]\n  :once :|\n [(account"), [":never-again"]),
        (
            rule("true").replace("[(account", "[(account/archive)]\n  :examples [{:given {:loan-st|}}] [("),
            [":loan-status"],
        ),
        (
            rule("true").replace("[(account", '[(account/archive)]\n  :examples [{:given {:loan-status "|"}}] [('),
            ["Open", "Closed"],
        ),
        ('(defnotification tell\n  :on [(portfolio/added "|")])', ["Collections", "Legal"]),
        ('(defnotification tell\n  :on [(status/changed {:to "|"})])', ["Open", "Closed"]),
        ("(defnotification tell\n  :restrict {:days-p|})", [":days-past-due"]),
        ('(defnotification tell\n  :restrict {:portfolios ["|"]})', ["Collections", "Legal"]),
        ("(defnotification tell\n  :email {:sub|})", [":subject"]),
        ("(defnotification tell\n  :webh|)", [":webhook"]),
        ("(defpromise-scenario kept\n  :window {:days-b|})", [":days-before"]),
        ("(defpromise-scenario kept\n  :toler|)", [":tolerance"]),
        ("(defr|", ["defrule"]),
        ("defr|", ["defrule"]),
    ],
)
def test_the_likeliest_comes_first(marked: str, first: list[str], tmp_path: Path) -> None:
    assert labels(tmp_path, marked)[: len(first)] == first


def test_a_comment_and_a_number_complete_nothing(tmp_path: Path) -> None:
    assert labels(tmp_path, "; stat|\n") == []
    assert labels(tmp_path, rule("(> status-days-past-due 3|)")) == []


def test_what_is_written_replaces_what_was_typed(tmp_path: Path) -> None:
    _, view, at = opened(tmp_path, rule('(= loan-status "Op|en")'))
    item = completion.complete(view, at, snippets=True).items[0]
    assert item.text_edit is not None
    assert item.text_edit.new_text == "Open"
    place = item.text_edit.range
    assert view.source.line(3)[place.start.character : place.end.character] == "Open"


def test_an_editor_without_snippets_gets_plain_text(tmp_path: Path) -> None:
    _, view, at = opened(tmp_path, "(defr|")
    item = completion.complete(view, at, snippets=False).items[0]
    assert item.text_edit is not None
    assert "$" not in item.text_edit.new_text
    assert item.insert_text_format is None


def test_every_item_has_documentation_or_needs_none(tmp_path: Path) -> None:
    _, view, at = opened(tmp_path, rule("(> |)"))
    for item in completion.complete(view, at, snippets=True).items:
        if item.data:
            assert completion.documentation(view, item.data), item.label


def test_the_keys_that_are_offered_are_those_that_are_read() -> None:
    known = {name: set(keys) for name, keys in cards.keys().items()}
    channels = notifications._CHANNELS
    assert known["defrule"] == set(rules._RULE)
    assert known["example"] == set(rules._EXAMPLE)
    assert known["defnotification"] == set(notifications._NOTIFICATION)
    assert known["defpromise-scenario"] == set(scenarios._SCENARIO)
    for channel, keys in channels.items():
        assert known[channel] == {*keys, *notifications._COMMON}
