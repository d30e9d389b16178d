"""Whom a report trusts: the directory it was made with, and how that directory was found."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from glacy.checks import Check
from glacy.exchange import Directory
from glacy.times import write_instant

Found = Literal["given", "environment", "beside"]
"""Where a directory came from: named by the reader, set up on the machine, or lying beside the file."""


def directory_check(directory: Directory | None, *, found: Found, at: datetime) -> Check:
    """What is to be said of the directory; it does not decide the verdict, the checks made with it do."""
    if directory is None:
        return _check(
            None,
            "No directory was given, so who signed cannot be told. Name one with --directory FILE, set "
            "GLACY_DIRECTORY, or put directory.json beside the file.",
        )
    issued = f"issued on {write_instant(directory.issued_at)}, fingerprint {directory.fingerprint}"
    if directory.is_expired(at=at):
        return _check(
            None,
            f"The directory ({issued}) has expired: keys may have changed since. Fetch a newer one.",
        )
    if found == "beside":
        return _check(
            None,
            f"The directory ({issued}) was found beside the file: whoever changed the file could have "
            "changed it too. Compare its fingerprint with the operator of the directory by telephone.",
        )
    return _check(True, f"The directory ({issued}) is the one that you named.")


def _check(holds: bool | None, says: str) -> Check:
    return Check(name="directory", holds=holds, about="directory.json", says=says, decisive=False)
