"""A proof that travels alone: index, hashes and checkpoint in one `.tlog-proof` file (C2SP tlog-proof)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from glacy.journal.checkpoint import Checkpoint, read_checkpoint
from glacy.journal.errors import MalformedCheckpointError, MalformedNoteError, MalformedProofError
from glacy.journal.hashing import HASH_SIZE, leaf_hash
from glacy.journal.keys import VerifierKey, read_base64, write_base64
from glacy.journal.note import MAX_NOTE_SIZE, Note, read_note, write_note
from glacy.journal.proofs import HashAt, inclusion_proof, verify_inclusion
from glacy.journal.signed_checkpoint import open_checkpoint
from glacy.journal.tree import MAX_SIZE
from glacy.sayings import say

PROOF_FORM = "c2sp.org/tlog-proof@v1"
PROOF_SUFFIX = ".tlog-proof"
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_MAX_HASHES = 63


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalProof:
    """That an entry stands at an index of a journal, up to a signed checkpoint.

    `extra` is not covered by any signature; ours holds the `Opening` of the entry, which proves itself.
    """

    index: int
    hashes: tuple[bytes, ...]
    note: Note
    extra: bytes = b""

    def __post_init__(self) -> None:
        if not 0 <= self.index <= MAX_SIZE or len(self.hashes) > _MAX_HASHES:
            raise MalformedProofError(say("No journal has such an index or so long a proof."), remedy=_ASK)
        if any(len(one) != HASH_SIZE for one in self.hashes):
            raise MalformedProofError(
                say("Each hash of a proof has {hash_size} bytes.", hash_size=HASH_SIZE), remedy=_ASK
            )

    @property
    def checkpoint(self) -> Checkpoint:
        """The checkpoint that the proof leads to; its signature is not looked at here."""
        return read_checkpoint(self.note.text)

    @property
    def origin(self) -> str:
        """The journal that the proof is of."""
        return self.checkpoint.origin


def prove_entry(index: int, *, checkpoint: bytes, hash_at: HashAt, extra: bytes = b"") -> JournalProof:
    """The proof that the entry at `index` is in the tree of a signed checkpoint note."""
    note = read_note(checkpoint)
    size = read_checkpoint(note.text).size
    return JournalProof(index=index, hashes=inclusion_proof(index, size, hash_at), note=note, extra=extra)


def verify_proof(proof: JournalProof, *, entry: bytes, keys: Iterable[VerifierKey]) -> Checkpoint:
    """The checkpoint if it is signed by its journal and contains the entry at the index; raises otherwise."""
    checkpoint, _ = open_checkpoint(proof.note, keys=keys)
    verify_inclusion(
        index=proof.index,
        size=checkpoint.size,
        leaf=leaf_hash(entry),
        proof=proof.hashes,
        root=checkpoint.root,
    )
    return checkpoint


def write_proof(proof: JournalProof) -> bytes:
    """The proof as the text of a `.tlog-proof` file."""
    lines = [PROOF_FORM]
    if proof.extra:
        lines.append(f"extra {write_base64(proof.extra)}")
    lines.append(f"index {proof.index}")
    lines += map(write_base64, proof.hashes)
    return "".join(f"{line}\n" for line in lines).encode() + b"\n" + write_note(proof.note)


def read_proof(data: bytes) -> JournalProof:
    """The proof in a `.tlog-proof` file; anything but its one form is refused."""
    if len(data) > MAX_NOTE_SIZE:
        raise MalformedProofError(
            say("A proof is smaller than {max_note_size} bytes.", max_note_size=MAX_NOTE_SIZE), remedy=_ASK
        )
    head, gap, note = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
        if not gap or lines.pop(0) != PROOF_FORM:
            raise ValueError(f"its first line is not {PROOF_FORM}")
        extra = b""
        if lines and lines[0].startswith("extra "):
            extra = read_base64(lines.pop(0).removeprefix("extra "))
        index = lines.pop(0).removeprefix("index ") if lines else ""
        if not _NUMBER.fullmatch(index):
            raise ValueError("it has no index")
        proof = JournalProof(
            index=int(index), hashes=tuple(map(read_base64, lines)), note=read_note(note), extra=extra
        )
        read_checkpoint(proof.note.text)
    except (ValueError, MalformedNoteError, MalformedCheckpointError) as fault:
        raise MalformedProofError(say("This is not a proof file: {why}.", why=fault), remedy=_ASK) from fault
    if write_proof(proof) != data:
        raise MalformedProofError(say("The proof is not in its one written form."), remedy=_ASK)
    return proof


_ASK = say("Ask for the proof again, as a file, unchanged.")
