"""What a cosigner signs: that it saw this checkpoint at a time (C2SP tlog-cosignature, both types)."""

from __future__ import annotations

from glacy.journal.checkpoint import Checkpoint, read_checkpoint
from glacy.journal.errors import SignatureError
from glacy.journal.keys import VerifierKey
from glacy.sayings import say

TIME_SIZE = 8
_MAX_SECONDS = 2**63 - 1
_MAX_NAME = 255
_LABEL = b"subtree/v1\n\0"


def cosigned_bytes(text: str, *, key: VerifierKey, seconds: int) -> bytes:
    """The bytes that a key of type 04 or 06 signs over the text of a checkpoint, at that POSIX time."""
    if not 0 <= seconds <= _MAX_SECONDS:
        raise SignatureError(
            say("{seconds} is no time that a cosignature can bear.", seconds=seconds), remedy=_ASK
        )
    if key.use == "cosigner":
        return _subtree_bytes(read_checkpoint(text), name=key.name, seconds=seconds)
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def read_seconds(signature: bytes) -> int:
    """The POSIX time at the head of a cosignature."""
    return int.from_bytes(signature[:TIME_SIZE], "big")


def _subtree_bytes(checkpoint: Checkpoint, *, name: str, seconds: int) -> bytes:
    """The `cosigned_message` for a whole tree: it names the cosigner, and leaves extension lines out."""
    return b"".join(
        (
            _LABEL,
            _opaque(name),
            seconds.to_bytes(TIME_SIZE, "big"),
            _opaque(checkpoint.origin),
            (0).to_bytes(8, "big"),
            checkpoint.size.to_bytes(8, "big"),
            checkpoint.root,
        )
    )


def _opaque(text: str) -> bytes:
    """A text of at most 255 bytes with its length before it (RFC 8446, section 3.4)."""
    data = text.encode()
    if not 0 < len(data) <= _MAX_NAME:
        raise SignatureError(
            say("{found!r} is too long to be cosigned with ML-DSA-44.", found=text[:80]),
            remedy=say("Use a name of at most {max_name} bytes.", max_name=_MAX_NAME),
        )
    return bytes([len(data)]) + data


_ASK = say("Ask for the note again, as a file, unchanged.")
