"""Writes those files of tests/vectors/journal anew that follow from this library: `python -m tests.journal.make_vectors`.

ML-DSA-44 draws fresh randomness for each signature, so that `cosignature.json` differs from run to run.
"""  # noqa: E501  # the command stands on one line

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from glacy.journal import (
    Checkpoint,
    SigningKey,
    Submission,
    cosign,
    leaf_hash,
    read_note,
    root_of,
    sign_checkpoint,
    sign_note,
    write_note,
    write_submission,
    write_verifier_key,
)
from glacy.journal.proofs import consistency_proof, inclusion_proof
from tests.journal.journals import AT, BESIDE, COSIGNER, KEY, STRANGER, WITNESS, MemoryJournal

FOLDER = Path(__file__).parents[1] / "vectors" / "journal"
LATER = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def grown(size: int, *, other: int | None = None) -> MemoryJournal:
    journal = MemoryJournal()
    journal.append([b"x%d" % n if other is not None and n >= other else b"e%d" % n for n in range(size)])
    return journal


def cosignature() -> dict[str, Any]:
    head = Checkpoint(origin=KEY.name, size=7, root=b"\x07" * 32)
    note = read_note(sign_checkpoint(head, key=KEY, beside=BESIDE, at=AT))
    note = cosign(cosign(note, key=WITNESS, at=LATER), key=COSIGNER, at=LATER)
    keys = (KEY, BESIDE, WITNESS, COSIGNER)
    return {
        "says": "A checkpoint signed by its journal and a witness, each with Ed25519 and ML-DSA-44.",
        "seeds": [key.seed.hex() for key in keys],
        "verifier_keys": [write_verifier_key(key.verifier) for key in keys],
        "checkpoint": write_note(note).decode(),
    }


def body(old: int, journal: MemoryJournal, *, key: SigningKey = KEY, **change: Any) -> str:
    checkpoint = Checkpoint(origin=KEY.name, size=journal.edge.size, root=journal.edge.root)
    checkpoint = replace(checkpoint, **change)
    proof = consistency_proof(old, journal.edge.size, journal.hashes().hash_at) if old else ()
    note = read_note(sign_checkpoint(checkpoint, key=key))
    return write_submission(Submission(old_size=old, proof=proof, note=note)).decode()


def witness() -> dict[str, Any]:
    five, nine = grown(5), grown(9)
    forked = grown(9, other=3)
    twin = grown(5, other=4)
    good = body(5, nine)
    lines = good.split("\n")
    zero = write_note(sign_note(f"{KEY.name}\n0\n{'A' * 43}=\n", keys=[KEY])).decode()
    renamed = replace(KEY, name="xx.example/journal")
    cases = [
        ("the first checkpoint", 0, body(0, five), 200, None),
        ("one that continues", 5, good, 200, None),
        ("the same again", 5, body(5, five), 200, None),
        ("an unknown journal", 5, body(5, nine, key=renamed, origin=renamed.name), 404, None),
        ("signed by another key", 5, body(5, nine, key=STRANGER), 403, None),
        ("a root that was not signed", 5, good.replace("\n9\n", "\n10\n"), 403, None),
        ("the old size beyond the new", 5, good.replace("old 5", "old 10"), 400, None),
        ("an old size that was not seen", 5, body(3, nine), 409, None),
        ("nothing seen and an old size", 0, good, 409, None),
        ("no old size", 5, "\n".join(lines[1:]), 400, None),
        ("an old size with a zero before it", 5, good.replace("old 5", "old 05"), 400, None),
        ("a proof that is not base64", 5, good.replace(lines[1], lines[1][:-1] + "!"), 400, None),
        ("no empty line", 5, good.replace("\n\n", "\n", 1), 400, None),
        ("a proof too short", 5, good.replace(lines[1] + "\n", "", 1), 422, "not_continued"),
        ("a proof too long", 5, good.replace("\n\n", f"\n{lines[1]}\n\n", 1), 422, "not_continued"),
        ("a proof with two hashes swapped", 5, swapped(lines), 422, "not_continued"),
        ("a proof of another tree", 5, body(5, forked), 422, "not_continued"),
        ("two roots for one size", 5, body(5, twin), 422, "two_roots"),
        ("a proof where none is needed", 5, body(5, five).replace("\n\n", f"\n{lines[1]}\n\n", 1), 422, None),
        ("a proof from nothing", 0, body(0, five).replace("\n\n", f"\n{lines[1]}\n\n", 1), 422, None),
        ("no entries and a root", 0, f"old 0\n\n{zero}", 422, None),
    ]
    roots = {0: root_of([]), 5: five.edge.root}
    return {
        "says": "What a witness that has cosigned `seen` answers to the body of add-checkpoint; `fork` says "
        "whether what it turned down is evidence.",
        "log_keys": [write_verifier_key(KEY.verifier)],
        "cases": [
            {
                "says": says,
                "seen": {"size": size, "root": roots[size].hex()},
                "body": sent,
                "status": status,
                "fork": fork,
            }
            for says, size, sent, status, fork in cases
        ],
    }


