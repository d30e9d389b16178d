"""The one incremental update that puts a seal onto a PDF (ISO 32000-1, 7.5.6), written and found again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from glacy.signing.pdf_revision import FirstRevision

ROOM = 8192
"""Bytes that are kept for the signature; what it does not fill is zero."""

_NO_RANGES = b"0000000000 0000000000 0000000000"
_INSTANT = "D:%Y%m%d%H%M%SZ"
_SEAL_HEAD = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M("
_PERMISSIONS = (
    b"/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]"
)
_UPDATE = re.compile(
    rb"\n\d{1,10} 0 obj\n"
    + re.escape(_SEAL_HEAD)
    + rb"(D:\d{14}Z)\)"
    + re.escape(_PERMISSIONS)
    + rb"/ByteRange\[0 \d{10} \d{10} \d{10}\]/Contents<([0-9a-f]{%d})>" % (2 * ROOM)
)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A PDF with a seal on it: everything before the signature's digits, and everything after them."""

    before: bytes
    after: bytes

    @property
    def covered(self) -> bytes:
        """The bytes that the signature covers: all but its own digits and their brackets."""
        return self.before + self.after

    def with_signature(self, signature: bytes) -> bytes:
        """The whole file with the signature filled in and the rest of its room zero."""
        return b"%b<%b>%b" % (self.before, signature.hex().ljust(2 * ROOM, "0").encode("ascii"), self.after)


@dataclass(frozen=True, slots=True)
class FoundSeal:
    """Where a seal of our form stands in a file, and what it holds."""

    first_revision: bytes
    signed_at: datetime
    signature: bytes


def find_update(data: bytes) -> FoundSeal | None:
    """The last seal in our form, or None; only `write_update` proves that nothing else is in the file."""
    found = None
    for match in _UPDATE.finditer(data):
        found = match
    if found is None:
        return None
    room = bytes.fromhex(found[2].decode("ascii"))
    try:
        signed_at = datetime.strptime(found[1].decode("ascii"), _INSTANT).replace(tzinfo=UTC)
    except ValueError:
        return None
    return FoundSeal(data[: found.start()], signed_at, without_padding(room))


def write_update(first_revision: bytes, *, signed_at: datetime) -> Sealed:
    """The PDF with an empty seal that certifies it: no change is allowed after it (DocMDP, P 1)."""
    file = FirstRevision.of(first_revision)
    seal_number, field_number = file.size, file.size + 1
    head = _SEAL_HEAD + signed_at.astimezone(UTC).strftime(_INSTANT).encode("ascii") + b")" + _PERMISSIONS
    objects = (
        (seal_number, empty_signature(head)),
        (field_number, write_field(b"seal", seal_number, file)),
        (file.root_number, file.catalog_with(seal_number, (field_number,))),
        (file.page_number, file.page_with((field_number,))),
    )
    return append(
        first_revision, objects, signature=seal_number, file=file, size=file.size + 2, start=file.start
    )


def empty_signature(head: bytes) -> bytes:
    """A signature dictionary without its signature."""
    return b"%b/ByteRange[0 %b]/Contents<%b>>>" % (head, _NO_RANGES, b"0" * (2 * ROOM))


def write_field(name: bytes, signature: int, file: FirstRevision) -> bytes:
    """An invisible field that holds a signature."""
    return b"<</Type/Annot/Subtype/Widget/FT/Sig/T(%b)/V %d 0 R/F 132/Rect[0 0 0 0]/P %d 0 R>>" % (
        name,
        signature,
        file.page_number,
    )


def append(
    previous: bytes,
    objects: Iterable[tuple[int, bytes]],
    *,
    signature: int,
    file: FirstRevision,
    size: int,
    start: int,
) -> Sealed:
    """A file with an update of some objects behind it, of which the one numbered `signature` is still empty.

    `size` counts the objects then, `start` is the place of the cross-references before.
    """
    body, offsets = bytearray(previous + b"\n"), {}
    for number, content in objects:
        offsets[number] = len(body)
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    place = len(body)
    body += _cross_references(offsets)
    body += b"trailer\n<</Size %d/Root %d 0 R%b/ID[%b<%b>]/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        file.root_number,
        file.info,
        file.identifier,
        hashlib.sha256(previous).hexdigest()[:32].encode("ascii"),
        start,
        place,
    )
    blank = b"[0 %b]/Contents<" % _NO_RANGES
    ranges_at = body.index(blank, offsets[signature]) + len(b"[0 ")
    opening = ranges_at + len(_NO_RANGES) + len(b"]/Contents")
    closing = opening + 2 * ROOM + 2
    ranges = b"%010d %010d %010d" % (opening, closing, len(body) - closing)
    body[ranges_at : ranges_at + len(ranges)] = ranges
    return Sealed(bytes(body[:opening]), bytes(body[closing:]))


def _cross_references(offsets: dict[int, int]) -> bytes:
    table, last = b"xref\n", None
    for number in sorted(offsets):
        if last is None or number != last + 1:
            run = number
            while run + 1 in offsets:
                run += 1
            table += b"%d %d\n" % (number, run - number + 1)
        table += b"%010d 00000 n \n" % offsets[number]
        last = number
    return table


def without_padding(room: bytes) -> bytes:
    """The DER value at the start of the room, by its own length; writing it again proves the rest."""
    if len(room) > 4 and room[:2] == b"\x30\x82":
        return room[: 4 + int.from_bytes(room[2:4], "big")]
    return room
