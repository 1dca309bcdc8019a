"""Loan tapes for tests: lines written by hand, and the whole tape where it lies beside the project."""

from __future__ import annotations

import csv
import os
from datetime import date
from pathlib import Path

import pytest

from runtime.store.importers.tape import CUSTOMER_FIELDS, LOAN_FIELDS

SHARED = Path(os.environ.get("CLJRULES_SHARED") or Path(__file__).resolve().parents[2].parent / "shared")
TAPE = SHARED / "data" / "lendingclub_10k.csv"
# The day the tape stands for, which the importer finds by itself.
AS_OF = date(2018, 6, 30)

needs_tape = pytest.mark.skipif(
    not TAPE.exists(), reason=f"no loan tape at {TAPE}: set CLJRULES_SHARED to its directory"
)

LINE = {
    **dict.fromkeys(("emp_title", *LOAN_FIELDS, *CUSTOMER_FIELDS), ""),
    "state": "NJ",
    "annual_income": "90000",
    "loan_amount": "28000",
    "term": "60",
    "interest_rate": "14.07",
    "installment": "652.53",
    "issue_month": "Mar-2018",
    "loan_status": "Current",
    "balance": "27015.86",
    "paid_total": "1999.33",
    "paid_principal": "984.14",
    "paid_interest": "1015.19",
    "paid_late_fees": "0",
    "loan_purpose": "moving",
    "application_type": "individual",
}


def write_tape(path: Path, *lines: dict[str, str]) -> Path:
    """A tape with these changes to `LINE`, numbered from 1."""
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, ["rownames", *LINE])
        writer.writeheader()
        writer.writerows({"rownames": str(number), **LINE, **line} for number, line in enumerate(lines, 1))
    return path
