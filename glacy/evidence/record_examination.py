"""What can be said of a printed record of custody, or a certificate, by what is attached to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from glacy.canon import Digest, Json
from glacy.checks import Check
from glacy.documents import DocumentError, attachments_of, text_of
from glacy.errors import GlacyError
from glacy.evidence.custody import CustodyEvent, CustodyRecord, custody_gaps, read_events
from glacy.evidence.examination import examine_event
from glacy.evidence.forms import Fields, malformed, read_form
from glacy.evidence.page_file import PAGE, PageFile, renderer
from glacy.evidence.printed import ExhibitSheet, Heading
from glacy.evidence.sheets import RECORD_FORMAT, render_again
from glacy.journal import VerifierKey, read_proof
from glacy.sayings import say

RECORD = "record.json"
_PAGE, _ABOUT = "record.page", "record"
_FIELDS = frozenset({"at", "exercise", "exhibits", "reference"})
_EXHIBIT = frozenset({"before", "digest", "events", "id", "number", "proofs", "size"})


def is_record(pdf: bytes) -> bool:
    """Whether a document carries the events of a record of custody."""
    return RECORD in _attached(pdf)


def examine_record(
    pdf: bytes, *, keys: Iterable[VerifierKey] = (), first_revision: bytes | None = None
) -> tuple[Check, ...]:
    """The checks of the events attached to a record, and of its page, which is made again from them.

    `first_revision` is the record before its seal; whose seal is on it is asked elsewhere. Never raises.
    """
    files, known = _attached(pdf), tuple(keys)
    try:
        fields = read_form(files.get(RECORD, b""), place=RECORD, format_=RECORD_FORMAT, names=_FIELDS)
        told = [_read(one, files) for one in fields.each("exhibits", names=_EXHIBIT)]
    except GlacyError as fault:
        return (Check(name="record", holds=False, about=RECORD, says=fault.says),)
    return (
        *(check for one in told for check in _judge(one, keys=known)),
        _examine_page(first_revision or pdf, fields, told, files.get(PAGE)),
    )


class _Told(NamedTuple):
    """What `record.json` says of an exhibit."""

    fields: Fields
    digest: Digest
    number: int
    before: tuple[CustodyEvent, ...]
    records: tuple[CustodyRecord, ...]


def _read(fields: Fields, files: Mapping[str, bytes]) -> _Told:
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
    before = read_events(cast("Sequence[Json]", fields.values("before")))
    return _Told(fields, fields.digest("digest"), fields.number("number"), before, tuple(records))


def _examine_page(before_seal: bytes, fields: Fields, told: Sequence[_Told], page: bytes | None) -> Check:
    """The page made again from the attached files, and compared."""
    if page is None:
        says = say("The page was not made again: read the attached events where it matters.")
        return Check(name=_PAGE, holds=None, about=_ABOUT, says=says, decisive=False)
    made_by: Json = None
    try:
        read = PageFile(page)
        made_by = read.made_by
        if len(read) != len(told):
            raise malformed(PAGE, say("what record.json tells, exhibit by exhibit"))
        sheets = [
            read.sheet(place, one.fields, before=one.before, custody=one.records)
            for place, one in enumerate(told)
        ]
        heading = Heading(
            reference=fields.text("reference"),
            from_=read.from_,
            at=fields.instant("at"),
            language=read.language,
            exercise=fields.flag("exercise"),
        )
        _verify_places(sheets)
        again = render_again(sheets, heading, read.certified)
    except (GlacyError, ValueError) as fault:
        holds = None if made_by is not None and made_by != dict(renderer()) else False
        return _page(holds, say("The page cannot be made again here: {why}", why=fault))
    if again == before_seal:
        says = say("The page, made again here from the attached files, is equal byte for byte.")
        return _page(True, says)
    if made_by == dict(renderer()):
        says = say(
            "The page differs from the attached files: the same renderer makes another page from them."
        )
        return _page(False, says)
    if text_of(again) != text_of(before_seal):
        return _page(False, say("The text of the page differs from what the attached files say."))
    says = say("Another version of the renderer made the page; its text is what the attached files say.")
    return _page(None, says)


def _verify_places(sheets: Iterable[ExhibitSheet]) -> None:
    """Raise if the page names another place in the journal than a proof has."""
    for sheet in sheets:
        for record, index in zip(sheet.custody, sheet.indexes, strict=True):
            if record.proof is not None and read_proof(record.proof).index != index:
                raise malformed(PAGE, say("the place that the proof has in the journal"))


def _page(holds: bool | None, says: str) -> Check:
    return Check(name=_PAGE, holds=holds, about=_ABOUT, says=says)


def _judge(told: _Told, *, keys: tuple[VerifierKey, ...]) -> Iterator[Check]:
    _, digest, number, _, records = told
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
