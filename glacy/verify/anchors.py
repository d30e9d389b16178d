"""Whom a report trusts: the directory it was made with, and how that directory was found."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from glacy.checks import Check
from glacy.exchange import Directory
from glacy.sayings import say
from glacy.times import write_instant
from glacy.verify.known import Known

Found = Literal["given", "environment", "beside", "inside", "accepted"]
"""Where a directory came from: the reader, the machine, beside the file, in the bundle itself.

`accepted` is one of the last two whose operator the reader has accepted by the fingerprint."""


def directory_check(
    directory: Directory | None, *, found: Found, at: datetime, is_own: bool = False
) -> Check:
    """What is to be said of the directory: one that came with the file decides that nothing can be told.

    Any other does not decide; the checks made with it do.
    """
    if directory is None and is_own:
        return _check(
            None,
            say(
                "No directory was given: only the seals that this account has made itself are known. Name a"
                " directory with --directory FILE for those of others."
            ),
        )
    if directory is None:
        return _check(
            None,
            say(
                "No directory was given, so who signed cannot be told. Name one with --directory "
                "FILE, set GLACY_DIRECTORY, or put directory.json beside the file."
            ),
        )
    issued = say(
        "issued on {issued_at}, fingerprint {fingerprint}",
        issued_at=write_instant(directory.issued_at),
        fingerprint=directory.fingerprint,
    )
    if found == "inside":
        return _check(
            None,
            say(
                "The directory ({issued}) lies in the bundle itself, as it was when the bundle was sealed: "
                "whoever made the one could have made the other. Compare its fingerprint with the operator "
                "of the directory by telephone, and name it once with --trust.",
                issued=issued,
            ),
            decisive=True,
        )
    if found == "accepted" and not directory.is_expired(at=at):
        return _check(
            True, say("The directory ({issued}) is of the operator whom you have accepted.", issued=issued)
        )
    if directory.is_expired(at=at) and found != "beside":
        return _check(
            None,
            say(
                "The directory ({issued}) has expired: keys may have changed since. Fetch a newer one.",
                issued=issued,
            ),
        )
    if found == "beside":
        return _check(
            None,
            say(
                "The directory ({issued}) was found beside the file: whoever changed the file could "
                "have changed it too. Compare its fingerprint with the operator of the directory by "
                "telephone, and name it once with --trust.",
                issued=issued,
            ),
            decisive=True,
        )
    return _check(True, say("The directory ({issued}) is the one that you named.", issued=issued))


def accepted(directory: Directory | None, found: Found, known: Known) -> Found:
    """How a directory was found; one beside or inside a file counts once its operator was accepted."""
    is_known = directory is not None and any(directory.is_of(one) for one in known.operators)
    return "accepted" if is_known and found in ("beside", "inside") else found


def _check(holds: bool | None, says: str, *, decisive: bool = False) -> Check:
    return Check(name="directory", holds=holds, about="directory.json", says=says, decisive=decisive)
