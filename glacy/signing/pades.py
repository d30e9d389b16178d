"""PAdES B-T (EN 319 142-1): an invisible seal over a whole PDF, after which nothing may be added."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import datetime

from glacy.checks import Check
from glacy.signing.certificates import Signer
from glacy.signing.cms import sign_content, write_signature
from glacy.signing.errors import SealSizeError, SigningError
from glacy.signing.pdf_update import ROOM, find_update, write_update
from glacy.signing.reading import SealReading, examine_signature, failed_reading
from glacy.signing.stamps import Stamper, ask_stamp
from glacy.signing.trust import Trust
from glacy.times import whole_seconds

_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*0 +(\d{1,10}) +(\d{1,10}) +(\d{1,10})\s*\]")
_HEX = re.compile(rb"<([0-9A-Fa-f]*)>")
_LONGEST_FOREIGN_SIGNATURE = 1 << 20


def seal_pdf(pdf: bytes, *, by: Signer, at: datetime, stamper: Stamper) -> bytes:
    """The PDF with an invisible seal that certifies all of it (PAdES B-T); deterministic."""
    unsigned = write_update(pdf, signed_at=whole_seconds(at))
    signature = sign_content(hashlib.sha256(unsigned.covered).digest(), by=by)
    written = write_signature(replace(signature, token=ask_stamp(stamper, over=signature.value)))
    if len(written) > ROOM:
        raise SealSizeError(
            f"The signature with its time-stamp has {len(written)} bytes, there is room for {ROOM}.",
            remedy="Use an authority with a shorter chain of certificates.",
        )
    return unsigned.with_signature(written)


def examine_pdf_seal(pdf: bytes, *, trust: Trust, at: datetime, about: str = "document") -> SealReading:
    """What the seal of a PDF says; never raises on bad input.

    A seal of ours must cover the whole file: the file is written again from its first revision, and must come
    out the same. The first revision is given back so that the page can be compared with its data.
    """
    found = find_update(pdf)
    if found is None:
        return _examine_other(pdf, trust, at, about)
    try:
        again = write_update(found.first_revision, signed_at=found.signed_at)
    except SigningError as fault:
        return failed_reading(about, "form", f"The document around its seal was changed: {fault.says}")
    whole = again.with_signature(found.signature)
    added = len(pdf) - len(whole) if pdf.startswith(whole) else 0
    sealed = pdf[: len(whole)] if added else pdf
    reading = examine_signature(
        found.signature,
        _covered(sealed, again.before),
        trust=trust,
        at=at,
        about=about,
        claimed_at=found.signed_at,
        form_holds=whole == sealed,
    )
    checks = (_whole_check(added, about), *reading.checks)
    return replace(reading, checks=checks, first_revision=found.first_revision)


def _whole_check(added: int, about: str) -> Check:
    if added:
        says = f"{added} bytes were added after the document was sealed."
        return Check(name="whole", holds=False, about=about, says=says)
    return Check(name="whole", holds=True, about=about, says="Nothing was added after the seal.")


def _covered(pdf: bytes, before: bytes) -> bytes:
    """Everything in the file but the room of the signature."""
    return pdf[: len(before)] + pdf[len(before) + 2 * ROOM + 2 :]


def _examine_other(pdf: bytes, trust: Trust, at: datetime, about: str) -> SealReading:
    """A PDF without a seal of our form: judged on what its last signature covers, its form "cannot tell"."""
    found = None
    for match in _BYTE_RANGE.finditer(pdf):
        found = match
    if found is None:
        return failed_reading(about, "seal", "The document carries no seal.")
    opening, closing, rest = (int(each) for each in found.groups())
    if closing + rest != len(pdf) or not opening < closing <= len(pdf):
        return failed_reading(about, "form", "The seal does not cover the whole document.")
    digits = _HEX.fullmatch(pdf[opening:closing])
    if digits is None or len(digits[1]) % 2 or len(digits[1]) > 2 * _LONGEST_FOREIGN_SIGNATURE:
        return failed_reading(about, "form", "What stands in the place of the signature is not one.")
    room = bytes.fromhex(digits[1].decode("ascii"))
    return examine_signature(
        _without_zeros(room),
        pdf[:opening] + pdf[closing:],
        trust=trust,
        at=at,
        about=about,
        form_holds=False,
    )


def _without_zeros(room: bytes) -> bytes:
    """A DER value of two length bytes without the zeros after it."""
    if room[:2] == b"\x30\x82" and len(room) > 4:
        end = 4 + int.from_bytes(room[2:4], "big")
        return room[:end] if not room[end:].strip(b"\x00") else room
    return room
