"""Ladder charts as SVG.

Takes a ladder, gives a drawing: a row for each rule, a bar for each stretch, a filled end where the bound belongs to it
and an open one where it does not, an arrow where there is no bound. Every text is escaped; nothing outside is
referred to. Colours come from the page's style sheet.
"""

from __future__ import annotations

from fractions import Fraction
from html import escape
from itertools import pairwise
from typing import Final

from cljrules.document.ladders import Ladder, Rung
from cljrules.lint.regions import Range

_WIDTH, _LEFT, _RIGHT = 860, 262, 40
_ROW, _TOP, _BAR = 30, 16, 8
_LONGEST: Final = 34
#: Bounds nearer to each other than this share of the line are set evenly apart.
_NEAREST: Final = Fraction(1, 24)
_APART: Final = 48


def chart(ladder: Ladder, marked: str | None = None) -> str:
    """The drawing of a ladder; the row of the rule that is `marked` stands out."""
    places, is_true = _places(ladder)
    height = _TOP + _ROW * len(ladder.rungs) + 56
    parts = [
        f'<svg class="ladder" viewBox="0 0 {_WIDTH} {height}" role="img" xmlns="http://www.w3.org/2000/svg"'
        f' aria-label="{escape(f"Rules by {ladder.label}")}">',
        *_grid(ladder, places, height),
    ]
    for at, rung in enumerate(ladder.rungs):
        parts += _row(ladder, rung, places, _TOP + _ROW * at + _ROW // 2, marked == rung.rule)
    note = "" if is_true else " (bounds set evenly apart, not to scale)"
    parts.append(f'<text class="axis" x="{_LEFT}" y="{height - 4}">{escape(ladder.label + note)}</text></svg>')
    return "".join(parts)


def _places(ladder: Ladder) -> tuple[dict[Fraction, float], bool]:
    """Where each bound stands across the drawing, and whether distances are true."""
    bounds = list(ladder.bounds)
    start, end = _LEFT + 40.0, _WIDTH - _RIGHT - 40.0
    if len(bounds) == 1:
        return {bounds[0]: (start + end) / 2}, True
    span = bounds[-1] - bounds[0]
    gaps = [high - low for low, high in pairwise(bounds)]
    if all(gap >= span * _NEAREST for gap in gaps):
        return {bound: start + float((bound - bounds[0]) / span) * (end - start) for bound in bounds}, True
    step = (end - start) / (len(bounds) - 1)
    return {bound: start + step * at for at, bound in enumerate(bounds)}, False


def _grid(ladder: Ladder, places: dict[Fraction, float], height: int) -> list[str]:
    bottom = height - 50
    parts = []
    last = 0.0
    lowered = False
    for bound, x in places.items():
        # labels that would touch are set on two lines
        lowered = not lowered if x - last < _APART and last else False
        last = x
        y = bottom + (24 if lowered else 12)
        parts.append(f'<line class="grid" x1="{x:.1f}" y1="{_TOP - 6}" x2="{x:.1f}" y2="{bottom}"/>')
        parts.append(
            f'<text class="tick" x="{x:.1f}" y="{y}" text-anchor="middle">{escape(_bare(ladder, bound))}</text>'
        )
    return parts


def _bare(ladder: Ladder, bound: Fraction) -> str:
    return ladder.shown(bound).removesuffix(" days").removesuffix(" day").removesuffix(" terms")


def _row(ladder: Ladder, rung: Rung, places: dict[Fraction, float], y: int, marked: bool) -> list[str]:
    name = rung.rule if len(rung.rule) <= _LONGEST else f"{rung.rule[: _LONGEST - 1]}…"
    style = f"rung {rung.stance}" + (" marked" if marked else "")
    parts = [
        f'<g class="{style}"><title>{escape(f"{rung.rule}: {ladder.said(rung)}")}</title>',
        f'<text class="name" x="{_LEFT - 18}" y="{y + 4}" text-anchor="end">{escape(name)}</text>',
    ]
    for stretch in rung.stretches:
        parts += _bar(stretch, ladder, places, y)
    return [*parts, "</g>"]


def _bar(stretch: Range, ladder: Ladder, places: dict[Fraction, float], y: int) -> list[str]:
    low = ladder.low if stretch.low is None and ladder.low in places else stretch.low
    high = ladder.high if stretch.high is None and ladder.high in places else stretch.high
    x1 = places[low] if low is not None else float(_LEFT)
    x2 = places[high] if high is not None else float(_WIDTH - _RIGHT)
    if low is not None and low == high:
        return [f'<circle class="in" cx="{x1:.1f}" cy="{y}" r="5"/>']
    parts = [f'<rect class="bar" x="{x1:.1f}" y="{y - _BAR / 2}" width="{x2 - x1:.1f}" height="{_BAR}"/>']
    if low is not None:
        parts.append(_end(x1, y, stretch.low_in))
    elif ladder.low is None:
        parts.append(f'<path class="arrow" d="M{x1 - 9:.1f} {y} l9 -7 v14 z"/>')
    if high is not None:
        parts.append(_end(x2, y, stretch.high_in))
    else:
        parts.append(f'<path class="arrow" d="M{x2 + 9:.1f} {y} l-9 -7 v14 z"/>')
    return parts


def _end(x: float, y: int, belongs: bool) -> str:
    return f'<circle class="{"in" if belongs else "out"}" cx="{x:.1f}" cy="{y}" r="5"/>'
