"""No loan variable's name is written in the toolkit's code: the catalogue alone names them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import cljrules
from cljrules.stdlib.catalogue import load

ROOT = Path(cljrules.__file__).parent
#: Names of one plain word, such as `escrow`, and names that the language itself uses for something else.
ORDINARY = {name for name in load().variables if "-" not in name} | set(load().date_bases) | {"sub-portfolio"}
NAMES = re.compile(rf"(?<![\w-])({'|'.join(sorted(set(load().variables) - ORDINARY, key=len, reverse=True))})(?![\w-])")


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_variable_is_named_in_code(path: Path) -> None:
    texts = [
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert [match.group() for text in texts for match in NAMES.finditer(text)] == []
