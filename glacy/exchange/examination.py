"""Judges an envelope: whose it is, whether it is whole, for whom it is (docs/specs/exchange.md, 4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from glacy.checks import Check, verdict
from glacy.container import examine_container
from glacy.errors import GlacyError
from glacy.exchange.directory import Directory
from glacy.exchange.entry import NodeEntry
from glacy.exchange.envelope import LIMITS, Envelope, parse_envelope
from glacy.exchange.errors import (
    ExchangeError,
    ExerciseMixedError,
    ExpiredCertificateError,
    MalformedEnvelopeError,
    UnknownSenderError,
    WrongKeyError,
    WrongReceiverError,
)
from glacy.sayings import say
from glacy.signing import Trust, with_stamps_of

_ASK = say("Ask the sender to send the envelope again, unchanged.")
_CALL = say("Call the sender on the number in the directory; do not act on the message.")


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopeReading:
    """The checks of an envelope and, where its form holds, what it contains.

    What it contains is what the bytes claim; only where `holds` is True may anyone act on it.
    """

    checks: tuple[Check, ...]
    envelope: Envelope | None = None

    @property
    def holds(self) -> bool | None:
        """The verdict over all checks."""
        return verdict(self.checks)


def examine_envelope(
    data: bytes, *, directory: Directory | None, at: datetime, receiver: str | None = None
) -> EnvelopeReading:
    """Every check of an envelope, offline; never raises on bad input.

    Without a directory it can be told that the envelope is whole, and not who sent it. `receiver` is the
    country that asks, if the question is whether the envelope is for it. `at` is the reader's instant.
    """
    try:
        envelope = parse_envelope(data)
    except GlacyError as fault:
        return EnvelopeReading(checks=(_check("envelope.form", False, str(fault)),))
    header = envelope.header
    sender = None if directory is None else directory.find_entry(header.sender)
    trust = Trust.none()
    if sender is not None and directory is not None:
        trust = with_stamps_of(sender.trust(), directory.trust())
    reading = examine_container(data, trust=trust, at=at, limits=LIMITS, about="envelope")
    envelope = replace(envelope, signed_at=reading.signed_at, stamped_at=reading.stamped_at)
    form = _check(
        "envelope.form",
        True,
        say(
            "An envelope of the kind {kind} from {sender} to {receiver}, number {sequence} of its "
            "thread, with {count} parts that fit its header.",
            kind=header.kind,
            sender=header.sender,
            receiver=header.receiver,
            sequence=header.sequence,
            count=len(envelope.parts),
        ),
    )
    checks = (
        form,
        *reading.checks,
        _sender_check(envelope, directory, sender),
        *_purpose_checks(envelope, directory),
        *_receiver_checks(envelope, receiver),
    )
    return EnvelopeReading(checks=checks, envelope=envelope)


def read_envelope(data: bytes, *, directory: Directory, receiver: str, at: datetime) -> Envelope:
    """The envelope, if its sender, bytes and address all hold; otherwise an error that names the fault.

    The faults: MalformedEnvelopeError and MalformedHeaderError (damaged, cut short, packed again, a bomb,
    parts that do not fit), UnknownSenderError, WrongKeyError, ExpiredCertificateError, ExerciseMixedError,
    WrongReceiverError. Whether the message fits its thread is asked with `accept`.
    """
    envelope = parse_envelope(data)
    header = envelope.header
    sender = directory.find_entry(header.sender)
    if header.exercise != directory.exercise:
        raise ExerciseMixedError(_says_purpose(envelope), remedy=_CALL, sender=header.sender)
    if header.receiver != receiver:
        raise WrongReceiverError(
            say(
                "The envelope is addressed to {found}, and this is {receiver}.",
                found=header.receiver,
                receiver=receiver,
            ),
            remedy=say("Ask the sender to address it anew; do not pass it on."),
            expected=receiver,
            found=header.receiver,
        )
    if sender is None:
        raise UnknownSenderError(
            say("The directory lists no node for {sender}.", sender=header.sender),
            remedy=say("Refresh the directory; if the sender is still missing, call its contact point."),
            sender=header.sender,
        )
    reading = examine_container(data, trust=sender.trust(), at=at, limits=LIMITS, about="envelope")
    if verdict(reading.checks) is not True:
        raise _fault_of(reading.checks, sender)
    return replace(envelope, signed_at=reading.signed_at, stamped_at=reading.stamped_at)


def find_check(checks: tuple[Check, ...], *, holds: bool | None) -> Check | None:
    """The first decisive check with that finding; one that fails counts always."""
    wanted = (check for check in checks if check.holds is holds and (check.decisive or holds is False))
    return next(wanted, None)


def _fault_of(checks: tuple[Check, ...], sender: NodeEntry) -> ExchangeError:
    failed = find_check(checks, holds=False) or find_check(checks, holds=None)
    says = say("Nothing can be told of the signature.") if failed is None else failed.says
    name = "signature" if failed is None else failed.name
    if name.endswith("_period"):
        return ExpiredCertificateError(
            say(
                "A certificate of {sender} was not valid when this was signed. {why}",
                sender=sender.name,
                why=says,
            ),
            remedy=say("Ask the sender to renew its certificate and to send again."),
            check=name,
        )
    if name in ("signer", "stamp_authority"):
        return WrongKeyError(
            say(
                "The envelope names {sender} and is not signed with its key. {why}",
                sender=sender.name,
                why=says,
            ),
            remedy=_CALL,
            check=name,
        )
    return MalformedEnvelopeError(
        say("The envelope was changed or damaged. {why}", why=says), remedy=_ASK, check=name
    )


def _sender_check(envelope: Envelope, directory: Directory | None, sender: NodeEntry | None) -> Check:
    country = envelope.header.sender
    if directory is None:
        return _check(
            "envelope.sender",
            None,
            say("Without a directory nobody can tell that {country} sent it.", country=country),
        )
    if sender is None:
        return _check(
            "envelope.sender", False, say("The directory lists no node for {country}.", country=country)
        )
    says = say(
        "The directory lists {sender} as the node of {country}; its keys were used for the checks.",
        sender=sender.name,
        country=country,
    )
    return _check("envelope.sender", True, says, who=sender.name)


def _purpose_checks(envelope: Envelope, directory: Directory | None) -> tuple[Check, ...]:
    if directory is None or envelope.header.exercise == directory.exercise:
        if not envelope.header.exercise:
            return ()
        return (
            _check(
                "envelope.exercise", True, say("An exercise: everything in it is invented."), decisive=False
            ),
        )
    return (_check("envelope.exercise", False, _says_purpose(envelope)),)


def _receiver_checks(envelope: Envelope, receiver: str | None) -> tuple[Check, ...]:
    if receiver is None:
        return ()
    found = envelope.header.receiver
    says = (
        say("It is addressed to {found}, to us.", found=found)
        if found == receiver
        else say("It is addressed to {found}, and this is {receiver}.", found=found, receiver=receiver)
    )
    return (_check("envelope.receiver", found == receiver, says),)


def _says_purpose(envelope: Envelope) -> str:
    if envelope.header.exercise:
        return say("This is an exercise message, and the directory is for real cases.")
    return say("This message calls itself real, and the directory is for exercises.")


def _check(
    name: str, holds: bool | None, says: str, *, who: str | None = None, decisive: bool = True
) -> Check:
    return Check(name=name, holds=holds, about="envelope", says=says, who=who, decisive=decisive)
