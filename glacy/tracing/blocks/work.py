"""Proof of work: the target that a header states, and whether a hash meets it."""

from __future__ import annotations

from hashlib import scrypt

from glacy.sayings import say
from glacy.tracing.blocks.transactions import hash_twice
from glacy.tracing.chains import Chain
from glacy.tracing.errors import MalformedBlockError

_LARGEST_HASH = 1 << 256


def target_of(bits: int) -> int:
    """The target of its compact form (`nBits`); zero for one that no hash can meet."""
    exponent, mantissa = bits >> 24, bits & 0x7FFFFF
    if bits & 0x800000:
        return 0
    target = mantissa << 8 * (exponent - 3) if exponent > 3 else mantissa >> 8 * (3 - exponent)
    return target if target < _LARGEST_HASH else 0


def work_of(bits: int) -> int:
    """How many hashes a header of that target took, on average."""
    return _LARGEST_HASH // (target_of(bits) + 1)


def verify_work(header: bytes, *, bits: int, chain: Chain) -> None:
    """Raises unless the hash of the 80 bytes meets the target, and the chain allows such a target."""
    target = target_of(bits)
    if not 0 < target <= target_of(chain.work_limit):
        raise _no_work(say("The header states a target that {chain} does not allow.", chain=chain.called))
    if chain.work == "scrypt":
        proof = scrypt(header, salt=header, n=1024, r=1, p=1, dklen=32)
    else:
        proof = hash_twice(header)
    if int.from_bytes(proof, "little") > target:
        raise _no_work(say("The hash of the header does not meet its target: no work was done for it."))


def _no_work(says: str) -> MalformedBlockError:
    remedy = say("Name the chain that the file is from, or fetch the block again: this one is not genuine.")
    return MalformedBlockError(says, remedy=remedy, why="work", at=0)
