"""The first revision of a PDF, as far as it must be known to write an update behind it (ISO 32000-1, 7.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from glacy.sayings import say
from glacy.signing.errors import UnsealableDocumentError

_TRAILER = re.compile(
    rb"trailer\s*<<(?P<body>[^\x00]{1,2000})>>\s*startxref\s+(?P<start>\d{1,10})\s+%%EOF\s{0,2}\Z"
)
_IDENTIFIER = re.compile(rb"/ID\s*\[\s*(\([^()\\]*\)|<[0-9A-Fa-f]*>)")
_FIRST_KID = re.compile(rb"/Kids\s*\[\s*(\d{1,10}) 0 R")
_ANNOTATIONS = re.compile(rb"/Annots\s*\[")
_MAX_PAGE_DEPTH = 16


@dataclass(frozen=True, slots=True)
class FirstRevision:
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
    def of(cls, data: bytes) -> FirstRevision:
        trailer = _TRAILER.search(data, max(0, len(data) - 2200))
        if not data.startswith(b"%PDF-1.") or trailer is None:
            raise _unsealable(say("it has no plain trailer at its end"))
        body = trailer["body"]
        for forbidden in (b"/Prev", b"/Encrypt", b"/XRefStm"):
            if forbidden in body:
                raise _unsealable(say("its trailer has {forbidden}", forbidden=forbidden.decode()))
        start, size, root = (
            int(trailer["start"]),
            _number(rb"/Size (\d{1,10})", body),
            _reference(b"/Root", body),
        )
        offsets = _read_offsets(data, start, size)
        catalog = _read_object(data, offsets, root)
        if b"/AcroForm" in catalog or b"/Perms" in catalog:
            raise _unsealable(say("it has a form or a seal already"))
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

    def catalog_with(self, seal_number: int, fields: tuple[int, ...], material: int | None = None) -> bytes:
        """The catalogue with the seal in it, the fields of seal and renewals, and the validation material."""
        return b"%b/AcroForm<</Fields[%b]/SigFlags 3>>/Perms<</DocMDP %d 0 R>>%b>>" % (
            self.catalog[:-2],
            references(fields),
            seal_number,
            b"" if material is None else b"/DSS %d 0 R" % material,
        )

    def page_with(self, fields: tuple[int, ...]) -> bytes:
        """The first page with the fields among its notes."""
        annotations = _ANNOTATIONS.search(self.page)
        if annotations is not None:
            place = annotations.end()
            return b"%b%b %b" % (self.page[:place], references(fields), self.page[place:])
        return b"%b/Annots[%b]>>" % (self.page[:-2], references(fields))


def references(numbers: tuple[int, ...]) -> bytes:
    """References to some objects."""
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _read_offsets(data: bytes, start: int, size: int) -> list[int]:
    head = b"xref\n0 %d\n" % size
    table = data[start + len(head) : start + len(head) + 20 * size]
    if data[start : start + len(head)] != head or len(table) != 20 * size:
        raise _unsealable(say("its cross-reference table is not one plain table"))
    try:
        return [int(table[20 * row : 20 * row + 10]) for row in range(size)]
    except ValueError as fault:
        raise _unsealable(say("its cross-reference table is damaged")) from fault


def _read_object(data: bytes, offsets: list[int], number: int) -> bytes:
    """The dictionary of an object, which must be written without a stream."""
    head = b"%d 0 obj\n" % number
    start = offsets[number] if 0 < number < len(offsets) else len(data)
    end = data.find(b"\nendobj", start)
    content = data[start + len(head) : end]
    if not data.startswith(head, start) or end < 0 or not (content[:2] == b"<<" and content[-2:] == b">>"):
        raise _unsealable(say("object {number} is not a plain dictionary", number=number))
    return content


def _first_page(data: bytes, offsets: list[int], number: int) -> tuple[int, bytes]:
    for _ in range(_MAX_PAGE_DEPTH):
        content = _read_object(data, offsets, number)
        kid = _FIRST_KID.search(content)
        if kid is None:
            break
        number = int(kid[1])
    if b"/Type/Page" not in content or b"/Type/Pages" in content:
        raise _unsealable(say("its first page is not found"))
    if re.search(rb"/Annots\s*\d", content):
        raise _unsealable(say("the notes of its first page are kept apart from it"))
    return number, content


def _number(pattern: bytes, body: bytes) -> int:
    found = re.search(pattern, body)
    if found is None:
        raise _unsealable(say("its trailer lacks a number"))
    return int(found[1])


def _reference(key: bytes, body: bytes) -> int:
    return _number(key + rb" (\d{1,10}) 0 R", body)


def _unsealable(why: str) -> UnsealableDocumentError:
    return UnsealableDocumentError(
        say("This PDF cannot be sealed: {why}.", why=why),
        remedy=say("Render the document again with GLACY."),
        why=why,
    )
