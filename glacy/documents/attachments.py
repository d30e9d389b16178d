"""The files attached to a document (ISO 32000-1, 7.11.4), read strictly from the form that Typst writes."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import Literal, TypeAlias

from glacy.documents.errors import MalformedDocumentError
from glacy.sayings import say

Relationship: TypeAlias = Literal["source", "data", "alternative", "supplement"]

_RELATIONSHIPS: dict[bytes, Relationship] = {
    b"Source": "source",
    b"Data": "data",
    b"Alternative": "alternative",
    b"Supplement": "supplement",
}
_TRAILER = re.compile(
    rb"trailer\n<<(?P<body>.{1,2000}?)>>\nstartxref\n(?P<start>\d{1,10})\n%%EOF\n?\Z", re.DOTALL
)
_SECTION = re.compile(rb"(\d{1,10}) (\d{1,7})\n")
_PREVIOUS = re.compile(rb"trailer\n<<(?P<body>.{1,2000}?)>>\nstartxref\n", re.DOTALL)
_NAMES = re.compile(rb"/EmbeddedFiles<</Names\[(?P<pairs>.*?)\]>>", re.DOTALL)
_PAIR = re.compile(rb"\((?P<name>[A-Za-z0-9._ -]{1,128})\)(?P<number>\d{1,10}) 0 R ?")
_SPECIFICATION = re.compile(
    rb"<</Type/Filespec/F\((?P<name>[A-Za-z0-9._ -]{1,128})\)/UF\((?P=name)\)"
    rb"/EF<</F (?P<number>\d{1,10}) 0 R/UF (?P=number) 0 R>>/AFRelationship/(?P<relationship>[A-Z][a-z]+)"
    rb"(?:/Desc\([^()]*\))?>>\nendobj"
)
_STREAM = re.compile(
    rb"<</Length (?P<length>\d{1,10})/Type/EmbeddedFile(?P<deflated>/Filter/FlateDecode)?"
    rb"/Subtype/(?P<media>[A-Za-z0-9.+#-]{1,100})/Params<</Size (?P<size>\d{1,10})[^<>]*>>>>\nstream\n"
)
_LARGEST = 1 << 28
_MOST_REVISIONS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file inside a document; `relationship` says what it is to the page (ISO 19005-3, AFRelationship)."""

    name: str
    media_type: str
    content: bytes
    relationship: Relationship = "source"


def attachments_of(pdf: bytes) -> tuple[Attachment, ...]:
    """The files attached to a document of ours, sealed or not, by name; raises if it is of another form."""
    offsets, root = _read_objects(pdf)
    names = _NAMES.search(_object(pdf, offsets, root))
    if names is None:
        return ()
    pairs = list(_PAIR.finditer(names["pairs"]))
    if b"".join(pair[0] for pair in pairs) != names["pairs"]:
        raise _malformed(say("its list of attachments is damaged"))
    found = tuple(_attachment(pdf, offsets, pair) for pair in pairs)
    if len({each.name for each in found}) != len(found):
        raise _malformed(say("two attachments have the same name"))
    return found


def _attachment(pdf: bytes, offsets: dict[int, int], pair: re.Match[bytes]) -> Attachment:
    place, head = _head(offsets, int(pair["number"]))
    specification = _SPECIFICATION.match(pdf, place + len(head))
    if not pdf.startswith(head, place) or specification is None or specification["name"] != pair["name"]:
        raise _malformed(say("an attachment is not described as it should be"))
    relationship = _RELATIONSHIPS.get(specification["relationship"])
    place, head = _head(offsets, int(specification["number"]))
    stream = _STREAM.match(pdf, place + len(head))
    if not pdf.startswith(head, place) or stream is None or relationship is None:
        raise _malformed(say("an attachment is not stored as it should be"))
    return Attachment(
        name=pair["name"].decode("ascii"),
        media_type=stream["media"].replace(b"#2F", b"/").replace(b"#2B", b"+").decode("ascii"),
        content=_content(pdf, stream),
        relationship=relationship,
    )


def _content(pdf: bytes, stream: re.Match[bytes]) -> bytes:
    start, length, size = stream.end(), int(stream["length"]), int(stream["size"])
    raw = pdf[start : start + length]
    if len(raw) != length or not pdf.startswith(b"\nendstream", start + length) or size > _LARGEST:
        raise _malformed(say("an attachment is cut short or too large"))
    content = raw
    if stream["deflated"] is not None:
        unpacker = zlib.decompressobj()
        try:
            content = unpacker.decompress(raw, size + 1)
        except zlib.error as fault:
            raise _malformed(say("an attachment is damaged")) from fault
    if len(content) != size:
        raise _malformed(say("an attachment is not as long as it says"))
    return content


def _read_objects(pdf: bytes) -> tuple[dict[int, int], int]:
    """Where each object of the last revision stands, and the number of the catalogue."""
    trailer = _TRAILER.search(pdf, max(0, len(pdf) - 2200))
    if not pdf.startswith(b"%PDF-1.") or trailer is None:
        raise _malformed(say("it has no plain trailer at its end"))
    root = _number(rb"/Root (\d{1,10}) 0 R", trailer["body"])
    if root is None:
        raise _malformed(say("it has no catalogue"))
    offsets: dict[int, int] = {}
    start: int | None = int(trailer["start"])
    for _ in range(_MOST_REVISIONS):
        if start is None:
            return offsets, root
        start = _read_table(pdf, start, offsets)
    raise _malformed(say("it has too many revisions"))


def _read_table(pdf: bytes, start: int, offsets: dict[int, int]) -> int | None:
    """Add the objects of one cross-reference table, newer ones first; give the place of the table before."""
    if not pdf.startswith(b"xref\n", start):
        raise _malformed(say("its cross-reference table is not where it says"))
    position = start + len(b"xref\n")
    while section := _SECTION.match(pdf, position):
        first, count = int(section[1]), int(section[2])
        position = section.end()
        if position + 20 * count > len(pdf):
            raise _malformed(say("its cross-reference table is cut short"))
        for row in range(count):
            entry = pdf[position + 20 * row : position + 20 * row + 20]
            if entry[:10].isdigit() and entry[17:18] == b"n":
                offsets.setdefault(first + row, int(entry[:10]))
        position += 20 * count
    trailer = _PREVIOUS.match(pdf, position)
    if trailer is None:
        raise _malformed(say("its cross-reference table has no trailer"))
    return _number(rb"/Prev (\d{1,10})", trailer["body"])


def _object(pdf: bytes, offsets: dict[int, int], number: int) -> bytes:
    place, head = _head(offsets, number)
    end = pdf.find(b"\nendobj", place)
    if not pdf.startswith(head, place) or end < 0:
        raise _malformed(say("object {number} is not where it says", number=number))
    return pdf[place + len(head) : end]


def _head(offsets: dict[int, int], number: int) -> tuple[int, bytes]:
    if number not in offsets:
        raise _malformed(say("object {number} is missing", number=number))
    return offsets[number], b"%d 0 obj\n" % number


def _number(pattern: bytes, body: bytes) -> int | None:
    found = re.search(pattern, body)
    return None if found is None else int(found[1])


def _malformed(why: str) -> MalformedDocumentError:
    return MalformedDocumentError(
        say("The attachments of this document cannot be read: {why}.", why=why),
        remedy=say("Ask the sender for the document again."),
        why=why,
    )
