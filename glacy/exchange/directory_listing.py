"""The listing: the one target of the repository, all States in one file (docs/specs/exchange.md, 2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from glacy.canon import Digest, write_canonical
from glacy.errors import GlacyError
from glacy.exchange.directory import Directory
from glacy.exchange.entry_file import ASK, read_body, read_entry, write_entry
from glacy.exchange.errors import ExchangeError, MalformedDirectoryError
from glacy.exchange.fields import Fields
from glacy.sayings import say
from glacy.times import write_instant

FORMAT = "glacy.directory/1"
LISTING = "directory.json"
"""The name of the target."""


def write_listing(directory: Directory) -> bytes:
    """The nodes of a directory as its operator publishes them; the metadata beside it sign it."""
    return write_canonical(
        {
            "format": FORMAT,
            "operator": directory.operator,
            "issued_at": write_instant(directory.issued_at),
            "exercise": directory.exercise,
            "nodes": [write_entry(entry) for entry in directory.nodes],
        }
    )


def read_listing(
    data: bytes,
    *,
    valid_until: datetime,
    version: int = 1,
    roots: tuple[Digest, ...] = (),
    checked_at: Mapping[str, datetime] | None = None,
) -> Directory:
    """The directory in a listing; what the metadata beside it say is given with it."""
    fields = Fields(read_body(data), place="directory", error=MalformedDirectoryError, remedy=ASK)
    fields.constant("format", FORMAT)
    try:
        directory = Directory(
            operator=fields.text("operator"),
            issued_at=fields.instant("issued_at"),
            exercise=fields.flag("exercise"),
            nodes=fields.list_of("nodes", read_entry),
            valid_until=valid_until,
            version=version,
            roots=roots,
            checked_at=checked_at or {},
        )
    except ExchangeError:
        raise
    except GlacyError as fault:
        raise MalformedDirectoryError(
            say("The directory is wrong. {why}", why=fault.says), remedy=ASK
        ) from fault
    fields.end()
    return directory
