"""Heartbeats: each loop of a node says that it goes round, and whoever asks sees which one stands still."""

from __future__ import annotations

import json
import os
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from glacy.node.opened import Node

FOLDER = "run"
WITHIN = 120.0
"""Seconds that a loop may take for a round, unless its beat promises another time."""
WORKER = ("carry", "journal", "recheck")
"""The loops that every worker has; one of these that never beat is told as missing."""
_OFTEN = 1.0
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_beaten: dict[Path, float] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heart:
    """A loop of the worker: how many seconds ago it last said that it goes round, and what it promised."""

    name: str
    at: datetime | None
    age: float
    within: float

    @property
    def is_beating(self) -> bool:
        """Whether the loop keeps its promise."""
        return self.at is not None and self.age <= self.within


def beat(node: Node, name: str, *, within: float = WITHIN) -> None:
    """Says that a loop goes round, and that it will say so again `within` so many seconds.

    It costs a small file without a sync, at most once a second; it never raises, because a full disk must not
    stop the loop that could free it.
    """
    assert _NAME.fullmatch(name), name
    place, now = node.path / FOLDER / f"{name}.beat", time.monotonic()
    if now - _beaten.get(place, float("-inf")) < _OFTEN:
        return
    fact = {"at": time.time(), "boot": _boot(), "monotonic": now, "process": os.getpid(), "within": within}
    temporary = place.with_name(f".{name}.{os.getpid()}.tmp")
    try:
        place.parent.mkdir(mode=0o700, exist_ok=True)
        temporary.write_text(json.dumps(fact), "ascii")
        temporary.replace(place)
    except OSError:
        return
    _beaten[place] = now


def all_hearts(path: Path) -> tuple[Heart, ...]:
    """Every loop that has beaten in the node of this folder, and those that every worker has."""
    found = {file.stem: _read(file) for file in (path / FOLDER).glob("*.beat")}
    missing = [_never(name) for name in WORKER if name not in found]
    return tuple(sorted((*found.values(), *missing), key=lambda heart: heart.name))


def _read(file: Path) -> Heart:
    try:
        fact = json.loads(file.read_text("ascii"))
        at = datetime.fromtimestamp(float(fact["at"]), UTC)
        same_boot = fact["boot"] == _boot()
        age = time.monotonic() - float(fact["monotonic"]) if same_boot else time.time() - float(fact["at"])
        return Heart(name=file.stem, at=at, age=max(age, 0.0), within=float(fact["within"]))
    except (OSError, ValueError, LookupError, TypeError):
        return _never(file.stem)


def _never(name: str) -> Heart:
    return Heart(name=name, at=None, age=float("inf"), within=WITHIN)


@cache
def _boot() -> str:
    """The id of this start of the machine: within one, the clock that nobody can set is compared."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""
