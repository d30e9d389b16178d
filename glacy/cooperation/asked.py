"""Whether the same target was asked about before: by fingerprint, and by periods that overlap."""

from __future__ import annotations

from glacy.canon import Digest, digest_of, write_canonical
from glacy.cooperation.targets import (
    AccountTarget,
    DeviceTarget,
    DomainTarget,
    EmailTarget,
    IbanTarget,
    IpTarget,
    PhoneTarget,
    Target,
    TransactionTarget,
    WalletTarget,
)


def fingerprint(target: Target) -> Digest:
    """The digest of what a target identifies, without period, port or notes: equal for equal identifiers.

    It is for comparing within one node. An address can be guessed from it: keep it like the target.
    """
    return digest_of(write_canonical([target.KIND, *_identity(target)]))


def is_same_question(left: Target, right: Target) -> bool:
    """Whether both ask about the same thing in periods that overlap."""
    return fingerprint(left) == fingerprint(right) and left.period.overlaps(right.period)


def _identity(target: Target) -> tuple[str, ...]:
    match target:
        case IpTarget() | EmailTarget():
            return (target.address.casefold(),)
        case AccountTarget():
            return (target.provider.casefold(), target.account.casefold())
        case PhoneTarget() | IbanTarget():
            return (target.number,)
        case DeviceTarget():
            return (target.scheme, target.number)
        case DomainTarget():
            return (target.name,)
        case WalletTarget():
            return (target.chain, target.address, target.memo or "")
        case TransactionTarget():
            return (target.chain, target.transaction)
