"""The two ways in which an officer may look at pages, and what every test of the browser needs."""

from __future__ import annotations

import pytest

from tests.browser.chromium import find_chromium

_ON = pytest.param(True, id="with JavaScript", marks=pytest.mark.xdist_group("browser with JavaScript"))
_OFF = pytest.param(
    False, id="without JavaScript", marks=pytest.mark.xdist_group("browser without JavaScript")
)

both_ways = pytest.mark.parametrize("script", [_ON, _OFF])
with_script = pytest.mark.parametrize("script", [_ON])

IN_A_BROWSER = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(find_chromium() is None, reason="no chromium here: apt-get install chromium"),
]
