"""Judges a certificate or a stamp against the reader's trust: who, in what role, and whether valid then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from glacy.checks import Check
from glacy.sayings import say
from glacy.signing.certificates import certificate_name, fingerprint
from glacy.signing.cms import Signature
from glacy.signing.stamps import Stamp
from glacy.signing.trust import LeafUse, Path, Trust, expiry_of, fault_of_leaf, fault_of_period, find_path

Over = Literal["signature", "all", "content"]
CLOCKS_AGREE = timedelta(hours=1)
"""By how much two clocks may differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A leaf judged against the reader's trust."""

    checks: tuple[Check, ...]
    path: Path | None
    name: str | None


def judge_leaf(
    signature: Signature,
    *,
    use: LeafUse,
    trust: Trust,
    instant: datetime,
    about: str,
    is_outside: bool = False,
) -> Judged:
    """Whose certificate a leaf is, whether it may be used for this, and whether it was valid then.

    `is_outside` says that the instant is proved by an authority apart from the nodes.
    """
    name = "signer" if use == "seal" else "stamp_authority"
    anchors = trust.anchors if use == "seal" else trust.stamp_anchors
    role = say("sealed") if use == "seal" else say("stamped")
    leaf = signature.leaf
    fault = fault_of_leaf(leaf, use=use)
    if fault is not None:
        says = say("The certificate may not be used for this: {why}.", why=fault)
        return Judged(checks=(Check(name=name, holds=False, about=about, says=says),), path=None, name=None)
    path = find_path(leaf, through=signature.chain, anchors=anchors)
    if path is None:
        says = say(
            "Cannot tell who {role} it: the certificate calls itself {name!r}, fingerprint "
            "{print}, and none of the roots you trust issued it.",
            role=role,
            name=certificate_name(leaf),
            print=fingerprint(leaf),
        )
        return Judged(checks=(Check(name=name, holds=None, about=about, says=says),), path=None, name=None)
    who = trust.name_of(path.root)
    known = Check(
        name=name,
        holds=True,
        about=about,
        who=who,
        when=instant,
        says=say("It was {role} by {who}.", role=role, who=who),
    )
    late = fault_of_period(path, instant=instant)
    window = trust.window_of(path.root)
    if late is None and not window.contains(instant):
        late = say("{who}: this root was not accepted at that time.", who=who)
    unclear = late is None and window.needs_outside and not is_outside
    if unclear:
        late = say(
            "{who}: this root was withdrawn because others may have had it. Only a time-stamp of an authority"
            " apart from the nodes could tell that this is older.",
            who=who,
        )
    period = Check(
        name=f"{name}_period",
        holds=None if unclear else late is None,
        about=about,
        who=who,
        when=instant,
        says=say("Its certificates were valid at that time.") if late is None else late,
    )
    return Judged(checks=(known, period), path=path, name=who)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedStamp:
    """A stamp judged against the reader's trust: its grade, who gave it, until when its certificates last."""

    checks: tuple[Check, ...]
    grade: str
    name: str | None
    stamped_at: datetime
    expires_at: datetime


def judge_stamp(
    stamp: Stamp, *, trust: Trust, about: str, name: str = "stamp", over: Over = "signature"
) -> JudgedStamp:
    """Who gave a stamp that fits, and how independent that authority is."""
    judged = judge_leaf(stamp.signature, use="stamp", trust=trust, instant=stamp.stamped_at, about=about)
    grade = "unknown"
    if judged.path is not None:
        apart = trust.is_independent(judged.path.root) and not stamp.is_local
        grade = "independent" if apart else "local"
    kinds = {
        "independent": say("an independent time-stamping authority"),
        "local": say("the local time-stamp of a node, not an independent authority"),
        "unknown": say("an authority that is not known to you"),
    }
    fitting = {
        "signature": say("The time-stamp fits the signature; it is from {kind}.", kind=kinds[grade]),
        "all": say("The renewal fits all that stands before it; it is from {kind}.", kind=kinds[grade]),
        "content": say("The time-stamp fits what it was given over; it is from {kind}.", kind=kinds[grade]),
    }
    fits = Check(
        name=name, holds=True, about=about, who=judged.name, when=stamp.stamped_at, says=fitting[over]
    )
    certificates = (stamp.signature.leaf,) if judged.path is None else judged.path.certificates
    return JudgedStamp(
        checks=(fits, *judged.checks),
        grade=grade,
        name=judged.name,
        stamped_at=stamp.stamped_at,
        expires_at=expiry_of(certificates),
    )
