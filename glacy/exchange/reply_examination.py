"""Judges a receipt, a rejection or a conflict, offline with the directory (docs/specs/exchange.md, 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from glacy.canon import Digest
from glacy.checks import Check, verdict
from glacy.container import examine_container, read_container
from glacy.errors import GlacyError
from glacy.exchange.directory import Directory
from glacy.exchange.entry import NodeEntry
from glacy.exchange.errors import MalformedReplyError, UnprovedReplyError
from glacy.exchange.examination import find_check
from glacy.exchange.header import Header
from glacy.exchange.reply import Receipt, Rejection, Reply
from glacy.exchange.reply_file import LIMITS, reply_of
from glacy.journal import examine_proof, write_proof
from glacy.sayings import join, say
from glacy.signing import Trust, with_stamps_of

_ASK = say("Send the envelope again; if the answer stays, call the receiver on the number in the directory.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What the sender knows of the envelope that a reply must be about.

    `digest` is that of the envelope, `sealed` that of the age file as it was carried.
    """

    header: Header
    digest: Digest
    sealed: Digest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyReading:
    """The checks of a reply and, where its form holds, what it says."""

    checks: tuple[Check, ...]
    reply: Reply | None = None

    @property
    def holds(self) -> bool | None:
        """The verdict over all checks."""
        return verdict(self.checks)


def find_reply(data: bytes) -> Reply | None:
    """What bytes say if they have the form of a reply; nothing of it is proved."""
    try:
        return reply_of(read_container(data, limits=LIMITS))
    except GlacyError:
        return None


def examine_reply(
    data: bytes, *, directory: Directory | None, at: datetime, sent: Sent | None = None
) -> ReplyReading:
    """Every check of a receipt, rejection or conflict; never raises on bad input.

    Without a directory it can be told that the reply is whole, and not who gave it. With `sent` it is also
    checked against that envelope.
    """
    try:
        reply = reply_of(read_container(data, limits=LIMITS))
    except GlacyError as fault:
        return ReplyReading(checks=(_check("reply.form", False, str(fault)),))
    by = None if directory is None else directory.find_entry(reply.by)
    trust = Trust.none()
    if by is not None and directory is not None:
        trust = with_stamps_of(by.trust(), directory.trust())
    reading = examine_container(data, trust=trust, at=at, limits=LIMITS, about="receipt")
    checks = (
        _check("reply.form", True, _says(reply)),
        *reading.checks,
        _giver_check(reply, directory, by),
        *_purpose_checks(reply, directory),
        *(_proof_checks(reply, by) if isinstance(reply, Receipt) else ()),
        *(() if sent is None else _sent_checks(reply, sent)),
    )
    return ReplyReading(checks=checks, reply=reply)


def read_reply(data: bytes, *, directory: Directory, at: datetime, sent: Sent) -> Reply:
    """The reply to an envelope that we sent, if it proves what it says; otherwise an error that names why.

    MalformedReplyError for bytes that are no reply, UnprovedReplyError for one by another node, about another
    envelope, or without the proof. Neither settles anything: the parcel stays in the outbox.
    """
    reading = examine_reply(data, directory=directory, at=at, sent=sent)
    if reading.reply is None:
        raise MalformedReplyError(
            say("The answer is not a receipt, a rejection or a conflict. {why}", why=reading.checks[0].says),
            remedy=_ASK,
        )
    if reading.holds is not True:
        failed = find_check(reading.checks, holds=False) or find_check(reading.checks, holds=None)
        name, says = ("", "") if failed is None else (failed.name, failed.says)
        raise UnprovedReplyError(
            say("The answer does not prove what it says. {why}", why=says),
            remedy=_ASK,
            check=name,
            by=reading.reply.by,
        )
    return reading.reply


def _says(reply: Reply) -> str:
    match reply:
        case Receipt():
            arrived = say(
                "A receipt by {by}: envelope {envelope} of {to} arrived as entry {arrival} of its journal.",
                by=reply.by,
                envelope=reply.envelope,
                to=reply.to,
                arrival=reply.arrival,
            )
            return join(arrived, say("It waits for the one before it.") if reply.state == "waiting" else "")
        case Rejection():
            return say(
                "A rejection by {by} ({reason}): {why}", by=reply.by, reason=reply.reason, why=reply.says
            )
        case _:
            return say("A conflict found by {by}: {why}", by=reply.by, why=reply.says)


def _giver_check(reply: Reply, directory: Directory | None, by: NodeEntry | None) -> Check:
    if directory is None:
        return _check(
            "reply.giver", None, say("Without a directory nobody can tell that {by} gave it.", by=reply.by)
        )
    if by is None:
        return _check("reply.giver", False, say("The directory lists no node for {by}.", by=reply.by))
    says = say(
        "The directory lists {sender} as the node of {country}; its keys were used for the checks.",
        sender=by.name,
        country=reply.by,
    )
    return _check("reply.giver", True, says, who=by.name)


def _purpose_checks(reply: Reply, directory: Directory | None) -> tuple[Check, ...]:
    if directory is None or directory.exercise == reply.exercise:
        return ()
    return (
        _check("reply.exercise", False, say("Reply and directory are not both for exercises or real cases.")),
    )


def _proof_checks(receipt: Receipt, by: NodeEntry | None) -> tuple[Check, ...]:
    entry = receipt.entry
    if entry is None or receipt.arrival != receipt.proof.index:
        says = say("The proof does not show the entry that the receipt speaks of.")
        return (_check("reply.proof", False, says),)
    keys = () if by is None else by.journal_history
    return examine_proof(write_proof(receipt.proof), keys=keys, entry=entry)


def _sent_checks(reply: Reply, sent: Sent) -> tuple[Check, ...]:
    header = sent.header
    to_us = reply.by == header.receiver and reply.to in (header.sender, None)
    parties = _check("reply.parties", to_us, say("It is by {by} to {to}.", by=reply.by, to=reply.to))
    match reply:
        case Receipt():
            told = (reply.envelope, reply.digest, reply.thread, reply.sequence)
            same = told == (header.id, sent.digest, header.thread, header.sequence)
        case Rejection():
            same = reply.digest == sent.digest or (sent.sealed is not None and reply.arrived == sent.sealed)
        case _:
            same = (reply.envelope, reply.digest) == (header.id, sent.digest)
    says = say("It is about the envelope that was sent.") if same else say("It is about another envelope.")
    return (parties, _check("reply.envelope", same, says))


def _check(name: str, holds: bool | None, says: str, *, who: str | None = None) -> Check:
    return Check(name=name, holds=holds, about="receipt", says=says, who=who)
