"""TOML parsed once: the kept data is the file's, and nothing wrong with it does harm."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from cljrules.stdlib import catalogue
from cljrules.stdlib.catalogue.stored import read_toml

FILES = sorted(Path(catalogue.__file__).parent.glob("*.toml"))


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "cljrules"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_kept_data_is_exactly_the_files(path: Path, cache: Path) -> None:
    direct = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    assert repr(read_toml(path)) == repr(direct)
    assert len(list(cache.iterdir())) == 1
    assert repr(read_toml(path)) == repr(direct)


def test_another_text_is_other_data(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("x = 1.50", encoding="utf-8")
    assert str(read_toml(path)["x"]) == "1.50"
    path.write_text("x = 2", encoding="utf-8")
    assert read_toml(path) == {"x": 2}


@pytest.mark.parametrize("spoilt", ["", "{", "[]", '{"x": NaNN}'])
def test_a_spoilt_file_is_passed_over(tmp_path: Path, cache: Path, spoilt: str) -> None:
    path = tmp_path / "a.toml"
    path.write_text("x = 1", encoding="utf-8")
    read_toml(path)
    [kept] = cache.iterdir()
    kept.write_text(spoilt, encoding="utf-8")
    assert read_toml(path) == {"x": 1}


def test_a_file_that_others_can_write_is_not_believed(tmp_path: Path, cache: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("x = 1", encoding="utf-8")
    read_toml(path)
    [kept] = cache.iterdir()
    kept.write_text('{"x": 2}', encoding="utf-8")
    assert read_toml(path) == {"x": 2}
    kept.chmod(0o666)
    assert read_toml(path) == {"x": 1}


def test_a_folder_that_cannot_be_written_is_no_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    path = tmp_path / "a.toml"
    path.write_text("x = 1", encoding="utf-8")
    assert read_toml(path) == {"x": 1}
