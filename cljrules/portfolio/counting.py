"""How many accounts each of many criteria match, in one pass over a portfolio.

Takes criteria by name and pages of loans; gives for each page what every one answers. Where the columnar engine's
library is there it answers first; where it abstains, and only there, the compiled engine and the reference evaluator
do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from importlib.util import find_spec
from typing import Any, Final

from cljrules.evaluation import Criteria

#: What criteria answer for an account: None stands for an error, with which no rule fires.
Answers = dict[str, list[bool | None]]


class Counter:
    """Asks the same criteria about page after page."""

    def __init__(self, criteria: Mapping[str, Criteria], as_of: date) -> None:
        self._criteria: Final = criteria
        self._as_of: Final = as_of
        self._columnar: Final = find_spec("polars") is not None
        self._lowered: dict[Any, Any] = {}

    def answers(self, loans: Sequence[Mapping[str, Any]]) -> Answers:
        """What each of the criteria answers for each loan."""
        columns = self._by_columns(loans) if self._columnar else {}
        found: Answers = {}
        for name, criteria in self._criteria.items():
            known = columns.get(name)
            if known is None:
                found[name] = [self._ask(criteria, loan) for loan in loans]
            else:
                found[name] = [
                    answer if answer is not None else self._ask(criteria, loan)
                    for answer, loan in zip(known, loans, strict=True)
                ]
        return found

    def _ask(self, criteria: Criteria, loan: Mapping[str, Any]) -> bool | None:
        answer = criteria.ask(loan, self._as_of)
        return answer if isinstance(answer, bool) else None

    def _by_columns(self, loans: Sequence[Mapping[str, Any]]) -> dict[str, list[bool | None]]:
        from cljrules.interp.columnar import answers, batch_of, columns_read, lower
        from cljrules.stdlib.catalogue.shapes import shape_of

        names = frozenset().union(*(columns_read(criteria.node, shape_of) for criteria in self._criteria.values()))
        batch = batch_of(loans, {name: shape for name in sorted(names) if (shape := shape_of(name)) is not None})
        key = tuple(batch.kinds.items())
        lowered = self._lowered.get(key)
        if lowered is None:
            lowered = {name: lower(held.node, batch.kinds, self._as_of) for name, held in self._criteria.items()}
            self._lowered = {key: lowered}
        made = answers(batch.frame, lowered)
        return {name: made[name].to_list() for name in made.columns}
