"""The tour of a test file: the journey is played once in its way, and the nodes serve until its last test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.errands import walk
from tests.browser.touring import Tour, play_tour, served
from tests.desks.conftest import node, people

__all__ = ["node", "people", "tour"]

expect.set_options(timeout=90_000)
pytest.register_assert_rewrite("tests.browser.every_page")


@pytest.fixture(scope="module")
def tour(script: bool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tour]:
    """What was seen on the way, with every other page too where scripts run."""
    with served(tmp_path_factory.mktemp("world")) as (world, story):
        yield play_tour(world, story, script=script, errand=walk if script else None)
