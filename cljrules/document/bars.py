"""Charts of figures as SVG: bars by day, bars by name.

Takes figures with their names, gives a drawing. Every text is escaped; nothing outside is referred to. Colours come
from the page's style sheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from html import escape
from typing import Final

_WIDTH, _LEFT, _RIGHT, _TOP = 860, 84, 16, 12
_HEIGHT, _FOOT = 190, 24
_NAMES, _ROW, _BAR = 262, 34, 11
_LONGEST: Final = 34
_MOST_BARS: Final = 62


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of one side: `style` is its class on the page, `values` by day or by name."""

    name: str
    style: str
    values: Mapping[date, Decimal | int] | Mapping[str, Decimal | int]


def by_day(label: str, first: date, last: date, series: Sequence[Series], *, dollars: bool = False) -> str:
    """Bars by day; a long range is drawn in stretches of several days, which the drawing says."""
    count = (last - first).days + 1
    width = -(-count // _MOST_BARS)
    stretches = [first + timedelta(days=at) for at in range(0, count, width)]
    columns = []
    for one in series:
        sums = [Decimal(0)] * len(stretches)
        for day, value in one.values.items():
            assert isinstance(day, date)
            sums[(day - first).days // width] += value
        columns.append(sums)
    most = max((value for sums in columns for value in sums), default=Decimal(0)) or Decimal(1)
    step = (_WIDTH - _LEFT - _RIGHT) / len(stretches)
    bar = min(step * 0.8, 48) / len(series)
    base = _TOP + _HEIGHT
    parts = [_open("days", base + _FOOT + 18, label), *_scale(most, base, dollars)]
    for at, start in enumerate(stretches):
        end = min(start + timedelta(days=width - 1), last)
        when = str(start) if start == end else f"{start} to {end}"
        for number, (one, sums) in enumerate(zip(series, columns, strict=True)):
            height = float(sums[at] / most) * _HEIGHT
            x = _LEFT + step * (at + 0.5) + bar * (number - len(series) / 2)
            told = escape(f"{when}, {one.name}: {_shown(sums[at], dollars)}")
            parts.append(
                f'<rect class="{one.style}" x="{x:.1f}" y="{base - height:.1f}" width="{max(bar - 1, 1):.1f}"'
                f' height="{height:.1f}"><title>{told}</title></rect>'
            )
    for start in dict.fromkeys((stretches[0], stretches[len(stretches) // 2], stretches[-1])):
        x = _LEFT + step * (stretches.index(start) + 0.5)
        parts.append(f'<text class="tick" x="{x:.1f}" y="{base + 16}" text-anchor="middle">{start}</text>')
    note = "" if width == 1 else f", in stretches of {width} days"
    parts.append(f'<text class="axis" x="{_LEFT}" y="{base + _FOOT + 14}">{escape(label + note)}</text></svg>')
    return "".join(parts)


def by_name(label: str, names: Sequence[str], series: Sequence[Series]) -> str:
    """Bars by name, one under the other for each side."""
    figures = [{str(key): Decimal(value) for key, value in one.values.items()} for one in series]
    most = max((value for values in figures for value in values.values()), default=Decimal(0)) or Decimal(1)
    reach = _WIDTH - _NAMES - 90
    height = _TOP + _ROW * len(names) + 22
    parts = [_open("rules", height, label)]
    for at, name in enumerate(names):
        y = _TOP + _ROW * at
        short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
        parts.append(
            f'<text class="name" x="{_NAMES - 14}" y="{y + 15}" text-anchor="end">'
            f"<title>{escape(name)}</title>{escape(short)}</text>"
        )
        for number, (one, values) in enumerate(zip(series, figures, strict=True)):
            value = values.get(name, Decimal(0))
            top = y + 5 + number * (_BAR + 1) if len(series) > 1 else y + 6
            length = float(value / most) * reach
            told = escape(f"{name}, {one.name}: {_shown(value, False)}")
            parts.append(
                f'<rect class="{one.style}" x="{_NAMES}" y="{top}" width="{length:.1f}" height="{_BAR}">'
                f"<title>{told}</title></rect>"
                f'<text class="tick" x="{_NAMES + length + 6:.1f}" y="{top + 9}">{_shown(value, False)}</text>'
            )
    parts.append(f'<text class="axis" x="{_NAMES}" y="{height - 4}">{escape(label)}</text></svg>')
    return "".join(parts)


def _open(kind: str, height: float, label: str) -> str:
    return (
        f'<svg class="bars {kind}" viewBox="0 0 {_WIDTH} {height}" role="img" xmlns="http://www.w3.org/2000/svg"'
        f' aria-label="{escape(label)}">'
    )


def _scale(most: Decimal, base: int, dollars: bool) -> list[str]:
    parts = []
    for share in (Decimal(0), Decimal("0.5"), Decimal(1)):
        y = base - float(share) * _HEIGHT
        parts.append(f'<line class="grid" x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH - _RIGHT}" y2="{y:.1f}"/>')
        if share != Decimal("0.5") or most % 2 == 0 or dollars:
            text = _shown(most * share, dollars)
            parts.append(f'<text class="tick" x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{text}</text>')
    return parts


def _shown(value: Decimal | int, dollars: bool) -> str:
    return f"${value:,.0f}" if dollars else f"{value:,.0f}"
