"""The compiled and the columnar engine answer as the reference evaluator does, or leave the answer to it."""

from __future__ import annotations

from criteria_programs import DEFINITIONS, Generator
from engine_agreement import Tally, compare, prepare, program
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PROGRAM = program(DEFINITIONS)


class Drawn:
    """Decisions that Hypothesis makes, and can make simpler."""

    def __init__(self, data: st.DataObject) -> None:
        self._data = data

    def below(self, count: int) -> int:
        return self._data.draw(st.integers(0, count - 1))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_engines_agree(data: st.DataObject) -> None:
    generator = Generator(Drawn(data))
    asked = {text: held for text in generator.pack(3) if (held := prepare(PROGRAM, text)) is not None}
    compare(asked, [generator.loan() for _ in range(4)], Tally())
