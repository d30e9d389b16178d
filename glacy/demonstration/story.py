"""The story's people, offices and facts, read from `story.toml`; all of them invented."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from glacy.demonstration.errors import StoryError


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An invented officer of a node."""

    country: str
    username: str
    name: str
    roles: tuple[str, ...]
    title: str
    authority: str
    phone: str
    email: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An invented node: where it is, its preferred port, its offices and its people."""

    country: str
    name: str
    port: int
    zone: str
    offices: tuple[Mapping[str, object], ...]
    people: tuple[Person, ...]

    def person(self, username: str) -> Person:
        """The officer of that user name."""
        for person in self.people:
            if person.username == username:
                return person
        raise StoryError(f"The story has no {username!r} in {self.country}.", username=username)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The whole story: its places and the words that its officers type."""

    places: tuple[Place, ...]
    words: Mapping[str, Any]  # Any: a table of TOML, read by the scene that types it

    def place(self, country: str) -> Place:
        """The node of that country."""
        return next(place for place in self.places if place.country == country)

    def said(self, *names: str) -> str:
        """A text of the story by its table and key."""
        found: Any = self.words  # Any: as above
        for name in names:
            if not isinstance(found, Mapping) or name not in found:
                raise StoryError(f"The story says nothing about {'.'.join(names)}.")
            found = found[name]
        return str(found)


def read_story(text: str | None = None) -> Story:
    """The story of a TOML text, or the one that comes with GLACY."""
    source = text or files("glacy.demonstration").joinpath("story.toml").read_text("utf-8")
    found = tomllib.loads(source)
    return Story(places=tuple(_place(place) for place in found.pop("node")), words=found)


def _place(found: Mapping[str, Any]) -> Place:  # Any: a table of TOML
    people = tuple(
        Person(country=found["country"], **(one | {"roles": tuple(one["roles"])})) for one in found["officer"]
    )
    return Place(
        country=found["country"],
        name=found["name"],
        port=found["port"],
        zone=found["zone"],
        offices=tuple(found["office"]),
        people=people,
    )
