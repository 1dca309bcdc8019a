"""Deployed packs run the extensions that were deployed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from books import DAY, count, made, write_pack

from runtime.deployments import Refused, active_deployments, deploy
from runtime.maintenance.nightly import maintain
from runtime.maintenance.rules import runnable
from runtime.store.errors import StoreError
from runtime.store.open import Store

EXTENSION = """\
from cljrules.extension import Boolean, Integer, function


@function(takes={"days": Integer(unit="days")}, gives=Boolean(), examples=["(acme/late? 31)"], name="late?")
def late(days):
    \"\"\"Whether it is late.\"\"\"
    return days > 30
"""
RULES = """\
(defrule late "By the extension." :when (acme/late? status-days-past-due) :then [(loan/set {:e-billing false})])
(defrule plain "Without it." :when (> status-days-past-due 30) :then [(loan/set {:e-billing false})])
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with made(tmp_path / "loans.db", 60) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = write_pack(tmp_path / "pack", RULES)
    with (found / "cljrules.toml").open("a", encoding="utf-8") as manifest:
        manifest.write('\n[extensions]\nacme = "acme.py"\n')
    (found / "acme.py").write_text(EXTENSION, encoding="utf-8")
    return found


def test_the_stored_extension_is_run_not_the_folders(store: Store, folder: Path) -> None:
    deploy(store, folder)
    assert count(store, "SELECT count(*) FROM deployment_files WHERE path = 'acme.py'") == 1
    (folder / "acme.py").write_text("raise ValueError", encoding="utf-8")
    rules = maintain(store, DAY).rules
    assert rules["late"]["fired"] == rules["plain"]["fired"] > 0
    assert rules["late"]["errors"] == 0


def test_a_pack_with_a_broken_extension_is_refused(store: Store, folder: Path) -> None:
    (folder / "acme.py").write_text(EXTENSION.replace("> 30", "> 31"), encoding="utf-8")
    with pytest.raises(Refused) as caught:
        deploy(store, folder)
    assert [finding.code for finding in caught.value.diagnostics] == ["broken-extension", "disabled-extension"]


def test_another_extension_is_another_deployment(store: Store, folder: Path) -> None:
    first = deploy(store, folder).deployed.pack
    (folder / "acme.py").write_text(EXTENSION.replace("Whether", "If"), encoding="utf-8")
    outcome = deploy(store, folder)
    assert outcome.changed and outcome.deployed.pack.content_hash != first.content_hash


def test_a_tampered_extension_is_not_run(store: Store, folder: Path) -> None:
    deploy(store, folder)
    with store.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE deployment_files SET content = CAST(replace(content, '> 30', '> 1') AS BLOB) WHERE path = 'acme.py'"
        )
    with pytest.raises(StoreError, match="not those that were deployed"), store.read() as connection:
        active_deployments(connection)


def test_an_extension_that_no_longer_loads_ends_its_rules_in_an_error_and_no_others(
    store: Store, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "installed"
    package.mkdir()
    (package / "scores_of_acme.py").write_text("LIMIT = 30", encoding="utf-8")
    monkeypatch.syspath_prepend(str(package))
    (folder / "acme.py").write_text("import scores_of_acme\n" + EXTENSION, encoding="utf-8")
    deploy(store, folder)
    (package / "scores_of_acme.py").unlink()
    monkeypatch.delitem(__import__("sys").modules, "scores_of_acme")
    with store.read() as connection:
        late, plain = runnable(active_deployments(connection))
    assert late.criteria.missing is not None and plain.criteria.missing is None
    decision = late.criteria.decide({}, DAY)
    assert "the extension `acme` is broken (acme.py:1)" in str(decision.error)
    rules = maintain(store, DAY).rules
    assert rules["late"]["fired"] == 0 and rules["late"]["errors"] > 0
    assert rules["plain"]["fired"] > 0
