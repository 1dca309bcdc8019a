"""`why`: why a rule fired on a loan on a day, or did not, and what came of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from cljrules.explain.telling import why_text
from cljrules.explain.why import Explainer
from cljrules.packs.model import Rule
from cljrules.stdlib import catalogue
from cljrules.suggest import did_you_mean
from runtime.actions.account import Account
from runtime.commands.looking import print_story, read_firings
from runtime.commands.output import print_json
from runtime.deployments import Deployed, active_deployments
from runtime.maintenance.live import LiveLoan
from runtime.maintenance.past import PastPage, account_as_of
from runtime.store.accounts import read_accounts
from runtime.store.errors import StoreError
from runtime.store.finding import find_loan
from runtime.store.open import open_store
from runtime.store.words import read_words


def why(url: str, today: date | None, name: str, rule: str, day: date | None, trace: bool, as_json: bool) -> int:
    """Print what the criteria looked at on a loan as it stood at the end of a day, and what the rule did that day."""
    with open_store(url, today=today) as store, store.read() as connection:
        number = find_loan(connection, name)
        asked = day or store.today
        deployed, found = _rule(active_deployments(connection), rule)
        if asked < store.today:
            account = account_as_of(connection, number, asked, read_words(connection))
        else:
            account = Account(number, asked, read_accounts(connection, [number])[number])
        loan = LiveLoan(PastPage(connection, asked, {number: account}), account)
        explanation = Explainer(deployed.pack, catalogue.load()).explain(found, loan, asked)
        fired = read_firings(connection, loan=number, rule=rule, day=asked)
    if as_json:
        data: dict[str, Any] = {"loan": number, "rule": rule, "pack": deployed.pack.name, **explanation.as_json()}
        print_json({**data, "firings": fired})
        return 0
    if fired:
        print_story(number, fired)
        click.echo(f"\nas the account stood at the end of {asked}:\n")
    click.echo("\n".join(why_text(f"loan {number}", explanation, brief=False, trace=trace)).rstrip())
    return 0


def _rule(deployments: list[Deployed], name: str) -> tuple[Deployed, Rule]:
    for deployed in deployments:
        for rule in deployed.pack.rules:
            if rule.name == name:
                return deployed, rule
    known = [rule.name for deployed in deployments for rule in deployed.pack.rules]
    help = did_you_mean(name, known) or "`cljrules-runtime status` says what is deployed"
    raise StoreError("no-such-rule", f"no deployed pack has a rule `{name}`", help)
