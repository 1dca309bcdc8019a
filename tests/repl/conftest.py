"""What the tests of the REPL share: a pack, a file of loans, a bench on them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from benches import CHARGE_OFF, LOANS, Ask, text_of

from cljrules.repl.answering import told
from cljrules.repl.bench import Bench
from cljrules.repl.pages import Screen


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the example pack, which may be written to."""
    shutil.copytree(CHARGE_OFF, tmp_path / "pack")
    return tmp_path / "pack"


@pytest.fixture
def loans(tmp_path: Path) -> Path:
    """A file with three loans."""
    path = tmp_path / "loans.jsonl"
    path.write_text(LOANS, encoding="utf-8")
    return path


@pytest.fixture
def bench(pack: Path, loans: Path) -> Iterator[Bench]:
    with Bench(pack, str(loans)).closing() as made:
        yield made


@pytest.fixture
def ask(bench: Bench) -> Ask:
    """Answers an input as the prompt would, without colour."""
    return lambda text: told(bench, text, Screen())


@pytest.fixture
def said(ask: Ask) -> Callable[[str], str]:
    """The lines that answer an input."""
    return lambda text: text_of(ask(text))
