"""A part of a source that was not taken over, and why: a value to show, not an error."""

from __future__ import annotations

from dataclasses import dataclass

from glacy.sayings import say
from glacy.tracing.errors import TracingError


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Where in a source something was refused: `why` is one word, `says` and `remedy` sentences."""

    offset: int
    size: int
    why: str
    says: str
    remedy: str

    @classmethod
    def of(cls, error: TracingError, *, offset: int, size: int) -> Refusal:
        """The refusal that an error stands for."""
        why = str(error.fields.get("why", "form"))
        return cls(offset=offset, size=size, why=why, says=error.says, remedy=error.remedy)


def too_large(size: int) -> Refusal:
    """The refusal of a file that would have to be one block and is larger than any."""
    return Refusal(
        offset=0,
        size=size,
        why="form",
        says=say("The file begins as no file of a node does, and is too large for a single block."),
        remedy=say(
            "Name the chain of the file. If its node scrambles blocks, put its xor.dat beside the file."
        ),
    )
