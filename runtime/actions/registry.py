"""Every action the runtime can apply, by name, and what it refuses to deploy.

One module per category gives the definitions; that they cover the catalogue is a test's matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from cljrules.codes import finding
from cljrules.diagnostics import Diagnostic
from cljrules.packs.model import ActionCall, Pack
from runtime.actions import (
    account_tools,
    bankruptcy,
    checklists,
    credits,
    customer_tools,
    due_dates,
    interest,
    loan_settings,
    past_due,
)
from runtime.actions.scene import Definition


@cache
def definitions() -> Mapping[str, Definition]:
    """The definitions of all actions, by name."""
    found: dict[str, Definition] = {}
    for module in (
        loan_settings,
        account_tools,
        past_due,
        bankruptcy,
        due_dates,
        credits,
        customer_tools,
        checklists,
        interest,
    ):
        found.update(module.DEFINITIONS)
    return MappingProxyType(found)


def why_refused(call: ActionCall) -> str | None:
    """Why the runtime could never apply this call, None when it can."""
    definition = definitions().get(call.name)
    if definition is None:
        return "this runtime cannot apply the action"
    return definition.refuse(call) if definition.refuse else None


def refusals(pack: Pack) -> list[Diagnostic]:
    """A finding for every action of the pack that the runtime could never apply, and every rule that has none."""
    findings = []
    for rule in pack.rules:
        if not rule.then:
            findings.append(
                finding(
                    "nothing-to-do",
                    (rule.source, rule.name_span),
                    f"the rule `{rule.name}` has no actions, so that running it could do nothing",
                    "write it as a `defrule` with `:when` and `:then`",
                    rule=rule.name,
                )
            )
        for call in rule.then:
            reason = why_refused(call)
            if reason is not None:
                findings.append(
                    finding(
                        "action-not-available",
                        (call.form.source, call.span),
                        f"`{call.name}` cannot be run: {reason}",
                        "take the action out, or change it, and deploy again",
                        rule=rule.name,
                    )
                )
    return findings
