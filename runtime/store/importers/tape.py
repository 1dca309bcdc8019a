"""Reading a LendingClub loan tape: one checked record per line, or the reason why not.

Takes the CSV file (openintro `loans_full_schema`: one header line, 55 columns), gives `TapeLoan`s one after the other
and `BrokenRow`s for lines that cannot be a loan. Holds one line at a time. Must never mend a figure: what does not add
up is reported.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path

from runtime.store.errors import StoreError

_CENT = Decimal("0.01")
_MOST = Decimal("999999999.99")


class TapeStatus(StrEnum):
    """The tape's loan statuses."""

    CURRENT = "Current"
    GRACE = "In Grace Period"
    LATE_16 = "Late (16-30 days)"
    LATE_31 = "Late (31-120 days)"
    CHARGED_OFF = "Charged Off"
    PAID = "Fully Paid"


# Columns kept as the tenant's own fields, of the loan and of the borrower, by the titles they get.
LOAN_FIELDS: Mapping[str, str] = {
    "loan_purpose": "Purpose",
    "grade": "Grade",
    "sub_grade": "Sub-grade",
    "application_type": "Application type",
    "initial_listing_status": "Initial listing status",
    "disbursement_method": "Disbursement method",
}
CUSTOMER_FIELDS: Mapping[str, str] = {
    "emp_length": "Years employed",
    "homeownership": "Home ownership",
    "verified_income": "Income verification",
    "debt_to_income": "Debt to income, percent",
    "delinq_2y": "Delinquencies in two years before the loan",
    "public_record_bankrupt": "Bankruptcies on record",
}

_NEEDED = (
    "rownames",
    "emp_title",
    "state",
    "annual_income",
    "loan_amount",
    "term",
    "interest_rate",
    "installment",
    "issue_month",
    "loan_status",
    "balance",
    "paid_total",
    "paid_principal",
    "paid_interest",
    "paid_late_fees",
    *LOAN_FIELDS,
    *CUSTOMER_FIELDS,
)


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A line of the tape that is no loan: line number in the file, column, and why."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class TapeLoan:
    """A loan as the tape states it. Amounts in dollars to the cent; `issued` is the first day of the issue month.

    `paid` is the sum of its three parts: the tape's own `paid_total` has fractions of a cent.
    """

    line: int
    number: int
    status: TapeStatus
    issued: date
    amount: Decimal
    term: int
    rate: Decimal
    instalment: Decimal
    balance: Decimal
    paid: Decimal
    paid_principal: Decimal
    paid_interest: Decimal
    paid_fees: Decimal
    purpose: str
    joint: bool
    state: str | None
    job: str | None
    income: Decimal | None
    loan_fields: tuple[str, ...]
    customer_fields: tuple[str, ...]

    @property
    def external_id(self) -> str:
        """The loan's name in every store it is imported into."""
        return f"lendingclub:{self.number}"


class _Broken(Exception):
    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


