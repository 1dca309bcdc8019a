"""What the catalogue says is true of every consistent loan holds for loans that the store reads back."""

from __future__ import annotations

from pathlib import Path

import pytest
from stored_loans import add_archetype, add_bare_loan
from tapes import AS_OF, needs_tape, write_tape

from cljrules.evaluation import Criteria, compile_criteria
from cljrules.parser.reader import read
from cljrules.source import Source
from cljrules.stdlib import catalogue
from runtime.store.importers.lendingclub import ImportReport, import_tape
from runtime.store.open import Store
from runtime.store.views import all_loan_views, loan_view, views_of

CATALOGUE = catalogue.load()
LINES: tuple[dict[str, str], ...] = (
    {},
    {"loan_status": "In Grace Period"},
    {"loan_status": "Late (16-30 days)", "application_type": "joint"},
    {"loan_status": "Late (31-120 days)"},
    {"loan_status": "Charged Off", "balance": "0"},
    {"loan_status": "Fully Paid", "balance": "0", "paid_total": "29015.19", "paid_principal": "28000"},
)


@pytest.fixture(scope="module")
def facts() -> dict[str, Criteria]:
    """The catalogue's facts, ready to be decided."""
    compiled = {}
    for fact in CATALOGUE.facts:
        (form,), findings = read(Source(fact.id, fact.expr))
        assert not findings
        compiled[fact.id] = compile_criteria(form)
    return compiled


@pytest.mark.parametrize("name", CATALOGUE.archetypes)
def test_facts_hold_for_archetypes_read_back(store: Store, facts: dict[str, Criteria], name: str) -> None:
    with store.begin() as connection:
        loan_id = add_archetype(connection, name, store.today)["loan-id"]
    with store.read() as connection:
        loan = loan_view(connection, loan_id, store.today)
    assert [fact for fact, criteria in facts.items() if criteria.decide(loan, store.today).value is not True] == []


def test_facts_hold_for_a_bare_loan_that_has_a_status(store: Store, facts: dict[str, Criteria]) -> None:
    with store.begin() as connection:
        add_bare_loan(connection)
    with store.read() as connection:
        loan = loan_view(connection, 1, store.today)
    assert [fact for fact, criteria in facts.items() if criteria.decide(loan, store.today).value is not True] == []


def test_facts_hold_for_every_status_of_the_tape(store: Store, facts: dict[str, Criteria], tmp_path: Path) -> None:
    import_tape(store, write_tape(tmp_path / "tape.csv", *LINES))
    with store.read() as connection:
        for number, loan in all_loan_views(connection, AS_OF, None):
            wrong = [fact for fact, criteria in facts.items() if criteria.decide(loan, AS_OF).value is not True]
            assert wrong == [], f"loan {number}"


@needs_tape
def test_facts_hold_for_the_loans_of_the_tape_that_are_not_current(
    whole: tuple[Store, ImportReport, float], facts: dict[str, Criteria]
) -> None:
    store, _, _ = whole
    names = {name for name, variable in CATALOGUE.variables.items() if variable.group != "customer"} | {"customer"}
    seen = 0
    with store.read() as connection:
        late = [
            number
            for number, loan in all_loan_views(connection, AS_OF, {"status-days-past-due", "status-principal-balance"})
            if loan["status-days-past-due"] or not loan["status-principal-balance"] or number % 50 == 0
        ]
        for number, loan in views_of(connection, AS_OF, names, late).items():
            wrong = [fact for fact, criteria in facts.items() if criteria.decide(loan, AS_OF).value is not True]
            assert wrong == [], f"loan {number}"
            seen += 1
    assert seen > 600
