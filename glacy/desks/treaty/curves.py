"""The curve of accessions, drawn on the server as SVG: at least so many Parties, and at most."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from django.utils.translation import gettext as _

from glacy.treaty import Point

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 720, 300, 36, 28, 12
_STEP = 20


def curve_svg(points: Sequence[Point], *, until: date, title: str) -> str:
    """The curve from the first Party to that day; empty where there is no Party."""
    if not points:
        return ""
    first = date(points[0].on.year, 1, 1)
    span = max((until - first).days, 1)
    most = max(point.at_most for point in points)
    ceiling = -(-most // _STEP) * _STEP

    def x(on: date) -> float:
        return round(LEFT + (on - first).days / span * (WIDTH - LEFT - 8), 1)

    def y(count: int) -> float:
        return round(HEIGHT - BOTTOM - count / ceiling * (HEIGHT - BOTTOM - TOP), 1)

    says = _("From %(first)s to %(last)s: %(count)s Parties at the end") % {
        "first": points[0].on.year,
        "last": until.year,
        "count": points[-1].at_least,
    }
    lines = [
        f'<path d="M{LEFT} {y(count)}H{WIDTH - 8}" stroke="#b8c4ce"/><text x="{LEFT - 6}" y="{y(count) + 4}"'
        f' text-anchor="end">{count}</text>'
        for count in range(0, ceiling + 1, _STEP)
    ]
    years = [
        f'<text x="{x(date(year, 1, 1))}" y="{HEIGHT - 8}" text-anchor="middle">{year}</text>'
        for year in range(first.year + 1, until.year + 1)
        if year % 5 == 0
    ]
    most_path = _path([(x(point.on), y(point.at_most)) for point in points], x(until))
    least_path = _path([(x(point.on), y(point.at_least)) for point in points], x(until))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="100%" role="img"'
        f' aria-labelledby="curve curve-says" font-family="sans-serif" font-size="13" fill="#0b1c2c">'
        f'<title id="curve">{escape(title)}</title><desc id="curve-says">{escape(says)}</desc>'
        f"{''.join(lines)}{''.join(years)}"
        f'<path d="{most_path}" fill="none" stroke="#6a4c00" stroke-width="2" stroke-dasharray="5 4"/>'
        f'<path d="{least_path}" fill="none" stroke="#0f6b4f" stroke-width="3"/></svg>'
    )


def _path(points: Sequence[tuple[float, float]], end: float) -> str:
    """A line in steps: the count holds until the next day on which it changes."""
    start, *rest = points
    steps = "".join(f"H{x}V{y}" for x, y in rest)
    return f"M{start[0]} {start[1]}{steps}H{end}"
