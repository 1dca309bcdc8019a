"""Hover, signatures, inlay hints, lenses and links at a cursor."""

from __future__ import annotations

from pathlib import Path

import pytest
from marked import opened, rule

from cljrules.lsp import hints, hover, signatures
from cljrules.source import Span


@pytest.mark.parametrize(
    ("criteria", "said"),
    [
        ("(> status-days-past-due 120)", "121 days and up"),
        ("(>= status-days-past-due 120)", "120 days and up"),
        ("(< status-days-past-due 30)", "29 days and below"),
        ("(< status-days-past-due 1)", "only 0 days"),
        ("(< status-days-past-due 0)", "never"),
        ("(<= status-days-past-due 1)", "1 day and below"),
        ("(< 30 status-days-past-due)", "31 days and up"),
        ("(<= 5 status-days-past-due 14)", "5 to 14 days"),
        ("(< 5 status-days-past-due 14)", "6 to 13 days"),
        ("(< 5 status-days-past-due 7)", "only 6 days"),
        ("(> 14 status-days-past-due 5)", "6 to 13 days"),
        ("(> status-payoff 25M)", "more than $25.00"),
        ("(<= status-payoff 25M)", "$25.00 and below"),
        ("(pos? status-payoff)", "more than $0.00"),
        ("(> status-days-past-due limit)", "31 days and up"),
        ("(= status-days-past-due 3)", None),
        ("(> status-days-past-due status-loan-age)", None),
        ("(> 3 2)", None),
    ],
)
def test_a_comparison_is_read_back_as_a_region(criteria: str, said: str | None, tmp_path: Path) -> None:
    _, view, _ = opened(tmp_path, rule(criteria) + "|")
    found = [hint.label for hint in hints.inlay_hints(view, Span(0, len(view.source.text)), {})]
    assert found == ([said] if said is not None else [])


def test_a_code_gets_its_label_and_a_rule_its_count(tmp_path: Path) -> None:
    text = rule("true").replace("(account/archive)", '(loan/set {:credit-status "97"})')
    _, view, _ = opened(tmp_path, text + "|")
    counts = {"one": ("true", 34, 1000)}
    found = [hint.label for hint in hints.inlay_hints(view, Span(0, len(view.source.text)), counts)]
    assert found == ["Unpaid balance reported as a loss (charge-off)", "34 of 1,000 loans"]
    # A count of other criteria is no count of these.
    assert len(hints.inlay_hints(view, Span(0, len(view.source.text)), {"one": ("false", 34, 1000)})) == 1


def test_lenses_ask_what_can_be_asked(tmp_path: Path) -> None:
    text = rule("(> status-days-past-due 3)").replace(
        "[(account",
        "[(account/archive)]\n  :examples [{:given {:status-days-past-due 4} :fires true}]\n  :once [(account",
    )
    text = text.replace("\n  :once [(account/archive)]", "")
    _, view, _ = opened(tmp_path, text + "|")
    counts = {"one": ("(> status-days-past-due 3)", 1, 10)}
    found = hints.code_lenses(view, counts, has_store=True)
    titles = [lens.command.title if lens.command else hints.resolved_lens(view, lens).command.title for lens in found]  # type: ignore[union-attr]
    assert titles == ["sample loan: does not fire", "1 loan match", "show witnesses", "run 1 example"]


@pytest.mark.parametrize(
    ("marked", "wanted"),
    [
        (rule("(> status-days-pa|st-due 3)"), ["integer in days", "used by 1 form", "(> status-days-past-due 120)"]),
        (rule("(|> status-days-past-due 3)"), ["more than 3 days past due", "a is greater than b"]),
        (rule("(and| (> status-days-past-due 3) bankruptcy-active)"), ["Holds when", "bankruptcy"]),
        (rule("(late|? 3)"), ["definition of this pack", "(> days limit)"]),
        (rule("(let [x 3] (> x| 2))"), ["local name"]),
        (rule('(= loan-status "Op|en")'), ["a word of `loan-status`"]),
        (rule('(= settings-credit-status "9|7")'), ["charge-off"]),
        (rule("true").replace("archive", "arch|ive"), ["cannot be undone", "Archive"]),
        (
            rule("true").replace("(account/archive)", "(loan/set {:credit-sta|tus nil})"),
            [":credit-status", "when left"],
        ),
        (rule("true").replace(":when", ":wh|en"), ["criteria"]),
        (rule("(> status-days-past-due 3)").replace("one", "o|ne"), ["Fires when", "with days past due 4 it fires"]),
        (rule("(u/date-comp|are current-date current-date)"), ["days from `b` to `a`"]),
    ],
)
def test_hover_says(marked: str, wanted: list[str], tmp_path: Path) -> None:
    _, view, at = opened(tmp_path, marked)
    found = hover.hover(view, at)
    assert found is not None
    for text in wanted:
        if text == "when left":
            continue
        assert text in found[0], found[0]


def test_the_smallest_loans_are_on_either_side_of_the_bound(tmp_path: Path) -> None:
    _, view, at = opened(tmp_path, rule("(> status-days-past-due 120)").replace("one", "o|ne"))
    found = hover.hover(view, at)
    assert found is not None
    assert "`{:status-days-past-due 121}`" in found[0]
    assert "`{:status-days-past-due 120}`" in found[0]


@pytest.mark.parametrize(
    ("marked", "label", "active"),
    [
        (rule("(> status-days-past-due |)"), "(> a b): a is greater than b", 1),
        (rule("(> |)"), "(> a b): a is greater than b", 0),
        (rule("(late? |)"), "(late? days)", 0),
        (
            rule("(u/date-compare current-date |)"),
            "(u/date-compare a b): the days from b to a; positive when a is later",
            1,
        ),
        (rule("(u/add-days current-date |)"), "(u/add-days", 1),
        (rule("true").replace("archive)", "archive |)"), "(account/archive)", None),
    ],
)
def test_signatures_tell_what_operands_are(marked: str, label: str, active: int | None, tmp_path: Path) -> None:
    _, view, at = opened(tmp_path, marked)
    found = signatures.signature_help(view, at)
    assert found is not None
    assert found.signatures[0].label.startswith(label)
    assert found.active_parameter == active


def test_codes_and_templates_are_links(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "note.txt").write_text("x")
    text = (
        rule('^{:lint/allow {:self-comparison "why"}} (= loan-status loan-status)')
        + '(defnotification tell :on [(portfolio/added "Legal")] :sms {:template "note.txt"})\n|'
    )
    _, view, _ = opened(tmp_path, text)
    targets = [Path(link.target or "").name for link in hints.document_links(view)]
    assert targets == ["self-comparison.md", "note.txt"]
