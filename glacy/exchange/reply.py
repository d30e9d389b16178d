"""What a receiver answers to an envelope: a receipt, a rejection or a conflict (docs/specs/exchange.md, 5).

All three are signed containers that begin with `receipt.json` and are not encrypted: they hold digests only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias, get_args

from glacy.canon import Digest, Json, NotCanonicalError, read_canonical, write_canonical
from glacy.container import Container, write_container
from glacy.errors import GlacyError
from glacy.exchange import errors
from glacy.exchange.errors import MalformedReplyError
from glacy.exchange.fields import COUNTRY_FORM, UUID_FORM, Fields
from glacy.exchange.header import Header
from glacy.journal import (
    JournalError,
    JournalProof,
    Opening,
    find_opening,
    read_proof,
    write_entry,
    write_proof,
)
from glacy.signing import Signer, Stamper
from glacy.times import write_instant

RECEIPT_FORMAT = "glacy.receipt/1"
REJECTION_FORMAT = "glacy.rejection/1"
CONFLICT_FORMAT = "glacy.conflict/1"
RECEIPT = "receipt.json"
PROOF = "journal.tlog-proof"
ARRIVAL_KIND = "envelope.received"
"""The kind under which a receiver logs that an envelope arrived."""

Arrival = Literal["received", "waiting"]
Reason = Literal[
    "damaged",
    "malformed",
    "sealed_for_another",
    "unknown_sender",
    "wrong_key",
    "expired_certificate",
    "wrong_receiver",
    "exercise_mixed",
    "wrong_thread",
    "broken_chain",
    "too_early",
    "too_large",
    "busy",
    "unreadable_message",
]
RETRY_REASONS: frozenset[str] = frozenset(("too_early", "busy"))
"""Reasons that may have gone when the same bytes come again."""

_ASK = "Send the envelope again: the receiver then answers with the receipt that it has stored."
_REASONS: tuple[tuple[type[GlacyError], Reason], ...] = (
    (errors.SealedForAnotherError, "sealed_for_another"),
    (errors.DamagedSealError, "damaged"),
    (errors.UnknownSenderError, "unknown_sender"),
    (errors.WrongKeyError, "wrong_key"),
    (errors.ExpiredCertificateError, "expired_certificate"),
    (errors.WrongReceiverError, "wrong_receiver"),
    (errors.ExerciseMixedError, "exercise_mixed"),
    (errors.ExchangeError, "malformed"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """That an envelope is durably held by its receiver, with the proof that its journal says so.

    `arrival` is the index of the entry in the receiver's journal, `state` whether the message waits for an
    earlier one. The proof carries the opening of the entry, so that anyone sees what was logged.
    """

    by: str
    to: str
    exercise: bool
    envelope: str
    digest: Digest
    thread: str
    sequence: int
    state: Arrival
    received_at: datetime
    arrival: int
    proof: JournalProof

    @property
    def opening(self) -> Opening | None:
        """The opening of the arrival entry with the salt of the proof and the facts of this receipt."""
        found = find_opening(self.proof)
        if found is None:
            return None
        return Opening(
            kind=ARRIVAL_KIND,
            who=self.by,
            what=_act(self.envelope, self.digest, self.thread, self.sequence, self.to, self.state),
            at=self.received_at,
            salt=found.salt,
        )

    @property
    def entry(self) -> bytes | None:
        """The bytes of the journal entry that would say what this receipt says."""
        opening = self.opening
        return None if opening is None else write_entry(opening.entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """That bytes arrived and were put aside, with the reason as a code and as a sentence.

    `arrived` is the digest of the bytes as they came, still sealed; `envelope` and `digest` are known only
    where they could be opened.
    """

    by: str
    to: str | None
    exercise: bool
    arrived: Digest
    envelope: str | None
    digest: Digest | None
    reason: Reason
    says: str
    rejected_at: datetime

    @property
    def may_retry(self) -> bool:
        """Whether the same bytes may be taken later."""
        return self.reason in RETRY_REASONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """That a sender has said two things under one id, or at one place of a thread.

    `known` is the digest of the envelope that was taken first, where it is still at hand.
    """

    by: str
    to: str
    exercise: bool
    envelope: str
    digest: Digest
    about: Literal["id", "place"]
    known: Digest | None
    says: str
    found_at: datetime


Reply: TypeAlias = Receipt | Rejection | Conflict


def arrival_opening(
    header: Header, *, digest: Digest, state: Arrival, received_at: datetime, salt: bytes
) -> Opening:
    """What the receiver logs of an arrival; the entry to append is `write_entry(opening.entry)`."""
    what = _act(header.id, digest, header.thread, header.sequence, header.sender, state)
    return Opening(kind=ARRIVAL_KIND, who=header.receiver, what=what, at=received_at, salt=salt)


def receipt_for(
    header: Header, *, digest: Digest, state: Arrival, received_at: datetime, proof: JournalProof
) -> Receipt:
    """The receipt for an envelope whose arrival is logged; `proof.extra` holds the written opening."""
    return Receipt(
        by=header.receiver,
        to=header.sender,
        exercise=header.exercise,
        envelope=header.id,
        digest=digest,
        thread=header.thread,
        sequence=header.sequence,
        state=state,
        received_at=received_at,
        arrival=proof.index,
        proof=proof,
    )


def reason_of(fault: GlacyError) -> Reason:
    """The reason code of a rejection for an error of `open_sealed` or `read_envelope`."""
    return next((reason for kind, reason in _REASONS if isinstance(fault, kind)), "unreadable_message")


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
        raise MalformedReplyError(f"{RECEIPT} is missing or damaged. {fault.says}", remedy=_ASK) from fault
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
            raise fields.fault("format", "that of a receipt, a rejection or a conflict", form)
    fields.end()
    if files:
        raise MalformedReplyError(f"The reply holds files it should not: {sorted(files)}.", remedy=_ASK)
    return reply


def _act(envelope: str, digest: Digest, thread: str, sequence: int, sender: str, state: str) -> Json:
    return {
        "digest": digest,
        "envelope": envelope,
        "sender": sender,
        "sequence": sequence,
        "state": state,
        "thread": thread,
    }


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
        raise MalformedReplyError(f"{PROOF} cannot be read. {fault.says}", remedy=_ASK) from fault
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
        to=fields.text_or_none("to", form=COUNTRY_FORM, says="a country code"),
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
    return fields.text(name, form=COUNTRY_FORM, says="a country code")


def _one_of(fields: Fields, name: str, words: tuple[str, ...]) -> str:
    found = fields.text(name)
    if found not in words:
        raise fields.fault(name, f"one of {', '.join(words)}", found)
    return found
