"""What a container says to a reader: its form, each of its files, and the seal over them."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from glacy.checks import Check, verdict
from glacy.container.archive import Limits
from glacy.container.contents import Contents, compare_contents
from glacy.container.errors import MalformedContainerError
from glacy.container.foreign import examine_other
from glacy.container.opened import WIDE, ContainerFile
from glacy.container.sealed import DEFAULT_LIMITS, Container, bears_time, hold_container
from glacy.sayings import say
from glacy.signing import SealReading, Trust, examine_detached, examine_renewals


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerReading:
    """The checks of a container, the container itself if it could be opened, and what its seal says.

    `opened` reads files from where they lie; `container` holds them, if the container came as bytes.
    """

    checks: tuple[Check, ...]
    opened: ContainerFile | None = None
    container: Container | None = None
    seal: SealReading | None = None

    @property
    def holds(self) -> bool | None:
        """The verdict over all checks."""
        return verdict(self.checks)

    @property
    def signer(self) -> str | None:
        """The name of who sealed it, if the reader's trust knows one."""
        return None if self.seal is None else self.seal.signer

    @property
    def signed_at(self) -> datetime | None:
        """The instant that the signer claims."""
        return None if self.seal is None else self.seal.signed_at

    @property
    def stamped_at(self) -> datetime | None:
        """The instant of the time-stamp."""
        return None if self.seal is None else self.seal.stamped_at


def examine_container(
    data: bytes | BinaryIO,
    *,
    trust: Trust,
    at: datetime,
    limits: Limits | None = None,
    about: str = "container",
) -> ContainerReading:
    """The checks of a container, ours or another's, from bytes or a seekable file; never raises on bad input.

    Another maker's ASiC-E is judged on its content, and its form is "cannot tell". `container` is what could
    be opened in our form: look at `holds` before using what is in it. A file is read once, piece by piece.
    """
    held = isinstance(data, bytes)
    file = io.BytesIO(data) if isinstance(data, bytes) else data
    wide = DEFAULT_LIMITS if held else WIDE
    try:
        opened = ContainerFile(file, limits=wide if limits is None else limits)
        contents = compare_contents(opened)
    except MalformedContainerError as fault:
        checks, seal = examine_other(
            file, fault, trust=trust, at=at, limits=DEFAULT_LIMITS if limits is None else limits, about=about
        )
        return ContainerReading(checks=checks, seal=seal)
    if contents.differences:
        checks = tuple(_difference(*each) for each in contents.differences)
        return ContainerReading(checks=checks)
    checks, seal = _examine_seal(opened, contents, trust=trust, at=at, about=about)
    return ContainerReading(
        checks=checks, opened=opened, container=hold_container(opened) if held else None, seal=seal
    )


def _difference(fault: str, says: str, file: str) -> Check:
    name = "archive" if fault == "damaged" else "content"
    return Check(name=name, holds=False, about=file, says=say("{why}: {file}.", why=says, file=file))


def _examine_seal(
    opened: ContainerFile, contents: Contents, *, trust: Trust, at: datetime, about: str
) -> tuple[tuple[Check, ...], SealReading]:
    seal = examine_detached(
        opened.signature,
        digest=bytes.fromhex(contents.manifest_digest),
        trust=trust,
        at=at,
        about=about,
    )
    timed = seal.signed_at is not None and bears_time(opened.at, seal.signed_at)
    says = (
        say("The archive stands as GLACY writes it, and every file is as the manifest says.")
        if timed
        else say("The archive does not bear the time of its signature.")
    )
    tokens = [opened.seal_part(token) for _, token in opened.renewals]
    checks, renewals = examine_renewals(
        zip(tokens, contents.renewed, strict=True),
        stamped_at=seal.stamped_at,
        expires_at=seal.stamp_expires_at,
        trust=trust,
        about=about,
    )
    archive = Check(name="archive", holds=timed, about=about, says=says)
    return (archive, *seal.checks, *checks), replace(seal, renewals=renewals)
