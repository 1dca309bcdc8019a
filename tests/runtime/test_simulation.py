"""Simulations: they tell what the nights then do, compare with what is deployed, and leave the store as it was."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from books import DAY, count, difference, dump, made, put, write_pack

from runtime.commands.simulating import simulate as command
from runtime.deployments import Candidate, deployable
from runtime.maintenance.decide import Decider
from runtime.maintenance.nightly import maintain
from runtime.simulation import simulate
from runtime.simulation.result import Line, Result
from runtime.store.errors import StoreError
from runtime.store.export import canonical_lines
from runtime.store.open import Store

RULES = """
(defrule watch "Watch." :once :while-true :when (= (mod status-days-past-due 3) 0)
  :then [(loan/set {:add-portfolios ["Watch"]})])
(defrule goodwill "Goodwill." :when (and (> status-days-past-due 30) (= (mod status-days-past-due 5) 2))
  :then [(credit/add {:type "Regular" :amount 7.50M :category "Goodwill"})])
(defrule close "Close." :when (and (> status-days-past-due 60) (not= loan-sub-status "Charged Off"))
  :then [(credit/add {:type "Payoff" :category "Goodwill" :charge-off true :amount {:base :payoff :plus 0M}})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off"})])
(defrule broken "Fails on current accounts." :when (> (/ 100 status-days-past-due) 500)
  :then [(loan/set {:secured true})])
"""
LAST = DAY + timedelta(days=5)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with made(tmp_path / "loans.db", 150) as store:
        yield store


def pack(folder: Path, rules: str = RULES, **named: str) -> Candidate:
    return deployable(write_pack(folder, rules, **named))


def export(store: Store) -> list[str]:
    with store.read() as connection:
        return list(canonical_lines(connection))


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=at) for at in range((last - first).days + 1)]


def done(store: Store, first: date, last: date) -> dict[tuple[int, str], int]:
    """How often each rule fired on each account, by the audit."""
    with store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT loan_id, rule FROM firings WHERE outcome <> 'error' AND business_date BETWEEN "
            f"'{first}' AND '{last}'"
        ).all()
    return Counter((row[0], row[1]) for row in rows)


def told(result: Result) -> dict[tuple[int, str], int]:
    return {(line.loan, line.rule): line.hit.days for line in result.lines if line.hit}


def test_the_deployed_pack_simulated_is_what_the_nights_then_do(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "pack", RULES)
    before, rows = export(store), dump(store)
    result = simulate(store, pack(tmp_path / "pack"), DAY, LAST, batch=40)
    assert export(store) == before and difference(rows, dump(store)) == []
    reports = [maintain(store, day) for day in days(DAY, LAST)]
    assert told(result) == done(store, DAY, LAST) != {}
    for name, item in result.rules.items():
        counted = [report.rules[name] for report in reports]
        assert item.simulated.fired == sum(each["fired"] for each in counted)
        assert item.simulated.changed == sum(each["applied"] for each in counted)
        assert item.simulated.errors == sum(each["errors"] for each in counted)
    total = result.total().dollars
    assert total.charged_off == sum(report.charged_off for report in reports) > 0
    assert total.credited == sum(report.credited for report in reports) > 0
    assert result.past is None and result.nights == (DAY, LAST)


def test_a_pack_that_is_not_deployed_does_what_it_does_once_deployed(store: Store, tmp_path: Path) -> None:
    rules = RULES.replace('"Watch."', '"Watch." :enroll #{:existing-loans}')
    result = simulate(store, pack(tmp_path / "pack", rules), DAY, DAY + timedelta(days=2), batch=60)
    assert (
        count(store, "SELECT count(*) FROM deployments")
        == count(store, "SELECT count(*) FROM portfolios WHERE title = 'Watch'")
        == 0
    )
    put(store, tmp_path / "pack", rules)
    for day in days(DAY, DAY + timedelta(days=2)):
        maintain(store, day)
    assert told(result) == done(store, DAY, LAST) != {}


def test_a_past_day_is_decided_as_it_was_before_its_rules_ran(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "pack", RULES)
    reports = {day: maintain(store, day) for day in days(DAY, LAST)}
    before = export(store)
    for day in days(DAY + timedelta(days=1), LAST):
        result = simulate(store, pack(tmp_path / "pack"), day, day)
        assert result.past == (day, day) and result.nights is None
        assert told(result) == done(store, day, day) != {}, day
        assert result.total().dollars.charged_off == reports[day].charged_off
        assert result.total().dollars.credited == reports[day].credited
    assert export(store) == before


def test_a_range_over_past_and_coming_days_counts_lasting_truth_once(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "none", '(defrule none "Nothing." :when false :then [(loan/set {:secured true})])')
    for day in days(DAY, DAY + timedelta(days=3)):
        maintain(store, day)
    rules = RULES.split("(defrule close")[1].split("(defrule")[0]
    result = simulate(store, pack(tmp_path / "pack", f"(defrule close{rules}"), DAY + timedelta(days=1), LAST)
    assert result.past == (DAY + timedelta(days=1), DAY + timedelta(days=3))
    assert result.nights == (DAY + timedelta(days=4), LAST)
    assert any("every day by itself" in said for said in result.how())
    late = [line for line in result.lines if line.hit and line.hit.first == DAY + timedelta(days=1)]
    # three days as they stood, and one night, which carries
    assert late and {line.hit.days for line in late if line.hit} == {4}
    owed = count(store, "SELECT sum(status_payoff) FROM loan_status WHERE status_days_past_due > 60")
    charged = sum(line.hit.dollars.charged_off for line in late if line.hit)
    assert charged <= Decimal(owed).scaleb(-2)


def test_compared_with_the_deployed_pack(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "pack", RULES)
    changed = RULES.replace("30)", "45)").replace("> status-days-past-due 60", "> status-days-past-due 50")
    lines: list[Line] = []
    new = simulate(
        store, pack(tmp_path / "new", changed, version="2"), DAY, LAST, against="deployed", line_to=lines.append
    )
    old = simulate(store, pack(tmp_path / "pack"), DAY, LAST)
    assert {(line.loan, line.rule) for line in lines if line.deployed} == set(told(old))
    close, goodwill = new.rules["close"], new.rules["goodwill"]
    assert goodwill.states["no longer hit"] > 0 and goodwill.states["newly hit"] == 0
    assert close.states["newly hit"] > 0 and close.states["no longer hit"] == 0
    assert close.deployed.dollars == old.rules["close"].simulated.dollars
    assert close.simulated.dollars.charged_off > close.deployed.dollars.charged_off
    later = simulate(store, pack(tmp_path / "pack"), DAY + timedelta(days=2), DAY + timedelta(days=2))
    assert later.how()[1] == "2026-11-22 to 2026-11-23: no rule is run; the ledger rolls over these days"
    same = simulate(store, pack(tmp_path / "pack"), DAY, LAST, against="small")
    assert all(item.states["newly hit"] == item.states["no longer hit"] == 0 for item in same.rules.values())
    assert all(item.simulated == item.deployed for item in same.rules.values()) and same.lines == []


def test_other_deployed_packs_run_beside_it(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "first", RULES)
    undo = '(defrule undo "Undo." :when true :then [(loan/set {:remove-portfolios ["Watch"]})])'
    put(store, tmp_path / "second", undo, name="second")
    seen = (
        """(defrule seen "Seen." :when (contains? (set portfolio-list) "Watch") :then [(loan/set {:secured true})])"""
    )
    night = DAY + timedelta(days=1)
    third = simulate(store, pack(tmp_path / "third", seen, name="third"), DAY, night)
    assert third.beside == ["small", "second"] and list(third.rules) == ["seen"] and third.total().fired == 0
    instead = simulate(store, pack(tmp_path / "third", seen, name="third"), DAY, night, against="second")
    assert instead.beside == ["small"] and list(instead.rules) == ["seen", "undo"]
    assert instead.rules["seen"].states["newly hit"] > 0 == instead.rules["seen"].deployed.fired
    assert instead.rules["undo"].states["no longer hit"] == instead.rules["undo"].deployed.accounts > 0


def test_a_fault_costs_only_its_account(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = simulate(store, pack(tmp_path / "pack"), DAY, DAY + timedelta(days=2), batch=10)
    struck = next(line.loan for line in whole.lines if line.rule == "goodwill")
    run = Decider.run

    def fails(self: Decider, connection: object, page: list[tuple[int, object]], **how: bool) -> object:
        if any(number == struck for number, _ in page):
            raise RuntimeError("struck")
        return run(self, connection, page, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(Decider, "run", fails)
    result = simulate(store, pack(tmp_path / "pack"), DAY, DAY + timedelta(days=2), batch=10)
    assert told(result) == {key: value for key, value in told(whole).items() if key[0] != struck}
    assert Counter(failure["loan"] for failure in result.failures if "struck" in failure["message"]) == {struck: 3}


@pytest.mark.parametrize(
    ("first", "last", "against", "said"),
    [
        (LAST, DAY, None, "before it begins"),
        (DAY, DAY + timedelta(days=4000), None, "more than ten years"),
        (DAY - timedelta(days=9), LAST, None, "the books begin on 2026-11-22"),
        (DAY, LAST, "deployed", "no pack is deployed"),
    ],
)
def test_what_cannot_be_simulated_is_said(
    store: Store, tmp_path: Path, first: date, last: date, against: str | None, said: str
) -> None:
    with pytest.raises(StoreError, match=said):
        simulate(store, pack(tmp_path / "pack"), first, last, against=against)


def test_an_unknown_deployed_pack_is_named(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "pack", RULES)
    with pytest.raises(StoreError, match="no pack `smal` is deployed") as raised:
        simulate(store, pack(tmp_path / "pack"), DAY, LAST, against="smal")
    assert "did you mean `small`" in raised.value.help


class _Tags(HTMLParser):
    """The names of a page's tags, and what they refer to."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]


def test_files_hold_what_was_found(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = RULES.replace("defrule watch", "defrule watch<b>&amp")
    put(store, tmp_path / "pack", RULES)
    folder = str(write_pack(tmp_path / "new", rules, version="2"))
    files = (str(tmp_path / "hits.csv"), None, str(tmp_path / "page.html"))
    assert command(store.name, DAY, folder, DAY, LAST, "deployed", files, True) == 0
    data = json.loads(capsys.readouterr().out)
    rows = list(csv.DictReader(Path(files[0]).read_text(encoding="utf-8").splitlines()))
    differing = [row for row in rows if row["state"] != "both"]
    assert [(int(row["loan"]), row["rule"], row["state"]) for row in differing] == [
        (hit["loan"], hit["rule"], hit["state"]) for hit in data["hits"] if hit["state"] != "both"
    ]
    charged = sum(Decimal(row["charged_off"] or 0) for row in rows)
    assert charged == sum(Decimal(rule["charged_off"]) for rule in data["rules"].values()) > 0
    page = Path(files[2]).read_text(encoding="utf-8")
    tags = _Tags()
    tags.feed(page)
    assert tags.links == [] and tags.tags["svg"] == 3 and tags.tags["script"] == tags.tags["b"] == 0
    assert "watch&lt;b&gt;&amp;amp" in page
    assert command(store.name, DAY, folder, DAY, LAST, "deployed", (None, None, None), False) == 0
    assert "newly hit" in capsys.readouterr().out


def test_no_file_is_left_where_the_simulation_is_refused(store: Store, tmp_path: Path) -> None:
    folder = str(write_pack(tmp_path / "pack", RULES))
    with pytest.raises(StoreError):
        command(store.name, DAY, folder, LAST, DAY, None, (str(tmp_path / "hits.csv"), None, None), False)
    assert list(tmp_path.glob("hits*")) == []
