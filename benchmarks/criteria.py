"""How fast criteria are decided: on one loan, and over a whole portfolio; with other engines beside it in the same run.

    python benchmarks/criteria.py [--loans N] [--runs N] [--rounds N] [--without-peers] [--only maps|columns]

Prints tables of nanoseconds for one evaluation (one rule, one loan), each with the ratio to its anchor. Engines that
are compared closely take turns, many times, so that other work on the machine meets all alike: the least is what an
engine can do, the median what it did. Engines that are not installed are shown as such.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import peers
import polars as pl
from portfolio import DAY, IN_SQL, by_hand, portfolio, with_decimals

from cljrules import packs
from cljrules.evaluation import Criteria, Program, compile_together
from cljrules.interp.columnar import answers, columns_read, described, lower
from cljrules.parser.reader import read
from cljrules.source import Source
from cljrules.stdlib.catalogue.shapes import shape_of

PACK = Path(__file__).resolve().parents[1] / "examples" / "demo" / "acme-collections"
#: How many passes over the loans a round takes.
TIMES = 200


def five() -> list[Criteria]:
    """The five criteria for one loan, of one program."""
    program = Program()
    return [program.criteria(read(Source("five", text))[0][0]) for text, _ in peers.FIVE]


def alone(asked: Sequence[Criteria], loans: Sequence[Mapping[str, Any]]) -> Callable[[], float]:
    """A round of the compiled engine, criteria by criteria: nanoseconds for one pass over the loans, the loop
    included.
    """
    tests = [held.test for held in asked]
    day = DAY

    def work() -> float:
        started = time.perf_counter_ns()
        for _ in range(TIMES):
            for loan in loans:
                for test in tests:
                    test(loan, day)  # type: ignore[misc]
        return (time.perf_counter_ns() - started) / TIMES

    return work


def together(asked: Sequence[Criteria], loans: Sequence[Mapping[str, Any]]) -> Callable[[], float]:
    """A round of the compiled engine, all criteria of a loan in one call."""
    sift = compile_together(asked)
    day = DAY

    def work() -> float:
        started = time.perf_counter_ns()
        for _ in range(TIMES):
            for loan in loans:
                sift(loan, day)
        return (time.perf_counter_ns() - started) / TIMES

    return work


def reference(asked: Sequence[Criteria], loans: Sequence[Mapping[str, Any]]) -> float:
    """The reference evaluator: nanoseconds for one evaluation."""

    def work() -> None:
        for loan in loans * 50:
            for criteria in asked:
                criteria.decide(loan, DAY)

    return peers.best(work, 50 * len(loans) * len(asked))


def one_loan(title: str, asked: Sequence[Criteria], clojure: Mapping[str, peers.Clojure], rounds: int) -> float | None:
    """The table for loans held as maps, one at a time; every engine in turn, many times. Gives the least of Clojure."""
    loans = peers.loans()
    held = sum(criteria.decide(loan, DAY).fires for loan in loans for criteria in asked)
    for name, process in clojure.items():
        if process.held != held:
            raise SystemExit(f"{name}: {process.held} criteria hold, not {held}")
    works: dict[str, Callable[[], float]] = {name: process.measure for name, process in clojure.items()}
    works |= {
        "cljrules, compiled, all criteria of a loan together": together(asked, loans),
        "cljrules, compiled, one by one": alone(asked, loans),
    }
    figures: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            figures[name].append(work() / len(loans) / len(asked))
    anchor = figures.get(next(iter(clojure), ""))
    print(f"\n| {title}, {len(loans)} loans as maps, one at a time | least | median | least against Clojure | median |")
    print("| --- | --- | --- | --- | --- |")
    for name, found in figures.items():
        _line(name, min(found), statistics.median(found), anchor)
    return min(anchor) if anchor else None


def _line(name: str, least: float, median: float, anchor: Sequence[float] | None) -> None:
    ratios = (least / min(anchor), median / statistics.median(anchor)) if anchor else ()
    shown = [f"{least:,.1f} ns", f"{median:,.1f} ns", *(f"{ratio:.2f}" for ratio in ratios)]
    print(f"| {name} | {' | '.join(shown)} |", flush=True)


def measured_apart(asked: Sequence[Criteria], jvm: float | None) -> None:
    """The table of engines that are measured once, five criteria on one loan."""
    figures = {"cljrules, reference": reference(asked, peers.loans())}
    figures |= {name: figure for name, peer in peers.PEERS.items() if (figure := peer()) is not None}
    print("\n| five criteria, other engines | ns an evaluation | against Clojure on the JVM |")
    print("| --- | --- | --- |")
    for name in ["cljrules, reference", *peers.PEERS]:
        ratio = f"{figures[name] / jvm:,.0f}" if jvm is not None and name in figures else ""
        print(f"| {name} | {f'{figures[name]:,.0f}' if name in figures else 'not installed'} | {ratio} |", flush=True)


def on_loans(rounds: int, with_peers: bool) -> float | None:
    """The tables for loans held as maps; gives Clojure's figure for the five criteria."""
    pack = packs.load(PACK).pack
    assert pack is not None
    program = Program(definition.form for definition in pack.definitions)
    of_pack = [program.criteria(rule.when) for rule in pack.rules]
    has_clojure = with_peers and peers.Clojure.is_installed()
    opened: list[peers.Clojure] = []

    def clojure(made: Callable[[], peers.Clojure], name: str = "Clojure on the JVM") -> dict[str, peers.Clojure]:
        if has_clojure:
            opened.append(made())
        return {name: opened[-1]} if has_clojure else {}

    try:
        theirs = clojure(peers.clojure_five)
        by_hand = clojure(peers.clojure_by_hand, "Clojure on the JVM, one function written by hand")
        jvm = one_loan("five criteria", five(), theirs | by_hand, rounds)
        one_loan("20 rules of the demo pack", of_pack, clojure(lambda: peers.clojure_pack(pack)), rounds)
    finally:
        for process in opened:
            process.close()
    if with_peers:
        measured_apart(five(), jvm)
    return jvm


