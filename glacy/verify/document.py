"""A sealed document: the seal, whose it must be, and whether the page says what its attached message says."""

from __future__ import annotations

from datetime import datetime

from glacy.checks import Check
from glacy.cooperation import examine_document
from glacy.documents import DocumentError, attachments_of
from glacy.evidence import examine_record, is_record
from glacy.exchange import Directory
from glacy.sayings import say
from glacy.signing import examine_pdf_seal, with_stamps_of
from glacy.verify.known import Known, trust_of

_ABOUT = "document"
_NOTHING = Known()


def examine_sealed_document(
    data: bytes, *, directory: Directory | None, at: datetime, known: Known = _NOTHING
) -> tuple[Check, ...]:
    """The checks of a document. Where the directory lists the State that speaks, only its own seal counts.

    Others may have renewed it: the time-stamps of all count.
    """
    wider = trust_of(directory, known)
    seal = examine_pdf_seal(data, trust=wider, at=at)
    if is_record(data):
        nodes = () if directory is None else directory.nodes
        keys = [key for entry in nodes for key in entry.journal_history]
        return (*seal.checks, *examine_record(data, keys=keys, first_revision=seal.first_revision))
    page = examine_document(data, first_revision=seal.first_revision)
    country = page.country
    if directory is None or country is None:
        return (*seal.checks, *page.checks)
    entry = directory.find_entry(country)
    if entry is None:
        says = say(
            "The directory lists no node for {country}, in whose name it speaks: nobody vouches for it.",
            country=country,
        )
        return (*seal.checks, _speaks(None, says), *page.checks)
    own = examine_pdf_seal(data, trust=with_stamps_of(entry.trust(), wider), at=at)
    if own.signer is None:
        says = say(
            "It speaks for {country}, and no key of {entry} sealed it, as far as the directory "
            "lists its keys. Call that node on the number in the directory before you rely on it.",
            country=country,
            entry=entry.name,
        )
        return (_speaks(None, says), *own.checks, *page.checks)
    says = say(
        "It speaks for {country}, and the directory lists {entry} as the node of {country}.",
        country=country,
        entry=entry.name,
    )
    return (*own.checks, _speaks(True, says), *page.checks)


def examine_carried_document(document: bytes, *, body: bytes) -> Check:
    """Whether a document that travels with a message is the document of that very message."""
    try:
        carried = {each.name: each.content for each in attachments_of(document)}.get("message.json")
    except DocumentError as fault:
        return _carried(False, say("Its attached message cannot be read: {why}", why=fault.says))
    if carried != body:
        return _carried(
            False, say("The document is of another message than the one that the envelope carries.")
        )
    return _carried(True, say("The document carries the same message as the envelope, byte for byte."))


def _carried(holds: bool, says: str) -> Check:
    return Check(name="envelope.document", holds=holds, about="document.pdf", says=says)


def _speaks(holds: bool | None, says: str) -> Check:
    return Check(name="document.speaker", holds=holds, about=_ABOUT, says=says)
