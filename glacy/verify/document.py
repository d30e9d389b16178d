"""A sealed document: the seal, and whether its page says what its attached machine form says."""

from __future__ import annotations

from datetime import datetime

from glacy.checks import Check
from glacy.cooperation import examine_document
from glacy.exchange import Directory
from glacy.signing import Trust, examine_pdf_seal


def examine_sealed_document(data: bytes, *, directory: Directory | None, at: datetime) -> tuple[Check, ...]:
    """The checks of a document. Where the directory lists the State that asks, only its own seal counts."""
    page = examine_document(data)
    entry = None
    if directory is not None and page.message is not None:
        entry = directory.find_entry(page.message.requesting)
    wider = Trust.none() if directory is None else directory.trust()
    trust = wider if entry is None else entry.trust()
    seal = examine_pdf_seal(data, trust=trust, at=at)
    return (*seal.checks, *page.checks)
