"""Tours for the tests of pages: each way of looking is played once, and its nodes serve until the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.browser.errands import walk
from tests.browser.touring import Tour, play_tour, served


class Tours:
    """The tour with JavaScript and the one without, each played when it is first asked for."""

    def __init__(self, nodes: ExitStack, folders: pytest.TempPathFactory) -> None:
        self._nodes, self._folders = nodes, folders
        self._played: dict[bool, Tour] = {}

    def __getitem__(self, script: bool) -> Tour:
        if script not in self._played:
            world, story = self._nodes.enter_context(served(self._folders.mktemp("world")))
            self._played[script] = play_tour(world, story, script=script, errand=walk if script else None)
        return self._played[script]


@pytest.fixture(scope="session")
def tours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tours]:
    """Both tours of this worker."""
    with ExitStack() as nodes:
        yield Tours(nodes, tmp_path_factory)


@pytest.fixture
def tour(tours: Tours, script: bool) -> Tour:
    """The tour of the way in which a test looks."""
    return tours[script]
