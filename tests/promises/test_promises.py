"""Promises on a store: money keeps them in the posting's transaction, nights break them, reversals open them again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import postgres
import pytest
from books import DAY, books_of, count, difference, dump, put, values
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from interruptions import before_statement
from promised import GOOD, Lender, Step, day, opened, ready_store, scenario

from runtime.maintenance.nightly import maintain
from runtime.promises.due import fail_and_remind
from runtime.store.errors import StoreError
from runtime.store.generator import generate
from runtime.store.open import open_store

STANDARD = scenario()


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ready_store(tmp_path_factory.mktemp("promises"))


@pytest.fixture
def lender(ready: Path, tmp_path: Path) -> Iterator[Lender]:
    with opened(ready, tmp_path / "loans.db", STANDARD) as store:
        yield Lender(store)


#: What it is about, the scenarios, the steps, the day asked about, the states, and the places of what keeps them.
STORIES: list[tuple[str, str, list[Step], int, list[str], list[int | None]]] = [
    ("pending until its day", STANDARD, [("promise", 0, "100", 5)], 5, ["pending"], [None]),
    ("failed the day after, night or not", STANDARD, [("promise", 0, "100", 5)], 6, ["failed"], [None]),
    ("failed by the night", STANDARD, [("promise", 0, "100", 5), ("night", 6)], 6, ["failed"], [None]),
    ("failed stays so on an earlier day", STANDARD, [("promise", 0, "100", 5), ("night", 6)], 2, ["failed"], [None]),
    ("pending in the night of its day", STANDARD, [("promise", 0, "100", 5), ("night", 5)], 5, ["pending"], [None]),
    ("kept by a payment", STANDARD, [("promise", 0, "100", 5), ("post", 3, "100")], 3, ["fulfilled"], [0]),
    ("kept by a credit", STANDARD, [("promise", 0, "100", 5), ("post", 3, "100", "credit")], 3, ["fulfilled"], [0]),
    ("kept late", STANDARD, [("promise", 0, "100", 5), ("night", 6), ("post", 15, "95")], 15, ["fulfilled"], [0]),
    ("too late", STANDARD, [("promise", 0, "100", 5), ("night", 6), ("post", 16, "95")], 16, ["failed"], [None]),
    (
        "late, but applied in time",
        STANDARD,
        [("promise", 0, "100", 5), ("post", 17, "95", {"apply": 15})],
        17,
        ["fulfilled"],
        [0],
    ),
    (
        "late by process date, whatever it applies on",
        scenario(by="process-date"),
        [("promise", 0, "100", 5), ("post", 17, "95", {"apply": 15})],
        17,
        ["failed"],
        [None],
    ),
    ("a cent short", STANDARD, [("promise", 0, "100", 5), ("post", 3, "94.99")], 3, ["pending"], [None]),
    ("two halves are no whole", STANDARD, [("promise", 0, "100", 5), ("post", 3, "50"), ("post", 4, "50")], 4,
     ["pending"], [None]),
    ("insurance never", STANDARD, [("promise", 0, "100", 5, "insurance"), ("post", 3, "100")], 3, ["pending"], [None]),
    ("other never", STANDARD, [("promise", 0, "100", 5, "other"), ("post", 3, "100")], 3, ["pending"], [None]),
    ("bounced before its day", STANDARD, [("promise", 0, "100", 5), ("post", 3, "100"), ("reverse", 5, 0)], 5,
     ["pending"], [None]),
    ("bounced after its day", STANDARD, [("promise", 0, "100", 5), ("post", 3, "100"), ("reverse", 6, 0)], 6,
     ["failed"], [None]),
    ("bounced, and the night of its failing", STANDARD,
     [("promise", 0, "100", 5), ("post", 3, "100"), ("reverse", 5, 0), ("night", 6)], 6, ["failed"], [None]),
    ("bounced without the box, before", scenario(box=False),
     [("promise", 0, "100", 5), ("post", 3, "100"), ("reverse", 4, 0)], 4, ["fulfilled"], [0]),
    ("bounced without the box, after", scenario(box=False),
     [("promise", 0, "100", 5), ("post", 3, "100"), ("reverse", 6, 0), ("night", 7)], 7, ["fulfilled"], [0]),
    ("bounced, and kept by another that was there", STANDARD,
     [("promise", 0, "100", 5), ("post", 3, "100"), ("post", 4, "150"), ("reverse", 6, 0)], 6, ["fulfilled"], [1]),
    ("bounced, and kept by one that comes later", STANDARD,
     [("promise", 0, "100", 5), ("post", 3, "100"), ("reverse", 6, 0), ("night", 7), ("post", 8, "100")], 8,
     ["fulfilled"], [1]),
    ("both bounced", STANDARD,
     [("promise", 0, "100", 5), ("post", 3, "100"), ("post", 4, "150"), ("reverse", 6, 0), ("reverse", 6, 1)], 6,
     ["failed"], [None]),
    ("money from before it was made does not count", STANDARD,
     [("post", 0, "100"), ("promise", 0, "100", 5)], 0, ["pending"], [None]),
    ("nor when what kept it bounces", STANDARD,
     [("post", 0, "100"), ("promise", 0, "100", 5), ("post", 1, "100"), ("reverse", 2, 1)], 2, ["pending"], [None]),
    ("the earliest due first", STANDARD,
     [("promise", 0, "100", 9), ("promise", 0, "100", 5), ("post", 3, "100")], 3, ["pending", "fulfilled"], [None, 0]),
    ("one each", STANDARD,
     [("promise", 0, "100", 9), ("promise", 0, "100", 5), ("post", 3, "100"), ("post", 3, "100")], 3,
     ["fulfilled", "fulfilled"], [1, 0]),
    ("one transaction keeps one promise, however large", STANDARD,
     [("promise", 0, "100", 9), ("promise", 0, "100", 5), ("post", 3, "500")], 3, ["pending", "fulfilled"], [None, 0]),
    ("a failed one before a pending one", STANDARD,
     [("promise", 0, "100", 2), ("promise", 0, "100", 9), ("night", 3), ("post", 4, "100")], 4,
     ["fulfilled", "pending"], [0, None]),
    ("booked ahead, not before its day", STANDARD,
     [("promise", 0, "100", 5), ("post", 2, "100", {"apply": 5, "process": 2})], 4, ["pending"], [None]),
    ("booked ahead, kept in the night of its day", STANDARD,
     [("promise", 0, "100", 5), ("post", 2, "100", {"apply": 5, "process": 2}), ("night", 5)], 5, ["fulfilled"], [0]),
    ("booked ahead, kept though the night of its day was missed", STANDARD,
     [("promise", 0, "100", 5), ("post", 2, "100", {"apply": 5, "process": 2}), ("night", 9)], 9, ["fulfilled"], [0]),
    ("booked ahead, kept by any change on its day", STANDARD,
     [("promise", 0, "100", 5), ("post", 2, "100", {"apply": 5, "process": 2}), ("promise", 5, "1", 50)], 5,
     ["fulfilled", "pending"], [0, None]),
    ("booked ahead and taken back", STANDARD,
     [("promise", 0, "100", 5), ("post", 2, "100", {"apply": 5, "process": 2}), ("reverse", 3, 0), ("night", 5)], 5,
     ["pending"], [None]),
    ("withdrawn", STANDARD, [("promise", 0, "100", 5), ("cancel", 2, 0), ("post", 3, "100"), ("night", 6)], 6,
     ["cancelled"], [None]),
    ("kept by hand", STANDARD, [("promise", 0, "100", 5, "insurance"), ("fulfil", 3, 0)], 3, ["fulfilled"], [None]),
    ("kept by hand once failed", STANDARD, [("promise", 0, "100", 5), ("night", 6), ("fulfil", 7, 0)], 7,
     ["fulfilled"], [None]),
    ("moved to a later day", STANDARD, [("promise", 0, "100", 5), ("edit", 4, 0, {"due": day(9)}), ("night", 6)], 6,
     ["pending"], [None]),
    ("lowered", STANDARD, [("promise", 0, "100", 5), ("edit", 1, 0, {"amount": Decimal(50)}), ("post", 3, "50")], 3,
     ["fulfilled"], [0]),
    ("only where it applies", scenario(when='(= loan-status "Closed")'),
     [("promise", 0, "100", 5), ("post", 3, "100")], 3, ["pending"], [None]),
    ("as the account stands after the posting", scenario(when="(= last-payment-amount 100M)"),
     [("promise", 0, "100", 5), ("post", 3, "100")], 3, ["fulfilled"], [0]),
    ("the second scenario, where the first does not apply",
     scenario("closed", when='(= loan-status "Closed")', box=False) + scenario("any"),
     [("promise", 0, "100", 5), ("post", 3, "100"), ("reverse", 3, 0)], 3, ["pending"], [None]),
    ("the first of two that apply", scenario("one", box=False) + scenario("two"),
     [("promise", 0, "100", 5), ("post", 3, "100"), ("reverse", 3, 0)], 3, ["fulfilled"], [0]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rules", "steps", "at", "states", "keepers"), [item[1:] for item in STORIES], ids=[item[0] for item in STORIES]
)
def test_stories(
    ready: Path, tmp_path: Path, rules: str, steps: list[Step], at: int, states: list[str], keepers: list[int | None]
) -> None:
    with opened(ready, tmp_path / "loans.db", rules) as store:
        lender = Lender(store)
        lender.take(steps)
        assert lender.states(at) == states
        assert lender.keepers(at) == keepers


@postgres.needed
@pytest.mark.slow
def test_stories_on_a_server(tmp_path: Path) -> None:
    with (
        postgres.running_server() as server,
        postgres.new_database(server) as address,
        open_store(address, create=True, today=DAY) as store,
    ):
        generate(store, 150, 5, DAY)
        with store.begin() as connection:
            connection.exec_driver_sql("DELETE FROM promises")
            found = connection.exec_driver_sql(
                f"SELECT loan_id FROM loans JOIN loan_status USING (loan_id) WHERE {GOOD} AND NOT loan_archived"
            ).scalars()
            loans = list(found)
        put(store, tmp_path / "pack", STANDARD)
        chosen = [item for item in STORIES if item[1] is STANDARD and not any(step[0] == "night" for step in item[2])]
        assert len(loans) > len(chosen) > 20
        for loan, (name, _, steps, asked, states, keepers) in zip(loans, chosen, strict=False):
            lender = Lender(store, loan)
            lender.take(steps)
            assert (lender.states(asked), lender.keepers(asked)) == (states, keepers), name
        late = Lender(store, loans[-1])
        late.promise(30, "77", 40)
        late.night(41)
        assert late.states(41)[-1] == "failed"
        assert count(store, "SELECT count(*) FROM loan_promise_entity WHERE fulfilled = 1") > 3
        row = "SELECT type, amount, deleted FROM loan_promise_entity ORDER BY id DESC LIMIT 1"
        with store.read() as connection:
            assert tuple(connection.exec_driver_sql(row).one()) == ("loanpromise.type.payment", Decimal("77.00"), 0)


def test_variables_follow_in_the_same_transaction(ready: Path, tmp_path: Path) -> None:
    rules = (
        STANDARD
        + """
