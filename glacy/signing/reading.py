"""What a seal says to a reader: the checks of a signature, its time-stamp and the people behind both."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from glacy.checks import Check, verdict
from glacy.errors import GlacyError
from glacy.sayings import say
from glacy.signing.certificates import ONE_FORM_POLICY, fingerprint
from glacy.signing.cms import (
    Signature,
    has_one_form,
    has_seal_attributes,
    read_signature,
    verify_signature,
)
from glacy.signing.der import oid
from glacy.signing.errors import UnjudgedSignatureError
from glacy.signing.judging import CLOCKS_AGREE, JudgedStamp, judge_leaf, judge_stamp
from glacy.signing.renewing import Renewal
from glacy.signing.stamps import Stamp, read_stamp
from glacy.signing.trust import Trust, has_one_form_policy

FAULTS = (GlacyError, ValueError, TypeError, IndexError)
"""What reading a damaged signature can raise; anything else is a fault of ours."""

_ONE_FORM = oid(ONE_FORM_POLICY)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealReading:
    """The checks of a seal and what they are about; a value is None where the seal does not say it reliably.

    `signer` is the name that the reader's trust gives, or None for a stranger. `signed_at` is the signer's
    own claim, `stamped_at` the stamp's. `stamp_grade` is "independent", "local" (a node's own clock) or
    "unknown", and its certificates last until `stamp_expires_at`. `first_revision` is a PDF as it was before
    it was sealed.
    """

    checks: tuple[Check, ...]
    signer: str | None = None
    fingerprint: str | None = None
    signed_at: datetime | None = None
    stamped_at: datetime | None = None
    stamped_by: str | None = None
    stamp_grade: str | None = None
    stamp_expires_at: datetime | None = None
    renewals: tuple[Renewal, ...] = ()
    first_revision: bytes | None = None

    @property
    def renew_by(self) -> datetime | None:
        """The instant before which the seal wants its next time-stamp, if it has one that can be read."""
        return self.renewals[-1].expires_at if self.renewals else self.stamp_expires_at

    @property
    def holds(self) -> bool | None:
        """The verdict over all checks."""
        return verdict(self.checks)


def examine_signature(
    data: bytes,
    content: bytes | None = None,
    *,
    digest: bytes | None = None,
    trust: Trust,
    at: datetime,
    about: str,
    claimed_at: datetime | None = None,
    form_holds: bool = True,
    of_other_software: bool = False,
) -> SealReading:
    """The checks of one CMS signature over a content, or over its SHA-256 digest.

    `claimed_at` is the signer's time where it stands outside of the CMS (PDF), `form_holds` what the caller
    found of the bytes around it. A signature that cannot be read does not hold, unless other software may
    have made it: where the policy of our one form stands in its bytes, it was ours and was damaged.
    """
    try:
        return _examine(data, content, digest, trust, at, about, claimed_at, form_holds)
    except FAULTS as fault:
        why = fault.says if isinstance(fault, GlacyError) else str(fault)
        says = say("The signature cannot be read: {why}", why=why)
        holds = None if of_other_software and _ONE_FORM not in data else False
        return SealReading(checks=(Check(name="signature", holds=holds, about=about, says=says),))


def failed_reading(about: str, name: str, says: str) -> SealReading:
    """The reading of something that failed at its first step."""
    return SealReading(checks=(Check(name=name, holds=False, about=about, says=says),))


def _examine(
    data: bytes,
    content: bytes | None,
    digest: bytes | None,
    trust: Trust,
    at: datetime,
    about: str,
    claimed_at: datetime | None,
    form_holds: bool,
) -> SealReading:
    signature = read_signature(data)
    signed_at = claimed_at or signature.signed_at
    stamp, stamp_fault, unjudged = _read_stamp(signature)
    judged_at = at
    stamp_checks: tuple[Check, ...] = ()
    stamped: JudgedStamp | None = None
    if stamp is not None:
        stamped = judge_stamp(stamp, trust=trust, about=about)
        stamp_checks = stamped.checks
        judged_at = stamp.stamped_at if all(each.holds for each in stamp_checks) else at
    else:
        told = has_one_form_policy(signature.leaf) or (signature.token is not None and not unjudged)
        holds = False if told else None
        stamp_checks = (Check(name="stamp", holds=holds, about=about, says=stamp_fault),)
    apart = stamped is not None and stamped.grade == "independent"
    judged = judge_leaf(signature, use="seal", trust=trust, instant=judged_at, about=about, is_outside=apart)
    checks = (
        _form_check(signature, data, stamp, about, claimed_at, form_holds),
        _content_check(signature, content, digest, about),
        _signature_check(signature, about),
        *judged.checks,
        *stamp_checks,
        *_clock_checks(signed_at, stamp, about),
    )
    return SealReading(
        checks=checks,
        signer=judged.name,
        fingerprint=fingerprint(signature.leaf),
        signed_at=signed_at,
        stamped_at=None if stamp is None else stamp.stamped_at,
        stamped_by=None if stamped is None else stamped.name,
        stamp_grade=None if stamped is None else stamped.grade,
        stamp_expires_at=None if stamped is None else stamped.expires_at,
    )


def _form_check(
    signature: Signature,
    data: bytes,
    stamp: Stamp | None,
    about: str,
    claimed_at: datetime | None,
    around: bool,
) -> Check:
    ours = has_one_form_policy(signature.leaf)
    one_form = (
        around
        and has_one_form(signature, data)
        and signature.content is None
        and has_seal_attributes(signature)
        and (signature.signed_at is None) == (claimed_at is not None)
        and (stamp is None or stamp.has_one_form)
    )
    if one_form and ours:
        return Check(name="form", holds=True, about=about, says=say("Every byte stands as GLACY writes it."))
    if ours:
        says = say("The bytes are not as GLACY writes them: the seal was changed after it was made.")
        return Check(name="form", holds=False, about=about, says=says)
    says = say("The seal was made by other software, whose form is not known here.")
    return Check(name="form", holds=None, about=about, says=says)


def _content_check(signature: Signature, content: bytes | None, digest: bytes | None, about: str) -> Check:
    if content is not None:
        found = signature.digest(content)
    elif digest is not None and len(digest) == len(signature.message_digest) == hashlib.sha256().digest_size:
        found = digest
    else:
        says = say("The content is not at hand in the digest that was signed.")
        return Check(name="content", holds=None, about=about, says=says)
    if found == signature.message_digest:
        return Check(
            name="content", holds=True, about=about, says=say("The content is what was signed, unchanged.")
        )
    return Check(name="content", holds=False, about=about, says=say("The content is not what was signed."))


def _signature_check(signature: Signature, about: str) -> Check:
    try:
        verify_signature(signature)
    except FAULTS as fault:
        says = fault.says if isinstance(fault, GlacyError) else str(fault)
        unjudged = isinstance(fault, UnjudgedSignatureError) and not has_one_form_policy(signature.leaf)
        return Check(name="signature", holds=None if unjudged else False, about=about, says=says)
    says = say("The signature was made by the key of its certificate.")
    return Check(name="signature", holds=True, about=about, says=says)


def _read_stamp(signature: Signature) -> tuple[Stamp | None, str, bool]:
    """The stamp of a seal; or why there is none, and whether that is because it is not judged here."""
    if signature.token is None:
        return None, say("The seal carries no time-stamp."), True
    try:
        return read_stamp(signature.token, over=signature.value), "", False
    except FAULTS as fault:
        says = fault.says if isinstance(fault, GlacyError) else str(fault)
        return None, says, isinstance(fault, UnjudgedSignatureError)


def _clock_checks(signed_at: datetime | None, stamp: Stamp | None, about: str) -> tuple[Check, ...]:
    if signed_at is None:
        return ()
    if stamp is None or abs(signed_at - stamp.stamped_at) <= CLOCKS_AGREE:
        says = say("The signer's own clock says so; it proves nothing alone.")
        return (
            Check(name="claimed_time", holds=True, about=about, when=signed_at, says=says, decisive=False),
        )
    says = say(
        "The signer's own clock differs from the time-stamp by {time}.",
        time=abs(signed_at - stamp.stamped_at),
    )
    return (Check(name="claimed_time", holds=None, about=about, when=signed_at, says=says, decisive=False),)
