"""Packs are loaded once for a store that stays open, and anew when what is deployed changes."""

from __future__ import annotations

from pathlib import Path

from books import made, put

from runtime.deployments import active_deployments
from runtime.store.kept import kept

RULE = '(defrule late "Late." :when (> status-days-past-due {days}) :then [(account/archive)])'


def test_a_pack_is_loaded_once_and_anew_when_it_changes(tmp_path: Path) -> None:
    with made(tmp_path / "loans.db", 1) as store:
        put(store, tmp_path / "pack", RULE.format(days=30))
        with store.read() as connection:
            first = active_deployments(connection)[0].pack
        with store.read() as connection:
            assert active_deployments(connection)[0].pack is first
        put(store, tmp_path / "pack", RULE.format(days=60))
        with store.read() as connection:
            changed = active_deployments(connection)[0].pack
        texts = ["".join(file.text for file in pack.files) for pack in (first, changed)]
        assert ["past-due 30" in texts[0], "past-due 60" in texts[1]] == [True, True]


def test_only_what_is_made_of_the_same_is_kept(tmp_path: Path) -> None:
    with made(tmp_path / "loans.db", 1) as store, store.read() as connection:
        assert [kept(connection, "a", made_of, lambda of=made_of: [of]) for made_of in (1, 1, 2)] == [[1], [1], [2]]
        assert kept(connection, "b", 2, lambda: "other") == "other"
