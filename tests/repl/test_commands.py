"""The commands, as they are typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from benches import Ask, text_of

from cljrules.repl.bench import Bench
from cljrules.repl.commands import COMMANDS, Leave

Said = Callable[[str], str]


def test_every_command_has_help_and_is_in_the_list(said: Said) -> None:
    everything = said(":help")
    for command in COMMANDS:
        assert f":{command.name}" in everything
        assert said(f":help {command.name}").startswith(f":{command.name}")


def test_a_loan_a_day_and_what_if(said: Said) -> None:
    assert "A-1" in said(":loan A-1")
    assert "does not fire" in said(":why small-balance")
    assert said(":set status-payoff 4") == "status-payoff: $4.00 instead of $1,200.50"
    assert "✗ collections" not in said(":why") and "small-balance" in said(":why")
    assert "status-payoff" in said(":loan")
    assert said(":set") == "status-payoff = 4M  ($4.00)" or "4.00M" in said(":set")
    assert "$1,200.50" in said(":unset status-payoff")
    assert "Thursday, 1 October 2026" in said(":as-of 2026-10-01")


def test_why_tells_values_and_what_would_change(said: Said) -> None:
    said(":sample 30-late")
    told = said(":why collections")
    assert "does not fire on 30-late (sample)" in told
    assert "✗ the account is at least 31 days past due  (days past due 30)" in told
    assert "it would fire with days past due 31 instead of 30" in told
    steps = said(":why collections !")
    assert "status-days-past-due → 30" in steps


def test_match_counts_and_shows(said: Said) -> None:
    told = said(":match (> status-days-past-due 10)")
    assert told.startswith("2 of 3 loans match (66.7%): ")
    assert [line.split()[0] for line in told.split("\n")[3:]] == ["A-1", "A-2"]
    assert "1 of 3 loans match" in said(":match charge-off")
    assert "give" in said(":match (> setup-interest-rate 1M)")


def test_match_shows_the_first_twenty(tmp_path: Path, said: Said) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text(
        "".join(json.dumps({"id": f"L{n}", "loan": {"status-days-past-due": n}}) + "\n" for n in range(500))
    )
    said(f":store {path}")
    told = said(":match (>= status-days-past-due 100)").split("\n")
    assert told[0].startswith("400 of 500 loans match (80.0%)")
    assert told[-1] == "and 380 more" and len(told) == 1 + 2 + 20 + 1


def test_match_falls_back_on_the_samples(pack: Path) -> None:
    from cljrules.repl.answering import told
    from cljrules.repl.pages import Screen

    answer = text_of(told(Bench(pack), ':match (= loan-status "Closed")', Screen()))
    assert "the sample loans" in answer and "charged-off" in answer


def test_compare_expressions_and_loans(said: Said) -> None:
    told = said(":compare (> status-days-past-due 10) (> status-days-past-due 90)")
    assert "1  match both" in told and "1  match only (> status-days-past-due 10)" in told and "A-2" in told
    told = said(":compare A-1 A-2")
    assert "3 of 238 variables differ" in told or "2 of 238 variables differ" in told
    assert "charge-off" in told and "fires" in told
    assert "the same loans match both" in said(
        ':compare charge-off (and (= loan-status "Open") (>= status-days-past-due 90))'
    )


def test_doc_source_and_type(said: Said) -> None:
    assert "Dollars that pay the account off today" in said(":doc status-payoff")
    assert "Posts a credit" in said(":doc charge-off")
    assert "(def letter-days 60)" in said(":doc letter-days")
    assert "reduce" in said(":doc reduce")
    assert "did you mean `status-payoff`?" in said(":doc status-pay-off")
    source = said(":source charge-off")
    assert (
        source.startswith(";; ")
        and "charge-off.rules.clj:22" in source.split("\n")[0]
        and "(defrule charge-off" in source
    )
    assert said(":type (* 2 status-payoff)") == "an amount of dollars"
    assert said(":type (> 1 2)") == "true or false"
    assert "error[" in said(':type (< status-days-past-due "x")')


def test_rules_actions_and_lint(said: Said, ask: Ask) -> None:
    assert "charge-off" in said(":rules") and "collections" not in said(":rules loss")
    assert "Posts a credit" in said(":actions charge-off") and "interest/suspend" in said(":actions")
    assert said(":lint") == "nothing to report" or "warning" in said(":lint") or "info" in said(":lint")
    ask('(defrule twice "31 or more days past due." :when (< status-days-past-due 31) :then [(interest/resume {})])')
    assert "comparator-reversed" in said(":lint")


def test_drafts_are_shown_dropped_and_saved(said: Said, pack: Path) -> None:
    said("(def one 1)")
    said("(def two 2)")
    assert said(":drafts") == "(def one 1)\n\n(def two 2)"
    said(":drop one")
    assert "saved in" in said(":save")
    text = (pack / "charge-off.rules.clj").read_text()
    assert "(def two 2)" in text and "(def one 1)" not in text


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (":wy", "did you mean `:why`?"),
        (":why charge-of", "did you mean `charge-off`?"),
        (":why a b", "name one rule"),
        (":loan A-9", "there is no account `A-9`"),
        (":sample 121-lat", "did you mean `121-late`?"),
        (":as-of yesterday", "is not a date"),
        (":set statuspayoff 3", "did you mean `status-payoff`?"),
        (":set status-payoff many", "status-payoff"),
        (":set status-payoff", "there is no value"),
        (":unset status-payoff", "is not set"),
        (":match", "nothing to match"),
        (":match (> status-days-past-du 3)", "status-days-past-due"),
        (":match (", "never closed"),
        (":match 1 2", "write one expression"),
        (":compare a", "name two"),
        (":doc", "name what"),
        (":source status-payoff", "no source"),
        (":type", "no expression"),
        (":drop x", "no draft"),
        (":save", "nothing to save"),
        (":store nowhere.jsonl", "nowhere.jsonl"),
        (":store postgresql://nobody@127.0.0.1:1/none", "error"),
        (":help nothing", "no command"),
    ],
)
def test_what_cannot_be_done_says_why(ask: Ask, line: str, wanted: str) -> None:
    answer = ask(line)
    assert not answer.is_fine and wanted in text_of(answer), text_of(answer)
    assert ask("(+ 1 1)").lines[0].text == "2"


def test_leaving(ask: Ask) -> None:
    for line in (":quit", ":q", ":exit"):
        with pytest.raises(Leave):
            ask(line)
