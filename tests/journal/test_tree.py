"""The tree is that of RFC 6962, and a proof proves what it says and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glacy.journal import (
    ConsistencyError,
    Edge,
    InclusionError,
    JournalError,
    TileError,
    consistency_proof,
    cover,
    fold,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from tests.journal.journals import slow_root

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/journal/tree.json").read_text())
INPUTS = [bytes.fromhex(text) for text in VECTORS["inputs"]]
ENTRIES = [str(number).encode() for number in range(300)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]


def hash_at(level: int, index: int) -> bytes:
    return fold([slow_root(ENTRIES[index << level : (index + 1) << level])])


def root(size: int) -> bytes:
    return slow_root(ENTRIES[:size])


def test_the_published_roots_are_ours() -> None:
    assert root_of([]).hex() == VECTORS["empty_root"]
    assert [root_of(INPUTS[: size + 1]).hex() for size in range(8)] == VECTORS["roots"]


@pytest.mark.parametrize("case", VECTORS["inclusion"], ids=lambda case: f"{case['index']} of {case['size']}")
def test_the_published_inclusion_proofs_hold_and_are_ours(case: dict) -> None:
    proof = tuple(bytes.fromhex(text) for text in case["proof"])
    made = inclusion_proof(case["index"], case["size"], lambda level, index: slow_root(
        INPUTS[index << level : (index + 1) << level]
    ))  # fmt: skip
    assert made == proof
    verify_inclusion(
        index=case["index"],
        size=case["size"],
        leaf=leaf_hash(INPUTS[case["index"]]),
        proof=proof,
        root=bytes.fromhex(VECTORS["roots"][case["size"] - 1]),
    )


@pytest.mark.parametrize(
    "case", VECTORS["consistency"], ids=lambda case: f"{case['earlier']} to {case['later']}"
)
def test_the_published_consistency_proofs_hold(case: dict) -> None:
    verify_consistency(
        earlier=case["earlier"],
        later=case["later"],
        earlier_root=bytes.fromhex(VECTORS["roots"][case["earlier"] - 1]),
        later_root=bytes.fromhex(VECTORS["roots"][case["later"] - 1]),
        proof=[bytes.fromhex(text) for text in case["proof"]],
    )


@given(st.lists(st.binary(max_size=5), max_size=40), st.integers(0, 40))
def test_an_edge_grows_in_any_steps_to_the_root_of_the_rfc(entries: list[bytes], step: int) -> None:
    leaves = [leaf_hash(entry) for entry in entries]
    edge = Edge.empty().extend(leaves[:step]).extend(leaves[step:])
    assert edge.root == slow_root(entries)
    assert edge.size == len(entries)


def test_an_edge_with_the_wrong_number_of_hashes_does_not_exist() -> None:
    with pytest.raises(TileError):
        Edge(size=3, hashes=(b"\0" * 32,))


@given(st.integers(0, 2**40))
def test_a_cover_is_without_gaps(size: int) -> None:
    at = 0
    for node in cover(0, size):
        assert node.index << node.level == at
        at += 1 << node.level
    assert at == size


def test_every_entry_of_every_small_tree_is_proved() -> None:
    for size in range(1, 35):
        for index in range(size):
            proof = inclusion_proof(index, size, hash_at)
            verify_inclusion(index=index, size=size, leaf=LEAVES[index], proof=proof, root=root(size))


def test_every_small_tree_is_consistent_with_every_earlier_one() -> None:
    for later in range(35):
        for earlier in range(later + 1):
            verify_consistency(
                earlier=earlier,
                later=later,
                earlier_root=root(earlier),
                later_root=root(later),
                proof=consistency_proof(earlier, later, hash_at),
            )


@given(data=st.data(), size=st.integers(1, 70))
@settings(max_examples=300)
def test_a_changed_inclusion_proof_proves_nothing(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, hash_at)
    good = {"index": index, "size": size, "leaf": LEAVES[index], "proof": proof, "root": root(size)}
    bad = dict(good)
    match data.draw(st.sampled_from(["index", "leaf", "root", "shorter", "longer", "flip", "swap"])):
        case "index":
            bad["index"] = data.draw(st.integers(-2, size + 3).filter(lambda other: other != index))
        case "leaf":
            bad["leaf"] = data.draw(st.sampled_from([b"", b"\0" * 32, LEAVES[size]]))
        case "root":
            bad["root"] = data.draw(st.sampled_from([b"", root(size + 1), b"\0" * 32]))
        case "shorter":
            bad["proof"] = proof[:-1] if proof else (b"\0" * 32,)
        case "longer":
            bad["proof"] = (*proof, *data.draw(st.lists(st.just(root(size)), min_size=1)))
        case "flip" if proof:
            at = data.draw(st.integers(0, len(proof) - 1))
            bad["proof"] = (*proof[:at], bytes([proof[at][0] ^ 1]) + proof[at][1:], *proof[at + 1 :])
        case _:
            bad["proof"] = (*proof[::-1], proof[0]) if proof else (LEAVES[0],)
    verify_inclusion(**good)
    with pytest.raises(InclusionError):
        verify_inclusion(**bad)


@given(data=st.data(), later=st.integers(1, 70))
@settings(max_examples=300)
def test_a_changed_consistency_proof_proves_nothing(data: st.DataObject, later: int) -> None:
    earlier = data.draw(st.integers(1, later))
    proof = consistency_proof(earlier, later, hash_at)
    good = {
        "earlier": earlier,
        "later": later,
        "earlier_root": root(earlier),
        "later_root": root(later),
        "proof": proof,
    }
    bad = dict(good)
    match data.draw(st.sampled_from(["earlier_root", "later_root", "shorter", "longer", "flip"])):
        case "earlier_root":
            bad["earlier_root"] = data.draw(st.sampled_from([b"", root(earlier + 1), b"\0" * 32]))
        case "later_root":
            bad["later_root"] = data.draw(st.sampled_from([b"", root(later + 1), b"\0" * 32]))
        case "shorter":
            bad["proof"] = proof[:-1] if proof else (b"\0" * 32,)
        case "longer":
            bad["proof"] = (*proof, root(later))
        case _:
            at = data.draw(st.integers(0, len(proof))) % max(1, len(proof))
            flipped = bytes([proof[at][0] ^ 1]) + proof[at][1:] if proof else b"\1" * 32
            bad["proof"] = (*proof[:at], flipped, *proof[at + 1 :])
    verify_consistency(**good)
    with pytest.raises(ConsistencyError):
        verify_consistency(**bad)


@pytest.mark.parametrize(
    ("earlier", "later"), [(2, 1), (-1, 3), (1, 2**63)], ids=["backwards", "negative", "beyond all journals"]
)
def test_impossible_sizes_prove_nothing(earlier: int, later: int) -> None:
    with pytest.raises(JournalError):
        verify_consistency(earlier=earlier, later=later, earlier_root=root(1), later_root=root(1), proof=[])


def test_the_empty_tree_has_one_root_only() -> None:
    with pytest.raises(ConsistencyError):
        verify_consistency(earlier=0, later=1, earlier_root=root(1), later_root=root(1), proof=[])
