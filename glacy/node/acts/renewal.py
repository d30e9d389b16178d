"""Renews what was sealed, before keys or digests age: a bundle, another container, a document (B-LTA)."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from glacy.checks import Check
from glacy.container import examine_container, renew_container
from glacy.node.errors import RenewalError
from glacy.node.files import sync_folder
from glacy.sayings import say
from glacy.signing import SealReading, Stamper, Trust, examine_pdf_seal, renew_pdf

_OPENING = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """What was renewed: how often now, when and by whom last, and before when to renew it again."""

    out: Path
    count: int
    stamped_at: datetime
    stamped_by: str | None
    renew_by: datetime


def renew_file(
    file: Path, out: Path, *, stamper: Stamper, trust: Trust, clock: Callable[[], datetime]
) -> Renewed:
    """Write a sealed file to `out` with one renewal more; `out` appears whole or not at all.

    What was made is examined before it gets its name: a file that does not hold is not renewed.
    """
    if out.exists():
        raise RenewalError(
            say("{out} is there already.", out=out),
            remedy=say("Name another file with --out."),
            file=str(out),
        )
    try:
        with file.open("rb") as source, _appearing(out) as made:
            seal = renew_stream(
                source, made, stamper=stamper, trust=trust, at=clock, spool=lambda: _spool(out.parent)
            )
    except OSError as fault:
        raise RenewalError(
            say("{file} cannot be renewed: {why}.", file=fault.filename or file, why=fault.strerror or fault),
            remedy=say("Check its name, who may read it, and the room on the disk."),
            file=str(fault.filename or file),
        ) from fault
    last = seal.renewals[-1]
    return Renewed(
        out=out,
        count=len(seal.renewals),
        stamped_at=last.stamped_at,
        stamped_by=last.stamped_by,
        renew_by=last.expires_at,
    )


def renew_stream(
    source: BinaryIO,
    made: BinaryIO,
    *,
    stamper: Stamper,
    trust: Trust,
    at: Callable[[], datetime],
    spool: Callable[[], BinaryIO],
) -> SealReading:
    """Write a sealed file with one renewal more, and its seal as it is read then; raises where it fails."""
    is_document = b"%PDF-" in source.read(_OPENING)
    source.seek(0)
    if is_document:
        made.write(renew_pdf(source.read(), stamper=stamper))
    else:
        renew_container(source, made, stamper=stamper, spool=spool)
    made.flush()
    return _examine(made, is_document, trust=trust, at=at())


def _examine(made: BinaryIO, is_document: bool, *, trust: Trust, at: datetime) -> SealReading:
    """What was made, read again; raises if any of it does not hold."""
    made.seek(0)
    if is_document:
        seal = examine_pdf_seal(made.read(), trust=trust, at=at)
        checks = seal.checks
    else:
        reading = examine_container(made, trust=trust, at=at)
        checks, found = reading.checks, reading.seal
        if found is None:
            raise _refused(next(check for check in checks if check.holds is not True))
        seal = found
    for check in checks:
        if check.holds is False:
            raise _refused(check)
    return seal


def _refused(check: Check) -> RenewalError:
    return RenewalError(
        say("It does not hold, so it is not renewed: {why}", why=check.says),
        remedy=say("Check it with glacy verify, and ask for it again."),
        about=check.about,
    )


def _spool(folder: Path) -> BinaryIO:
    return cast("BinaryIO", TemporaryFile(dir=folder))  # of any temporary file, the plain kind


@contextmanager
def _appearing(out: Path) -> Iterator[BinaryIO]:
    """A file that gets its name only if all went well."""
    temporary = out.with_name(f".{out.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("x+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(out)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(out.parent)