def read_tape(path: Path) -> Iterator[TapeLoan | BrokenRow]:
    """The tape's lines in order. Raises StoreError for a file that is missing, unreadable or without the columns."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _lines(csv.DictReader(file, strict=True), path)
    except OSError as error:
        raise StoreError(
            "tape", f"the tape `{path}` cannot be read: {error.strerror}", "check the path and its permissions"
        ) from error
    except UnicodeDecodeError as error:
        raise StoreError("tape", f"the tape `{path}` is not text in UTF-8", "export it as CSV in UTF-8") from error


def _lines(reader: csv.DictReader[str], path: Path) -> Iterator[TapeLoan | BrokenRow]:
    try:
        header = reader.fieldnames or []
    except csv.Error as error:
        raise StoreError("tape", f"the tape `{path}` is not CSV: {error}", "export it as CSV in UTF-8") from error
    missing = [name for name in _NEEDED if name not in header]
    if missing:
        raise StoreError(
            "tape",
            f"the tape `{path}` lacks " + ", ".join(f"`{name}`" for name in missing),
            "give a file whose first line names the columns of the LendingClub tape",
        )
    seen: dict[int, int] = {}
    while True:
        start = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield BrokenRow(start, "", f"the line is not CSV: {error}")
            continue
        try:
            yield _loan(row, start, len(header), seen)
        except _Broken as broken:
            yield BrokenRow(start, broken.column, broken.reason)


def _loan(row: dict[str, str], line: int, width: int, seen: dict[int, int]) -> TapeLoan:
    given = sum(value is not None for name, value in row.items() if name is not None)
    if given != width or None in row:
        raise _Broken("", f"the line does not have {width} fields")
    number = _whole(row, "rownames", 1, 10**12)
    if number in seen:
        raise _Broken("rownames", f"`{number}` was already on line {seen[number]}")
    loan = TapeLoan(
        line=line,
        number=number,
        status=_status(row),
        issued=_month(row),
        amount=_dollars(row, "loan_amount", least=_CENT),
        term=_whole(row, "term", 1, 1200),
        rate=_number(row, "interest_rate", Decimal(0), Decimal("9999.99")),
        instalment=_dollars(row, "installment", least=_CENT),
        balance=_dollars(row, "balance"),
        paid_principal=_dollars(row, "paid_principal"),
        paid_interest=_dollars(row, "paid_interest"),
        paid_fees=_dollars(row, "paid_late_fees"),
        paid=sum(
            (_dollars(row, name) for name in ("paid_principal", "paid_interest", "paid_late_fees")), Decimal("0.00")
        ),
        purpose=row["loan_purpose"],
        joint=row["application_type"] == "joint",
        state=row["state"].strip() or None,
        job=row["emp_title"].strip() or None,
        income=_dollars(row, "annual_income") if row["annual_income"].strip() else None,
        loan_fields=tuple(row[name].strip() for name in LOAN_FIELDS),
        customer_fields=tuple(row[name].strip() for name in CUSTOMER_FIELDS),
    )
    _check_sums(loan, _number(row, "paid_total", Decimal(0), _MOST))
    seen[number] = line
    return loan


def _check_sums(loan: TapeLoan, paid_total: Decimal) -> None:
    if abs(paid_total - loan.paid) > Decimal("0.02"):
        raise _Broken("paid_total", f"`{paid_total}` is not principal, interest and late fees together, `{loan.paid}`")
    owed = loan.amount - loan.paid_principal
    if owed < 0:
        raise _Broken("paid_principal", f"`{loan.paid_principal}` is more than the loan of `{loan.amount}`")
    if loan.status is TapeStatus.CHARGED_OFF:
        owed = Decimal(0)
    if loan.balance != owed:
        raise _Broken("balance", f"`{loan.balance}` is not what is left of the loan, `{owed}`")
    if loan.status is TapeStatus.PAID and loan.balance:
        raise _Broken("balance", f"`{loan.balance}` is left of a loan that is `{loan.status}`")


def _status(row: dict[str, str]) -> TapeStatus:
    try:
        return TapeStatus(row["loan_status"])
    except ValueError:
        known = ", ".join(f"`{status}`" for status in TapeStatus)
        raise _Broken("loan_status", f"`{row['loan_status']}` is none of {known}") from None


def _month(row: dict[str, str]) -> date:
    try:
        return datetime.strptime(row["issue_month"], "%b-%Y").date()
    except ValueError:
        raise _Broken("issue_month", f"`{row['issue_month']}` is not a month such as `Jan-2018`") from None


def _number(row: dict[str, str], column: str, least: Decimal, most: Decimal) -> Decimal:
    try:
        value = Decimal(row[column].strip())
    except InvalidOperation:
        raise _Broken(column, f"`{row[column]}` is not a number") from None
    if not value.is_finite() or not least <= value <= most:
        raise _Broken(column, f"`{row[column]}` is not between {least} and {most}")
    return value


def _dollars(row: dict[str, str], column: str, least: Decimal = Decimal(0)) -> Decimal:
    return _number(row, column, least, _MOST).quantize(_CENT, ROUND_HALF_UP)


def _whole(row: dict[str, str], column: str, least: int, most: int) -> int:
    text = row[column].strip()
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise _Broken(column, f"`{row[column]}` is not a whole number from {least} to {most}")
    return int(text)
