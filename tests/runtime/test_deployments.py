"""Deployments: only the text that was deployed is run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from books import DAY, count, difference, dump, made, put, write_pack

from runtime.deployments import Refused, active_deployments, deploy
from runtime.maintenance.nightly import maintain
from runtime.store.errors import StoreError
from runtime.store.open import Store

ROOT = Path(__file__).resolve().parents[2]
RULE = '(defrule {name} "A rule." :when (> status-days-past-due {days}) :then [(loan/set {{:e-billing false}})])'


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with made(tmp_path / "loans.db", 60) as opened:
        yield opened


def test_the_stored_text_is_run_not_the_folders(store: Store, tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack", RULE.format(name="late", days=30))
    outcome = deploy(store, folder)
    (folder / "all.rules.clj").write_text("(defrule (((")
    with store.read() as connection:
        active = active_deployments(connection)
    assert [item.pack.content_hash for item in active] == [outcome.deployed.pack.content_hash]
    assert maintain(store, DAY).rules["late"]["evaluated"] > 0


def test_deploying_the_same_text_changes_nothing(store: Store, tmp_path: Path) -> None:
    first = put(store, tmp_path / "pack", RULE.format(name="late", days=30))
    before = dump(store)
    again = put(store, tmp_path / "elsewhere", RULE.format(name="late", days=30))
    assert (first.changed, again.changed) == (True, False)
    assert difference(before, dump(store)) == []


def test_a_new_version_takes_the_place_of_the_old(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "one", RULE.format(name="late", days=30))
    outcome = put(store, tmp_path / "two", RULE.format(name="later", days=60), version="2")
    assert outcome.replaced == "1"
    assert list(maintain(store, DAY).rules) == ["later"]
    assert count(store, "SELECT count(*) FROM deployments WHERE active") == 1
    assert count(store, "SELECT count(*) FROM deployments WHERE withdrawn_at IS NOT NULL") == 1


def test_packs_of_different_names_run_together(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "one", RULE.format(name="late", days=30), name="one")
    put(store, tmp_path / "two", RULE.format(name="late", days=60), name="two")
    assert list(maintain(store, DAY).rules) == ["one/late", "two/late"]


def test_a_pack_with_errors_is_refused_and_the_old_one_stays(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "pack", RULE.format(name="late", days=30))
    before = dump(store)
    with pytest.raises(Refused) as caught:
        put(store, tmp_path / "pack", RULE.format(name="late", days=30).replace("past-due", "past-deu"))
    assert [finding.code for finding in caught.value.diagnostics] == ["unknown-variable"]
    assert difference(before, dump(store)) == []


def test_tampered_text_is_not_run(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "pack", RULE.format(name="late", days=30))
    with store.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE deployment_files SET content = CAST(replace(content, '30', '01') AS BLOB) "
            "WHERE path = 'all.rules.clj'"
        )
    with pytest.raises(StoreError, match="not those that were deployed"), store.read() as connection:
        active_deployments(connection)
    again = put(store, tmp_path / "pack", RULE.format(name="late", days=30))
    assert again.changed
    assert list(maintain(store, DAY).rules) == ["late"]


def test_a_missing_folder_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        deploy(store, tmp_path / "nowhere")


def test_an_expression_alone_is_no_rule_to_run(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "late.clj"
    file.write_text("(> status-days-past-due 30)")
    with pytest.raises(Refused) as caught:
        deploy(store, file)
    assert [finding.code for finding in caught.value.diagnostics] == ["nothing-to-do"]


def test_the_words_of_the_pack_are_known_afterwards(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "pack", RULE.format(name="late", days=30))
    assert count(store, "SELECT count(*) FROM portfolios WHERE title = 'Watch'") == 1
    assert count(store, "SELECT count(*) FROM source_companies WHERE title = 'Beta Cars'") == 1


@pytest.mark.parametrize("pack", ["demo/acme-collections", "charge-off"])
def test_the_example_packs_are_deployed_without_a_finding(store: Store, pack: str) -> None:
    assert deploy(store, ROOT / "examples" / pack).diagnostics == []


def test_the_planted_pack_has_exactly_one_mistake(store: Store) -> None:
    with pytest.raises(Refused) as caught:
        deploy(store, ROOT / "examples" / "demo" / "planted")
    (finding,) = caught.value.diagnostics
    assert (finding.code, finding.rule) == ("unknown-option", "reminder-call")
    assert finding.help is not None and ":follow-up-date" in finding.help
