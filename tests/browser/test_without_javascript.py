"""The whole journey on two nodes in a real Chromium that runs no script, and every page of it looked at."""

from __future__ import annotations

import pytest

from tests.browser.chromium import find_chromium
from tests.browser.every_page import (  # noqa: F401  pytest collects them here
    test_a_later_view_sends_the_page_alone,
    test_axe_finds_no_violation_on_any_page,
    test_every_page_has_one_heading,
    test_every_page_is_light,
    test_no_page_breaks_on_our_side,
    test_no_page_scrolls_sideways_on_a_telephone_or_a_desk,
    test_styles_and_script_are_light,
    test_the_browser_has_nothing_to_complain_of,
    test_the_whole_journey_is_played_and_every_file_of_it_holds,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(find_chromium() is None, reason="no chromium here: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def script() -> bool:
    """An officer whose browser runs no script."""
    return False
