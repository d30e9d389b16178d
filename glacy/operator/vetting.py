"""Entries, and the call by which each was compared with its node before it is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from glacy.canon import digest_of
from glacy.exchange import (
    Change,
    NodeEntry,
    Office,
    changes_between,
    fingerprint_of,
    root_digest,
    write_fingerprint,
    write_node_entry,
)
from glacy.operator.errors import OperatorError
from glacy.operator.office import OperatorOffice
from glacy.sayings import say
from glacy.times import write_instant

CHECKED = "entry.checked"
REHEARSED = "rehearsal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Who spoke to whom, by which number and when, and the fingerprint that was heard."""

    by: str
    spoke_to: str
    number: str
    at: datetime
    heard: str

    def __post_init__(self) -> None:
        if not all(value.strip() for value in (self.by, self.spoke_to, self.number, self.heard)):
            raise OperatorError(
                say("A call has two people, a number and what was heard."),
                remedy=say(
                    "Say who called, whom, by which number, and the fingerprint that was read to you."
                ),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What the operator does on the telephone with one node."""

    country: str
    known: tuple[Office, ...]
    """The numbers that the published directory has: a change is checked on these, not on new ones."""
    root: str
    entry: str
    changes: tuple[Change, ...]
    checked_at: datetime | None


def add_entry(office: OperatorOffice, entry: NodeEntry, *, by: str) -> None:
    """Lays down the entry of a State that had none."""
    if office.find_entry(entry.country) is not None:
        raise OperatorError(
            say("{country} has an entry already.", country=entry.country),
            remedy=say("Change it with `glacy directory change`."),
            country=entry.country,
        )
    _put(office, entry, by=by, kind="entry.added")


def change_entry(office: OperatorOffice, entry: NodeEntry, *, by: str) -> tuple[Change, ...]:
    """Lays down another entry of a State; what differs from the one before."""
    before = office.find_entry(entry.country)
    if before is None:
        raise _no_entry(entry.country)
    _put(office, entry, by=by, kind="entry.changed")
    return tuple(changes_between(before, entry))


def withdraw_node(office: OperatorOffice, country: str, *, by: str, reason: str) -> None:
    """Takes a State's node out of what is published next; a stolen node waits for no call."""
    if office.find_entry(country) is None:
        raise _no_entry(country)
    if not reason.strip():
        raise OperatorError(say("A withdrawal has a reason."), remedy=say("Say it with --reason."))
    office.drop_entry(country)
    office.note("node.withdrawn", by=by, what={"country": country, "reason": reason})


def script_for(office: OperatorOffice, country: str) -> Script:
    """What to read to a node and what to hear from it."""
    entry = office.find_entry(country)
    if entry is None:
        raise _no_entry(country)
    published = office.directory()
    before = None if published is None else published.find_entry(country)
    return Script(
        country=country,
        known=() if before is None else before.offices,
        root=write_fingerprint(root_digest(office.root())),
        entry=entry_fingerprint(entry),
        changes=() if before is None else tuple(changes_between(before, entry)),
        checked_at=checks(office).get(country),
    )


def put_call(office: OperatorOffice, country: str, call: Call) -> None:
    """Records the call; what was heard must be the fingerprint of the entry that lies here."""
    entry = office.find_entry(country)
    if entry is None:
        raise _no_entry(country)
    expected = entry_fingerprint(entry)
    what = {
        "country": country,
        "entry": digest_of(write_node_entry(entry)),
        "root": root_digest(office.root()),
        "spoke_to": call.spoke_to,
        "number": call.number,
        "at": write_instant(call.at),
    }
    if _bare(call.heard) != _bare(expected):
        office.note("check.failed", by=call.by, what={**what, "heard": call.heard})
        raise OperatorError(
            say(
                "What was heard is not the fingerprint of the entry of {country} that lies here: {expected}.",
                country=country,
                expected=expected,
            ),
            remedy=say("Do not publish it. Ask for the entry again by another way, and call again."),
            country=country,
        )
    office.note(CHECKED, by=call.by, what=what)


def checks(office: OperatorOffice) -> dict[str, datetime]:
    """When the entry of each State, as it lies here, was compared with its node."""
    lying: dict[str, str] = {digest_of(write_node_entry(entry)): entry.country for entry in office.entries()}
    return {
        lying[line.what["entry"]]: line.at
        for line in office.record.lines()
        if line.kind == CHECKED and line.what.get("entry") in lying
    }


def unchecked(office: OperatorOffice) -> Iterator[str]:
    """The States whose entry, as it lies here, was not compared with its node."""
    done = checks(office)
    return (entry.country for entry in office.entries() if entry.country not in done)


def entry_fingerprint(entry: NodeEntry) -> str:
    """What both sides read to each other of an entry."""
    return fingerprint_of(write_node_entry(entry))


def _put(office: OperatorOffice, entry: NodeEntry, *, by: str, kind: str) -> None:
    if entry.exercise != office.exercise:
        raise OperatorError(
            say("Exercises and real nodes never stand in one directory."),
            remedy=say("Make a directory for each."),
            country=entry.country,
        )
    office.put_entry(entry)
    office.note(kind, by=by, what={"country": entry.country, "entry": digest_of(write_node_entry(entry))})


def _no_entry(country: str) -> OperatorError:
    return OperatorError(
        say("{country} has no entry here.", country=country),
        remedy=say("Add it with `glacy directory add`."),
        country=country,
    )


def _bare(text: str) -> str:
    return "".join(text.split()).lower()
