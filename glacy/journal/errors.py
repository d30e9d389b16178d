"""What can be wrong with a journal: its notes, keys, proofs, tiles and entries."""

from __future__ import annotations

from glacy.errors import GlacyError


class JournalError(GlacyError):
    """Anything that is wrong with a journal or with what claims to come from one."""


class MalformedNoteError(JournalError):
    """Bytes are not a signed note in the one form that we accept (C2SP signed-note)."""


class MalformedKeyError(JournalError):
    """A text is not a verifier key or a signing key (C2SP signed-note)."""


class SignatureError(JournalError):
    """No known key has signed the note, or the signature of a known key is wrong."""


class MalformedCheckpointError(JournalError):
    """The text of a note is not a checkpoint (C2SP tlog-checkpoint)."""


class MalformedProofError(JournalError):
    """Bytes are not a proof file (C2SP tlog-proof)."""


class InclusionError(JournalError):
    """An entry is not proved to be in the tree."""


class ConsistencyError(JournalError):
    """A later tree is not proved to contain an earlier one."""


class MalformedEntryError(JournalError):
    """Bytes are not an entry or an opening of ours, or are too large to be logged."""


class TileError(JournalError):
    """A tile is missing, has the wrong size, or does not belong to the tree."""


class MalformedSubmissionError(JournalError):
    """Bytes are not a checkpoint submitted to a witness, or the answer of one (C2SP tlog-witness)."""


class MalformedPolicyError(JournalError):
    """Bytes are not a policy of logs and witnesses (C2SP tlog-policy)."""
