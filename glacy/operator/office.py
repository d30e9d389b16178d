"""The operator's folder: its rules, its roots, the entries that are to be published, and the record."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from glacy.errors import GlacyError
from glacy.exchange import (
    Chain,
    Directory,
    Keyring,
    NodeEntry,
    directory_of,
    gather_chain,
    keyring_of,
    read_node_entry,
    write_node_entry,
)
from glacy.node.clock import clock_of, set_story_clock
from glacy.node.files import make_folder, write_durably
from glacy.operator.errors import OperatorError
from glacy.operator.record import Line, Record
from glacy.sayings import say
from glacy.times import Clock

OFFICE_FILE = "operator.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """How long what is signed lasts: what fits an office that is closed over a long weekend."""

    root: int = 365
    targets: int = 180
    timestamp: int = 8

    def __post_init__(self) -> None:
        if not 0 < self.timestamp <= self.targets <= self.root:
            raise OperatorError(
                say("The root lasts longest, and the timestamp shortest."),
                remedy=say("Give days such as 365, 180 and 8."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorOffice:
    """The folder of an operator, open."""

    path: Path
    name: str
    exercise: bool
    days: Days
    clock: Clock

    @property
    def record(self) -> Record:
        """Everything that was done here."""
        return Record(self.path / "record.jsonl")

    @property
    def published(self) -> Path:
        """The folder that a plain web server, or a stick, serves."""
        return self.path / "published"

    @property
    def staged(self) -> Path:
        """The next root, which is still to be signed."""
        return self.path / "staged" / f"{len(self.roots()) + 1}.root.json"

    def roots(self) -> tuple[bytes, ...]:
        """The roots that hold, the first one first."""
        found: list[bytes] = []
        while (file := self.path / "roots" / f"{len(found) + 1}.root.json").is_file():
            found.append(file.read_bytes())
        return tuple(found)

    def root(self) -> bytes:
        """The root that holds now."""
        roots = self.roots()
        if not roots:
            raise OperatorError(
                say("No root holds yet: it was not signed by enough of its keys."),
                remedy=say("Sign it with `glacy directory sign-root` and take it with `accept-root`."),
            )
        return roots[-1]

    def keyring(self) -> Keyring:
        """The keys that may sign now."""
        return keyring_of(self.root())

    def entries(self) -> tuple[NodeEntry, ...]:
        """The entries as they are to be published next, in the order of their States."""
        files = sorted((self.path / "entries").glob("*.json"))
        return tuple(read_node_entry(file.read_bytes()) for file in files)

    def find_entry(self, country: str) -> NodeEntry | None:
        """The entry of a State that is to be published next."""
        return next((entry for entry in self.entries() if entry.country == country), None)

    def put_entry(self, entry: NodeEntry) -> None:
        """Lays an entry down for the next publication."""
        write_durably(self.path / "entries" / f"{entry.country}.json", write_node_entry(entry))

    def drop_entry(self, country: str) -> None:
        """Takes an entry out of the next publication."""
        (self.path / "entries" / f"{country}.json").unlink()

    def chain(self) -> Chain | None:
        """What is published, with all that signs it; None before the first time."""
        if not (self.published / "metadata" / "timestamp.json").is_file():
            return None
        return gather_chain(lambda name: _find(self.published / name))

    def directory(self) -> Directory | None:
        """The directory that is published."""
        chain = self.chain()
        return None if chain is None else directory_of(chain)

    def note(self, kind: str, *, by: str, what: dict[str, str]) -> str:
        """Writes an act into the record; the digest of its line."""
        return self.record.append(Line(at=self.clock(), kind=kind, by=by, what=what))


def make_office(path: Path, *, name: str, exercise: bool, days: Days, at: datetime | None) -> OperatorOffice:
    """A new folder of an operator; `at` sets the clock of an exercise."""
    if (path / OFFICE_FILE).exists():
        raise OperatorError(
            say("{path} is the folder of an operator already.", path=path),
            remedy=say("Name another folder."),
            path=str(path),
        )
    for part in ("roots", "entries", "staged", "published"):
        make_folder(path / part, mode=0o755 if part == "published" else 0o700)
    if at is not None:
        set_story_clock(path, exercise=exercise, story_at=at)
    text = (
        f"name = {json.dumps(name)}\nexercise = {json.dumps(exercise)}\n"
        f"root_days = {days.root}\ntargets_days = {days.targets}\ntimestamp_days = {days.timestamp}\n"
    )
    write_durably(path / OFFICE_FILE, text.encode("utf-8"))
    return open_office(path)


def open_office(path: Path) -> OperatorOffice:
    """The folder of an operator."""
    try:
        facts = tomllib.loads((path / OFFICE_FILE).read_text("utf-8"))
        exercise = facts["exercise"] is True
        return OperatorOffice(
            path=path.resolve(),
            name=str(facts["name"]),
            exercise=exercise,
            days=Days(
                root=int(facts["root_days"]),
                targets=int(facts["targets_days"]),
                timestamp=int(facts["timestamp_days"]),
            ),
            clock=clock_of(path, exercise=exercise),
        )
    except (OSError, KeyError, ValueError, GlacyError) as fault:
        raise OperatorError(
            say("{path} is not the folder of an operator: {why}.", path=path, why=fault),
            remedy=say("Make one with `glacy directory init`."),
            path=str(path),
        ) from fault


def ends(at: datetime, days: int) -> datetime:
    """The instant some days later."""
    return at + timedelta(days=days)


def _find(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None
