"""Opening accounts from documents: their figures follow from their terms, and rules answer."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from books import DAY, broken_facts, difference, dump, put, values

from runtime.maintenance.opening import create
from runtime.store.errors import StoreError
from runtime.store.open import Store, open_store

PAGE = Path(__file__).resolve().parents[2] / "docs" / "operators" / "accounts.md"
RULES = """
(defrule late "Late." :runs #{:real-time} :when (> status-days-past-due 100)
  :then [(loan/set {:add-portfolios ["Legal"]})])
"""


def example() -> dict[str, Any]:
    """The document on the page for operators."""
    text = re.search(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    assert text is not None
    found: dict[str, Any] = json.loads(text.group(1), parse_float=Decimal)
    return found


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(str(tmp_path / "loans.db"), create=True, today=DAY) as store:
        put(store, tmp_path / "pack", RULES)
        yield store


def test_the_example_of_the_page_is_opened(store: Store) -> None:
    done = create(store, example(), "clerk")
    loan = values(store, done.result)
    assert loan["setup-payment"] == Decimal("328.34")
    assert loan["status-days-past-due"] == (DAY - date(2026, 6, 12)).days
    assert loan["status-amount-due"] == 6 * Decimal("328.34")
    assert loan["status-principal-balance"] == Decimal("12000.00")
    assert set(loan["portfolio-list"]) == {"Collections", "Legal"}
    assert [firing.outcome for firing in done.firings] == ["applied"]
    assert broken_facts(store) == []


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        (("status",), "Opn", "did you mean `Open`"),
        (("sub-status",), "Repaing", "did you mean `Repaying`"),
        (("variables", "setup-loan-amount"), 12.5, "never exactly|takes an amount"),
        (("variables", "setup-loan-amount"), None, "takes|lack"),
        (("variables", "setup-first-payment-date"), "2026-02-30", "takes a date"),
        (("variables", "setup-first-payment-date"), "2026-01-01", "before the contract"),
        (("variables", "status-payoff"), Decimal("1.00"), "cannot be given"),
        (("variables", "setup-loan-amont"), Decimal("1.00"), "did you mean `setup-loan-amount`"),
        (("portfolios",), ["Nowhere"], "no portfolio `Nowhere`"),
        (("customers",), [], "exactly one customer"),
        (("customers", 0, "role"), "boss", "`role` is one of"),
        (("customers", 0, "phones"), {}, "a list is expected"),
        (("colour",), "red", "there is no `colour`"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(store: Store, path: tuple[Any, ...], value: Any, why: str) -> None:
    document = copy.deepcopy(example())
    inside: Any = document
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    before = dump(store)
    with pytest.raises(StoreError) as raised:
        create(store, document, "clerk")
    assert re.search(why, f"{raised.value} {raised.value.help}"), raised.value
    assert difference(before, dump(store)) == []


def test_an_external_id_is_taken_once(store: Store) -> None:
    create(store, example(), "clerk")
    with pytest.raises(StoreError, match="core-4711"):
        create(store, example(), "clerk")
