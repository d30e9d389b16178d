"""A disk that is full, or that takes no writing, told as such wherever it showed itself."""

from __future__ import annotations

import errno

from glacy.node.errors import NoRoomError
from glacy.sayings import say

_NUMBERS = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EROFS))
_SIGNS = ("disk is full", "no space left", "disk i/o error", "readonly database", "read-only file system")
"""What SQLite and PostgreSQL say; their drivers give no number that can be compared."""


def find_no_room(fault: BaseException | None) -> NoRoomError | None:
    """The error to show if a disk without room is behind a fault, else None."""
    while fault is not None:
        told = str(fault).lower()
        if getattr(fault, "errno", None) in _NUMBERS or any(sign in told for sign in _SIGNS):
            return NoRoomError(
                say("This node cannot write to its disk: it is full, or it failed. Nothing was changed."),
                remedy=say(
                    "Ask the administrator to free some space or to look at the disk, then do it again."
                ),
            )
        fault = fault.__cause__ or fault.__context__
    return None
