"""Packs and conditions that are read back and explained."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from cljrules.packs import load
from cljrules.packs.model import Pack
from cljrules.stdlib.catalogue import load as load_catalogue

CATALOGUE = load_catalogue()


def _demo() -> Pack:
    pack = load(Path(__file__).parents[2] / "examples" / "demo" / "acme-collections").pack
    assert pack is not None
    return pack


DEMO = _demo()
NUMBERS = st.sampled_from(["status-days-past-due", "status-payoff", "promises-failed-count", "status-loan-age"])
COMPARISONS = st.builds(
    lambda sign, variable, bound: f"({sign} {variable} {bound})",
    st.sampled_from(["<", "<=", ">", ">="]),
    NUMBERS,
    st.integers(0, 3),
)
CONDITIONS = st.recursive(
    COMPARISONS | st.sampled_from(['(= loan-status "Open")', "bankruptcy-active"]),
    lambda inner: st.one_of(
        st.builds(lambda items: f"(and {' '.join(items)})", st.lists(inner, min_size=2, max_size=3)),
        st.builds(lambda items: f"(or {' '.join(items)})", st.lists(inner, min_size=2, max_size=3)),
        st.builds(lambda item: f"(not {item})", inner),
        st.builds(lambda a, b, c: f"(if {a} {b} {c})", inner, inner, inner),
    ),
    max_leaves=6,
)
