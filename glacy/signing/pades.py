"""PAdES B-T (EN 319 142-1): an invisible seal over a whole PDF, after which nothing may be added."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from glacy.checks import Check
from glacy.errors import GlacyError
from glacy.sayings import say
from glacy.signing.certificates import Signer
from glacy.signing.cms import sign_content, write_signature
from glacy.signing.errors import MalformedSignatureError, SealSizeError, UnsealableDocumentError
from glacy.signing.other_pdf import examine_other_pdf
from glacy.signing.pdf_renewal import MOST_RENEWALS, Renewable, Unstamped, find_renewals, write_renewal
from glacy.signing.pdf_update import ROOM, FoundSeal, Sealed, find_update, write_update
from glacy.signing.reading import FAULTS, SealReading, examine_signature, failed_reading
from glacy.signing.renewing import examine_renewals
from glacy.signing.stamps import Stamper, ask_stamp, ask_stamp_of
from glacy.signing.trust import Trust
from glacy.times import whole_seconds


def seal_pdf(pdf: bytes, *, by: Signer, at: datetime, stamper: Stamper) -> bytes:
    """The PDF with an invisible seal that certifies all of it (PAdES B-T); deterministic."""
    unsigned = write_update(pdf, signed_at=whole_seconds(at))
    signature = sign_content(hashlib.sha256(unsigned.covered).digest(), by=by)
    written = write_signature(replace(signature, token=ask_stamp(stamper, over=signature.value)))
    _demand_room(written)
    return unsigned.with_signature(written)


def renew_pdf(pdf: bytes, *, stamper: Stamper) -> bytes:
    """A sealed PDF with one renewal more: a time-stamp over all of it, and what validates it (B-LTA).

    Who sealed it is not judged here: ask `examine_pdf_seal` before.
    """
    found = find_update(pdf)
    if found is None:
        raise _unrenewable(say("it carries no seal of GLACY"))
    try:
        again = write_update(found.first_revision, signed_at=found.signed_at)
        sealed = Renewable.of(again, found.signature, found.first_revision)
        sealed = [sealed, *(then for _, _, then in find_renewals(pdf, sealed))][-1]
        empty = write_renewal(sealed)
    except MalformedSignatureError as fault:
        raise _unrenewable(fault.says) from fault
    if sealed.data != pdf:
        raise _unrenewable(say("it was changed after it was sealed"))
    if sealed.count >= MOST_RENEWALS:
        raise _unrenewable(say("it was renewed as often as it can be"))
    token = ask_stamp_of(stamper, digest=hashlib.sha512(empty.sealed.covered).digest())
    _demand_room(token)
    return empty.with_token(token).data


def examine_pdf_seal(pdf: bytes, *, trust: Trust, at: datetime, about: str = "document") -> SealReading:
    """What the seal of a PDF says; never raises on bad input.

    A seal of ours must cover the whole file but for its renewals: the file is written again from its first
    revision, and must come out the same. The first revision is given back so that the page can be compared
    with its data.
    """
    found = find_update(pdf)
    if found is None:
        return examine_other_pdf(pdf, trust=trust, at=at, about=about)
    try:
        again = write_update(found.first_revision, signed_at=found.signed_at)
        whole = again.with_signature(found.signature)
        is_ours = pdf.startswith(whole)
        renewals = list(_renewals(pdf, found, again)) if is_ours else []
    except FAULTS as fault:
        why = fault.says if isinstance(fault, GlacyError) else str(fault)
        return failed_reading(about, "form", say("The document around its seal was changed: {why}", why=why))
    reading = examine_signature(
        found.signature,
        again.covered if is_ours else _covered(pdf, again.before),
        trust=trust,
        at=at,
        about=about,
        claimed_at=found.signed_at,
        form_holds=is_ours,
    )
    checks, renewed = examine_renewals(
        ((token, hashlib.sha512(empty.sealed.covered).digest()) for empty, token, _ in renewals),
        stamped_at=reading.stamped_at,
        expires_at=reading.stamp_expires_at,
        trust=trust,
        about=about,
    )
    end = len(renewals[-1][2].data) if renewals else len(whole)
    added = len(pdf) - end if is_ours else 0
    return replace(
        reading,
        checks=(_whole_check(added, about), *reading.checks, *checks),
        renewals=renewed,
        first_revision=found.first_revision,
    )


def _renewals(pdf: bytes, found: FoundSeal, again: Sealed) -> Iterator[tuple[Unstamped, bytes, Renewable]]:
    """The renewals behind a seal, if there is anything behind it."""
    if len(pdf) > len(again.before) + len(again.after) + 2 * ROOM + 2:
        yield from find_renewals(pdf, Renewable.of(again, found.signature, found.first_revision))


def _whole_check(added: int, about: str) -> Check:
    if added:
        says = say("{added} bytes were added after the document was sealed.", added=added)
        return Check(name="whole", holds=False, about=about, says=says)
    return Check(name="whole", holds=True, about=about, says=say("Nothing was added after the seal."))


def _demand_room(signature: bytes) -> None:
    if len(signature) > ROOM:
        raise SealSizeError(
            say(
                "The signature with its time-stamp has {count} bytes, there is room for {room}.",
                count=len(signature),
                room=ROOM,
            ),
            remedy=say("Use an authority with a shorter chain of certificates."),
        )


def _unrenewable(why: str) -> UnsealableDocumentError:
    return UnsealableDocumentError(
        say("This document cannot be renewed: {why}.", why=why),
        remedy=say("Renew it with the software that sealed it, or ask for it again."),
        why=why,
    )


def _covered(pdf: bytes, before: bytes) -> bytes:
    """Everything in the file but the room of the signature."""
    return pdf[: len(before)] + pdf[len(before) + 2 * ROOM + 2 :]
