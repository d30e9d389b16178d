"""Tests of a tour, for both ways in which officers look at pages; both test files take them."""

from __future__ import annotations

from glacy.demonstration.journey import SCENES
from tests.browser.touring import Tour

HTML, STYLES, SCRIPT = 14_000, 10_500, 5_500
"""The most bytes on the line, with the headers of the response; tools/assets.py limits the files."""

FIRST_VIEW, LATER_VIEW = 50_000, 15_000


def test_the_whole_journey_is_played_and_every_file_of_it_holds(tour: Tour) -> None:
    if tour.fault is not None:
        raise tour.fault
    assert tour.played == [scene.says for scene in SCENES]
    assert tour.judged
    assert [one for one in tour.judged if not one.holds] == []


def test_no_page_breaks_on_our_side(tour: Tour) -> None:
    assert [str(sight) for sight in tour.sights if sight.status >= 500] == []


def test_the_browser_has_nothing_to_complain_of(tour: Tour) -> None:
    """No fault of a script, nothing that the policy of a page forbids."""
    assert [said for seat in tour.seats for said in seat.complaints] == []


def test_axe_finds_no_violation_on_any_page(tour: Tour) -> None:
    assert len(tour.sights) > 40
    assert [f"{sight}: {found}" for sight in tour.sights for found in sight.findings] == []


def test_no_page_scrolls_sideways_on_a_telephone_or_a_desk(tour: Tour) -> None:
    assert [f"{sight}: {out}" for sight in tour.sights for out in sight.too_wide] == []


def test_every_page_has_one_heading(tour: Tour) -> None:
    assert [str(sight) for sight in tour.sights if sight.headings != 1 or not sight.heading] == []


def test_every_page_is_light(tour: Tour) -> None:
    assets = sum(tour.watcher.assets.values())
    heavy = [f"{sight}: {sight.html} bytes" for sight in tour.sights if sight.html >= HTML]
    heavy += [f"{sight}: {sight.html + assets}" for sight in tour.sights if sight.html + assets > FIRST_VIEW]
    assert heavy == []
    assert all(sight.html > 1000 for sight in tour.sights if sight.status < 500)


def test_a_later_view_sends_the_page_alone(tour: Tour) -> None:
    """Styles and script are sent once to a browser."""
    assert [
        f"{sight}: {sight.sent}" for sight in tour.sights if sight.later and sight.sent > LATER_VIEW
    ] == []


def test_styles_and_script_are_light(tour: Tour) -> None:
    for path, size in tour.watcher.assets.items():
        assert size <= (STYLES if path.endswith(".css") else SCRIPT), (path, size)
    assert sum(1 for path in tour.watcher.assets if path.endswith(".css")) == 1
