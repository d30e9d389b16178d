"""The header of an envelope: who sends what to whom, its place in a thread (docs/specs/exchange.md, 3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from glacy.canon import Digest, Json, read_digest
from glacy.errors import GlacyError
from glacy.exchange.errors import MalformedHeaderError
from glacy.exchange.fields import COUNTRY_FORM, UUID_FORM, Fields
from glacy.sayings import say
from glacy.times import write_instant

KIND_FORM = re.compile(r"[a-z][a-z_]{0,39}", re.ASCII)
MAX_SEQUENCE = 1_000_000_000
_ASK = say("Ask the sender to make the envelope again with a current version.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Who sends what to whom, and where it stands.

    A thread is one case between two peers. Each of the two numbers its own messages in it from 1, and cites
    the digest of the envelope that it sent there before, so that neither order nor a gap can be disputed.
    `at` is the sender's own clock and nothing more.
    """

    id: str
    thread: str
    sequence: int
    previous: Digest | None
    sender: str
    receiver: str
    kind: str
    at: datetime
    exercise: bool

    def __post_init__(self) -> None:
        for name, value in (("id", self.id), ("thread", self.thread)):
            if not UUID_FORM.fullmatch(value):
                raise _fault(name, say("a UUID in lower case"), value)
        for name, value in (("sender", self.sender), ("receiver", self.receiver)):
            if not COUNTRY_FORM.fullmatch(value):
                raise _fault(name, say("a country code such as GH"), value)
        if self.sender == self.receiver:
            raise _fault("receiver", say("another country than the sender"), self.receiver)
        if not 1 <= self.sequence <= MAX_SEQUENCE:
            raise _fault(
                "sequence", say("a number from 1 to {max_sequence}", max_sequence=MAX_SEQUENCE), self.sequence
            )
        if (self.sequence == 1) != (self.previous is None):
            raise _fault("previous", say("a digest, and absent only in the first message"), self.previous)
        if not KIND_FORM.fullmatch(self.kind):
            raise _fault("kind", say("a word such as request"), self.kind)
        try:
            write_instant(self.at)
            _ = self.previous is None or read_digest(self.previous)
        except GlacyError as fault:
            raise MalformedHeaderError(
                say("The header is wrong. {why}", why=fault.says), remedy=fault.remedy
            ) from fault


def header_fields(header: Header) -> dict[str, Json]:
    """The header as the fields of `message.json`."""
    return {
        "id": header.id,
        "thread": header.thread,
        "sequence": header.sequence,
        "previous": header.previous,
        "sender": header.sender,
        "receiver": header.receiver,
        "kind": header.kind,
        "at": write_instant(header.at),
        "exercise": header.exercise,
    }


def take_header(fields: Fields) -> Header:
    """The header out of the fields of `message.json`; raises when one is wrong."""
    return Header(
        id=fields.text("id"),
        thread=fields.text("thread"),
        sequence=fields.integer("sequence", least=1),
        previous=fields.digest_or_none("previous"),
        sender=fields.text("sender"),
        receiver=fields.text("receiver"),
        kind=fields.text("kind"),
        at=fields.instant("at"),
        exercise=fields.flag("exercise"),
    )


def _fault(name: str, expected: str, found: object) -> MalformedHeaderError:
    return MalformedHeaderError(
        say(
            "{name} of the header must be {expected}, found {found}.",
            name=name,
            expected=expected,
            found=repr(found)[:80],
        ),
        remedy=_ASK,
        field=name,
        found=repr(found)[:80],
    )
