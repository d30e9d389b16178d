"""A checkpoint as it is submitted to a witness, with its consistency proof, and the witness's answer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from glacy.journal.errors import (
    MalformedNoteError,
    MalformedSubmissionError,
    SignatureError,
)
from glacy.journal.hashing import HASH_SIZE
from glacy.journal.keys import VerifierKey, read_base64, write_base64
from glacy.journal.note import (
    MAX_SIGNATURES,
    Note,
    NoteSignature,
    read_lines,
    read_note,
    verify_note,
    write_lines,
    write_note,
)
from glacy.journal.tree import MAX_SIZE
from glacy.sayings import say

MAX_SUBMISSION_SIZE = 300_000
SIZE_TYPE = "text/x.tlog.size"
_MAX_HASHES = 63
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a witness is asked to cosign: the note, and the proof from the size that it saw last."""

    old_size: int
    proof: tuple[bytes, ...]
    note: Note

    def __post_init__(self) -> None:
        if not 0 <= self.old_size <= MAX_SIZE or len(self.proof) > _MAX_HASHES:
            raise MalformedSubmissionError(say("No journal has such a size or so long a proof."), remedy=_SEE)
        if any(len(one) != HASH_SIZE for one in self.proof):
            raise MalformedSubmissionError(
                say("Each hash of a proof has {hash_size} bytes.", hash_size=HASH_SIZE), remedy=_SEE
            )


def write_submission(submission: Submission) -> bytes:
    """The body of `POST .../add-checkpoint`."""
    lines = (f"old {submission.old_size}", *map(write_base64, submission.proof))
    return "".join(f"{line}\n" for line in lines).encode() + b"\n" + write_note(submission.note)


def read_submission(data: bytes) -> Submission:
    """The submission in the body of a request; anything but its one form is refused."""
    if len(data) > MAX_SUBMISSION_SIZE:
        raise MalformedSubmissionError(
            say(
                "A submission has at most {max_submission_size} bytes.",
                max_submission_size=MAX_SUBMISSION_SIZE,
            ),
            remedy=_SEE,
        )
    head, gap, note = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
        if not gap or not lines[0].startswith("old ") or not _NUMBER.fullmatch(lines[0][4:]):
            raise ValueError("it does not begin with the old size")
        return Submission(
            old_size=int(lines[0][4:]), proof=tuple(map(read_base64, lines[1:])), note=read_note(note)
        )
    except (ValueError, MalformedNoteError) as fault:
        raise MalformedSubmissionError(
            say("This is not a submission: {why}.", why=fault), remedy=_SEE
        ) from fault


def write_size(size: int) -> bytes:
    """The body of a 409 answer: the size that the witness has cosigned last."""
    return f"{size}\n".encode()


def read_size(data: bytes) -> int:
    """The size in the body of a 409 answer."""
    text = data.decode("ascii", "replace")
    if not text.endswith("\n") or not _NUMBER.fullmatch(text[:-1]) or int(text) > MAX_SIZE:
        raise MalformedSubmissionError(say("The witness did not say which size it saw last."), remedy=_OTHER)
    return int(text)


def write_cosignatures(lines: Iterable[NoteSignature]) -> bytes:
    """The body of a 200 answer: the signature lines of the witness."""
    return write_lines(lines).encode()


def take_cosignatures(note: Note, answer: bytes, *, keys: Iterable[VerifierKey]) -> Note:
    """The note with those lines of a witness's answer that its known keys have signed.

    Raises if none has, or if a line of a known key is wrong. A line of the same key that stood in the note
    gives way to the new one, which says a later time.
    """
    trusted = tuple(keys)
    known = {(key.name, key.key_id) for key in trusted}
    try:
        lines = read_lines(answer.decode("utf-8"))
        fitting = tuple(line for line in lines if (line.name, line.key_id) in known)
        if not fitting:
            raise MalformedSubmissionError(
                say("The witness answered without its own signature."), remedy=_OTHER
            )
        verify_note(Note(text=note.text, signatures=fitting), keys=trusted)
    except (UnicodeDecodeError, MalformedNoteError, SignatureError) as fault:
        raise MalformedSubmissionError(
            say("The witness's answer is wrong: {why}.", why=fault), remedy=_OTHER
        ) from fault
    return with_lines(note, fitting)


def with_lines(note: Note, lines: Iterable[NoteSignature]) -> Note:
    """The note with signature lines put in; a line of the same name and id gives way to the new one."""
    added = {(line.name, line.key_id): line for line in lines}
    kept = tuple(line for line in note.signatures if (line.name, line.key_id) not in added)
    return Note(text=note.text, signatures=(*kept, *added.values())[:MAX_SIGNATURES])


_SEE = say("See tlog-witness for its form.")
_OTHER = say("Ask the administrator of the witness what stands at its address.")
