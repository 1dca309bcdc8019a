"""Turns: values, what is remembered of them, rules and definitions that are given, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cljrules.repl.bench import Bench, Turn
from cljrules.repl.refusal import Refusal
from cljrules.values.limits import Limits

RULE = '(defrule very-late "More than 150 days late." :when {} :then [(interest/suspend {{:date :current-date}})])'


def test_values_and_what_came_before(bench: Bench) -> None:
    assert bench.evaluate("(+ 1 2)").printed == "3"
    assert bench.evaluate("(* *1 10)").printed == "30"
    assert bench.evaluate("[_ *1 *2 *3]").printed == "[30 30 3 nil]"
    assert bench.evaluate("(/ 1 0)").error == "ArithmeticException"
    assert bench.evaluate("(ex-message *e)").printed == '"Divide by zero"'
    assert bench.evaluate("*2").printed == "[30 30 3 nil]", "an error is no value"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("status-payoff", "$8,302.61"),
        ("(* 2 status-payoff)", "$16,605.22"),
        ("status-days-past-due", "0 days"),
        ("current-date", "Sunday, 22 November 2026"),
        ("(u/add-days current-date 3)", "Wednesday, 25 November 2026"),
        ("setup-interest-rate", "14.07%"),
        ("(+ 1 2)", None),
        ("true", None),
        ('"Open"', None),
    ],
)
def test_values_in_words(bench: Bench, text: str, said: str | None) -> None:
    assert bench.evaluate(text).said == said


def test_definitions_of_the_pack_are_there_and_can_be_changed(bench: Bench) -> None:
    assert bench.evaluate("charge-off-days").printed == "90"
    assert bench.evaluate("(def charge-off-days 100)").taken == ("charge-off-days",)
    assert bench.evaluate("charge-off-days").printed == "100"
    definition = next(one for one in bench.pack.definitions if one.name == "charge-off-days")
    assert definition.form.items[2].value == 100


def test_a_rule_becomes_a_draft_and_may_use_drafts(bench: Bench) -> None:
    assert bench.evaluate("(defn over? [days] (> status-days-past-due days))").taken == ("over?",)
    turn = bench.evaluate(RULE.format("(over? 150)"))
    assert turn.taken == ("very-late",), turn
    assert [rule.name for rule in bench.pack.rules][-1] == "very-late"
    assert ("defrule", "very-late") in bench.drafts


def test_a_rule_with_an_error_is_refused_where_it_was_typed(bench: Bench) -> None:
    text = RULE.format("(> status-days-past-du 150)")
    turn = bench.evaluate(text)
    assert not turn.is_fine and not turn.taken and not bench.drafts
    found = next(one for one in turn.findings if one.code == "unknown-variable")
    assert found.source.text[found.span.start : found.span.end] == "status-days-past-du"
    assert found.source.path == "<repl>" and "status-days-past-due" in (found.help or "")


def test_a_rule_of_the_same_name_takes_the_place_of_the_one_there(bench: Bench, pack: Path) -> None:
    before = [rule.name for rule in bench.pack.rules]
    text = '(defrule charge-off "Later." :when (> status-days-past-due 150) :then [(interest/resume {})])'
    assert bench.evaluate(text).taken == ("charge-off",)
    assert [rule.name for rule in bench.pack.rules] == before
    paths = bench.save("")
    assert paths == [str(pack / "charge-off.rules.clj")]
    written = (pack / "charge-off.rules.clj").read_text()
    assert "Later." in written and "book the payoff as a loss" not in written
    assert written.count("(defrule charge-off ") == 1 and ";; What happens to an unsecured loan" in written
    assert not bench.drafts and [rule.name for rule in Bench(pack).pack.rules] == before


def test_saving_refuses_a_file_that_someone_else_changed(bench: Bench, pack: Path) -> None:
    bench.evaluate("(def extra 1)")
    path = pack / "charge-off.rules.clj"
    path.write_text(path.read_text() + "\n;; theirs\n")
    with pytest.raises(Refusal, match="changed by someone else"):
        bench.save("")
    assert path.read_text().endswith(";; theirs\n") and bench.drafts
    bench.reload()
    bench.save("extra")
    written = path.read_text()
    assert "(def extra 1)" in written and written.endswith(";; theirs\n")
    assert Bench(pack).evaluate("extra").printed == "1"


def test_without_a_pack_rules_can_be_tried_and_not_saved() -> None:
    bench = Bench()
    assert bench.name == "user" and not bench.findings
    assert bench.evaluate(RULE.format("(> status-days-past-due 150)")).taken == ("very-late",)
    with pytest.raises(Refusal, match="no pack"):
        bench.save("")


def test_real_loans_and_what_if(bench: Bench) -> None:
    bench.loans.use_account("A-1")
    assert bench.evaluate("status-days-past-due").printed == "95"
    bench.loans.set("status-days-past-due", "12")
    assert bench.evaluate("(+ 1 status-days-past-due)").printed == "13"
    bench.loans.unset("status-days-past-due")
    assert bench.evaluate("status-days-past-due").printed == "95"
    turn = bench.evaluate("setup-interest-rate")
    assert (
        turn.problem is not None and turn.problem.help is not None and ":set setup-interest-rate" in turn.problem.help
    )
    with pytest.raises(Refusal) as refused:
        bench.loans.use_account("A-9")
    assert "A-9" in str(refused.value) and bench.loans.name == "A-1"


def test_the_business_date_is_what_rules_see(bench: Bench) -> None:
    bench.loans.use_day("2026-02-28")
    assert bench.evaluate("[current-date (u/today)]").printed == '["2026-02-28" "2026-02-28"]'
    with pytest.raises(Refusal, match="not a date"):
        bench.loans.use_day("2026-02-30")
    assert bench.loans.as_of == date(2026, 2, 28)


@pytest.mark.parametrize(
    "text",
    [
        "(loop [] (recur))",
        "(reduce + (range))",
        "(reduce + (range 1000000000000))",
        '(re-matches #"(a+)+b" (apply str (repeat 5000 "a")))',
        "((fn f [x] (f (inc x))) 1)",
        "(doall (iterate inc 0))",
        "(str (repeat 1000000 (repeat 1000000 1)))",
    ],
)
def test_what_never_ends_is_stopped(text: str) -> None:
    turn = Bench(limits=Limits(steps=400_000)).evaluate(text)
    assert turn.error in ("LimitExceeded", "StackOverflowError") or turn.printed in ("nil", "false"), turn


def test_a_pack_that_cannot_be_read_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "cljrules.toml").write_text("[pack\n")
    bench = Bench(tmp_path)
    assert bench.evaluate("(+ 1 2)").printed == "3"
    with pytest.raises(Refusal, match="cannot be read"):
        _ = bench.pack


def test_reloading_takes_what_changed(bench: Bench, pack: Path) -> None:
    path = pack / "charge-off.rules.clj"
    path.write_text(path.read_text().replace("charge-off-days 90", "charge-off-days 91"))
    assert bench.evaluate("charge-off-days").printed == "90"
    bench.evaluate("(def mine 7)")
    bench.reload()
    assert bench.evaluate("[charge-off-days mine]").printed == "[91 7]"


def test_a_turn_that_prints(bench: Bench) -> None:
    first, second = bench.evaluate('(println "one") 1'), bench.evaluate("2")
    assert first == Turn(printed="1", stdout="one\n") and second.stdout == ""
