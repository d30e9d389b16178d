"""What a seal says to a reader: the checks of a signature, its time-stamp and the people behind both."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from glacy.checks import Check, verdict
from glacy.errors import GlacyError
from glacy.signing.certificates import certificate_name, fingerprint
from glacy.signing.cms import (
    Signature,
    has_one_form,
    has_seal_attributes,
    read_signature,
    verify_signature,
)
from glacy.signing.stamps import Stamp, read_stamp
from glacy.signing.trust import (
    LeafUse,
    Path,
    Trust,
    fault_of_leaf,
    fault_of_period,
    find_path,
    has_one_form_policy,
)

CLOCKS_AGREE = timedelta(hours=1)
FAULTS = (GlacyError, ValueError, TypeError, IndexError)
"""What reading a damaged signature can raise; anything else is a fault of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealReading:
    """The checks of a seal and what they are about; a value is None where the seal does not say it reliably.

    `signer` is the name that the reader's trust gives, or None for a stranger. `signed_at` is the signer's
    own claim, `stamped_at` the stamp's. `stamp_grade` is "independent", "local" (a node's own clock) or
    "unknown". `first_revision` is a PDF as it was before it was sealed.
    """

    checks: tuple[Check, ...]
    signer: str | None = None
    fingerprint: str | None = None
    signed_at: datetime | None = None
    stamped_at: datetime | None = None
    stamped_by: str | None = None
    stamp_grade: str | None = None
    first_revision: bytes | None = None

    @property
    def holds(self) -> bool | None:
        """The verdict over all checks."""
        return verdict(self.checks)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A leaf judged against the reader's trust."""

    checks: tuple[Check, ...]
    path: Path | None
    name: str | None


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
) -> SealReading:
    """The checks of one CMS signature over a content, or over its SHA-256 digest.

    `claimed_at` is the signer's time where it stands outside of the CMS (PDF), `form_holds` what the caller
    found of the bytes around it.
    """
    try:
        return _examine(data, content, digest, trust, at, about, claimed_at, form_holds)
    except FAULTS as fault:
        says = fault.says if isinstance(fault, GlacyError) else str(fault)
        return failed_reading(about, "signature", f"The signature cannot be read: {says}")


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
    stamp, stamp_fault = _read_stamp(signature)
    judged_at = at
    stamp_checks: tuple[Check, ...] = ()
    grade = stamped_by = None
    if stamp is not None:
        grade, stamped_by, stamp_checks = _judge_stamp(stamp, trust, about)
        judged_at = stamp.stamped_at if all(each.holds for each in stamp_checks) else at
    else:
        stamp_checks = (Check(name="stamp", holds=False, about=about, says=stamp_fault),)
    judged = _judge_leaf(signature, use="seal", trust=trust, instant=judged_at, about=about)
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
        stamped_by=stamped_by,
        stamp_grade=grade,
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
        return Check(name="form", holds=True, about=about, says="Every byte stands as GLACY writes it.")
    if ours:
        says = "The bytes are not as GLACY writes them: the seal was changed after it was made."
        return Check(name="form", holds=False, about=about, says=says)
    says = "The seal was made by other software, whose form is not known here."
    return Check(name="form", holds=None, about=about, says=says)


def _content_check(signature: Signature, content: bytes | None, digest: bytes | None, about: str) -> Check:
    if content is not None:
        found = signature.digest(content)
    elif digest is not None and len(digest) == len(signature.message_digest) == hashlib.sha256().digest_size:
        found = digest
    else:
        says = "The content is not at hand in the digest that was signed."
        return Check(name="content", holds=None, about=about, says=says)
    if found == signature.message_digest:
        return Check(
            name="content", holds=True, about=about, says="The content is what was signed, unchanged."
        )
    return Check(name="content", holds=False, about=about, says="The content is not what was signed.")


def _signature_check(signature: Signature, about: str) -> Check:
    try:
        verify_signature(signature)
    except FAULTS as fault:
        says = fault.says if isinstance(fault, GlacyError) else str(fault)
        return Check(name="signature", holds=False, about=about, says=says)
    says = "The signature was made by the key of its certificate."
    return Check(name="signature", holds=True, about=about, says=says)


def _judge_leaf(
    signature: Signature, *, use: LeafUse, trust: Trust, instant: datetime, about: str
) -> _Judged:
    name = "signer" if use == "seal" else "stamp_authority"
    anchors = trust.anchors if use == "seal" else trust.stamp_anchors
    role = "sealed" if use == "seal" else "stamped"
    leaf = signature.leaf
    fault = fault_of_leaf(leaf, use=use)
    if fault is not None:
        says = f"The certificate may not be used for this: {fault}."
        return _Judged(checks=(Check(name=name, holds=False, about=about, says=says),), path=None, name=None)
    path = find_path(leaf, through=signature.chain, anchors=anchors)
    if path is None:
        says = (
            f"Cannot tell who {role} it: the certificate calls itself {certificate_name(leaf)!r}, "
            f"fingerprint {fingerprint(leaf)}, and none of the roots you trust issued it."
        )
        return _Judged(checks=(Check(name=name, holds=None, about=about, says=says),), path=None, name=None)
    who = trust.name_of(path.root)
    known = Check(name=name, holds=True, about=about, who=who, when=instant, says=f"It was {role} by {who}.")
    late = fault_of_period(path, instant=instant)
    if late is None and not trust.window_of(path.root).contains(instant):
        late = f"{who}: this root was not accepted at that time"
    period = Check(
        name=f"{name}_period",
        holds=late is None,
        about=about,
        who=who,
        when=instant,
        says="Its certificates were valid at that time." if late is None else f"{late}.",
    )
    return _Judged(checks=(known, period), path=path, name=who)


def _read_stamp(signature: Signature) -> tuple[Stamp | None, str]:
    if signature.token is None:
        return None, "The seal carries no time-stamp."
    try:
        return read_stamp(signature.token, over=signature.value), ""
    except FAULTS as fault:
        return None, fault.says if isinstance(fault, GlacyError) else str(fault)


def _judge_stamp(stamp: Stamp, trust: Trust, about: str) -> tuple[str, str | None, tuple[Check, ...]]:
    judged = _judge_leaf(stamp.signature, use="stamp", trust=trust, instant=stamp.stamped_at, about=about)
    grade = "unknown"
    if judged.path is not None:
        apart = trust.is_independent(judged.path.root) and not stamp.is_local
        grade = "independent" if apart else "local"
    kinds = {
        "independent": "an independent time-stamping authority",
        "local": "the local time-stamp of a node, not an independent authority",
        "unknown": "an authority that is not known to you",
    }
    says = f"The time-stamp fits the signature; it is from {kinds[grade]}."
    fits = Check(name="stamp", holds=True, about=about, who=judged.name, when=stamp.stamped_at, says=says)
    return grade, judged.name, (fits, *judged.checks)


def _clock_checks(signed_at: datetime | None, stamp: Stamp | None, about: str) -> tuple[Check, ...]:
    if signed_at is None:
        return ()
    if stamp is None or abs(signed_at - stamp.stamped_at) <= CLOCKS_AGREE:
        says = "The signer's own clock says so; it proves nothing alone."
        return (
            Check(name="claimed_time", holds=True, about=about, when=signed_at, says=says, decisive=False),
        )
    says = f"The signer's own clock differs from the time-stamp by {abs(signed_at - stamp.stamped_at)}."
    return (Check(name="claimed_time", holds=None, about=about, when=signed_at, says=says, decisive=False),)
