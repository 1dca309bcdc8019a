"""Criteria read back in English: faithful to the last bound, readable, and nothing left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from explained_packs import CATALOGUE, CONDITIONS, DEMO
from hypothesis import given

from cljrules.explain.phrases import sentence
from cljrules.explain.rules import PackReader
from cljrules.packs import load
from cljrules.parser.forms import Coll, Form
from cljrules.parser.reader import read
from cljrules.source import Source

READER = PackReader(DEMO, CATALOGUE)
OTHERS = {
    ">": ("<", ">=", "<="),
    ">=": ("<=", ">", "<"),
    "<": (">", "<=", ">="),
    "<=": (">=", "<", ">"),
    "=": ("not=",),
}


def say(text: str, reader: PackReader = READER) -> str:
    forms, findings = read(Source("criteria", text))
    assert not findings
    return said(forms[0], reader)


def said(form: Form, reader: PackReader = READER) -> str:
    return sentence(reader.phrase(form))


def mutants(form: Form) -> Iterator[Form]:
    """The form with one comparator exchanged for each other one, read again from its text."""
    text = form.source.text
    waiting = [form]
    while waiting:
        at = waiting.pop()
        if not isinstance(at, Coll):
            continue
        waiting += at.items
        head = at.items[0] if at.head is not None else None
        for other in OTHERS.get(at.head.text, ()) if at.head is not None else ():
            assert head is not None
            changed = Source("mutant", text[: head.span.start] + other + text[head.span.end :])
            yield next(new for new in read(changed)[0] if new.span.start == form.span.start)


def sentences() -> list[tuple[str, str]]:
    """Conditions with the words expected, as sentences.txt has them."""
    blocks = (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").strip().split("\n\n")
    return [(first, second.strip()) for first, second in (block.split("\n") for block in blocks)]


@pytest.mark.parametrize(("criteria", "expected"), sentences())
def test_a_condition_in_words(criteria: str, expected: str) -> None:
    assert say(criteria) == f"Fires when {expected}."


def test_groups_and_exceptions() -> None:
    open_, late, small = '(= loan-status "Open")', "(> status-days-past-due 9)", "(< status-payoff 5M)"
    assert say(f"(and {open_} {late} (not bankruptcy-active))") == (
        "Fires when the loan status is “Open” and the account is more than 9 days past due, unless the account is in an"
        " active bankruptcy."
    )
    assert say(f"(and {open_} (or {late} {small}))") == (
        "Fires when the loan status is “Open” and either the account is more than 9 days past due or the payoff amount"
        " is less than $5.00."
    )
    assert say(f"(or {open_} (and {late} {small}))") == (
        "Fires when the loan status is “Open” or both the account is more than 9 days past due and the payoff amount is"
        " less than $5.00."
    )
    assert say(f"(if {open_} {late} {small})").startswith(
        "Fires when if the loan status is “Open”, then the account is"
    )


def test_a_whole_number_asked_of_an_amount_with_equals_is_told_as_never_equal() -> None:
    assert "never equals" in say("(= status-payoff 0)")
    assert "never" not in say("(= status-payoff 0M)") and "never" not in say("(== status-payoff 0)")


def alone(form: Form) -> Form:
    """A form read again as a text of its own."""
    return read(Source("criteria", form.source.slice(form.span)))[0][0]


def everything() -> list[tuple[str, Form]]:
    """Every criteria of the demo pack, and the example of every variable."""
    found = [(rule.name, alone(rule.when)) for rule in DEMO.rules]
    for variable in CATALOGUE.variables.values():
        forms, _ = read(Source(variable.name, variable.example))
        found.append((variable.name, forms[0]))
    return found


def test_every_boundary_and_flip_is_worded_differently() -> None:
    tried = 0
    for name, form in everything():
        for mutant in mutants(form):
            tried += 1
            assert said(mutant) != said(form), name
    assert tried > 300


def test_every_example_of_the_catalogue_is_read_without_falling_back_on_code() -> None:
    shown = {name: said(form) for name, form in everything() if "`" in said(form)}
    assert len(shown) <= 25, shown


@given(CONDITIONS)
def test_no_mutant_of_any_condition_reads_like_it(text: str) -> None:
    forms, _ = read(Source("criteria", text))
    original = said(forms[0])
    assert all(said(mutant) != original for mutant in mutants(forms[0]))


@given(CONDITIONS)
def test_exchanging_and_for_or_changes_the_sentence(text: str) -> None:
    forms, _ = read(Source("criteria", text))
    for one, other in (("(and ", "(or "), ("(or ", "(and ")):
        if one in text:
            assert say(text.replace(one, other, 1)) != said(forms[0])


def test_rules_are_read_with_actions_terms_and_examples() -> None:
    readings = {reading.name: reading for reading in READER.readings}
    write_off = readings["small-balance-write-off"]
    assert [action.text for action in write_off.actions] == [
        "Posts a credit: type “Payoff”; category “Small balance”; amount the payoff amount; info “Small balance”.",
    ]
    assert write_off.examples[0].given == (("loan status", "“Open”"), ("payoff amount", "$9.99"))
    assert "It acts once in the life of a loan." in readings["goodwill-late-fee"].terms
    assert "It also runs before the account is activated." in readings["activate-funded-accounts"].terms


def test_notifications_and_scenarios_are_read(tmp_path: Path) -> None:
    file = tmp_path / "all.rules.clj"
    file.write_text(
        """(defnotification legal
  :on [(portfolio/added "Legal")] :restrict {:days-past-due [30 120]}
  :system {:agents ["collections"] :message "Entered."})
(defnotification changed :on [(status/changed {:from "Open" :to "Closed"})] :sms {:template "a.txt.j2"})
(defpromise-scenario standard
  :evaluate-on #{:payments :credits} :applies-when (= loan-status "Open")
  :window {:days-before 10 :days-after 5 :by :apply-date} :tolerance {:percent 5} :fail-on-reversal true)""",
        encoding="utf-8",
    )
    pack = load(file).pack
    assert pack is not None
    legal, changed, standard = PackReader(pack, CATALOGUE).readings
    assert legal.sentence == "Sent when an account enters the portfolio “Legal”."
    assert legal.terms == ("Only where the days past due is from 30 to 120, both included.",)
    assert changed.sentence == "Sent when an account's status changes from “Open” to “Closed”."
    assert standard.sentence == "Applies when the loan status is “Open”."
    assert standard.actions[0].text.startswith(
        "A credit or payment keeps a promise when it is at most 5% less than promised"
    )


def cases() -> Iterator[Form]:
    """Forms of every kind that the language has: one in eight of those whose answers Clojure gave."""
    lines = (Path(__file__).parents[1] / "oracle" / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines[::8]:
        yield from read(Source("case", json.loads(line)["source"]))[0]


def test_any_form_of_the_language_is_read_and_nothing_breaks() -> None:
    read_back = [said(form) for form in cases()]
    assert len(read_back) > 500 and all(text.startswith("Fires when ") and text.endswith(".") for text in read_back)
