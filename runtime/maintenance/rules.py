"""Deployed packs made ready to run: compiled criteria, in evaluation order.

Takes deployments, gives `RunnableRule`s. A rule that does not run in daily maintenance is not among them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cljrules.evaluation import Criteria, Program
from cljrules.packs.model import Rule
from runtime.actions.preconditions import variables_as_fired
from runtime.deployments import Deployed


@dataclass(frozen=True, slots=True)
class RunnableRule:
    """A rule of a deployed pack. `number` is its place in the whole run; `kept` are the variables its preconditions
    need as it fires.
    """

    number: int
    rule: Rule
    criteria: Criteria
    deployed: Deployed
    kept: frozenset[str]

    @property
    def name(self) -> str:
        return self.rule.name

    @property
    def key(self) -> tuple[str, str]:
        """Pack name and rule name: what stays the same from version to version."""
        return self.deployed.pack.name, self.rule.name


def runnable(
    deployments: Iterable[Deployed],
    occasion: str | None = "daily-maintenance",
    only: frozenset[str] | None = None,
) -> list[RunnableRule]:
    """The active rules of the deployments that run on an occasion (`daily-maintenance`, `real-time`, or None for both),
    in order; with `only` those of these names.
    """
    found: list[RunnableRule] = []
    for deployed in deployments:
        definitions = (definition.form for definition in deployed.pack.definitions)
        program = Program(definitions, extensions=deployed.pack.functions)
        for rule in deployed.pack.rules:
            runs = occasion is None or occasion in rule.runs
            if rule.active and runs and (only is None or rule.name in only):
                kept = variables_as_fired(rule.then)
                found.append(RunnableRule(len(found), rule, program.criteria(rule.when), deployed, kept))
    return found


def variables_read(rules: Iterable[RunnableRule]) -> frozenset[str]:
    """Every variable some rule's own criteria can read."""
    return frozenset().union(*(rule.criteria.variables for rule in rules))
