"""The vectors and the example in the specification are what this library writes and accepts."""

from __future__ import annotations

import json
from base64 import b64decode
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

ROOT = Path(__file__).parents[2]
VECTOR = json.loads((ROOT / "tests/vectors/journal/proof.json").read_text(encoding="utf-8"))
MERKLE = None if SHARED is None else SHARED / "journal" / "transparency-dev-merkle" / "testdata"


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


@pytest.mark.skipif(MERKLE is None or not MERKLE.is_dir(), reason="the published vectors are not beside")
def test_the_published_vectors_of_transparency_dev_agree() -> None:
    """All of them, but for one with "roots" of 12 bytes, which ours refuses (decision 0015)."""
    assert MERKLE is not None
    seen = 0
    for kind in ("inclusion", "consistency"):
        for path in sorted((MERKLE / kind).rglob("*.json")):
            vector = json.loads(path.read_text(encoding="utf-8"))
            seen += 1
            if path.name == "sizes-are-equal-one-and-proof-is-empty.json":
                assert not holds(vector)
            else:
                assert holds(vector) is not vector["wantErr"], path
    assert seen > 150


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
