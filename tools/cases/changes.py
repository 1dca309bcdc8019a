"""New cases out of old ones: programs with one to three things changed.

`Changer(sources)` knows the forms of a set of texts by their kinds; `changed(random, text)` gives a text with some
forms swapped for others of the set, arguments left out, doubled or exchanged. `spoilt` changes characters instead, and
`soup` is a text of pieces of syntax at random.
"""

from __future__ import annotations

import random
from collections import defaultdict

from cases.forms import Form, kind_of, parse, text_of
from cases.values import PIECES, VALUES


class Changer:
    """Changes texts with the forms of other texts."""

    def __init__(self, sources: list[str]) -> None:
        self.heads: list[str] = []
        self.by_kind: dict[str, list[Form]] = defaultdict(list)
        heads = set()
        for source in sources:
            try:
                forms = parse(source)
            except ValueError:
                continue
            for top in forms:
                for form in top.walk():
                    self.by_kind[kind_of(form)].append(form)
                    if form.opened == "(" and form.items and not form.items[0].opened:
                        heads.add(form.items[0].atom)
        self.heads = sorted(heads)
        self.any = [form for forms in self.by_kind.values() for form in forms]

    def changed(self, rng: random.Random, source: str) -> str | None:
        """The text with a few changes; None where it cannot be read roughly."""
        try:
            forms = parse(source)
        except ValueError:
            return None
        for _ in range(rng.choice((1, 1, 1, 2, 2, 3))):
            self._change(rng, forms)
        return text_of(forms)

    def _change(self, rng: random.Random, forms: list[Form]) -> None:
        places = [form for top in forms for form in top.walk()]
        if not places:
            return
        form = rng.choice(places)
        match rng.randrange(10):
            case 0 | 1 | 2:
                form.become(rng.choice(self.by_kind[kind_of(form)] or [form]).copy())
            case 3 | 4:
                form.become(parse(rng.choice(VALUES))[0])
            case 5:
                calls = [f for f in places if f.opened == "(" and f.items and not f.items[0].opened]
                if calls:
                    rng.choice(calls).items[0].atom = rng.choice(self.heads)
            case 6:
                form.become(rng.choice(self.any).copy())
            case 7 | 8 | 9:
                holders = [f for f in places if len(f.items) > 1]
                if holders:
                    _rearrange(rng, rng.choice(holders))


def _rearrange(rng: random.Random, holder: Form) -> None:
    first = 1 if holder.opened == "(" and len(holder.items) > 1 else 0
    at = rng.randrange(first, len(holder.items))
    match rng.randrange(4):
        case 0:
            del holder.items[at]
        case 1:
            holder.items.insert(at, holder.items[at].copy())
        case 2:
            other = rng.randrange(first, len(holder.items))
            holder.items[at], holder.items[other] = holder.items[other], holder.items[at]
        case 3:
            holder.items.insert(at, parse(rng.choice(VALUES))[0])


def spoilt(rng: random.Random, source: str) -> str:
    """The text with some characters changed, left out or put in."""
    text = source
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        at = rng.randrange(len(text) + 1)
        match rng.randrange(4):
            case 0:
                text = text[:at] + text[at + 1 :]
            case 1 | 2:
                text = text[:at] + rng.choice(PIECES) + text[at:]
            case 3:
                text = text[:at] + rng.choice(PIECES) + text[at + 1 :]
    return text


def soup(rng: random.Random) -> str:
    """A text of pieces of syntax at random."""
    return "".join(rng.choice(PIECES) for _ in range(rng.randint(1, 7)))
