"""How many reversed comparators are noticed and how many right rules suspected: floors, on packs with their mutants.

`packs/known` was looked at while the evidence was weighed, `packs/unseen` was not. Of the mutants of the known packs
and of the shared benchmark, which is measured where it is at hand, a sample is tried; `make flips` tries all.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKS = Path(__file__).parent / "packs"


def flips() -> ModuleType:
    spec = importlib.util.spec_from_file_location("flips", ROOT / "benchmarks" / "flips.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.parametrize(("name", "one_in", "recall", "alarms"), [("known", 20, 0.96, 0.01), ("unseen", 1, 0.95, 0.02)])
def test_recall_on_own_packs(name: str, one_in: int, recall: float, alarms: float) -> None:
    bench = flips()
    told = bench.figures(bench.measure(PACKS / name, kinds=("flip",), one_in=one_in))
    caught, every = told["kinds"]["flip"]
    assert every >= 50
    assert caught / every >= recall
    assert told["alarms"][0] <= alarms * told["alarms"][1]


@pytest.mark.slow
def test_recall_on_the_shared_packs() -> None:
    bench = flips()
    folder = bench.default_folder()
    if folder is None:
        pytest.skip("the shared packs are not here: set CLJRULES_SHARED or PACKS")
    told = bench.figures(bench.measure(folder, kinds=("flip",), one_in=6))
    caught, every = told["kinds"]["flip"]
    assert caught / every >= 0.95
    assert told["alarms"][0] <= 0.02 * told["alarms"][1]
