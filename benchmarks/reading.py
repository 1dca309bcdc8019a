"""How fast text is read: megabytes a second from text to forms, and microseconds for one short criteria.

    python benchmarks/reading.py [MEGABYTES]

Generates a pack of that size (1 MB unless told), reads it three times and prints the best figure of each.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from cljrules.parser.reader import read
from cljrules.source import Source

RULE = """\
;; {number}: review every quarter.
(defrule late-fee-{number}
  "Charge a fee when an open account is more than {days} days past due."
  :when (and (= loan-status "Open")
             (> status-days-past-due {days})
             (<= (-> status-delinquent-bucket-balance :LARGEST-BUCKET :amount-due) {days}.50M)
             (some? setup-contract-date))
  :then [(loan/set {{:add-portfolios ["Late {number}"] :credit-status "97"}})
         (credit/add {{:type "Regular" :amount {{:base :payoff :plus 0M}}
                      :date {{:base :current-date :plus-days {days}}}}})]
  :once :while-true
  :examples [{{:given {{:loan-status "Open" :status-days-past-due {days}}} :fires false}}])

"""
SHORT = '(and (= loan-status "Open") (> status-days-past-due 120))'
ROUNDS = 3
SHORT_READS = 2000


def pack_text(size: int) -> str:
    """A pack of at least `size` characters."""
    rules: list[str] = []
    length = 0
    while length < size:
        rules.append(RULE.format(number=len(rules), days=len(rules) % 180))
        length += len(rules[-1])
    return "".join(rules)


def seconds(work: Callable[[], object]) -> float:
    """The shortest of several runs."""
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
    return best


def main() -> None:
    """Measure and print."""
    size = int(float(sys.argv[1] if len(sys.argv) > 1 else 1) * 1_000_000)
    source = Source("generated.rules.clj", pack_text(size))
    short = Source("<expression>", SHORT)
    forms, findings = read(source)
    assert not findings, findings[0].message
    taken = seconds(lambda: read(source))
    print(f"reading: {len(source.text) / 1e6 / taken:.2f} MB/s ({len(source.text) / 1e6:.1f} MB, {len(forms)} forms)")
    each = seconds(lambda: [read(short) for _ in range(SHORT_READS)]) / SHORT_READS
    print(f"short criteria: {each * 1e6:.0f} µs ({len(SHORT)} characters)")


if __name__ == "__main__":
    main()
