"""The stage on which the story is played: nodes, people at their seats, the clock, and what is kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from glacy.demonstration.errors import PageError
from glacy.demonstration.making import World
from glacy.demonstration.pages import Filled, Page
from glacy.demonstration.seat import HttpSeat, Seat, Upload
from glacy.demonstration.story import Story
from glacy.node.clock import set_story_clock
from glacy.times import read_instant

_LOOK_AGAIN = 0.25
_WAIT_AT_MOST = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A step of the journey: when it happens in the story, who acts where, and how it is played.

    `play` gives the one line that says what was proved.
    """

    at: str
    country: str
    who: str
    says: str
    play: Callable[[Stage], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A scene that was played: what it proved and how long it took."""

    scene: Scene
    proved: str
    seconds: float


@dataclass(slots=True)
class Stage:
    """Everything a scene needs. `found` holds addresses that later scenes go back to, `kept` the files."""

    world: World
    story: Story
    take_seat: Callable[[str], Seat] = HttpSeat
    found: dict[str, str] = field(default_factory=dict)
    kept: dict[str, bytes] = field(default_factory=dict)
    evidence: Mapping[str, bytes] = field(default_factory=dict)
    _seats: dict[tuple[str, str], Seat] = field(default_factory=dict)
    _actor: tuple[str, str] = ("", "")

    def play(self, scene: Scene) -> Played:
        """Set the clock, let the person sit down, and play the scene."""
        started = time.monotonic()
        self.set_clock(read_instant(scene.at))
        self.sit_down(scene.country, scene.who)
        proved = scene.play(self)
        return Played(scene=scene, proved=proved, seconds=time.monotonic() - started)

    def set_clock(self, at: datetime) -> None:
        """Both nodes show this instant of the story from now on."""
        for node in self.world.nodes.values():
            set_story_clock(node.path, exercise=True, story_at=at)

    def sit_down(self, country: str, who: str) -> Seat:
        """The seat of a person, who gives the password: each act is theirs, at this hour of the story."""
        person = self.story.place(country).person(who)
        self._actor = (country, who)
        seat = self._seats.get(self._actor)
        if seat is None:
            seat = self._seats[self._actor] = self.take_seat(self.world[country].url)
            seat.go("/sign-in")
            seat.press("Sign in", {"username": person.username, "password": self.world.password})
        seat.go("/confirm")
        seat.press("Confirm", {"password": self.world.password})
        return seat

    @property
    def seat(self) -> Seat:
        """The seat of the person who acts now."""
        return self._seats[self._actor]

    @property
    def page(self) -> Page:
        """The page before the person who acts now."""
        return self.seat.page

    def go(self, address: str) -> Page:
        """Open an address."""
        return self.seat.go(address)

    def follow(self, words: str, *, within: str = "") -> Page:
        """Follow a link of the page by its words."""
        return self.seat.go(self.page.link(words, within=within))

    def press(self, button: str, values: Mapping[str, Filled] = {}, files: Sequence[Upload] = ()) -> Page:
        """Fill in fields and press a button."""
        return self.seat.press(button, values, files)

    def keep(self, name: str, words: str, *, within: str = "") -> bytes:
        """Take the file behind a link of the page, and keep it under a name."""
        data = self.seat.take(self.page.link(words, within=within))
        self.kept[name] = data
        return data

    def look_until(self, address: str, shows: Callable[[Page], bool], *, what: str) -> Page:
        """Open an address again and again until the page shows what is waited for."""
        until = time.monotonic() + _WAIT_AT_MOST
        while True:
            page = self.go(address)
            if shows(page):
                return page
            if time.monotonic() > until:
                raise PageError(f"Waited in vain for {what}; the page says: {page.words[:400]}", page=address)
            time.sleep(_LOOK_AGAIN)

    def expect(self, *words: str) -> None:
        """The page before the person says all of this."""
        said = self.page.words
        for expected in words:
            if expected not in said:
                raise PageError(
                    f"{self.page.heading!r} was expected to say {expected!r}; it says: {said[:600]}",
                    page=self.page.address,
                )

    def note(self, name: str) -> str:
        """Remember the address of this page under a name."""
        self.found[name] = urlsplit(self.page.address).path
        return self.found[name]