(defrule kept "All promises kept." :runs #{:real-time}
  :when (and (pos? promises-fulfilled-count) (empty? unfulfilled-promises))
  :then [(loan/set {:add-portfolios ["Watch"]})])
(defrule made "One was made." :runs #{:real-time} :when (= next-promise-amount 77M)
  :then [(loan/set {:add-portfolios ["Legal"]})])
"""
    )
    with opened(ready, tmp_path / "loans.db", rules) as store:
        lender = Lender(store)
        lender.promise(0, "77", 5)
        assert "Legal" in list(values(store, lender.loan)["portfolio-list"])
        lender.post(0, "77")
        found = values(store, lender.loan)
        assert "Watch" in list(found["portfolio-list"])
        assert found["promises-fulfilled-count"] == 1 and not list(found["unfulfilled-promises"])


@pytest.mark.parametrize("sweep_from", [0, 10**9], ids=["swept", "plain"])
@pytest.mark.parametrize("ahead", [0, 2])
def test_a_credit_that_a_rule_posts_keeps_a_promise(ready: Path, tmp_path: Path, sweep_from: int, ahead: int) -> None:
    rules = (
        STANDARD
        + f"""
(defrule give "Give." :when (= current-date "{day(1)}") :runs #{{:daily-maintenance}}
  :then [(credit/add {{:type "Regular" :category "Goodwill" :amount 25M :info "x"
                      :date {{:base :current-date :plus-days {ahead}}}}})])
