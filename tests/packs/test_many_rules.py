"""The packs that benchmarks measure with are as authors write them: nothing is wrong with them, and all compile."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from many_rules import write_pack

from cljrules import packs
from cljrules.evaluation import Program, compile_together
from cljrules.stdlib.catalogue import load, sample_loan


def test_a_pack_of_so_many_rules_is_right(tmp_path: Path) -> None:
    loaded = packs.load(write_pack(tmp_path / "pack", 85))
    assert loaded.pack is not None and not loaded.diagnostics
    assert len(loaded.pack.rules) == 85 and len(loaded.pack.files) == 5
    program = Program(definition.form for definition in loaded.pack.definitions)
    criteria = [program.criteria(rule.when) for rule in loaded.pack.rules]
    assert all(held.test is not None for held in criteria)
    assert {variable for held in criteria for variable in held.variables} <= set(load().variables)
    today = date.fromisoformat(load().sample.as_of)
    assert compile_together(criteria)(sample_loan(), today) == ()
