"""Plots as SVG: no script, no font of their own, readable on a light and on a dark page."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from faro.views.line import printable
from faro.views.values import cut

_COLOURS = (
    *("#2f81f7", "#e5534b", "#57ab5a", "#c69026", "#986ee2", "#e0823d"),
    *("#39c5cf", "#db61a2", "#8b949e", "#b4a269", "#6e9a7b", "#a5684f"),
)
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1f2328}.soft{fill:#59636e}"
    ".grid{stroke:#d1d9e0;stroke-width:1}.line{fill:none;stroke-width:2.5}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.soft{fill:#9198a1}.grid{stroke:#3d444d}}"
)


class Bar(NamedTuple):
    """A bar made of parts that are not negative."""

    name: str
    parts: Mapping[str, Decimal]


def bars(stacks: Sequence[Bar]) -> str:
    """Bars beside one another in one scale, their parts in the colours of a legend."""
    names = list(dict.fromkeys(name for bar in stacks for name in bar.parts))
    most = max((sum(bar.parts.values()) for bar in stacks), default=Decimal(0)) or Decimal(1)
    left, width, high = 140, 720, 30
    drawn: list[str] = []
    for row, bar in enumerate(stacks):
        top, at = row * high + 4, float(left)
        drawn.append(_text(left - 8, top + 16, _fitting(bar.name, left - 8), "end"))
        for name, amount in bar.parts.items():
            wide = float(amount / most) * (width - left - 90)
            colour = _colour(names.index(name))
            title = f"<title>{_escaped(name)} {amount:,.2f}</title>"
            drawn.append(
                f'<rect x="{at:.1f}" y="{top}" width="{wide:.1f}" height="{high - 8}" '
                f'fill="{colour}">{title}</rect>'
            )
            at += wide
        drawn.append(_text(at + 6, top + 16, f"{sum(bar.parts.values()):,.2f}"))
    bottom = len(stacks) * high + 22
    drawn += _legend(names, left, bottom, width)
    lines = math.ceil(len(names) / _PER_LINE)
    return _svg(width, bottom + lines * 20, drawn, "Cost of a month by vendor")


_PER_LINE = 6


def _legend(names: Sequence[str], left: int, top: int, width: int) -> Iterator[str]:
    step = (width - left) // _PER_LINE
    for number, name in enumerate(names):
        x, y = left + number % _PER_LINE * step, top + number // _PER_LINE * 20
        yield f'<rect x="{x}" y="{y - 10}" width="10" height="10" fill="{_colour(number)}"/>'
        yield _text(x + 14, y, _fitting(name, step - 14))


class Series(NamedTuple):
    """A line of points: users and US dollars; drawn pale from where a plan no longer carries it."""

    name: str
    points: Sequence[tuple[int, Decimal]]
    carries_to: int | None


class Mark(NamedTuple):
    """A point of users and US dollars, and between how many users it may lie."""

    users: int
    dollars: Decimal
    least: int
    most: int


_LEFT, _RIGHT, _TOP, _BOTTOM, _WIDTH, _HEIGHT = 70, 150, 16, 44, 860, 460
_CLOSEST = 17
"""Between two labels at the right."""
_LETTER = 8
"""How wide one is at most, nearly always."""


class _Scale(NamedTuple):
    """Decades of users along, of dollars up."""

    x: tuple[float, float]
    y: tuple[float, float]

    def along(self, users: float) -> float:
        share = (math.log10(users) - self.x[0]) / (self.x[1] - self.x[0])
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def up(self, dollars: float) -> float:
        share = (math.log10(dollars) - self.y[0]) / (self.y[1] - self.y[0])
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def lines(series: Sequence[Series], marks: Sequence[Mark]) -> str:
    """Lines with both axes by powers of ten, each named at its end; a ring where two cross, on a
    bar from the least to the most users at which they may.
    """
    scale = _scale(series)
    drawn = [*_grid(scale)]
    for number, one in enumerate(series):
        drawn += _line(one, scale, _colour(number))
    for mark in marks:
        drawn += _mark(mark, scale)
    drawn += _names(series, scale)
    return _svg(_WIDTH, _HEIGHT, drawn, "Cost of a month by users")


def _mark(mark: Mark, scale: _Scale) -> Iterator[str]:
    x, y = scale.along(mark.users), scale.up(max(float(mark.dollars), 1))
    start, end = scale.along(mark.least), scale.along(mark.most)
    yield (
        f'<path d="M{start:.1f} {y - 4:.1f}v8m0 -4H{end:.1f}m0 -4v8" fill="none" '
        'stroke="#8b949e" stroke-width="1.5"/>'
    )
    yield (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="none" stroke="#8b949e" stroke-width="2"/>'
    )


def _scale(series: Sequence[Series]) -> _Scale:
    users = [u for one in series for u, _ in one.points] or [1]
    dollars = [max(float(d), 1.0) for one in series for _, d in one.points] or [1.0]
    low, high = math.floor(math.log10(min(dollars))), math.ceil(math.log10(max(dollars)))
    first, last = math.log10(min(users)), math.log10(max(users))
    along = first, last if last > first else first + 1
    return _Scale(along, (float(low), float(max(high, low + 1))))


def _grid(scale: _Scale) -> Iterator[str]:
    for power in range(math.ceil(scale.x[0]), math.floor(scale.x[1]) + 1):
        x = scale.along(10.0**power)
        yield f'<path class="grid" d="M{x:.1f} {_TOP}V{_HEIGHT - _BOTTOM}"/>'
        yield _text(x, _HEIGHT - _BOTTOM + 18, short(10**power), "middle", "soft")
    for power in range(int(scale.y[0]), int(scale.y[1]) + 1):
        y = scale.up(10.0**power)
        yield f'<path class="grid" d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}"/>'
        yield _text(_LEFT - 8, y + 4, f"${short(10**power)}", "end", "soft")
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    yield _text(middle, _HEIGHT - 6, "users in a month", "middle", "soft")


def _line(one: Series, scale: _Scale, colour: str) -> Iterator[str]:
    """The part that the plans carry, and pale what lies beyond."""
    end = one.carries_to if one.carries_to is not None else one.points[-1][0]
    inside = [point for point in one.points if point[0] <= end]
    beyond = one.points[max(len(inside) - 1, 0) :]
    for points, opacity in ((inside, 1.0), (beyond, 0.3)):
        if len(points) > 1:
            path = " ".join(
                f"{scale.along(u):.1f},{scale.up(max(float(d), 1)):.1f}" for u, d in points
            )
            yield (
                f'<polyline class="line" stroke="{colour}" stroke-opacity="{opacity}" '
                f'points="{path}"/>'
            )


def _names(series: Sequence[Series], scale: _Scale) -> Iterator[str]:
    """The names at the ends of the lines, moved apart where they would meet."""
    ends = sorted(
        (scale.up(max(float(one.points[-1][1]), 1)), number) for number, one in enumerate(series)
    )
    lowest = -math.inf
    x = _WIDTH - _RIGHT + 8
    for y, number in ends:
        lowest = max(y, lowest + _CLOSEST)
        yield (
            f'<text x="{x}" y="{lowest + 4:.1f}" style="fill:{_colour(number)};font-weight:600">'
            f"{_escaped(_fitting(series[number].name, _RIGHT - 8))}</text>"
        )


def short(number: int) -> str:
    """A round number as people say it: 10 k, 1 m."""
    for size, unit in ((1_000_000, "m"), (1_000, "k")):
        if number >= size:
            return f"{number / size:g}{unit}"
    return str(number)


def _colour(number: int) -> str:
    return _COLOURS[number % len(_COLOURS)]


def _text(x: float, y: float, said: str, anchor: str = "start", kind: str = "") -> str:
    class_ = f' class="{kind}"' if kind else ""
    return f'<text{class_} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{_escaped(said)}</text>'


def _fitting(name: str, wide: int) -> str:
    """As much of a name as has room in so many pixels."""
    return cut(printable(name), wide // _LETTER)


def _escaped(said: str) -> str:
    return html.escape(printable(said))


def _svg(width: int, height: int, drawn: Sequence[str], label: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{label}"><style>{_STYLE}</style>\n' + "\n".join(drawn) + "\n</svg>\n"
    )