def swapped(lines: list[str]) -> str:
    return "\n".join([lines[0], lines[2], lines[1], *lines[3:]])


def policy() -> dict[str, Any]:
    a, b = (write_verifier_key(replace(WITNESS, name=f"{n}.example/w", seed=bytes([i]) * 32).verifier)
            for i, n in enumerate("ab"))  # fmt: skip
    log = write_verifier_key(KEY.verifier)
    both = f"witness A {a}\nwitness B {b}\n"
    cases = [
        ("no quorum is asked for", "quorum none\n", [], True),
        ("one witness", f"witness A {a}\nquorum A\n", [a], True),
        ("another witness", f"{both}quorum A\n", [b], False),
        ("any of two", f"{both}group G any A B\nquorum G\n", [b], True),
        ("all of two, one signed", f"{both}group G all A B\nquorum G\n", [b], False),
        ("all of two", f"{both}group G all A B\nquorum G\n", [a, b], True),
        ("a number", f"{both}group G 1 A B\nquorum G\n", [a], True),
        ("groups in groups", f"{both}group G any A\ngroup H any B\ngroup Q 2 G H\nquorum Q\n", [a], False),
        ("the log has not signed", f"log {log}\n{both}quorum A\n", [a], False),
        ("the log has signed", f"log {log} https://gh.example/journal\n{both}quorum A\n", [a, log], True),
        ("comments and tabs", f"# all\n\n \twitness\tA  {a}\t\n  # x\nquorum A\n", [a], True),
        ("no quorum line", both, [], None),
        ("two quorum lines", f"{both}quorum A\nquorum B\n", [], None),
        ("an undefined quorum", f"{both}quorum C\n", [], None),
        ("a quorum before its witness", f"quorum A\nwitness A {a}\n", [], None),
        ("an undefined member", f"{both}group G any A C\nquorum G\n", [], None),
        ("a member in two groups", f"{both}group G any A\ngroup H any A B\nquorum H\n", [], None),
        ("a member twice", f"{both}group G any A A\nquorum G\n", [], None),
        ("none as a member", f"{both}group G any none\nquorum G\n", [], None),
        ("more than there are", f"{both}group G 3 A B\nquorum G\n", [], None),
        ("none of them", f"{both}group G 0 A B\nquorum G\n", [], None),
        ("a number with a zero before it", f"{both}group G 01 A B\nquorum G\n", [], None),
        ("a group without members", f"{both}group G any\nquorum A\n", [], None),
        ("one name twice", f"witness A {a}\nwitness A {b}\nquorum A\n", [], None),
        ("one key twice", f"witness A {a}\nwitness B {a}\nquorum A\n", [], None),
        ("a log as a witness", f"witness A {log}\nquorum A\n", [], None),
        ("a witness as a log", f"log {a}\nquorum none\n", [], None),
        ("a damaged key", f"witness A {a[:-4]}AAA=\nquorum A\n", [], None),
        ("an unknown word", f"{both}quota A\nquorum A\n", [], None),
        ("a carriage return", f"{both}quorum A\r\n", [], None),
        ("no newline at the end", f"{both}quorum A", [], None),
    ]
    return {
        "says": "Whether a policy is met by these keys; null where it is no policy.",
        "cases": [
            {"says": says, "policy": text, "signed": signed, "met": met} for says, text, signed, met in cases
        ],
    }


