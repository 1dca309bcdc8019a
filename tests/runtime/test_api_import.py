"""Accounts in the shape of a lender's API become accounts whose figures the ledger vouches for."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import postgres
import pytest
from books import DAY, books_of, broken_facts, put, values
from sqlalchemy import func, insert, select

from cljrules.stdlib import catalogue
from runtime.commands.exchanging import import_api_file
from runtime.maintenance.api_import import BadDocument, import_api
from runtime.maintenance.nightly import maintain
from runtime.maintenance.opening import create
from runtime.maintenance.posting import post_charge, post_credit, post_payment, reverse
from runtime.maintenance.real_time import change
from runtime.store import schema
from runtime.store.errors import StoreError
from runtime.store.open import Store, open_store
from runtime.store.secrets import make_key
from runtime.store.words import add_words

RULE = '(defrule r "R." :when (> status-days-past-due 0) :then [(loan/set {:secured true})])'
PAGE = Path(__file__).resolve().parents[2] / "docs" / "operators" / "files.md"


def example() -> dict[str, Any]:
    """The document on the page for operators."""
    text = re.search(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    assert text is not None
    found: dict[str, Any] = json.loads(text.group(1))
    return found


def loan_of(document: dict[str, Any]) -> dict[str, Any]:
    return document["d"]["results"][0]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(str(tmp_path / "loans.db"), create=True, today=DAY) as store:
        with store.begin() as connection:
            add_words(connection, catalogue.load().vocabulary)
        yield store


def write(tmp_path: Path, document: Any) -> Path:
    path = tmp_path / "loans.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


def counts(store: Store) -> dict[str, int]:
    with store.read() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in schema.METADATA.sorted_tables
        }


def test_the_example_of_the_page_is_taken_whole(store: Store, tmp_path: Path) -> None:
    done = import_api(store, write(tmp_path, example()))
    assert (len(done.added), done.customers, done.already) == (1, 1, 0)
    assert not done.unknown and not done.left_out and not done.without_books
    loan = values(store, done.added[0])
    assert loan["loan-status"] == "Open" and loan["loan-sub-status"] == "Repaying"
    assert loan["setup-payment"] == Decimal("328.34") and loan["setup-late-fee-type"] == "flat"
    assert loan["settings-e-billing"] is True and loan["settings-card-fee-type"] == "flat"
    assert set(loan["portfolio-list"]) == {"Collections"}
    assert loan["payments-count"] == 2 and loan["payments-nsf-count"] == 1
    assert loan["status-days-past-due"] == (DAY - date(2026, 8, 12)).days
    held = counts(store)
    assert [held[name] for name in ("transactions", "promises", "notes", "collateral", "insurance_policies")] == [
        5, 1, 1, 1, 1,
    ]  # fmt: skip
    assert held["events"] == held["outbox"] == held["firings"] == 0
    assert broken_facts(store) == []


def test_its_figures_are_those_of_the_same_life_lived_here(store: Store, tmp_path: Path) -> None:
    number = import_api(store, write(tmp_path, example())).added[0]
    given = loan_of(example())["LoanSetup"]
    document = {
        "status": "Open",
        "sub-status": "Repaying",
        "variables": {
            "setup-loan-amount": Decimal(given["loanAmount"]),
            "setup-contract-date": "2026-05-12",
            "setup-first-payment-date": given["firstPaymentDate"],
            "setup-loan-term": given["loanTerm"],
            "setup-interest-rate": Decimal(given["loanRate"]),
            "setup-late-fee-amount": Decimal(given["lateFeeAmount"]),
            "setup-grace-days": given["graceDays"],
        },
        "customers": [{"role": "primary", "first-name": "Ada"}],
    }
    other = create(store, document, "clerk").result
    lived = partial(change, store, other, "clerk")
    money = partial(post_payment, payment_type="Regular")
    for day, amount in ((date(2026, 6, 12), "328.34"), (date(2026, 7, 14), "328.34"), (date(2026, 7, 25), "353.34")):
        act = partial(money, amount=Decimal(amount), apply_date=day, process_date=day)
        paid = lived("payment", act).result
        if day == date(2026, 7, 14):
            lived("reversal", partial(reverse, number=paid, day=date(2026, 7, 20), reason="nsf", comment=None))
    lived("charge", partial(post_charge, amount=Decimal("25.00"), apply_date=date(2026, 7, 20), info="Returned check"))
    day = date(2026, 8, 3)
    act = partial(post_credit, amount=Decimal("5.00"), apply_date=day, process_date=day, payment_type="Regular")
    lived("credit", act)
    imported, here = values(store, number), values(store, other)
    groups = ("status", "dates", "payment")
    figures = [item.name for item in catalogue.load().variables.values() if item.group in groups]
    apart = {"status-source-company-id", "payments"}
    assert {name: imported[name] for name in figures if name not in apart} == {
        name: here[name] for name in figures if name not in apart
    }
    with store.read() as connection:
        table = schema.transactions.c
        parts = [
            connection.execute(
                select(table.kind, table.amount, table.principal, table.interest, table.fees)
                .where(table.loan_id == one, ~table.reversed)
                .order_by(table.apply_date, table.kind)
            ).all()
            for one in (number, other)
        ]
    assert parts[0] == parts[1]


def test_importing_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, example())
    import_api(store, path)
    before = books_of(store)
    done = import_api(store, path)
    assert (done.added, done.already, done.customers) == ([], 1, 0)
    assert books_of(store) == before


@pytest.mark.parametrize("wrap", [lambda loan: loan, lambda loan: [loan], lambda loan: {"Loans": [loan]}])
def test_documents_may_be_wrapped_in_several_ways(store: Store, tmp_path: Path, wrap: Any) -> None:
    assert len(import_api(store, write(tmp_path, wrap(loan_of(example())))).added) == 1


def test_nights_go_on_from_there(store: Store, tmp_path: Path) -> None:
    put(
        store, tmp_path / "pack", '(defrule r "R." :when (> status-days-past-due 0) :then [(loan/set {:secured true})])'
    )
    number = import_api(store, write(tmp_path, example())).added[0]
    before = values(store, number)["status-days-past-due"]
    maintain(store, date(2026, 11, 23))
    with open_store(store.name, today=date(2026, 11, 23)) as later:
        assert values(later, number)["status-days-past-due"] == before + 1
        assert values(later, number)["settings-secured"] is True


def test_further_lists_are_taken(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLJRULES_KEY", make_key())
    document = example()
    loan = loan_of(document)
    with store.begin() as connection:
        words = [("checklist-item", 8, "Charge-off/Letter sent"), ("payment-type", 9, "Principal only")]
        rows = [{"list": name, "number": number, "title": title} for name, number, title in words]
        connection.execute(insert(schema.listed_words), rows)
    loan |= {
        "ChecklistItemValues": {"results": [{"checklistId": 1, "checklistItemId": "8", "checklistItemValue": 1}]},
        "Advancements": [
            {"id": 36, "title": "More", "date": "/Date(1786406400000)/", "amount": "120.00", "category": 4}
        ],
        "StopInterestDates": [{"id": 1, "date": "2026-10-01", "type": "loan.stopInterestType.suspend"}],
        "APDAdjustments": [{"date": "2026-10-05", "type": "loan.apd.adjust.type.zero", "dollarAmount": 0}],
        "DPDAdjustments": [{"date": "2026-10-05"}],
        "DueDateChanges": [{"originalDate": "2026-12-12", "newDate": "2026-12-20", "changedDate": "2026-11-01"}],
        "ScheduleRolls": [
            {"term": 48, "rate": "14.07", "solveUsing": "loan.rollScheduleSolve.dollar", "displayOrder": 1}
        ],
        "Autopays": [
            {
                "name": "Draft",
                "processDateTime": "/Date(1797033600)/",
                "amount": "328.34",
                "type": "autopay.type.recurringMatch",
                "amountType": "autopay.amountType.nextDue",
                "recurringFrequency": "autopay.recurringFrequency.monthly",
            }
        ],
        "LoanFunding": [{"date": "2026-05-12", "amount": "12000", "method": "loan.funding.method.deposit"}],
        "EscrowSubsets": [{"id": 3, "title": "Taxes", "availability": "loan.escrowAvailability.both"}],
        "EscrowCalculators": [{"subset": 3, "term": 48, "regularPeriod": "20.00"}],
        "EscrowTransactions": [{"subset": 3, "date": "2026-06-01", "type": "transaction.type.deposit", "amount": "20"}],
        "RecurrentCharges": [
            {
                "title": "Service",
                "calculation": "charge.recurring.calculation.fixed",
                "fixedAmount": "4.00",
                "triggerType": "charge.recurring.triggertype.event",
                "triggerEvent": "charge.recurring.event.changeduedate",
            }
        ],
        "LinkedLoanValues": [{"linkedLoanDisplay": "A-19", "optionId": 2, "value": 1}],
    }
    customer = loan["Customers"]["results"][0]
    customer |= {
        "ssn": "123-45-6789",
        "customerIdType": "customer.idType.ssn",
        "CreditScore": {"experianScore": 640, "created": "2026-05-01"},
        "References": [{"name": "Ben", "relation": "customerReference.relation.friend", "primaryPhone": "8015550100"}],
        "PaymentAccounts": [
            {
                "title": "Main",
                "type": "paymentAccount.type.checking",
                "CheckingAccount": {
                    "accountType": "bankacct.type.checking",
                    "accountNumber": "000123456789",
                    "token": "tok-1",
                },
            }
        ],
    }
    done = import_api(store, write(tmp_path, document))
    assert not done.unknown and not done.left_out
    number = done.added[0]
    held = counts(store)
    for table in (
        "loan_checklist_items", "stop_interest_dates", "apd_adjustments", "dpd_adjustments", "due_date_changes",
        "schedule_rolls", "autopays", "fundings", "escrow_subsets", "escrow_calculators", "escrow_transactions",
        "recurring_charges", "loan_recurring_charges", "linked_loans", "customer_identifiers", "payment_profiles",
        "customer_references", "employers", "addresses",
    ):  # fmt: skip
        assert held[table] == 1, table
    loan_now = values(store, number)
    assert loan_now["status-interest-suspended"] is True
    assert loan_now["status-total-advancements"] == Decimal("120.00")
    with store.read() as connection:
        profile = connection.execute(select(schema.payment_profiles)).mappings().one()
        assert profile["masked_number"] == "****6789" and profile["token"].reveal() == "tok-1"
        assert connection.scalar(select(schema.customer_identifiers.c.number)).reveal() == "123-45-6789"
        assert connection.scalar(select(schema.customers.c.credit_score_experian)) == 640


def test_unknown_fields_and_what_is_left_out_are_listed(store: Store, tmp_path: Path) -> None:
    document = example()
    loan = loan_of(document)
    loan["colour"] = "red"
    loan["Payments"]["results"][0]["mood"] = loan["Payments"]["results"][2]["mood"] = "good"
    loan["StatusArchive"] = {"results": [{"amountDue": "9450.00"}, {}]}
    loan["Documents"] = {"results": [{"fileName": "a.pdf"}]}
    loan["RuleAppliedChargeOff"] = {"__deferred": {"uri": "x"}}
    loan["__metadata"] = {"uri": "x"}
    done = import_api(store, write(tmp_path, document))
    assert done.unknown == {"d.results[].colour": 1, "d.results[].Payments.results[].mood": 2}
    assert done.left_out == {"d.results[].StatusArchive": 2, "d.results[].Documents": 1}


def put_in(document: dict[str, Any], where: tuple[Any, ...], value: Any) -> None:
    target: Any = loan_of(document)
    for step in where[:-1]:
        target = target[step]
    target[where[-1]] = value


PAYMENT = ("Payments", "results", 2)


@pytest.mark.parametrize(
    ("where", "value", "path", "said"),
    [
        ((*PAYMENT, "amount"), "1,5", "Payments.results[2].amount", "`1,5` is no amount"),
        ((*PAYMENT, "amount"), "1.005", "Payments.results[2].amount", "part of a cent"),
        ((*PAYMENT, "amount"), "-5.00", "Payments.results[2].amount", "it is not above zero"),
        ((*PAYMENT, "amount"), None, "Payments.results[2].amount", "it is not above zero"),
        ((*PAYMENT, "date"), None, "Payments.results[2].date", "there must be a value"),
        ((*PAYMENT, "date"), "/Date(x)/", "Payments.results[2].date", "is no date"),
        ((*PAYMENT, "date"), "/Date(9999999999999999)/", "Payments.results[2].date", "is no date"),
        ((*PAYMENT, "extra"), "payment.extra.mars", "Payments.results[2].extra", "is no payment extra"),
        ((*PAYMENT, "CustomPaymentType"), {"title": "Odd"}, "Payments.results[2].paymentTypeId", "type `Odd`"),
        ((*PAYMENT, "CustomPaymentType"), None, "Payments.results[2].paymentTypeId", "says what payment-type 1"),
        ((*PAYMENT, "id"), 501, "", "the store refuses it"),
        (("LoanSetup", "paymentFrequency"), "loan.frequency.montly", "LoanSetup.paymentFrequency", "is no payment"),
        (("LoanSetup", "loanTerm"), "4.5", "LoanSetup.loanTerm", "is no whole number"),
        (("LoanSetup", "loanAmount"), "1e99", "LoanSetup.loanAmount", "is no amount"),
        (("LoanSetup",), 5, "LoanSetup", "an object is expected"),
        (("Payments",), 5, "Payments", "a list is expected"),
        (("Payments", "results", 1), 7, "Payments.results[1]", "an object is expected"),
        (("LoanSettings", "secured"), "maybe", "LoanSettings.secured", "is neither 1 nor 0"),
        (("LoanSettings", "LoanStatus"), None, "LoanSettings.loanStatusId", "nothing says what loan-status 6"),
        (("LoanSettings", "CustomFieldValues"), [{"customFieldId": 9, "customFieldValue": "1"}],
         "LoanSettings.CustomFieldValues[0].customFieldId", "there is no custom field 9"),
        (("SubPortfolios", "results", 0, "parent"), 99, "SubPortfolios.results[0].parent", "is in no portfolio 99"),
        (("title",), "a\0b", "title", "NUL"),
        (("title",), "x" * 5000, "title", "5,000 characters"),
        (("DueDateChanges",), [{"originalDate": "2026-07-01", "newDate": "2026-07-05", "changedDate": "2026-06-20"}],
         "", "its books do not come out"),
        (("Customers", "results"), [{"id": 1, "loanRole": "primary"}, {"id": 2, "loanRole": "primary"}],
         "Customers", "2 customers are `primary`"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_told_with_its_path(
    store: Store, tmp_path: Path, where: tuple[Any, ...], value: Any, path: str, said: str
) -> None:
    before = counts(store)
    document = example()
    put_in(document, where, value)
    with pytest.raises(BadDocument) as caught:
        import_api(store, write(tmp_path, document))
    told = {problem.path: problem.message for problem in caught.value.problems}
    full = f"d.results[0].{path}" if path else "d.results[0]"
    assert full in told and said in told[full], told
    assert counts(store) == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ('{"d": NaN}', "is not JSON"),
        ("{}", "holds no account"),
        ('{"d": {"results": []}}', "holds no account"),
        ("5", "a list is expected"),
        ('["x"]', "an object is expected"),
    ],
)
def test_files_that_are_no_such_document(store: Store, tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        import_api(store, write(tmp_path, text))


def test_a_second_account_that_is_broken_undoes_the_first(store: Store, tmp_path: Path) -> None:
    document = example()
    second = copy.deepcopy(loan_of(document)) | {"id": 21, "displayId": "A-21"}
    second["LoanSetup"]["loanRate"] = "lots"
    document["d"]["results"].append(second)
    before = counts(store)
    with pytest.raises(BadDocument) as caught:
        import_api(store, write(tmp_path, document))
    assert [problem.path for problem in caught.value.problems] == ["d.results[1].LoanSetup.loanRate"]
    assert counts(store) == before


def test_a_secret_without_a_key_is_refused(store: Store, tmp_path: Path) -> None:
    document = example()
    loan_of(document)["Customers"]["results"][0]["ssn"] = "123-45-6789"
    with pytest.raises(StoreError, match="there is no key"):
        import_api(store, write(tmp_path, document))


def test_an_account_without_complete_terms_has_no_books(store: Store, tmp_path: Path) -> None:
    document = example()
    del loan_of(document)["LoanSetup"]["firstPaymentDate"]
    done = import_api(store, write(tmp_path, document))
    assert done.without_books == done.added


@postgres.needed
def test_both_databases_hold_the_same(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, example())
    import_api(store, path)
    with (
        postgres.running_server() as server,
        postgres.new_database(server) as url,
        open_store(url, create=True, today=DAY) as other,
    ):
        with other.begin() as connection:
            add_words(connection, catalogue.load().vocabulary)
        assert import_api_file(url, DAY, str(path), True) == 0
        assert json.loads(capsys.readouterr().out)["imported"] is True
        assert books_of(other) == books_of(store)
