"""Strict DER (X.690): a value has one encoding, and any other is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from glacy.sayings import say
from glacy.signing.errors import MalformedSignatureError

INTEGER, BIT_STRING, OCTETS, NULL, OID, UTF8 = 0x02, 0x03, 0x04, 0x05, 0x06, 0x0C
UTC_TIME, GENERALIZED_TIME, SEQUENCE, SET = 0x17, 0x18, 0x30, 0x31
_SHORT_LENGTH = 0x80
_MAX_LENGTH_BYTES = 4
_LAST_UTC_TIME_YEAR = 2049


@dataclass(frozen=True, slots=True)
class Element:
    """One tag, length and value: `body` is the value, `raw` all of its bytes."""

    tag: int
    body: bytes
    raw: bytes

    def expect(self, tag: int) -> Element:
        """This element, if it has that tag."""
        if self.tag != tag:
            raise MalformedSignatureError(
                say("DER tag {tag} was expected, found {found}.", tag=f"{tag:#04x}", found=f"{self.tag:#04x}")
            )
        return self

    def parts(self) -> tuple[Element, ...]:
        """The elements inside a constructed element."""
        found, position = [], 0
        while position < len(self.body):
            element = _read_at(self.body, position)
            found.append(element)
            position += len(element.raw)
        return tuple(found)

    def only(self) -> Element:
        """The single element inside."""
        parts = self.parts()
        if len(parts) != 1:
            raise MalformedSignatureError(
                say("One DER element was expected, found {count}.", count=len(parts))
            )
        return parts[0]


def read_der(data: bytes) -> Element:
    """The one element that fills `data`; nothing may follow it."""
    element = _read_at(data, 0)
    if len(element.raw) != len(data):
        raise MalformedSignatureError(say("There are bytes after the end of the DER value."))
    return element


def _read_at(data: bytes, start: int) -> Element:
    head = data[start : start + 2]
    if len(head) < 2:
        raise MalformedSignatureError(say("The DER value is cut short."))
    tag, first = head
    if tag & 0x1F == 0x1F:
        raise MalformedSignatureError(say("A long-form DER tag is not used here."))
    position = start + 2
    length = first
    if first >= _SHORT_LENGTH:
        count = first & 0x7F
        digits = data[position : position + count]
        length = int.from_bytes(digits, "big")
        if (
            not 0 < count <= _MAX_LENGTH_BYTES
            or len(digits) != count
            or length < _SHORT_LENGTH
            or not digits[0]
        ):
            raise MalformedSignatureError(say("A DER length is not in its shortest form."))
        position += count
    end = position + length
    if end > len(data):
        raise MalformedSignatureError(say("The DER value is cut short."))
    return Element(tag, data[position:end], data[start:end])


def write_der(tag: int, *parts: bytes) -> bytes:
    """The DER of a tag and the parts of its value."""
    body = b"".join(parts)
    length = len(body)
    if length < _SHORT_LENGTH:
        return bytes((tag, length)) + body
    digits = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, _SHORT_LENGTH | len(digits))) + digits + body


def sequence(*parts: bytes) -> bytes:
    """A SEQUENCE of encoded parts."""
    return write_der(SEQUENCE, *parts)


def set_of(parts: Iterable[bytes], tag: int = SET) -> bytes:
    """A SET OF, its parts in DER order (X.690, 11.6)."""
    return write_der(tag, *sorted(parts))


def integer(value: int) -> bytes:
    """An INTEGER that is not negative."""
    return write_der(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def octets(value: bytes) -> bytes:
    """An OCTET STRING."""
    return write_der(OCTETS, value)


def oid(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER from its dotted form."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    return write_der(OID, b"".join(_arc(arc) for arc in (first * 40 + second, *rest)))


def _arc(value: int) -> bytes:
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(_SHORT_LENGTH | value & 0x7F)
    return bytes(reversed(digits))


def generalized_time(instant: datetime) -> bytes:
    """A GeneralizedTime in whole seconds of UTC."""
    return write_der(GENERALIZED_TIME, instant.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode("ascii"))


def signing_time(instant: datetime) -> bytes:
    """A Time as RFC 5652, 11.3 wants it: UTCTime until 2049, GeneralizedTime after."""
    if instant.astimezone(UTC).year > _LAST_UTC_TIME_YEAR:
        return generalized_time(instant)
    return write_der(UTC_TIME, instant.astimezone(UTC).strftime("%y%m%d%H%M%SZ").encode("ascii"))


def read_time(element: Element) -> datetime:
    """The instant of a UTCTime or GeneralizedTime; a fraction of a second is dropped."""
    text = element.body.decode("ascii", "replace")
    if element.tag == UTC_TIME:
        text = ("19" if text[:2] >= "50" else "20") + text
    elif element.tag == GENERALIZED_TIME:
        whole, dot, _ = text.partition(".")
        text = f"{whole}Z" if dot and text.endswith("Z") else text
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
    except ValueError as fault:
        raise MalformedSignatureError(
            say("A time in UTC was expected, found {found!r}.", found=text)
        ) from fault
