"""The promise scenarios of the deployed packs, made ready to be asked.

Takes deployments, gives scenarios with compiled criteria in the order in which they decide: pack after pack as first
deployed, each in the order of its files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from cljrules.evaluation import Criteria, Decision, Program
from cljrules.packs.model import Scenario
from runtime.deployments import Deployed
from runtime.store.kept import kept


@dataclass(frozen=True, slots=True)
class ReadyScenario:
    """A scenario of a deployed pack; `criteria` None applies to every account."""

    scenario: Scenario
    pack: str
    criteria: Criteria | None

    @property
    def name(self) -> str:
        return self.scenario.name

    def applies(self, loan: Mapping[str, Any], today: date) -> bool | Decision:
        """Whether it applies to an account as it stands; the failed decision where its criteria end in an error."""
        return True if self.criteria is None else self.criteria.ask(loan, today)


def ready(deployments: Iterable[Deployed]) -> list[ReadyScenario]:
    """The scenarios of these deployments, in order."""
    found = []
    for deployed in deployments:
        pack = deployed.pack
        if not pack.scenarios:
            continue
        program = Program((definition.form for definition in pack.definitions), extensions=pack.functions)
        for scenario in pack.scenarios:
            when = scenario.applies_when
            found.append(ReadyScenario(scenario, pack.name, None if when is None else program.criteria(when)))
    return found


def in_force(connection: Connection, deployments: Sequence[Deployed]) -> Sequence[ReadyScenario]:
    """The same, made anew only where other packs are deployed."""
    return kept(connection, "promise scenarios", deployments, lambda: ready(deployments))
