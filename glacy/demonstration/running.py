"""Plays the whole demonstration: nodes up, every scene, then what a judge and an expert ask, offline."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from glacy.canon import Json
from glacy.demonstration.journey import SCENES
from glacy.demonstration.judging import Judged, judge
from glacy.demonstration.making import World, find_world, make_world, put_mark, remove_world
from glacy.demonstration.seat import HttpSeat, Seat
from glacy.demonstration.servers import Server
from glacy.demonstration.stage import Played, Scene, Stage
from glacy.demonstration.story import Story
from glacy.times import read_instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """What is told while the demonstration runs: that work goes on, a scene played, a file judged."""

    working: Callable[[str], None]
    played: Callable[[Played], None]
    judged: Callable[[Judged], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the demonstration came to; it holds only if every check of every file is as it should be."""

    played: tuple[Played, ...]
    judged: tuple[Judged, ...]
    kept: Mapping[str, bytes]

    @property
    def holds(self) -> bool:
        """Whether every scene was played and every check at the end is as it should be."""
        return len(self.played) == len(SCENES) and bool(self.judged) and all(one.holds for one in self.judged)


@contextmanager
def serving(world: World) -> Iterator[tuple[Server, ...]]:
    """Both nodes, each in a process of its own; stopped at the end whatever happens."""
    servers: list[Server] = []
    try:
        servers += [Server(node) for node in world.nodes.values()]
        for server in servers:
            server.wait_until_ready()
        yield tuple(servers)
    finally:
        for server in servers:
            server.stop()


def open_world(folder: Path, story: Story, *, any_port: bool, teller: Teller) -> World:
    """The nodes of a folder: those that are there, or new ones; what a broken-off run left is made anew."""
    world = find_world(folder)
    if world is not None and world.played:
        return world
    if world is not None:
        teller.working("removing what a run that broke off has left")
        remove_world(world)
    return make_world(folder, story, at=read_instant(SCENES[0].at), any_port=any_port, told=teller.working)


def play(
    world: World,
    story: Story,
    *,
    evidence: Mapping[str, bytes],
    teller: Teller,
    take_seat: Callable[[str], Seat] = HttpSeat,
    scenes: tuple[Scene, ...] = SCENES,
) -> Outcome:
    """Play every scene on nodes that serve, then judge every file that was kept."""
    stage = Stage(world=world, story=story, take_seat=take_seat, evidence=evidence)
    played = []
    for scene in scenes:
        played.append(stage.play(scene))
        teller.played(played[-1])
    stage.kept["directory.json"] = world.directory.read_bytes()
    teller.working("the judge and the expert check every file, offline")
    judged = []
    for one in judge(stage.kept, at=read_instant(scenes[-1].at)):
        judged.append(one)
        teller.judged(one)
    put_mark(world, played=True)
    return Outcome(played=tuple(played), judged=tuple(judged), kept=dict(stage.kept))


def write_outcome(outcome: Outcome) -> Json:
    """The outcome as JSON: steps with what they proved, files with their checks, and whether all holds."""
    return {
        "holds": outcome.holds,
        "steps": [
            {
                "at": one.scene.at,
                "country": one.scene.country,
                "who": one.scene.who,
                "says": one.scene.says,
                "proved": one.proved,
                "milliseconds": round(one.seconds * 1000),
            }
            for one in outcome.played
        ],
        "checks": [
            {"file": one.file, "holds": one.holds, "kind": one.kind, "says": one.says}
            for one in outcome.judged
        ],
    }
