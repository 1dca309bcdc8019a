"""`runtime.toml`: what may stand in it, where it is found, and what is said about mistakes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from runtime.settings import RuntimeSettings, find_settings, load_settings
from runtime.store.errors import StoreError

DOCUMENTED = Path(__file__).resolve().parents[2] / "docs" / "operators" / "settings.md"


def written(folder: Path, text: str) -> str:
    file = folder / "runtime.toml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def refusal(folder: Path, text: str) -> StoreError:
    with pytest.raises(StoreError) as caught:
        load_settings(written(folder, text), environment={})
    assert caught.value.kind == "bad-settings"
    return caught.value


def test_everything_has_a_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings(environment={}) == RuntimeSettings()


def test_the_documented_example_is_read_whole(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", DOCUMENTED.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    found = load_settings(written(tmp_path, example[1]), environment={"SMTP_PASSWORD": "s3cret"})
    assert found.company.name == "Acme Servicing"
    assert (found.email.host, found.email.port) == ("smtp.acme.example", 587)
    assert found.email.password is not None
    assert found.email.password.reveal() == "s3cret"
    assert found.mail_house.directory == tmp_path / "letters"


def test_every_setting_is_documented() -> None:
    pages = (DOCUMENTED, DOCUMENTED.with_name("customers.md"))
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    settings = RuntimeSettings()
    for section in (name for name in settings.__dataclass_fields__ if name != "path"):
        assert f"[{section}]" in text
        for field in type(getattr(settings, section)).__dataclass_fields__:
            told = rf"^#? *{field}(_env|_file)? = |`{field}`|^\[{section}\.{field}\]"
            assert re.search(told, text, re.MULTILINE), f"[{section}] {field}"


@pytest.mark.parametrize(
    ("text", "message", "help"),
    [
        ("[emial]\nhost = 'a'", ":1: there is no section `[emial]`", "did you mean `email`?"),
        ("[email]\n\nhots = 'a'", ":3: `[email]` has no setting `hots`", "did you mean `host`?"),
        ("host = 'a'", ":1: there is no setting `host`", "sections are"),
        ("[email]\nport = 'x'", ":2: `port` is a whole number", "correct `'x'`"),
        ("[email]\nport = 0", ":2: `port` cannot be 0", "between 1 and 65535"),
        ("[email]\nport = true", ":2: `port` is a whole number", "correct `true`"),
        ('[email]\nhost = "a\\r\\nBcc: x"', ":2: `host` is a text without line breaks", "correct"),
        ("[webhook]\nallow_private = 1", ":2: `allow_private` is `true` or `false`", "correct"),
        ("email = 3", ":1: `email` is a section", "write `[email]`"),
        ("[email]\npassword = 'x'", ":2: `password` is a secret", "write `password_env"),
        ("[email]\npassword_env = 'A'\npassword_file = 'b'", ":3: `password` is given twice", "keep one"),
        ("[email]\npassword_env = 3", ":2: `password_env` names an environment variable", "double quotes"),
        ("[email", "is not TOML", "correct the line"),
    ],
)
def test_mistakes_are_named_with_their_line(tmp_path: Path, text: str, message: str, help: str) -> None:
    found = refusal(tmp_path, text)
    assert message in found.message
    assert help in found.help


def test_a_secret_is_read_only_when_it_is_used_and_never_shown(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from file\n", encoding="utf-8")
    file = written(tmp_path, "[email]\nusername = 'u'\npassword_file = 'key'")
    password = load_settings(file, environment={}).email.password
    assert password is not None
    assert password.reveal() == "from file"
    assert "from file" not in repr(load_settings(file, environment={}))
    unset = load_settings(
        written(tmp_path, "[email]\nusername = 'u'\npassword_env = 'NOT_SET'"), environment={}
    ).email.password
    assert unset is not None
    with pytest.raises(StoreError, match="`NOT_SET` is not set"):
        unset.reveal()
    missing = load_settings(
        written(tmp_path, "[email]\nusername = 'u'\npassword_file = 'none'"), environment={}
    ).email.password
    assert missing is not None
    with pytest.raises(StoreError, match="cannot be read"):
        missing.reveal()


def test_where_the_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, beside, other = tmp_path / "here", tmp_path / "beside", tmp_path / "other"
    for folder in (here, beside, other):
        folder.mkdir()
    monkeypatch.chdir(here)
    store = f"sqlite:///{beside / 'a.db'}"
    assert find_settings(None, store, {}) is None
    assert find_settings(None, "postgresql+psycopg://localhost/runtime", {}) is None
    written(beside, "")
    assert find_settings(None, store, {}) == beside / "runtime.toml"
    assert find_settings(None, str(beside / "a.db"), {}) == beside / "runtime.toml"
    written(here, "")
    assert find_settings(None, store, {}) == Path("runtime.toml")
    chosen = {"CLJRULES_CONFIG": written(other, "")}
    assert find_settings(None, store, chosen) == other / "runtime.toml"
    assert find_settings("given.toml", store, chosen) == Path("given.toml")
    with pytest.raises(StoreError, match="cannot be read: no such file"):
        load_settings("given.toml", store, chosen)
