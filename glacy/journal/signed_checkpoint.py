"""A checkpoint as a signed note: signed by its journal, opened by those who have the journal's key."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from glacy.journal.checkpoint import Checkpoint, read_checkpoint, write_checkpoint
from glacy.journal.errors import SignatureError
from glacy.journal.keys import SigningKey, VerifierKey
from glacy.journal.note import Note, Signed, cosign, read_note, sign_note, verify_note, write_note
from glacy.sayings import say


def sign_checkpoint(
    checkpoint: Checkpoint,
    *,
    key: SigningKey,
    beside: SigningKey | None = None,
    before: Iterable[SigningKey] = (),
    at: datetime | None = None,
) -> bytes:
    """The signed note of a checkpoint, as it is published.

    `beside` is the journal's own ML-DSA-44 key: its line says by the journal's own clock when the head was
    signed, and stands against those who will break Ed25519. `before` are keys of the same journal that are
    being rolled over: for a while it signs with both, so that who knows either opens it.
    """
    earlier = tuple(before)
    note = sign_note(write_checkpoint(checkpoint), keys=(key, *(one for one in earlier if one.use == "log")))
    timed = (*(() if beside is None else (beside,)), *(one for one in earlier if one.use == "cosigner"))
    if at is not None:
        for one in timed:
            note = cosign(note, key=one, at=at)
    return write_note(note)


def open_checkpoint(
    data: bytes | Note, *, keys: Iterable[VerifierKey]
) -> tuple[Checkpoint, tuple[Signed, ...]]:
    """The checkpoint of a note and who signed it; raises unless a known key of its own journal has.

    A key belongs to the journal whose origin is its name; a witness alone is not enough.
    """
    note = data if isinstance(data, Note) else read_note(data)
    checkpoint = read_checkpoint(note.text)
    signed = verify_note(note, keys=keys)
    if not any(one.key.belongs_to(checkpoint.origin) for one in signed):
        raise SignatureError(
            say("The journal {origin} has not signed its own checkpoint.", origin=checkpoint.origin),
            remedy=say("Give the key of that journal."),
            origin=checkpoint.origin,
        )
    return checkpoint, signed
