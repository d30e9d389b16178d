"""The vectors and the example in the specification are what this library writes and accepts."""

from __future__ import annotations

import json
import os
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import pytest

from glacy.checks import verdict
from glacy.journal import (
    JournalError,
    examine_proof,
    leaf_hash,
    read_opening,
    read_proof,
    read_verifier_key,
    verify_consistency,
    verify_inclusion,
    write_entry,
    write_proof,
)
from tests.journal.journals import proved
from tests.shared_data import SHARED

HOW = "set GLACY_PUBLISHED_VECTORS to the folder `testdata` of github.com/transparency-dev/merkle to run them"

ROOT = Path(__file__).parents[2]
VECTOR = json.loads((ROOT / "tests/vectors/journal/proof.json").read_text(encoding="utf-8"))


def published() -> Path | None:
    """Where the published vectors lie, if they do."""
    named = os.environ.get("GLACY_PUBLISHED_VECTORS")
    beside = None if SHARED is None else SHARED / "journal" / "transparency-dev-merkle" / "testdata"
    found = Path(named) if named else beside
    return found if found is not None and (found / "consistency").is_dir() else None


MERKLE = published()


def test_the_proof_of_the_vectors_holds() -> None:
    entry = write_entry(read_opening(VECTOR["opening"].encode()).entry)
    assert entry.decode() == VECTOR["entry"]
    assert leaf_hash(entry).hex() == VECTOR["leaf"]
    key = read_verifier_key(VECTOR["verifier_key"])
    assert verdict(examine_proof(VECTOR["proof"].encode(), keys=[key])) is True
    assert write_proof(proved()).decode() == VECTOR["proof"]
    assert read_proof(VECTOR["proof"].encode()) == proved()


@pytest.mark.parametrize("part", ["proof", "opening", "entry", "verifier_key"])
def test_the_specification_shows_the_vectors(part: str) -> None:
    assert VECTOR[part] in (ROOT / "docs/specs/journal.md").read_text(encoding="utf-8")


PROOFS = json.loads((ROOT / "tests/vectors/journal/proofs.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", ["inclusion", "consistency"])
def test_each_proof_of_the_vectors_holds_or_is_refused(kind: str) -> None:
    wrong = [case for case in PROOFS[kind] if holds(PUBLISHED_FORM[kind](case)) is not case["holds"]]
    assert wrong == []
    assert sum(case["holds"] for case in PROOFS[kind]) >= 5
    assert sum(not case["holds"] for case in PROOFS[kind]) > 60


@pytest.mark.skipif(MERKLE is None, reason=HOW)
@pytest.mark.parametrize("kind", ["inclusion", "consistency", "subtreeinclusion", "subtreeconsistency"])
def test_the_published_vectors_of_transparency_dev_agree(kind: str) -> None:
    """All of them, but for one with "roots" of 12 bytes, which ours refuses (decision 0015).

    Of the vectors of subtrees those that are proofs of whole trees as well are read as such.
    """
    assert MERKLE is not None
    files = sorted((MERKLE / kind).rglob("*.json"))
    vectors = {path: as_whole_tree(json.loads(path.read_text(encoding="utf-8"))) for path in files}
    wrong = [
        path
        for path, vector in vectors.items()
        if vector is not None and path.name not in NOT_HASHES and holds(vector) is vector["wantErr"]
    ]
    assert wrong == []
    assert sum(vector is not None for vector in vectors.values()) >= LEAST[kind]


NOT_HASHES = ("sizes-are-equal-one-and-proof-is-empty.json",)
LEAST = {"inclusion": 98, "consistency": 98, "subtreeinclusion": 150, "subtreeconsistency": 50}
PUBLISHED_FORM: dict[str, Callable[[dict], dict]] = {
    "inclusion": lambda case: {
        "leafIdx": case["index"],
        "treeSize": case["size"],
        "leafHash": case["leaf"],
        "root": case["root"],
        "proof": case["proof"],
    },
    "consistency": lambda case: {
        "size1": case["earlier"],
        "size2": case["later"],
        "root1": case["earlier_root"],
        "root2": case["later_root"],
        "proof": case["proof"],
    },
}


def as_whole_tree(vector: dict) -> dict | None:
    """A vector of a subtree as one of a whole tree; None where it says nothing of a whole tree."""
    if "start" not in vector:
        return vector
    start, end = vector["start"], vector["end"]
    if "leafIdx" in vector:
        is_subtree = 0 <= start < end and start % (1 << (end - start - 1).bit_length()) == 0
        return (
            {**vector, "leafIdx": vector["leafIdx"] - start, "treeSize": end - start} if is_subtree else None
        )
    return {**vector, "size1": end, "size2": vector["size"]} if start == 0 and end > 0 else None


def holds(vector: dict) -> bool:
    proof = [b64decode(one) for one in vector["proof"] or []]
    try:
        if "leafIdx" in vector:
            verify_inclusion(
                index=vector["leafIdx"],
                size=vector["treeSize"],
                leaf=b64decode(vector["leafHash"] or ""),
                proof=proof,
                root=b64decode(vector["root"] or ""),
            )
        else:
            verify_consistency(
                earlier=vector["size1"],
                later=vector["size2"],
                earlier_root=b64decode(vector["root1"] or ""),
                later_root=b64decode(vector["root2"] or ""),
                proof=proof,
            )
    except JournalError:
        return False
    return True
