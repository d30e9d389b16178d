"""The mails of the exchange: they say nothing of a case, and are read without trust (exchange.md, 9)."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import SMTP
from email.utils import format_datetime

from glacy.canon import digest_of
from glacy.sayings import say

AGE = b"age-encryption.org/v1\n"
MAX_LETTER = 64 * 1024 * 1024
"""Bytes: a larger message of the mailbox is not read."""
MAX_REPLY = 1024 * 1024
MOST_PARTS = 40
DEEPEST = 5
_MOST_HEADS = 1000
_LONGEST = 300
_ZIP = b"PK\x03\x04"

_PARCEL = """\
This message carries a sealed parcel of the GLACY exchange. Only the node it is addressed to can open it,
and it does so by itself: leave the message in the mailbox of the node.

If you did not expect it, call the contact point of the sender on a number that you know.
"""
_REPLY = """\
This message carries the signed reply of a node of the GLACY exchange to a parcel that it was sent.
The node that takes this mailbox in reads it by itself: leave the message where it is.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """What a mail server says became of a mail of ours (RFC 3464); `mark` is the Message-ID of that mail."""

    mark: str
    action: str
    status: str
    says: str

    @property
    def is_failure(self) -> bool:
        """Whether the mail will not arrive; a delay is told too, and is none."""
        return self.action == "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What was found in a message of the mailbox; `says` why nothing was, where it is not of the exchange."""

    mark: str = ""
    parcels: tuple[bytes, ...] = ()
    replies: tuple[bytes, ...] = ()
    bounce: Bounce | None = None
    says: str = ""


class _OddError(Exception):
    """The message has a form that none of ours has."""


def new_mark(address: str) -> str:
    """A fresh Message-ID that nobody can guess, so that only who saw the mail can say that it came back."""
    return f"<{secrets.token_hex(16)}@{address.rpartition('@')[2]}>"


def write_parcel_letter(sealed: bytes, *, sender: str, to: str, mark: str, at: datetime) -> bytes:
    """The mail that carries a sealed envelope."""
    letter = _begin(sender=sender, to=to, subject="GLACY parcel", text=_PARCEL, mark=mark, at=at)
    _attach(letter, sealed, f"{digest_of(sealed)[:16]}.age")
    return letter.as_bytes()


def write_reply_letter(
    reply: bytes, *, sender: str, to: str, mark: str, at: datetime, answers: str = ""
) -> bytes:
    """The mail that carries a receipt, a rejection or a conflict; `answers` is the Message-ID it is about."""
    letter = _begin(sender=sender, to=to, subject="GLACY reply", text=_REPLY, mark=mark, at=at)
    if answers:
        letter["In-Reply-To"] = answers
    _attach(letter, reply, f"{digest_of(reply)[:16]}.asice")
    return letter.as_bytes()


def write_plain_letter(text: str, *, subject: str, sender: str, to: str, mark: str, at: datetime) -> bytes:
    """A mail of words alone, such as that there is something at the node."""
    return _begin(sender=sender, to=to, subject=subject, text=text, mark=mark, at=at).as_bytes()


def read_letter(data: bytes) -> Letter:
    """What a message of the mailbox holds for the exchange; never raises, whatever it is.

    Only attachments that begin as a sealed envelope or as a reply are taken out, whatever their names say;
    what a bounce carries back of our own mail is not.
    """
    if data.count(b"\nContent-") > _MOST_HEADS:
        return Letter(says=say("It has more parts than any message of the exchange."))
    try:
        message = message_from_bytes(data)
        mark = _line(message.get("Message-ID"))
        bounce = _find_bounce(message)
        if bounce is not None:
            return Letter(mark=mark, bounce=bounce)
        parcels, replies = _taken_out(message)
    except _OddError as fault:
        return Letter(says=str(fault))
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return Letter(says=say("It cannot be read as a message."))
    if parcels or replies:
        return Letter(mark=mark, parcels=tuple(parcels), replies=tuple(replies))
    return Letter(mark=mark, says=say("It holds neither a sealed envelope nor a reply."))


def _begin(*, sender: str, to: str, subject: str, text: str, mark: str, at: datetime) -> EmailMessage:
    letter = EmailMessage(policy=SMTP)
    letter["From"], letter["To"], letter["Subject"] = sender, to, subject
    letter["Date"], letter["Message-ID"] = format_datetime(at), mark
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday note answers it
    letter.set_content(text)
    return letter


def _attach(letter: EmailMessage, content: bytes, name: str) -> None:
    letter.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)


def _taken_out(message: Message) -> tuple[list[bytes], list[bytes]]:
    parcels: dict[bytes, None] = {}
    replies: dict[bytes, None] = {}
    for part in _parts(message):
        if part.is_multipart() or (part.get_content_maintype() == "text" and part.get_filename() is None):
            continue
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        if content.startswith(AGE):
            parcels[content] = None
        elif content.startswith(_ZIP) and len(content) <= MAX_REPLY and b"receipt.json" in content:
            replies[content] = None
    return list(parcels), list(replies)


def _parts(message: Message) -> Iterator[Message]:
    """Every part, nested messages included; a message of many or deeply nested parts is refused."""
    waiting, seen = [(message, 0)], 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if seen > MOST_PARTS or depth > DEEPEST:
            raise _OddError(say("Its parts are too many, or nested too deep, for a message of the exchange."))
        yield part
        if part.is_multipart():
            inner = [one for one in part.get_payload() if isinstance(one, Message)]
            waiting += [(one, depth + 1) for one in reversed(inner)]


def _find_bounce(message: Message) -> Bounce | None:
    if message.get_content_type() != "multipart/report":
        return None
    report = next(
        (one for one in _parts(message) if one.get_content_type() == "message/delivery-status"), None
    )
    if report is None:
        return None
    blocks = [one for one in report.get_payload() if isinstance(one, Message) and one.get("Action")]
    told = next((one for one in blocks if _line(one.get("Action")).lower() == "failed"), None)
    told = told or next(iter(blocks), None)
    if told is None:
        return None
    why = _line(told.get("Diagnostic-Code")) or _line(told.get("Status"))
    return Bounce(
        mark=_original(message),
        action=_line(told.get("Action")).lower(),
        status=_line(told.get("Status")),
        says=why,
    )


def _original(message: Message) -> str:
    """The Message-ID of the mail that a report is about."""
    for part in _parts(message):
        kind = part.get_content_type()
        inner = part.get_payload() if part.is_multipart() else None
        if kind == "message/rfc822" and isinstance(inner, list) and inner and isinstance(inner[0], Message):
            return _line(inner[0].get("Message-ID"))
        if kind == "text/rfc822-headers":
            head = part.get_payload(decode=True)
            return _line(message_from_bytes(head).get("Message-ID")) if isinstance(head, bytes) else ""
    return _line(message.get("In-Reply-To"))


def _line(value: object) -> str:
    """The text of a header without what could deceive an eye, and not longer than a few lines."""
    text = " ".join(str(value).split()) if value is not None else ""
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)[:_LONGEST]
