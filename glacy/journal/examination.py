"""What can be said of a checkpoint or a proof, check by check, without ever raising."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from glacy.checks import Check
from glacy.errors import GlacyError
from glacy.journal.checkpoint import Checkpoint, read_checkpoint
from glacy.journal.entry import Opening, read_entry, read_opening, verify_opening, write_entry
from glacy.journal.errors import JournalError
from glacy.journal.hashing import leaf_hash
from glacy.journal.keys import VerifierKey
from glacy.journal.note import Note, Signed, read_note, verify_note
from glacy.journal.proof_file import JournalProof, read_proof
from glacy.journal.proofs import verify_inclusion
from glacy.sayings import say


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
        says=say(
            "It is a checkpoint of the journal {origin} with {size} entries.",
            origin=checkpoint.origin,
            size=checkpoint.size,
        ),
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
        says=say(
            "It is a proof for entry {index} of the journal {origin}.",
            index=proof.index,
            origin=proof.checkpoint.origin,
        ),
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
    if opening is None and entry is None:
        shown = _shown_entry(proof)
        if shown is not None:
            return shown, proof.extra
    if opening is None:
        return (
            Check(
                name="journal.entry",
                holds=False if proof.extra else None,
                about="journal entry",
                says=say("The proof does not show what was logged.")
                if not proof.extra
                else say("What the proof carries beside it is not the opening of an entry."),
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
            says=say("The entry records the act {kind}.", kind=opening.kind),
            who=opening.who,
            when=opening.at,
        ),
        logged,
    )


def _shown_entry(proof: JournalProof) -> Check | None:
    """The entry itself in the place of its opening: it shows kind and time, and hides who and what."""
    try:
        entry = read_entry(proof.extra)
    except GlacyError:
        return None
    return Check(
        name="journal.entry",
        holds=True,
        about="journal entry",
        says=say("The entry records the act {kind}; who did what is not shown.", kind=entry.kind),
        when=entry.at,
    )


def _inclusion(proof: JournalProof, entry: bytes | None) -> Check:
    name, about, checkpoint = "journal.inclusion", "journal proof", proof.checkpoint
    if entry is None:
        says = say("Without the entry nobody can tell whether it is in the journal.")
        return Check(name=name, holds=None, about=about, says=says)
    try:
        verify_inclusion(
            index=proof.index,
            size=checkpoint.size,
            leaf=leaf_hash(entry),
            proof=proof.hashes,
            root=checkpoint.root,
        )
    except JournalError as fault:
        return Check(name=name, holds=False, about=about, says=fault.says)
    says = say(
        "The entry is number {index} of {size} in the journal.", index=proof.index, size=checkpoint.size
    )
    return Check(name=name, holds=True, about=about, says=says)


def _signatures(note: Note, checkpoint: Checkpoint, keys: tuple[VerifierKey, ...]) -> tuple[Check, ...]:
    origin = checkpoint.origin
    own = tuple(key for key in keys if key.belongs_to(origin))
    witnesses = tuple(key for key in keys if key.can_witness(origin))
    if not own:
        return (_unknown_origin(note, checkpoint, keys),)
    try:
        signed = verify_note(note, keys=own)
        seen = _witnesses(note, witnesses)
    except JournalError as fault:
        return (Check(name="checkpoint.signature", holds=False, about="checkpoint", says=fault.says),)
    witnessed = tuple(_witnessed(one.key, one.at) for one in seen) or (_UNSEEN,)
    return (*_own_signatures(origin, own, signed), *_altered_lines(note, (*own, *witnesses)), *witnessed)


def _altered_lines(note: Note, keys: tuple[VerifierKey, ...]) -> tuple[Check, ...]:
    """Lines that bear the name or the id of a known key, and not both: one letter of them may be changed."""
    known = {(key.name, key.key_id) for key in keys}
    names, ids = {name for name, _ in known}, {key_id for _, key_id in known}
    return tuple(
        Check(
            name="checkpoint.line",
            holds=None,
            about="checkpoint",
            says=say(
                "A signature line of {name} fits none of the keys that the directory gives: it was altered, "
                "or the directory is older than that key.",
                name=line.name,
            ),
            who=line.name,
        )
        for line in note.signatures
        if (line.name, line.key_id) not in known and (line.name in names or line.key_id in ids)
    )


def _own_signatures(
    origin: str, own: tuple[VerifierKey, ...], signed: tuple[Signed, ...]
) -> tuple[Check, ...]:
    """The journal's own lines: one is enough, and a known ML-DSA-44 key that is missing is told."""
    algorithms = " and ".join(dict.fromkeys(one.key.algorithm for one in signed))
    main = Check(
        name="checkpoint.signature",
        holds=True,
        about="checkpoint",
        says=say(
            "The journal has signed its checkpoint with the key that the directory gives ({algorithms}).",
            algorithms=algorithms,
        ),
        who=origin,
        when=next((one.at for one in signed if one.at is not None), None),
    )
    algorithms_of = {one.key.use for one in signed}
    missing = next((key for key in own if key.use not in algorithms_of), None)
    if missing is None:
        return (main,)
    says = say(
        "The directory gives an {algorithm} key of this journal, and no line of that key is here:"
        " the checkpoint is older than the key, or the line was taken away.",
        algorithm=missing.algorithm,
    )
    beside = Check(name="checkpoint.beside", holds=None, about="checkpoint", says=says, decisive=False)
    return (main, beside)


def _unknown_origin(note: Note, checkpoint: Checkpoint, keys: tuple[VerifierKey, ...]) -> Check:
    """A journal that is not known; a signature line of a known one shows that the origin was changed."""
    journals = {key.name for key in keys if key.use == "log"}
    logs = {(key.name, key.key_id) for key in keys if key.belongs_to(key.name) and key.name in journals}
    other = next((line.name for line in note.signatures if (line.name, line.key_id) in logs), None)
    says = say(
        "The key of the journal {origin} is not known here: who signed cannot be told.",
        origin=checkpoint.origin,
    )
    if other is not None:
        says = say(
            "It says that it is of the journal {origin}, and bears a signature line of {name}.",
            origin=checkpoint.origin,
            name=other,
        )
    holds = None if other is None else False
    return Check(name="checkpoint.signature", holds=holds, about="checkpoint", says=says)


def _witnesses(note: Note, keys: tuple[VerifierKey, ...]) -> tuple[Signed, ...]:
    ids = {(line.name, line.key_id) for line in note.signatures}
    present = tuple(key for key in keys if (key.name, key.key_id) in ids)
    return verify_note(note, keys=present) if present else ()


def _witnessed(key: VerifierKey, at: datetime | None) -> Check:
    return Check(
        name="checkpoint.witness",
        holds=True,
        about="checkpoint",
        says=say(
            "{key} saw this checkpoint, and that it continues what it saw before ({algorithm}).",
            key=key.name,
            algorithm=key.algorithm,
        ),
        who=key.name,
        when=at,
        decisive=False,
    )


_UNSEEN = Check(
    name="checkpoint.witness",
    holds=None,
    about="checkpoint",
    says=say(
        "No known witness has countersigned this checkpoint: only the journal's own word says "
        "that its past was not rewritten."
    ),
    decisive=False,
)
