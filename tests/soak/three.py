"""Three nodes, each behind a line of its own, with their officers at work."""

from __future__ import annotations

import random
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.journeys.killed import Half
from tests.node.acting import Acting
from tests.node.pair import OFFICERS, OFFICES, STORY_AT, Place, free_port, glacy
from tests.soak.line import Line

PEOPLE = {
    "CL": ("elena", "pablo", "rosa", "diego", "Chile", "America/Santiago"),
    "GH": ("ama", "abena", "kwame", "yaw", "Ghana", "Africa/Accra"),
    "SN": ("awa", "binta", "cheikh", "demba", "Senegal", "Africa/Dakar"),
}


@dataclass(kw_only=True)
class Post:
    """A node with its line, its two halves, and the process in which its officer acts."""

    place: Place
    line: Line
    officer: str
    halves: list[Half] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    _acting: Acting | None = None

    def call(self, act: str, *arguments: object) -> object:
        """What an act of the officer gives."""
        if self._acting is None:
            self._acting = Acting(self.place.path)
        return self._acting.call(f"tests.soak.acts.{act}", self.officer, *arguments)

    def start(self) -> None:
        """Starts web and worker."""
        self.halves = [Half(place=self.place, kind=kind) for kind in ("web", "worker")]
        for half in self.halves:
            half.start()

    def revive(self) -> None:
        """Starts again what ended by itself."""
        for half in self.halves:
            half.revive()

    def stop_processes(self) -> None:
        """Ends the officer's process, the web and the worker."""
        if self._acting is not None:
            self._acting.close()
            self._acting = None
        for half in self.halves:
            half.end(signal.SIGTERM)

    def stop(self) -> None:
        """Ends everything."""
        self.stop_processes()
        self.line.stop()


def make_three(folder: Path, *, chance: random.Random, cuts: int, small: Path) -> list[Post]:
    """Three nodes in one directory; each is reached through its line. Senegal lies on a disk of its own."""
    posts = []
    for code, (officer, *_) in PEOPLE.items():
        home = small if code == "SN" else folder
        place = Place(path=home / code.lower(), country=code, port=free_port())
        line = Line(target=place.port, chance=random.Random(chance.random()), at_most_cuts=cuts)
        posts.append(Post(place=place, line=line, officer=officer))
    published = str(folder / "operator" / "published")
    with ThreadPoolExecutor(len(posts)) as pool:
        entries = list(pool.map(partial(_make, folder), posts))
        glacy("directory", "rehearse", str(folder / "operator"), *entries, "--at", STORY_AT)
        list(pool.map(lambda post: glacy("directory", "join", str(post.place.path), published), posts))
    return posts


def _make(folder: Path, post: Post) -> str:
    """A node with its officers; the file of its entry."""
    code, path = post.place.country, str(post.place.path)
    a, b, c, d, land, zone = PEOPLE[code]
    names = {letter: name for letter, name in zip("abcd", (a, b, c, d), strict=True)}
    names |= {letter.upper(): name.title() for letter, name in names.items()}
    officers, offices = folder / f"{land}.people.toml", folder / f"{land}.offices.toml"
    officers.write_text(OFFICERS.format(**names, land=land, zone=zone))
    offices.write_text(OFFICES.format(land=land, zone=zone))
    url = f"http://127.0.0.1:{post.line.port}"
    told = ("--country", code, "--url", url, "--exercise", "--story-at", STORY_AT, "--offices", str(offices))
    glacy("node", "init", path, *told)
    glacy("officer", "add", path, "--from", str(officers))
    entry = str(folder / f"{code}.json")
    glacy("node", "entry", path, "--out", entry)
    return entry
