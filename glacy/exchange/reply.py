"""What a receiver answers to an envelope: a receipt, a rejection or a conflict (docs/specs/exchange.md, 5).

All three are signed containers that begin with `receipt.json` and are not encrypted: they hold digests only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from glacy.canon import Digest, Json, digest_of
from glacy.errors import GlacyError
from glacy.exchange import errors
from glacy.exchange.envelope import find_header
from glacy.exchange.fields import is_clean
from glacy.exchange.header import Header
from glacy.exchange.thread import Conflicting, Refused
from glacy.journal import JournalProof, Opening, find_opening, write_entry
from glacy.sayings import say

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

_LONGEST = 2_000
_REASONS: tuple[tuple[type[GlacyError], Reason], ...] = (
    (errors.SealedForAnotherError, "sealed_for_another"),
    (errors.DamagedSealError, "damaged"),
    (errors.EnvelopeTooLargeError, "too_large"),
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

    def __post_init__(self) -> None:
        _check_sentence(self.says)

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

    def __post_init__(self) -> None:
        _check_sentence(self.says)


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


def rejection_for(
    fault: GlacyError | Refused,
    *,
    by: str,
    exercise: bool,
    sealed: bytes,
    envelope: bytes | None,
    at: datetime,
) -> Rejection:
    """The rejection of bytes that could not be read or placed; `envelope` where they could be opened."""
    header = None if envelope is None else find_header(envelope)
    return Rejection(
        by=by,
        to=None if header is None else header.sender,
        exercise=exercise,
        arrived=digest_of(sealed),
        envelope=None if header is None else header.id,
        digest=None if envelope is None else digest_of(envelope),
        reason=fault.code if isinstance(fault, Refused) else reason_of(fault),
        says=_sentence(fault.says),
        rejected_at=at,
    )


def conflict_for(found: Conflicting, header: Header, *, digest: Digest, at: datetime) -> Conflict:
    """The conflict that `accept` found for an envelope."""
    return Conflict(
        by=header.receiver,
        to=header.sender,
        exercise=header.exercise,
        envelope=header.id,
        digest=digest,
        about=found.about,
        known=found.known,
        says=found.says,
        found_at=at,
    )


def reason_of(fault: GlacyError) -> Reason:
    """The reason code of a rejection for an error of `open_sealed` or `read_envelope`."""
    return next((reason for kind, reason in _REASONS if isinstance(fault, kind)), "unreadable_message")


def _act(envelope: str, digest: Digest, thread: str, sequence: int, sender: str, state: str) -> Json:
    return {
        "digest": digest,
        "envelope": envelope,
        "sender": sender,
        "sequence": sequence,
        "state": state,
        "thread": thread,
    }


def _sentence(text: str) -> str:
    """The text without what could deceive an eye, and not longer than a page."""
    clean = "".join(character if is_clean(character) else "\N{REPLACEMENT CHARACTER}" for character in text)
    return clean[:_LONGEST] or say("No reason was given.")


def _check_sentence(text: str) -> None:
    if not 0 < len(text) <= _LONGEST or not is_clean(text):
        raise errors.MalformedReplyError(
            say("The sentence of a reply has 1 to {longest} characters on one line.", longest=_LONGEST),
            remedy=say("Make it with rejection_for or conflict_for."),
        )
