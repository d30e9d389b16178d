"""A tour: the whole journey of the demonstration before a real Chromium, every page looked at on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser

from glacy.demonstration.journey import SCENES
from glacy.demonstration.judging import Judged
from glacy.demonstration.making import World, make_world
from glacy.demonstration.running import Teller, play, serving
from glacy.demonstration.stage import Scene
from glacy.demonstration.story import Story, read_story
from glacy.times import read_instant
from tests.browser.chromium import ChromiumSeat, chromium
from tests.browser.looking import Sight, Watcher
from tests.node.tables import lay_file


@dataclass(slots=True)
class Tour:
    """What was seen and proved; `fault` is what broke the journey off, `broken` which errands."""

    world: World
    story: Story
    script: bool
    played: list[str] = field(default_factory=list)
    judged: tuple[Judged, ...] = ()
    kept: Mapping[str, bytes] = field(default_factory=dict)
    fault: Exception | None = None
    broken: list[str] = field(default_factory=list)
    watcher: Watcher = field(default_factory=Watcher)
    seats: list[ChromiumSeat] = field(default_factory=list)

    @property
    def sights(self) -> list[Sight]:
        """Every page, once for each shape that it had."""
        return self.watcher.sights

    @property
    def visited(self) -> set[str]:
        """Every path that was asked for."""
        return {path for seat in self.seats for path in seat.visited}

    def sit_down(self, base: str, *, browser: Browser) -> ChromiumSeat:
        """A new browser before which nobody sits yet; its pages are looked at."""
        seat = ChromiumSeat(base, browser=browser, script=self.script, look=self.watcher.look)
        self.watcher.watch(seat)
        self.seats.append(seat)
        return seat


def tell_nothing(_: object) -> None:
    """Nobody listens."""


def play_tour(
    world: World,
    story: Story,
    *,
    script: bool,
    errand: Callable[[Tour, Browser], None] | None = None,
    scenes: tuple[Scene, ...] = SCENES,
) -> Tour:
    """Play the journey on two nodes, then do the errand; what breaks the journey is kept in the tour."""
    with chromium() as browser:
        tour = Tour(world=world, story=story, script=script)
        teller = Teller(
            working=tell_nothing,
            played=lambda one: tour.played.append(one.scene.says),
            judged=tell_nothing,
        )
        try:
            outcome = play(
                world,
                story,
                evidence={},
                teller=teller,
                take_seat=lambda base: tour.sit_down(base, browser=browser),
                scenes=scenes,
            )
            tour.judged, tour.kept = outcome.judged, outcome.kept
        except Exception as fault:  # kept: the tests of single pages still say what was seen
            tour.fault = fault
        if errand is not None:
            errand(tour, browser)
        for seat in tour.seats:
            seat.stand_up()
    return tour


@contextmanager
def served(folder: Path) -> Iterator[tuple[World, Story]]:
    """Two new nodes of the demonstration, serving."""
    story = read_story()
    for place in story.places:
        lay_file(folder / place.country.lower())
    world = make_world(folder, story, at=read_instant(SCENES[0].at), any_port=True, told=lambda _: None)
    with serving(world):
        yield world, story
