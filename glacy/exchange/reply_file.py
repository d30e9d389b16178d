"""The file of a reply: a signed container that begins with `receipt.json` (docs/specs/exchange.md, 5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import get_args

from glacy.canon import Json, NotCanonicalError, read_canonical, write_canonical
from glacy.container import Container, Limits, write_container
from glacy.exchange.errors import MalformedReplyError
from glacy.exchange.fields import COUNTRY_FORM, UUID_FORM, Fields
from glacy.exchange.reply import Arrival, Conflict, Reason, Receipt, Rejection, Reply
from glacy.journal import JournalError, read_proof, write_proof
from glacy.sayings import say
from glacy.signing import Signer, Stamper
from glacy.times import write_instant

RECEIPT_FORMAT = "glacy.receipt/1"
REJECTION_FORMAT = "glacy.rejection/1"
CONFLICT_FORMAT = "glacy.conflict/1"
RECEIPT = "receipt.json"
PROOF = "journal.tlog-proof"
LIMITS = Limits(files=8, file_size=1 << 20, total_size=1 << 20)
_ASK = say("Send the envelope again: the receiver then answers with the receipt that it has stored.")


def write_reply(reply: Reply, *, signed_by: Signer, at: datetime, stamper: Stamper) -> bytes:
    """The reply as a signed container."""
    files = [(RECEIPT, write_canonical(_fields_of(reply)))]
    if isinstance(reply, Receipt):
        files.append((PROOF, write_proof(reply.proof)))
    return write_container(files, by=signed_by, at=at, stamper=stamper, kind="receipt")


def reply_of(container: Container) -> Reply:
    """The reply in a container that was read; no signature and no proof is looked at."""
    files = dict(container.files)
    try:
        value = read_canonical(files.pop(RECEIPT, b""))
    except NotCanonicalError as fault:
        raise MalformedReplyError(
            say("{receipt} is missing or damaged. {why}", receipt=RECEIPT, why=fault.says), remedy=_ASK
        ) from fault
    form = value.get("format") if isinstance(value, Mapping) else None
    fields = Fields(value, place=RECEIPT, error=MalformedReplyError, remedy=_ASK)
    reply: Reply
    match form:
        case "glacy.receipt/1":
            reply = _take_receipt(fields, files.pop(PROOF, b""))
        case "glacy.rejection/1":
            reply = _take_rejection(fields)
        case "glacy.conflict/1":
            reply = _take_conflict(fields)
        case _:
            raise fields.fault("format", say("that of a receipt, a rejection or a conflict"), form)
    fields.end()
    if files:
        raise MalformedReplyError(
            say("The reply holds files it should not: {files}.", files=sorted(files)), remedy=_ASK
        )
    return reply


def _fields_of(reply: Reply) -> dict[str, Json]:
    common: dict[str, Json] = {
        "by": reply.by,
        "to": reply.to,
        "exercise": reply.exercise,
        "envelope": reply.envelope,
        "digest": reply.digest,
    }
    match reply:
        case Receipt():
            return common | {
                "format": RECEIPT_FORMAT,
                "thread": reply.thread,
                "sequence": reply.sequence,
                "state": reply.state,
                "received_at": write_instant(reply.received_at),
                "arrival": reply.arrival,
            }
        case Rejection():
            return common | {
                "format": REJECTION_FORMAT,
                "arrived": reply.arrived,
                "reason": reply.reason,
                "says": reply.says,
                "rejected_at": write_instant(reply.rejected_at),
            }
        case Conflict():
            return common | {
                "format": CONFLICT_FORMAT,
                "about": reply.about,
                "known": reply.known,
                "says": reply.says,
                "found_at": write_instant(reply.found_at),
            }


def _take_receipt(fields: Fields, proof: bytes) -> Receipt:
    fields.constant("format", RECEIPT_FORMAT)
    try:
        read = read_proof(proof)
    except JournalError as fault:
        raise MalformedReplyError(
            say("{proof} cannot be read. {why}", proof=PROOF, why=fault.says), remedy=_ASK
        ) from fault
    return Receipt(
        by=_country(fields, "by"),
        to=_country(fields, "to"),
        exercise=fields.flag("exercise"),
        envelope=fields.text("envelope", form=UUID_FORM, says="a UUID"),
        digest=fields.digest("digest"),
        thread=fields.text("thread", form=UUID_FORM, says="a UUID"),
        sequence=fields.integer("sequence", least=1),
        state="waiting" if _one_of(fields, "state", get_args(Arrival)) == "waiting" else "received",
        received_at=fields.instant("received_at"),
        arrival=fields.integer("arrival"),
        proof=read,
    )


def _take_rejection(fields: Fields) -> Rejection:
    fields.constant("format", REJECTION_FORMAT)
    found = _one_of(fields, "reason", get_args(Reason))
    reasons: tuple[Reason, ...] = get_args(Reason)
    return Rejection(
        by=_country(fields, "by"),
        to=fields.text_or_none("to", form=COUNTRY_FORM, says=say("a country code")),
        exercise=fields.flag("exercise"),
        arrived=fields.digest("arrived"),
        envelope=fields.text_or_none("envelope", form=UUID_FORM, says="a UUID"),
        digest=fields.digest_or_none("digest"),
        reason=next(reason for reason in reasons if reason == found),
        says=fields.text("says"),
        rejected_at=fields.instant("rejected_at"),
    )


def _take_conflict(fields: Fields) -> Conflict:
    fields.constant("format", CONFLICT_FORMAT)
    return Conflict(
        by=_country(fields, "by"),
        to=_country(fields, "to"),
        exercise=fields.flag("exercise"),
        envelope=fields.text("envelope", form=UUID_FORM, says="a UUID"),
        digest=fields.digest("digest"),
        about="id" if _one_of(fields, "about", ("id", "place")) == "id" else "place",
        known=fields.digest_or_none("known"),
        says=fields.text("says"),
        found_at=fields.instant("found_at"),
    )


def _country(fields: Fields, name: str) -> str:
    return fields.text(name, form=COUNTRY_FORM, says=say("a country code"))


def _one_of(fields: Fields, name: str, words: tuple[str, ...]) -> str:
    found = fields.text(name)
    if found not in words:
        raise fields.fault(name, say("one of {words}", words=", ".join(words)), found)
    return found
