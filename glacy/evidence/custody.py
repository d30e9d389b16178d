"""Custody: who had the evidence, from whom, why, and where the chain has a gap (`custody.json`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal, get_args

from glacy.canon import Digest, Json, digest_of, write_canonical
from glacy.evidence.errors import CustodyError
from glacy.evidence.forms import Fields, has_one_line, malformed, read_form
from glacy.times import write_instant

CUSTODY_FORMAT = "glacy.custody/1"
CustodyKind = Literal["received", "sealed", "copied", "examined", "handed_over", "returned"]
KINDS: tuple[CustodyKind, ...] = get_args(CustodyKind)
_PASSES_ON = ("handed_over", "returned")
_FIELDS = frozenset({"at", "by", "kind", "over", "proof", "request", "to", "why"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyEvent:
    """One touch of the evidence: what was done, by whom, to whom, why, and for which request.

    `over` is the digest of the one file it was about, or of the seal (`seal.json`) if it was about all.
    """

    kind: CustodyKind
    at: datetime
    by: str
    why: str
    over: Digest
    to: str | None = None
    request: str | None = None

    def __post_init__(self) -> None:
        write_instant(self.at)
        if self.kind not in KINDS:
            raise CustodyError(
                f"{self.kind!r} is no event of custody.", remedy=f"Use one of {', '.join(KINDS)}."
            )
        for name in ("by", "why", "to", "request"):
            value = getattr(self, name)
            if value is not None and not has_one_line(value):
                raise CustodyError(
                    f"{name} must be one line of text, found {value!r}.", remedy="Say it in one line."
                )
        if self.kind in _PASSES_ON and self.to is None:
            raise CustodyError("Nobody is named who got the evidence.", remedy="Name who took it over.")

    @property
    def entry_kind(self) -> str:
        """The kind under which the journal records this event."""
        return f"custody.{self.kind}"

    @property
    def entry_what(self) -> Json:
        """What the journal commits to: this event, and the evidence that it is about."""
        return {"event": digest_of(write_canonical(_event_json(self))), "over": self.over}


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyRecord:
    """An event and, where the journal has recorded it, the bytes of its proof file."""

    event: CustodyEvent
    proof: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyGap:
    """Two neighbouring events between which nobody wrote down how the evidence changed hands."""

    after: CustodyEvent
    before: CustodyEvent
    says: str


def custody_gaps(events: Sequence[CustodyEvent]) -> tuple[CustodyGap, ...]:
    """The gaps in the chain of one thing: a holder who acts without having been handed it."""
    gaps = []
    holder: str | None = None
    for place, event in enumerate(events):
        if holder is not None and event.by != holder:
            says = f"{holder} had the evidence, and {event.by} acts on it: no hand-over is recorded."
            gaps.append(CustodyGap(after=events[place - 1], before=event, says=says))
        holder = event.to if event.kind in _PASSES_ON else event.by
    return tuple(gaps)


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
                f"The event {later.event.kind} of {write_instant(later.event.at)} stands after one of "
                f"{write_instant(earlier.event.at)}.",
                remedy="List the events in the order in which they happened.",
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


def _event_json(event: CustodyEvent) -> dict[str, Json]:
    return {
        "at": write_instant(event.at),
        "by": event.by,
        "kind": event.kind,
        "over": event.over,
        "request": event.request,
        "to": event.to,
        "why": event.why,
    }


def _read_event(fields: Fields, number: int) -> CustodyEvent:
    kind = next((known for known in KINDS if known == fields.text("kind")), None)
    if kind is None:
        raise malformed(f"custody.json, event {number}, kind", f"one of {', '.join(KINDS)}")
    try:
        return CustodyEvent(
            kind=kind,
            at=fields.instant("at"),
            by=fields.text("by"),
            why=fields.text("why"),
            over=fields.digest("over"),
            to=fields.optional("to"),
            request=fields.optional("request"),
        )
    except CustodyError as fault:
        raise malformed(f"custody.json, event {number}", f"a whole event ({fault.says})") from fault


def _read_path(fields: Fields, number: int) -> str | None:
    path = fields.optional("proof")
    if path not in (None, proof_path(number)):
        raise malformed(f"custody.json, event {number}, proof", proof_path(number))
    return path
