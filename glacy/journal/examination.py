"""What can be said of a checkpoint or a proof, check by check, without ever raising."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from glacy.checks import Check
from glacy.errors import GlacyError
from glacy.journal.checkpoint import Checkpoint, read_checkpoint
from glacy.journal.entry import Opening, read_opening, verify_opening, write_entry
from glacy.journal.errors import JournalError
from glacy.journal.hashing import leaf_hash
from glacy.journal.keys import VerifierKey
from glacy.journal.note import Note, Signed, read_note, verify_note
from glacy.journal.proof_file import JournalProof, read_proof
from glacy.journal.proofs import verify_inclusion


def examine_checkpoint(data: bytes, *, keys: Iterable[VerifierKey]) -> tuple[Check, ...]:
    """The checks of a checkpoint note: its form, the signature of its journal, and its witnesses."""
    try:
        note = read_note(data)
        checkpoint = read_checkpoint(note.text)
    except JournalError as fault:
        return (Check(name="checkpoint.form", holds=False, about="checkpoint", says=fault.says),)
    form = Check(
        name="checkpoint.form",
        holds=True,
        about="checkpoint",
        says=f"It is a checkpoint of the journal {checkpoint.origin} with {checkpoint.size} entries.",
    )
    return (form, *_signatures(note, checkpoint, tuple(keys)))


def examine_proof(
    data: bytes, *, keys: Iterable[VerifierKey], entry: bytes | None = None
) -> tuple[Check, ...]:
    """The checks of a proof file: its form, what the entry says, its place in the tree, and the checkpoint.

    Without `entry`, the opening inside the proof tells what was logged; a proof with neither cannot be told.
    """
    try:
        proof = read_proof(data)
    except GlacyError as fault:
        return (Check(name="proof.form", holds=False, about="journal proof", says=fault.says),)
    form = Check(
        name="proof.form",
        holds=True,
        about="journal proof",
        says=f"It is a proof for entry {proof.index} of the journal {proof.checkpoint.origin}.",
    )
    opened, entry = _entry(proof, entry)
    return (
        form,
        opened,
        _inclusion(proof, entry),
        *_signatures(proof.note, proof.checkpoint, tuple(keys)),
    )


def find_opening(proof: JournalProof) -> Opening | None:
    """The opening that a proof carries with it, if it does."""
    try:
        return read_opening(proof.extra) if proof.extra else None
    except GlacyError:
        return None


def _entry(proof: JournalProof, entry: bytes | None) -> tuple[Check, bytes | None]:
    opening = find_opening(proof)
    if opening is None:
        return (
            Check(
                name="journal.entry",
                holds=False if proof.extra else None,
                about="journal entry",
                says="The proof does not show what was logged."
                if not proof.extra
                else "What the proof carries beside it is not the opening of an entry.",
                decisive=entry is None,
            ),
            entry,
        )
    logged = write_entry(opening.entry) if entry is None else entry
    try:
        verify_opening(opening, entry=logged)
    except JournalError as fault:
        return Check(name="journal.entry", holds=False, about="journal entry", says=fault.says), logged
    return (
        Check(
            name="journal.entry",
            holds=True,
            about="journal entry",
            says=f"The entry records the act {opening.kind}.",
            who=opening.who,
            when=opening.at,
        ),
        logged,
    )


def _inclusion(proof: JournalProof, entry: bytes | None) -> Check:
    holds: bool | None = None
    says = "Without the entry nobody can tell whether it is in the journal."
    if entry is not None:
        checkpoint = proof.checkpoint
        try:
            verify_inclusion(
                index=proof.index,
                size=checkpoint.size,
                leaf=leaf_hash(entry),
                proof=proof.hashes,
                root=checkpoint.root,
            )
            holds, says = True, f"The entry is number {proof.index} of {checkpoint.size} in the journal."
        except JournalError as fault:
            holds, says = False, fault.says
    return Check(name="journal.inclusion", holds=holds, about="journal proof", says=says)


def _signatures(note: Note, checkpoint: Checkpoint, keys: tuple[VerifierKey, ...]) -> tuple[Check, ...]:
    own = tuple(key for key in keys if key.use == "log" and key.name == checkpoint.origin)
    witnesses = tuple(key for key in keys if key.use == "witness")
    if not own:
        return (_unknown_origin(note, checkpoint, keys),)
    signed = Check(
        name="checkpoint.signature",
        holds=True,
        about="checkpoint",
        says="The journal has signed its checkpoint with the key that the directory gives.",
        who=checkpoint.origin,
    )
    try:
        verify_note(note, keys=own)
        seen = _witnesses(note, witnesses)
    except JournalError as fault:
        return (Check(name="checkpoint.signature", holds=False, about="checkpoint", says=fault.says),)
    return (signed, *(_witnessed(one.key.name, one.at) for one in seen)) if seen else (signed, _UNSEEN)


def _unknown_origin(note: Note, checkpoint: Checkpoint, keys: tuple[VerifierKey, ...]) -> Check:
    """A journal that is not known; a signature line of a known one shows that the origin was changed."""
    logs = {(key.name, key.key_id) for key in keys if key.use == "log"}
    other = next((line.name for line in note.signatures if (line.name, line.key_id) in logs), None)
    says = f"The key of the journal {checkpoint.origin} is not known here: who signed cannot be told."
    if other is not None:
        says = (
            f"It says that it is of the journal {checkpoint.origin}, and bears a signature line of {other}."
        )
    holds = None if other is None else False
    return Check(name="checkpoint.signature", holds=holds, about="checkpoint", says=says)


def _witnesses(note: Note, keys: tuple[VerifierKey, ...]) -> tuple[Signed, ...]:
    ids = {(line.name, line.key_id) for line in note.signatures}
    present = tuple(key for key in keys if (key.name, key.key_id) in ids)
    return verify_note(note, keys=present) if present else ()


def _witnessed(name: str, at: datetime | None) -> Check:
    return Check(
        name="checkpoint.witness",
        holds=True,
        about="checkpoint",
        says=f"{name} saw this checkpoint, and that it continues what it saw before.",
        who=name,
        when=at,
        decisive=False,
    )


_UNSEEN = Check(
    name="checkpoint.witness",
    holds=None,
    about="checkpoint",
    says="No known witness has countersigned this checkpoint: only the journal's own word says that its "
    "past was not rewritten.",
    decisive=False,
)
