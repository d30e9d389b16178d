"""The one incremental update that puts a seal onto a PDF (ISO 32000-1, 7.5.6), written and found again."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from glacy.signing.errors import UnsealableDocumentError

ROOM = 8192
"""Bytes that are kept for the signature; what it does not fill is zero."""

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
_TRAILER = re.compile(
    rb"trailer\s*<<(?P<body>[^\x00]{1,2000})>>\s*startxref\s+(?P<start>\d{1,10})\s+%%EOF\s{0,2}\Z"
)
_IDENTIFIER = re.compile(rb"/ID\s*\[\s*(\([^()\\]*\)|<[0-9A-Fa-f]*>)")
_FIRST_KID = re.compile(rb"/Kids\s*\[\s*(\d{1,10}) 0 R")
_ANNOTATIONS = re.compile(rb"/Annots\s*\[")
_MAX_PAGE_DEPTH = 16


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
    return FoundSeal(data[: found.start()], signed_at, _without_padding(room))


def write_update(first_revision: bytes, *, signed_at: datetime) -> Sealed:
    """The PDF with an empty seal that certifies it: no change is allowed after it (DocMDP, P 1)."""
    file = _FirstRevision.of(first_revision)
    seal_number, field_number = file.size, file.size + 1
    head = _SEAL_HEAD + signed_at.astimezone(UTC).strftime(_INSTANT).encode("ascii") + b")" + _PERMISSIONS
    seal = b"%b/ByteRange[0 %b]/Contents" % (head, b"0000000000 " * 2 + b"0000000000")
    field = b"<</Type/Annot/Subtype/Widget/FT/Sig/T(seal)/V %d 0 R/F 132/Rect[0 0 0 0]/P %d 0 R>>" % (
        seal_number,
        file.page_number,
    )
    objects = [
        (seal_number, seal + b"<" + b"0" * (2 * ROOM) + b">>>"),
        (field_number, field),
        (file.root_number, file.catalog_with(seal_number, field_number)),
        (file.page_number, file.page_with(field_number)),
    ]
    body, offsets = bytearray(first_revision + b"\n"), {}
    for number, content in objects:
        offsets[number] = len(body)
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(body)
    body += _cross_references(offsets)
    body += b"trailer\n<</Size %d/Root %d 0 R%b/ID[%b<%b>]/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        file.size + 2,
        file.root_number,
        file.info,
        file.identifier,
        hashlib.sha256(first_revision).hexdigest()[:32].encode("ascii"),
        file.start,
        start,
    )
    opening = offsets[seal_number] + len(b"%d 0 obj\n" % seal_number) + len(seal)
    closing = opening + 2 * ROOM + 2
    ranges = b"%010d %010d %010d" % (opening, closing, len(body) - closing)
    place = opening - len(b"]/Contents") - len(ranges)
    body[place : place + len(ranges)] = ranges
    return Sealed(bytes(body[:opening]), bytes(body[closing:]))


@dataclass(frozen=True, slots=True)
class _FirstRevision:
    """What is needed of a PDF of one revision to write an update behind it."""

    start: int
    size: int
    root_number: int
    catalog: bytes
    page_number: int
    page: bytes
    info: bytes
    identifier: bytes

    @classmethod
    def of(cls, data: bytes) -> _FirstRevision:
        trailer = _TRAILER.search(data, max(0, len(data) - 2200))
        if not data.startswith(b"%PDF-1.") or trailer is None:
            raise _unsealable("it has no plain trailer at its end")
        body = trailer["body"]
        for forbidden in (b"/Prev", b"/Encrypt", b"/XRefStm"):
            if forbidden in body:
                raise _unsealable(f"its trailer has {forbidden.decode()}")
        start, size, root = (
            int(trailer["start"]),
            _number(rb"/Size (\d{1,10})", body),
            _reference(b"/Root", body),
        )
        offsets = _read_offsets(data, start, size)
        catalog = _read_object(data, offsets, root)
        if b"/AcroForm" in catalog or b"/Perms" in catalog:
            raise _unsealable("it has a form or a seal already")
        number, page = _first_page(data, offsets, _reference(b"/Pages", catalog))
        info = re.search(rb"/Info \d{1,10} 0 R", body)
        identifier = _IDENTIFIER.search(body)
        return cls(
            start=start,
            size=size,
            root_number=root,
            catalog=catalog,
            page_number=number,
            page=page,
            info=info[0] if info else b"",
            identifier=identifier[1] if identifier else b"<%b>" % (b"0" * 32),
        )

    def catalog_with(self, seal_number: int, field_number: int) -> bytes:
        form = b"/AcroForm<</Fields[%d 0 R]/SigFlags 3>>/Perms<</DocMDP %d 0 R>>>>" % (
            field_number,
            seal_number,
        )
        return self.catalog[:-2] + form

    def page_with(self, field_number: int) -> bytes:
        annotations = _ANNOTATIONS.search(self.page)
        if annotations is not None:
            place = annotations.end()
            return b"%b%d 0 R %b" % (self.page[:place], field_number, self.page[place:])
        return b"%b/Annots[%d 0 R]>>" % (self.page[:-2], field_number)


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


def _read_offsets(data: bytes, start: int, size: int) -> list[int]:
    head = b"xref\n0 %d\n" % size
    table = data[start + len(head) : start + len(head) + 20 * size]
    if data[start : start + len(head)] != head or len(table) != 20 * size:
        raise _unsealable("its cross-reference table is not one plain table")
    try:
        return [int(table[20 * row : 20 * row + 10]) for row in range(size)]
    except ValueError as fault:
        raise _unsealable("its cross-reference table is damaged") from fault


def _read_object(data: bytes, offsets: list[int], number: int) -> bytes:
    """The dictionary of an object, which must be written without a stream."""
    head = b"%d 0 obj\n" % number
    start = offsets[number] if 0 < number < len(offsets) else len(data)
    end = data.find(b"\nendobj", start)
    content = data[start + len(head) : end]
    if not data.startswith(head, start) or end < 0 or not (content[:2] == b"<<" and content[-2:] == b">>"):
        raise _unsealable(f"object {number} is not a plain dictionary")
    return content


def _first_page(data: bytes, offsets: list[int], number: int) -> tuple[int, bytes]:
    for _ in range(_MAX_PAGE_DEPTH):
        content = _read_object(data, offsets, number)
        kid = _FIRST_KID.search(content)
        if kid is None:
            break
        number = int(kid[1])
    if b"/Type/Page" not in content or b"/Type/Pages" in content:
        raise _unsealable("its first page is not found")
    if re.search(rb"/Annots\s*\d", content):
        raise _unsealable("the notes of its first page are kept apart from it")
    return number, content


def _number(pattern: bytes, body: bytes) -> int:
    found = re.search(pattern, body)
    if found is None:
        raise _unsealable("its trailer lacks a number")
    return int(found[1])


def _reference(key: bytes, body: bytes) -> int:
    return _number(key + rb" (\d{1,10}) 0 R", body)


def _without_padding(room: bytes) -> bytes:
    """The DER value at the start of the room, by its own length; writing it again proves the rest."""
    if len(room) > 4 and room[:2] == b"\x30\x82":
        return room[: 4 + int.from_bytes(room[2:4], "big")]
    return room


def _unsealable(why: str) -> UnsealableDocumentError:
    return UnsealableDocumentError(
        f"This PDF cannot be sealed: {why}.", remedy="Render the document again with GLACY.", why=why
    )
