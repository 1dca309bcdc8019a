"""`cljrules-runtime key`: making keys, counting what lies under them, turning them."""

from __future__ import annotations

import json
import shlex
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from runtime import cli
from runtime.store.secrets import read_keys

Run = Callable[[str], tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)

    def command(line: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            cli.main(shlex.split(line))
        shown = capsys.readouterr()
        return int(stop.value.code or 0), shown.out, shown.err

    return command


def test_a_key_file_is_for_its_owner_only_and_never_written_over(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.key"
    assert run("key make --file a.key")[0] == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_text(encoding="utf-8")
    code, _, said = run("key make --file a.key")
    assert code == 1 and "there is a file `a.key` already" in said and path.read_text(encoding="utf-8") == before
    assert run("key make --file a.key --add")[0] == 0
    after = path.read_text(encoding="utf-8")
    assert after.endswith(before) and len(read_keys(after, "it").keys) == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    code, _, said = run("key make --file nowhere/a.key")
    assert code == 2 and "cannot be written" in said


def test_a_key_on_the_screen_is_one(run: Run) -> None:
    one, two = run("key make")[1], run("key make")[1]
    assert one != two and len(read_keys(one + two, "it").keys) == 2


def test_turning_keys_needs_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("--store a.db init")
    assert json.loads(run("--store a.db key status --format json")[1]) == {"keys": []}
    code, _, said = run("--store a.db key rotate")
    assert code == 2 and "there is no key" in said and "key make" in said
    monkeypatch.setenv("CLJRULES_KEY", run("key make")[1])
    answer = json.loads(run("--store a.db key rotate --format json")[1])
    assert answer["sealed_anew"] == 0
    assert json.loads(run("--store a.db key status --format json")[1])["keys"] == [
        {"key": answer["key"], "secrets": 0, "at_hand": True, "current": True}
    ]
