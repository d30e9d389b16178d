"""This node as a witness of other journals: what it answers to a submitted checkpoint (C2SP tlog-witness)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from glacy.exchange import NodeEntry
from glacy.journal import (
    SIZE_TYPE,
    Admitted,
    MalformedSubmissionError,
    Note,
    VerifierKey,
    cosign,
    judge_submission,
    origin_of,
    read_note,
    read_submission,
    thin_note,
    write_cosignatures,
    write_note,
    write_size,
)
from glacy.node.opened import Node
from glacy.node.quiet import demand_awake
from glacy.store import witnesses

_TEXT = "text/plain; charset=utf-8"
_CONFLICT = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessAnswer:
    """The answer to add-checkpoint: HTTP status, body and content type."""

    status: int
    body: bytes
    content_type: str = _TEXT


def answer_submission(node: Node, data: bytes) -> WitnessAnswer:
    """The answer to the body of `POST .../add-checkpoint`; what it says is durable before it is given."""
    demand_awake(node.path)
    try:
        submission = read_submission(data)
    except MalformedSubmissionError as fault:
        return _said(400, fault.says)
    origin = origin_of(submission)
    found = find_journal(node, origin)
    if found is None or not node.witness_keys:
        return _said(404, f"The journal {origin[:200]!r} is not known to this witness.")
    entry, keys, at = *found, node.clock()
    first = judge_submission(submission, keys=keys)  # in form and signed, whatever was seen before
    if first.checkpoint is None:
        return _said(first.status, first.says)
    own = _own_note(submission.note, keys)
    judged, size, cosigned = witnesses.judge_and_keep(
        witnesses.Offered(
            origin=origin,
            country=entry.country,
            size=first.checkpoint.size,
            log_note=write_note(thin_note(own)),
            submission=data,
        ),
        judge=lambda seen, roots: judge_submission(submission, keys=keys, seen=seen, roots=roots),
        cosign=lambda: write_note(_cosigned(node, own, at)),
        at=at,
    )
    if isinstance(judged, Admitted):
        return WitnessAnswer(status=200, body=_own_lines(node, cosigned))
    if judged.status == _CONFLICT:
        return WitnessAnswer(status=_CONFLICT, body=write_size(size), content_type=SIZE_TYPE)
    return _said(judged.status, judged.says)


def latest_checkpoint(origin_hash: str) -> bytes | None:
    """The checkpoint that this witness cosigned last of the journal whose origin has this SHA-256."""
    for row in witnesses.all_witnessed():
        if sha256(row.origin.encode("utf-8")).hexdigest() == origin_hash:
            return row.note.encode("utf-8")
    return None


def find_journal(node: Node, origin: str) -> tuple[NodeEntry, tuple[VerifierKey, ...]] | None:
    """The node whose journal has this origin and the keys that the directory gives; never this node's own."""
    directory = node.directory
    for entry in () if directory is None else directory.nodes:
        keys = entry.journal_verifiers
        if entry.country != node.country and keys[0].name == origin:
            return entry, keys
    return None


def _own_note(note: Note, keys: tuple[VerifierKey, ...]) -> Note:
    """The note with the lines of its own journal alone, which have been verified."""
    ids = {(key.name, key.key_id) for key in keys}
    lines = tuple(line for line in note.signatures if (line.name, line.key_id) in ids)
    return Note(text=note.text, signatures=lines)


def _cosigned(node: Node, note: Note, at: datetime) -> Note:
    for key in node.witness_keys:
        note = cosign(note, key=key, at=at)
    return note


def _own_lines(node: Node, note: bytes) -> bytes:
    names = {key.name for key in node.witness_keys}
    return write_cosignatures(line for line in read_note(note).signatures if line.name in names)


def _said(status: int, says: str) -> WitnessAnswer:
    return WitnessAnswer(status=status, body=f"{says}\n".encode("utf-8", "replace"))
