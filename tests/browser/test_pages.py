"""What holds for every page that was seen: WCAG 2.2 AA, no sideways scroll, one heading, light enough."""

from __future__ import annotations

from tests.browser.touring import Tour
from tests.browser.ways import IN_A_BROWSER, both_ways

pytestmark = IN_A_BROWSER

HTML, STYLES, SCRIPT = 14_000, 10_500, 5_500
"""The most bytes on the line, with the headers of the response; tools/assets.py limits the files."""

FIRST_VIEW, LATER_VIEW = 50_000, 15_000


@both_ways
def test_axe_finds_no_violation_on_any_page(tour: Tour) -> None:
    assert len(tour.sights) > 40
    assert [f"{sight}: {found}" for sight in tour.sights for found in sight.findings] == []


@both_ways
def test_no_page_scrolls_sideways_on_a_telephone_or_a_desk(tour: Tour) -> None:
    assert [f"{sight}: {out}" for sight in tour.sights for out in sight.too_wide] == []


@both_ways
def test_every_page_has_one_heading(tour: Tour) -> None:
    assert [str(sight) for sight in tour.sights if sight.headings != 1 or not sight.heading] == []


@both_ways
def test_every_page_is_light(tour: Tour) -> None:
    assets = sum(tour.watcher.assets.values())
    heavy = [f"{sight}: {sight.html} bytes" for sight in tour.sights if sight.html >= HTML]
    heavy += [f"{sight}: {sight.html + assets}" for sight in tour.sights if sight.html + assets > FIRST_VIEW]
    assert heavy == []
    assert all(sight.html > 1000 for sight in tour.sights if sight.status < 500)


@both_ways
def test_a_later_view_sends_the_page_alone(tour: Tour) -> None:
    """Styles and script are sent once to a browser."""
    assert [f"{sight}: {sight.sent}" for sight in tour.sights[1:] if sight.sent > LATER_VIEW] == []


@both_ways
def test_styles_and_script_are_light(tour: Tour) -> None:
    for path, size in tour.watcher.assets.items():
        assert size <= (STYLES if path.endswith(".css") else SCRIPT), (path, size)
    assert sum(1 for path in tour.watcher.assets if path.endswith(".css")) == 1
