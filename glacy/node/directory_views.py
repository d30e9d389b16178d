"""What a page and the command line show of the directory: how fresh it is, each State, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from glacy.exchange import Directory, NodeEntry, Office
from glacy.node.joining import entry_fingerprint, source_of
from glacy.node.opened import Node
from glacy.store import directory as listed
from glacy.store.models import JoiningCallRow, ListedChangeRow, RefreshRow
from glacy.times import write_instant

Standing = Literal["none", "older_form", "fresh", "stale", "unusable"]
OwnEntry = Literal["same", "missing", "differs"]
NEW_FOR = timedelta(days=30)
"""How long a change of a number is held up before everyone's eyes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How the directory of a node stands."""

    standing: Standing
    operator: str = ""
    fingerprint: str = ""
    version: int = 0
    issued_at: datetime | None = None
    valid_until: datetime | None = None
    usable_until: datetime | None = None
    own: OwnEntry = "missing"
    own_fingerprint: str = ""
    source: str = ""
    refreshed: RefreshRow | None = None
    refreshed_well: RefreshRow | None = None

    @property
    def sentences(self) -> tuple[str, ...]:
        """The same in lines of text, for the command line."""
        if self.standing == "none":
            return ("This node has joined no directory.",)
        until = "" if self.valid_until is None else write_instant(self.valid_until)
        last = "" if self.usable_until is None else write_instant(self.usable_until)
        stands = {
            "fresh": f"Version {self.version} of {self.operator}, good until {until}.",
            "stale": f"STALE since {until}: known States are served until {last}, no new key is taken.",
            "unusable": f"NOT USABLE: past its time since {until}; nothing is sent or taken by it.",
            "older_form": "Of an older form: it serves, and is not refreshed. Join again.",
        }[self.standing]
        own = {"same": (), "missing": ("It does not list this node.",),
               "differs": ("It lists this node with other keys than it has.",)}[self.own]  # fmt: skip
        failed = self.refreshed is not None and self.refreshed.outcome not in ("newer", "same")
        told = (f"Not refreshed: {self.refreshed.says}",) if failed and self.refreshed is not None else ()
        return (stands, *own, *told)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedState:
    """A State of the directory in one line."""

    country: str
    name: str
    number: str
    number_changed_at: datetime | None
    checked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """All that the directory says of one State, and what was changed about it."""

    entry: NodeEntry
    checked_at: datetime | None
    changes: Sequence[ListedChangeRow]
    numbers: tuple[Number, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The same in lines of text, for the command line."""
        checked = "never" if self.checked_at is None else write_instant(self.checked_at)
        return (
            f"{self.entry.country}  {self.entry.name}  {self.entry.url}",
            f"Compared with the node by the operator: {checked}",
            *(
                f"{one.office.role}: {one.office.name}, {one.office.phone}, {one.office.hours}"
                f" {one.office.zone}{one.sentence}"
                for one in self.numbers
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """An office and its number; `changed_at` where it is newer than `NEW_FOR`, with the one before."""

    office: Office
    changed_at: datetime | None = None
    before: str = ""

    @property
    def sentence(self) -> str:
        """The warning in plain text, empty where there is none."""
        if self.changed_at is None:
            return ""
        was = f", before {self.before}" if self.before else ""
        return f"  NEW NUMBER since {write_instant(self.changed_at)}{was}"


def look_at(node: Node) -> Look:
    """How the directory of this node stands."""
    directory = node.directory
    if directory is None:
        return Look(standing="none", own_fingerprint=entry_fingerprint(node), source=source_of(node))
    return Look(
        standing=_standing(node, directory),
        operator=directory.operator,
        fingerprint=directory.fingerprint,
        version=directory.version,
        issued_at=directory.issued_at,
        valid_until=directory.valid_until,
        usable_until=directory.valid_until + node.stale_for,
        own=_own(node, directory),
        own_fingerprint=entry_fingerprint(node),
        source=source_of(node),
        refreshed=listed.last_refresh(),
        refreshed_well=listed.last_good_refresh(),
    )


def is_stale(node: Node) -> bool:
    """Whether every page says that the directory is past its time."""
    directory = node.directory
    return directory is not None and directory.is_expired(at=node.clock())


def listed_states(node: Node) -> tuple[ListedState, ...]:
    """Every State of the directory."""
    directory = node.directory
    if directory is None:
        return ()
    return tuple(_line(node, directory, entry) for entry in directory.nodes)


def state_of(node: Node, country: str) -> State:
    """All of one State; raises where the directory does not list it."""
    entry = node.peer(country)
    directory = node.directory
    assert directory is not None  # it has just listed the State
    return State(
        entry=entry,
        checked_at=directory.checked_at.get(country),
        changes=listed.listed_changes(country=country),
        numbers=numbers_of(node, entry),
    )


def numbers_of(node: Node, entry: NodeEntry) -> tuple[Number, ...]:
    """The numbers to call back on, each with whether it is new: whoever steals a key changes these first."""
    recent = listed.calling_changes(entry.country, since=node.clock() - NEW_FOR)
    newest = {(one.about, one.after): one for one in reversed(recent)}
    return tuple(
        Number(office=office)
        if (found := newest.get((office.name, office.phone))) is None
        else Number(office=office, changed_at=found.at, before=_before(found, recent))
        for office in entry.offices
    )


def former_numbers(node: Node, entry: NodeEntry) -> tuple[tuple[str, str], ...]:
    """Authority and number, of numbers that stood in the directory until lately and do so no more."""
    recent = listed.calling_changes(entry.country, since=node.clock() - NEW_FOR)
    today = {office.phone for office in entry.offices}
    found = {one.before: one.about for one in reversed(recent) if one.before and one.before not in today}
    return tuple((name, number) for number, name in found.items())


def joining_calls() -> Sequence[JoiningCallRow]:
    """The calls that were written down before joining."""
    return listed.joining_calls()


def _before(found: ListedChangeRow, recent: Sequence[ListedChangeRow]) -> str:
    """The number before: of the office, or of one that left in the same version."""
    if found.before:
        return found.before
    gone = (one.before for one in recent if one.kind == "office_removed" and one.version == found.version)
    return next(gone, "")


def _standing(node: Node, directory: Directory) -> Standing:
    at = node.clock()
    if directory.is_expired(at=at - node.stale_for):
        return "unusable"
    if directory.is_expired(at=at):
        return "stale"
    return "older_form" if directory.is_older_form else "fresh"


def _own(node: Node, directory: Directory) -> OwnEntry:
    listed_as, own = directory.find_entry(node.country), node.entry
    if listed_as is None:
        return "missing"
    same = (listed_as.seal_roots, listed_as.age_recipients, listed_as.journal_keys, listed_as.url) == (
        own.seal_roots, own.age_recipients, own.journal_keys, own.url
    )  # fmt: skip
    return "same" if same else "differs"


def _line(node: Node, directory: Directory, entry: NodeEntry) -> ListedState:
    numbers = numbers_of(node, entry)
    first = next((one for one in numbers if one.office.role == "contact_24_7"), next(iter(numbers), None))
    return ListedState(
        country=entry.country,
        name=entry.name,
        number="" if first is None else first.office.phone,
        number_changed_at=max(
            (one.changed_at for one in numbers if one.changed_at is not None), default=None
        ),
        checked_at=directory.checked_at.get(entry.country),
    )
