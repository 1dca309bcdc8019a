"""One solver for all tests of proofs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cljrules.prove import Prover


@pytest.fixture(scope="session")
def prover() -> Iterator[Prover]:
    """A prover with a solver that runs."""
    with Prover() as made:
        yield made
