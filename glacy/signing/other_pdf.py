"""A PDF sealed by other software: each signature judged on what it covers, the form "cannot tell"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from glacy.checks import Check
from glacy.sayings import say
from glacy.signing.cms import STAMP_INFO, read_signature
from glacy.signing.errors import MalformedSignatureError
from glacy.signing.reading import SealReading, examine_signature, failed_reading
from glacy.signing.renewing import examine_stamp
from glacy.signing.trust import Trust, has_one_form_policy

_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")
_LONGEST = 1 << 20
_MOST = 50


@dataclass(frozen=True, slots=True)
class _Placed:
    """A signature and what it covers: all bytes up to `end` but those from `opening` to `closing`."""

    signature: bytes
    opening: int
    closing: int
    end: int

    def covered(self, pdf: bytes) -> bytes:
        return pdf[: self.opening] + pdf[self.closing : self.end]


def examine_other_pdf(pdf: bytes, *, trust: Trust, at: datetime, about: str) -> SealReading:
    """What the signatures and document time-stamps of a PDF say, in the order in which they were added."""
    if _BYTE_RANGE.search(pdf) is None:
        return failed_reading(about, "seal", say("The document carries no seal."))
    placed = sorted(_placed(pdf), key=lambda each: each.end)
    if not placed:
        says = say("What stands in the place of the signature is not one.")
        return failed_reading(about, "form", says)
    seals: list[SealReading] = []
    checks: list[Check] = []
    for number, each in enumerate(placed, start=1):
        place = about if len(placed) == 1 else f"{about}, signature {number}"
        covered = each.covered(pdf)
        if _is_stamp(each.signature):
            checks += examine_stamp(each.signature, over=covered, trust=trust, about=place)
            continue
        seals.append(
            examine_signature(
                each.signature,
                covered,
                trust=trust,
                at=at,
                about=place,
                form_holds=False,
                of_other_software=True,
            )
        )
        checks += seals[-1].checks
    whole = _whole_check(len(pdf) - placed[-1].end, about, ours=any(_is_ours(each) for each in placed))
    reading = seals[-1] if seals else SealReading(checks=())
    return replace(reading, checks=(*whole, *checks))


def _placed(pdf: bytes) -> Iterator[_Placed]:
    """Each signature of which the places make sense; the others are left out, so nothing covers them."""
    for number, found in enumerate(_BYTE_RANGE.finditer(pdf)):
        opening, closing, rest = (int(each) for each in found.groups())
        room = pdf[opening:closing]
        if number >= _MOST or not opening < closing <= closing + rest <= len(pdf):
            continue
        digits = _HEX.fullmatch(room) if len(room) <= 2 * _LONGEST else None
        if digits is not None and len(text := b"".join(digits[1].split())) % 2 == 0:
            signature = _without_zeros(bytes.fromhex(text.decode("ascii")))
            yield _Placed(signature, opening, closing, closing + rest)


def _whole_check(added: int, about: str, *, ours: bool) -> tuple[Check, ...]:
    if not added:
        return ()
    if ours:
        says = say("The seal does not cover the whole document.")
        return (Check(name="form", holds=False, about=about, says=says),)
    says = say(
        "{added} bytes were added after it was sealed. What they change is not judged here: do not rely on "
        "what the pages show.",
        added=added,
    )
    return (Check(name="whole", holds=None, about=about, says=says),)


def _is_stamp(signature: bytes) -> bool:
    try:
        return read_signature(signature).content_type == STAMP_INFO
    except MalformedSignatureError:
        return False


def _is_ours(placed: _Placed) -> bool:
    """Whether a signature is by a key that signs in our one form alone."""
    try:
        return has_one_form_policy(read_signature(placed.signature).leaf)
    except MalformedSignatureError:
        return False


def _without_zeros(room: bytes) -> bytes:
    """A DER value of two or three length bytes without the zeros after it."""
    if room[:2] in (b"\x30\x82", b"\x30\x83") and len(room) > 5:
        size = room[1] & 0x7F
        end = 2 + size + int.from_bytes(room[2 : 2 + size], "big")
        return room[:end] if not room[end:].strip(b"\x00") else room
    return room
