"""A sealed document: the seal, whose it must be, and whether the page says what its attached message says."""

from __future__ import annotations

from datetime import datetime

from glacy.checks import Check
from glacy.cooperation import (
    Answer,
    Disclosure,
    DocumentReading,
    Offer,
    OfferContent,
    Request,
    examine_document,
)
from glacy.documents import DocumentError, attachments_of
from glacy.exchange import Directory
from glacy.signing import Trust, examine_pdf_seal

_ABOUT = "document"


def examine_sealed_document(data: bytes, *, directory: Directory | None, at: datetime) -> tuple[Check, ...]:
    """The checks of a document. Where the directory lists the State that speaks, only its own seal counts."""
    wider = Trust.none() if directory is None else directory.trust()
    seal = examine_pdf_seal(data, trust=wider, at=at)
    page = examine_document(data, first_revision=seal.first_revision)
    country = _speaker(page)
    if directory is None or country is None:
        return (*seal.checks, *page.checks)
    entry = directory.find_entry(country)
    if entry is None:
        says = f"The directory lists no node for {country}, which speaks in it: another node vouches for it."
        return (*seal.checks, _speaks(None, says), *page.checks)
    own = examine_pdf_seal(data, trust=entry.trust(), at=at)
    says = f"The directory lists {entry.name} as the node of {country}, which speaks in it."
    return (*own.checks, _speaks(True, says), *page.checks)


def examine_carried_document(document: bytes, *, body: bytes) -> Check:
    """Whether a document that travels with a message is the document of that very message."""
    try:
        carried = {each.name: each.content for each in attachments_of(document)}.get("message.json")
    except DocumentError as fault:
        return _carried(False, f"Its attached message cannot be read: {fault.says}")
    if carried != body:
        return _carried(False, "The document is of another message than the one that the envelope carries.")
    return _carried(True, "The document carries the same message as the envelope, byte for byte.")


def _carried(holds: bool, says: str) -> Check:
    return Check(name="envelope.document", holds=holds, about="document.pdf", says=says)


def _speaker(page: DocumentReading) -> str | None:
    """The country whose authority speaks in a document, where its message names one."""
    match page.message:
        case Request() | Answer() | Disclosure() | Offer() | OfferContent() as message:
            return message.authority.country
        case _:
            return None


def _speaks(holds: bool | None, says: str) -> Check:
    return Check(name="document.speaker", holds=holds, about=_ABOUT, says=says, decisive=False)
