"""Two nodes in two folders, with a directory, officers and, when asked, servers."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.node.acting import ROOT, Acting, plain_environment
from tests.node.tables import glacy, lay_tables, make_database, postgresql

STORY_AT = "2026-11-21T00:41:00Z"
OFFICERS = """
[[officer]]
username = "{a}"
name = "{A} Duty (invented)"
roles = ["duty_officer"]
authority = "24/7 contact point of {land} (invented)"
phone = "+233 30 000 0001"
zone = "{zone}"
password = "long enough to sign in"
[[officer]]
username = "{b}"
name = "{B} Lawyer (invented)"
roles = ["central_authority_lawyer"]
authority = "Central authority of {land} (invented)"
zone = "{zone}"
password = "long enough to sign in"
[[officer]]
username = "{c}"
name = "{C} Custodian (invented)"
roles = ["custodian", "case_officer"]
authority = "Laboratory of {land} (invented)"
zone = "{zone}"
password = "long enough to sign in"
[[officer]]
username = "{d}"
name = "{D} Administrator (invented)"
roles = ["administrator"]
authority = "Ministry of {land} (invented)"
password = "long enough to sign in"
"""
OFFICES = """
[[office]]
role = "contact_24_7"
name = "24/7 contact point of {land} (invented)"
phone = "+233 30 000 0000"
email = "duty@{land}.example"
hours = "00:00-24:00"
zone = "{zone}"
languages = ["en"]
"""

PATIENCE = 90.0
"""How many seconds what is waited for may take on a machine that has much else to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A node's folder and the port of its address."""

    path: Path
    country: str
    port: int

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"


def make_pair(folder: Path, *, furnish: Callable[[Place], None] = lambda _: None) -> tuple[Place, Place]:
    """Ghana with ama, abena, kwame, yaw and Chile with elena, pablo, rosa, diego; both in one directory.

    `furnish` gives a node what its directory entry is to tell.
    """
    people = {
        "GH": ("ama", "abena", "kwame", "yaw", "Ghana", "Africa/Accra"),
        "CL": ("elena", "pablo", "rosa", "diego", "Chile", "America/Santiago"),
    }
    places = tuple(Place(path=folder / code.lower(), country=code, port=free_port()) for code in people)
    for place in places:
        a, b, c, d, land, zone = people[place.country]
        officers, offices = folder / f"{land}.people.toml", folder / f"{land}.offices.toml"
        names = {
            "a": a,
            "b": b,
            "c": c,
            "d": d,
            "A": a.title(),
            "B": b.title(),
            "C": c.title(),
            "D": d.title(),
        }
        officers.write_text(OFFICERS.format(**names, land=land, zone=zone))
        offices.write_text(OFFICES.format(land=land, zone=zone))
        init = ["--country", place.country, "--url", place.url, "--exercise", "--story-at", STORY_AT]
        glacy("node", "init", str(place.path), *init, "--offices", str(offices), *lay_tables(place.path))
        glacy("officer", "add", str(place.path), "--from", str(officers))
        furnish(place)
        glacy("node", "entry", str(place.path), "--out", str(folder / f"{place.country}.json"))
    entries = [str(folder / f"{place.country}.json") for place in places]
    glacy("directory", "rehearse", str(folder / "operator"), *entries, "--at", STORY_AT)
    for place in places:
        glacy("directory", "join", str(place.path), str(folder / "operator" / "published"))
    return places[0], places[1]


def fresh_database() -> tuple[str, ...]:
    """Where a node that is restored keeps its rows: a new database, or a file in its folder."""
    url = postgresql()
    return ("--database", make_database(url) if url else "sqlite")


@contextlib.contextmanager
def served(place: Place) -> Iterator[subprocess.Popen[bytes]]:
    """The node's web and worker, up and answering."""
    command = [sys.executable, "-m", "glacy", "serve", str(place.path), "--port", str(place.port)]
    process = subprocess.Popen(command, cwd=ROOT, env=plain_environment(), stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        assert place.url.encode() in process.stdout.readline()
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
        if process.stdout is not None:
            process.stdout.close()


@contextlib.contextmanager
def acting(place: Place) -> Iterator[Acting]:
    """Acts at a node, in a process of its own."""
    process = Acting(place.path)
    try:
        yield process
    finally:
        process.close()


def wait_for(found: Callable[[], object]) -> object:
    """What a question gives once it gives something."""
    ends_at = time.monotonic() + PATIENCE
    while time.monotonic() < ends_at:
        value = found()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError(f"it did not happen in time: {value!r}")


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
