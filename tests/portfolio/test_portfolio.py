"""Packs held against portfolios: counts agree with the evaluator, and what they say is said once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from explained_packs import CATALOGUE, DEMO

from cljrules.commands.checking import run
from cljrules.commands.portfolios import PortfolioCheck
from cljrules.diagnostics import Diagnostic
from cljrules.lint import lint
from cljrules.packs import load
from cljrules.packs.model import Pack
from cljrules.portfolio import counting, source
from cljrules.portfolio.counting import Counter
from cljrules.portfolio.findings import with_portfolio
from cljrules.portfolio.matching import Match, match_pack
from cljrules.portfolio.source import Portfolio, PortfolioError, open_portfolio
from cljrules.stdlib.catalogue import archetype_loan
from cljrules.trials.judging import Judge
from runtime.deployments import deploy
from runtime.store.generator import generate
from runtime.store.open import open_store

DAY = date.fromisoformat(CATALOGUE.sample.as_of)
FOLDER = Path(__file__).parents[2] / "examples" / "demo" / "acme-collections"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = str(tmp_path_factory.mktemp("portfolio") / "acme.db")
    with open_store(path, create=True, today=DAY) as made:
        generate(made, 1500, 1, DAY, lambda *_: None)
        deploy(made, FOLDER)
    return path


@pytest.fixture
def portfolio(store: str) -> Iterator[Portfolio]:
    with open_portfolio(store, DAY) as opened:
        yield opened


def changed(folder: Path, file: str, old: str, new: str) -> Pack:
    shutil.copytree(FOLDER, folder / "pack")
    path = folder / "pack" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    pack = load(folder / "pack").pack
    assert pack is not None
    return pack


def found(pack: Pack, portfolio: Portfolio) -> tuple[dict[str, Match], list[Diagnostic]]:
    matches = match_pack(pack, portfolio, CATALOGUE)
    return {match.rule.name: match for match in matches}, with_portfolio(lint(pack), matches, CATALOGUE)


def test_counts_are_those_of_the_reference_evaluator(portfolio: Portfolio) -> None:
    matches, _ = found(DEMO, portfolio)
    judge = Judge(DEMO, CATALOGUE)
    criteria = {rule.name: judge.program.criteria(rule.when) for rule in DEMO.rules}
    wanted = dict.fromkeys(criteria, 0)
    variables = frozenset().union(*(held.variables for held in criteria.values()))
    for page in portfolio.pages(variables):
        for account in page:
            for rule in DEMO.rules:
                if account.is_activated or rule.preactivation:
                    wanted[rule.name] += criteria[rule.name].decide(account.loan, DAY).fires
    assert {name: match.matches for name, match in matches.items()} == wanted
    assert sum(wanted.values()) > 100


def test_the_deployed_pack_itself_changes_nothing(portfolio: Portfolio) -> None:
    matches, findings = found(DEMO, portfolio)
    assert all((match.newly, match.no_longer, match.errors) == (0, 0, 0) for match in matches.values())
    assert {item.code for item in findings} <= {"portfolio-no-match"}


def test_a_comparator_turned_round_since_the_deployment_is_found_once(portfolio: Portfolio, tmp_path: Path) -> None:
    pack = changed(tmp_path, "collections.rules.clj", "(>= payments-nsf-count 3)", "(<= payments-nsf-count 3)")
    pack_without = [item for item in lint(pack) if item.code == "comparator-reversed"]
    matches, findings = found(pack, portfolio)
    match = matches["drafts-off-after-returns"]
    assert match.newly > 1000 and match.deployed is not None and match.no_longer > 10
    reversed_ = [item for item in findings if item.code == "comparator-reversed"]
    assert len(reversed_) == 1 and len(pack_without) <= 1
    assert any("as the deployed version does" in line for line in reversed_[0].evidence)
    assert reversed_[0].fix is not None and reversed_[0].fix.edits[0].text == ">="
    told = next(item for item in findings if item.code == "portfolio-changed")
    assert told.evidence[0].startswith(f"newly matched: {match.newly:,} accounts, such as loan ")


def test_a_moved_bound_is_a_change_and_no_reversal(portfolio: Portfolio, tmp_path: Path) -> None:
    old = "(>= status-days-past-due 15)\n"
    pack = changed(tmp_path, "collections.rules.clj", old, old.replace("15", "25"))
    matches, findings = found(pack, portfolio)
    match = matches["early-collections"]
    assert match.newly == 0 and match.no_longer > 0
    assert match.matches + match.no_longer == match.deployed
    assert "portfolio-changed" in {item.code for item in findings}
    assert not [line for item in findings for line in item.evidence if "as the deployed version does" in line]


def test_rates_and_rules_that_match_nothing_are_told_with_the_comparator_turned(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    pack = changed(tmp_path, "charge-off.rules.clj", "(def charge-off-days 120)", "(def charge-off-days 1)")
    _, findings = found(pack, portfolio)
    rate = next(item for item in findings if item.code == "portfolio-rate")
    assert "`credit/add` is worth a second look above 2.0%" in rate.message
    assert any("turned round it would match" in line for line in rate.evidence)
    shutil.rmtree(tmp_path / "pack")
    pack = changed(tmp_path, "charge-off.rules.clj", "(def charge-off-days 120)", "(def charge-off-days 36000)")
    _, findings = found(pack, portfolio)
    nothing = [item for item in findings if item.code == "portfolio-no-match"]
    assert "charge-off-after-120-days" in {item.rule for item in nothing}


def test_errors_are_counted(tmp_path: Path, portfolio: Portfolio) -> None:
    file = tmp_path / "a.rules.clj"
    file.write_text('(defrule a :when (> status-loan-recency 30) :then [(loan/set {:autopay-status "suspend"})])')
    pack = load(file).pack
    assert pack is not None
    matches, findings = found(pack, portfolio)
    assert matches["a"].errors > 0 and matches["a"].deployed is None
    assert "portfolio-errors" in {item.code for item in findings}


def test_engines_count_alike_with_and_without_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    judge = Judge(DEMO, CATALOGUE)
    criteria = {rule.name: judge.program.criteria(rule.when) for rule in DEMO.rules}
    loans = [archetype_loan(name) for name in CATALOGUE.archetypes]
    fast = Counter(criteria, DAY).answers(loans)
    monkeypatch.setattr(counting, "find_spec", lambda name: None)
    assert Counter(criteria, DAY).answers(loans) == fast


def test_the_command_prints_a_table_and_json(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    with PortfolioCheck(store, DAY.isoformat()) as held:
        assert run([str(FOLDER)], "text", portfolio=held) == 0
    shown = capsys.readouterr().out
    assert "acme-collections on " in shown and "with `(<= status-loan-age 5)`" in shown
    with PortfolioCheck(store, DAY.isoformat()) as held:
        assert run([str(FOLDER)], "json", portfolio=held) == 0
    data = json.loads(capsys.readouterr().out)
    rules = data["portfolio"]["packs"]["acme-collections"]
    assert len(rules) == 20 and all(rule["deployed"] == rule["matches"] for rule in rules)


class TestFiles:
    def test_loans_in_a_file_are_a_portfolio(self, tmp_path: Path) -> None:
        file = tmp_path / "loans.jsonl"
        file.write_text('{"id": "A", "loan": {"status-days-past-due": 40}}\n{"status-days-past-due": 3}\n')
        with open_portfolio(str(file), DAY) as opened:
            (page,) = opened.pages(["status-days-past-due"])
            assert [account.name for account in page] == ["A", "line 2"]
            assert opened.deployed("any") is None

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ('{"status-days-pastdue": 1}', "line 1: there is no variable `status-days-pastdue`"),
            ('{"status-days-past-due": "x"}', "line 1: `status-days-past-due` takes a whole number"),
            ("[1]", "line 1"),
            ("{", "line 1"),
        ],
    )
    def test_what_is_wrong_is_said_with_its_line(self, line: str, said: str, tmp_path: Path) -> None:
        file = tmp_path / "loans.jsonl"
        file.write_text(line)
        with pytest.raises(PortfolioError) as told:
            list(open_portfolio(str(file), DAY).pages([]))
        assert said in str(told.value) and told.value.help

    def test_a_program_that_cannot_be_loaded_is_said(self, monkeypatch: pytest.MonkeyPatch) -> None:
        broken = EntryPoint("broken", "no_such_module:open", source.GROUP)
        monkeypatch.setattr(source, "entry_points", lambda group: [broken])
        with pytest.raises(PortfolioError, match="no_such_module"):
            open_portfolio("acme.db")
        monkeypatch.setattr(source, "entry_points", lambda group: [])
        with pytest.raises(PortfolioError, match="nothing installed here can open"):
            open_portfolio("acme.db")

    def test_what_is_not_there_is_said(self, tmp_path: Path) -> None:
        for name in ("none.jsonl", "none.db"):
            with pytest.raises(PortfolioError) as told:
                open_portfolio(str(tmp_path / name))
            assert told.value.help


def test_an_account_is_found_by_number_and_is_what_the_pages_show(portfolio: Portfolio) -> None:
    shown = next(iter(portfolio.pages(["loan-status", "status-days-past-due"])))
    for account in shown[:5]:
        named = portfolio.account(account.name.removeprefix("loan "))
        assert named.name == account.name
        assert set(named.loan) == set(CATALOGUE.variables)
        assert {name: named.loan[name] for name in account.loan} == dict(account.loan)


def test_an_unknown_account_says_what_there_is(portfolio: Portfolio, tmp_path: Path) -> None:
    with pytest.raises(PortfolioError, match="there is no loan `nobody`"):
        portfolio.account("nobody")
    file = tmp_path / "loans.jsonl"
    file.write_text('{"id": "A-1", "loan": {"status-days-past-due": 3}}\n{"status-days-past-due": 4}\n')
    with open_portfolio(str(file), DAY) as opened:
        assert opened.account("A-1").loan["status-days-past-due"] == 3
        assert opened.account("2").loan["status-days-past-due"] == 4
        with pytest.raises(PortfolioError) as refused:
            opened.account("A1")
    assert "A-1" in refused.value.help
