"""What the pages about extensions show is true."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from function_pages import PAGE, page

from cljrules import packs
from cljrules.extension.loading import declarations
from cljrules.packs.extensions import extension_functions

ROOT = Path(__file__).resolve().parents[2]
EXTENSIONS = ROOT / "docs" / "extenders" / "extensions.md"


def blocks(language: str) -> list[str]:
    text = EXTENSIONS.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The pack that the page shows."""
    (settings,), (hy,), (python,), (rules,) = (blocks(language) for language in ("toml", "hy", "python", "clojure"))
    named = tomllib.loads(settings)
    for name, text in {
        "cljrules.toml": settings,
        named["pack"]["files"][0]: rules,
        named["extensions"]["acme"]: hy,
        named["extensions"]["fees"]: python,
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_pack_on_the_page_passes_the_check(pack: Path) -> None:
    assert packs.check([pack]) == []


def test_the_page_shows_every_kind_of_declaration(pack: Path) -> None:
    found = {
        f"{ns}/{held.name}": held for ns, names in extension_functions(pack).items() for held in declarations(names)
    }
    assert list(found) == ["acme/band", "acme/quiet?", "fees/late-fee", "fees/overdue?"]
    assert found["acme/quiet?"].dated and found["fees/overdue?"].columnar is not None


def test_the_page_names_every_type() -> None:
    import cljrules.extension as extension

    text = EXTENSIONS.read_text(encoding="utf-8")
    types = [name for name in extension.__all__ if name[0].isupper()]
    others = {"Declaration", "DeclarationError", "Parameter", "Type"}
    assert [name for name in types if name not in others and f"`{name}`" not in text] == []


def test_the_page_of_the_u_functions_is_what_their_declarations_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()
