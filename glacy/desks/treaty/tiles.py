"""The tile map, drawn on the server as SVG: one equal tile a State, by region; no border is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from glacy.desks.frame.nations import nation
from glacy.desks.treaty.words import REGIONS, SIGNS, STEPS
from glacy.treaty import Chart, State, regions

ACROSS, TILE, GAP, LABEL = 6, 40, 4, 6
_LOOKS = {
    "party": ("#0f6b4f", "#0f6b4f", "#ffffff"),
    "deposited": ("#cfe5dc", "#0f6b4f", "#0b1c2c"),
    "signed": ("#f3f6f8", "#12436d", "#0b1c2c"),
    "none": ("#ffffff", "#b8c4ce", "#4a5a68"),
    "unknown": ("#fff4d6", "#6a4c00", "#4d3700"),
}
"""Fill, edge and ink of a step; a sign stands with each, so that colour is never alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A region: its name, how many Parties it has, and its tiles as SVG."""

    name: str
    says: str
    svg: str


def pictures(chart: Chart) -> tuple[Picture, ...]:
    """One picture a region, the largest first."""
    steps = {place.country: place.step for place in chart.states}
    drawn = [_picture(region, groups, steps) for region, groups in regions().items()]
    return tuple(sorted(drawn, key=lambda one: -len(one.svg)))


def legend() -> tuple[tuple[str, str], ...]:
    """Each sign with its word."""
    return tuple((SIGNS[step] or "–", str(STEPS[step])) for step in STEPS)


def _picture(region: str, groups: Mapping[str, Sequence[State]], steps: Mapping[str, str]) -> Picture:
    name = str(REGIONS[region])
    states = [state for inner in groups.values() for state in inner]
    parties = sum(steps[state.code] == "party" for state in states)
    said = ngettext("%(n)s State", "%(n)s States", len(states)) % {"n": len(states)}
    says = _("%(states)s, %(parties)s of them Parties") % {"states": said, "parties": parties}
    tiles, height = _tiles(groups, steps)
    width = ACROSS * (TILE + GAP) - GAP
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}"'
        f' role="img" aria-labelledby="map-{region} map-{region}-says" font-family="sans-serif">'
        f'<title id="map-{region}">{escape(name)}</title><desc id="map-{region}-says">{escape(says)}</desc>'
    )
    return Picture(name=name, says=says, svg=f"{head}{''.join(tiles)}</svg>")


def _tiles(groups: Mapping[str, Sequence[State]], steps: Mapping[str, str]) -> tuple[list[str], int]:
    drawn: list[str] = []
    top = 0
    for number in sorted(groups):
        states = sorted(groups[number], key=lambda state: nation(state.code))
        drawn += _row_of(states, steps, top)
        top += -(-len(states) // ACROSS) * (TILE + GAP) + LABEL
    return drawn, top - LABEL - GAP


def _row_of(states: Sequence[State], steps: Mapping[str, str], top: int) -> Iterator[str]:
    for place, state in enumerate(states):
        x = place % ACROSS * (TILE + GAP)
        y = top + place // ACROSS * (TILE + GAP)
        step = steps[state.code]
        fill, edge, ink = _LOOKS[step]
        says = escape(f"{nation(state.code)}: {STEPS[step]}")
        middle = x + TILE // 2
        yield (
            f'<g fill="{ink}" text-anchor="middle"><title>{says}</title>'
            f'<rect x="{x + 1}" y="{y + 1}" width="{TILE - 2}"'
            f' height="{TILE - 2}" fill="{fill}" stroke="{edge}" stroke-width="2"/>'
            f'<text x="{middle}" y="{y + 19}" font-size="14" font-weight="700">{state.code}</text>'
            f'<text x="{middle}" y="{y + 34}" font-size="12">{SIGNS[step]}</text></g>'
        )