def proofs() -> dict[str, Any]:
    """Proofs that hold, and beside each the ways in which it must not."""
    journal = grown(23)
    hash_at = journal.hashes().hash_at
    consistency, inclusion = [], []
    for earlier, later in ((1, 23), (5, 23), (8, 23), (16, 17), (22, 23), (4, 8)):
        good = {
            "earlier": earlier,
            "later": later,
            "earlier_root": _b(grown(earlier).edge.root),
            "later_root": _b(grown(later).edge.root),
            "proof": [_b(one) for one in consistency_proof(earlier, later, grown(later).hashes().hash_at)],
        }
        consistency.append({"says": "holds", **good, "holds": True})
        for says, change in _spoiled(good, "later_root"):
            consistency.append({"says": says, **{**good, **change}, "holds": False})
        swaps = {"earlier_root": good["later_root"], "later_root": good["earlier_root"]}
        consistency.append({"says": "the roots swapped", **{**good, **swaps}, "holds": False})
        more = {"earlier": earlier + 1}
        consistency.append({"says": "another earlier size", **{**good, **more}, "holds": False})
        if earlier & (earlier - 1) == 0:
            known = {"proof": [good["earlier_root"], *good["proof"]]}
            consistency.append({"says": "the earlier root put before", **{**good, **known}, "holds": False})
    for earlier, later, first, proof, holds in (
        (0, 5, root_of([]), [], True),
        (0, 5, root_of([]), [CUT], False),
        (0, 5, CUT, [], False),
        (5, 5, grown(5).edge.root, [], True),
        (5, 5, grown(5).edge.root, [CUT], False),
        (5, 5, CUT, [], False),
        (3, 5, grown(3).edge.root, [], False),
        (5, 3, grown(5).edge.root, [], False),
    ):
        consistency.append(
            {
                "says": f"{earlier} to {later}, {len(proof)} hashes",
                "earlier": earlier,
                "later": later,
                "earlier_root": _b(first),
                "later_root": _b(grown(later).edge.root),
                "proof": [_b(one) for one in proof],
                "holds": holds,
            }
        )
    for index in (0, 7, 15, 16, 22):
        good = {
            "index": index,
            "size": 23,
            "leaf": _b(leaf_hash(b"e%d" % index)),
            "root": _b(journal.edge.root),
            "proof": [_b(one) for one in inclusion_proof(index, 23, hash_at)],
        }
        inclusion.append({"says": "holds", **good, "holds": True})
        for says, change in _spoiled(good, "root"):
            inclusion.append({"says": says, **{**good, **change}, "holds": False})
        inclusion.append({"says": "a node as a leaf", **good, "leaf": _b(hash_at(1, 0)), "holds": False})
        inclusion.append({"says": "outside", **good, "index": 23, "holds": False})
        inclusion.append({"says": "a neighbour", **good, "index": index ^ 1, "holds": False})
    return {"says": "Proofs, and ways to spoil them.", "consistency": consistency, "inclusion": inclusion}


CUT = b"\0" * 32


def _b(data: bytes) -> str:
    return b64encode(data).decode()


def _spoiled(good: dict[str, Any], root: str) -> list[tuple[str, dict[str, Any]]]:
    proof = good["proof"]
    ways: list[tuple[str, dict[str, Any]]] = [
        ("no hashes", {"proof": []}),
        ("the last hash missing", {"proof": proof[:-1]}),
        ("the first hash missing", {"proof": proof[1:]}),
        ("a hash too many at the end", {"proof": [*proof, _b(CUT)]}),
        ("a hash too many at the start", {"proof": [_b(CUT), *proof]}),
        ("the root as one more hash", {"proof": [*proof, good[root]]}),
        ("a short hash", {"proof": [*proof[:-1], _b(CUT[1:])]}),
        ("an empty hash", {"proof": [*proof, ""]}),
        ("a hash flipped", {"proof": [_b(CUT), *proof[1:]]}),
        ("another root", {root: _b(CUT)}),
        ("a root cut short", {root: _b(CUT[1:])}),
    ]
    if len(proof) > 1 and proof[0] != proof[-1]:
        ways.append(("backwards", {"proof": proof[::-1]}))
    return ways


def main() -> None:
    made = {"cosignature": cosignature, "witness": witness, "policy": policy, "proofs": proofs}
    for name, make in made.items():
        text = json.dumps(make(), ensure_ascii=False, indent=1) + "\n"
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
