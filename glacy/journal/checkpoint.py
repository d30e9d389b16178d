"""The head of a journal: its origin, size and root, as a text to sign (C2SP tlog-checkpoint)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from glacy.journal.errors import MalformedCheckpointError
from glacy.journal.hashing import EMPTY_ROOT, HASH_SIZE
from glacy.journal.keys import read_base64, write_base64
from glacy.journal.tree import MAX_SIZE
from glacy.sayings import say

_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_LINES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The state of a journal: which one, how many entries, and the root hash over them."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for line in (self.origin, *self.extensions):
            if not line or any(ord(c) < 0x20 for c in line):
                raise MalformedCheckpointError(
                    say("{line!r} cannot be a line of a checkpoint.", line=line), remedy=_ASK
                )
        if not 0 <= self.size <= MAX_SIZE:
            raise MalformedCheckpointError(
                say("{size} cannot be the size of a journal.", size=self.size), remedy=_ASK
            )
        if len(self.root) != HASH_SIZE or (self.size == 0 and self.root != EMPTY_ROOT):
            raise MalformedCheckpointError(say("The root does not fit a journal of that size."), remedy=_ASK)


def write_checkpoint(checkpoint: Checkpoint) -> str:
    """The text that is signed: origin, size and root on a line each."""
    lines = (checkpoint.origin, str(checkpoint.size), write_base64(checkpoint.root), *checkpoint.extensions)
    return "".join(f"{line}\n" for line in lines)


def read_checkpoint(text: str) -> Checkpoint:
    """The checkpoint in the text of a note."""
    lines = text.split("\n")
    if len(lines) <= _LINES or lines.pop() != "" or not _NUMBER.fullmatch(lines[1]):
        raise MalformedCheckpointError(say("A checkpoint has an origin, a size and a root."), remedy=_ASK)
    try:
        root = read_base64(lines[2])
    except ValueError as fault:
        raise MalformedCheckpointError(say("The root of a checkpoint is base64."), remedy=_ASK) from fault
    return Checkpoint(origin=lines[0], size=int(lines[1]), root=root, extensions=tuple(lines[_LINES:]))


_ASK = say("Ask for the checkpoint again, as a file, unchanged.")
