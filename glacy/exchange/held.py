"""What a restored node asks a peer, and what the peer answers (docs/specs/exchange.md, 12).

The question and the answer are signed containers; the answer travels sealed to the keys of who asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from glacy.canon import Digest, Json, NotCanonicalError, read_canonical, read_digest, write_canonical
from glacy.checks import verdict
from glacy.container import Limits, examine_container, read_container, write_container
from glacy.errors import GlacyError
from glacy.exchange.directory import Directory
from glacy.exchange.errors import (
    ExerciseMixedError,
    MalformedQuestionError,
    UnknownSenderError,
    WrongKeyError,
    WrongReceiverError,
)
from glacy.exchange.examination import find_check
from glacy.exchange.fields import COUNTRY_FORM, UUID_FORM, Fields
from glacy.sayings import say
from glacy.signing import Signer, Stamper
from glacy.times import write_instant

QUESTION_FORMAT = "glacy.held-question/1"
HELD_FORMAT = "glacy.held/1"
QUESTION, HELD = "question.json", "held.json"
MAX_QUESTION_SIZE = 16 << 20
MOST_THREADS = 100_000
MOST_WAITING = 256
MAX_NOTE = 64 << 10
MOST_LINES = 100
LIMITS = Limits(files=6, file_size=MAX_QUESTION_SIZE, total_size=MAX_QUESTION_SIZE)
_ASK = say("Ask again; if it stays so, call the other side on the number in the directory.")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownThread:
    """What the restored node still knows of a thread: the number of the last message taken, and sent."""

    thread: str
    received: int
    sent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldQuestion:
    """What do you hold of us? Or, with `wants`: give back this envelope of ours."""

    by: str
    to: str
    exercise: bool
    asked_at: datetime
    threads: tuple[KnownThread, ...] = ()
    wants: Digest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPlace:
    """A message of a thread: its number and the digest of its envelope."""

    sequence: int
    digest: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldThread:
    """A thread as the peer has it: the last that it took, what waits, and its own last with a receipt."""

    thread: str
    taken: ThreadPlace | None
    waiting: tuple[Digest, ...]
    sent: ThreadPlace | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldState:
    """All that a peer holds of who asked.

    `checkpoint` is the largest of their journal that it has seen, `journal` its own as it is published: it
    bears the lines of who asked, if that is one of its witnesses.
    """

    by: str
    to: str
    exercise: bool
    question: Digest
    told_at: datetime
    checkpoint: str | None
    journal: str | None
    threads: tuple[HeldThread, ...]


def write_question(question: HeldQuestion, *, by: Signer, at: datetime, stamper: Stamper) -> bytes:
    """The question as a signed container."""
    value: dict[str, Json] = {
        "format": QUESTION_FORMAT,
        "by": question.by,
        "to": question.to,
        "exercise": question.exercise,
        "asked_at": write_instant(question.asked_at),
        "wants": question.wants,
        "threads": [
            {"thread": one.thread, "received": one.received, "sent": one.sent} for one in question.threads
        ],
    }
    return write_container([(QUESTION, write_canonical(value))], by=by, at=at, stamper=stamper, kind="other")


def read_question(data: bytes, *, directory: Directory, receiver: str, at: datetime) -> HeldQuestion:
    """The question, if the node that asks has sealed it and it is meant for this one."""
    fields = _fields(data, QUESTION, QUESTION_FORMAT)
    question = HeldQuestion(
        by=_country(fields, "by"),
        to=_country(fields, "to"),
        exercise=fields.flag("exercise"),
        asked_at=fields.instant("asked_at"),
        wants=fields.digest_or_none("wants"),
        threads=fields.list_of("threads", _known, most=MOST_THREADS),
    )
    fields.end()
    _verify_order([one.thread for one in question.threads], fields)
    _verify_parties(question.by, question.to, question.exercise, directory=directory, receiver=receiver)
    _verify_seal(data, question.by, directory=directory, at=at)
    return question


def write_held(held: HeldState, *, by: Signer, at: datetime, stamper: Stamper) -> bytes:
    """The answer as a signed container, to be sealed to who asked."""
    value: dict[str, Json] = {
        "format": HELD_FORMAT,
        "by": held.by,
        "to": held.to,
        "exercise": held.exercise,
        "question": held.question,
        "told_at": write_instant(held.told_at),
        "checkpoint": None if held.checkpoint is None else held.checkpoint.splitlines(),
        "journal": None if held.journal is None else held.journal.splitlines(),
        "threads": [
            {
                "thread": one.thread,
                "taken": _place_json(one.taken),
                "waiting": list(one.waiting),
                "sent": _place_json(one.sent),
            }
            for one in held.threads
        ],
    }
    return write_container([(HELD, write_canonical(value))], by=by, at=at, stamper=stamper, kind="other")


def read_held(
    data: bytes, *, directory: Directory, receiver: str, at: datetime, giver: str, question: Digest
) -> HeldState:
    """The answer of the peer that was asked, to the question that was asked."""
    fields = _fields(data, HELD, HELD_FORMAT)
    held = HeldState(
        by=_country(fields, "by"),
        to=_country(fields, "to"),
        exercise=fields.flag("exercise"),
        question=fields.digest("question"),
        told_at=fields.instant("told_at"),
        checkpoint=_note(fields, "checkpoint"),
        journal=_note(fields, "journal"),
        threads=fields.list_of("threads", _thread, most=MOST_THREADS),
    )
    fields.end()
    _verify_order([one.thread for one in held.threads], fields)
    if (held.by, held.question) != (giver, question):
        raise MalformedQuestionError(say("This answers another question."), remedy=_ASK, by=held.by)
    _verify_parties(held.by, held.to, held.exercise, directory=directory, receiver=receiver)
    _verify_seal(data, held.by, directory=directory, at=at)
    return held


def _fields(data: bytes, name: str, form: str) -> Fields:
    if len(data) > MAX_QUESTION_SIZE:
        raise MalformedQuestionError(
            say("{name} has more than {most} bytes.", name=name, most=MAX_QUESTION_SIZE), remedy=_ASK
        )
    try:
        files = read_container(data, limits=LIMITS).files
        value = read_canonical(files[name])
    except (GlacyError, KeyError, NotCanonicalError) as fault:
        raise MalformedQuestionError(
            say("This is no container with {name}: {why}", name=name, why=fault), remedy=_ASK
        ) from fault
    fields = Fields(value, place=name, error=MalformedQuestionError, remedy=_ASK)
    fields.constant("format", form)
    return fields


def _verify_parties(by: str, to: str, exercise: bool, *, directory: Directory, receiver: str) -> None:
    if exercise != directory.exercise:
        raise ExerciseMixedError(say("An exercise and real cases do not meet."), remedy=_ASK, sender=by)
    if to != receiver or by == receiver:
        raise WrongReceiverError(
            say("It is by {by} to {to}, and this is {receiver}.", by=by, to=to, receiver=receiver),
            remedy=_ASK,
            expected=receiver,
            found=to,
        )


def _verify_seal(data: bytes, by: str, *, directory: Directory, at: datetime) -> None:
    sender = directory.find_entry(by)
    if sender is None:
        raise UnknownSenderError(
            say("The directory lists no node for {sender}.", sender=by),
            remedy=say("Refresh the directory; if the sender is still missing, call its contact point."),
            sender=by,
        )
    reading = examine_container(data, trust=sender.trust(), at=at, limits=LIMITS, about="question")
    if verdict(reading.checks) is not True:
        failed = find_check(reading.checks, holds=False) or find_check(reading.checks, holds=None)
        says = say("Nothing can be told of the signature.") if failed is None else failed.says
        raise WrongKeyError(
            say("It is not sealed by the node of {by}. {why}", by=by, why=says), remedy=_ASK, sender=by
        )


def _known(item: Json, place: str) -> KnownThread:
    fields = Fields(item, place=place, error=MalformedQuestionError, remedy=_ASK)
    known = KnownThread(
        thread=fields.text("thread", form=UUID_FORM, says="a UUID"),
        received=fields.integer("received"),
        sent=fields.integer("sent"),
    )
    fields.end()
    return known


def _thread(item: Json, place: str) -> HeldThread:
    fields = Fields(item, place=place, error=MalformedQuestionError, remedy=_ASK)
    found = HeldThread(
        thread=fields.text("thread", form=UUID_FORM, says="a UUID"),
        taken=_place(fields, "taken"),
        waiting=fields.list_of("waiting", _digest, most=MOST_WAITING),
        sent=_place(fields, "sent"),
    )
    fields.end()
    return found


def _digest(item: Json, place: str) -> Digest:
    try:
        return read_digest(item if isinstance(item, str) else "")
    except GlacyError as fault:
        raise MalformedQuestionError(say("{place} is no digest.", place=place), remedy=_ASK) from fault


def _note(fields: Fields, name: str) -> str | None:
    """The checkpoint, which stands line by line; it is judged by who opens it."""
    found = fields.take(name)
    if found is None:
        return None
    lines = found if isinstance(found, list) else [None]
    texts = [line for line in lines if isinstance(line, str) and len(line) < MAX_NOTE and "\n" not in line]
    if len(texts) != len(lines) or len(texts) > MOST_LINES:
        raise fields.fault(name, say("a list of lines, or null"), found)
    return "".join(f"{line}\n" for line in texts)


def _place(fields: Fields, name: str) -> ThreadPlace | None:
    value = fields.take(name)
    if value is None:
        return None
    inside = Fields(value, place=name, error=MalformedQuestionError, remedy=_ASK)
    place = ThreadPlace(sequence=inside.integer("sequence", least=1), digest=inside.digest("digest"))
    inside.end()
    return place


def _place_json(place: ThreadPlace | None) -> Json:
    return None if place is None else {"sequence": place.sequence, "digest": place.digest}


def _country(fields: Fields, name: str) -> str:
    return fields.text(name, form=COUNTRY_FORM, says=say("a country code"))


def _verify_order(threads: Sequence[str], fields: Fields) -> None:
    if list(threads) != sorted(set(threads)):
        raise fields.fault("threads", say("in order, each once"), len(threads))
