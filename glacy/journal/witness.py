"""What a witness answers to a submitted checkpoint (C2SP tlog-witness, add-checkpoint).

It cosigns only what continues the checkpoint that it cosigned last. Two signed checkpoints that cannot both
be of one history are a fork, and are kept as evidence whatever the answer is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from glacy.journal.checkpoint import Checkpoint, read_checkpoint
from glacy.journal.errors import ConsistencyError, MalformedCheckpointError, SignatureError
from glacy.journal.hashing import EMPTY_ROOT
from glacy.journal.keys import VerifierKey, write_base64
from glacy.journal.note import verify_note
from glacy.journal.proofs import verify_consistency
from glacy.journal.submission import Submission
from glacy.sayings import say

Status = Literal[400, 403, 404, 409, 422]
ForkKind = Literal["two_roots", "not_continued"]
"""Two roots for one size prove a fork; a checkpoint whose proof fails only shows that none was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The checkpoint of a journal that this witness has cosigned last."""

    size: int
    root: bytes


NOTHING_SEEN = Seen(size=0, root=EMPTY_ROOT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """The checkpoint continues what was seen: it is to be kept and cosigned."""

    checkpoint: Checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """The checkpoint is not cosigned: why, with which HTTP status, and whether it is evidence of a fork."""

    status: Status
    says: str
    checkpoint: Checkpoint | None = None
    fork: ForkKind | None = None


Judgement: TypeAlias = Admitted | Turned


def origin_of(submission: Submission) -> str:
    """The journal that the submitted note names; nothing is checked here."""
    return submission.note.text.partition("\n")[0]


def judge_submission(
    submission: Submission,
    *,
    keys: Iterable[VerifierKey],
    seen: Seen = NOTHING_SEEN,
    roots: Mapping[int, bytes] | None = None,
) -> Judgement:
    """Whether the checkpoint is to be cosigned.

    `keys` are those that the witness knows for the origin, `seen` what it cosigned of it last, `roots` the
    roots of other sizes that it cosigned before: an older checkpoint with another root is a fork as well.
    """
    checkpoint = _read(submission, tuple(keys))
    if isinstance(checkpoint, Turned):
        return checkpoint
    known = {**(roots or {}), seen.size: seen.root}.get(checkpoint.size)
    fork: ForkKind | None = None if known in (None, checkpoint.root) else "two_roots"
    refused = _by_size(submission, checkpoint, seen) or _by_root(submission, checkpoint, seen)
    if refused is None:
        return Admitted(checkpoint=checkpoint)
    status, says, doubt = refused
    if fork is not None:
        says = say(
            "Another root of {origin} over {size} entries was cosigned before.",
            origin=checkpoint.origin,
            size=checkpoint.size,
        )
    return Turned(status=status, says=says, checkpoint=checkpoint, fork=fork or doubt)


def _read(submission: Submission, keys: tuple[VerifierKey, ...]) -> Checkpoint | Turned:
    origin = origin_of(submission)
    own = tuple(key for key in keys if key.belongs_to(origin))
    if not own:
        return Turned(
            status=404, says=say("The journal {origin!r} is not known to this witness.", origin=origin)
        )
    try:
        checkpoint = read_checkpoint(submission.note.text)
        verify_note(submission.note, keys=own)
    except MalformedCheckpointError as fault:
        return Turned(status=_status_of_form(submission), says=fault.says)
    except SignatureError as fault:
        return Turned(status=403, says=fault.says)
    return checkpoint


def _status_of_form(submission: Submission) -> Status:
    """A journal without entries that has a root is told apart from bad form, as the specification asks."""
    lines = submission.note.text.split("\n")
    try:
        read_checkpoint("\n".join([lines[0], "0", write_base64(EMPTY_ROOT), *lines[3:]]))
        return 422 if lines[1] == "0" else 400
    except (MalformedCheckpointError, IndexError):
        return 400


_Refused: TypeAlias = tuple[Status, str, ForkKind | None]


def _by_size(submission: Submission, checkpoint: Checkpoint, seen: Seen) -> _Refused | None:
    old = submission.old_size
    if old > checkpoint.size:
        return (
            400,
            say("The old size {old} is larger than the checkpoint's {size}.", old=old, size=checkpoint.size),
            None,
        )
    if old != seen.size:
        return 409, say("This witness has cosigned {size} entries, not {old}.", size=seen.size, old=old), None
    return None


def _by_root(submission: Submission, checkpoint: Checkpoint, seen: Seen) -> _Refused | None:
    try:
        verify_consistency(
            earlier=seen.size,
            later=checkpoint.size,
            earlier_root=seen.root,
            later_root=checkpoint.root,
            proof=submission.proof,
        )
    except ConsistencyError as fault:
        return 422, fault.says, _doubt(checkpoint, seen)
    return None


def _doubt(checkpoint: Checkpoint, seen: Seen) -> ForkKind | None:
    """What a proof that fails says of the journal; nothing where no proof was needed."""
    if seen.size == checkpoint.size:
        return None if seen.root == checkpoint.root else "two_roots"
    return "not_continued" if seen.size else None
