"""An envelope: one signed container with a message and its parts (docs/specs/exchange.md, 3 and 4)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from glacy.canon import Digest, Json, NotCanonicalError, digest_of, read_canonical, write_canonical
from glacy.container import Container, Limits, read_container, write_container
from glacy.errors import GlacyError
from glacy.exchange.errors import MalformedEnvelopeError
from glacy.exchange.fields import Fields, is_clean
from glacy.exchange.header import Header, header_fields, take_header
from glacy.exchange.payload import PAYLOAD
from glacy.exchange.sealing import MAX_ENVELOPE_SIZE
from glacy.sayings import say
from glacy.signing import Signer, Stamper

FORMAT = "glacy.envelope/1"
MESSAGE = "message.json"
BODY = "body.json"
MAX_PARTS = 200
MAX_JSON_SIZE = 4 * 1024 * 1024
LIMITS = Limits(files=MAX_PARTS + 4, file_size=MAX_ENVELOPE_SIZE, total_size=MAX_ENVELOPE_SIZE)
_FIXED = frozenset((BODY, "document.pdf", "bundle.asice", PAYLOAD))
_ATTACHMENT = re.compile(r"attachments/[^/\\:*?\"<>|]{1,120}")
_ASK = say("Ask the sender to send the envelope again, unchanged.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A message with its parts, as it was signed.

    `digest` is that of the whole container and names the envelope everywhere. Of its instants `header.at` and
    `signed_at` are the sender's own clock, `stamped_at` that of the time-stamp; when it arrived only the
    receiver's receipt says.
    """

    header: Header
    parts: Mapping[str, bytes]
    digest: Digest
    signed_at: datetime | None = None
    stamped_at: datetime | None = None

    @property
    def body(self) -> bytes:
        """The message itself: canonical JSON."""
        return self.parts[BODY]

    @property
    def document(self) -> bytes | None:
        """The sealed document, where the message has one."""
        return self.parts.get("document.pdf")

    @property
    def bundle(self) -> bytes | None:
        """The evidence bundle, where the message carries one."""
        return self.parts.get("bundle.asice")

    @property
    def payload(self) -> bytes | None:
        """The list of the pieces of a bundle that travels apart, where the message has one."""
        return self.parts.get(PAYLOAD)


def write_envelope(
    header: Header, parts: Mapping[str, bytes], *, by: Signer, at: datetime, stamper: Stamper
) -> bytes:
    """The signed container of a message and its parts; `body.json` must be one of them."""
    _check_parts(parts)
    names = sorted(parts)
    listed: Json = [{"name": n, "size": len(parts[n]), "digest": digest_of(parts[n])} for n in names]
    message = write_canonical({"format": FORMAT, **header_fields(header), "parts": listed})
    files = [(MESSAGE, message), *((name, parts[name]) for name in names)]
    return write_container(files, by=by, at=at, stamper=stamper, kind="envelope")


def find_header(data: bytes) -> Header | None:
    """The header that an envelope claims, without any check of its signature; None if there is none to read.

    Good for telling a sender which of its messages was refused, and for nothing else.
    """
    try:
        return parse_envelope(data).header
    except GlacyError:
        return None


def parse_envelope(data: bytes) -> Envelope:
    """The envelope in these bytes with its parts checked against its header; no signature is looked at."""
    try:
        container = read_container(data, limits=LIMITS)
    except GlacyError as fault:
        raise MalformedEnvelopeError(
            say("The envelope cannot be read. {why}", why=fault.says), remedy=fault.remedy or _ASK
        ) from fault
    return envelope_of(container, digest=digest_of(data))


def envelope_of(container: Container, *, digest: Digest) -> Envelope:
    """The envelope in a container that was read."""
    files = dict(container.files)
    message = files.pop(MESSAGE, None)
    if message is None:
        raise MalformedEnvelopeError(
            say("The container has no {message}: it is no envelope.", message=MESSAGE), remedy=_ASK
        )
    fields = Fields(_canonical(message, MESSAGE), place=MESSAGE, error=MalformedEnvelopeError, remedy=_ASK)
    fields.constant("format", FORMAT)
    header = take_header(fields)
    listed = fields.list_of("parts", _read_part, most=MAX_PARTS)
    fields.end()
    _check_parts(files)
    found = tuple((name, len(files[name]), container.digests[name]) for name in sorted(files))
    if listed != found:
        raise MalformedEnvelopeError(
            say("The parts of the envelope are not those that its header lists."),
            remedy=_ASK,
            expected=[name for name, _, _ in listed],
            found=sorted(files),
        )
    return Envelope(header=header, parts=files, digest=digest)


def _read_part(value: Json, place: str) -> tuple[str, int, Digest]:
    fields = Fields(value, place=place, error=MalformedEnvelopeError, remedy=_ASK)
    part = (fields.text("name"), fields.integer("size"), fields.digest("digest"))
    fields.end()
    return part


def _check_parts(parts: Mapping[str, bytes]) -> None:
    if BODY not in parts or len(parts) > MAX_PARTS:
        raise MalformedEnvelopeError(
            say(
                "An envelope has a {body} and at most {max_parts} parts, found {count}.",
                body=BODY,
                max_parts=MAX_PARTS,
                count=len(parts),
            ),
            remedy=_ASK,
        )
    if "bundle.asice" in parts and PAYLOAD in parts:
        raise MalformedEnvelopeError(
            say("An envelope carries a bundle or the list of one that travels apart, not both."), remedy=_ASK
        )
    for name in parts:
        if name not in _FIXED and not _is_attachment(name):
            raise MalformedEnvelopeError(
                say("{name!r} cannot be a part of an envelope.", name=name[:80]),
                remedy=say("Name it attachments/ and a file name without a path."),
                part=name[:80],
            )
    _canonical(parts[BODY], BODY)
    if PAYLOAD in parts:
        _canonical(parts[PAYLOAD], PAYLOAD)


def _is_attachment(name: str) -> bool:
    file = name.removeprefix("attachments/")
    plain = is_clean(name) and unicodedata.normalize("NFC", name) == name and file.strip(". ") == file
    return plain and _ATTACHMENT.fullmatch(name) is not None


def _canonical(data: bytes, name: str) -> Json:
    """The JSON of a part; one that is too large is not even looked at, because anyone may send it."""
    if len(data) > MAX_JSON_SIZE:
        raise MalformedEnvelopeError(
            say(
                "{name} has at most {most} bytes, found {count}.",
                name=name,
                most=MAX_JSON_SIZE,
                count=len(data),
            ),
            remedy=_ASK,
            part=name,
        )
    try:
        return read_canonical(data)
    except NotCanonicalError as fault:
        raise MalformedEnvelopeError(
            say("{name} is not canonical. {why}", name=name, why=fault.says), remedy=_ASK, part=name
        ) from fault
