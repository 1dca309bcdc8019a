"""How long it takes to hold customers against a list of designated nationals as large as the Treasury's.

Made-up names: 18,000 entries with 20,000 aliases; 200 customers, one in twenty taken from the list with a slip in it.
"""

from __future__ import annotations

import time
from random import Random

from runtime.customers.tools.ofac_match import build_index, find_matches

ENTRIES, ALIASES, ASKED = 18_000, 20_000, 200
WORDS = "ba ko ri mu ta ne shi vo lan dor mek zar il pen ost uri hab gor wen tas"
SYLLABLES = WORDS.split()


def name(random: Random) -> str:
    """A made-up last and first name."""
    parts = [
        "".join(random.choices(SYLLABLES, k=random.randrange(3, 6))).upper() for _ in range(random.randrange(2, 4))
    ]
    return f"{parts[0]}, {' '.join(parts[1:])}"


def main() -> None:
    """Measure, and print the figures."""
    random = Random(7)
    rows = [
        {"number": at, "name": name(random), "type": None, "programs": None, "remarks": "DOB 1960.", "aliases": []}
        for at in range(ENTRIES)
    ]
    for _ in range(ALIASES):
        random.choice(rows)["aliases"].append({"name": name(random)})  # type: ignore[attr-defined]
    start = time.process_time()
    index = build_index(1, "x", rows)
    built = time.process_time() - start
    asked = []
    for at in range(ASKED):
        told = str(random.choice(rows)["name"]) if at % 20 == 0 else name(random)
        asked.append(told[:4] + told[5:] if at % 20 == 0 else told)
    start, wall = time.process_time(), time.perf_counter()
    for told in asked:
        find_matches(index, [told], None, 85)
    took, passed = time.process_time() - start, time.perf_counter() - wall
    print(f"index of {len(index.names):,} names: {built:.2f} s of processor time")
    each, clock = 1000 * took / ASKED, 1000 * passed / ASKED
    print(f"{ASKED} customers: {each:.1f} ms each of processor time, {clock:.1f} ms by the clock")


if __name__ == "__main__":
    main()
