"""Renewals (B-LTA): time-stamps over all that stands before them, given before keys or digests age."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from glacy.checks import Check
from glacy.errors import GlacyError
from glacy.sayings import say
from glacy.signing.errors import UnjudgedSignatureError
from glacy.signing.judging import CLOCKS_AGREE, JudgedStamp, judge_stamp
from glacy.signing.stamps import read_stamp
from glacy.signing.trust import Trust


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """A renewal that fits: when, by whom, how independent, and until when its certificates last."""

    stamped_at: datetime
    stamped_by: str | None
    grade: str
    expires_at: datetime


def examine_renewals(
    tokens: Iterable[tuple[bytes, bytes]],
    *,
    stamped_at: datetime | None,
    expires_at: datetime | None,
    trust: Trust,
    about: str,
) -> tuple[tuple[Check, ...], tuple[Renewal, ...]]:
    """The checks of renewals in their order, each a token and the SHA-512 digest that it must be over.

    `stamped_at` and `expires_at` are those of the time-stamp of the seal. Each renewal must have been made
    while the certificates of the time-stamp before it were valid.
    """
    checks: list[Check] = []
    renewals: list[Renewal] = []
    for number, (token, digest) in enumerate(tokens, start=1):
        place = f"{about}, renewal {number}"
        try:
            stamp = read_stamp(token, digest=digest)
            judged = judge_stamp(stamp, trust=trust, about=place, name="renewal", over="all")
        except (GlacyError, ValueError, TypeError, IndexError) as fault:
            why = fault.says if isinstance(fault, GlacyError) else str(fault)
            checks.append(Check(name="renewal", holds=False, about=place, says=why))
            continue
        checks += judged.checks
        if not stamp.has_one_form:
            says = say("The bytes of the renewal are not as GLACY writes them: it was changed later.")
            checks.append(Check(name="form", holds=False, about=place, says=says))
        checks.append(_in_time(judged, stamped_at, expires_at, place))
        stamped_at, expires_at = judged.stamped_at, judged.expires_at
        renewals.append(
            Renewal(
                stamped_at=judged.stamped_at,
                stamped_by=judged.name,
                grade=judged.grade,
                expires_at=judged.expires_at,
            )
        )
    return tuple(checks), tuple(renewals)


def examine_stamp(token: bytes, *, over: bytes, trust: Trust, about: str) -> tuple[Check, ...]:
    """The checks of a time-stamp over some bytes, whoever made it; never raises on bad input."""
    try:
        return judge_stamp(read_stamp(token, over=over), trust=trust, about=about, over="content").checks
    except (GlacyError, ValueError, TypeError, IndexError) as fault:
        says = fault.says if isinstance(fault, GlacyError) else str(fault)
        holds = None if isinstance(fault, UnjudgedSignatureError) else False
        return (Check(name="stamp", holds=holds, about=about, says=says),)


def _in_time(
    judged: JudgedStamp, stamped_at: datetime | None, expires_at: datetime | None, about: str
) -> Check:
    holds: bool | None = True
    says = say("It was made while the time-stamp before it was still good.")
    if stamped_at is None or expires_at is None:
        holds, says = None, say("What it renews has no time-stamp that can be read.")
    elif stamped_at - judged.stamped_at > CLOCKS_AGREE:
        holds, says = (
            False,
            say("It bears a time before that of what it renews: one of the two clocks is wrong."),
        )
    elif judged.stamped_at > expires_at:
        holds = None
        says = say(
            "It came too late: the certificate of the time-stamp before it had expired on {day}.",
            day=expires_at.date(),
        )
    return Check(name="renewed_in_time", holds=holds, about=about, when=judged.stamped_at, says=says)