def taken(work: Callable[[], object]) -> float:
    """Seconds for one run."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def whole_portfolio(loans: int, runs: int, jvm: float | None) -> None:
    """The table for the portfolio: all engines in turn, several times."""
    pack = packs.load(PACK).pack
    assert pack is not None
    program = Program(definition.form for definition in pack.definitions)
    asked = {rule.name: program.criteria(rule.when) for rule in pack.rules}
    frame = portfolio(loans)
    exact = with_decimals(frame)
    names = frozenset().union(*(columns_read(held.node, shape_of) for held in asked.values()))
    shapes = {name: shape for name in sorted(names) if (shape := shape_of(name)) is not None}
    constants = {name: DAY.isoformat() for name in shapes if name not in frame.columns}

    def prepare() -> dict[str, Any]:
        kinds = described(frame, shapes, constants)
        return {name: lower(held.node, kinds, DAY) for name, held in asked.items()}

    lowered = prepare()
    decimals, whole = list(_named(by_hand(True))), list(_named(by_hand(False)))
    mine = answers(frame, lowered)
    theirs = exact.select(decimals)
    abstaining = sum(mine[name].null_count() for name in asked)
    for name in asked:
        if not mine[name].eq_missing(theirs[name]).all() or not theirs[name].equals(frame.select(whole)[name]):
            raise SystemExit(f"`{name}` written by hand gives other answers")
    works: dict[str, Callable[[], object] | None] = {
        "Polars by hand, exact decimals": lambda: exact.lazy().select(decimals).collect(),
        "Polars by hand, exact decimals, streaming": lambda: exact.lazy().select(decimals).collect(engine="streaming"),
        "cljrules, columnar": lambda: answers(frame, lowered),
        "cljrules, columnar, with describing and lowering": lambda: answers(frame, prepare()),
        "Polars by hand, whole cents, streaming": lambda: frame.lazy().select(whole).collect(engine="streaming"),
        "DuckDB, exact decimals": _duckdb(exact, mine),
        "NumPy, whole cents, no nil": _numpy(frame, mine),
    }
    figures: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(runs):
        for name, work in works.items():
            if work is not None:
                figures[name].append(taken(work) * 1e9 / loans / len(asked))
    anchor = min(figures["Polars by hand, exact decimals"])
    best = min(figures["cljrules, columnar"])
    print(f"\n| {len(asked)} rules of the demo pack, {loans:,} loans as columns | least | median | against by hand |")
    print("| --- | --- | --- | --- |")
    for name, held in figures.items():
        if held:
            print(f"| {name} | {min(held):.2f} ns | {statistics.median(held):.2f} ns | {min(held) / anchor:.2f} |")
        else:
            print(f"| {name} | not installed | | |")
    print(f"\nabstaining: {abstaining / len(asked) / loans:.2%} of rows and rules", end="")
    print(f"; {jvm / best:.0f} times as fast as Clojure on the JVM one loan at a time" if jvm is not None else "")


def _named(rules: Mapping[str, pl.Expr]) -> list[pl.Expr]:
    return [expression.alias(name) for name, expression in rules.items()]


def _duckdb(exact: pl.DataFrame, mine: pl.DataFrame) -> Callable[[], object] | None:
    try:
        import duckdb  # type: ignore[import-not-found]
        import pyarrow  # type: ignore[import-not-found] # noqa: F401
    except ImportError:
        return None
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    table = exact.rename({name: name.replace("-", "_") for name in exact.columns}).to_arrow()
    connection.register("given", table)
    connection.execute("CREATE TABLE loans AS SELECT * FROM given")
    columns = ", ".join(f"{condition} AS {name.replace('-', '_')}" for name, condition in IN_SQL.items())
    query = f"SELECT {columns} FROM loans"
    given = pl.DataFrame(connection.sql(query).to_arrow_table())
    for name in IN_SQL:
        if not given[name.replace("-", "_")].fill_null(False).equals(mine[name]):
            raise SystemExit(f"`{name}` in SQL gives other answers")
    return lambda: connection.sql(query).to_arrow_table()


def _numpy(frame: pl.DataFrame, mine: pl.DataFrame) -> Callable[[], object] | None:
    try:
        import numpy as np  # type: ignore[import-not-found]
    except ImportError:
        return None
    words = {name: frame[name].cast(pl.Categorical) for name in ("loan-status", "loan-sub-status")}
    codes = {name: held.to_physical().fill_null(2**31).to_numpy() for name, held in words.items()}
    code = {
        name: {word: held.filter(held == word).to_physical()[0] for word in held.unique().drop_nulls()}
        for name, held in words.items()
    }
    has = {word: frame["portfolio-list"].list.contains(word).to_numpy() for word in ("Collections", "Watch")}
    filled = (frame["portfolio-list"].list.len() > 0).to_numpy()
    a = {
        name: frame[name].fill_null(2**31 - 1).to_numpy()
        for name, dtype in frame.schema.items()
        if dtype.is_integer() or dtype == pl.Boolean
    }
    today = (DAY - DAY.fromtimestamp(0)).days

    def work() -> list[Any]:
        status, sub = codes["loan-status"], codes["loan-sub-status"]
        of, sub_of = code["loan-status"], code["loan-sub-status"]
        late, payoff, fees = a["status-days-past-due"], a["status-payoff"], a["status-due-fees"]
        is_open = status == of["Open"]
        solvent = ~a["bankruptcy-active"]
        return [
            (status == of["Application"])
            & (sub == sub_of["Ready to fund"])
            & a["setup-is-setup-valid"]
            & ~a["loan-active"],
            is_open & (a["status-loan-age"] <= 5),
            is_open & (a["status-loan-age"] < 60) & (late > 10),
            is_open & (late >= 5) & (late <= 14),
            is_open & (late >= 15) & (late < 60) & (a["status-amount-due"] > 5000),
            is_open & (late >= 60),
            is_open & (late > 0) & (a["promises-failed-count"] >= 2),
            is_open & a["settings-autopay-enabled"] & (a["payments-nsf-count"] >= 3),
            is_open & (a["status-unique-delinquencies"] == 0) & (fees > 0) & (fees <= 2500) & (late < 30),
            is_open & (late >= 100) & (payoff > 500_000),
            is_open & a["bankruptcy-active"],
            is_open & (late <= 0) & (has["Collections"] | has["Watch"]),
            is_open & (late >= 90) & solvent,
            is_open & (late >= 90) & ~a["status-interest-suspended"],
            is_open & (late > 120) & (payoff > 0) & solvent,
            (status == of["Closed"]) & (sub == sub_of["Charged Off"]) & filled,
            is_open & (sub == sub_of["Repaying"]) & a["status-interest-suspended"] & (late < 30) & solvent,
            is_open & (payoff > 0) & (payoff < 1000),
            is_open & (payoff == 0),
            ((status == of["Closed"]) | (status == of["Paid Off"]))
            & (today - a["settings-closed-date"] > 90)
            & (payoff <= 0),
        ]

    for name, held in zip(IN_SQL, work(), strict=True):
        if not np.array_equal(held, mine[name].to_numpy()):
            raise SystemExit(f"`{name}` in NumPy gives other answers")
    return work


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Measure how fast criteria are decided.")
    parser.add_argument("--loans", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--rounds", type=int, default=200, help="rounds of the engines on loans as maps")
    parser.add_argument("--only", choices=("maps", "columns"))
    parser.add_argument("--without-peers", action="store_true", help="only this project's engines on one loan")
    options = parser.parse_args()
    jvm = on_loans(options.rounds, not options.without_peers) if options.only != "columns" else None
    if options.only != "maps":
        whole_portfolio(options.loans, options.runs, jvm)


if __name__ == "__main__":
    main()
