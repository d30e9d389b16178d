"""The whole journey on two nodes in a real Chromium, with JavaScript and without, and every other page."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from glacy.demonstration.journey import SCENES
from tests.browser.touring import Tour
from tests.browser.ways import IN_A_BROWSER, both_ways, with_script

pytestmark = IN_A_BROWSER

NOT_PAGES = ("glacy.site.machines", "api:")
"""What machines call; tested in tests/desks and tests/node."""


@both_ways
def test_the_whole_journey_is_played_and_every_file_of_it_holds(tour: Tour) -> None:
    if tour.fault is not None:
        raise tour.fault
    assert tour.played == [scene.says for scene in SCENES]
    assert tour.judged
    assert [one for one in tour.judged if not one.holds] == []


@with_script
def test_every_other_page_opens(tour: Tour) -> None:
    assert tour.broken == []


@with_script
def test_every_address_of_the_desks_was_visited(tour: Tour) -> None:
    seen = {name for path in tour.visited if (name := _name(path))}
    assert sorted(set(_names()) - seen) == []


@both_ways
def test_no_page_breaks_on_our_side(tour: Tour) -> None:
    assert [str(sight) for sight in tour.sights if sight.status >= 500] == []


@both_ways
def test_the_browser_has_nothing_to_complain_of(tour: Tour) -> None:
    """No fault of a script, nothing that the policy of a page forbids."""
    assert [said for seat in tour.seats for said in seat.complaints] == []


def _name(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def _names() -> Iterator[str]:
    """The name of every page."""
    for name in _below(get_resolver().url_patterns, ()):
        if not name.startswith(NOT_PAGES):
            yield name


def _below(patterns: list[URLPattern | URLResolver], within: tuple[str, ...]) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _below(one.url_patterns, (*within, one.namespace) if one.namespace else within)
        else:
            yield ":".join((*within, one.name)) if one.name else one.lookup_str
