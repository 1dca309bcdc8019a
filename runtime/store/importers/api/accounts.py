"""Accounts of the API's documents: rows of the account, and the entries of its books.

Takes a connection inside the caller's transaction and a document, writes the account as it was on its contract's day,
and gives the entries that came since, in the order they apply; the caller opens the books in between, so that every
figure follows from the entries. What cannot be taken goes into the report, and the caller undoes everything then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from runtime.ledger.schedule import level_payment
from runtime.ledger.terms import PERIODS_A_YEAR
from runtime.ledger.waterfall import ZERO
from runtime.store import schema
from runtime.store.importers.api.fields import Entity, Unreadable, items, read_day, read_entity, read_flag
from runtime.store.importers.api.people import People
from runtime.store.importers.api.report import Report
from runtime.store.importers.api.rows import add_custom_values, complete, table_of
from runtime.store.importers.api.titles import Titles

Row = dict[str, Any]

#: Entities that become one row each as they stand; their rows belong to the account and to nothing else.
_PLAIN: Final = ("Promises", "Notes", "ScheduleRolls", "LoanFunding")
#: Entities that are entries of the books.
_ENTRIES: Final = ("DueDateChanges", "StopInterestDates", "APDAdjustments", "DPDAdjustments")
_NEEDED: Final = ("setup_loan_amount", "setup_contract_date", "setup_first_payment_date", "setup_loan_term")
AUTHOR: Final = "import"


@dataclass(frozen=True, slots=True)
class Taken:
    """An account that was written: its number, and the rows of its entries by table."""

    loan_id: int
    entries: Mapping[str, list[Row]]


class Accounts:
    """The accounts of one import."""

    def __init__(self, connection: Connection, report: Report, now: datetime) -> None:
        self._connection = connection
        self._report = report
        self._now = now
        self._titles = Titles(connection, report)
        self.people = People(connection, report, self._titles, now)
        self._subsets: dict[str, int] = {}

    def take(self, loan: Entity, path: str) -> Taken | None:
        """Write an account; None for one that the store has already."""
        external = str(loan["id"]) if loan.get("id") not in (None, "") else None
        loans = schema.loans
        if external is not None and self._connection.scalar(
            select(loans.c.loan_id).where(loans.c.external_id == external)
        ):
            return None
        row = read_entity("Loan", loan, path, self._report)
        settings = loan.get("LoanSettings") or {}
        settings = settings if isinstance(settings, Mapping) and "__deferred" not in settings else {}
        row |= self._titles.status(settings, f"{path}.LoanSettings")
        row |= self._source_company(settings, f"{path}.LoanSettings")
        row = {"created_at": self._now, "external_id": external, "loan_display_id": external or "", **row}
        if not complete("Loan", {**row, "loan_id": 0}, path, self._report):
            return None
        loan_id: int = self._connection.execute(insert(loans).values(**row).returning(loans.c.loan_id)).scalar_one()
        if not row["loan_display_id"]:
            shown = update(loans).where(loans.c.loan_id == loan_id).values(loan_display_id=f"L{loan_id:07d}")
            self._connection.execute(shown)
        self._add_single(loan_id, loan, settings, path)
        self.people.link(loan_id, loan.get("Customers"), f"{path}.Customers")
        self._add_portfolios(loan_id, loan, path)
        for name in _PLAIN:
            self._add_plain(loan_id, name, loan.get(name), f"{path}.{name}")
        self._add_belongings(loan_id, loan, path)
        return Taken(loan_id, self._entries(loan_id, loan, path))

    def _source_company(self, settings: Mapping[str, Any], path: str) -> Row:
        told = self._titles.title(
            "source-company", settings.get("sourceCompany"), settings.get("SrcCompany"), f"{path}.sourceCompany"
        )
        return {"status_source_company_id": self._titles.word(schema.source_companies, told) if told else None}

    def _add_single(self, loan_id: int, loan: Entity, settings: Mapping[str, Any], path: str) -> None:
        setup = read_entity("LoanSetup", loan.get("LoanSetup") or {}, f"{path}.LoanSetup", self._report)
        _fill_in(setup)
        given = read_entity("LoanSettings", settings, f"{path}.LoanSettings", self._report)
        default = self._titles.payment_type(
            settings.get("paymentTypeDefault"), None, f"{path}.LoanSettings.paymentTypeDefault"
        )
        if default is not None:
            given["settings_payment_type_default"] = default
        principal = setup.get("setup_loan_amount", 0)
        status = {
            "status_date": setup.get("setup_contract_date"),
            "status_principal_balance": principal,
            "status_payoff": principal,
        }
        active = loan.get("humanActivityDate")
        if active:
            status["loan_human_activity_date"] = self._day(active, f"{path}.humanActivityDate")
        for name, table, values in (
            ("LoanSetup", schema.loan_setup, setup),
            ("LoanSettings", schema.loan_settings, given),
        ):
            if complete(name, {**values, "loan_id": loan_id}, f"{path}.{name}", self._report):
                self._connection.execute(insert(table).values(loan_id=loan_id, **values))
        self._connection.execute(insert(schema.loan_status).values(loan_id=loan_id, **status))
        fields = items(settings.get("CustomFieldValues"), f"{path}.LoanSettings.CustomFieldValues", self._report)
        add_custom_values(self._connection, self._titles, "settings", loan_id, fields)

    def _day(self, value: Any, path: str) -> str | None:
        try:
            return read_day(value)
        except Unreadable as error:
            self._report.wrong(path, str(error), error.help)
            return None

    def _add_portfolios(self, loan_id: int, loan: Entity, path: str) -> None:
        parents: dict[str, int] = {}
        inside: dict[int, None] = {}
        for where, item in items(loan.get("Portfolios"), f"{path}.Portfolios", self._report):
            title = self._titles.title("portfolio", item.get("id"), item, where, needed=True)
            if title:
                number = self._titles.word(schema.portfolios, title)
                parents[str(item.get("id"))] = number
                inside[number] = None
        below: dict[int, None] = {}
        for where, item in items(loan.get("SubPortfolios"), f"{path}.SubPortfolios", self._report):
            title = self._titles.title("sub-portfolio", item.get("id"), item, where, needed=True)
            parent = parents.get(str(item.get("parent")))
            if parent is None:
                why = f"the account is in no portfolio {item.get('parent')}"
                self._report.wrong(f"{where}.parent", why, "give it under `Portfolios`, with its id")
            elif title:
                below[self._titles.word(schema.sub_portfolios, title, parent=parent)] = None
        for table, column, numbers in (
            (schema.loan_portfolios, "portfolio_id", inside),
            (schema.loan_sub_portfolios, "sub_portfolio_id", below),
        ):
            if numbers:
                self._connection.execute(insert(table), [{"loan_id": loan_id, column: number} for number in numbers])

    def _add_plain(self, loan_id: int, name: str, value: Any, path: str) -> None:
        for where, item in items(value, path, self._report):
            row = {"loan_id": loan_id, **read_entity(name, item, where, self._report)}
            if name == "Notes":
                row = {"author": AUTHOR, "created_at": self._now, **row}
                category = self._titles.title("note-category", item.get("categoryId"), item.get("Category"), where)
                row |= {"category": category} if category else {}
            elif name == "Promises":
                row = {"created_at": self._now, **row}
            self._write(name, row, where)

    def _write(self, name: str, row: Row, path: str) -> int | None:
        if not complete(name, row, path, self._report):
            return None
        table = table_of(name)
        if "id" in table.columns:
            number: int = self._connection.execute(insert(table).values(**row).returning(table.c.id)).scalar_one()
            return number
        self._connection.execute(insert(table).values(**row))
        return None

    def _add_belongings(self, loan_id: int, loan: Entity, path: str) -> None:
        for where, item in items(loan.get("Collateral"), f"{path}.Collateral", self._report):
            row = {"loan_id": loan_id, "position": 1, **read_entity("Collateral", item, where, self._report)}
            number = self._write("Collateral", row, where)
            if number is not None:
                values = items(item.get("CustomFieldValues"), f"{where}.CustomFieldValues", self._report)
                add_custom_values(self._connection, self._titles, "collateral", number, values)
        for where, item in items(loan.get("Insurance"), f"{path}.Insurance", self._report):
            row = {"loan_id": loan_id, **read_entity("Insurance", item, where, self._report)}
            self._write("Insurance", row, where)
        for where, item in items(loan.get("Autopays"), f"{path}.Autopays", self._report):
            row = {"loan_id": loan_id, **read_entity("Autopays", item, where, self._report)}
            kind = self._titles.payment_type(item.get("paymentTypeId"), item.get("PaymentType"), where)
            row |= {"payment_type": kind} if kind else {}
            row.setdefault("apply_date", row.get("process_date"))
            self._write("Autopays", row, where)
        for where, item in items(loan.get("LinkedLoanValues"), f"{path}.LinkedLoanValues", self._report):
            row = {"loan_id": loan_id, **read_entity("LinkedLoanValues", item, where, self._report)}
            row["linked_display_id"] = str(item.get("linkedLoanDisplay") or item.get("linkedLoanId") or "") or None
            row["option"] = self._titles.title("link", item.get("optionId"), item.get("LinkedLoanOption"), where)
            self._write("LinkedLoanValues", row, where)
        self._add_checklist(loan_id, loan.get("ChecklistItemValues"), f"{path}.ChecklistItemValues")
        self._add_recurring(loan_id, loan.get("RecurrentCharges"), f"{path}.RecurrentCharges")
        self._add_escrow(loan_id, loan, path)

    def _add_checklist(self, loan_id: int, value: Any, path: str) -> None:
        lists, table = schema.checklists, schema.checklist_items
        for where, item in items(value, path, self._report):
            told = self._titles.title("checklist-item", item.get("checklistItemId"), item.get("ChecklistItem"), where)
            title, _, entry = str(told or "").partition("/")
            statement = select(table.c.id).join(lists, lists.c.id == table.c.checklist_id)
            if entry:
                statement = statement.where(lists.c.title == title, table.c.title == entry)
            else:
                statement = statement.where(table.c.id == (int(title) if title.isdigit() else -1))
            number = self._connection.scalar(statement)
            if number is None:
                why = f"there is no checklist item {told}"
                help = "list it: import --entity listed_words (checklist-item, its number, Checklist/Item)"
                self._report.wrong(f"{where}.checklistItemId", why, help)
                continue
            checked = self._flag(item.get("checklistItemValue"), f"{where}.checklistItemValue")
            row = {"loan_id": loan_id, "checklist_item_id": number, "checked": checked}
            self._connection.execute(insert(schema.loan_checklist_items).values(**row))

    def _flag(self, value: Any, path: str) -> bool:
        try:
            return value not in (None, "") and read_flag(value)
        except Unreadable as error:
            self._report.wrong(path, str(error), error.help)
            return False

    def _add_recurring(self, loan_id: int, value: Any, path: str) -> None:
        table = schema.recurring_charges
        for where, item in items(value, path, self._report):
            row = read_entity("RecurrentCharges", item, where, self._report)
            row["payoff_fee"] = str(item.get("chargeApplicationType", "")).endswith(".payoff")
            known = self._connection.scalar(select(table.c.id).where(table.c.title == row.get("title")))
            number = known if known is not None else self._write("RecurrentCharges", row, where)
            if number is not None:
                link = {"loan_id": loan_id, "recurring_charge_id": number, "enabled": row.get("enabled", True)}
                self._connection.execute(insert(schema.loan_recurring_charges).values(**link))

    def _add_escrow(self, loan_id: int, loan: Entity, path: str) -> None:
        for where, item in items(loan.get("EscrowSubsets"), f"{path}.EscrowSubsets", self._report):
            row = read_entity("EscrowSubsets", item, where, self._report)
            table = schema.escrow_subsets
            known = self._connection.scalar(select(table.c.id).where(table.c.title == row.get("title")))
            number = known if known is not None else self._write("EscrowSubsets", row, where)
            if number is not None:
                self._subsets[str(item.get("id"))] = number
        for name in ("EscrowCalculators", "EscrowTransactions", "EscrowAdjustments"):
            for where, item in items(loan.get(name), f"{path}.{name}", self._report):
                subset = self._subset(item.get("subset"), f"{where}.subset")
                if subset is not None:
                    row = {"loan_id": loan_id, "subset_id": subset, **read_entity(name, item, where, self._report)}
                    self._write(name, row, where)

    def _subset(self, number: Any, path: str) -> int | None:
        known = self._subsets.get(str(number))
        if known is not None:
            return known
        title = self._titles.title("escrow-subset", number, None, path, needed=True)
        return self._titles.word(schema.escrow_subsets, title) if title else None

    def _entries(self, loan_id: int, loan: Entity, path: str) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {table_of(name).name: [] for name in _ENTRIES}
        for name in _ENTRIES:
            for where, item in items(loan.get(name), f"{path}.{name}", self._report):
                row = {"loan_id": loan_id, **read_entity(name, item, where, self._report)}
                if name == "DueDateChanges":
                    row.setdefault("changed_on", row.get("new_date"))
                if complete(name, row, where, self._report):
                    found[table_of(name).name].append(row)
        money = list(self._money(loan_id, loan, path))
        found["transactions"] = sorted(money, key=lambda row: (row["apply_date"], row["process_date"]))
        return found

    def _money(self, loan_id: int, loan: Entity, path: str) -> Iterator[Row]:
        taken_back = self._taken_back(loan.get("Charges"), f"{path}.Charges")
        for name, kind in (
            ("Charges", "charge"),
            ("Advancements", "advancement"),
            ("Payments", "payment"),
            ("Credits", "credit"),
        ):
            for where, item in items(loan.get(name), f"{path}.{name}", self._report):
                row = {"loan_id": loan_id, "kind": kind, **read_entity(name, item, where, self._report)}
                row |= getattr(self, f"_{kind}")(item, row, where, taken_back)
                row.setdefault("process_date", row.get("apply_date"))
                row |= {"created_at": self._now, "author": AUTHOR}
                if item.get("id") not in (None, ""):
                    row["external_id"] = f"{kind} {item['id']}"
                if kind == "charge" and self._flag(item.get("isReversal"), f"{where}.isReversal"):
                    continue
                if complete(name, row, where, self._report):
                    if row.get("amount", ZERO) > 0:
                        yield row
                    elif not self._report.told(f"{where}.amount"):
                        self._report.wrong(f"{where}.amount", "it is not above zero", "leave the entry out")

    def _taken_back(self, charges: Any, path: str) -> dict[str, str]:
        """The days on which charges were taken back, by the charge's number, as the reversals among them say."""
        found = {}
        for where, item in items(charges, path, Report()):
            parent = item.get("ParentCharge")
            if isinstance(parent, Mapping) and parent.get("id") and self._flag(item.get("isReversal"), where):
                found[str(parent["id"])] = self._day(item.get("date"), f"{where}.date") or ""
        return found

    def _payment(self, item: Entity, row: Row, path: str, _: Mapping[str, str]) -> Row:
        entity = item.get("CustomPaymentType") or item.get("PaymentType")
        more: Row = {
            "payment_type": self._titles.payment_type(item.get("paymentTypeId"), entity, f"{path}.paymentTypeId"),
            "payment_method": self._titles.title(
                "payment-method", item.get("paymentMethodId"), item.get("PaymentMethod"), f"{path}.paymentMethodId"
            )
            or "",
            "reversed": row.get("reversed_on") is not None,
        }
        if item.get("created"):
            more["process_date"] = self._day(item["created"], f"{path}.created")
        if not self._flag(item.get("active", 1), f"{path}.active") and not more["reversed"]:
            more["deleted"] = True
        if item.get("parentId") not in (None, "", 0, "0"):
            more["parent_external_id"] = f"payment {item['parentId']}"
        return more

    def _credit(self, item: Entity, row: Row, path: str, _: Mapping[str, str]) -> Row:
        where = f"{path}.paymentType"
        return {
            "payment_type": self._titles.payment_type(item.get("paymentType"), item.get("CustomPaymentType"), where),
            "category": self._titles.title("credit-category", item.get("category"), item.get("Category"), path),
            "charge_off": item.get("chargeOffFlag") not in (None, "", 0, "0", False),
        }

    def _charge(self, item: Entity, row: Row, path: str, taken_back: Mapping[str, str]) -> Row:
        reversed_on = taken_back.get(str(item.get("id"))) or None
        return {
            "fees": row.get("amount", ZERO),
            "category": self._titles.title("charge-type", item.get("chargeTypeId"), item.get("ChargeType"), path),
            "payoff_fee": str(item.get("chargeApplicationType", "")).endswith(".payoff"),
            "deleted": not self._flag(item.get("active", 1), f"{path}.active"),
            "reversed_on": reversed_on,
            "reversed": reversed_on is not None,
        }

    def _advancement(self, item: Entity, row: Row, path: str, _: Mapping[str, str]) -> Row:
        title = self._titles.title("advancement-category", item.get("category"), item.get("Category"), path)
        return {"principal": row.get("amount", ZERO), "category": title}


def _fill_in(setup: Row) -> None:
    """Terms that follow from others: the level payment, and whether they are complete."""
    if any(setup.get(name) is None for name in _NEEDED) or setup["setup_loan_term"] < 1:
        return
    if setup.get("setup_payment") is None and setup.get("setup_interest_rate") is not None:
        frequency = setup.get("setup_payment_frequency", "monthly")
        rate = setup["setup_interest_rate"] * PERIODS_A_YEAR.get(setup.get("setup_interest_rate_type", "annually"), 1)
        setup["setup_payment"] = level_payment(setup["setup_loan_amount"], rate, setup["setup_loan_term"], frequency)
    setup.setdefault("setup_round_decimals", schema.variable("setup_round_decimals").healthy)
    setup["setup_is_setup_valid"] = True
