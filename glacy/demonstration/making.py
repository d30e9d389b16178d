"""Makes the two nodes of the demonstration and the directory in which they know each other."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from glacy.demonstration.errors import DemonstrationError
from glacy.demonstration.servers import HOST, NodeFolder, free_port, run_glacy
from glacy.demonstration.story import Place, Story
from glacy.times import write_instant

MARK = "demonstration.json"
"""The file that says that a folder is ours, where its nodes are and whether the journey was played."""

OPERATOR = "operator"
"""The folder of the invented operator of the directory."""

NAME = "directory.example (invented)"
BEFORE = timedelta(days=20)
"""How long before the story the directory was issued."""

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The folder of a demonstration: its nodes, its directory, and the password of its invented people."""

    folder: Path
    nodes: Mapping[str, NodeFolder]
    password: str
    played: bool

    @property
    def directory(self) -> Path:
        """The file in which the nodes know each other."""
        return self.folder / OPERATOR / "published" / "directory.json"

    def __getitem__(self, country: str) -> NodeFolder:
        return self.nodes[country]


def find_world(folder: Path) -> World | None:
    """The demonstration that was made in a folder; None where there is none yet."""
    mark = folder / MARK
    if mark.exists():
        found = json.loads(mark.read_text("utf-8"))
        nodes = {
            country: NodeFolder(country=country, path=folder / country.lower(), url=url)
            for country, url in found["nodes"].items()
        }
        return World(folder=folder, nodes=nodes, password=found["password"], played=found["played"])
    if folder.exists() and any(folder.iterdir()):
        raise DemonstrationError(
            f"{folder} is not empty and holds no demonstration.",
            remedy="Choose an empty folder with --folder, or with `make run FOLDER=...`.",
            folder=str(folder),
        )
    return None


def put_mark(world: World, *, played: bool) -> None:
    """Write down where the nodes are and whether the journey was played to its end."""
    urls = {country: node.url for country, node in world.nodes.items()}
    text = json.dumps({"nodes": urls, "password": world.password, "played": played}, indent=1)
    partial = world.folder / f"{MARK}.partial"
    partial.write_text(text, encoding="utf-8")
    partial.chmod(0o600)
    partial.replace(world.folder / MARK)


def remove_world(world: World) -> None:
    """Remove what a demonstration made, and nothing else of the folder."""
    for node in world.nodes.values():
        shutil.rmtree(node.path, ignore_errors=True)
    shutil.rmtree(world.folder / OPERATOR, ignore_errors=True)
    (world.folder / MARK).unlink(missing_ok=True)


def make_world(folder: Path, story: Story, *, at: datetime, any_port: bool, told: Told) -> World:
    """Two new nodes with their people, and the directory that both have joined."""
    folder.mkdir(parents=True, exist_ok=True)
    nodes = {}
    for place in story.places:
        port = free_port(0 if any_port else place.port)
        path = folder / place.country.lower()
        nodes[place.country] = NodeFolder(country=place.country, path=path, url=f"http://{HOST}:{port}")
    world = World(folder=folder, nodes=nodes, password=secrets.token_urlsafe(9), played=False)
    put_mark(world, played=False)
    with ThreadPoolExecutor(len(nodes)) as pool:
        told("making two nodes: keys, tables, vault, journal, people")
        list(pool.map(lambda place: _make_node(world, place, at=at), story.places))
        told("making the directory in which they know each other")
        entries = [str(nodes[country].path / "entry.json") for country in sorted(nodes)]
        issued = ["--name", NAME, "--at", write_instant(at - BEFORE)]
        run_glacy(["directory", "rehearse", str(folder / OPERATOR), *entries, *issued])
        list(pool.map(lambda node: _join(world, node), nodes.values()))
    return world


def _make_node(world: World, place: Place, *, at: datetime) -> None:
    node = world[place.country]
    offices, people = (
        world.folder / f"{place.country}-offices.toml",
        world.folder / f"{place.country}-people.toml",
    )
    offices.write_text(_tables("office", place.offices), encoding="utf-8")
    added = {"zone": place.zone, "password": world.password}
    named = [
        {name: value for name, value in asdict(one).items() if name != "country"} | added
        for one in place.people
    ]
    people.write_text(_tables("officer", named), encoding="utf-8")
    where = ["--country", place.country, "--name", place.name, "--url", node.url]
    run_glacy(
        ["node", "init", str(node.path), *where, "--exercise", "--story-at", write_instant(at),
         "--offices", str(offices)]
    )  # fmt: skip
    run_glacy(["officer", "add", str(node.path), "--from", str(people)])
    (node.path / "entry.json").write_bytes(run_glacy(["node", "entry", str(node.path)]))
    people.unlink()
    offices.unlink()


def _join(world: World, node: NodeFolder) -> None:
    run_glacy(["directory", "join", str(node.path), str(world.directory.parent)])


def _tables(name: str, rows: object) -> str:
    """Rows as an array of TOML tables; JSON's strings and lists are TOML's too."""
    assert isinstance(rows, list | tuple)
    return "\n".join(
        f"[[{name}]]\n"
        + "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in row.items())
        for row in rows
    )
