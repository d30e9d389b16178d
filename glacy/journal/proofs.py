"""Proofs that an entry is in a tree and that a tree contains an earlier one (RFC 6962, 2.1.1 and 2.1.2).

The verifiers are those of RFC 9162, sections 2.1.3.2 and 2.1.4.2, and fail closed: a proof with one hash too
few, too many, or of the wrong length proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from glacy.journal.errors import ConsistencyError, InclusionError, JournalError
from glacy.journal.hashing import EMPTY_ROOT, HASH_SIZE, node_hash
from glacy.journal.tree import MAX_SIZE, cover, fold
from glacy.sayings import say

HashAt: TypeAlias = Callable[[int, int], bytes]
"""Gives the hash of the complete subtree at a level and index, from wherever hashes are kept."""


def inclusion_proof(index: int, size: int, hash_at: HashAt) -> tuple[bytes, ...]:
    """The hashes that lead from the leaf at `index` to the root of the tree of `size` entries, leaf first."""
    if not 0 <= index < size:
        raise InclusionError(
            say("Entry {index} is not in a tree of {size} entries.", index=index, size=size),
            remedy=say("Ask for an index below the size."),
            index=index,
            size=size,
        )
    begin, end = 0, size
    path: list[bytes] = []
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(_range_hash(middle, end, hash_at))
            end = middle
        else:
            path.append(_range_hash(begin, middle, hash_at))
            begin = middle
    path.reverse()
    return tuple(path)


def consistency_proof(earlier: int, later: int, hash_at: HashAt) -> tuple[bytes, ...]:
    """The hashes that show that the tree of `later` entries begins with the tree of `earlier` entries."""
    if not 0 <= earlier <= later:
        raise ConsistencyError(
            say("A tree of {later} entries cannot contain one of {earlier}.", later=later, earlier=earlier),
            remedy=say("Give the smaller size first."),
            earlier=earlier,
            later=later,
        )
    if earlier in (0, later):
        return ()
    begin, end, whole = 0, later, True
    path: list[bytes] = []
    while earlier != end:
        middle = begin + _split(end - begin)
        if earlier <= middle:
            path.append(_range_hash(middle, end, hash_at))
            end = middle
        else:
            path.append(_range_hash(begin, middle, hash_at))
            begin, whole = middle, False
    if not whole:
        path.append(_range_hash(begin, end, hash_at))
    path.reverse()
    return tuple(path)


def verify_inclusion(*, index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Returns if `proof` shows the leaf at `index` in the tree of that size and root; raises otherwise."""
    if not 0 <= index < size <= MAX_SIZE:
        raise InclusionError(
            say("Entry {index} is not in a tree of {size} entries.", index=index, size=size),
            remedy=_ASK,
            index=index,
            size=size,
        )
    _check_hashes((leaf, root, *proof), InclusionError)
    node, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise _too_long(InclusionError, proof)
        if node & 1 or node == last:
            found = node_hash(sibling, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise _too_short(InclusionError, proof)
    if found != root:
        raise InclusionError(
            say("The proof leads to another root than that of the tree of {size} entries.", size=size),
            remedy=_ASK,
            expected=root.hex(),
            found=found.hex(),
        )


def verify_consistency(
    *, earlier: int, later: int, earlier_root: bytes, later_root: bytes, proof: Sequence[bytes]
) -> None:
    """Returns if `proof` shows that the later tree begins with the earlier one; raises otherwise."""
    if not 0 <= earlier <= later <= MAX_SIZE:
        raise ConsistencyError(
            say("A tree of {later} entries cannot contain one of {earlier}.", later=later, earlier=earlier),
            remedy=_ASK,
            earlier=earlier,
        )
    _check_hashes((earlier_root, later_root, *proof), ConsistencyError)
    if earlier in (0, later):
        _verify_trivial(earlier, later, earlier_root, later_root, proof)
        return
    hashes = (earlier_root, *proof) if earlier & (earlier - 1) == 0 else tuple(proof)
    if not hashes[1:]:
        raise _too_short(ConsistencyError, proof)
    node, last = earlier - 1, later - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise _too_long(ConsistencyError, proof)
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise _too_short(ConsistencyError, proof)
    _match(old, earlier_root, earlier)
    _match(new, later_root, later)


_ASK = say("Ask the keeper of the journal for a new proof; keep this one.")


def _verify_trivial(
    earlier: int, later: int, earlier_root: bytes, later_root: bytes, proof: Sequence[bytes]
) -> None:
    if proof:
        raise _too_long(ConsistencyError, proof)
    if earlier == 0:
        _match(EMPTY_ROOT, earlier_root, 0)
    if earlier == later:
        _match(earlier_root, later_root, later)


def _match(found: bytes, expected: bytes, size: int) -> None:
    if found != expected:
        raise ConsistencyError(
            say("The proof leads to another root than that of the tree of {size} entries.", size=size),
            remedy=say(
                "Two histories of one journal may exist: keep both checkpoints and tell its witnesses."
            ),
            expected=expected.hex(),
            found=found.hex(),
        )


def _check_hashes(hashes: Sequence[bytes], error: type[JournalError]) -> None:
    for found in hashes:
        if len(found) != HASH_SIZE:
            raise error(f"A hash has {HASH_SIZE} bytes, found one of {len(found)}.", remedy=_ASK)


def _too_long(error: type[JournalError], proof: Sequence[bytes]) -> JournalError:
    return error(f"The proof of {len(proof)} hashes is too long for the tree.", remedy=_ASK)


def _too_short(error: type[JournalError], proof: Sequence[bytes]) -> JournalError:
    return error(f"The proof of {len(proof)} hashes is too short for the tree.", remedy=_ASK)


def _split(width: int) -> int:
    """The largest power of two below `width`."""
    return 1 << ((width - 1).bit_length() - 1)


def _range_hash(begin: int, end: int, hash_at: HashAt) -> bytes:
    return fold(hash_at(node.level, node.index) for node in cover(begin, end))