(defrule after "After." :when (pos? promises-fulfilled-count) :then [(loan/set {{:add-portfolios ["Watch"]}})])
"""
    )
    with opened(ready, tmp_path / "loans.db", rules) as store:
        lender = Lender(store)
        number = lender.promise(0, "25", 5)
        for night in range(1, 2 + ahead):
            assert lender.states(night) == ["pending"]
            maintain(store, day(night), sweep_from=sweep_from)
        (found,) = lender.listed(1 + ahead)
        credit = count(store, f"SELECT id FROM transactions WHERE loan_id = {lender.loan} AND info = 'x'")
        assert (found["status"], found["transaction"], found["scenario"]) == ("fulfilled", credit, "standard")
        assert found["fulfillment_date"] == day(1 + ahead).isoformat() == found["fulfilled_on"]
        assert "Watch" in list(values(store, lender.loan, day(1 + ahead))["portfolio-list"])
        events = f"SELECT count(*) FROM events WHERE type = 'promise-fulfilled' AND loan_id = {lender.loan}"
        assert count(store, events) == 1
        assert count(store, f"SELECT updated_at IS NOT NULL FROM promises WHERE id = {number}") == 1


def test_events_and_history_tell_the_whole_story(lender: Lender) -> None:
    number = lender.promise(0, "100", 5)
    lender.night(5)
    lender.night(6)
    lender.post(7, "100")
    lender.reverse(8, 0)
    lender.fulfil(9, 0)
    with lender.store.read() as connection:
        told = "SELECT type, business_date FROM events WHERE type LIKE 'promise%' ORDER BY id"
        events = [(row[0], row[1]) for row in connection.exec_driver_sql(told)]
        assert events == [
            ("promise-created", day(0).isoformat()),
            ("promise-due", day(5).isoformat()),
            ("promise-failed", day(6).isoformat()),
            ("promise-fulfilled", day(7).isoformat()),
            ("promise-failed", day(8).isoformat()),
            ("promise-fulfilled", day(9).isoformat()),
        ]
        history = connection.exec_driver_sql(
            f"SELECT author FROM loan_changes WHERE entity = 'promises' AND field = '{number}' ORDER BY id"
        ).scalars()
        assert list(history) == ["ann", "maintenance", "clerk", "clerk", "ann"]
    with lender.store.begin() as connection:
        assert fail_and_remind(connection, [lender.loan], day(9), datetime.now(UTC)) == (0, 0)


def test_a_promise_that_is_moved_is_reminded_of_again(lender: Lender) -> None:
    lender.promise(0, "100", 2)
    lender.night(2)
    lender.edit(2, 0, due=day(4))
    lender.night(3)
    lender.night(4)
    assert count(lender.store, "SELECT count(*) FROM events WHERE type = 'promise-due'") == 2


def test_an_account_that_a_rule_ends_is_left_alone(ready: Path, tmp_path: Path) -> None:
    rules = '(defrule end "End." :runs #{:daily-maintenance} :when true :then [(account/archive)])'
    with opened(ready, tmp_path / "loans.db", rules) as store:
        lender = Lender(store)
        lender.promise(0, "100", 2)
        lender.night(3)
        assert count(store, "SELECT count(*) FROM events WHERE type = 'promise-failed'") == 0


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"amount": Decimal(0)}, "more than zero dollars"),
    ({"amount": Decimal(-5)}, "more than zero dollars"),
    ({"amount": None}, "more than zero dollars"),
    ({"amount": Decimal("10.001")}, "fractions of a cent"),
    ({"amount": Decimal("1e9")}, "nobody can promise more than"),
    ({"amount": Decimal(-1), "type_": "other"}, "cannot be less than zero"),
    ({"due": DAY - timedelta(days=1)}, "has passed"),
    ({"type_": "lunch"}, "no type of promise `lunch`"),
    ({"subject": "  "}, "has a subject"),
    ({"subject": "x" * 201}, "the subject has 201 characters"),
    ({"note": "x" * 20_001}, "the note has 20,001 characters"),
    ({"note": "a\x00b"}, "U+0000"),
    ({"author": " "}, "somebody has to be named"),
]


@pytest.mark.parametrize(("given", "why"), REFUSED, ids=[why for _, why in REFUSED])
def test_promises_that_are_refused(lender: Lender, given: dict[str, Any], why: str) -> None:
    before = dump(lender.store)
    with pytest.raises(StoreError, match=why.replace("+", r"\+")) as caught:
        lender.promise(0, **{"amount": "100", "due": 5, **given})
    assert caught.value.kind == "refused"
    assert difference(before, dump(lender.store)) == []


def test_what_can_be_done_with_a_promise_that_is_decided(lender: Lender) -> None:
    lender.promise(0, "100", 5)
    lender.post(1, "100")
    for act in (
        lambda: lender.cancel(1, 0),
        lambda: lender.fulfil(1, 0),
        lambda: lender.edit(1, 0, amount=Decimal(1)),
        lambda: lender.edit(1, 0, due=day(9)),
    ):
        with pytest.raises(StoreError, match="is fulfilled"):
            act()
    lender.edit(1, 0, subject="Told by phone", note="He called.")
    lender.promise(1, "500", 5)
    for act in (lambda: lender.cancel(6, 1), lambda: lender.edit(6, 1, amount=Decimal(1))):
        with pytest.raises(StoreError, match="is failed"):
            act()
    with pytest.raises(StoreError, match="after the business date"):
        lender.fulfil(6, 1, day=day(7))
    with pytest.raises(StoreError, match="keeps promise 1 already"):
        lender.fulfil(6, 1, transaction=lender.posted[0])
    with pytest.raises(StoreError, match="no payment or credit 999999"):
        lender.fulfil(6, 1, transaction=999999)
    assert [row["subject"] for row in lender.listed(6)] == ["Told by phone", "$500"]


@pytest.mark.parametrize(
    ("role", "roles", "may"),
    [
        (None, None, True),
        ("collector", None, True),
        ("manager", ["manager"], True),
        ("collector", ["manager"], False),
        (None, ["manager"], False),
        ("manager", [], False),
    ],
)
def test_who_may_mark_promises_as_kept(lender: Lender, role: str | None, roles: list[str] | None, may: bool) -> None:
    lender.promise(0, "100", 5)
    if may:
        lender.fulfil(0, 0, role, roles)
        assert lender.listed(0)[0]["fulfilled_by"] == "ann"
    else:
        with pytest.raises(StoreError, match="may not mark promises as kept"):
            lender.fulfil(0, 0, role, roles)
        assert lender.states(0) == ["pending"]


def test_the_day_is_the_tenants(ready: Path, tmp_path: Path) -> None:
    states = {}
    path = tmp_path / "loans.db"
    with opened(ready, path, STANDARD) as store:
        lender = Lender(store)
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):  # 25 hours apart: never on the same day
        with open_store(str(path), today=DAY) as store, store.begin() as connection:
            connection.exec_driver_sql(f"UPDATE tenant SET time_zone = '{zone}'")
        with open_store(str(path)) as store:
            today = store.today
        states[zone] = today
    due = states["Pacific/Pago_Pago"]
    assert states["Pacific/Kiritimati"] > due
    with open_store(str(path), today=DAY) as store:
        lender = Lender(store, lender.loan)
        lender.promise(0, "100", (due - DAY).days)
        for zone, state in (("Pacific/Pago_Pago", "pending"), ("Pacific/Kiritimati", "failed")):
            assert lender.states((states[zone] - DAY).days) == [state]


class Broken(Exception):
    """A fault that nobody foresaw."""


def fail() -> None:
    raise Broken("a fault that nobody foresaw")


def test_a_posting_that_fails_anywhere_keeps_nothing(ready: Path, tmp_path: Path) -> None:
    with opened(ready, tmp_path / "done.db", STANDARD) as store:
        lender = Lender(store)
        lender.promise(0, "100", 5)
        lender.post(0, "100")
        assert lender.states(0) == ["fulfilled"]
        wanted = books_of(store)
    with opened(ready, tmp_path / "loans.db", STANDARD) as store:
        lender = Lender(store)
        lender.promise(0, "100", 5)
        before = dump(store)
        at = 0
        while True:
            at += 1
            try:
                with before_statement(store, at, fail):
                    lender.post(0, "100")
                break
            except Broken:
                assert difference(before, dump(store)) == [], f"statement {at}"
        assert at > 20
        assert books_of(store) == wanted


def test_nights_in_a_row_or_one_for_all_give_the_same_states(ready: Path, tmp_path: Path) -> None:
    found = []
    for name, nights in (("a", range(1, 12)), ("b", (11,))):
        with opened(ready, tmp_path / f"{name}.db", STANDARD, name) as store:
            lender = Lender(store)
            for due in (2, 5, 30):
                lender.promise(0, "100", due)
            lender.post(0, "100", apply=4, process=0)
            for at in nights:
                lender.night(at)
            found.append((lender.states(11), lender.keepers(11)))
    assert found[0] == found[1] == (["fulfilled", "failed", "pending"], [0, None, None])


#: What happens to one account: promises on the first day, then money and reversals day by day.
PROMISED = st.tuples(st.sampled_from(["100", "150"]), st.integers(1, 8))
MOVE = st.tuples(st.integers(0, 8), st.sampled_from(["post", "post", "reverse"]), st.sampled_from(["100", "150"]))
LIFE = st.tuples(st.lists(PROMISED, min_size=1, max_size=3), st.lists(MOVE, max_size=4))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lives=st.lists(LIFE, min_size=2, max_size=3),
    order=st.randoms(use_true_random=False),
    nights=st.sets(st.integers(1, 9)),
)
def test_any_interleaving_that_respects_dates_gives_the_same_states(
    ready: Path, tmp_path_factory: pytest.TempPathFactory, lives: Any, order: Any, nights: set[int]
) -> None:
    """Accounts' postings come in any order among each other, nights run or are missed: the states are the same."""
    found = []
    for shuffled in (False, True):
        folder = tmp_path_factory.mktemp("order")
        with opened(ready, folder / "loans.db", STANDARD) as store:
            with store.read() as connection:
                query = f"SELECT loan_id FROM loans JOIN loan_status USING (loan_id) WHERE {GOOD} AND NOT loan_archived"
                loans = list(connection.exec_driver_sql(query).scalars())[: len(lives)]
            lenders = [Lender(store, loan) for loan in loans]
            events = []
            for lender, (promised, moves) in zip(lenders, lives, strict=True):
                for amount, due in promised:
                    lender.promise(0, amount, due)
                own = sorted(moves, key=lambda move: move[0])
                events.append([(move[0], lender, move) for move in own])
            for at in range(10):
                queues = [[item for item in own if item[0] == at] for own in events]
                while any(queues):
                    waiting = [queue for queue in queues if queue]
                    queue = order.choice(waiting) if shuffled else waiting[0]
                    _, lender, (_, what, amount) = queue.pop(0)
                    if what == "post":
                        lender.post(at, amount)
                    elif lender.posted:
                        live = [
                            number
                            for number in lender.posted
                            if count(store, f"SELECT NOT reversed FROM transactions WHERE id = {number}")
                        ]
                        if live:
                            lender.reverse(at, lender.posted.index(live[0]))
                if shuffled and at in nights:
                    lender.night(at)
            found.append([(lender.states(9), lender.keepers(9)) for lender in lenders])
    assert found[0] == found[1]
