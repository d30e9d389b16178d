"""What can be said of a printed record of custody by the events and proofs that are attached to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from glacy.canon import Digest, Json
from glacy.checks import Check
from glacy.documents import DocumentError, attachments_of
from glacy.errors import GlacyError
from glacy.evidence.custody import CustodyEvent, CustodyRecord, custody_gaps, read_events
from glacy.evidence.examination import examine_event
from glacy.evidence.forms import Fields, malformed, read_form
from glacy.evidence.sheets import RECORD_FORMAT
from glacy.journal import VerifierKey, read_proof
from glacy.sayings import say

RECORD = "record.json"
_FIELDS = frozenset({"at", "exercise", "exhibits", "reference"})
_EXHIBIT = frozenset({"before", "digest", "events", "id", "number", "proofs", "size"})


def is_record(pdf: bytes) -> bool:
    """Whether a document carries the events of a record of custody."""
    return RECORD in _attached(pdf)


def examine_record(pdf: bytes, *, keys: Iterable[VerifierKey] = ()) -> tuple[Check, ...]:
    """The checks of the events attached to a record; whose seal is on it is asked elsewhere. Never raises."""
    files, known = _attached(pdf), tuple(keys)
    try:
        fields = read_form(files.get(RECORD, b""), place=RECORD, format_=RECORD_FORMAT, names=_FIELDS)
        told = [_read(one, files) for one in fields.each("exhibits", names=_EXHIBIT)]
    except GlacyError as fault:
        return (Check(name="record", holds=False, about=RECORD, says=fault.says),)
    return (
        *(check for one in told for check in _judge(*one, keys=known)),
        Check(
            name="record.page",
            holds=None,
            about="record",
            says=say("The page was not made again: read the attached events where it matters."),
            decisive=False,
        ),
    )


def _read(fields: Fields, files: Mapping[str, bytes]) -> tuple[Digest, int, tuple[CustodyRecord, ...]]:
    events = read_events(cast("Sequence[Json]", fields.values("events")))
    proofs = fields.values("proofs")
    if len(proofs) != len(events):
        raise malformed(RECORD, say("a proof or null to each event"))
    records = []
    for event, name in zip(events, proofs, strict=True):
        if name is not None and (not isinstance(name, str) or name not in files):
            raise malformed(RECORD, say("proofs that are attached"))
        proof = None if name is None else files[str(name)]
        if proof is not None:
            read_proof(proof)
        records.append(CustodyRecord(event=event, proof=proof))
    return fields.digest("digest"), fields.number("number"), tuple(records)


def _judge(
    digest: Digest, number: int, records: tuple[CustodyRecord, ...], *, keys: tuple[VerifierKey, ...]
) -> Iterator[Check]:
    events: list[CustodyEvent] = []
    for record in records:
        events.append(record.event)
        if record.event.over != digest:
            says = say("An event of exhibit {number} is about other evidence.", number=number)
            yield Check(name="record", holds=False, about=RECORD, says=says)
        act = say("{kind} of exhibit {number}", kind=record.event.kind, number=number)
        yield examine_event(record, about=f"exhibit {number}", keys=keys, act=act)
    for gap in custody_gaps(events):
        says = say("There is a gap: {why}", why=gap.says)
        yield Check(name="custody.chain", holds=None, about=f"exhibit {number}", says=says, decisive=False)


def _attached(pdf: bytes) -> Mapping[str, bytes]:
    try:
        return {one.name: one.content for one in attachments_of(pdf)}
    except DocumentError:
        return {}
