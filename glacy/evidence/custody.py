"""Custody: who had the evidence, from whom, why, and where the chain has a gap (`custody.json`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal, get_args

from glacy.canon import Digest, Json, digest_of, write_canonical
from glacy.evidence.errors import CustodyError
from glacy.evidence.forms import Fields, has_one_line, malformed, read_form
from glacy.sayings import say
from glacy.times import write_instant

CUSTODY_FORMAT = "glacy.custody/1"
CustodyKind = Literal[
    "received",
    "sealed",
    "copied",
    "examined",
    "rechecked",
    "redacted",
    "handed_over",
    "returned",
    "destroyed",
]
KINDS: tuple[CustodyKind, ...] = get_args(CustodyKind)
GapKind = Literal["holder", "time"]
UNDERWAY = timedelta(hours=24)
"""How long evidence may be on its way before a reader is told that nobody answered for it."""
SILENCE = timedelta(days=366)
"""How long nothing may be recorded of evidence, not even a re-check, before a reader is told."""
_IN_HOURS = 72
_PASSES_ON = ("handed_over", "returned")
_FIELDS = frozenset({"at", "by", "keeper", "kind", "over", "proof", "request", "to", "why"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyEvent:
    """One touch of the evidence: what was done, by whom, to whom, why, and for which request.

    `over` is the digest of the one file it was about, or of the seal (`seal.json`) if it was about all.
    `keeper` is who answered for the evidence while another touched it: the custodian in whose store a
    colleague read a copy. Without a keeper it is the one who acts.
    """

    kind: CustodyKind
    at: datetime
    by: str
    why: str
    over: Digest
    to: str | None = None
    request: str | None = None
    keeper: str | None = None

    def __post_init__(self) -> None:
        write_instant(self.at)
        if self.kind not in KINDS:
            raise CustodyError(
                say("{kind!r} is no event of custody.", kind=self.kind),
                remedy=say("Use one of {kinds}.", kinds=", ".join(KINDS)),
            )
        for name in ("by", "why", "to", "request", "keeper"):
            value = getattr(self, name)
            if value is not None and not has_one_line(value):
                raise CustodyError(
                    say("{name} must be one line of text, found {found!r}.", name=name, found=value),
                    remedy=say("Say it in one line."),
                )
        if self.kind in _PASSES_ON and self.to is None:
            raise CustodyError(
                say("Nobody is named who got the evidence."), remedy=say("Name who took it over.")
            )

    @property
    def answers(self) -> str:
        """Who answered for the evidence while this was done."""
        return self.keeper or self.by

    @property
    def passes_on(self) -> bool:
        """Whether the evidence itself goes to another; where a keeper is named, a copy goes."""
        return self.kind in _PASSES_ON and self.keeper is None

    @property
    def entry_kind(self) -> str:
        """The kind under which the journal records this event."""
        return f"custody.{self.kind}"

    @property
    def entry_what(self) -> Json:
        """What the journal commits to: this event, and the evidence that it is about."""
        return {"event": digest_of(write_canonical(_event_json(self))), "over": self.over}

    def is_recorded_as(self, what: Json) -> bool:
        """Whether a journal entry of this `what` is of this event (evidence.md, section 5).

        Events were first written without `keeper`; such an entry speaks for an event that names none.
        """
        if what == self.entry_what:
            return True
        earlier = {name: value for name, value in _event_json(self).items() if name != "keeper"}
        return self.keeper is None and what == {
            "event": digest_of(write_canonical(earlier)),
            "over": self.over,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyRecord:
    """An event and, where the journal has recorded it, the bytes of its proof file."""

    event: CustodyEvent
    proof: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyGap:
    """What the events leave open: who had the evidence (`holder`), or what happened for a time (`time`).

    It lies behind `after`, and before `before`; without `before` it lasts until the reader's instant.
    """

    kind: GapKind
    after: CustodyEvent
    before: CustodyEvent | None
    says: str


def custody_gaps(events: Sequence[CustodyEvent], *, until: datetime | None = None) -> tuple[CustodyGap, ...]:
    """The gaps in the chain of one thing: a holder who was not handed it, and time that nobody answers for.

    With `until` the time from the last event to that instant is judged too.
    """
    gaps: list[CustodyGap] = []
    holder: str | None = None
    for place, event in enumerate(events):
        if place > 0:
            gaps.extend(_gaps_between(events[place - 1], event, holder=holder))
        holder = event.to if event.passes_on else event.answers
    if until is not None and events and events[-1].kind != "destroyed":
        says = _silence(events[-1], until - events[-1].at)
        if says is not None:
            gaps.append(CustodyGap(kind="time", after=events[-1], before=None, says=says))
    return tuple(gaps)


def _gaps_between(earlier: CustodyEvent, later: CustodyEvent, *, holder: str | None) -> Iterator[CustodyGap]:
    if later.answers != holder:
        says = say(
            "{holder} had the evidence, and {answers} acts on it: no hand-over is recorded.",
            holder=holder,
            answers=later.answers,
        )
        yield CustodyGap(kind="holder", after=earlier, before=later, says=says)
    if earlier.kind == "destroyed":
        says = say("{by} acts on evidence that was destroyed on {on}.", by=later.by, on=earlier.at.date())
        yield CustodyGap(kind="holder", after=earlier, before=later, says=says)
    says_nothing = _silence(earlier, later.at - earlier.at)
    if says_nothing is not None:
        yield CustodyGap(kind="time", after=earlier, before=later, says=says_nothing)


def _silence(earlier: CustodyEvent, lasted: timedelta) -> str | None:
    """What to say of the time after an event, where it was too long; hours below three days, else days."""
    hours = int(lasted.total_seconds() // 3600)
    if earlier.passes_on and lasted > UNDERWAY:
        if hours < _IN_HOURS:
            return say(
                "It was handed to {to}, and for {hours} hours nobody confirmed having it.",
                to=earlier.to,
                hours=hours,
            )
        return say(
            "It was handed to {to}, and for {days} days nobody confirmed having it.",
            to=earlier.to,
            days=hours // 24,
        )
    if lasted > SILENCE:
        return say("For {days} days nothing is recorded, not even a re-check.", days=hours // 24)
    return None


def chain_of(item: Digest, events: Sequence[CustodyEvent], *, seal: Digest) -> tuple[CustodyEvent, ...]:
    """The events that one file went through: its own and those of the seal over it."""
    return tuple(event for event in events if event.over in (item, seal))


def proof_path(number: int) -> str:
    """Where the proof of the event of that number (from 1) lies in a bundle."""
    return f"proofs/{number:04}.tlog-proof"


def verify_order(records: Sequence[CustodyRecord]) -> None:
    """Returns if no event is before its forerunner; raises otherwise."""
    for earlier, later in pairwise(records):
        if later.event.at < earlier.event.at:
            raise CustodyError(
                say(
                    "The event {kind} of {at} stands after one of {at2}.",
                    kind=later.event.kind,
                    at=write_instant(later.event.at),
                    at2=write_instant(earlier.event.at),
                ),
                remedy=say("List the events in the order in which they happened."),
            )


def write_custody(records: Sequence[CustodyRecord]) -> bytes:
    """The canonical bytes of `custody.json`; each proof is a file of its own beside it."""
    return write_canonical(
        {
            "events": [
                {
                    **_event_json(record.event),
                    "proof": None if record.proof is None else proof_path(number),
                }
                for number, record in enumerate(records, start=1)
            ],
            "format": CUSTODY_FORMAT,
        }
    )


def read_custody(data: bytes) -> tuple[tuple[CustodyEvent, str | None], ...]:
    """The events in these bytes, each with the path of its proof."""
    fields = read_form(data, place="custody.json", format_=CUSTODY_FORMAT, names=frozenset({"events"}))
    return tuple(
        (_read_event(one, number), _read_path(one, number))
        for number, one in enumerate(fields.each("events", names=_FIELDS), start=1)
    )


def write_events(events: Sequence[CustodyEvent]) -> list[Json]:
    """The events as JSON without proofs, as a node keeps those that happened before it got the evidence."""
    return [_event_json(event) for event in events]


def read_events(kept: Sequence[Json]) -> tuple[CustodyEvent, ...]:
    """The events of `write_events`."""
    names = _FIELDS - {"proof"}
    return tuple(
        _read_event(Fields(one, place=f"event {number}", names=names), number)
        for number, one in enumerate(kept, start=1)
    )


def _event_json(event: CustodyEvent) -> dict[str, Json]:
    return {
        "at": write_instant(event.at),
        "by": event.by,
        "keeper": event.keeper,
        "kind": event.kind,
        "over": event.over,
        "request": event.request,
        "to": event.to,
        "why": event.why,
    }


def _read_event(fields: Fields, number: int) -> CustodyEvent:
    kind = next((known for known in KINDS if known == fields.text("kind")), None)
    if kind is None:
        raise malformed(
            say("custody.json, event {number}, kind", number=number),
            say("one of {kinds}", kinds=", ".join(KINDS)),
        )
    try:
        return CustodyEvent(
            kind=kind,
            at=fields.instant("at"),
            by=fields.text("by"),
            why=fields.text("why"),
            over=fields.digest("over"),
            to=fields.optional("to"),
            request=fields.optional("request"),
            keeper=fields.optional("keeper"),
        )
    except CustodyError as fault:
        raise malformed(
            say("custody.json, event {number}", number=number), say("a whole event ({why})", why=fault.says)
        ) from fault


def _read_path(fields: Fields, number: int) -> str | None:
    path = fields.optional("proof")
    if path not in (None, proof_path(number)):
        raise malformed(say("custody.json, event {number}, proof", number=number), proof_path(number))
    return path
