"""What a redacted version must not be: the original with something more, or a PDF that still holds it."""

from __future__ import annotations

import re
from typing import Final

from glacy.node.errors import SectionError
from glacy.node.opened import Node
from glacy.sayings import say
from glacy.store.models import ExhibitRow

_MOST: Final = 256 << 20
"""Up to this size a version is looked through; a larger one is not."""
_REVISION: Final = re.compile(rb"startxref\s+([1-9]\d*)\s")


def demand_redacted(node: Node, row: ExhibitRow, *, digest: str, size: int) -> None:
    """Returns if this may stand for an exhibit; what lies hidden in it otherwise is not looked for.

    Refused are the original itself, what holds it byte for byte, a PDF that keeps an earlier revision, and
    what stands for the exhibit already.
    """
    why = None
    if digest == row.digest:
        why = say("A file cannot stand for itself.")
    elif ExhibitRow.objects.filter(redacted_from=row, digest=digest, destroyed_at=None).exists():
        why = say("This version stands for the exhibit already.")
    elif size <= _MOST:
        content = node.vault.get(digest)
        if row.size and size >= row.size and node.vault.get(row.digest) in content:
            why = say("This version holds the whole original, byte for byte.")
        elif content.startswith(b"%PDF") and len(_REVISION.findall(content + b"\n")) > 1:
            why = say("This PDF keeps an earlier revision of itself, in which the original may be read.")
    if why is not None:
        raise SectionError(
            why,
            remedy=say("Make the redacted version as a new file, from the page as it is to be seen."),
            field="file",
        )
