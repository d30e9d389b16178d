"""The file `directory.json`: a listing and all that signs it, in one file that is judged offline."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from glacy.checks import Check
from glacy.errors import GlacyError
from glacy.exchange.directory import Directory
from glacy.exchange.directory_chain import directory_of, read_chain
from glacy.exchange.directory_older import is_older, read_older
from glacy.exchange.entry import NodeEntry
from glacy.exchange.entry_file import ASK
from glacy.exchange.errors import DirectoryRollbackError, DirectorySignatureError, MalformedDirectoryError
from glacy.sayings import say
from glacy.times import write_instant


def read_directory(data: bytes, *, fingerprint: str | None = None) -> Directory:
    """The directory in these bytes, every signature checked.

    Give the `fingerprint` that was compared out of band, or pinned before: without it the signatures only
    show that the file is whole, not whose it is. Whether it has expired is asked with `is_expired(at=...)`.
    """
    try:
        directory = read_older(data) if is_older(data) else directory_of(read_chain(data))
    except (DirectorySignatureError, MalformedDirectoryError):
        raise
    except GlacyError as fault:
        raise MalformedDirectoryError(
            say("The directory is wrong. {why}", why=fault.says), remedy=ASK
        ) from fault
    if fingerprint is not None and not directory.is_of(fingerprint):
        raise DirectorySignatureError(
            say(
                "The directory is signed by another root than the one that was pinned: {fingerprint}.",
                fingerprint=directory.fingerprint,
            ),
            remedy=say("Call the operator and compare the fingerprints before you trust it."),
            expected=fingerprint,
            found=directory.fingerprint,
        )
    return directory


def examine_directory(
    data: bytes, *, fingerprint: str | None = None, at: datetime | None = None
) -> tuple[Check, ...]:
    """What can be said of a directory file: form, signatures, whose root, and whether it has expired."""
    try:
        directory = read_directory(data)
    except GlacyError as fault:
        name = "signature" if isinstance(fault, DirectorySignatureError) else "form"
        return (Check(name=f"directory.{name}", holds=False, about="directory.json", says=str(fault)),)
    pinned = None if fingerprint is None else directory.is_of(fingerprint)
    checks = [
        Check(
            name="directory.signature",
            holds=True,
            about="directory.json",
            says=say("Signed by {key} and not changed since.", key=directory.operator),
            who=directory.operator,
            when=directory.issued_at,
        ),
        Check(
            name="directory.key", holds=pinned, about=directory.operator, says=_says_key(directory, pinned)
        ),
    ]
    if at is not None:
        expired = directory.is_expired(at=at)
        until = write_instant(directory.valid_until)
        says = (
            say("The validity of this directory ended {until}.", until=until)
            if expired
            else say("The validity of this directory lasts until {until}.", until=until)
        )
        checks.append(
            Check(
                name="directory.age",
                holds=not expired,
                about="valid_until",
                says=says,
                when=directory.valid_until,
            )
        )
    return tuple(checks)


def verify_successor(found: Directory, *, of: Directory) -> None:
    """Returns if `found` may replace the pinned directory `of`: same operator, same purpose, not older."""
    leads_on = bool(of.roots) and found.roots[: len(of.roots)] == of.roots
    if not leads_on or found.exercise != of.exercise:
        raise DirectoryRollbackError(
            say(
                "The new directory is signed under another root, {key}, or for another purpose.",
                key=found.fingerprint,
            ),
            remedy=say("Compare the fingerprint with the operator and join again, on purpose."),
        )
    older = (found.version, found.issued_at) < (of.version, of.issued_at)
    if older or (found.version == of.version and found.nodes != of.nodes):
        raise DirectoryRollbackError(
            say(
                "The directory of {issued_at} would replace that of {issued_at2}.",
                issued_at=write_instant(found.issued_at),
                issued_at2=write_instant(of.issued_at),
            ),
            remedy=say("Keep the newer one, and ask who offered the older."),
        )


def with_entries(directory: Directory, *entries: NodeEntry, issued_at: datetime) -> Directory:
    """The next directory, in which these entries stand beside or instead of those of their countries."""
    kept = {entry.country: entry for entry in (*directory.nodes, *entries)}
    nodes = tuple(kept[country] for country in sorted(kept))
    lasts = directory.valid_until - directory.issued_at
    return replace(
        directory,
        nodes=nodes,
        issued_at=issued_at,
        valid_until=issued_at + lasts,
        version=directory.version + 1,
    )


def _says_key(directory: Directory, pinned: bool | None) -> str:
    if pinned is None:
        return say(
            "Whose root it is cannot be told from the file. Compare its fingerprint: {fingerprint}.",
            fingerprint=directory.fingerprint,
        )
    if pinned:
        return say("The root {fingerprint} is the one that was pinned.", fingerprint=directory.fingerprint)
    return say("The root {fingerprint} is not the one that was pinned.", fingerprint=directory.fingerprint)
